import { sql, type Kysely, type RawBuilder } from 'kysely'
import {
  processedOf,
  type BackgroundJob,
  type JobMetadata,
  type StoredError,
  type StoredWait,
} from '../entities/background-job.ts'
import type { JobLogLevel } from '../entities/job-log-entry.ts'
import type { JobEvents } from '../events.ts'
import type { CallMeter, CallOptions, Wait } from '../integrations/call.ts'
import { appendLog } from './job-log.ts'
import { writeLedger, type LedgerEntry } from './ledger.ts'
import { storableJson } from './storable-json.ts'
import { Throughput } from './throughput.ts'

/** Pages that may be written at the same time; more gain nothing, because each waits for its predecessor's commit. */
const BATCHES_IN_FLIGHT = 2

/** Another runner has taken the job, or it has been settled: nothing more may be written. */
export class ClaimLostError extends Error {
  override name = 'ClaimLostError'
  constructor() {
    super('the claim on this job is lost')
  }
}

/** What a batch did, counted over records that this job met for the first time. */
export interface BatchOutcome {
  created: number
  updated: number
  unchanged: number
  skipped: number
  failed: number
  entries: LedgerEntry[]
  /** Ledger lines that are made in the database: writes them from this number on, and returns how many. */
  writeLines?(firstNumber: number): Promise<number>
  /** In place of the batch's, where it depends on what was found while writing. */
  checkpoint?: unknown
  /** Beside the batch's. */
  metadata?: JobMetadata
}

export interface Batch {
  /** The records that it writes. Batches that share one never run at the same time: they would wait for each other. */
  keys: readonly string[]
  /** Writes the rows, in the transaction that also stores everything else of the batch. */
  write(tx: Kysely<unknown>): Promise<BatchOutcome>
  /** Where a run goes on after this batch. */
  checkpoint: unknown
  phase: string
  /** Merged into the job's metadata. */
  metadata?: JobMetadata
}

type Counts = Pick<BackgroundJob, 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed'>

/**
 * The one way in which a run changes its job's row: every method stores a change, raises seq by one and tells the
 * readers. Each write carries the claim's epoch and throws {@link ClaimLostError} when another runner has it.
 */
export class JobProgress {
  /** Hand it to the platform clients: it carries the signal, shows their waits and counts their requests. */
  readonly call: CallOptions
  readonly #db: Kysely<unknown>
  readonly #events: JobEvents
  readonly #job: BackgroundJob
  /** What the calls of this job cost so far. */
  readonly meter: CallMeter
  readonly #throughput: Throughput
  #counts: Counts
  #total: number | null
  #warnings: StoredError[]
  #wait: StoredWait | null = null
  #shownWait: StoredWait | null = null
  /** Failures of a platform that are still to be written to the log. */
  readonly #retries: string[] = []
  #isTelling = false
  #told: Promise<void> = Promise.resolve()
  #nextItem: number
  #nextLogLine: number
  /** Resolves when the last accepted batch is committed. */
  #tail: Promise<void> = Promise.resolve()
  readonly #inFlight = new Map<Promise<void>, ReadonlySet<string>>()
  #failure: { error: unknown } | null = null

  constructor(options: {
    db: Kysely<unknown>
    events: JobEvents
    job: BackgroundJob
    signal: AbortSignal
    lastItem: number
    lastLogLine: number
  }) {
    this.#db = options.db
    this.#events = options.events
    this.#job = options.job
    const { created, updated, unchanged, skipped, failed, total, metadata, warnings } = options.job
    this.#counts = { created, updated, unchanged, skipped, failed }
    this.#total = total ?? null
    this.#warnings = warnings
    this.#nextItem = options.lastItem + 1
    this.#nextLogLine = options.lastLogLine + 1
    this.#throughput = new Throughput(performance.now(), this.processed)
    this.meter = {
      requests: Number(metadata['requests'] ?? 0),
      rateLimitHits: Number(metadata['rateLimitHits'] ?? 0),
      waitedMs: Number(metadata['waitedMs'] ?? 0),
    }
    this.call = {
      signal: options.signal,
      meter: this.meter,
      onWait: (wait) => this.#showWait(wait),
      onRetry: (failure) => this.#noteRetry(failure),
    }
  }

