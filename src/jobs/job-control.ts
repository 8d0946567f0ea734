import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { BackgroundJob, type JobStatus } from '../entities/background-job.ts'
import type { JobEvents } from '../events.ts'
import { words, type Words } from '../locale.ts'
import type { JobType } from './define-job.ts'
import { appendLog, nextLogNumber } from './job-log.ts'
import { hold, holderOf, ResourceTaken } from './job-resources.ts'
import { cancellation, settle } from './job-settlement.ts'
import type { Platforms } from './platforms.ts'
import type { JobQueue } from './queue/job-queue.ts'

export type ControlResult =
  /** The job as it is now: what was asked for is done, is on its way, or was so already. */
  | { kind: 'done'; job: BackgroundJob }
  | { kind: 'notFound' }
  | { kind: 'notInState'; job: BackgroundJob; message: Words }
  /** The very same work is queued, running or paused by now. */
  | { kind: 'alreadyRunning'; job: BackgroundJob }
  /** Another job holds what this one needs. */
  | { kind: 'conflict'; job: BackgroundJob }

/** What a request comes to: a change of the row, nothing to do, or a refusal. */
type Decision = { row: Record<string, unknown> } | 'unchanged' | { refused: Words }

type Decide = (tx: Kysely<unknown>, job: BackgroundJob, type: JobType) => Promise<Decision>

/**
 * Writes what people ask of a job into its row, one transaction a request with the row locked, so that of many requests
 * at once each is decided on what the one before it left. What a run has to do about it is the runner's.
 */
