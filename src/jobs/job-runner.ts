import { setTimeout as delay } from 'node:timers/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { BackgroundJob } from '../entities/background-job.ts'
import { CodedError, isDatabaseUnavailable, messageOf } from '../errors.ts'
import type { JobEvents } from '../events.ts'
import type { Logger } from '../logger.ts'
import type { JobContext, JobType } from './define-job.ts'
import {
  claim,
  failure,
  findWaiting,
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
import { countSightings } from './sightings.ts'

const DATABASE_POLL_MS = 500
/** How often to look for jobs that nobody runs: of a server that died, or whose hand-over was lost. */
const PICK_UP_MS = 10_000
/** A job that breaks off this often without moving its checkpoint is not tried again. */
const MOST_CRASHES = 5

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
  /** The jobs that this process runs or is claiming: one that is RUNNING in its name and not in here is nobody's. */
  readonly #held = new Set<number>()
  #pickingUp: NodeJS.Timeout | null = null

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
    await this.#pickUp()
    this.#queue.start((jobId) => this.#process(jobId))
    this.#pickingUp = setInterval(() => {
      this.#pickUp().catch((error: unknown) => {
        this.#log.warn({ error: messageOf(error) }, 'could not look for waiting jobs')
      })
    }, PICK_UP_MS).unref()
  }

  /** Lets every run end at its next batch, puts the jobs back into the queue and resolves when all of that is stored. */
  async stop(): Promise<void> {
    if (this.#pickingUp) clearInterval(this.#pickingUp)
    this.#stopping.abort(new Error('the server is stopping'))
    await this.#queue.stop()
    await this.#lock.release()
  }

  async #pickUp(): Promise<void> {
    const em = this.#em.fork()
    const { runnerId } = this.#lock
    const taken = await takeBack(em, runnerId)
    if (taken.length > 0) this.#log.warn({ jobs: taken }, 'took back jobs that a killed server left running')
    const { accountIds } = this.#platforms
    const types = [...this.#types.keys()]
    for (const id of await findWaiting(em.getKysely<unknown>(), { runnerId, accountIds, types }))
      this.#queue.add(id)
  }

  async #process(jobId: number): Promise<void> {
    if (this.#held.has(jobId)) return
    this.#held.add(jobId)
    try {
      await this.#claimAndRun(jobId)
    } catch (error) {
      // The database refused a statement of the engine itself; the job is picked up again.
      this.#log.error(
        { jobId, error: error instanceof Error ? error.stack : error },
        'a job could not be run',
      )
    } finally {
      this.#held.delete(jobId)
    }
  }

  async #claimAndRun(jobId: number): Promise<void> {
    const log = this.#log.child({ jobId })
    for (;;) {
      const claimed = await this.#claim(jobId)
      if (!claimed) return
      const { type, attempt, seq } = claimed.job
      log.info({ type, attempt }, 'job runs')
      const end = await this.#runAndSettle(claimed)
      log.info({ end: end.kind, ...(end.kind === 'failed' && { code: end.error.code }) }, 'job ends')
      // Whether that was stored is not known, or it is another's by now: whoever watches it looks again.
      if (end.kind === 'databaseAway' || end.kind === 'claimLost') this.#publish(claimed.job, seq)
      if (end.kind !== 'databaseAway') return
      await this.#pause()
    }
  }

  /** Tries until the database answers; null when the job is not there to be had, or the server stops before that. */
  async #claim(jobId: number): Promise<ClaimedJob | null> {
    while (!this.#stopping.signal.aborted) {
      try {
        return await claim(this.#em.fork(), jobId, this.#lock.runnerId)
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error
        this.#log.warn({ error: messageOf(error) }, 'the database is away; waiting for it')
        await this.#pause()
      }
    }
    return null
  }

  async #pause(): Promise<void> {
    await delay(DATABASE_POLL_MS, undefined, { signal: this.#stopping.signal }).catch(() => {})
  }

  #publish(job: BackgroundJob, seq: number | null): void {
    if (seq !== null) this.#events.publish({ jobId: job.id, type: job.type, seq, statusChanged: true })
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
    this.#publish(job, job.seq)
    const end = await this.#run(job, progress)
    try {
      if (end.kind === 'done') this.#publish(job, await settle(em, job, await this.#reconcile(job, progress)))
      if (end.kind === 'failed') {
        const settlement = failure(end.error, { ...progress.meter }, progress.takeLogNumber())
        this.#publish(job, await settle(em, job, settlement))
      }
      if (end.kind === 'stopped') this.#publish(job, await release(em, job, { ...progress.meter }))
      return end
    } catch (error) {
      if (isDatabaseUnavailable(error)) return { kind: 'databaseAway' }
      throw error
    }
  }

  async #run(job: BackgroundJob, progress: JobProgress): Promise<RunEnd> {
    try {
      const context = this.#contextOf(job, progress)
      this.#stopping.signal.throwIfAborted()
      await progress.log('INFO', job.attempt === 1 ? 'Runs' : `Runs again, attempt ${job.attempt}`)
      await this.#types.get(job.type)!.run(context)
      await progress.drain()
      return { kind: 'done' }
    } catch (error) {
      // What was accepted before the failure is still being written; it must be over before the job is let go.
      await progress.drain().catch(() => {})
      return this.#endOf(error, job)
    }
  }

  #contextOf(job: BackgroundJob, progress: JobProgress): JobContext<object> {
    if (job.crashes >= MOST_CRASHES) {
      const message = `This job broke off ${job.crashes} times at the same place, with its server or its database`
      throw new CodedError('CRASHED_REPEATEDLY', message)
    }
    const input = this.#types.get(job.type)!.input.safeParse(job.input)
    if (!input.success) {
      throw new CodedError('INTERNAL', `the stored input no longer fits ${job.type}: ${input.error.message}`)
    }
    return {
      jobId: job.id,
      input: input.data,
      checkpoint: job.checkpoint ?? null,
      signal: this.#stopping.signal,
      // Only jobs of the accounts that are connected are ever claimed.
      platforms: this.#platforms.connections as PlatformConnections,
      progress,
      em: this.#em.fork(),
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
    const metadata = { ...progress.meter }
    if (sighted !== progress.processed) {
      const message = `${sighted} records were sighted, ${progress.processed} were counted`
      return failure(new CodedError('COUNTS_DO_NOT_RECONCILE', message), metadata, number)
    }
    const { created, updated, unchanged, skipped, failed } = progress.counts
    const troubled = failed > 0 || progress.warnings.length > 0
    const counts = `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped, ${failed} failed`
    return {
      status: troubled ? 'COMPLETED_WITH_ERRORS' : 'COMPLETED',
      error: null,
      metadata,
      logLine: { number, message: `Completed: ${counts}` },
    }
  }
}