  get processed(): number {
    return processedOf(this.#counts)
  }

  get counts(): Readonly<Counts> {
    return this.#counts
  }

  get warnings(): readonly StoredError[] {
    return this.#warnings
  }

  /** States what the run is doing, how many items there are, or more of its metadata. */
  async describe(change: {
    phase?: string
    total?: number | null
    metadata?: JobMetadata
    /** It was to write and only lists what it would. */
    dryRun?: true
  }): Promise<void> {
    if (change.total !== undefined) this.#total = change.total
    const assignments = [sql`total = ${this.#total}`, this.#mergeMetadata(change.metadata)]
    if (change.dryRun) assignments.push(sql`dry_run = true`)
    if (change.phase !== undefined) assignments.push(sql`phase = ${change.phase}`)
    this.#publish(await this.#update(this.#db, assignments))
  }

  /** Notes what a guard found though the run goes on; it then ends COMPLETED_WITH_ERRORS. */
  async warn(warning: StoredError): Promise<void> {
    this.#warnings = [...this.#warnings, warning]
    this.#publish(await this.#update(this.#db, [sql`warnings = ${storableJson(this.#warnings)}::jsonb`]))
  }

  /** A line for the job's log, in words for people. */
  async log(level: JobLogLevel, message: string): Promise<void> {
    const number = this.takeLogNumber()
    const seq = await this.#db.transaction().execute(async (tx) => {
      await appendLog(tx, this.#job.id, number, level, message)
      return this.#update(tx, [])
    })
    this.#publish(seq)
  }

  /** The number of the next log line, for whoever writes it together with something else. */
  takeLogNumber(): number {
    return this.#nextLogLine++
  }

  /**
   * Accepts a batch and returns as soon as the next one may be made, so that fetching and writing overlap. Its rows,
   * ledger, counts and checkpoint are committed together, in the order of the calls; when one batch fails, those
   * after it are rolled back too. A failure is thrown by the next call, or by {@link drain}.
   * @throws Interruption when the run must end; the batch is then not accepted
   */
  async batch(batch: Batch): Promise<void> {
    const keys = new Set(batch.keys)
    await this.#room(keys)
    this.call.signal.throwIfAborted()
    void this.#accept(batch, keys)
  }

  /**
   * As {@link batch}, for what has been done at a platform already and must be noted even when the run has to end.
   * Resolves when it is committed.
   */
  async conclude(batch: Batch): Promise<void> {
    const keys = new Set(batch.keys)
    await this.#room(keys)
    await this.#accept(batch, keys)
  }

  #accept(batch: Batch, keys: ReadonlySet<string>): Promise<void> {
    const predecessor = this.#tail
    const committed = this.#commit(batch, predecessor)
    this.#tail = committed
    const settled = committed
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => this.#inFlight.delete(settled))
    this.#inFlight.set(settled, keys)
    return committed
  }

