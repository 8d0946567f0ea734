import type { Clock } from '../../src/integrations/clock.ts'

/** Time that jumps to the next sleeper as soon as nothing else is to be done. */
export class SteeredClock implements Clock {
  #now: number
  #sleepers: { at: number; wake: () => void }[] = []
  #armed = false

  constructor(now = Date.parse('2026-11-21T00:00:00Z')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const sleeper = { at: this.#now + Math.max(0, ms), wake: resolve }
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    this.#sleepers.push(sleeper)
    this.#arm()
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', abort)
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
    }
  }

  #arm(): void {
    if (this.#armed) return
    this.#armed = true
    setImmediate(() => {
      this.#armed = false
      const at = Math.min(...this.#sleepers.map((sleeper) => sleeper.at))
      if (at === Infinity) return
      this.#now = Math.max(this.#now, at)
      for (const sleeper of this.#sleepers.filter((one) => one.at <= this.#now)) sleeper.wake()
      this.#sleepers = this.#sleepers.filter((one) => one.at > this.#now)
      if (this.#sleepers.length > 0) this.#arm()
    })
  }
}
