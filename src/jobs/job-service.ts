import type { EntityManager } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { ACTIVE_STATUSES, BackgroundJob } from '../entities/background-job.ts'
import { CodedError } from '../errors.ts'
import type { JobEvents } from '../events.ts'
import type { JobType } from './define-job.ts'
import { JobControl, type ControlResult } from './job-control.ts'
import { relate, RelationTaken, type Relation } from './job-relations.ts'
import { hold, holderOf, ResourceTaken } from './job-resources.ts'
import type { PlatformConnections, Platforms, PlatformStatus } from './platforms.ts'
import type { JobQueue } from './queue/job-queue.ts'
import { storableJson } from './storable-json.ts'
import { readWriteState } from './sync/write-switch.ts'

export type { ControlResult, PlatformStatus }

export interface InputIssue {
  /** For instance `input.updatedAfter`. */
  path: string
  message: string
}

export type StartResult =
  | { kind: 'started'; job: BackgroundJob }
  /** The very same work is queued, running or paused. */
  | { kind: 'alreadyRunning'; job: BackgroundJob }
  /** Another job holds what this one needs. */
  | { kind: 'conflict'; job: BackgroundJob }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | { kind: 'platformNotConfigured'; platform: Platform; missing: string[] }
  | { kind: 'writesDisabled'; until: Date | null; reason: string | null }

/** So long a start waits for a platform's opinion on its input. */
const CHECK_MS = 5_000

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
    const parsed = type.input.safeParse(withoutNulls(rawInput ?? {}))
    if (!parsed.success) {
      const issues = parsed.error.issues.map(({ path, message }) => ({
        path: ['input', ...path].join('.'),
        message,
      }))
      return { kind: 'invalidInput', issues }
    }
    const accountIds: Partial<Record<Platform, number>> = {}
    for (const platform of type.platforms) {
      const accountId = this.accountId(platform)
      if (accountId === null) {
        return { kind: 'platformNotConfigured', platform, missing: this.#platforms.missing(platform) }
      }
      accountIds[platform] = accountId
    }
    const refusal = await this.#refusal(type, parsed.data)
    if (refusal) return refusal
    const resources = type.resources(parsed.data, accountIds as Record<Platform, number>)
    const start = { type, input: parsed.data, accountIds: Object.values(accountIds), resources, requestedBy }
    for (;;) {
      const objections = await this.#objections(type, parsed.data)
      if (objections.length > 0) return { kind: 'invalidInput', issues: objections }
      try {
        return await this.#enqueue(start)
      } catch (error) {
        // Somebody was faster: what can be had only once is asked for again.
        if (!(error instanceof RelationTaken)) throw error
      }
    }
  }

  /** Why nothing may be written now; null when it may, or when nothing is to be written. */
  async #refusal(type: JobType, input: { dryRun?: boolean }): Promise<StartResult | null> {
    const shopify = this.#platforms.connections.SHOPIFY
    if (!type.writes || input.dryRun || !shopify) return null
    const configured = type.writes(shopify.sync, input)
    if (configured !== null) return { kind: 'writesDisabled', until: null, reason: configured }
    const { enabled, until, reason } = await readWriteState(this.#em.fork().getKysely<unknown>(), shopify)
    return enabled ? null : { kind: 'writesDisabled', until, reason }
  }

  /** What the platform has against the input; nothing when it cannot be asked now. */
  async #objections(type: JobType, input: object): Promise<InputIssue[]> {
    const signal = AbortSignal.timeout(CHECK_MS)
    try {
      const platforms = this.#platforms.connections as PlatformConnections
      const db = this.#em.fork().getKysely<unknown>()
      const found = (await type.check?.(input, platforms, { signal, interactive: true }, db)) ?? []
      return found.map(({ field, message }) => ({ path: `input.${field}`, message }))
    } catch (error) {
      if (error instanceof CodedError || signal.aborted) return []
      throw error
    }
  }

  async #enqueue({ type, input, accountIds, resources, requestedBy }: Start): Promise<StartResult> {
    const inputKey = canonicalJson(input)
    const relations = type.relations?.(input) ?? []
    for (;;) {
      const row = { type: type.type, input, inputKey, accountIds, requestedBy }
      const job = await this.#insert(row, resources, relations)
      if (job) {
        this.#events.publish({ jobId: job.id, type: job.type, seq: job.seq, statusChanged: true })
        this.#queue.add(job.id)
        return { kind: 'started', job }
      }
      const holder = await holderOf(this.#em.fork(), resources)
      // Null: it ended in between, so the resources may be free now.
      if (holder) {
        // Its own start may have lost the answer to its commit before it was handed out.
        if (holder.status === 'QUEUED') this.#queue.add(holder.id)
        const same = holder.type === type.type && holder.inputKey === inputKey
        return { kind: same ? 'alreadyRunning' : 'conflict', job: holder }
      }
    }
  }

  /**
   * The job, what it holds and what it rests on, in one transaction. Null when a resource is taken.
   * @throws RelationTaken
   */
  async #insert(
    data: Pick<BackgroundJob, 'type' | 'inputKey' | 'accountIds'> & {
      input: { dryRun?: boolean }
      requestedBy: string | null
    },
    resources: string[],
    relations: readonly Relation[],
  ): Promise<BackgroundJob | null> {
    try {
      const em = this.#em.fork()
      // Not em.transactional: MikroORM 7.2.1 keeps the connection of a transaction whose rollback fails.
      const transaction = em.getKysely<unknown>().transaction()
      return await transaction.execute(async (tx) => {
        const inserted = await sql<Record<string, unknown>>`
          insert into background_job (type, status, input, input_key, dry_run, account_ids, requested_by)
          values (${data.type}, 'QUEUED', ${storableJson(data.input)}::jsonb, ${data.inputKey},
            ${data.input.dryRun === true}, ${data.accountIds}::int[], ${data.requestedBy}) returning *
        `.execute(tx)
        const job = em.map(BackgroundJob, inserted.rows[0]!)
        await hold(tx, job.id, resources)
        await relate(tx, job.id, relations)
        return job
      })
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
}

interface Start {
  type: JobType
  input: { dryRun?: boolean }
  accountIds: number[]
  resources: string[]
  requestedBy: string | null
}

/** GraphQL clients send null for what they do not want to say. */
function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  )
}

/** The same text for the same value, whatever the order of its keys. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}
