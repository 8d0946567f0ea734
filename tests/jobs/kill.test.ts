import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { finished, jobOf, run, start, watch } from '../support/jobs.ts'
import { startServerProcess, variablesFor, type ServerProcess } from '../support/server-process.ts'

vi.setConfig({ hookTimeout: 60_000 })

const TABLES = {
  PULL_NHANH_PRODUCTS: ['nhanh_product'],
  PULL_SHOPIFY_PRODUCTS: ['shopify_product', 'shopify_variant'],
  PULL_NHANH_CUSTOMERS: ['nhanh_customer', 'customer_phone'],
  PULL_SHOPIFY_CUSTOMERS: ['shopify_customer', 'customer_phone'],
}

const SANDBOX = {
  products: 1_500,
  customers: 4_000,
  latencyMs: 15,
  limits: { nhanh: 'off', shopify: 'off' },
} as const

describe('a pull', () => {
  let undisturbed: TestApp
  let disturbed: Awaited<ReturnType<typeof createTestDatabase>>
  /** What takes up a job of one that was killed is the next to be. */
  let server: ServerProcess
  const startServer = async () =>
    startServerProcess({ ...variablesFor(undisturbed.sandbox), DATABASE_URL: disturbed.url })
  beforeAll(async () => {
    undisturbed = await startTestApp({ sandbox: SANDBOX })
    disturbed = await createTestDatabase()
    server = await startServer()
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await undisturbed[Symbol.asyncDispose]()
    await disturbed[Symbol.asyncDispose]()
  })

  test.each(Object.entries(TABLES))(
    '%s, killed three times in mid-page, ends with the rows and counts of an undisturbed run',
    async (type, tables) => {
      const expected = await run(undisturbed, type)
      const jobId = await start(server.http, type)
      for (const seqsUntilKill of [5, 3, 6]) {
        await killInMidPage(server, jobId, seqsUntilKill)
        server = await startServer()
      }
      const end = await finished(server.ws, jobId)

      const { created, updated, unchanged, skipped, failed, total, processed, status } = expected
      expect(end).toMatchObject({
        created,
        updated,
        unchanged,
        skipped,
        failed,
        total,
        processed,
        status,
        attempt: 4,
      })
      // Shopify's ranges of ids are cut anew when a run is taken up again.
      if (type.includes('NHANH')) expect(end.metadata['pages']).toBe(expected.metadata['pages'])
      expect(end.metadata['resumedFrom']).toMatch(/page \d+/)
      for (const table of tables) {
        const content =
          table === 'customer_phone'
            ? 'select account_id, customer_id, phone, field from customer_phone order by 1, 2, 3'
            : `select id, content_hash from ${table} order by id`
        expect(await rowsOf(disturbed.url, content)).toEqual(await rowsOf(undisturbed.databaseUrl, content))
      }
      expect(await rowsOf(disturbed.url, 'select * from job_sighting')).toEqual([])
      expect(await rowsOf(disturbed.url, 'select * from job_resource')).toEqual([])
    },
    120_000,
  )
})

/**
 * Kills the server after the job was seen to change so often and to have written something, while the next page is on its
 * way or being written.
 */
async function killInMidPage(server: ServerProcess, jobId: string, changes: number): Promise<void> {
  const before = (await jobOf(server.http, jobId))!
  for await (const state of watch(server.ws, { jobId })) {
    if (state.seq >= before.seq + changes && state.processed > before.processed) break
    if (state.status === 'COMPLETED') throw new Error('the job ended before it could be killed')
  }
  await server.end('SIGKILL')
}

test('a stopped server puts its job back without counting an attempt, and the next one goes on with it', async () => {
  await using database = await createTestDatabase()
  const sandbox = await startSandbox({
    products: 1_000,
    customers: 4_000,
    latencyMs: 30,
    limits: { nhanh: 'off', shopify: 'off' },
  })
  try {
    const variables = { ...variablesFor(sandbox), DATABASE_URL: database.url }
    const first = await startServerProcess(variables)
    const jobId = await start(first.http, 'PULL_NHANH_PRODUCTS')
    for await (const state of watch(first.ws, { jobId })) if (state.processed > 0) break
    expect(await first.end('SIGTERM')).toBe(0)
    const [stopped] = await rowsOf<{ status: string; processed: number }>(
      database.url,
      'select status, created as processed from background_job',
    )
    expect(stopped!.status).toBe('QUEUED')

    await using second = await startServerProcess(variables)
    const end = await finished(second.ws, jobId)
    expect(end).toMatchObject({ status: 'COMPLETED', attempt: 1, created: sandbox.world.nhanh.products.size })
    expect(end.processed).toBeGreaterThan(stopped!.processed)
  } finally {
    await sandbox.close()
  }
})
