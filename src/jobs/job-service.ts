import type { EntityManager } from '@mikro-orm/postgresql'
import type { Platform } from '../entities/account.ts'
import { ACTIVE_STATUSES, BackgroundJob } from '../entities/background-job.ts'
import type { JobEvents } from '../events.ts'
import { sameWords, type Words } from '../locale.ts'
import type { JobType } from './define-job.ts'
import { JobControl, type ControlResult } from './job-control.ts'
import type { InputIssue } from './input-issues.ts'
import { handOut, insertJob } from './job-insertion.ts'
import { objectionsTo, prepareJob, type PreparedJob } from './job-preparation.ts'
import { RelationTaken } from './job-relations.ts'
import { holderOf, ResourceTaken } from './job-resources.ts'
import { readErrorPatterns, type ErrorPattern } from './error-patterns.ts'
import { readJobDays, type JobDay } from './job-days.ts'
import type { Platforms, PlatformStatus } from './platforms.ts'
import { readJobStats, type DriftStats, type JobTypeStats } from './job-stats.ts'
import type { JobQueue } from './queue/job-queue.ts'
import { readWriteState } from './sync/write-switch.ts'

export type { ControlResult, DriftStats, ErrorPattern, InputIssue, JobDay, JobTypeStats, PlatformStatus }

export type StartResult =
  | { kind: 'started'; job: BackgroundJob }
  /** The very same work is queued, running or paused. */
  | { kind: 'alreadyRunning'; job: BackgroundJob }
  /** Another job holds what this one needs. */
  | { kind: 'conflict'; job: BackgroundJob }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | { kind: 'platformNotConfigured'; platform: Platform; missing: string[] }
  | { kind: 'writesDisabled'; until: Date | null; reason: Words | null }

/** All that the API may ask of the jobs. It writes requests; the running is the runner's. */
export class JobService {
  readonly #em: EntityManager
  readonly #events: JobEvents
  readonly #types: ReadonlyMap<string, JobType>
  readonly #platforms: Platforms
  readonly #queue: JobQueue
  readonly #control: JobControl

  constructor(options: {
    em: EntityManager
    events: JobEvents
    types: ReadonlyMap<string, JobType>
    platforms: Platforms
    queue: JobQueue
  }) {
    this.#em = options.em
    this.#events = options.events
    this.#types = options.types
    this.#platforms = options.platforms
    this.#queue = options.queue
    this.#control = new JobControl(options)
  }

  /** The accounts whose jobs and records this server shows. */
  get accountIds(): number[] {
    return this.#platforms.accountIds
  }

