import { sql, type Kysely } from 'kysely'
import type { JobStatus } from '../../entities/background-job.ts'
import type { RunOutcome } from '../../entities/schedule-run.ts'
import { insertJob, type JobRow } from '../job-insertion.ts'
import type { PreparedJob } from '../job-preparation.ts'
import { ResourceTaken } from '../job-resources.ts'
import { readWriteState } from '../sync/write-switch.ts'

/**
 * How a run of a schedule goes from job to job. Each step is taken in one transaction: the next job is queued in the
 * one that settles the job before, so that a kill between two loses nothing and starts nothing twice.
 */

/** A run that is RUNNING, with its row locked. */
export interface RunAtStep {
  id: number
  step: number
  steps: PreparedJob[]
  /** The schedule's. */
  name: string
}

export type StepTaken =
  /** To be handed out after the commit. */
  | { kind: 'started'; job: JobRow }
  /** Another job holds what it needs: the step waits. */
  | { kind: 'waits'; holder: string }
  | { kind: 'ended' }

/** How long a settling job waits for one that is taking the same resources in this very moment. */
const LOCK_WAIT_MS = 500
/** deadlock_detected, lock_not_available: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOCK_CODES = new Set(['40P01', '55P03'])

/**
 * Goes on with the run whose present step this job is, in the transaction that settles it; returns the job that was
 * queued. A run that has ended stays ended, though a person resumes its last job.
 */
export async function continueRun(
  tx: Kysely<unknown>,
  job: { id: number; type: string },
  status: Extract<JobStatus, RunOutcome>,
): Promise<JobRow | null> {
  const { rows } = await sql<RunAtStep & { continues_after_errors: boolean }>`
    select run.id, run.step, run.steps, schedule.name, schedule.continues_after_errors
    from schedule_run run
    join schedule_run_job part on part.run_id = run.id and part.step = run.step
    join schedule on schedule.id = run.schedule_id
    where part.job_id = ${job.id} and run.outcome = 'RUNNING' for update of run
  `.execute(tx)
  const run = rows[0]
  if (!run) return null
  const isLast = run.step === run.steps.length - 1
  const reachedItsEnd = status === 'COMPLETED' || status === 'COMPLETED_WITH_ERRORS'
  if (isLast && reachedItsEnd) {
    await endRun(tx, run.id, await outcomeOf(tx, run.id), null)
    return null
  }
  if (status !== 'COMPLETED' && !(reachedItsEnd && run.continues_after_errors)) {
    const left = isLast ? '' : `; ${stepsLeft(run)} not started`
    await endRun(tx, run.id, status, `step ${run.step + 1} (${job.type}, job ${job.id}) was ${status}${left}`)
    return null
  }
  await sql`update schedule_run set step = step + 1, waits_until = null where id = ${run.id}`.execute(tx)
  return beginStep(tx, { ...run, step: run.step + 1 })
}

/** Takes a step for the first time; that it has to wait is noted. */
export async function beginStep(tx: Kysely<unknown>, run: RunAtStep): Promise<JobRow | null> {
  const taken = await takeStep(tx, run)
  if (taken.kind === 'waits') await note(tx, run.id, `${stepName(run)} had to wait for ${taken.holder}`)
  return taken.kind === 'started' ? taken.job : null
}

/** Queues the job of the present step. While writing is switched off, a job that would write ends the run. */
export async function takeStep(tx: Kysely<unknown>, run: RunAtStep): Promise<StepTaken> {
  const prepared = run.steps[run.step]!
  if (prepared.writesTo) {
    const { enabled, reason } = await readWriteState(tx, prepared.writesTo)
    if (!enabled) {
      const because = reason === null ? '' : `: ${reason}`
      const text = `${stepName(run)} was not started, because writing to Shopify is switched off${because}`
      await endRun(tx, run.id, 'FAILED', text)
      return { kind: 'ended' }
    }
  }
  const job = await insertUnlessTaken(tx, prepared, `schedule "${run.name}"`)
  if (!job) return { kind: 'waits', holder: await describeHolder(tx, prepared.resources) }
  await sql`
    insert into schedule_run_job (run_id, step, job_id) values (${run.id}, ${run.step}, ${job.id})
  `.execute(tx)
  return { kind: 'started', job }
}

/** Whether the present step has been taken. */
export async function hasJob(tx: Kysely<unknown>, { id, step }: RunAtStep): Promise<boolean> {
  const { rows } = await sql`
    select from schedule_run_job where run_id = ${id} and step = ${step}
  `.execute(tx)
  return rows.length > 0
}

/** Stores the end of a run; the text is added to what was noted before. */
export async function endRun(
  tx: Kysely<unknown>,
  runId: number,
  outcome: RunOutcome,
  text: string | null,
): Promise<void> {
  await sql`
    update schedule_run set outcome = ${outcome}, completed_at = now(), waits_until = null where id = ${runId}
  `.execute(tx)
  if (text !== null) await note(tx, runId, text)
}

/** How a step is called in notes. */
export function stepName({ step, steps }: Pick<RunAtStep, 'step' | 'steps'>): string {
  return `step ${step + 1} (${steps[step]!.type})`
}

async function note(tx: Kysely<unknown>, runId: number, text: string): Promise<void> {
  await sql`update schedule_run set note = concat_ws('; ', note, ${text}::text) where id = ${runId}`.execute(
    tx,
  )
}

/** COMPLETED_WITH_ERRORS when any of its jobs was. */
async function outcomeOf(tx: Kysely<unknown>, runId: number): Promise<RunOutcome> {
  const { rows } = await sql`
    select from schedule_run_job part join background_job job on job.id = part.job_id
    where part.run_id = ${runId} and job.status = 'COMPLETED_WITH_ERRORS' limit 1
  `.execute(tx)
  return rows.length > 0 ? 'COMPLETED_WITH_ERRORS' : 'COMPLETED'
}

function stepsLeft({ step, steps }: RunAtStep): string {
  const left = steps.length - 1 - step
  return left === 1 ? 'the last step was' : `the last ${left} steps were`
}

/** Null when another job holds, or is just taking, what it needs; then the transaction is as it was before. */
async function insertUnlessTaken(
  tx: Kysely<unknown>,
  prepared: PreparedJob,
  requestedBy: string,
): Promise<JobRow | null> {
  await sql`savepoint before_step`.execute(tx)
  try {
    // The settling job still holds its own resources: who waits for those may hold what this one needs.
    await sql`select set_config('lock_timeout', ${String(LOCK_WAIT_MS)}, true)`.execute(tx)
    const job = await insertJob(tx, prepared, requestedBy)
    await sql`release savepoint before_step`.execute(tx)
    return job
  } catch (error) {
    if (!(error instanceof ResourceTaken) && !isLockConflict(error)) throw error
    await sql`rollback to savepoint before_step`.execute(tx)
    return null
  }
}

function isLockConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && LOCK_CODES.has(String(error.code))
}

async function describeHolder(tx: Kysely<unknown>, resources: readonly string[]): Promise<string> {
  const { rows } = await sql<{ id: number; type: string; status: string }>`
    select job.id, job.type, job.status from job_resource held join background_job job on job.id = held.job_id
    where held.resource = any(${[...resources]}::text[]) order by job.id limit 1
  `.execute(tx)
  const [holder] = rows
  return holder ? `job ${holder.id} (${holder.type}, ${holder.status})` : 'a job that was just starting'
}
