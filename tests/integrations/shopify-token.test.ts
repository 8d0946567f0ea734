import { describe, expect, test } from 'vitest'
import { GRANT, clientFor, productsPage } from './shopify-stub.ts'
import { SteeredClock } from './steered-clock.ts'
import {
  type Answer,
  collect,
  fixture,
  observedCall,
  rejection,
  type Reply,
  startStub,
  type StubRequest,
} from './stub-platform.ts'

const tokenOr = (token: (n: number) => Reply, graphql: (request: StubRequest) => Reply) => {
  let grants = 0
  return (request: StubRequest) => (request.url.endsWith('access_token') ? token(++grants) : graphql(request))
}

const granted = (n: number, expiresIn = 86_399): Answer => ({
  body: { access_token: `shpat_granted_000${n}`, scope: 'read_products', expires_in: expiresIn },
})
const bearer = (request: StubRequest) => request.headers['x-shopify-access-token']
const refusedOnce = (n: number): Reply => (n === 2 ? { status: 400, body: 'no' } : granted(n, 1000))

describe('the token', () => {
  const unauthorized: Reply = { status: 401, body: fixture('shopify/unauthorized.json') }

  test('is asked for once by many callers', async () => {
    await using stub = await startStub(tokenOr(granted, () => productsPage([1], null)))
    const client = clientFor(stub.url, GRANT)
    await Promise.all(Array.from({ length: 8 }, () => collect(client.productPages({}, observedCall()))))
    const grants = stub.requests.filter(({ url }) => url.endsWith('/admin/oauth/access_token'))
    expect(grants).toHaveLength(1)
    expect(Object.fromEntries(new URLSearchParams(grants[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client-id',
      client_secret: 'shpss_secret_0123456789',
    })
    expect(client.status().tokenExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 86_000_000)
    expect(client.status().tokenRenews).toBe(true)
  })

  test('is renewed after a 401, once, and the same request repeated', async () => {
    await using stub = await startStub(
      tokenOr(granted, (request) =>
        bearer(request) === 'shpat_granted_0001' ? unauthorized : productsPage([1], null),
      ),
    )
    const client = clientFor(stub.url, GRANT)
    const pages = await Promise.all(
      Array.from({ length: 5 }, () => collect(client.productPages({}, observedCall()))),
    )
    expect(pages.map(([page]) => page?.size)).toEqual([1, 1, 1, 1, 1])
    expect(stub.requests.filter(({ url }) => url.endsWith('access_token'))).toHaveLength(2)
  })

  test('a second 401 is SHOPIFY_TOKEN', async () => {
    await using stub = await startStub(tokenOr(granted, () => unauthorized))
    await expect(clientFor(stub.url, GRANT).productsCount({}, observedCall())).rejects.toMatchObject({
      code: 'SHOPIFY_TOKEN',
      message: expect.stringContaining('Invalid API key or access token'),
    })
    expect(stub.requests).toHaveLength(4)
  })

  test('is renewed ahead, at 80 % of its life; while that fails the old one serves', async () => {
    const clock = new SteeredClock()
    await using stub = await startStub(tokenOr(refusedOnce, () => productsPage([1], null)))
    const client = clientFor(stub.url, GRANT, { clock })
    const used: unknown[] = []
    for (const seconds of [0, 799, 2, 2]) {
      clock.advance(seconds * 1000)
      await collect(client.productPages({}, observedCall()))
      used.push(bearer(stub.requests.at(-1)!))
    }
    expect(used).toEqual([
      'shpat_granted_0001',
      'shpat_granted_0001',
      'shpat_granted_0001',
      'shpat_granted_0003',
    ])
  })

  test('a refused grant says why, without the secret', async () => {
    const page = fixture('shopify/token-not-permitted.txt').replace(
      '</body>',
      'shpss_secret_0123456789</body>',
    )
    await using stub = await startStub(() => ({
      status: 400,
      headers: { 'content-type': 'text/html' },
      body: page,
    }))
    const error = await rejection(clientFor(stub.url, GRANT).productsCount({}, observedCall()))
    expect(error).toMatchObject({
      code: 'SHOPIFY_TOKEN',
      message: expect.stringContaining('shop_not_permitted'),
    })
    expect(String(error)).not.toContain('shpss_secret')
  })

  test('one caller that leaves does not take the renewal from the others', async () => {
    await using stub = await startStub(
      tokenOr(
        (n) => (response) => {
          setTimeout(() => response.end(JSON.stringify(granted(n).body)), 30)
        },
        () => productsPage([1], null),
      ),
    )
    const client = clientFor(stub.url, GRANT)
    const leave = new AbortController()
    const left = collect(client.productPages({}, observedCall(leave.signal)))
    const stays = collect(client.productPages({}, observedCall()))
    setTimeout(() => leave.abort(new Error('left')), 10)
    await expect(left).rejects.toThrow('left')
    expect(await stays).toHaveLength(1)
  })
})
