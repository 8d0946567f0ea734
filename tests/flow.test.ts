import { gql } from 'graphql-request'
import { expect, test } from 'vitest'
import { startTestApp } from './support/app.ts'
import { rowsOf } from './support/database.ts'
import { start, watch, type JobState } from './support/jobs.ts'

/** The whole way: mutation → job → platform → rows → subscription. */
test.each([
  {
    type: 'PULL_NHANH_PRODUCTS',
    table: 'nhanh_product',
    field: 'nhanhProducts',
    countAtSource: (sandbox: Awaited<ReturnType<typeof startTestApp>>['sandbox']) =>
      sandbox.world.nhanh.products.size,
  },
  {
    type: 'PULL_SHOPIFY_PRODUCTS',
    table: 'shopify_variant',
    field: 'shopifyVariants',
    countAtSource: (sandbox: Awaited<ReturnType<typeof startTestApp>>['sandbox']) =>
      sandbox.world.shopify.variants.size,
  },
])(
  '$type goes from the mutation to the rows and is watched all the way',
  async ({ type, table, field, countAtSource }) => {
    await using server = await startTestApp({ sandbox: { products: 400, latencyMs: 20 } })
    const jobId = await start(server.http, type)
    const states: JobState[] = []
    for await (const state of watch(server.ws, { jobId })) states.push(state)

    const expected = countAtSource(server.sandbox)
    const last = states.at(-1)!
    expect(last).toMatchObject({
      status: 'COMPLETED',
      processed: expected,
      created: expected,
      total: expected,
      progress: 1,
    })
    expect(states.length).toBeGreaterThan(2)
    const seqs = states.map((state) => state.seq)
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
    for (const state of states) {
      expect(state.successful).toBe(state.created + state.updated + state.unchanged)
      expect(state.processed).toBe(state.successful + state.skipped + state.failed)
    }

    const rows = await rowsOf<{ count: number }>(
      server.databaseUrl,
      `select count(*)::int as count from ${table}`,
    )
    expect(rows[0]!.count).toBe(expected)
    const listed = await server.http.request<Record<string, { totalCount: number }>>(
      gql`{ ${field}(first: 1) { totalCount } }`,
    )
    expect(listed[field]!.totalCount).toBe(expected)
  },
)
