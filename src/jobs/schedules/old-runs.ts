import { sql } from 'kysely'
import type { KeepingRule } from '../keeping/keeping-rules.ts'

/** Runs of schedules live as many days as jobs; the newest of each schedule stays. */
export function oldScheduleRuns(days: number, accountIds: readonly number[]): KeepingRule {
  return {
    name: 'runs of schedules',
    async drop(db, now, limit) {
      if (days === 0) return 0
      const { rows } = await sql<{ id: number }>`
        delete from schedule_run where id = any(array(
          select run.id from schedule_run run join schedule on schedule.id = run.schedule_id
          where run.outcome <> 'RUNNING' and schedule.account_ids <@ ${[...accountIds]}::int[]
            and run.due_at < ${now.toISOString()}::timestamptz - make_interval(days => ${days})
            and exists (select from schedule_run newer
              where newer.schedule_id = run.schedule_id and newer.due_at > run.due_at)
          order by run.id limit ${limit} for update of run skip locked)) returning id
      `.execute(db)
      const ids = rows.map(({ id }) => id)
      await sql`delete from schedule_run_job where run_id = any(${ids}::int[])`.execute(db)
      return ids.length
    },
  }
}
