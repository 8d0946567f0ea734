import { sql, type Kysely } from 'kysely'
import type { BackgroundJob, JobMetadata, JobStatus, StoredError } from '../entities/background-job.ts'
import type { CodedError } from '../errors.ts'
import { dropScaffold } from './job-checkpoint.ts'
import type { JobRow } from './job-insertion.ts'
import { appendLog } from './job-log.ts'
import type { JobProgress } from './job-progress.ts'
import { continueRun } from './schedules/chain.ts'
import { storableJson } from './storable-json.ts'

/** The end of a job: what it can be, and how it is stored. */
export interface Settlement {
  status: Extract<JobStatus, 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED' | 'CANCELLED'>
  error: StoredError | null
  metadata: JobMetadata
  /** The last line of the job's log. */
  logLine: { number: number; message: string }
}

/**
 * From where a job may come to its end. A run that reached its end before it noticed a request has done all its work:
 * it is COMPLETED, and the request came too late. One that failed while it was to be cancelled is CANCELLED.
 */
const SETTLED_FROM: Record<Settlement['status'], readonly JobStatus[]> = {
  COMPLETED: ['RUNNING', 'PAUSING', 'CANCELLING'],
  COMPLETED_WITH_ERRORS: ['RUNNING', 'PAUSING', 'CANCELLING'],
  FAILED: ['RUNNING', 'PAUSING'],
  CANCELLED: ['QUEUED', 'PAUSED', 'CANCELLING'],
}

/** The settlement of a job that did not reach its end. */
export function failure(error: CodedError, metadata: JobMetadata, logLineNumber: number): Settlement {
  const { code, message, retryable } = error
  return {
    status: 'FAILED',
    error: { code, message, retryable },
    metadata,
    logLine: { number: logLineNumber, message: `Failed (${code}): ${message}` },
  }
}

/** `failed`: what had gone wrong before the job could be cancelled. */
export function cancellation(
  metadata: JobMetadata,
  logLineNumber: number,
  failed: CodedError | null = null,
): Settlement {
  const before = failed ? `; before that it had failed (${failed.code}): ${failed.message}` : ''
  return {
    status: 'CANCELLED',
    error: null,
    metadata,
    logLine: { number: logLineNumber, message: `Cancelled${before}` },
  }
}

/** The settlement of a run that reached its end. */
export function completion(progress: JobProgress): Settlement {
  const { created, updated, unchanged, skipped, failed } = progress.counts
  const troubled = failed > 0 || progress.warnings.length > 0
  const counts = `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped, ${failed} failed`
  return {
    status: troubled ? 'COMPLETED_WITH_ERRORS' : 'COMPLETED',
    error: null,
    metadata: { ...progress.meter },
    logLine: { number: progress.takeLogNumber(), message: `Completed: ${counts}` },
  }
}

/** A job that was settled, and the one that follows it in a schedule's chain: to be handed out after the commit. */
export interface Settled {
  row: JobRow
  next: JobRow | null
}

/**
 * Stores the end of a job, gives back what it held, and goes on with the run of a schedule that it belongs to. A job
 * that can be resumed keeps its sightings, because its counts rest on them; counts that do not reconcile are not gone on
 * from. Null when the claim is no longer `job.epoch`'s, or when the job's status does not allow this end; then nothing
 * was changed.
 */
export async function settle(
  tx: Kysely<unknown>,
  job: BackgroundJob,
  end: Settlement,
): Promise<Settled | null> {
  const processed = sql`(created + updated + unchanged + skipped + failed)`
  const atItsEnd = end.status === 'COMPLETED' || end.status === 'COMPLETED_WITH_ERRORS'
  const resumable = !atItsEnd && end.error?.code !== 'COUNTS_DO_NOT_RECONCILE'
  const { rows } = await sql<JobRow>`
    update background_job
    set status = ${end.status}, error = ${end.error && storableJson(end.error)}::jsonb, completed_at = now(),
      waiting_on = null, runner_id = null, eta_low = null, eta_high = null,
      phase = case when ${!atItsEnd} then phase end,
      total = case when ${atItsEnd} then ${processed} else total end,
      checkpoint_at = case when ${resumable} then checkpoint_at end,
      speed = ${processed} / nullif(extract(epoch from now() - started_at), 0),
      metadata = (metadata || ${storableJson(end.metadata)}::jsonb) - ${atItsEnd ? ['checkpoint'] : []}::text[],
      seq = seq + 1
    where id = ${job.id} and epoch = ${job.epoch} and status = any(${[...SETTLED_FROM[end.status]]}::text[])
    returning *
  `.execute(tx)
  if (!rows[0]) return null
  const level =
    end.status === 'COMPLETED' || end.status === 'CANCELLED'
      ? 'INFO'
      : end.status === 'FAILED'
        ? 'ERROR'
        : 'WARN'
  await appendLog(tx, job.id, end.logLine.number, level, end.logLine.message)
  await sql`delete from job_resource where job_id = ${job.id}`.execute(tx)
  if (!resumable) await dropScaffold(tx, job.id)
  return { row: rows[0], next: await continueRun(tx, job, end.status) }
}
