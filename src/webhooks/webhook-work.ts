import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { isDatabaseUnavailable, messageOf } from '../errors.ts'
import type { JobService } from '../jobs/job-service.ts'
import type { Platforms } from '../jobs/platforms.ts'
import type { Logger } from '../logger.ts'
import { obeyPrivacyOrders } from './privacy.ts'
import { drainRecords } from './record-drain.ts'
import { RepeatedLook } from '../jobs/repeated-look.ts'

interface WorkOptions {
  em: EntityManager
  platforms: Platforms
  jobs: Pick<JobService, 'start'>
  log: Logger
  everyMs: number
}

/**
 * Looks every so often what webhooks have left to be done, and does it. It goes on where no webhooks are received any
 * more, for what came before; of several servers with the same accounts one works at a time.
 */
export class WebhookWork {
  readonly #options: WorkOptions
  readonly #repeated: RepeatedLook
  readonly #stopping = new AbortController()

  constructor(options: WorkOptions) {
    this.#options = options
    this.#repeated = new RepeatedLook(options.everyMs, () => this.look())
  }

  start(): void {
    this.#repeated.start()
  }

  /** Resolves when the step that is under way is over. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#repeated.stop()
  }

  /** Does all that waits, unless another server is at it. What fails is logged, and done at the next look. */
  async look(): Promise<void> {
    const { em, platforms, log } = this.#options
    const db = em.fork().getKysely<unknown>()
    try {
      if (await hasWork(db, platforms.accountIds))
        // The lock's transaction does nothing else: each step commits by itself.
        await db.transaction().execute(async (tx) => {
          if (!(await isLocked(tx, platforms.accountIds))) return
          while ((await this.#work()) && !this.#stopping.signal.aborted);
        })
    } catch (error) {
      if (!isDatabaseUnavailable(error))
        log.error({ error: messageOf(error) }, 'what webhooks had asked for was not done')
    }
  }

  /** News first, for an order of law may take long. True: there is more to be done at once. */
  async #work(): Promise<boolean> {
    const { em, platforms, jobs, log } = this.#options
    const { SHOPIFY: shop } = platforms.connections
    const { signal } = this.#stopping
    await drainRecords(em.fork().getKysely<unknown>(), { platforms, jobs })
    return shop ? obeyPrivacyOrders({ em: em.fork(), shop, log, signal }) : false
  }
}

async function hasWork(db: Kysely<unknown>, accountIds: number[]): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from record_to_read where account_id = any(${accountIds}::int[]))
      or exists (select from webhook_delivery where state = 'WAITING' and account_id = any(${accountIds}::int[])) as has
  `.execute(db)
  return rows[0]!.has
}

/** Until the transaction ends. Whoever shares an account with another server shares the lock with it. */
async function isLocked(tx: Kysely<unknown>, accountIds: readonly number[]): Promise<boolean> {
  for (const accountId of accountIds.toSorted((a, b) => a - b)) {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`webhooks ${accountId}`}, 0)) as locked
    `.execute(tx)
    if (!rows[0]!.locked) return false
  }
  return true
}
