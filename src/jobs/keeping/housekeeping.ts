import { setTimeout as delay } from 'node:timers/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import { isDatabaseUnavailable, messageOf } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import type { KeepingRule } from './keeping-rules.ts'

/** So many rows a statement: some milliseconds. */
export const ROWS_AT_ONCE = 1_000
/** Between two statements, for whoever else wants the database. */
const PAUSE_MS = 20

interface HousekeepingOptions {
  em: EntityManager
  rules: readonly KeepingRule[]
  log: Logger
  everyMs: number
  now: () => Date
}

/**
 * Drops what its rules say, at the start, every so often and when it is told to, in small batches with pauses. All that it
 * has to know stands in the database: cut off anywhere, it goes on with what is left.
 */
export class Housekeeping {
  readonly #options: HousekeepingOptions
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #isWanted = false
  #working: Promise<void> | null = null

  constructor(options: HousekeepingOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#options.everyMs)
    this.wake()
  }

  /** Looks now, and once more when it is looking already. */
  wake(): void {
    if (this.stopping.aborted) return
    this.#isWanted = true
    this.#working ??= this.#work().finally(() => (this.#working = null))
  }

  /** Aborted when the server stops: no further batch is to begin. */
  get stopping(): AbortSignal {
    return this.#stopping.signal
  }

  /** Resolves when the batch that is being dropped is done. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false
      for (const rule of this.#options.rules) await this.#follow(rule)
    }
  }

  /** What fails is begun again at the next look, and keeps no other rule from being followed. */
  async #follow(rule: KeepingRule): Promise<void> {
    const { em, log, now } = this.#options
    let dropped = 0
    try {
      while (!this.stopping.aborted) {
        const batch = await rule.drop(em.fork().getKysely<unknown>(), now(), ROWS_AT_ONCE)
        if (batch === 0) break
        dropped += batch
        await delay(PAUSE_MS, undefined, { signal: this.stopping })
      }
    } catch (error) {
      if (!this.stopping.aborted && !isDatabaseUnavailable(error))
        log.error({ rule: rule.name, error: messageOf(error) }, 'what is kept no longer was not dropped')
    }
    if (dropped > 0) log.info({ rule: rule.name, dropped }, 'dropped what is kept no longer')
  }
}