  /** The job types that this server knows; another one's jobs may lie in the same database. */
  get typeNames(): string[] {
    return [...this.#types.keys()]
  }

  accountId(platform: Platform): number | null {
    return this.#platforms.connections[platform]?.accountId ?? null
  }

  platformStatus(): PlatformStatus[] {
    return this.#platforms.status()
  }

  label(type: string): string {
    return this.#types.get(type)?.label ?? type
  }

  /**
   * Queues a job, if its input is right, its platforms are connected and nobody holds what it needs: however many ask
   * at once, one gets it.
   */
  async start(typeName: string, rawInput: unknown, requestedBy: string | null): Promise<StartResult> {
    const type = this.#types.get(typeName)
    if (!type) throw new Error(`unknown job type ${typeName}`)
    const prepared = prepareJob(type, rawInput, this.#platforms)
    if (prepared.kind !== 'prepared') return prepared
    const { job } = prepared
    const refusal = await this.#refusal(job)
    if (refusal) return refusal
    const db = this.#em.fork().getKysely<unknown>()
    for (;;) {
      const objections = await objectionsTo(type, job.input, this.#platforms, db)
      if (objections.length > 0) return { kind: 'invalidInput', issues: objections }
      try {
        return await this.#enqueue(job, requestedBy)
      } catch (error) {
        // Somebody was faster, so there is an objection now.
        if (!(error instanceof RelationTaken)) throw error
      }
    }
  }

  /** Why nothing may be written now; null when it may, or when nothing is to be written. */
  async #refusal({ writesTo }: PreparedJob): Promise<StartResult | null> {
    if (!writesTo) return null
    const { enabled, until, reason } = await readWriteState(this.#em.fork().getKysely<unknown>(), writesTo)
    return enabled
      ? null
      : { kind: 'writesDisabled', until, reason: reason === null ? null : sameWords(reason) }
  }

  async #enqueue(prepared: PreparedJob, requestedBy: string | null): Promise<StartResult> {
    for (;;) {
      const job = await this.#insert(prepared, requestedBy)
      if (job) {
        handOut({ events: this.#events, queue: this.#queue }, job)
        return { kind: 'started', job }
      }
      const holder = await holderOf(this.#em.fork(), prepared.resources)
      // Null: it ended in between, so the resources may be free now.
      if (holder) {
        // Its own start may have lost the answer to its commit before it was handed out.
        if (holder.status === 'QUEUED') this.#queue.add(holder.id)
        const same = holder.type === prepared.type && holder.inputKey === prepared.inputKey
        return { kind: same ? 'alreadyRunning' : 'conflict', job: holder }
      }
    }
  }

  /**
   * The job, what it holds and what it rests on, in one transaction. Null when a resource is taken.
   * @throws RelationTaken
   */
  async #insert(prepared: PreparedJob, requestedBy: string | null): Promise<BackgroundJob | null> {
    try {
      const em = this.#em.fork()
      // Not em.transactional: MikroORM 7.2.1 keeps the connection of a transaction whose rollback fails.
      const transaction = em.getKysely<unknown>().transaction()
      const row = await transaction.execute((tx) => insertJob(tx, prepared, requestedBy))
      return em.map(BackgroundJob, row)
    } catch (error) {
      if (error instanceof ResourceTaken) return null
      throw error
    }
  }

  /** Ends a job: at once when nothing runs, else as soon as its current batch is finished. */
  async cancel(id: number): Promise<ControlResult> {
    return this.#control.cancel(id)
  }

  /** Halts a job as soon as its current batch is finished. It keeps what it holds, so that it can go on. */
  async pause(id: number): Promise<ControlResult> {
    return this.#control.pause(id)
  }

  /** Lets a paused, failed or cancelled job go on from its checkpoint. */
  async resume(id: number): Promise<ControlResult> {
    return this.#control.resume(id)
  }

  /** Null when there is no such job for this server's accounts. */
  async find(id: number): Promise<BackgroundJob | null> {
    return (await this.findMany([id]))[0] ?? null
  }

  /** Those of the jobs that there are, in no order. */
  async findMany(ids: number[]): Promise<BackgroundJob[]> {
    return this.#em
      .fork()
      .find(BackgroundJob, { id: ids, type: this.typeNames, accountIds: { $contained: this.accountIds } })
  }

  async findActive(types: string[]): Promise<BackgroundJob[]> {
    return this.#em
      .fork()
      .find(
        BackgroundJob,
        { status: [...ACTIVE_STATUSES], type: types, accountIds: { $contained: this.accountIds } },
        { orderBy: { id: 'asc' } },
      )
  }

  async latest(type: string): Promise<BackgroundJob | null> {
    return this.#em
      .fork()
      .findOne(
        BackgroundJob,
        { type, dryRun: false, accountIds: { $contained: this.accountIds } },
        { orderBy: { id: 'desc' } },
      )
  }

  async hasActive(type: string): Promise<boolean> {
    const count = await this.#em.fork().count(BackgroundJob, {
      type,
      dryRun: false,
      status: [...ACTIVE_STATUSES],
      accountIds: { $contained: this.accountIds },
    })
    return count > 0
  }

  /** How the jobs of each known type went that ended since then. */
  async stats(since: Date): Promise<JobTypeStats[]> {
    const { accountIds, typeNames: types } = this
    return readJobStats(this.#em.fork().getKysely<unknown>(), { types, accountIds, since })
  }

  /** How the jobs went on each of the last days of a zone. */
  async days(days: number, timeZone: string): Promise<JobDay[]> {
    const { accountIds, typeNames: types } = this
    const window = { days, timeZone, now: new Date() }
    return readJobDays(this.#em.fork().getKysely<unknown>(), { types, accountIds, ...window })
  }

  /** Which codes came up since then, and how often. */
  async errorPatterns(since: Date): Promise<ErrorPattern[]> {
    const { accountIds, typeNames: types } = this
    return readErrorPatterns(this.#em.fork().getKysely<unknown>(), { types, accountIds, since })
  }
}
