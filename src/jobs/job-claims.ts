import { sql, type Kysely } from 'kysely'
import type { EntityManager } from '@mikro-orm/postgresql'
import {
  BackgroundJob,
  type JobMetadata,
  type JobStatus,
  type StoredError,
} from '../entities/background-job.ts'
import type { CodedError } from '../errors.ts'
import { appendLog } from './job-progress.ts'
import { storableJson } from './storable-json.ts'

/**
 * Who may write to a job: the life of a claim, one function a step. Each is one guarded statement or one transaction,
 * so that two runners which want the same job never both get it, and a step that was cut off can be taken again.
 */

/** The first number of the advisory locks that runners hold; the second is the runner's id. */
export const RUNNER_LOCK_CLASS = 739_251

export interface ClaimedJob {
  job: BackgroundJob
  lastItem: number
  lastLogLine: number
}

/** What a run that broke off leaves behind: it goes on later, as another attempt, and shows nothing of the moment. */
const BROKEN_OFF = sql`attempt = attempt + 1, crashes = crashes + 1, waiting_on = null,
  speed = null, eta_low = null, eta_high = null, metadata = metadata || jsonb_build_object('resumedFrom', phase)`

/**
 * QUEUED → RUNNING; or RUNNING again, when this runner had it and lost the database. Null when the job is not there to
 * be had. Only for jobs that this runner is not running right now.
 */
export async function claim(em: EntityManager, jobId: number, runnerId: number): Promise<ClaimedJob | null> {
  const begin = await claimWhere(
    em,
    jobId,
    runnerId,
    sql`status = 'QUEUED'`,
    sql`started_at = coalesce(started_at, now())`,
  )
  return (
    begin ?? claimWhere(em, jobId, runnerId, sql`status = 'RUNNING' and runner_id = ${runnerId}`, BROKEN_OFF)
  )
}

async function claimWhere(
  em: EntityManager,
  jobId: number,
  runnerId: number,
  condition: ReturnType<typeof sql>,
  changes: ReturnType<typeof sql>,
): Promise<ClaimedJob | null> {
  const { rows } = await sql<Record<string, unknown> & { last_item: number; last_log_line: number }>`
    update background_job
    set status = 'RUNNING', runner_id = ${runnerId}, epoch = epoch + 1, seq = seq + 1, ${changes}
    where id = ${jobId} and ${condition}
    returning *,
      coalesce((select max(number) from job_item where job_id = ${jobId}), 0) as last_item,
      coalesce((select max(number) from job_log_entry where job_id = ${jobId}), 0) as last_log_line
  `.execute(em.getKysely<unknown>())
  if (!rows[0]) return null
  const { last_item: lastItem, last_log_line: lastLogLine, ...row } = rows[0]
  return { job: em.map(BackgroundJob, row), lastItem, lastLogLine }
}

/** RUNNING → QUEUED after a clean stop: it goes on later, and that is not another attempt. Null: the claim is lost. */
export async function release(
  em: EntityManager,
  job: BackgroundJob,
  metadata: JobMetadata,
): Promise<number | null> {
  const { rows } = await sql<{ seq: number }>`
    update background_job
    set status = 'QUEUED', runner_id = null, epoch = epoch + 1, waiting_on = null, speed = null, eta_low = null,
      eta_high = null, metadata = metadata || ${storableJson(metadata)}::jsonb, seq = seq + 1
    where id = ${job.id} and epoch = ${job.epoch} and status = 'RUNNING' returning seq
  `.execute(em.getKysely<unknown>())
  return rows[0]?.seq ?? null
}

/**
 * Takes back the RUNNING jobs whose runner is gone, which is known by its advisory lock: they are QUEUED for another
 * attempt from their checkpoint. Never touches a living neighbour's, nor those of `ownRunnerId`.
 */
