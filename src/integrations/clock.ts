import { setTimeout as delay } from 'node:timers/promises'

/** Time, replaceable in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`, or after 24 days if that is less; rejects at once with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** A longer timer of node fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted()
    try {
      await delay(Math.min(Math.max(0, ms), MAX_TIMER_MS), undefined, { signal })
    } catch (error) {
      // node wraps the reason in an AbortError of its own
      signal.throwIfAborted()
      throw error
    }
  },
}
