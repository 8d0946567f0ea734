import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { ACTIVE_STATUSES } from '../entities/background-job.ts'

const ROWS_AT_ONCE = 5_000

/** The connection itself, which the configuration names; numbers; and what only a job that is not settled has. */
const KEPT = ['account', 'webhook_count', 'job_resource']

/**
 * Removes every row of a shop, in every table: whatever belongs to its account, or to one of its jobs, reviews,
 * schedules or alerts. What stays are the account, the counts of webhooks and the delivery that ordered it. In batches, so that
 * nobody waits for long. False: a job of the shop is not settled yet, or the server stops; it is to be tried again later.
 */
export async function redactShop(
  em: EntityManager,
  { shopAccountId, deliveryId, signal }: { shopAccountId: number; deliveryId: number; signal: AbortSignal },
): Promise<boolean> {
  const db = em.getKysely<unknown>()
  const isActive = sql`status = any(${[...ACTIVE_STATUSES]}::text[])`
  // A job that was started meanwhile ends as any other, and then all of this is done again.
  const kept: Record<string, RawBuilder<unknown>> = {
    webhook_delivery: sql`id = ${deliveryId}`,
    background_job: isActive,
  }
  // Nothing starts by itself any more.
  await sql`update schedule set enabled = false where account_ids @> ${[shopAccountId]}::int[]`.execute(db)
  if (await hasJob(db, shopAccountId, isActive)) return false
  for (const { table, where } of rowsOfShop(em, shopAccountId)) {
    const isKept = kept[table] ?? sql`false`
    for (;;) {
      if (signal.aborted) return false
      const { numAffectedRows } = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where ${where} and not ${isKept} limit ${ROWS_AT_ONCE}
        ))
      `.execute(db)
      if (Number(numAffectedRows ?? 0) < ROWS_AT_ONCE) break
    }
  }
  return !(await hasJob(db, shopAccountId, sql`true`))
}

async function hasJob(
  db: Kysely<unknown>,
  shopAccountId: number,
  condition: RawBuilder<unknown>,
): Promise<boolean> {
  const { rows } = await sql`
    select from background_job where account_ids @> ${[shopAccountId]}::int[] and ${condition} limit 1
  `.execute(db)
  return rows.length > 0
}

interface OwnedRows {
  table: string
  where: RawBuilder<unknown>
}

/** By what the columns of each table are called. First what belongs to a row that goes later. */
function rowsOfShop(em: EntityManager, shopAccountId: number): OwnedRows[] {
  const ofShop = sql`shopify_account_id = ${shopAccountId}`
  const mapped = (kind: string) =>
    sql`kind = ${kind} and mapping_id in (select id from ${sql.table(`${kind.toLowerCase()}_mapping`)} where ${ofShop})`
  const ranked: { rank: number; column: string; where: RawBuilder<unknown> }[] = [
    { rank: 2, column: 'account_ids', where: sql`account_ids @> ${[shopAccountId]}::int[]` },
    { rank: 1, column: 'account_id', where: sql`account_id = ${shopAccountId}` },
    { rank: 1, column: 'shopify_account_id', where: ofShop },
    { rank: 0, column: 'review_id', where: sql`review_id in (select id from match_review where ${ofShop})` },
    {
      rank: 0,
      column: 'schedule_id',
      where: sql`schedule_id in (select id from schedule where account_ids @> ${[shopAccountId]}::int[])`,
    },
    {
      rank: 0,
      column: 'alert_id',
      where: sql`alert_id in (select id from alert where account_ids @> ${[shopAccountId]}::int[])`,
    },
    { rank: 0, column: 'mapping_id', where: sql`(${mapped('PRODUCT')} or ${mapped('CUSTOMER')})` },
    {
      rank: 0,
      column: 'job_id',
      where: sql`job_id in (select id from background_job where account_ids @> ${[shopAccountId]}::int[])`,
    },
  ]
  return [...em.getMetadata().getAll().values()]
    .filter(({ tableName }) => !KEPT.includes(tableName))
    .flatMap(({ tableName: table, props }) => {
      const columns = new Set(props.flatMap(({ fieldNames }) => fieldNames))
      const owner = ranked.find(({ column }) => columns.has(column))
      return owner ? [{ table, ...owner }] : []
    })
    .toSorted((a, b) => a.rank - b.rank)
}