export class JobControl {
  readonly #em: EntityManager
  readonly #events: JobEvents
  readonly #types: ReadonlyMap<string, JobType>
  readonly #platforms: Platforms
  readonly #queue: JobQueue

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
  }

  async cancel(id: number): Promise<ControlResult> {
    return this.#request(id, async (tx, job, type) => {
      switch (job.status) {
        case 'CANCELLING':
        case 'CANCELLED':
          return 'unchanged'
        case 'RUNNING':
        case 'PAUSING':
          return change(tx, job, 'CANCELLING')
        case 'QUEUED':
        case 'PAUSED': {
          // What it left at a platform is the runner's to end.
          if (type.cancelled && job.checkpoint !== null) return change(tx, job, 'CANCELLING', NO_ETA)
          const settled = await settle(tx, job, cancellation({}, await nextLogNumber(tx, job.id)))
          return { row: settled!.row }
        }
        default:
          return refusal(
            job,
            'only a job that is queued, running or paused can be cancelled',
            'chỉ hủy được tác vụ đang chờ, đang chạy hoặc đang tạm dừng',
          )
      }
    })
  }

  async pause(id: number): Promise<ControlResult> {
    return this.#request(id, async (tx, job) => {
      switch (job.status) {
        case 'PAUSING':
        case 'PAUSED':
          return 'unchanged'
        case 'RUNNING':
          return change(tx, job, 'PAUSING')
        case 'QUEUED':
          await appendLog(tx, job.id, await nextLogNumber(tx, job.id), 'INFO', 'Paused')
          return change(tx, job, 'PAUSED')
        default:
          return refusal(
            job,
            'only a job that is queued or running can be paused',
            'chỉ tạm dừng được tác vụ đang chờ hoặc đang chạy',
          )
      }
    })
  }

  /** A job that is queued or running is what resuming would make it: that is no failure. */
  async resume(id: number): Promise<ControlResult> {
    for (;;) {
      try {
        return await this.#request(id, (tx, job, type) => this.#resumed(tx, job, type))
      } catch (error) {
        if (!(error instanceof ResourceTaken)) throw error
        const [job, holder] = await Promise.all([
          this.#em.fork().findOneOrFail(BackgroundJob, id),
          holderOf(this.#em.fork(), error.resources),
        ])
        const same = holder?.type === job.type && holder.inputKey === job.inputKey
        if (holder) return { kind: same ? 'alreadyRunning' : 'conflict', job: holder }
        // It ended in between, so the resources may be free now.
      }
    }
  }

  async #resumed(tx: Kysely<unknown>, job: BackgroundJob, type: JobType): Promise<Decision> {
    switch (job.status) {
      case 'QUEUED':
      case 'RUNNING':
        return 'unchanged'
      case 'PAUSING':
        // If its run has noticed the pause already, the runner finds it taken back and queues the job again.
        return change(tx, job, 'RUNNING')
      case 'PAUSED':
        await appendLog(tx, job.id, await nextLogNumber(tx, job.id), 'INFO', 'Resumed')
        return change(tx, job, 'QUEUED', NO_ETA)
      case 'FAILED':
      case 'CANCELLED': {
        const input = type.input.safeParse(job.input)
        if (!input.success) {
          return refusal(
            job,
            'its input is no longer allowed; start a new job',
            'đầu vào của tác vụ không còn hợp lệ; hãy chạy tác vụ mới',
          )
        }
        await hold(tx, job.id, type.resources(input.data, this.#accountIds(type)))
        const was = job.status === 'FAILED' ? `Resumed; it had failed (${job.error!.code})` : 'Resumed'
        await appendLog(tx, job.id, await nextLogNumber(tx, job.id), 'INFO', was)
        return change(tx, job, 'QUEUED', ONCE_MORE)
      }
      case 'CANCELLING':
        return refusal(
          job,
          'it can be resumed when it is CANCELLED',
          'chạy tiếp được khi tác vụ đã CANCELLED',
        )
      default:
        return refusal(
          job,
          'only a job that is paused, failed or cancelled can be resumed',
          'chỉ chạy tiếp được tác vụ đang tạm dừng, thất bại hoặc đã hủy',
        )
    }
  }

  /** Of a job that this server shows: then its platforms are connected. */
  #accountIds(type: JobType): Record<Platform, number> {
    return Object.fromEntries(
      type.platforms.map((platform) => [platform, this.#platforms.connections[platform]!.accountId]),
    ) as Record<Platform, number>
  }

  async #request(id: number, decide: Decide): Promise<ControlResult> {
    const em = this.#em.fork()
    let changed = null as BackgroundJob | null
    try {
      return await em
        .getKysely<unknown>()
        .transaction()
        .execute(async (tx): Promise<ControlResult> => {
          const { rows } = await sql<Record<string, unknown>>`
            select * from background_job where id = ${id} and type = any(${[...this.#types.keys()]}::text[])
              and account_ids <@ ${this.#platforms.accountIds}::int[] for update
          `.execute(tx)
          if (!rows[0]) return { kind: 'notFound' }
          const job = this.#em.fork().map(BackgroundJob, rows[0])
          const decision = await decide(tx, job, this.#types.get(job.type)!)
          if (decision === 'unchanged') return { kind: 'done', job }
          if ('refused' in decision) return { kind: 'notInState', job, message: decision.refused }
          changed = em.map(BackgroundJob, decision.row)
          return { kind: 'done', job: changed }
        })
    } finally {
      // Also when the answer was lost: the change may be stored.
      if (changed) this.#tell(changed)
    }
  }

  #tell({ id, type, seq, status, runnerId }: BackgroundJob): void {
    this.#events.publish({ jobId: id, type, seq, statusChanged: true })
    if (status === 'QUEUED' || (status === 'CANCELLING' && runnerId === null)) this.#queue.add(id)
  }
}

/** What was left when it was paused says nothing of when it will be its turn. */
const NO_ETA = sql`, eta_low = null, eta_high = null`
const ONCE_MORE = sql`, attempt = attempt + 1, crashes = 0, error = null, warnings = '[]', completed_at = null,
  speed = null`

async function change(
  tx: Kysely<unknown>,
  job: BackgroundJob,
  status: JobStatus,
  more: RawBuilder<unknown> = sql``,
): Promise<Decision> {
  const { rows } = await sql<Record<string, unknown>>`
    update background_job set status = ${status}, seq = seq + 1${more} where id = ${job.id} returning *
  `.execute(tx)
  return { row: rows[0]! }
}

function refusal({ id, status }: BackgroundJob, en: string, vi: string): Decision {
  return {
    refused: words(`Job ${id} is ${status}; ${en}`, `Tác vụ ${id} đang ở trạng thái ${status}; ${vi}`),
  }
}
