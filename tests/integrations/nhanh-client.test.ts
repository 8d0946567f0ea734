import { describe, expect, test } from 'vitest'
import { FAST, SECRET, clientFor, inTurn, json, page, pagesOf } from './nhanh-stub.ts'
import { SteeredClock } from './steered-clock.ts'
import { collect, fixture, observedCall, rejection, type Reply, startStub } from './stub-platform.ts'

describe('requests', () => {
  test('carry identity, the bare token, all statuses, size and order', async () => {
    const updatedAtFrom = new Date('2025-08-01T00:00:00.900+07:00')
    const { requests } = await pagesOf(inTurn(page([1])), { updatedAtFrom })
    const [request] = requests
    expect(request).toMatchObject({ method: 'POST', url: '/v3.0/product/list?appId=76&businessId=110668' })
    expect(request?.headers).toMatchObject({ authorization: SECRET, 'content-type': 'application/json' })
    expect(JSON.parse(request!.body)).toEqual({
      filters: { status: [1, 2, 3, 4], updatedAtFrom: 1753981200 },
      paginator: { size: 100, sort: { id: 'asc' } },
    })
  })
})

describe('paging', () => {
  test.each([
    ['an object', '{"id":142401158}'],
    ['a string', '"1900073"'],
    ['an array', '[1,1753951251]'],
    ['an id as a string', '{"id":"92220"}'],
    [
      'several keys, beyond what a double holds',
      '{"totalRevenue":12345678901234567890.10,"productId":9007199254740993}',
    ],
    ['a bare big integer', '9007199254740993'],
    ['zero', '0'],
  ])('echoes next verbatim: %s', async (_what, next) => {
    const { pages, requests } = await pagesOf(
      inTurn({ body: `{"code":1,"data":[],"paginator":{"next":${next}}}` }, page([2])),
    )
    expect(requests[1]?.body).toContain(`"next":${next}}`)
    expect(pages).toHaveLength(2)
  })

  test('a stored next survives JSON and resumes exactly there', async () => {
    const { pages } = await pagesOf(inTurn(json('product-list-big-next.txt'), page([2])))
    const stored: unknown = JSON.parse(JSON.stringify({ next: pages[0]?.next })).next
    const { requests } = await pagesOf(inTurn(page([3])), { next: stored })
    expect(requests[0]?.body).toContain(
      '"next":{"totalRevenue":12345678901234567890.10,"productId":9007199254740993}',
    )
  })

  test.each([
    ['missing', {}],
    ['null', { next: null }],
    ['an empty string, which would ask for the first page', { next: '' }],
    ["PHP's empty object", { next: [] }],
    ['an empty object', { next: {} }],
    ['paginator an empty array', []],
    ['paginator null', null],
  ])('ends when next is %s', async (_what, paginator) => {
    const { pages, requests } = await pagesOf(inTurn({ body: { code: 1, data: [], paginator } }))
    expect(requests).toHaveLength(1)
    expect(pages).toEqual([{ records: [], broken: [], next: undefined, size: 0 }])
  })

  test('goes on after short and empty pages, and when next changes its type', async () => {
    const { pages } = await pagesOf(inTurn(page([1], { id: 1 }), page([], 'x'), page([], [7]), page([2])))
    expect(pages.map(({ size }) => size)).toEqual([1, 0, 0, 1])
  })

  test.each([
    ['the same next twice', [page([1], 'a'), page([2], 'a'), page([3])]],
    ['a next from before', [page([1], 'a'), page([2], 'b'), page([3], 'a'), page([4])]],
    ['the page before again', [page([1, 2], 'a'), page([1, 2], 'b'), page([3])]],
  ])('fails as CURSOR_LOOP: %s', async (_what, replies) => {
    await expect(pagesOf(inTurn(...replies))).rejects.toMatchObject({ code: 'CURSOR_LOOP' })
  })

  test('fails as CURSOR_LOOP when the first page after a resume points to itself', async () => {
    await expect(
      pagesOf(inTurn(page([5], { id: 4 }), page([6])), { next: '{"id":4}' }),
    ).rejects.toMatchObject({
      code: 'CURSOR_LOOP',
    })
  })
})

describe('depots', () => {
  test('are read with the fields that were there', async () => {
    await using stub = await startStub(inTurn(json('depots.json')))
    expect(await clientFor(stub.url).depots(observedCall())).toEqual([
      { id: '77', code: 'HN', name: 'Kho Hà Nội' },
      { id: '78', code: null, name: 'Kho Sài Gòn' },
    ])
    expect(stub.requests[0]?.url).toMatch(/^\/v3.0\/business\/depot\?/)
  })
})

