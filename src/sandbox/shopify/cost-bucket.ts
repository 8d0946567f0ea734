/** The shop's plan: 2,000 points that refill by 100 a second on the standard one. */
export interface ShopifyLimit {
  maximumAvailable: number
  restoreRate: number
}

export interface ThrottleStatus {
  maximumAvailable: number
  currentlyAvailable: number
  restoreRate: number
}

/** The points of one app at one shop. */
export class CostBucket {
  readonly #limit: ShopifyLimit | 'off'
  readonly #now: () => number
  #available: number
  #filledAt: number

  constructor(limit: ShopifyLimit | 'off', now: () => number) {
    this.#limit = limit
    this.#now = now
    this.#available = limit === 'off' ? ENDLESS.maximumAvailable : limit.maximumAvailable
    this.#filledAt = now()
  }

  /** Takes the points of a request; false, and nothing taken, when there are not enough. */
  take(points: number): boolean {
    if (this.#limit === 'off') return true
    this.#refill(this.#limit)
    if (points > this.#available) return false
    this.#available -= points
    return true
  }

  /** Gives back what a request did not use. */
  refund(points: number): void {
    if (this.#limit === 'off') return
    this.#available = Math.min(this.#limit.maximumAvailable, this.#available + points)
  }

  status(): ThrottleStatus {
    if (this.#limit === 'off') return ENDLESS
    this.#refill(this.#limit)
    return { ...this.#limit, currentlyAvailable: Math.floor(this.#available) }
  }

  #refill(limit: ShopifyLimit): void {
    const now = this.#now()
    const restored = ((now - this.#filledAt) / 1000) * limit.restoreRate
    this.#available = Math.min(limit.maximumAvailable, this.#available + Math.max(0, restored))
    this.#filledAt = now
  }
}

/** Without a limit the status still has its shape: that of the largest plan, always full. */
const ENDLESS: ThrottleStatus = { maximumAvailable: 40_000, currentlyAvailable: 40_000, restoreRate: 2000 }
