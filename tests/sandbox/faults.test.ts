import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { askNhanh, askShopify } from './platform-calls.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ products: 60, customers: 10 })
})
afterEach(() => sandbox.close())

const SHOP = '{ shop { name } }'

it('fires exactly as often as told, after as many requests as told, and counts', async () => {
  const fault = sandbox.faults.add({
    platform: 'shopify',
    kind: 'status',
    status: 429,
    body: 'slow down',
    headers: { 'retry-after': '2.0' },
    afterRequests: 1,
    times: 2,
  })
  const statuses: number[] = []
  for (let n = 0; n < 4; n += 1) {
    const response = await fetch(`${sandbox.shopify.baseUrl}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'x-shopify-access-token': sandbox.shopify.accessToken },
      body: JSON.stringify({ query: SHOP }),
    })
    statuses.push(response.status)
    if (response.status === 429) expect(response.headers.get('retry-after')).toBe('2.0')
    await response.text()
  }
  expect(statuses).toEqual([200, 429, 429, 200])
  expect(fault).toMatchObject({ hits: 2, remaining: 0 })
  expect(sandbox.faults.hits).toBe(2)
  expect(sandbox.world.counters.shopify['(anonymous)']!.requests).toBe(4)
})

it('meets only the requests that match: platform, path, operation, body, number', async () => {
  const seen: unknown[] = []
  sandbox.faults.add({
    platform: 'shopify',
    kind: 'status',
    status: 500,
    match: (request) => {
      seen.push(request)
      return request.operationName === 'Second'
    },
  })
  sandbox.faults.add({ platform: 'nhanh', kind: 'status', status: 502, match: ({ n }) => n === 2 })
  expect((await askShopify(sandbox, 'query First { shop { name } }', { a: 1 })).status).toBe(200)
  expect((await askShopify(sandbox, 'query Second { shop { name } }')).status).toBe(500)
  expect(seen[0]).toEqual({
    path: '/graphql.json',
    operationName: 'First',
    body: { query: 'query First { shop { name } }', variables: { a: 1 } },
    n: 1,
  })
  expect((await askNhanh(sandbox, '/product/list')).status).toBe(200)
  expect((await askNhanh(sandbox, '/product/list')).status).toBe(502)
})

it('html and truncatedJson cannot be read as JSON', async () => {
  sandbox.faults.add({ platform: 'nhanh', kind: 'html' })
  sandbox.faults.add({ platform: 'nhanh', kind: 'truncatedJson' })
  await expect(askNhanh(sandbox, '/product/list')).rejects.toThrow(SyntaxError)
  await expect(askNhanh(sandbox, '/product/list')).rejects.toThrow(SyntaxError)
  expect((await askNhanh(sandbox, '/product/list')).body.code).toBe(1)
})

it('reset ends the connection, at once or after some bytes', async () => {
  sandbox.faults.add({ platform: 'nhanh', kind: 'reset' })
  await expect(askNhanh(sandbox, '/product/list')).rejects.toThrow('fetch failed')
  sandbox.faults.add({ platform: 'nhanh', kind: 'reset', afterBytes: 100 })
  await expect(askNhanh(sandbox, '/product/list')).rejects.toThrow('terminated')
})

it('hang never answers, and close() ends it', async () => {
  sandbox.faults.add({ platform: 'nhanh', kind: 'hang' })
  const signal = AbortSignal.timeout(50)
  const url = `${sandbox.nhanh.baseUrl}/v3.0/product/list`
  await expect(fetch(url, { method: 'POST', body: '{}', signal })).rejects.toThrow('timeout')
  sandbox.faults.add({ platform: 'nhanh', kind: 'hang' })
  const hanging = expect(askNhanh(sandbox, '/product/list')).rejects.toThrow('fetch failed')
  await expect.poll(() => sandbox.faults.hits).toBe(2)
  await sandbox.close()
  await hanging
})

it('slow answers later', async () => {
  sandbox.faults.add({ platform: 'shopify', kind: 'slow', delayMs: 80 })
  const startedAt = performance.now()
  expect((await askShopify(sandbox, SHOP)).status).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThan(75)
})

it("throttled and lock are the platforms' own refusals; a lock holds", async () => {
  sandbox.faults.add({ platform: 'shopify', kind: 'throttled' })
  const { body } = await askShopify(sandbox, SHOP)
  expect(body.errors![0]!.extensions!['code']).toBe('THROTTLED')
  expect(body.extensions!.cost).toMatchObject({ requestedQueryCost: 1, actualQueryCost: null })
  expect((await askShopify(sandbox, SHOP)).body.data).toEqual({ shop: { name: 'Sandbox' } })

  sandbox.faults.add({ platform: 'nhanh', kind: 'lock' })
  expect((await askNhanh(sandbox, '/product/list')).body.data).toMatchObject({ lockedSeconds: 10 })
  expect((await askNhanh(sandbox, '/product/list')).body.errorCode).toBe('ERR_429')
  expect(sandbox.world.counters.nhanh['/product/list']).toEqual({ requests: 2, limited: 2, whileLocked: 1 })
  expect(() => sandbox.faults.add({ platform: 'nhanh', kind: 'throttled' })).toThrow(RangeError)
})

it('expireToken ends the token of the request, on both platforms', async () => {
  sandbox.faults.add({ platform: 'shopify', kind: 'expireToken' })
  expect((await askShopify(sandbox, SHOP)).status).toBe(401)
  expect((await askShopify(sandbox, SHOP)).status).toBe(401)
  sandbox.faults.add({ platform: 'nhanh', kind: 'expireToken' })
  expect((await askNhanh(sandbox, '/product/list')).body.errorCode).toBe('ERR_INVALID_ACCESS_TOKEN')
})

it('transform changes the answer', async () => {
  sandbox.faults.add({
    platform: 'nhanh',
    kind: 'transform',
    change: (answer, { path }) => ({ ...Object(answer), data: [], path }),
  })
  expect((await askNhanh(sandbox, '/product/list')).body).toMatchObject({
    code: 1,
    data: [],
    path: '/product/list',
    paginator: { next: expect.anything() },
  })
})

it('forgets what is still to come when told', async () => {
  const removed = sandbox.faults.add({ platform: 'nhanh', kind: 'html', times: Number.POSITIVE_INFINITY })
  removed.remove()
  sandbox.faults.add({ platform: 'nhanh', kind: 'html' })
  sandbox.faults.clear()
  expect((await askNhanh(sandbox, '/product/list')).body.code).toBe(1)
})
