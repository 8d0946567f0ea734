import type { Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { CodedError, ERROR_CODES, type ErrorCode } from '../../errors.ts'
import type { JobContext } from '../define-job.ts'
import { addWeight, NO_WEIGHT, type Weight, type Weighing } from './breaker.ts'
import { chunksOf } from './chunks.ts'
import { noteResults, type ItemResult } from './item-results.ts'
import { amendLines, countAdded } from './ledger-amendment.ts'
import { closeIntent } from './write-intents.ts'

/** Ledger lines that are written together. */
const LINES = 500

/** What is to be noted of an item, whatever it is: its result, and what it changes in all. */
export interface Concluded {
  result: ItemResult
  weight: Weight
}

/** Where a sync stands: all else it reads afresh. */
export interface SyncCheckpoint {
  kind: RecordKind
  /** A run that goes on stays what it began as: its lines must not tell of both. */
  dryRun: boolean
  /** What the items that are done came to: a run that goes on weighs them with the rest. */
  weight: Weight
  /** Levels of products, or customers. */
  written: number
  /** Why nothing was written: a run that goes on does not write it either. */
  doubt: string | null
}

export function firstCheckpoint(kind: RecordKind, dryRun: boolean): SyncCheckpoint {
  return { kind, dryRun, weight: NO_WEIGHT, written: 0, doubt: null }
}

/** What a job's metadata calls what it has written. */
const COUNTERS: Record<RecordKind, string> = { PRODUCT: 'levelsWritten', CUSTOMER: 'customersWritten' }

/** What is particular to the items of a ledger. */
interface LedgerOptions<Item> {
  checkpoint: SyncCheckpoint
  /** How much of an item was written. */
  writtenOf(item: Item): number
  /** Notes what is shown at Shopify from now on, by which job; not called in a dry run. */
  note(tx: Kysely<unknown>, jobId: number, items: readonly Item[]): Promise<void>
}

/** What becomes of a plan, as ledger lines. */
interface PlanLines<Plan, Item> {
  written: (plan: Plan) => Item
  notWritten: (plan: Plan, outcome: 'SKIPPED', code: ErrorCode, message: string) => Item
}

/** Notes what became of items, a batch at a time, with all that goes with it. */
export class SyncLedger<Item extends Concluded> {
  readonly #context: Pick<JobContext<object>, 'jobId' | 'progress'>
  readonly #options: LedgerOptions<Item>
  #at: SyncCheckpoint

  constructor(context: Pick<JobContext<object>, 'jobId' | 'progress'>, options: LedgerOptions<Item>) {
    this.#context = context
    this.#options = options
    this.#at = options.checkpoint
  }

  get dryRun(): boolean {
    return this.#at.dryRun
  }

  /** Resolves when it is committed, together with the end of the write that it came from. */
  async conclude(
    items: readonly Item[],
    { phase, intent, doubt }: { phase: string; intent?: number; doubt?: string },
  ): Promise<void> {
    const { jobId, progress } = this.#context
    const { kind, dryRun } = this.#at
    const written = this.#writtenIn(items)
    this.#at = {
      ...this.#at,
      weight: weighed(this.#at.weight, items),
      written: this.#at.written + (dryRun ? 0 : written),
      doubt: doubt ?? this.#at.doubt,
    }
    await progress.conclude({
      keys: items.map(({ result }) => result.key),
      write: async (tx) => {
        const results = items.map(({ result }) => result)
        const outcome = await noteResults(tx, { jobId, kind, dryRun }, results)
        if (!dryRun) await this.#options.note(tx, jobId, items)
        if (intent !== undefined) await closeIntent(tx, intent)
        return outcome
      },
      checkpoint: this.#at,
      phase,
      metadata: { [COUNTERS[kind]]: this.#at.written },
    })
  }

  /**
   * Notes what was found out of a write that was never answered, of this job, which has listed all of it, or of one that has
   * ended. `half`: what was taken of a part. To note it twice does no harm.
   */
  async amend(
    jobId: number,
    found: { taken: readonly Item[]; half?: readonly Item[]; missed: readonly Item[] },
  ): Promise<void> {
    const { kind } = this.#at
    const { taken, half = [], missed } = found
    await this.#context.progress.guarded(async (tx) => {
      await this.#options.note(tx, jobId, [...taken, ...half])
      const added = await amendLines(tx, jobId, { taken, half, missed })
      if (added.length === 0) return
      const written = this.#writtenIn(added)
      const checkpointOf = (last: unknown) => {
        const at = last as SyncCheckpoint
        return at.kind === kind
          ? { ...at, weight: weighed(at.weight, added), written: at.written + written }
          : at
      }
      await countAdded(tx, jobId, { items: added.length, counter: COUNTERS[kind], written, checkpointOf })
    })
  }

  /** A batch at a time. */
  async concludeAll(items: readonly Item[], options: { phase: string; doubt?: string }): Promise<void> {
    for (const lines of chunksOf(items, LINES)) await this.conclude(lines, options)
  }

  /**
   * Weighs the whole plan before anything of it is written, and tells whether it is to be written: a dry run only lists
   * it, and one that is not believed is listed as not written.
   * @throws CodedError IMPLAUSIBLE_CHANGE
   */
  async approves<Plan>(
    plans: readonly Plan[],
    weighing: Weighing,
    { written, notWritten }: PlanLines<Plan, Item>,
  ): Promise<boolean> {
    const phase = 'listing the plan'
    const items = plans.map((plan) => written(plan))
    const total = weighed(this.#at.weight, items)
    const doubt = this.#formerDoubt() ?? (plans.length === 0 ? null : weighing.begin(total))
    if (this.dryRun) {
      if (doubt) await this.warn(doubt.code, doubt.message)
      await this.concludeAll(items, { phase })
      return false
    }
    if (!doubt) return true
    const { code, message } = doubt
    const listed = plans.map((plan) => notWritten(plan, 'SKIPPED', code, message))
    await this.concludeAll(listed, { phase, doubt: message })
    throw doubt
  }

  /** Once, however often the run goes on. */
  async warn(code: ErrorCode, message: string): Promise<void> {
    const { progress } = this.#context
    if (progress.warnings.some((warning) => warning.code === code)) return
    await progress.warn({ code, message, retryable: ERROR_CODES[code].retryable })
  }

  #writtenIn(items: readonly Item[]): number {
    return items.reduce((sum, item) => sum + this.#options.writtenOf(item), 0)
  }

  #formerDoubt(): CodedError | null {
    const { doubt } = this.#at
    return doubt === null ? null : new CodedError('IMPLAUSIBLE_CHANGE', doubt)
  }
}

/** A weight with that of these items. */
function weighed(weight: Weight, items: readonly Concluded[]): Weight {
  return items.map((item) => item.weight).reduce(addWeight, weight)
}
