import { sql, type Kysely } from 'kysely'
import type { EntityManager } from '@mikro-orm/postgresql'
import { BackgroundJob, type JobStatus, type StoredError } from '../entities/background-job.ts'
import { CodedError } from '../errors.ts'
import { appendLog } from './job-progress.ts'
import { storableJson } from './storable-json.ts'

/**
 * Who may write to a job: the life of a claim, one function a step. Each is one guarded statement (or one transaction),
 * so that two runners which want the same job never both get it.
 */

/** The first number of the advisory locks that runners hold; the second is the runner's id. */
export const RUNNER_LOCK_CLASS = 739_251

/** A job that dies this often without moving its checkpoint is not tried again. */
const MOST_CRASHES = 5

export interface ClaimedJob {
  job: BackgroundJob
  lastItem: number
  lastLogLine: number
}

/** QUEUED → RUNNING. Null when the job is not there to be had. */
export async function claimQueued(
  em: EntityManager,
  jobId: number,
  runnerId: number,
): Promise<ClaimedJob | null> {
  const claimed = await sql`
    update background_job
    set status = 'RUNNING', runner_id = ${runnerId}, epoch = epoch + 1, started_at = coalesce(started_at, now()),
      seq = seq + 1
    where id = ${jobId} and status = 'QUEUED' returning id
  `.execute(em.getKysely<unknown>())
  return claimed.rows.length === 0 ? null : load(em, jobId)
}

/**
 * Takes a job up again that its own runner could not go on with, because the database was away. Null when another
 * runner has it by now.
 */
export async function reclaim(em: EntityManager, job: BackgroundJob): Promise<ClaimedJob | null> {
  return takeUpAgain(em, job.id, sql`epoch = ${job.epoch}`, sql`'RUNNING'`)
}

async function takeUpAgain(
  em: EntityManager,
  jobId: number,
  condition: ReturnType<typeof sql>,
  status: ReturnType<typeof sql>,
): Promise<ClaimedJob | null> {
  const taken = await sql`
    update background_job
    set status = ${status}, epoch = epoch + 1, attempt = attempt + 1, crashes = crashes + 1, waiting_on = null,
      metadata = metadata || jsonb_build_object('resumedFrom', phase), seq = seq + 1
    where id = ${jobId} and status = 'RUNNING' and ${condition} returning id
  `.execute(em.getKysely<unknown>())
  return taken.rows.length === 0 ? null : load(em, jobId)
}

async function load(em: EntityManager, jobId: number): Promise<ClaimedJob> {
  const job = await em.fork().findOneOrFail(BackgroundJob, jobId)
  const { rows } = await sql<{ item: number; line: number }>`
    select coalesce((select max(number) from job_item where job_id = ${jobId}), 0) as item,
      coalesce((select max(number) from job_log_entry where job_id = ${jobId}), 0) as line
  `.execute(em.getKysely<unknown>())
  return { job, lastItem: rows[0]!.item, lastLogLine: rows[0]!.line }
}

/** RUNNING → QUEUED after a clean stop: it goes on later, and that is not another attempt. */
export async function release(em: EntityManager, job: BackgroundJob): Promise<number | null> {
  const { rows } = await sql<{ seq: number }>`
    update background_job
    set status = 'QUEUED', runner_id = null, epoch = epoch + 1, waiting_on = null, seq = seq + 1
    where id = ${job.id} and epoch = ${job.epoch} and status = 'RUNNING' returning seq
  `.execute(em.getKysely<unknown>())
  return rows[0]?.seq ?? null
}

/**
 * Takes back the RUNNING jobs whose runner is gone, which is known by its advisory lock: QUEUED, for another attempt
 * from their checkpoint, or FAILED when they crash again and again. Never touches a living neighbour's.
 */
export async function takeBack(em: EntityManager): Promise<number[]> {
  const db = em.getKysely<unknown>()
  const { rows: runners } = await sql<{ runner_id: number }>`
    select distinct runner_id from background_job where status = 'RUNNING'
  `.execute(db)
  const taken: number[] = []
  for (const { runner_id: runnerId } of runners) {
    if (await isAlive(db, runnerId)) continue
    const orphans = await em
      .fork()
      .find(BackgroundJob, { status: 'RUNNING', runnerId }, { orderBy: { id: 'asc' } })
    for (const orphan of orphans) if (await takeBackOne(em, orphan)) taken.push(orphan.id)
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

async function takeBackOne(em: EntityManager, orphan: BackgroundJob): Promise<boolean> {
  const mine = sql`epoch = ${orphan.epoch}`
  const taken = await takeUpAgain(em, orphan.id, mine, sql`'QUEUED'`)
  if (taken === null) return false
  const { job, lastLogLine } = taken
  if (job.crashes < MOST_CRASHES) {
    const from = job.checkpoint === null ? 'from the beginning' : `from its last checkpoint (${job.phase})`
    const message = `The server ended in the middle of this job; it goes on ${from}. Nothing is done twice.`
    await appendLog(em.getKysely<unknown>(), job.id, lastLogLine + 1, 'WARN', message)
    return true
  }
  const message = `This job broke off ${job.crashes} times at the same place, with its server or its database`
  await settle(em, job, failure(new CodedError('CRASHED_REPEATEDLY', message), lastLogLine + 1))
  return true
}

export interface Settlement {
  status: Extract<JobStatus, 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED' | 'CANCELLED'>
  error: StoredError | null
  /** The last line of the job's log. */
  logLine: { number: number; message: string }
}

/** The settlement of a job that did not reach its end. */
export function failure(error: CodedError, logLineNumber: number): Settlement {
  const { code, message, hint, retryable } = error
  return {
    status: 'FAILED',
    error: { code, message, hint, retryable },
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
          speed = ${processed} / nullif(extract(epoch from now() - started_at), 0), seq = seq + 1
        where id = ${job.id} and epoch = ${job.epoch} returning seq
      `.execute(tx)
      if (rows.length === 0) return null
      const level = end.status === 'COMPLETED' ? 'INFO' : end.status === 'FAILED' ? 'ERROR' : 'WARN'
      await appendLog(tx, job.id, end.logLine.number, level, end.logLine.message)
      await sql`delete from job_resource where job_id = ${job.id}`.execute(tx)
      await sql`delete from job_sighting where job_id = ${job.id}`.execute(tx)
      return rows[0]!.seq
    })
}

/** How many records the job has sighted: what it must have processed. */
export async function countSightings(db: Kysely<unknown>, jobId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from job_sighting where job_id = ${jobId}
  `.execute(db)
  return rows[0]!.count
}
