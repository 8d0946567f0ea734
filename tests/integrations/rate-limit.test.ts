import { describe, expect, test } from 'vitest'
import type { CallOptions, RateLimitState, RateLimitStore } from '../../src/integrations/call.ts'
import { SlidingWindow } from '../../src/integrations/rate-limit.ts'
import { CostBucket } from '../../src/integrations/shopify/cost.ts'
import { SteeredClock } from './steered-clock.ts'
import { observedCall } from './stub-platform.ts'

const LIMIT = 150
const WINDOW_MS = 30_000
const URL_A = 'pos.open.nhanh.vn/v3.0/product/list appId=76 businessId=1'
const URL_B = 'pos.open.nhanh.vn/v3.0/business/depot appId=76 businessId=1'

function memoryStore(): RateLimitStore & { saved: Map<string, RateLimitState> } {
  const saved = new Map<string, RateLimitState>()
  return {
    saved,
    load: (bucket) => Promise.resolve(saved.get(bucket) ?? null),
    save: (bucket, state) => Promise.resolve(void saved.set(bucket, structuredClone(state))),
  }
}

/** A platform far away: when each call arrived there, after a latency that varies. */
function farPlatform(clock: SteeredClock, limiter: SlidingWindow, latencyMs: () => number) {
  const arrivals: number[] = []
  const send = async (bucket: string, call: CallOptions) => {
    const pass = await limiter.enter(bucket, call)
    try {
      await clock.sleep(latencyMs(), call.signal)
      arrivals.push(clock.now())
      await clock.sleep(latencyMs(), call.signal)
    } finally {
      pass.done()
    }
  }
  return { arrivals, send }
}

/** The most arrivals that any window saw, its beginning included. */
function fullestWindow(arrivals: number[]): number {
  const sorted = arrivals.toSorted((a, b) => a - b)
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at - from < WINDOW_MS).length))
}

function limiterOf(clock: SteeredClock, store?: RateLimitStore) {
  return new SlidingWindow({ platform: 'Nhanh', limit: LIMIT, windowMs: WINDOW_MS, clock, store })
}

