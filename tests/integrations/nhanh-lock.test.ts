import { describe, expect, test } from 'vitest'
import { type RateLimitState } from '../../src/integrations/call.ts'
import { FAST, clientFor, json, page } from './nhanh-stub.ts'
import { SteeredClock } from './steered-clock.ts'
import { collect, fixture, observedCall, startStub } from './stub-platform.ts'

describe('the lock of ERR_429', () => {
  const locks = ['err-429-documented.json', 'err-429-live.json']
  test.each([
    ...locks.map((name) => [name, 200, 10] as const),
    ['err-429-documented.json', 429, 10] as const,
    ['err-exceeded.json', 200, 30] as const,
  ])('%s with HTTP %i: waits, then asks the same page again', async (name, status, seconds) => {
    const clock = new SteeredClock()
    const arrivals: number[] = []
    await using stub = await startStub(({ n }) => {
      arrivals.push(clock.now())
      return n === 1 ? { status, body: fixture(`nhanh/${name}`) } : page([1])
    })
    const call = observedCall()
    const client = clientFor(stub.url, { tuning: { ...FAST, clock } })
    const pages = await collect(client.productPages({}, call))
    expect(pages[0]?.records).toHaveLength(1)
    expect(arrivals[1]! - arrivals[0]!).toBeGreaterThanOrEqual(seconds * 1000)
    expect(arrivals[1]! - arrivals[0]!).toBeLessThanOrEqual(seconds * 1000 + 2000)
    expect(stub.requests[1]?.body).toBe(stub.requests[0]?.body)
    expect(call.meter).toMatchObject({ requests: 2, rateLimitHits: 1 })
    expect(call.meter.waitedMs).toBeGreaterThanOrEqual(seconds * 1000)
    expect(call.waits).toEqual([
      {
        reason: 'RATE_LIMIT',
        until: expect.any(Date),
        detail: 'Nhanh has locked product/list after too many requests',
      },
      null,
    ])
  })

  test.each([
    ['a sane absolute end that is later counts', 10, 25, 25],
    ['an absolute end hours away is a clock that differs', 10, 7 * 3600, 10],
    ['an absolute end in the past', 10, -50, 10],
  ])('%s', async (_what, lockedSeconds, endsIn, expected) => {
    const clock = new SteeredClock()
    const arrivals: number[] = []
    await using stub = await startStub(({ n }) => {
      arrivals.push(clock.now())
      const unlockedAt = Math.floor(clock.now() / 1000) + endsIn
      return n === 1
        ? { body: { code: 0, errorCode: 'ERR_429', data: { lockedSeconds, unlockedAt } } }
        : page([1])
    })
    await collect(clientFor(stub.url, { tuning: { ...FAST, clock } }).productPages({}, observedCall()))
    expect((arrivals[1]! - arrivals[0]!) / 1000).toBeCloseTo(expected + 1, 0)
  })

  test('gives up after ten in a row', async () => {
    const clock = new SteeredClock()
    await using stub = await startStub(() => json('err-429-documented.json'))
    const client = clientFor(stub.url, { tuning: { ...FAST, clock } })
    await expect(collect(client.productPages({}, observedCall()))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    })
    expect(stub.requests).toHaveLength(10)
    expect(client.status().lockedUntil?.getTime()).toBeGreaterThan(clock.now())
  })

  test('is stored, and a new client waits it out before its first call; another URL goes on', async () => {
    const clock = new SteeredClock()
    const stored = new Map<string, RateLimitState>()
    const rateLimitStore = {
      load: (bucket: string) => Promise.resolve(stored.get(bucket) ?? null),
      save: (bucket: string, state: RateLimitState) => Promise.resolve(void stored.set(bucket, state)),
    }
    const arrivals: [string, number][] = []
    await using stub = await startStub(({ url, n }) => {
      arrivals.push([url.split('?')[0]!, clock.now()])
      if (url.includes('depot')) return json('depots.json')
      return n === 1 ? { body: { code: 0, errorCode: 'ERR_429', data: { lockedSeconds: 600 } } } : page([1])
    })
    const options = { rateLimitStore, tuning: { ...FAST, clock } }
    const stop = new AbortController()
    const killed = clientFor(stub.url, options).productPages(
      {},
      { signal: stop.signal, onWait: () => stop.abort(new Error('killed')) },
    )
    await expect(collect(killed)).rejects.toThrow('killed')
    const from = clock.now()

    const client = clientFor(stub.url, options)
    await client.depots(observedCall())
    expect(clock.now()).toBe(from)
    await collect(client.productPages({}, observedCall()))
    expect(arrivals.map(([url]) => url)).toEqual([
      '/v3.0/product/list',
      '/v3.0/business/depot',
      '/v3.0/product/list',
    ])
    expect(arrivals[2]![1] - from).toBeGreaterThanOrEqual(600_000)
  })
})