describe('the end of the token', () => {
  const KEY = 'nhanh-secret-key-0123456789'
  const answer: Reply = {
    body: { code: 1, data: { version: '3.0', expiredAt: 1785603599, depotIds: 'All' } },
  }

  test('is asked for with the secret key, at most every six hours', async () => {
    await using stub = await startStub(inTurn(answer))
    const clock = new SteeredClock()
    const client = clientFor(stub.url, { secretKey: KEY, tuning: { ...FAST, clock } })
    expect(client.status().tokenExpiresAt).toBeNull()
    await client.refreshTokenExpiry(observedCall())
    clock.advance(6 * 3_600_000 - 1)
    await client.refreshTokenExpiry(observedCall())
    expect(client.status().tokenExpiresAt).toEqual(new Date('2026-08-01T16:59:59Z'))
    expect(stub.requests).toHaveLength(1)
    expect(stub.requests[0]).toMatchObject({
      method: 'POST',
      url: '/v3.0/app/checkaccesstoken?appId=76&businessId=110668',
      headers: { authorization: SECRET },
      body: JSON.stringify({ secretKey: KEY }),
    })
    clock.advance(1)
    await client.refreshTokenExpiry(observedCall())
    expect(stub.requests).toHaveLength(2)
    // Set back by a month, which is no reason to wait for a month.
    clock.advance(-30 * 24 * 3_600_000)
    await client.refreshTokenExpiry(observedCall())
    expect(stub.requests).toHaveLength(3)
  })

  test('stays what it was when Nhanh does not tell, and is asked for again: soon when that passes', async () => {
    const clock = new SteeredClock()
    const refused: Reply = {
      body: { code: 0, errorCode: 'ERR_INVALID_FORM_FIELDS', messages: [`no ${KEY}`] },
    }
    const down: Reply = { status: 503, body: '' }
    await using stub = await startStub(inTurn(answer, down, answer, refused, answer))
    const client = clientFor(stub.url, { secretKey: KEY, tuning: { ...FAST, clock, attempts: 1 } })
    const asked: number[] = []
    for (const hours of [0, 6, 0.2, 0.05, 6, 0.25, 5.75]) {
      clock.advance(hours * 3_600_000)
      await client.refreshTokenExpiry(observedCall())
      asked.push(stub.requests.length)
      expect(client.status().tokenExpiresAt).toEqual(new Date('2026-08-01T16:59:59Z'))
    }
    expect(asked).toEqual([1, 2, 2, 3, 4, 4, 5])
    expect(client.status().lastError).not.toContain(KEY)
  })

  test('is not asked for without a secret key', async () => {
    await using stub = await startStub(inTurn(answer))
    await clientFor(stub.url).refreshTokenExpiry(observedCall())
    expect(stub.requests).toEqual([])
  })
})

describe('refusals inside HTTP 200', () => {
  test.each([
    ['err-access-token.json', 'NHANH_TOKEN', 'ERR_INVALID_ACCESS_TOKEN'],
    ['err-token-false.json', 'NHANH_TOKEN', 'Invalid accessToken or accessToken has expired'],
    ['err-403.json', 'NHANH_ACCESS', 'not authorized for this feature'],
    ['err-form-fields.json', 'NHANH_REFUSED', 'paginator.size: size must be integer'],
  ])('%s is %s', async (name, code, text) => {
    await using stub = await startStub(() => ({ body: fixture(`nhanh/${name}`).replace('SECRET', SECRET) }))
    const client = clientFor(stub.url)
    const error = await rejection(collect(client.productPages({}, observedCall())))
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
    expect(String(error)).not.toContain(SECRET)
    expect(client.status().lastError).toContain(text)
    expect(stub.requests).toHaveLength(1)
  })

  test.each([
    'ERR_INVALID_APP_ID',
    'ERR_INVALID_BUSINESS_ID',
    'ERR_INVALID_VERSION',
    'ERR_BUSINESS_NOT_ENABLE_API',
  ])('%s is NHANH_TOKEN', async (errorCode) => {
    const refused = pagesOf(inTurn({ body: { code: 0, errorCode, messages: [] } }))
    await expect(refused).rejects.toMatchObject({
      code: 'NHANH_TOKEN',
      message: expect.stringContaining(errorCode),
    })
  })

  test('an unknown route answers HTML 404, which is not asked for again', async () => {
    await using stub = await startStub(() => ({
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: fixture('nhanh/not-found.txt'),
    }))
    await expect(clientFor(stub.url).depots(observedCall())).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      message: expect.stringContaining('404 without valid JSON: text/html, “<!DOCTYPE html>'),
    })
    expect(stub.requests).toHaveLength(1)
  })

  test.each([
    ['data is missing', { code: 1 }],
    ['data is an object', { code: 1, data: { 1: {} } }],
    ['data is null', { code: 1, data: null }],
    ['code is unknown', { code: 2, data: [] }],
    ['there is no envelope', [1, 2]],
  ])('the page fails when %s', async (_what, body) => {
    await expect(pagesOf(inTurn({ body }))).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' })
  })
})
