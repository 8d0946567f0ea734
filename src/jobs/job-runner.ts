import { setTimeout as delay } from 'node:timers/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import type { BackgroundJob } from '../entities/background-job.ts'
import { CodedError, isDatabaseUnavailable, messageOf } from '../errors.ts'
import type { JobEvents } from '../events.ts'
import type { Logger } from '../logger.ts'
import type { JobContext, JobType } from './define-job.ts'
import {
  claimQueued,
  countSightings,
  failure,
  reclaim,
  release,
  settle,
  takeBack,
  type ClaimedJob,
  type Settlement,
} from './job-claims.ts'
import { ClaimLostError, JobProgress } from './job-progress.ts'
import type { PlatformConnections, Platforms } from './platforms.ts'
import type { JobQueue } from './queue/job-queue.ts'
import type { RunnerLock } from './runner-lock.ts'

const DATABASE_POLL_MS = 500

/** How one run ended. The set is closed: every end of a run is one of these. */
type RunEnd =
  | { kind: 'done' }
  | { kind: 'failed'; error: CodedError }
  | { kind: 'stopped' }
  | { kind: 'claimLost' }
  | { kind: 'databaseAway' }

/** Runs jobs: claim → run → settle. Everything it knows stands in the database, so it can be killed at any instant. */
export class JobRunner {
  readonly #em: EntityManager
  readonly #events: JobEvents
  readonly #types: ReadonlyMap<string, JobType>
  readonly #platforms: Platforms
  readonly #queue: JobQueue
  readonly #lock: RunnerLock
  readonly #log: Logger
  readonly #stopping = new AbortController()

  constructor(options: {
    em: EntityManager
    events: JobEvents
    types: ReadonlyMap<string, JobType>
    platforms: Platforms
    queue: JobQueue
    lock: RunnerLock
    log: Logger
  }) {
    this.#em = options.em
    this.#events = options.events
    this.#types = options.types
    this.#platforms = options.platforms
    this.#queue = options.queue
    this.#lock = options.lock
    this.#log = options.log
  }

