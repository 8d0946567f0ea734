import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { RECORD_KINDS } from '../../entities/pair-columns.ts'
import { isDatabaseUnavailable, messageOf } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { connectedPair, type AccountPair } from '../mappings/account-pair.ts'
import type { JobService } from '../job-service.ts'
import type { Platforms } from '../platforms.ts'
import { weighUnlinked } from './published-customers.ts'
import { feedsOf, readPlaces } from './places.ts'
import { isDue } from './retryable.ts'
import { RepeatedLook } from '../repeated-look.ts'

/** Who asks for a job that nobody asked for. */
const BY_ITSELF = 'synctrack'
/** What came to nothing as a whole, or what a person cancelled, is not begun again every few seconds. */
const NOT_AGAIN_FOR = sql`interval '15 minutes'`

interface FollowUpsOptions {
  em: EntityManager
  platforms: Platforms
  jobs: JobService
  log: Logger
  everyMs: number
}

/**
 * Starts by itself what follows from what has happened: RETRY_FAILED_SYNC for items whose time to be tried again has
 * come, and CUSTOMER_SYNC for customers who show numbers and are linked no more. What cannot be started now, because
 * writing is off or another job is at it, is asked for again at the next look.
 */
export class FollowUps {
  readonly #options: FollowUpsOptions
  readonly #repeated: RepeatedLook

  constructor(options: FollowUpsOptions) {
    this.#options = options
    this.#repeated = new RepeatedLook(options.everyMs, () => this.#look())
  }

  start(): void {
    this.#repeated.start()
  }

  async stop(): Promise<void> {
    await this.#repeated.stop()
  }

  async #look(): Promise<void> {
    const { em, platforms, log } = this.#options
    const pair = connectedPair(platforms)
    const shopify = platforms.connections.SHOPIFY
    if ('kind' in pair || !shopify) return
    const db = em.fork().getKysely<unknown>()
    const { metafieldNamespace: namespace } = shopify.sync
    const isUnlinked = async () => {
      const { count, doubt } = await weighUnlinked(db, { ...pair, namespace })
      return count > 0 && doubt === null
    }
    try {
      for (const kind of RECORD_KINDS) {
        const input = { kind, onlyDue: true }
        const canWrite = async () =>
          kind === 'CUSTOMER' || feedsOf(await readPlaces(db, pair)).open.length === 0
        const isTime = async () => (await isDue(db, pair, kind)) && (await canWrite())
        await this.#start(db, pair, { type: 'RETRY_FAILED_SYNC', input, if: isTime })
      }
      await this.#start(db, pair, { type: 'CUSTOMER_SYNC', input: { mappingIds: [] }, if: isUnlinked })
    } catch (error) {
      if (!isDatabaseUnavailable(error))
        log.error({ error: messageOf(error) }, 'a job that was due was not started')
    }
  }

  async #start(
    db: Kysely<unknown>,
    pair: AccountPair,
    followUp: { type: string; input: object; if: () => Promise<boolean> },
  ): Promise<void> {
    const { type, input } = followUp
    const { rows } = await sql`
      select from background_job
      where type = ${type} and requested_by = ${BY_ITSELF} and input = ${JSON.stringify(input)}::jsonb
        and account_ids @> ${[pair.shopifyAccountId]}::int[] and (completed_at is null
          or (status in ('FAILED', 'CANCELLED') or dry_run) and completed_at > now() - ${NOT_AGAIN_FOR})
      limit 1
    `.execute(db)
    // Asked first: one that ends meanwhile has changed what the condition sees.
    if (rows.length === 0 && (await followUp.if())) await this.#options.jobs.start(type, input, BY_ITSELF)
  }
}
