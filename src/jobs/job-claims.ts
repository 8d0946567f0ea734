import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { EntityManager } from '@mikro-orm/postgresql'
import { BackgroundJob, type JobMetadata, type JobStatus } from '../entities/background-job.ts'
import type { JobType } from './define-job.ts'
import { AS_NEW, AS_RESUMED, forgetItems, reasonToBeginAnew } from './job-checkpoint.ts'
import { appendLog, nextLogNumber } from './job-log.ts'
import { storableJson } from './storable-json.ts'

/**
 * Who may write to a job: the life of a claim, one function a step. Each is one guarded statement or one transaction,
 * so that two runners which want the same job never both get it, and a step that was cut off can be taken again.
 */

export interface ClaimedJob {
  /** RUNNING: to be run. PAUSING or CANCELLING: a run of it broke off before it did what it was asked to; not to be run. */
  job: BackgroundJob
  lastItem: number
  lastLogLine: number
}

/** What a run that broke off leaves behind: it goes on later, as another attempt, and shows nothing of the moment. */
export const BROKEN_OFF = sql`attempt = attempt + 1, crashes = crashes + 1, waiting_on = null, speed = null,
  eta_low = null, eta_high = null`

/** What nobody runs: queued, to be cancelled, or lost hold of by this runner itself together with its database. */
function isWaitingFor(runnerId: number): RawBuilder<boolean> {
  return sql`(status = 'QUEUED' or (status = 'CANCELLING' and runner_id is null)
    or (status in ('RUNNING', 'PAUSING', 'CANCELLING') and runner_id = ${runnerId}))`
}

/** The jobs that this server could run and that no runner has; those that it runs right now are among them. */
export async function findWaiting(
  db: Kysely<unknown>,
  options: { runnerId: number; accountIds: number[]; types: string[] },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from background_job
    where ${isWaitingFor(options.runnerId)}
      and account_ids <@ ${options.accountIds}::int[] and type = any(${options.types}::text[])
    order by id
  `.execute(db)
  return rows.map((row) => row.id)
}

/**
 * Makes a job this runner's, RUNNING unless it was asked for something else. A job that must not go on from its
 * checkpoint begins anew. Null when the job is not there to be had. Only for jobs that this runner is not running right
 * now.
 */
export async function claim(
  em: EntityManager,
  jobId: number,
  runnerId: number,
  types: ReadonlyMap<string, JobType>,
): Promise<ClaimedJob | null> {
  return em
    .getKysely<unknown>()
    .transaction()
    .execute(async (tx) => {
      const found = await sql<{ status: JobStatus; type: string }>`
        select status, type from background_job where id = ${jobId} and ${isWaitingFor(runnerId)} for update
      `.execute(tx)
      if (!found.rows[0]) return null
      const { status, type } = found.rows[0]
      const changes = await changesOfClaim(tx, jobId, status, types.get(type)?.readsAfresh ?? false)
      const { rows } = await sql<Record<string, unknown> & { last_item: number; last_log_line: number }>`
        update background_job set ${changes}runner_id = ${runnerId}, epoch = epoch + 1 where id = ${jobId}
        returning *,
          coalesce((select max(number) from job_item where job_id = ${jobId}), 0) as last_item,
          coalesce((select max(number) from job_log_entry where job_id = ${jobId}), 0) as last_log_line
      `.execute(tx)
      const { last_item: lastItem, last_log_line: lastLogLine, ...row } = rows[0]!
      return { job: em.map(BackgroundJob, row), lastItem, lastLogLine }
    })
}

async function changesOfClaim(
  tx: Kysely<unknown>,
  jobId: number,
  status: JobStatus,
  readsAfresh: boolean,
): Promise<RawBuilder<unknown>> {
  // Who has it is nothing that a reader can see.
  if (status === 'PAUSING' || status === 'CANCELLING') return sql``
  const brokenOff = status === 'RUNNING' ? sql`${BROKEN_OFF}, ` : sql``
  const reason = readsAfresh ? null : await reasonToBeginAnew(tx, jobId)
  if (reason !== null) {
    await forgetItems(tx, jobId)
    await appendLog(tx, jobId, await nextLogNumber(tx, jobId), 'WARN', `Begins anew, because ${reason}`)
  }
  const position = reason === null ? AS_RESUMED : AS_NEW
  return sql`status = 'RUNNING', seq = seq + 1, ${brokenOff}${position}, `
}

/**
 * Lets go of a job whose run was interrupted, at its checkpoint: PAUSING → PAUSED, RUNNING → QUEUED. Neither is another
 * attempt. Null when it is to be cancelled, or when the claim is lost; then nothing was changed.
 */
export async function release(
  db: Kysely<unknown>,
  job: BackgroundJob,
  metadata: JobMetadata,
  logLineNumber: number,
): Promise<number | null> {
  const { rows } = await sql<{ seq: number }>`
    with released as (
      update background_job
      set status = case status when 'PAUSING' then 'PAUSED' else 'QUEUED' end,
        runner_id = null, epoch = epoch + 1, waiting_on = null, speed = null,
        eta_low = case status when 'PAUSING' then eta_low end, eta_high = case status when 'PAUSING' then eta_high end,
        metadata = metadata || ${storableJson(metadata)}::jsonb, seq = seq + 1
      where id = ${job.id} and epoch = ${job.epoch} and status in ('RUNNING', 'PAUSING') returning id, status, seq
    ), noted as (
      insert into job_log_entry (job_id, number, level, message)
      select id, ${logLineNumber}::int, 'INFO', 'Paused' from released where status = 'PAUSED'
    )
    select seq from released
  `.execute(db)
  return rows[0]?.seq ?? null
}

/** Where a job that this claim has to cancel stands; null when it has not. */
export async function findCancelling(
  db: Kysely<unknown>,
  job: BackgroundJob,
): Promise<{ checkpoint: unknown } | null> {
  const { rows } = await sql<{ checkpoint: unknown }>`
    select checkpoint from background_job
    where id = ${job.id} and epoch = ${job.epoch} and status = 'CANCELLING'
  `.execute(db)
  return rows[0] ?? null
}