describe('the sliding window', () => {
  test.each([
    ['one after the other', 1],
    ['many callers at once', 40],
    ['more callers than the limit', 400],
  ])('never lets more than 150 arrive in any 30 s, whatever the latency: %s', async (_what, callers) => {
    const clock = new SteeredClock()
    const from = clock.now()
    // latencies from nothing to three seconds, the same in each run
    let seed = 7
    const latency = () => ((seed = (seed * 48_271) % 2_147_483_647) % 3_000) * (seed % 5 === 0 ? 1 : 0.05)
    const { arrivals, send } = farPlatform(clock, limiterOf(clock), latency)
    const total = 800
    let left = total
    await Promise.all(
      Array.from({ length: callers }, async () => {
        while (left-- > 0) await send(URL_A, observedCall())
      }),
    )
    expect(arrivals).toHaveLength(total)
    expect(fullestWindow(arrivals)).toBeLessThanOrEqual(LIMIT)
    // the limit imposes 30 s × floor(799 / 150); a single caller has its own latency besides
    const wall = (Math.max(...arrivals) - from) / 1000
    if (callers > 1) expect(wall).toBeLessThan(150 * 1.1 + 20)
  })

  test('lets a first burst through at once, and shows the wait after it', async () => {
    const clock = new SteeredClock()
    const from = clock.now()
    const { send } = farPlatform(clock, limiterOf(clock), () => 0)
    const call = observedCall()
    for (let n = 0; n < LIMIT; n++) await send(URL_A, call)
    expect(clock.now()).toBe(from)
    expect(call.waits).toEqual([])
    await send(URL_A, call)
    expect(call.waits).toEqual([
      {
        reason: 'RATE_LIMIT',
        until: new Date(from + WINDOW_MS + 100),
        detail: 'Nhanh allows 150 requests to product/list in 30 s, and they are used up',
      },
      null,
    ])
    expect(call.meter.waitedMs).toBe(WINDOW_MS + 100)
  })

  test('each URL has its own budget', async () => {
    const clock = new SteeredClock()
    const from = clock.now()
    const { send } = farPlatform(clock, limiterOf(clock), () => 0)
    for (let n = 0; n < LIMIT; n++) await send(URL_A, observedCall())
    await send(URL_B, observedCall())
    expect(clock.now()).toBe(from)
  })

  test('first come, first served; who waits in line is told and may leave at once', async () => {
    const clock = new SteeredClock()
    const { send, arrivals } = farPlatform(clock, limiterOf(clock), () => 0)
    for (let n = 0; n < LIMIT; n++) await send(URL_A, observedCall())
    const order: number[] = []
    const leaves = new AbortController()
    const calls = [observedCall(), observedCall(leaves.signal), observedCall()]
    const sent = calls.map((call, n) => send(URL_A, call).then(() => order.push(n)))
    const left = expect(sent[1]).rejects.toThrow('left the line')
    const from = clock.now()
    await Promise.resolve()
    leaves.abort(new Error('left the line'))
    await left
    expect(clock.now()).toBe(from)
    await Promise.all([sent[0], sent[2]])
    expect(order).toEqual([0, 2])
    expect(arrivals).toHaveLength(LIMIT + 2)
    for (const call of calls) {
      if (call.waits.length > 0) expect(call.waits.at(-1)).toBeNull()
    }
    expect(calls[2]?.waits[0]).toMatchObject({ reason: 'RATE_LIMIT' })
    expect(calls[2]?.meter.waitedMs).toBeGreaterThanOrEqual(WINDOW_MS)
  })

  test('not one call while locked, also of those who wait already; other URLs go on', async () => {
    const clock = new SteeredClock()
    const limiter = limiterOf(clock, memoryStore())
    const { send, arrivals } = farPlatform(clock, limiter, () => 0)
    const pass = await limiter.enter(URL_A, observedCall())
    const until = clock.now() + 120_000
    const waiting = [send(URL_A, observedCall()), send(URL_A, observedCall())]
    const locked = pass.lock(120_000)
    await send(URL_B, observedCall())
    const before = arrivals.length
    await locked
    pass.done()
    expect(limiter.status().lockedUntil?.getTime()).toBe(until + 1_000)
    await Promise.all([...waiting, send(URL_A, observedCall())])
    // the two were let through before the lock was known
    for (const at of arrivals.slice(before)) expect(at).toBeGreaterThanOrEqual(until)
  })

  test('a lock that comes while a call is being stored stops that call', async () => {
    const clock = new SteeredClock()
    const slow = memoryStore()
    const storingSecond = Promise.withResolvers<void>()
    let saves = 0
    const limiter = limiterOf(clock, {
      ...slow,
      save: async (bucket, state) => {
        if (++saves === 2) storingSecond.resolve()
        await clock.sleep(40, new AbortController().signal)
        return slow.save(bucket, state)
      },
    })
    const first = await limiter.enter(URL_A, observedCall())
    const second = limiter.enter(URL_A, observedCall())
    await storingSecond.promise
    await first.lock(60_000)
    const lockedAt = clock.now()
    await second
    expect(clock.now() - lockedAt).toBeGreaterThanOrEqual(59_000)
  })

  test('a kill forgets nothing: calls and lock come back from the store', async () => {
    const clock = new SteeredClock()
    const store = memoryStore()
    const before = farPlatform(clock, limiterOf(clock, store), () => 5)
    await Promise.all(Array.from({ length: 100 }, () => before.send(URL_A, observedCall())))
    const after = farPlatform(clock, limiterOf(clock, store), () => 5)
    await Promise.all(Array.from({ length: 200 }, () => after.send(URL_A, observedCall())))
    expect(fullestWindow([...before.arrivals, ...after.arrivals])).toBeLessThanOrEqual(LIMIT)

    const pass = await limiterOf(clock, store).enter(URL_B, observedCall())
    await pass.lock(300_000)
    const until = clock.now() + 300_000
    await limiterOf(clock, store).enter(URL_B, observedCall())
    expect(clock.now()).toBeGreaterThanOrEqual(until)
  })

  test('each call is in the store before it is sent; a store that fails stops it and takes no place', async () => {
    const clock = new SteeredClock()
    const store = memoryStore()
    let down = false
    const limiter = limiterOf(clock, {
      load: (bucket) => store.load(bucket),
      save: (bucket, state) =>
        down ? Promise.reject(new Error('database gone')) : store.save(bucket, state),
    })
    await limiter.enter(URL_A, observedCall())
    expect(store.saved.get(URL_A)?.calls).toHaveLength(1)
    down = true
    await expect(limiter.enter(URL_A, observedCall())).rejects.toThrow('database gone')
    down = false
    await limiter.enter(URL_A, observedCall())
    expect(store.saved.get(URL_A)?.calls).toHaveLength(2)
  })
})