  /** Writes in a transaction that the claim's holder alone may commit; no reader sees a difference. */
  async guarded<Result>(write: (tx: Kysely<unknown>) => Promise<Result>): Promise<Result> {
    return this.#db.transaction().execute(async (tx) => {
      const { rows } = await sql`
        select from background_job where id = ${this.#job.id} and epoch = ${this.#job.epoch} for no key update
      `.execute(tx)
      if (rows.length === 0) throw new ClaimLostError()
      return write(tx)
    })
  }

  /** Waits until every accepted batch is committed. Throws the failure of the first that was not. */
  async drain(): Promise<void> {
    await Promise.all([...this.#inFlight.keys(), this.#told])
    if (this.#failure) throw this.#failure.error
  }

  async #room(keys: ReadonlySet<string>): Promise<void> {
    for (;;) {
      if (this.#failure) throw this.#failure.error
      const inFlight = [...this.#inFlight]
      const sharing = inFlight
        .filter(([, others]) => !keys.isDisjointFrom(others))
        .map(([settled]) => settled)
      if (sharing.length > 0) await Promise.all(sharing)
      else if (inFlight.length >= BATCHES_IN_FLIGHT) await Promise.race(this.#inFlight.keys())
      else return
    }
  }

  async #commit(batch: Batch, predecessor: Promise<void>): Promise<void> {
    const after = await this.#db.transaction().execute(async (tx) => {
      const outcome = await batch.write(tx)
      // The job's row is written last and in order: that is what makes checkpoint and rows agree after a kill.
      await predecessor
      const counts = addOutcome(this.#counts, outcome)
      await writeLedger(tx, this.#job.id, this.#nextItem, outcome.entries)
      const nextItem = this.#nextItem + outcome.entries.length
      const lines = (await outcome.writeLines?.(nextItem)) ?? 0
      const processed = processedOf(counts)
      const { speed, etaLow, etaHigh } = this.#throughput.read(performance.now(), processed, this.#total)
      const seq = await this.#update(tx, [
        sql`created = ${counts.created}, updated = ${counts.updated}, unchanged = ${counts.unchanged}`,
        sql`skipped = ${counts.skipped}, failed = ${counts.failed}, crashes = 0`,
        sql`checkpoint = ${storableJson(outcome.checkpoint ?? batch.checkpoint)}::jsonb, checkpoint_at = now(), phase = ${batch.phase}`,
        sql`speed = ${speed}, eta_low = ${etaLow}, eta_high = ${etaHigh}`,
        // The phase changes between batches too; a resumed run names the one that its checkpoint is of.
        this.#mergeMetadata({ ...batch.metadata, ...outcome.metadata, checkpoint: batch.phase }),
      ])
      return { counts, seq, nextItem: nextItem + lines }
    })
    this.#counts = after.counts
    this.#nextItem = after.nextItem
    this.#publish(after.seq)
  }

  /** The clients call it in the middle of their work and do not wait for it. */
  #showWait(wait: Wait | null): void {
    this.#wait = wait && {
      reason: wait.reason,
      until: wait.until?.toISOString() ?? null,
      detail: wait.detail,
    }
    this.#tellLater()
  }

  #noteRetry(failure: string): void {
    this.#retries.push(failure)
    this.#tellLater()
  }

  #tellLater(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#told = this.#tell()
  }

  /** Writes the newest wait until it is the one that stands in the row, so that an older one never overtakes it. */
  async #tell(): Promise<void> {
    try {
      while (this.#retries.length > 0 || this.#wait !== this.#shownWait) {
        while (this.#retries[0] !== undefined) {
          await this.log('WARN', this.#retries[0])
          this.#retries.shift()
        }
        const wait = this.#wait
        if (wait === this.#shownWait) continue
        const json = wait && storableJson(wait)
        const assignments = [sql`waiting_on = ${json}::jsonb`, this.#mergeMetadata(undefined)]
        this.#publish(await this.#update(this.#db, assignments))
        this.#shownWait = wait
      }
    } catch {
      // What could not be written is told with the next wait, or with the end of the run; a lost claim and a lost
      // database end the run by themselves.
    } finally {
      this.#isTelling = false
    }
  }

  /** Only what changed is sent, because a batch and a wait may be written at the same time. */
  #mergeMetadata(change: JobMetadata | undefined): RawBuilder<unknown> {
    return sql`metadata = metadata || ${storableJson({ ...change, ...this.meter })}::jsonb`
  }

  async #update(db: Kysely<unknown>, assignments: RawBuilder<unknown>[]): Promise<number> {
    const { rows } = await sql<{ seq: number }>`
      update background_job set ${sql.join([...assignments, sql`seq = seq + 1`])}
      where id = ${this.#job.id} and epoch = ${this.#job.epoch}
        and status in ('RUNNING', 'PAUSING', 'CANCELLING')
      returning seq
    `.execute(db)
    if (rows.length === 0) throw new ClaimLostError()
    return rows[0]!.seq
  }

  #publish(seq: number): void {
    this.#events.publish({ jobId: this.#job.id, type: this.#job.type, seq, statusChanged: false })
  }
}

function addOutcome(counts: Counts, outcome: BatchOutcome): Counts {
  return {
    created: counts.created + outcome.created,
    updated: counts.updated + outcome.updated,
    unchanged: counts.unchanged + outcome.unchanged,
    skipped: counts.skipped + outcome.skipped,
    failed: counts.failed + outcome.failed,
  }
}
