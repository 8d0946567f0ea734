import type { CallOptions, RateLimitStore, Wait } from './call.ts'
import type { Clock } from './clock.ts'
import { Gate } from './waiting.ts'

export interface SlidingWindowOptions {
  platform: string
  limit: number
  windowMs: number
  clock: Clock
  store?: RateLimitStore
  /** Added to the window, for the difference of two clocks' speeds. Default 100 ms. */
  marginMs?: number
  /** Added to a lock, whose end platforms round to seconds. Default 1 s. */
  lockMarginMs?: number
}

/** The right to send one call. */
export interface Pass {
  /** The answer says that the bucket is locked for `ms` from now. A lock only ever grows. */
  lock(ms: number): Promise<void>
  /** To be called when the answer was read or the call failed. */
  done(): void
}

/** A call made by a process that is gone was on its way when it was stored; it arrived at the latest this much later. */
const ON_ITS_WAY_MS = 1_000

interface Bucket {
  gate: Gate
  /** When the call's answer came; null while it is on its way. Oldest first. */
  calls: { sentAt: number; answeredAt: number | null }[]
  lockedUntil: number
  saved: Promise<void>
}

/**
 * At most `limit` calls in any window of `windowMs`, for each bucket on its own; a first burst is allowed. What
 * counts at the platform is when a call arrives, which nobody here knows; it does arrive before its answer, so a
 * call keeps its place until a whole window after that. No latency, however it varies, can then break the limit.
 * A lock stops a bucket. Calls and locks are stored before the next call is sent.
 */
export class SlidingWindow {
  readonly #options: Required<Omit<SlidingWindowOptions, 'store'>> & { store?: RateLimitStore }
  readonly #buckets = new Map<string, Promise<Bucket>>()
  readonly #loaded = new Set<Bucket>()

  constructor(options: SlidingWindowOptions) {
    this.#options = { marginMs: 100, lockMarginMs: 1_000, ...options }
  }

  /**
   * Resolves when a call may be sent, now.
   * @throws the signal's reason; what the store throws, and then the call must not be sent
   */
  async enter(name: string, call: CallOptions): Promise<Pass> {
    const { clock } = this.#options
    const bucket = await this.#bucket(name)
    return bucket.gate.pass(call, async (sleep) => {
      for (;;) {
        for (let block = this.#block(name, bucket); block; block = this.#block(name, bucket))
          await sleep(block.ms, block.wait)
        const mine: Bucket['calls'][number] = { sentAt: clock.now(), answeredAt: null }
        bucket.calls.push(mine)
        try {
          await this.#save(name, bucket)
          call.signal.throwIfAborted()
        } catch (error) {
          bucket.calls.splice(bucket.calls.indexOf(mine), 1)
          throw error
        }
        if (bucket.lockedUntil <= clock.now()) {
          return {
            lock: (ms) => this.#lock(name, bucket, ms),
            done: () => {
              mine.answeredAt = clock.now()
              bucket.gate.wake()
            },
          }
        }
        // locked by another call's answer while this one was being stored
        bucket.calls.splice(bucket.calls.indexOf(mine), 1)
      }
    })
  }

  /** The fullest bucket's calls and the longest lock; `used` is null before the first call. */
  status(): { used: number | null; lockedUntil: Date | null } {
    let used: number | null = null
    let lockedUntil = 0
    for (const bucket of this.#loaded) {
      this.#forget(bucket)
      used = Math.max(used ?? 0, bucket.calls.length)
      lockedUntil = Math.max(lockedUntil, bucket.lockedUntil)
    }
    return { used, lockedUntil: lockedUntil > this.#options.clock.now() ? new Date(lockedUntil) : null }
  }

  async #lock(name: string, bucket: Bucket, ms: number): Promise<void> {
    const until = this.#options.clock.now() + ms + this.#options.lockMarginMs
    bucket.lockedUntil = Math.max(bucket.lockedUntil, until)
    await this.#save(name, bucket)
  }

  #block(name: string, bucket: Bucket): { ms: number; wait: Wait } | null {
    const { clock, limit, windowMs, platform } = this.#options
    const now = clock.now()
    if (bucket.lockedUntil > now) {
      const detail = `${platform} has locked ${shortName(name)} after too many requests`
      return blocked(bucket.lockedUntil, detail, now)
    }
    this.#forget(bucket)
    if (bucket.calls.length < limit) return null
    const detail = `${platform} allows ${limit} requests to ${shortName(name)} in ${windowMs / 1000} s, and they are used up`
    const freeAt = Math.min(...bucket.calls.map((made) => this.#freeAt(made)))
    // all on their way: the next answer wakes the gate; until then it looks once a window
    return freeAt === Infinity
      ? { ms: windowMs, wait: { reason: 'RATE_LIMIT', until: null, detail } }
      : blocked(freeAt, detail, now)
  }

  #freeAt({ answeredAt }: Bucket['calls'][number]): number {
    return answeredAt === null ? Infinity : answeredAt + this.#options.windowMs + this.#options.marginMs
  }

  #forget(bucket: Bucket): void {
    const now = this.#options.clock.now()
    bucket.calls = bucket.calls.filter((made) => this.#freeAt(made) > now)
  }

  #bucket(name: string): Promise<Bucket> {
    let bucket = this.#buckets.get(name)
    if (!bucket) {
      bucket = this.#load(name)
      this.#buckets.set(name, bucket)
      // a store that failed is asked again by the next call
      bucket.catch(() => this.#buckets.delete(name))
    }
    return bucket
  }

  async #load(name: string): Promise<Bucket> {
    const { store, clock } = this.#options
    const state = await store?.load(name)
    const now = clock.now()
    const calls = (state?.calls ?? []).map((at) => {
      const sentAt = Math.min(at.getTime(), now)
      return { sentAt, answeredAt: sentAt + ON_ITS_WAY_MS }
    })
    const lockedUntil = state?.lockedUntil?.getTime() ?? 0
    const bucket: Bucket = { gate: new Gate(clock), calls, lockedUntil, saved: Promise.resolve() }
    this.#loaded.add(bucket)
    return bucket
  }

  /** One save after another, each of the state at its own time: an older state never overwrites a newer one. */
  async #save(name: string, bucket: Bucket): Promise<void> {
    const { store } = this.#options
    if (!store) return
    const save = bucket.saved.then(() =>
      store.save(name, {
        lockedUntil: bucket.lockedUntil === 0 ? null : new Date(bucket.lockedUntil),
        calls: bucket.calls.map((made) => new Date(made.answeredAt ?? made.sentAt)),
      }),
    )
    bucket.saved = save.catch(() => undefined)
    await save
  }
}

function blocked(until: number, detail: string, now: number): { ms: number; wait: Wait } {
  return { ms: until - now, wait: { reason: 'RATE_LIMIT', until: new Date(until), detail } }
}

/** A bucket's name is an address and whose it is; people need its last two words. */
function shortName(name: string): string {
  return /([^/]+\/[^/?\s]+)(?=[?\s]|$)/.exec(name)?.[1] ?? name
}
