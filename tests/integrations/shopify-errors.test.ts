import { describe, expect, test } from 'vitest'
import { TOKEN, clientFor, cost, inTurn, json, productsPage } from './shopify-stub.ts'
import { SteeredClock } from './steered-clock.ts'
import { collect, observedCall, startStub } from './stub-platform.ts'

describe('errors inside HTTP 200', () => {
  test('ACCESS_DENIED beside data: the data is not used', async () => {
    await using stub = await startStub(() => json('access-denied.json'))
    const pages = collect(clientFor(stub.url).productPages({}, observedCall()))
    await expect(pages).rejects.toMatchObject({
      code: 'SHOPIFY_ACCESS',
      message: expect.stringContaining('read_products'),
    })
    expect(stub.requests).toHaveLength(1)
  })

  test('INTERNAL_SERVER_ERROR is asked for again', async () => {
    await using stub = await startStub(inTurn(json('internal-error.json'), productsPage([1], null)))
    expect(await collect(clientFor(stub.url).productPages({}, observedCall()))).toHaveLength(1)
  })

  test('anything else is SHOPIFY_REFUSED, once', async () => {
    await using stub = await startStub(() => json('undefined-field.json'))
    await expect(collect(clientFor(stub.url).productPages({}, observedCall()))).rejects.toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message: expect.stringContaining('skuu'),
    })
    expect(stub.requests).toHaveLength(1)
  })

  test.each([
    ['no data', { extensions: { cost: cost() } }],
    ['data null', { data: null }],
    ['another field', { data: { shop: {} } }],
    ['no object', [1]],
  ])('an answer with %s fails the page', async (_what, body) => {
    await using stub = await startStub(() => ({ body }))
    await expect(collect(clientFor(stub.url).productPages({}, observedCall()))).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
    })
  })

  test('THROTTLED waits for the points that are missing, then sends the same again', async () => {
    const clock = new SteeredClock()
    const arrivals: number[] = []
    const next = inTurn(json('throttled.json'), productsPage([1], null))
    await using stub = await startStub((request) => {
      arrivals.push(clock.now())
      return next(request)
    })
    const call = observedCall()
    const client = clientFor(stub.url, TOKEN, { clock })
    expect(await collect(client.productPages({}, call))).toHaveLength(1)
    // 200 points asked for and 100 kept back, 100 there, 100 restored a second
    expect(arrivals[1]! - arrivals[0]!).toBeGreaterThanOrEqual(2_000)
    expect(arrivals[1]! - arrivals[0]!).toBeLessThan(2_500)
    expect(stub.requests[1]?.body).toBe(stub.requests[0]?.body)
    expect(call.meter).toMatchObject({ requests: 2, rateLimitHits: 1 })
    expect(call.waits).toContainEqual({
      reason: 'RATE_LIMIT',
      until: expect.any(Date),
      detail: "Shopify's budget is used up for now; it restores 100 points a second",
    })
    expect(client.status()).toMatchObject({ budgetUsed: 0, budgetLimit: 2000 })
  })

  test('THROTTLED for ever gives up as RATE_LIMITED', async () => {
    await using stub = await startStub(() => json('throttled.json'))
    const client = clientFor(stub.url, TOKEN, { clock: new SteeredClock() })
    await expect(client.productsCount({}, observedCall())).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(stub.requests).toHaveLength(10)
  })
})

describe('HTTP', () => {
  test('requests go to the version asked for, with the token', async () => {
    await using stub = await startStub(inTurn(productsPage([1], null)))
    await collect(clientFor(`${stub.url}/`).productPages({}, observedCall()))
    expect(stub.requests[0]).toMatchObject({ method: 'POST', url: '/admin/api/2026-10/graphql.json' })
    expect(stub.requests[0]?.headers['x-shopify-access-token']).toBe(
      TOKEN.kind === 'token' && TOKEN.accessToken,
    )
  })

  test('an answer of another version is an error', async () => {
    const { body } = productsPage([1], null)
    await using stub = await startStub(() => ({ body, headers: { 'x-shopify-api-version': '2027-01' } }))
    await expect(clientFor(stub.url).productsCount({}, observedCall())).rejects.toMatchObject({
      code: 'API_VERSION_MISMATCH',
      message: expect.stringMatching(/2027-01.*2026-10/),
    })
  })

  test.each([
    [402, 'SHOP_LOCKED'],
    [403, 'SHOPIFY_ACCESS'],
    [404, 'SHOPIFY_REFUSED'],
    [423, 'SHOP_LOCKED'],
  ])('%i is %s, at once', async (status, code) => {
    await using stub = await startStub(() => ({ status, body: { errors: 'Not like this' } }))
    const refused = clientFor(stub.url).productsCount({}, observedCall())
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining('Not like this') })
    expect(stub.requests).toHaveLength(1)
  })
})
