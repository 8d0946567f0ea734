import { sql } from 'kysely'
import type { KeepingRule } from '../jobs/keeping/keeping-rules.ts'

/** Alerts that are over live as many days as jobs; those that still wait to be told stay. */
export function oldAlerts(days: number, accountIds: readonly number[]): KeepingRule {
  return {
    name: 'alerts',
    async drop(db, now, limit) {
      if (days === 0) return 0
      const { rows } = await sql<{ id: number }>`
        delete from alert where id = any(array(
          select id from alert a
          where closed_at < ${now.toISOString()}::timestamptz - make_interval(days => ${days})
            and account_ids <@ ${[...accountIds]}::int[]
            and not exists (select from alert_delivery d where d.alert_id = a.id and d.next_at is not null)
          order by id limit ${limit} for update skip locked)) returning id
      `.execute(db)
      const ids = rows.map(({ id }) => id)
      await sql`delete from alert_delivery where alert_id = any(${ids}::int[])`.execute(db)
      return ids.length
    },
  }
}
