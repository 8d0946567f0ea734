import { sql, type Kysely } from 'kysely'
import type { WebhookOutcome } from '../entities/webhook-count.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'

/** Of requests that ended before they said which platform they are of. */
export const NO_ACCOUNT = 0

/** PostgreSQL's largest int: whoever floods the port ends there. */
const MOST = 2_147_483_647

/**
 * How many webhooks ended how. Counted in memory and stored every few seconds in one statement, so that nobody can make
 * the database write by sending what is refused; what was counted last can be lost by a kill.
 */
export class WebhookCounts {
  readonly #db: () => Kysely<unknown>
  readonly #log: Logger
  readonly #everyMs: number
  #counted = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #storing: Promise<void> = Promise.resolve()

  constructor(options: { db: () => Kysely<unknown>; log: Logger; everyMs: number }) {
    this.#db = options.db
    this.#log = options.log
    this.#everyMs = options.everyMs
  }

  add(accountId: number, outcome: WebhookOutcome): void {
    const key = JSON.stringify([accountId, new Date().toISOString().slice(0, 10), outcome])
    this.#counted.set(key, (this.#counted.get(key) ?? 0) + 1)
    this.#timer ??= setTimeout(() => void this.flush(), this.#everyMs)
  }

  /** Stores what was counted so far. What cannot be stored now is kept for the next time. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const counted = this.#counted
    this.#counted = new Map()
    this.#storing = this.#storing.then(() => this.#store(counted))
    await this.#storing
  }

  async #store(counted: Map<string, number>): Promise<void> {
    if (counted.size === 0) return
    const rows = [...counted]
      .map(([key, count]) => ({ key: JSON.parse(key) as [number, string, WebhookOutcome], count }))
      .map(({ key: [accountId, day, outcome], count }) => ({ accountId, day, outcome, count }))
    const forged = rows.filter(({ outcome }) => outcome === 'FORGED').reduce((sum, row) => sum + row.count, 0)
    if (forged > 0) this.#log.warn({ forged }, 'webhooks were refused whose sender was not proved')
    try {
      await sql`
        insert into webhook_count as c (account_id, day, outcome, count)
        select "accountId", day, outcome, count
        from json_to_recordset(${JSON.stringify(rows)}::json) as r("accountId" int, day date, outcome text, count int)
        order by 1, 2, 3
        on conflict (account_id, day, outcome) do update set count = least(c.count::bigint + excluded.count, ${MOST})
      `.execute(this.#db())
    } catch (error) {
      this.#log.debug({ error: messageOf(error) }, 'webhooks could not be counted; kept for the next time')
      for (const [key, count] of counted) this.#counted.set(key, (this.#counted.get(key) ?? 0) + count)
    }
  }
}
