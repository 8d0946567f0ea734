import { setTimeout as delay } from 'node:timers/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Kysely } from 'kysely'
import { isDatabaseUnavailable, messageOf } from '../errors.ts'
import type { JobEvents } from '../events.ts'
import type { Logger } from '../logger.ts'
import type { JobType } from './define-job.ts'
import { HeldJobs } from './held-jobs.ts'
import { Interruption } from './interruption.ts'
import { sweepScaffold } from './job-checkpoint.ts'
import { claim, findWaiting, type ClaimedJob } from './job-claims.ts'
import { takeBack } from './job-recovery.ts'
import { handOut } from './job-insertion.ts'
import { JobRun } from './job-run.ts'
import type { Platforms } from './platforms.ts'
import type { JobQueue } from './queue/job-queue.ts'
import type { RunnerLock } from './runner-lock.ts'

const DATABASE_POLL_MS = 500
/** How often to look for jobs that nobody runs: of a server that died, or whose hand-over was lost. */
const PICK_UP_MS = 10_000

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
  readonly #held: HeldJobs
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
    this.#held = new HeldJobs({ ...options, db: () => this.#db() })
  }

  /** Takes back what a killed process left RUNNING, and begins with all that is QUEUED for this server's accounts. */
  async start(): Promise<void> {
    await this.#lock.acquire()
    await this.#pickUp()
    this.#held.watch()
    this.#queue.start((jobId) => this.#held.hold(jobId, () => this.#process(jobId)))
    this.#pickingUp = setInterval(() => {
      this.#pickUp().catch((error: unknown) => {
        this.#log.warn({ error: messageOf(error) }, 'could not look for waiting jobs')
      })
    }, PICK_UP_MS).unref()
  }

  /**
   * Lets every run end at its next batch, puts the jobs back into the queue (or does what they were asked to) and
   * resolves when all of that is stored.
   */
  async stop(): Promise<void> {
    if (this.#pickingUp) clearInterval(this.#pickingUp)
    this.#stopping.abort(new Interruption('stop'))
    await this.#queue.stop()
    this.#held.close()
    await this.#lock.release()
  }

  async #pickUp(): Promise<void> {
    const em = this.#em.fork()
    const { runnerId } = this.#lock
    const taken = await takeBack(em, runnerId)
    for (const { id: jobId, type, seq } of taken)
      this.#events.publish({ jobId, type, seq, statusChanged: true })
    const jobs = taken.map(({ id }) => id)
    if (taken.length > 0) this.#log.warn({ jobs }, 'took back jobs that a killed server left running')
    const readingAfresh = [...this.#types.values()].filter(({ readsAfresh }) => readsAfresh)
    await sweepScaffold(
      this.#db(),
      readingAfresh.map(({ type }) => type),
    )
    const { accountIds } = this.#platforms
    const types = [...this.#types.keys()]
    for (const id of await findWaiting(this.#db(), { runnerId, accountIds, types }))
      if (!this.#held.has(id)) this.#queue.add(id)
  }

  async #process(jobId: number): Promise<void> {
    try {
      await this.#claimAndRun(jobId)
    } catch (error) {
      // The database refused a statement of the engine itself; the job is picked up again.
      this.#log.error(
        { jobId, error: error instanceof Error ? error.stack : error },
        'a job could not be run',
      )
    }
  }

  async #claimAndRun(jobId: number): Promise<void> {
    const log = this.#log.child({ jobId })
    for (;;) {
      const claimed = await this.#claim(jobId)
      if (!claimed) return
      const { type, attempt } = claimed.job
      log.info({ type, attempt }, 'job runs')
      const run = new JobRun({
        claimed,
        type: this.#types.get(type)!,
        platforms: this.#platforms,
        em: this.#em,
        events: this.#events,
        signal: this.#held.begin(claimed.job, this.#stopping.signal),
        handOut: (job) => handOut({ events: this.#events, queue: this.#queue }, job),
        log,
      })
      const end = await run.finish()
      log.info({ end: end.kind, ...(end.kind === 'failed' && { code: end.error.code }) }, 'job ends')
      if (end.kind === 'databaseAway') await this.#pause()
      // A pause that was taken back while the run was ending has put it back into the queue.
      else if (end.kind !== 'interrupted') return
    }
  }

  /** Tries until the database answers; null when the job is not there to be had, or the server stops before that. */
  async #claim(jobId: number): Promise<ClaimedJob | null> {
    while (!this.#stopping.signal.aborted) {
      try {
        return await claim(this.#em.fork(), jobId, this.#lock.runnerId, this.#types)
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

  #db(): Kysely<unknown> {
    return this.#em.fork().getKysely<unknown>()
  }
}
