import { sql, type Kysely } from 'kysely'

const ROWS_AT_ONCE = 1_000
/** Shopify sends the same again for four hours; a mark that is older tells nothing apart any more. */
const MARKS_LIVE = sql`interval '30 days'`
const BODIES_LIVE = sql`interval '7 days'`

/**
 * Empties the bodies of deliveries after seven days and drops what is left of them after thirty, in batches; what waits
 * to be obeyed is kept until it is. Counts are dropped after a year. Safe when several servers do it at once.
 */
export async function dropOldDeliveries(db: Kysely<unknown>): Promise<void> {
  const isOld = (age: typeof MARKS_LIVE) => sql`received_at < now() - ${age} and state = 'DONE'`
  const batch = (condition: typeof MARKS_LIVE) => sql`
    array(select id from webhook_delivery where ${condition} order by received_at limit ${ROWS_AT_ONCE} for update skip locked)`
  const emptied = sql`
    update webhook_delivery set body = null where id = any(${batch(sql`body is not null and ${isOld(BODIES_LIVE)}`)})`
  const dropped = sql`delete from webhook_delivery where id = any(${batch(isOld(MARKS_LIVE))})`
  for (const statement of [emptied, dropped]) {
    for (;;) {
      const { numAffectedRows } = await statement.execute(db)
      if (Number(numAffectedRows ?? 0) < ROWS_AT_ONCE) break
    }
  }
  await sql`delete from webhook_count where day < current_date - 365`.execute(db)
}
