import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { isDatabaseUnavailable } from '../errors.ts'
import { storableJson } from '../jobs/storable-json.ts'
import type { Delivery, NamedRecord } from './delivery.ts'

/** So long deliveries are gathered into one transaction when none is under way. */
const GATHER_MS = 5
const MOST_AT_ONCE = 500
/** So long whoever was waited for may go on first. Shopify waits five seconds for an answer. */
const DEADLOCK_PAUSES_MS = [50, 500]
const MOST_BYTES_AT_ONCE = 8_000_000

interface Pending {
  delivery: Delivery
  stored: PromiseWithResolvers<'ACCEPTED' | 'DUPLICATE'>
}

/** Stores deliveries, many in one transaction, together with the records that they name. */
export class DeliveryStore {
  readonly #db: () => Kysely<unknown>
  #pending: Pending[] = []
  #isWorking = false

  constructor(options: { db: () => Kysely<unknown> }) {
    this.#db = options.db
  }

  /** Resolves once it is committed. Rejects when that did not happen, or nobody knows. */
  accept(delivery: Delivery): Promise<'ACCEPTED' | 'DUPLICATE'> {
    const stored = Promise.withResolvers<'ACCEPTED' | 'DUPLICATE'>()
    this.#pending.push({ delivery, stored })
    if (!this.#isWorking) void this.#work()
    return stored.promise
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    await sleep(GATHER_MS)
    while (this.#pending.length > 0) {
      const batch = this.#take()
      await this.#settle(batch)
    }
    this.#isWorking = false
  }

  async #settle(batch: readonly Pending[]): Promise<void> {
    const deliveries = batch.map(({ delivery }) => delivery)
    try {
      const accepted = await this.#storeAfterDeadlocks(deliveries)
      for (const { delivery, stored } of batch)
        stored.resolve(accepted.has(delivery) ? 'ACCEPTED' : 'DUPLICATE')
    } catch (error) {
      if (batch.length === 1 || isDatabaseUnavailable(error))
        for (const { stored } of batch) stored.reject(error)
      // One that cannot be stored keeps no other out.
      else for (const one of batch) await this.#settle([one])
    }
  }

  #take(): Pending[] {
    let bytes = 0
    const end = this.#pending.findIndex(({ delivery }, index) => {
      bytes += delivery.body?.length ?? 0
      return index > 0 && (index >= MOST_AT_ONCE || bytes > MOST_BYTES_AT_ONCE)
    })
    return this.#pending.splice(0, end === -1 ? this.#pending.length : end)
  }

  /** Of two transactions that wait for each other PostgreSQL ends one, so that the other can go on. */
  async #storeAfterDeadlocks(deliveries: readonly Delivery[]): Promise<ReadonlySet<Delivery>> {
    for (const pauseMs of DEADLOCK_PAUSES_MS)
      try {
        return await this.#store(deliveries)
      } catch (error) {
        if (!isDeadlock(error)) throw error
        await sleep(pauseMs)
      }
    return this.#store(deliveries)
  }

  /** Those that are new. */
  async #store(deliveries: readonly Delivery[]): Promise<ReadonlySet<Delivery>> {
    return this.#db()
      .transaction()
      .execute(async (tx) => {
        const stored = await insertDeliveries(tx, deliveries)
        const accepted = new Set<Delivery>()
        for (const delivery of deliveries) if (stored.delete(nameOf(delivery))) accepted.add(delivery)
        await askFor(
          tx,
          [...accepted].flatMap(({ accountId, records }) =>
            records.map((record) => ({ accountId, ...record })),
          ),
        )
        return accepted
      })
  }
}

const nameOf = ({ accountId, key }: Pick<Delivery, 'accountId' | 'key'>) => `${accountId} ${key}`

/** deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01'
}

/** In the order of their keys, so that two servers hardly ever wait for each other. */
async function insertDeliveries(tx: Kysely<unknown>, deliveries: readonly Delivery[]): Promise<Set<string>> {
  const lines = deliveries.map((delivery) => ({ ...delivery, records: undefined }))
  const { rows } = await sql<{ account_id: number; delivery_key: string }>`
    insert into webhook_delivery (
      account_id, delivery_key, event_key, content_key, may_repeat, topic, body, state, note)
    select "accountId", key, "eventKey", "contentKey", "mayRepeat", topic, body,
      case when "isWaiting" then 'WAITING' else 'DONE' end, note
    from json_to_recordset(${storableJson(lines)}::json) as d(
      "accountId" int, key text, "eventKey" text, "contentKey" text, "mayRepeat" boolean, topic text, body text,
      "isWaiting" boolean, note text)
    order by "accountId", key
    on conflict do nothing returning account_id, delivery_key
  `.execute(tx)
  return new Set(rows.map((row) => nameOf({ accountId: row.account_id, key: row.delivery_key })))
}

/** One that is asked for again while a pull reads it, is read again after that. */
async function askFor(
  tx: Kysely<unknown>,
  records: readonly (NamedRecord & { accountId: number })[],
): Promise<void> {
  if (records.length === 0) return
  await sql`
    insert into record_to_read as r (account_id, kind, record_id, wants_sync, said_deleted, asked_at)
    select "accountId", kind, id, bool_or("wantsSync"), bool_or("saidDeleted"), clock_timestamp()
    from json_to_recordset(${JSON.stringify(records)}::json) as n(
      "accountId" int, kind text, id text, "wantsSync" boolean, "saidDeleted" boolean)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (account_id, kind, record_id) do update
    set wants_sync = r.wants_sync or excluded.wants_sync, said_deleted = r.said_deleted or excluded.said_deleted,
      asked_at = excluded.asked_at, job_id = null
  `.execute(tx)
}
