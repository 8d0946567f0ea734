import { sql, type Kysely } from 'kysely'
import type { BackgroundJob } from '../entities/background-job.ts'
import { messageOf } from '../errors.ts'
import type { JobEvents, JobSubscription } from '../events.ts'
import type { Logger } from '../logger.ts'
import { Interruption } from './interruption.ts'

/** A request of another process on the same database is noticed after this long at most. */
const POLL_MS = 1_000

interface Hold {
  /** Null while the job is being claimed. */
  run: { epoch: number; abort: AbortController } | null
  handedOutAgain: boolean
}

/**
 * The jobs that this process runs or is claiming, each once: one that is RUNNING in its name and not in here is
 * nobody's. Brings the requests that stand in their rows (PAUSING, CANCELLING) to their runs: those of this process at
 * once by the event bus, which says where to look, others by looking every second.
 */
export class HeldJobs {
  readonly #holds = new Map<number, Hold>()
  readonly #db: () => Kysely<unknown>
  readonly #events: JobEvents
  readonly #log: Logger
  #subscription: JobSubscription | null = null
  #polling: NodeJS.Timeout | null = null

  constructor(options: { db: () => Kysely<unknown>; events: JobEvents; log: Logger }) {
    this.#db = options.db
    this.#events = options.events
    this.#log = options.log
  }

  /** Begins to look for requests. */
  watch(): void {
    const subscription = this.#events.subscribe(
      (event) => event.statusChanged && Boolean(this.#holds.get(event.jobId)?.run),
    )
    this.#subscription = subscription
    void this.#readWhenTold(subscription)
    let reading = false
    this.#polling = setInterval(() => {
      if (reading || this.#holds.size === 0) return
      reading = true
      void this.#readRequests().finally(() => (reading = false))
    }, POLL_MS).unref()
  }

  close(): void {
    if (this.#polling) clearInterval(this.#polling)
    this.#subscription?.close()
  }

  has(jobId: number): boolean {
    return this.#holds.has(jobId)
  }

  /**
   * Holds the job during `work`. One that is handed out while it is held (it was resumed when its run was just ending)
   * is worked on once more.
   */
  async hold(jobId: number, work: () => Promise<void>): Promise<void> {
    const held = this.#holds.get(jobId)
    if (held) {
      held.handedOutAgain = true
      return
    }
    const hold: Hold = { run: null, handedOutAgain: false }
    this.#holds.set(jobId, hold)
    try {
      do {
        hold.handedOutAgain = false
        await work()
      } while (hold.handedOutAgain)
    } finally {
      this.#holds.delete(jobId)
    }
  }

  /** The signal of a run that begins with this claim; aborted with an {@link Interruption} when it must end. */
  begin(job: BackgroundJob, stopping: AbortSignal): AbortSignal {
    const abort = new AbortController()
    this.#holds.get(job.id)!.run = { epoch: job.epoch, abort }
    return AbortSignal.any([stopping, abort.signal])
  }

  async #readWhenTold(subscription: JobSubscription): Promise<void> {
    while ((await subscription.take()) !== null) await this.#readRequests()
  }

  async #readRequests(): Promise<void> {
    try {
      const { rows } = await sql<{ id: number; epoch: number; status: 'PAUSING' | 'CANCELLING' }>`
        select id, epoch, status from background_job
        where id = any(${[...this.#holds.keys()]}::int[]) and status in ('PAUSING', 'CANCELLING')
      `.execute(this.#db())
      for (const { id, epoch, status } of rows) {
        const run = this.#holds.get(id)?.run
        if (run?.epoch === epoch) run.abort.abort(new Interruption(status === 'PAUSING' ? 'pause' : 'cancel'))
      }
    } catch (error) {
      this.#log.debug({ error: messageOf(error) }, 'could not look for requests; looking again')
    }
  }
}