describe('the cost bucket', () => {
  const full = { maximumAvailable: 2_000, currentlyAvailable: 2_000, restoreRate: 100 }

  /** Shopify's side: points as it counts them, THROTTLED when they do not suffice. */
  function shop(clock: SteeredClock) {
    let available = 2_000
    let asOf = clock.now()
    const restore = () => {
      available = Math.min(2_000, available + ((clock.now() - asOf) / 1000) * 100)
      asOf = clock.now()
    }
    return {
      throttled: 0,
      async answer(requested: number, actual: number) {
        restore()
        if (requested > available) this.throttled++
        else available -= requested
        await clock.sleep(80, new AbortController().signal)
        restore()
        available += requested - actual
        return { ...full, currentlyAvailable: available }
      },
    }
  }

  test.each([1, 4, 16])('paces %i streams so that nothing is throttled', async (streams) => {
    const clock = new SteeredClock()
    const from = clock.now()
    const bucket = new CostBucket(clock)
    const platform = shop(clock)
    let left = 100
    await Promise.all(
      Array.from({ length: streams }, async () => {
        while (left-- > 0) {
          const reservation = await bucket.reserve(200, observedCall())
          reservation.settle(await platform.answer(200, 150))
        }
      }),
    )
    expect(platform.throttled).toBe(0)
    // 100 queries of 150 points, 1,900 of them there at the beginning, 100 restored a second
    const imposed = (100 * 150 - 1_900) / 100
    expect((clock.now() - from) / 1000).toBeLessThan(imposed * 1.1 + 5)
  })

  test('keeps a reserve back, and shows the wait', async () => {
    const clock = new SteeredClock()
    const bucket = new CostBucket(clock)
    const first = await bucket.reserve(10, observedCall())
    first.settle({ ...full, currentlyAvailable: 150 })
    const call = observedCall()
    const from = clock.now()
    await bucket.reserve(100, call)
    expect(clock.now() - from).toBe(500)
    expect(call.waits).toEqual([
      {
        reason: 'RATE_LIMIT',
        until: new Date(from + 500),
        detail: "Shopify's budget is used up for now; it restores 100 points a second",
      },
      null,
    ])
    expect(call.meter.waitedMs).toBe(500)
  })

  test('a query dearer than the bucket less its reserve waits for a full bucket, not for ever', async () => {
    const clock = new SteeredClock()
    const bucket = new CostBucket(clock)
    const first = await bucket.reserve(1_000, observedCall())
    first.settle({ maximumAvailable: 1_000, currentlyAvailable: 0, restoreRate: 50 })
    const from = clock.now()
    await bucket.reserve(990, observedCall())
    expect(clock.now() - from).toBe(20_000)
  })

  test('an answer wakes those who wait', async () => {
    const clock = new SteeredClock()
    const bucket = new CostBucket(clock)
    const dear = await bucket.reserve(1_900, observedCall())
    const from = clock.now()
    const asleep = Promise.withResolvers<void>()
    const waiting = bucket.reserve(500, { ...observedCall(), onWait: () => asleep.resolve() })
    await asleep.promise
    dear.settle(full)
    await waiting
    expect(clock.now() - from).toBeLessThan(1_000)
  })

  test('an answer from before the others were sent does not give their points back', async () => {
    const bucket = new CostBucket(new SteeredClock())
    const early = await bucket.reserve(100, observedCall())
    await bucket.reserve(600, observedCall())
    early.settle({ ...full, currentlyAvailable: 1_900 })
    expect(bucket.status()?.used).toBe(700)
  })

  test('a person goes ahead of the jobs that wait, and may use what is kept back from them', async () => {
    const clock = new SteeredClock()
    const bucket = new CostBucket(clock)
    const first = await bucket.reserve(10, observedCall())
    first.settle({ ...full, currentlyAvailable: 90 })
    const from = clock.now()
    const order: string[] = []
    const enter = async (name: string, points: number, call: CallOptions) => {
      await bucket.reserve(points, call)
      order.push(`${name} at ${clock.now() - from}`)
    }
    const jobs = [enter('job', 10, observedCall()), enter('job', 10, observedCall())]
    await Promise.all([
      ...jobs,
      // there are enough for this one at once, and not for a job
      enter('person', 50, { ...observedCall(), interactive: true }),
      // 40 are left: it needs 160 more, and the jobs, though cheap, do not take them
      enter('person', 200, { ...observedCall(), interactive: true }),
    ])
    expect(order).toEqual(['person at 0', 'person at 1600', 'job at 2700', 'job at 2800'])
  })

  test('a person who leaves does not hold the jobs up', async () => {
    const clock = new SteeredClock()
    const bucket = new CostBucket(clock)
    const first = await bucket.reserve(10, observedCall())
    first.settle({ ...full, currentlyAvailable: 100 })
    const abort = new AbortController()
    const asleep = Promise.withResolvers<void>()
    const person = bucket.reserve(1_000, {
      signal: abort.signal,
      interactive: true,
      onWait: () => asleep.resolve(),
    })
    await asleep.promise
    abort.abort(new Error('gone'))
    await expect(person).rejects.toThrow('gone')
    const from = clock.now()
    await bucket.reserve(10, observedCall())
    expect(clock.now() - from).toBeLessThanOrEqual(100)
  })

  test('a query without an answer keeps its points taken', async () => {
    const clock = new SteeredClock()
    const bucket = new CostBucket(clock)
    const known = await bucket.reserve(1, observedCall())
    known.settle(full)
    const lost = await bucket.reserve(400, observedCall())
    lost.settle(null)
    expect(bucket.status()).toEqual({ used: 400, limit: 2_000 })
  })
})
