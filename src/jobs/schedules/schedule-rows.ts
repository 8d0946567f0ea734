import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { Schedule } from '../../entities/schedule.ts'
import { ScheduleRun, type RunOutcome } from '../../entities/schedule-run.ts'
import type { JobRow } from '../job-insertion.ts'
import type { PreparedJob } from '../job-preparation.ts'
import { storableJson, storableText } from '../storable-json.ts'
import { beginStep } from './chain.ts'

/** What stands in the database of a schedule and its runs, for who has the schedule's row locked. */

/** Null when there is none for these accounts. Its row stays locked until the transaction ends. */
export async function lockSchedule(
  em: EntityManager,
  tx: Kysely<unknown>,
  { id, accountIds }: { id: number; accountIds: readonly number[] },
): Promise<Schedule | null> {
  const { rows } = await sql<Record<string, unknown>>`
    select * from schedule where id = ${id} and account_ids <@ ${[...accountIds]}::int[] for update
  `.execute(tx)
  return rows[0] ? em.map(Schedule, rows[0]) : null
}

/** The run that is going on; null when none is. */
export async function findRunning(
  em: EntityManager,
  tx: Kysely<unknown>,
  scheduleId: number,
): Promise<ScheduleRun | null> {
  const { rows } = await sql<Record<string, unknown>>`
    select * from schedule_run where outcome = 'RUNNING' and schedule_id = ${scheduleId} limit 1
  `.execute(tx)
  return rows[0] ? em.map(ScheduleRun, rows[0]) : null
}

/** A run that begins: its row and its first job, or why there is none. Null when the moment has a row already. */
export async function beginRun(
  tx: Kysely<unknown>,
  schedule: Schedule,
  run: { dueAt: Date; note: string | null; jobs: PreparedJob[] },
): Promise<{ runId: number; job: JobRow | null } | null> {
  const runId = await insertRun(tx, schedule.id, { ...run, outcome: 'RUNNING', steps: run.jobs })
  if (runId === null) return null
  const job = await beginStep(tx, { id: runId, step: 0, steps: run.jobs, name: schedule.name })
  return { runId, job }
}

/** A moment at which nothing begins. Null when it has a row already. */
export async function noteMoment(
  tx: Kysely<unknown>,
  scheduleId: number,
  moment: { dueAt: Date; outcome: Exclude<RunOutcome, 'RUNNING'>; note: string },
): Promise<number | null> {
  return insertRun(tx, scheduleId, { ...moment, steps: [] })
}

/** Whether a clock that was ahead began this moment, and one of the servers may have that clock still. */
export async function isStillAhead(tx: Kysely<unknown>, scheduleId: number, dueAt: Date): Promise<boolean> {
  const moment = sql`${dueAt.toISOString()}::timestamptz`
  // Of two clocks that differ by days, the database's decides.
  const { rows } = await sql`
    select from schedule_run where schedule_id = ${scheduleId} and ahead_due_at = ${moment} and ${moment} > now()
  `.execute(tx)
  return rows.length > 0
}

/**
 * Takes back what a clock that was ahead has left in the time to come, so that this time can come: the schedule goes on
 * from now, and the runs stand right before now, each with a note of the moment that it was due at.
 */
export async function leaveTimeAhead(tx: Kysely<unknown>, scheduleId: number, now: Date): Promise<void> {
  const moment = sql`${now.toISOString()}::timestamptz`
  await sql`
    update schedule set handled_until = ${moment}, active_since = least(active_since, ${moment}) where id = ${scheduleId}
  `.execute(tx)
  // Microseconds, for the moments of all other runs are whole milliseconds.
  await sql`
    update schedule_run run set due_at = ${moment} - ahead.place * interval '1 microsecond', ahead_due_at = coalesce(run.ahead_due_at, run.due_at),
      note = concat_ws('; ', run.note, 'due at ' || to_char(run.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        || ' by a clock that was ahead')
    from (
      select id, row_number() over (order by due_at desc) as place from schedule_run
      where schedule_id = ${scheduleId} and due_at > ${moment}
    ) ahead
    where run.id = ahead.id
  `.execute(tx)
}

async function insertRun(
  tx: Kysely<unknown>,
  scheduleId: number,
  run: { dueAt: Date; outcome: RunOutcome; note: string | null; steps: PreparedJob[] },
): Promise<number | null> {
  const isRunning = run.outcome === 'RUNNING'
  const note = run.note === null ? null : storableText(run.note)
  const { rows } = await sql<{ id: number }>`
    insert into schedule_run (schedule_id, due_at, outcome, note, steps, started_at, completed_at)
    values (${scheduleId}, ${run.dueAt.toISOString()}::timestamptz, ${run.outcome}, ${note},
      ${storableJson(run.steps)}::jsonb, case when ${isRunning} then now() end, case when ${!isRunning} then now() end)
    on conflict (schedule_id, due_at) do nothing returning id
  `.execute(tx)
  return rows[0]?.id ?? null
}
