import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { gql } from 'graphql-request'
import { describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run, start, watch } from '../support/jobs.ts'

const CASES = {
  nhanh: { type: 'PULL_NHANH_PRODUCTS' },
  shopify: { type: 'PULL_SHOPIFY_PRODUCTS' },
} as const

type Platform = keyof typeof CASES

function countAtSource({ sandbox }: TestApp, platform: Platform): number {
  return platform === 'nhanh' ? sandbox.world.nhanh.products.size : sandbox.world.shopify.variants.size
}

describe.each(['nhanh', 'shopify'] as const)('%s', (platform) => {
  const { type } = CASES[platform]

  test('a refused token fails the job with a name, at once', async () => {
    await using server = await startTestApp()
    server.sandbox.faults.add({ platform, kind: 'expireToken', afterRequests: 1 })
    const end = await run(server, type)
    expect(end).toMatchObject({
      status: 'FAILED',
      error: { code: `${platform.toUpperCase()}_TOKEN`, retryable: false },
    })
    expect(JSON.stringify(end)).not.toContain(server.sandbox[platform].accessToken)
  })

  test('HTML without end fails the job with what came', async () => {
    await using server = await startTestApp()
    server.sandbox.faults.add({ platform, kind: 'html', times: Infinity })
    expect(await run(server, type)).toMatchObject({ status: 'FAILED', error: { code: 'UNEXPECTED_ANSWER' } })
  })

  test('one broken row fails alone, named by its field; the others are kept', async () => {
    await using server = await startTestApp({ sandbox: { products: 150 } })
    let broken = false
    const fault = server.sandbox.faults.add({
      platform,
      kind: 'transform',
      times: Infinity,
      change: (answer) => {
        const row = rowOf(answer)
        if (row && !broken) {
          broken = true
          if (platform === 'nhanh') row['prices'] = { retail: 'cheap' }
          else row['price'] = 12
        }
        return answer
      },
    })
    const end = await run(server, type)
    fault.remove()
    const expected = countAtSource(server, platform)
    expect(end).toMatchObject({
      status: 'COMPLETED_WITH_ERRORS',
      failed: 1,
      created: expected - 1,
      processed: expected,
    })
    const { job } = await server.http.request<{
      job: { items: { nodes: { code: string; message: string }[] } }
    }>(
      gql`
        query ($id: ID!) {
          job(id: $id) {
            items {
              nodes {
                code
                message
              }
            }
          }
        }
      `,
      { id: end.id },
    )
    expect(job.items.nodes).toEqual([{ code: 'INVALID_ITEM', message: expect.stringContaining('price') }])
    // Mended at the source, the next pull brings it.
    expect(await run(server, type)).toMatchObject({
      status: 'COMPLETED',
      created: 1,
      unchanged: expected - 1,
    })
  })

  test('a rate limit is waited for, said and counted, and not one call is made while it lasts', async () => {
    await using server = await startTestApp({ sandbox: { products: 150 } })
    const calls: number[] = []
    server.sandbox.faults.add({
      platform,
      kind: 'slow',
      delayMs: 0,
      times: Infinity,
      match: () => (calls.push(performance.now()), false),
    })
    server.sandbox.faults.add(
      platform === 'nhanh'
        ? {
            platform,
            kind: 'transform',
            afterRequests: 1,
            change: () => ({
              code: 0,
              errorCode: 'ERR_429',
              messages: 'Your app exceeded the API Rate Limit',
              data: { lockedSeconds: 1, unlockedAt: Math.ceil(Date.now() / 1000) + 1 },
            }),
          }
        : { platform, kind: 'throttled', afterRequests: 1 },
    )
    const jobId = await start(server.http, type)
    const reasons = new Set<string>()
    let last = null
    for await (const state of watch(server.ws, { jobId })) {
      if (state.waitingOn) reasons.add(state.waitingOn.reason)
      last = state
    }
    if (platform === 'nhanh') {
      expect(reasons).toContain('RATE_LIMIT')
      expect(Math.max(...calls.slice(1).map((at, index) => at - calls[index]!))).toBeGreaterThan(990)
    }
    expect(last).toMatchObject({ status: 'COMPLETED', metadata: { rateLimitHits: 1 }, waitingOn: null })
  })
})

