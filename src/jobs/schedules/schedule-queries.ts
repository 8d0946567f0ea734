import { sql, type Kysely } from 'kysely'
import { readTimetable } from './timetable.ts'

/** What other parts ask about the schedules of some accounts. */

export interface NamedSchedule {
  id: number
  name: string
}

/** The enabled schedules with a step of this type that is no dry run. */
export async function schedulesThatRun(
  db: Kysely<unknown>,
  accountIds: readonly number[],
  type: string,
): Promise<NamedSchedule[]> {
  const { rows } = await sql<NamedSchedule>`
    select id, name from schedule
    where enabled and account_ids <@ ${[...accountIds]}::int[] and exists (
      select from jsonb_array_elements(steps) as step
      where step ->> 'type' = ${type} and step -> 'input' -> 'dryRun' is distinct from 'true'::jsonb
    ) order by id
  `.execute(db)
  return rows
}

export interface OverdueSchedule extends NamedSchedule {
  accountIds: number[]
  /** The first due moment for which nothing began; of one that cannot be read: since when nothing did. */
  dueAt: Date
}

/** A schedule is overdue after its own interval, and not before this. */
const LEAST_OVERDUE_MS = 5 * 60_000

/**
 * The enabled schedules of which no run has begun for longer than their interval since one was due: none was noted at
 * all, or all were skipped or missed, or failed before they had any job. One whose expression cannot be read any more,
 * for instance because the time zone was given up, is overdue at once, for none will begin.
 */
export async function overdueSchedules(
  db: Kysely<unknown>,
  accountIds: readonly number[],
  now: Date,
): Promise<OverdueSchedule[]> {
  const { rows } = await sql<
    NamedSchedule & { accountIds: number[]; cron: string; timeZone: string; since: string }
  >`
    select id, name, account_ids as "accountIds", cron, time_zone as "timeZone", greatest(active_since, (
      select max(due_at) from schedule_run run where schedule_id = schedule.id and outcome not in ('SKIPPED', 'MISSED')
        and (outcome <> 'FAILED' or exists (select from schedule_run_job where run_id = run.id))
        and due_at <= ${now.toISOString()}::timestamptz
    )) as since
    from schedule where enabled and account_ids <@ ${[...accountIds]}::int[] order by id
  `.execute(db)
  return rows.flatMap(({ cron, timeZone, since, ...schedule }) => {
    const dueAt = overdueAt({ cron, timeZone }, new Date(since), now)
    return dueAt ? [{ ...schedule, dueAt }] : []
  })
}

/**
 * The first due moment behind `since`, when it has passed for longer than the interval; null while it has not. Of an
 * expression that cannot be read any more: `since`.
 */
export function overdueAt(
  schedule: Pick<ScheduledType, 'cron' | 'timeZone'>,
  since: Date,
  now: Date,
): Date | null {
  const timetable = readTimetable(schedule.cron, schedule.timeZone)
  if ('field' in timetable) return since
  const dueAt = timetable.nextAfter(since)
  const overdueMs = now.getTime() - dueAt.getTime()
  return overdueMs > Math.max(LEAST_OVERDUE_MS, timetable.intervalMs(dueAt)) ? dueAt : null
}

/** A job type that an enabled schedule runs. */
export interface ScheduledType {
  type: string
  cron: string
  timeZone: string
  /** Since when the schedule is enabled with this expression. */
  activeSince: Date
}

/** What the enabled schedules run that is no dry run, by the jobs of their steps. */
export async function scheduledTypes(
  db: Kysely<unknown>,
  accountIds: readonly number[],
): Promise<ScheduledType[]> {
  const { rows } = await sql<Omit<ScheduledType, 'activeSince'> & { active_since: string }>`
    select distinct step ->> 'type' as type, cron, time_zone as "timeZone", active_since
    from schedule cross join jsonb_array_elements(steps) as step
    where enabled and account_ids <@ ${[...accountIds]}::int[]
      and step -> 'input' -> 'dryRun' is distinct from 'true'::jsonb
  `.execute(db)
  return rows.map(({ active_since: activeSince, ...row }) => ({ ...row, activeSince: new Date(activeSince) }))
}