export async function takeBack(em: EntityManager, ownRunnerId: number): Promise<number[]> {
  const db = em.getKysely<unknown>()
  const { rows: runners } = await sql<{ runner_id: number }>`
    select distinct runner_id from background_job where status = 'RUNNING' and runner_id <> ${ownRunnerId}
  `.execute(db)
  const taken: number[] = []
  for (const { runner_id: runnerId } of runners) {
    if (await isAlive(db, runnerId)) continue
    const message =
      'The server ended in the middle of this job; it goes on from its checkpoint. Nothing is done twice.'
    const { rows } = await sql<{ job_id: number }>`
      with orphan as (
        update background_job set status = 'QUEUED', runner_id = null, epoch = epoch + 1, seq = seq + 1, ${BROKEN_OFF}
        where status = 'RUNNING' and runner_id = ${runnerId} returning id
      )
      insert into job_log_entry (job_id, number, level, message)
      select id, coalesce((select max(number) from job_log_entry l where l.job_id = id), 0) + 1, 'WARN', ${message}
      from orphan returning job_id
    `.execute(db)
    taken.push(...rows.map((row) => row.job_id))
  }
  return taken
}

async function isAlive(db: Kysely<unknown>, runnerId: number): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ free: boolean }>`
      select pg_try_advisory_lock(${RUNNER_LOCK_CLASS}, ${runnerId}) as free
    `.execute(connection)
    if (!rows[0]!.free) return true
    await sql`select pg_advisory_unlock(${RUNNER_LOCK_CLASS}, ${runnerId})`.execute(connection)
    return false
  })
}

/** The jobs that this server could run and that no runner has: QUEUED ones, and its own that it lost hold of. */
export async function findWaiting(
  db: Kysely<unknown>,
  options: { runnerId: number; accountIds: number[]; types: string[] },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from background_job
    where (status = 'QUEUED' or (status = 'RUNNING' and runner_id = ${options.runnerId}))
      and account_ids <@ ${options.accountIds}::int[] and type = any(${options.types}::text[])
    order by id
  `.execute(db)
  return rows.map((row) => row.id)
}

export interface Settlement {
  status: Extract<JobStatus, 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED' | 'CANCELLED'>
  error: StoredError | null
  metadata: JobMetadata
  /** The last line of the job's log. */
  logLine: { number: number; message: string }
}

/** The settlement of a job that did not reach its end. */
export function failure(error: CodedError, metadata: JobMetadata, logLineNumber: number): Settlement {
  const { code, message, hint, retryable } = error
  return {
    status: 'FAILED',
    error: { code, message, hint, retryable },
    metadata,
    logLine: { number: logLineNumber, message: `Failed (${code}): ${message}` },
  }
}

/**
 * The end of a job: its status, its resources given back and its sightings dropped, in one transaction. Null when the
 * claim is no longer `job.epoch`'s; then nothing was changed.
 */
export async function settle(em: EntityManager, job: BackgroundJob, end: Settlement): Promise<number | null> {
  return em
    .getKysely<unknown>()
    .transaction()
    .execute(async (tx) => {
      const processed = sql`(created + updated + unchanged + skipped + failed)`
      const { rows } = await sql<{ seq: number }>`
        update background_job
        set status = ${end.status}, error = ${end.error && storableJson(end.error)}::jsonb, completed_at = now(),
          waiting_on = null, runner_id = null, eta_low = null, eta_high = null,
          phase = case when ${end.status} = 'FAILED' then phase end,
          total = case when ${end.status} = 'FAILED' then total else ${processed} end,
          speed = ${processed} / nullif(extract(epoch from now() - started_at), 0),
          metadata = metadata || ${storableJson(end.metadata)}::jsonb, seq = seq + 1
        where id = ${job.id} and epoch = ${job.epoch} and status = 'RUNNING' returning seq
      `.execute(tx)
      if (rows.length === 0) return null
      const level = end.status === 'COMPLETED' ? 'INFO' : end.status === 'FAILED' ? 'ERROR' : 'WARN'
      await appendLog(tx, job.id, end.logLine.number, level, end.logLine.message)
      await sql`delete from job_resource where job_id = ${job.id}`.execute(tx)
      await sql`delete from job_sighting where job_id = ${job.id}`.execute(tx)
      return rows[0]!.seq
    })
}