  /** Takes back what a killed process left RUNNING, and begins with all that is QUEUED for this server's accounts. */
  async start(): Promise<void> {
    await this.#lock.acquire()
    const taken = await takeBack(this.#em.fork())
    if (taken.length > 0) this.#log.warn({ jobs: taken }, 'took back jobs that a killed server left running')
    const { rows } = await sql<{ id: number }>`
      select id from background_job
      where status = 'QUEUED' and account_ids <@ ${this.#platforms.accountIds}::int[] order by id
    `.execute(this.#em.fork().getKysely<unknown>())
    for (const { id } of rows) this.#queue.add(id)
    this.#queue.start((jobId) => this.#process(jobId))
  }

  /** Lets every run end at its next batch, puts the jobs back into the queue and resolves when all of that is stored. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the server is stopping'))
    await this.#queue.stop()
    await this.#lock.release()
  }

  async #process(jobId: number): Promise<void> {
    const log = this.#log.child({ jobId })
    let claimed = await this.#whenDatabaseAnswers((em) => claimQueued(em, jobId, this.#lock.runnerId))
    while (claimed) {
      const { job } = claimed
      log.info({ type: job.type, attempt: job.attempt }, 'job runs')
      const end = await this.#runAndSettle(claimed)
      log.info({ end: end.kind, ...(end.kind === 'failed' && { code: end.error.code }) }, 'job ends')
      if (end.kind !== 'databaseAway') return
      claimed = await this.#whenDatabaseAnswers((em) => reclaim(em, job))
    }
  }

  async #runAndSettle(claimed: ClaimedJob): Promise<RunEnd> {
    const { job } = claimed
    const em = this.#em.fork()
    const progress = new JobProgress({
      ...claimed,
      db: em.getKysely<unknown>(),
      events: this.#events,
      signal: this.#stopping.signal,
    })
    const publish = (seq: number | null) => {
      if (seq !== null) this.#events.publish({ jobId: job.id, type: job.type, seq, statusChanged: true })
    }
    publish(job.seq)
    const end = await this.#run(claimed, progress)
    try {
      if (end.kind === 'done') publish(await settle(em, job, await this.#reconcile(job, progress)))
      if (end.kind === 'failed') publish(await settle(em, job, failure(end.error, progress.takeLogNumber())))
      if (end.kind === 'stopped') publish(await release(em, job))
      return end
    } catch (error) {
      if (isDatabaseUnavailable(error)) return { kind: 'databaseAway' }
      throw error
    }
  }

  async #run({ job }: ClaimedJob, progress: JobProgress): Promise<RunEnd> {
    try {
      const type = this.#types.get(job.type)
      if (!type) throw new CodedError('INTERNAL', `this server does not know the job type ${job.type}`)
      const input = type.input.safeParse(job.input)
      if (!input.success) {
        throw new CodedError(
          'INTERNAL',
          `the stored input no longer fits ${job.type}: ${input.error.message}`,
        )
      }
      const context: JobContext<object> = {
        jobId: job.id,
        input: input.data,
        checkpoint: job.checkpoint ?? null,
        signal: this.#stopping.signal,
        // Only jobs of the accounts that are connected are ever claimed.
        platforms: this.#platforms.connections as PlatformConnections,
        progress,
        em: this.#em.fork(),
      }
      this.#stopping.signal.throwIfAborted()
      await progress.log('INFO', job.attempt === 1 ? 'Runs' : `Runs again, attempt ${job.attempt}`)
      await type.run(context)
      await progress.drain()
      return { kind: 'done' }
    } catch (error) {
      // What was accepted before the failure is still being written; it must be over before the job is let go.
      await progress.drain().catch(() => {})
      return this.#endOf(error, job)
    }
  }

  #endOf(error: unknown, job: BackgroundJob): RunEnd {
    if (error instanceof ClaimLostError) return { kind: 'claimLost' }
    if (this.#stopping.signal.aborted) return { kind: 'stopped' }
    if (isDatabaseUnavailable(error)) return { kind: 'databaseAway' }
    if (error instanceof CodedError) return { kind: 'failed', error }
    this.#log.error(
      { jobId: job.id, error: error instanceof Error ? error.stack : error },
      'a defect ended a job',
    )
    const message = `${job.type} ended because of a defect`
    return { kind: 'failed', error: new CodedError('INTERNAL', message, { cause: error }) }
  }

  /** A run that reached its end is believed only when its counts agree with the records that it sighted. */
  async #reconcile(job: BackgroundJob, progress: JobProgress): Promise<Settlement> {
    const sighted = await countSightings(this.#em.fork().getKysely<unknown>(), job.id)
    const number = progress.takeLogNumber()
    if (sighted !== progress.processed) {
      const message = `${sighted} records were sighted, ${progress.processed} were counted`
      return failure(new CodedError('COUNTS_DO_NOT_RECONCILE', message), number)
    }
    const { created, updated, unchanged, skipped, failed } = progress.counts
    const troubled = failed > 0 || progress.warnings.length > 0
    const message = `Completed: ${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped, ${failed} failed`
    return {
      status: troubled ? 'COMPLETED_WITH_ERRORS' : 'COMPLETED',
      error: null,
      logLine: { number, message },
    }
  }

  /** Tries until the database answers; null when the server stops before that. */
  async #whenDatabaseAnswers<T>(work: (em: EntityManager) => Promise<T>): Promise<T | null> {
    for (;;) {
      if (this.#stopping.signal.aborted) return null
      try {
        return await work(this.#em.fork())
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error
        this.#log.warn({ error: messageOf(error) }, 'the database is away; waiting for it')
        await delay(DATABASE_POLL_MS, undefined, { signal: this.#stopping.signal }).catch(() => {})
      }
    }
  }
}
