import { sql, type RawBuilder } from 'kysely'
import type { KeepingRule } from '../jobs/keeping/keeping-rules.ts'

/**
 * Bodies of deliveries live seven days, and what is left of them thirty: Shopify sends the same again for four hours, and what
 * is replayed after the thirty costs one more read. What waits to be obeyed is kept until it is. Counts live a year.
 */
export const OLD_WEBHOOKS: readonly KeepingRule[] = [
  {
    name: 'bodies of webhooks',
    drop: async (db, now, limit) => {
      const old = batch(sql`body is not null and ${isDoneSince(now, 7)}`, limit)
      const { numAffectedRows } =
        await sql`update webhook_delivery set body = null where id = any(${old})`.execute(db)
      return Number(numAffectedRows)
    },
  },
  {
    name: 'webhooks',
    drop: async (db, now, limit) => {
      const old = batch(isDoneSince(now, 30), limit)
      const { numAffectedRows } = await sql`delete from webhook_delivery where id = any(${old})`.execute(db)
      return Number(numAffectedRows)
    },
  },
  {
    name: 'counts of webhooks',
    drop: async (db, now) => {
      const { numAffectedRows } =
        await sql`delete from webhook_count where day < ${now.toISOString()}::date - 365`.execute(db)
      return Number(numAffectedRows)
    },
  },
]

function isDoneSince(now: Date, days: number): RawBuilder<unknown> {
  return sql`received_at < ${now.toISOString()}::timestamptz - make_interval(days => ${days}) and state = 'DONE'`
}

function batch(condition: RawBuilder<unknown>, limit: number): RawBuilder<unknown> {
  return sql`array(select id from webhook_delivery where ${condition} order by received_at limit ${limit} for update skip locked)`
}
