import type { EntityManager } from '@mikro-orm/postgresql'
import type { Kysely } from 'kysely'
import type { BackgroundJob } from '../entities/background-job.ts'
import { CodedError, isDatabaseUnavailable, messageOf } from '../errors.ts'
import type { JobEvents } from '../events.ts'
import { untilAborted } from '../integrations/waiting.ts'
import type { Logger } from '../logger.ts'
import type { JobType } from './define-job.ts'
import { findCancelling, release, type ClaimedJob } from './job-claims.ts'
import type { JobRow } from './job-insertion.ts'
import { ClaimLostError, JobProgress } from './job-progress.ts'
import { cancellation, completion, failure, settle, type Settlement } from './job-settlement.ts'
import type { PlatformConnections, Platforms } from './platforms.ts'
import { requireReconciled } from './sightings.ts'

/** A job that breaks off this often without moving its checkpoint is not tried again. */
const MOST_CRASHES = 5
/** How long a job type may take to end at its platform what a cancelled job left there. */
const CANCELLED_HOOK_MS = 10_000

/** How one run ended. The set is closed: every end of a run is one of these. */
export type RunEnd =
  | { kind: 'done' }
  | { kind: 'failed'; error: CodedError }
  /** It was asked to pause or to cancel, or the server stops. */
  | { kind: 'interrupted' }
  | { kind: 'claimLost' }
  | { kind: 'databaseAway' }

/** One run of a claimed job, and what it makes of the job. */
export class JobRun {
  readonly #job: BackgroundJob
  readonly #type: JobType
  readonly #platforms: Platforms
  readonly #em: EntityManager
  readonly #events: JobEvents
  readonly #handOut: (job: JobRow) => void
  readonly #log: Logger
  readonly #progress: JobProgress

  /** The signal is aborted with an Interruption when the run must end. */
  constructor(options: {
    claimed: ClaimedJob
    type: JobType
    platforms: Platforms
    em: EntityManager
    events: JobEvents
    signal: AbortSignal
    /** For the job that follows on this one. */
    handOut: (job: JobRow) => void
    log: Logger
  }) {
    this.#job = options.claimed.job
    this.#type = options.type
    this.#platforms = options.platforms
    this.#em = options.em
    this.#events = options.events
    this.#handOut = options.handOut
    this.#log = options.log
    this.#progress = new JobProgress({ ...options, ...options.claimed, db: this.#db() })
  }

  /**
   * Runs the job, unless it was claimed to be let go, and stores what has become of it. `databaseAway`: that may not
   * have been stored.
   */
  async finish(): Promise<RunEnd> {
    this.#tell(this.#job.seq)
    const end: RunEnd = this.#job.status === 'RUNNING' ? await this.#run() : { kind: 'interrupted' }
    try {
      const seq = (await this.#store(end)) ?? (await this.#cancel(end))
      // Null: it is another's by now, or nobody knows: whoever watches it looks again.
      this.#tell(seq ?? this.#job.seq)
      return end
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error
      this.#tell(this.#job.seq)
      return { kind: 'databaseAway' }
    }
  }

  async #run(): Promise<RunEnd> {
    const { crashes } = this.#job
    try {
      if (crashes >= MOST_CRASHES) {
        const message = `This job broke off ${crashes} times at the same place, with its server or its database`
        throw new CodedError('CRASHED_REPEATEDLY', message)
      }
      const context = this.#context()
      this.#progress.call.signal.throwIfAborted()
      await this.#progress.log('INFO', beginningOf(this.#job))
      const { call } = this.#progress
      const checkpoint = this.#job.checkpoint ?? null
      await this.#type.run({ ...context, checkpoint, signal: call.signal, progress: this.#progress })
      await this.#progress.drain()
      await requireReconciled(this.#db(), this.#job.id, this.#progress.processed)
      return { kind: 'done' }
    } catch (error) {
      // What was accepted before the failure is still being written; it must be over before the job is let go.
      await this.#progress.drain().catch(() => {})
      return this.#endOf(error)
    }
  }

  #endOf(error: unknown): RunEnd {
    if (error instanceof ClaimLostError) return { kind: 'claimLost' }
    if (this.#progress.call.signal.aborted) return { kind: 'interrupted' }
    if (isDatabaseUnavailable(error)) return { kind: 'databaseAway' }
    if (error instanceof CodedError) return { kind: 'failed', error }
    this.#log.error({ error: error instanceof Error ? error.stack : error }, 'a defect ended a job')
    const message = `${this.#job.type} ended because of a defect`
    return { kind: 'failed', error: new CodedError('INTERNAL', message, { cause: error }) }
  }

  /** Null when that was not stored: the job is to be cancelled, or another's by now. */
  async #store(end: RunEnd): Promise<number | null> {
    const progress = this.#progress
    const meter = { ...progress.meter }
    switch (end.kind) {
      case 'done':
        return this.#settle(completion(progress))
      case 'failed':
        return this.#settle(failure(end.error, meter, progress.takeLogNumber()))
      case 'interrupted':
        return release(this.#db(), this.#job, meter, progress.takeLogNumber())
      default:
        return null
    }
  }

  /** Null when the job is not this claim's to cancel. */
  async #cancel(end: RunEnd): Promise<number | null> {
    const found = await findCancelling(this.#db(), this.#job)
    if (!found) return null
    const progress = this.#progress
    try {
      await this.#tellType(found.checkpoint)
    } catch (error) {
      this.#log.warn({ error: messageOf(error) }, 'what a cancelled job left at its platform was not ended')
      await progress.log('WARN', `What the job left at its platform was not ended: ${messageOf(error)}`)
    }
    const failed = end.kind === 'failed' ? end.error : null
    return this.#settle(cancellation({ ...progress.meter }, progress.takeLogNumber(), failed))
  }

  async #tellType(checkpoint: unknown): Promise<void> {
    if (!this.#type.cancelled) return
    const signal = AbortSignal.timeout(CANCELLED_HOOK_MS)
    const call = { signal, meter: this.#progress.meter }
    const progress = this.#progress
    await untilAborted(
      this.#type.cancelled({ ...this.#context(), checkpoint, progress, signal, call }),
      signal,
    )
  }

  async #settle(end: Settlement): Promise<number | null> {
    const settled = await this.#db()
      .transaction()
      .execute((tx) => settle(tx, this.#job, end))
    if (settled?.next) this.#handOut(settled.next)
    return settled?.row.seq ?? null
  }

  #context() {
    const { id: jobId, type } = this.#job
    const input = this.#type.input.safeParse(this.#job.input)
    if (!input.success) {
      throw new CodedError('INTERNAL', `the stored input no longer fits ${type}: ${input.error.message}`)
    }
    // Only jobs of the accounts that are connected are ever claimed.
    const platforms = this.#platforms.connections as PlatformConnections
    return { jobId, input: input.data, platforms, em: this.#em.fork() }
  }

  #db(): Kysely<unknown> {
    return this.#em.fork().getKysely<unknown>()
  }

  #tell(seq: number): void {
    const { id: jobId, type } = this.#job
    this.#events.publish({ jobId, type, seq, statusChanged: true })
  }
}

/** The first line that a run writes to the job's log. */
function beginningOf({ attempt, checkpoint, metadata }: BackgroundJob): string {
  const again = attempt === 1 ? '' : `Runs again, attempt ${attempt}. `
  if (checkpoint === null || checkpoint === undefined) return again.trim() || 'Runs'
  return `${again}Goes on after ${String(metadata['resumedFrom'])}; nothing before that is done again`
}
