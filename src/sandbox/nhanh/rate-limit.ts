/** Nhanh's limit for each appId + businessId + URL; documented: 150 requests in 30 s. */
export interface NhanhLimit {
  requests: number
  windowMs: number
}

/** How long a call must wait; the documented sample says 10 seconds for a first lock. */
export interface Lock {
  lockedSeconds: number
  /** Unix seconds. */
  unlockedAt: number
  /** The URL was locked before this call, which has prolonged the lock. */
  wasLocked: boolean
}

const LOCK_MS = 10_000

interface Bucket {
  /** When the calls of the last window were made, oldest first. */
  calls: number[]
  lockedUntil: number
}

/**
 * A sliding window a URL. The call that exceeds it locks the URL for 10 seconds, and every call while it is locked
 * adds 10 more (documented: such calls increase lockedSeconds and unlockedAt; by how much is not).
 */
export class NhanhRateLimit {
  readonly #limit: NhanhLimit | 'off'
  readonly #now: () => number
  readonly #buckets = new Map<string, Bucket>()

  constructor(limit: NhanhLimit | 'off', now: () => number) {
    this.#limit = limit
    this.#now = now
  }

  /** Counts a call; undefined lets it pass. */
  take(key: string): Lock | undefined {
    const now = this.#now()
    const bucket = this.#bucket(key)
    if (bucket.lockedUntil > now) return this.#prolong(bucket, now)
    if (this.#limit === 'off') return undefined
    const { requests, windowMs } = this.#limit
    while (bucket.calls.length > 0 && bucket.calls[0]! <= now - windowMs) bucket.calls.shift()
    if (bucket.calls.length < requests) {
      bucket.calls.push(now)
      return undefined
    }
    return this.#prolong(bucket, now)
  }

  /** Locks a URL as if it had exceeded its limit. */
  lock(key: string): Lock {
    return this.#prolong(this.#bucket(key), this.#now())
  }

  #bucket(key: string): Bucket {
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) this.#buckets.set(key, (bucket = { calls: [], lockedUntil: 0 }))
    return bucket
  }

  #prolong(bucket: Bucket, now: number): Lock {
    const wasLocked = bucket.lockedUntil > now
    bucket.lockedUntil = (wasLocked ? bucket.lockedUntil : now) + LOCK_MS
    return {
      lockedSeconds: Math.ceil((bucket.lockedUntil - now) / 1000),
      unlockedAt: Math.ceil(bucket.lockedUntil / 1000),
      wasLocked,
    }
  }
}
