import type { EntityManager } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { DataRequest } from '../entities/data-request.ts'
import type { WebhookOutcome } from '../entities/webhook-count.ts'
import type { Platforms } from '../jobs/platforms.ts'
import { UNINSTALL_TOPICS } from './topics.ts'
import { NO_ACCOUNT } from './webhook-counts.ts'

const COUNTED_DAYS = 7

export interface WebhookNumber {
  /** Null: it ended before it said whose it was. */
  platform: Platform | null
  outcome: WebhookOutcome
  count: number
}

export interface WebhookStatus {
  /** Where this server receives webhooks; null when it receives none. */
  url: string | null
  counts: WebhookNumber[]
  lastReceivedAt: Date | null
  /** Records that are named and not read yet. */
  waiting: number
  /** When a platform said last that the app was uninstalled. */
  uninstalled: { platform: Platform; at: Date }[]
}

/** All that the API may ask of the webhooks. */
export class WebhookService {
  readonly #em: EntityManager
  readonly #platforms: Platforms
  readonly #url: string | null

  constructor(options: { em: EntityManager; platforms: Platforms; url: string | null }) {
    this.#em = options.em
    this.#platforms = options.platforms
    this.#url = options.url
  }

  async status(): Promise<WebhookStatus> {
    const { accountIds, connections } = this.#platforms
    const db = this.#em.fork().getKysely<unknown>()
    const platformOf = (accountId: number): Platform | null => {
      if (accountId === connections.NHANH?.accountId) return 'NHANH'
      return accountId === connections.SHOPIFY?.accountId ? 'SHOPIFY' : null
    }
    const counted = await sql<{ account_id: number; outcome: WebhookOutcome; count: number }>`
      select account_id, outcome, least(sum(count), 2147483647)::int as count from webhook_count
      where account_id = any(${[...accountIds, NO_ACCOUNT]}::int[]) and day > (now() at time zone 'UTC')::date - ${COUNTED_DAYS}::int
      group by 1, 2 order by 1, 2
    `.execute(db)
    const received = await sql<{ last: string | null; waiting: number }>`
      select (select max(received_at) from webhook_delivery where account_id = any(${accountIds}::int[])) as last,
        (select count(*)::int from record_to_read where account_id = any(${accountIds}::int[])) as waiting
    `.execute(db)
    const uninstalled = await sql<{ account_id: number; at: string }>`
      select account_id, max(received_at) as at from webhook_delivery
      where account_id = any(${accountIds}::int[]) and topic = any(${UNINSTALL_TOPICS}::text[]) group by 1 order by 1
    `.execute(db)
    const { last, waiting } = received.rows[0]!
    return {
      url: this.#url,
      counts: counted.rows.map(({ account_id, ...row }) => ({ platform: platformOf(account_id), ...row })),
      lastReceivedAt: last === null ? null : new Date(last),
      waiting,
      uninstalled: uninstalled.rows.map(({ account_id, at }) => ({
        platform: platformOf(account_id)!,
        at: new Date(at),
      })),
    }
  }

  /** The oldest first. */
  async dataRequests(): Promise<DataRequest[]> {
    const { accountIds } = this.#platforms
    return this.#em.fork().find(DataRequest, { accountId: accountIds }, { orderBy: { id: 'asc' } })
  }

  /** Forgets what was gathered. False when there is no such request. */
  async closeDataRequest(id: number): Promise<boolean> {
    const { accountIds } = this.#platforms
    return (await this.#em.fork().nativeDelete(DataRequest, { id, accountId: accountIds })) > 0
  }
}