describe.each(['refuses connections', 'resets every connection', 'has no address'])(
  'a platform that %s',
  (how) => {
    test.each(['nhanh', 'shopify'] as const)('%s: the job fails with a name', async (platform) => {
      const socket = createServer((connection) => connection.resetAndDestroy())
      socket.listen(0, '127.0.0.1')
      await once(socket, 'listening')
      const { port } = socket.address() as AddressInfo
      if (how === 'refuses connections') socket.close()
      const baseUrl = how === 'has no address' ? 'http://nowhere.invalid' : `http://127.0.0.1:${port}`
      await using server = await startTestApp({ baseUrl })
      expect(await run(server, CASES[platform].type)).toMatchObject({
        status: 'FAILED',
        attempt: 1,
        error: { code: 'PLATFORM_UNREACHABLE', retryable: true },
      })
      if (socket.listening) socket.close()
    })
  },
)

test('the same broken product in two pages that are written at the same time', async () => {
  await using server = await startTestApp({ sandbox: { products: 250 } })
  await rowsOf(
    server.databaseUrl,
    `create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return null; end $$`,
  )
  await rowsOf(
    server.databaseUrl,
    `create trigger slow before insert on nhanh_product for each statement execute function slow()`,
  )
  let page = 0
  let broken: Record<string, unknown>
  server.sandbox.faults.add({
    platform: 'nhanh',
    kind: 'transform',
    times: Infinity,
    change: (answer) => {
      const { data } = answer as { data: Record<string, unknown>[] }
      page += 1
      if (page === 1) {
        data[0]!['prices'] = { retail: 'cheap' }
        broken = { ...data[0] }
      }
      if (page === 2) data.push(broken)
      return answer
    },
  })
  expect(await run(server, 'PULL_NHANH_PRODUCTS')).toMatchObject({
    status: 'COMPLETED_WITH_ERRORS',
    failed: 1,
  })
})

test('a search that Shopify does not understand fails the pull: it would have answered with everything', async () => {
  await using server = await startTestApp()
  server.sandbox.faults.add({
    platform: 'shopify',
    kind: 'transform',
    times: Infinity,
    change: (answer) => {
      const search = [
        {
          path: ['products'],
          query: 'x',
          parsed: {},
          warnings: [{ field: 'x', message: 'Invalid search field for this query.', code: 'invalid_field' }],
        },
      ]
      const { extensions, ...rest } = answer as { extensions: object }
      return { ...rest, extensions: { ...extensions, search } }
    },
  })
  expect(await run(server, 'PULL_SHOPIFY_PRODUCTS', { status: 'ACTIVE' })).toMatchObject({
    status: 'FAILED',
    error: { code: 'SEARCH_NOT_UNDERSTOOD' },
  })
})

test('filters reach the platforms', async () => {
  await using server = await startTestApp({ sandbox: { products: 200 } })
  const { products, variants } = server.sandbox.world.shopify
  const active = new Set(
    [...products].filter((product) => product.status === 'ACTIVE').map((product) => product.id),
  )
  const end = await run(server, 'PULL_SHOPIFY_PRODUCTS', { status: 'ACTIVE' })
  const expected = [...variants].filter((variant) => active.has(variant.productId)).length
  expect(end).toMatchObject({ status: 'COMPLETED', processed: expected, total: expected })
  expect(expected).toBeLessThan(variants.size)
  const changed = [...server.sandbox.world.nhanh.products][7]!
  changed.updatedAt = Math.floor(Date.now() / 1000)
  const updatedAfter = new Date(Date.now() - 60_000).toISOString()
  const delta = await run(server, 'PULL_NHANH_PRODUCTS', { updatedAfter })
  expect(delta).toMatchObject({ status: 'COMPLETED', processed: 1, metadata: { filters: { updatedAfter } } })
})

/** The first product or variant of an answer. */
function rowOf(answer: unknown): Record<string, unknown> | undefined {
  const { data } = answer as {
    data?: Record<string, unknown>[] | { productVariants?: { nodes: Record<string, unknown>[] } }
  }
  return Array.isArray(data) ? data[0] : data?.productVariants?.nodes[0]
}
