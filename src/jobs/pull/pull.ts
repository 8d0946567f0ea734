import type { Kysely } from 'kysely'
import { CodedError } from '../../errors.ts'
import type { JobMetadata } from '../../entities/background-job.ts'
import type { JobContext } from '../define-job.ts'
import type { BatchOutcome } from '../job-progress.ts'
import { requireReconciled } from '../sightings.ts'
import type { NamedRecords, PullMode } from '../types/input-fields.ts'
import { coverageOf, type Coverage } from './coverage.ts'
import { moveMarks, type Mark } from './marks.ts'
import { lastCountOf, failedKeys } from './earlier.ts'
import type { PullPage, PulledTable } from './pulled-table.ts'

type PullContext = Omit<JobContext<object>, 'platforms'>

/** One list that a pull reads page by page. */
export interface PullStep {
  /** For people and for the checkpoint; unique in its pull. */
  name: string
  /** `next`: of the last page that was stored; undefined at the beginning. */
  read(next: unknown): AsyncIterable<PullPage & { storeFirst?: boolean; marked?: number }>
}

/** How a job type pulls its records. Everything else about a pull is the same for all of them. */
export interface PullPlan {
  accountId: number
  asked: { mode?: PullMode; updatedAfter?: string } & NamedRecords
  /** The input leaves records out by something else than time: then it covers nothing whole. */
  isFiltered: boolean
  /** What has a mark of its own. `owns`: whether a failed item's key is one of the stream's records. */
  streams: Readonly<Record<string, { owns?: (key: string) => boolean }>>
  tables: readonly Pick<
    PulledTable<{ id: string }, { id: string }>,
    'name' | 'countLiving' | 'findUnseen' | 'confirm'
  >[]
  /** The platform's clock; null while it is not known. */
  platformTime(): Date | null
  /** Reads everything. `kept` is stored with each checkpoint. */
  full(kept: Kept): readonly PullStep[] | Promise<readonly PullStep[]>
  /** Reads what changed since, by stream, and the records that failed before. */
  changed(since: Record<string, Date>, openIds: Record<string, string[]>): readonly PullStep[]
  /** Reads these records, whatever the time of their change, and asks whether the deleted ones are really gone. */
  named(records: Required<NamedRecords>): readonly PullStep[]
}

/** What a pull's steps note for themselves, stored with each checkpoint. JSON-safe. */
export type Kept = Record<string, unknown>

interface Checkpoint {
  coverage: Coverage
  /** The platform's clock when the pull began; null when it never told. */
  beganAt: string | null
  /** The step that comes next or is going on. */
  step: string
  next?: unknown
  pages: number
  /** How many records of each table there were when a full pull began. */
  had: Record<string, number>
  /** The unseen were found to be few enough to be believed. */
  isPlausible: boolean
  markedDeleted: number
  kept: Kept
}

const FIRST = ''
const UNSEEN = 'unseen'
const FINISHED = 'finished'

/** A drop of more than both is not believed: rather a platform answers wrongly than a shop loses so much. */
const PLAUSIBLE_LOSS = 50
const PLAUSIBLE_LOSS_SHARE = 0.05
/** So many the last time, and none now, is worth a warning. */
const MANY = 1_000

const NOTHING: BatchOutcome = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }

/**
 * Runs a pull: its steps, page by page; then, after a full one, the question what is no longer there; at last its marks
 * move. It goes on from the checkpoint of the context.
 * @throws CodedError of the platform's client; COUNTS_DO_NOT_RECONCILE
 */
export async function runPull(context: PullContext, plan: PullPlan): Promise<void> {
  const checkpoint = (context.checkpoint as Checkpoint | null) ?? (await begin(context, plan))
  if (checkpoint.step === FINISHED) return
  const pull = new Pull(context, plan, checkpoint)
  await pull.describe()
  await pull.readSteps()
  await pull.confirmUnseen()
  await pull.finish()
}

async function begin({ em, progress }: PullContext, plan: PullPlan): Promise<Checkpoint> {
  const db = em.getKysely<unknown>()
  const coverage = await coverageOf(db, plan.asked, plan.accountId, Object.keys(plan.streams))
  if (coverage.mode === 'FULL' && coverage.reason !== null) {
    await progress.log('INFO', `Reads everything, because ${coverage.reason}`)
  }
  const had = Object.fromEntries(
    await Promise.all(plan.tables.map(async (table) => [table.name, await table.countLiving(db)] as const)),
  )
  return {
    coverage,
    beganAt: null,
    step: FIRST,
    pages: 0,
    had,
    isPlausible: false,
    markedDeleted: 0,
    kept: {},
  }
}

class Pull {
  readonly #context: PullContext
  readonly #plan: PullPlan
  readonly #db: Kysely<unknown>
  readonly #at: Checkpoint
  readonly #startedMs = performance.now()

  constructor(context: PullContext, plan: PullPlan, checkpoint: Checkpoint) {
    this.#context = context
    this.#plan = plan
    this.#db = context.em.getKysely<unknown>()
    this.#at = structuredClone(checkpoint)
  }

  /** A complete look at everything: only that can tell what is gone. */
  get #isWhole(): boolean {
    return this.#at.coverage.mode === 'FULL' && !this.#plan.isFiltered
  }

  async describe(): Promise<void> {
    const { coverage, pages, step } = this.#at
    const {
      mode: _mode,
      ids,
      deletedIds,
      ...filters
    } = this.#context.input as NamedRecords & { mode?: unknown }
    const metadata: JobMetadata = { mode: coverage.mode, pages, filters }
    if (coverage.mode === 'FULL' && coverage.reason !== null) metadata['modeReason'] = coverage.reason
    if (coverage.mode === 'NAMED') metadata['named'] = (ids?.length ?? 0) + (deletedIds?.length ?? 0)
    else if (coverage.mode !== 'FULL') metadata['changedSince'] = coverage.since
    await this.#context.progress.describe({
      phase: step === FIRST ? 'asking for the first page' : `going on after page ${pages}`,
      metadata,
    })
  }

  async readSteps(): Promise<void> {
    const steps = await this.#steps()
    const names = [...steps.map((step) => step.name), UNSEEN]
    const from = this.#at.step === FIRST ? 0 : names.indexOf(this.#at.step)
    for (const [index, step] of steps.entries()) {
      if (index < from) continue
      for await (const page of step.read(index === from ? this.#at.next : undefined)) {
        const isLast = page.next === undefined
        this.#at.markedDeleted += page.marked ?? 0
        await this.#store(page, {
          step: isLast ? names[index + 1]! : step.name,
          next: page.next,
          phase: (pages) => (steps.length === 1 ? `page ${pages}` : `${step.name}, page ${pages}`),
        })
        if (page.storeFirst) await this.#context.progress.drain()
      }
      this.#at.step = names[index + 1]!
      this.#at.next = undefined
    }
  }

  #steps(): readonly PullStep[] | Promise<readonly PullStep[]> {
    const { coverage, kept } = this.#at
    const plan = this.#plan
    const { ids = [], deletedIds = [] } = plan.asked
    if (coverage.mode === 'FULL') return plan.full(kept)
    if (coverage.mode === 'NAMED') return plan.named({ ids, deletedIds })
    const since = Object.entries(coverage.since).map(([stream, from]) => [stream, new Date(from)] as const)
    return plan.changed(Object.fromEntries(since), coverage.mode === 'DELTA' ? coverage.openIds : {})
  }

  async #store(
    page: PullPage,
    after: { step: string; next?: unknown; phase: (pages: number) => string },
  ): Promise<void> {
    this.#at.beganAt ??= this.#beganAt()
    this.#at.pages += 1
    this.#at.step = after.step
    this.#at.next = after.next
    const { pages, markedDeleted } = this.#at
    await this.#context.progress.batch({
      keys: page.keys,
      write: (tx) => page.write(tx, `${pages}`),
      checkpoint: structuredClone(this.#at),
      phase: after.phase(pages),
      metadata: { pages, ...((this.#isWhole || markedDeleted > 0) && { markedDeleted }) },
    })
  }

  /** When this run began, on the platform's clock. */
  #beganAt(): string | null {
    const now = this.#plan.platformTime()
    return now && new Date(now.getTime() - (performance.now() - this.#startedMs)).toISOString()
  }

  /** Nothing is marked when that would be implausibly much: the job then ends with a warning. */
  async confirmUnseen(): Promise<void> {
    if (!this.#isWhole) return
    const { progress } = this.#context
    await progress.drain()
    if (progress.warnings.length > 0) return
    const unseen = await Promise.all(
      this.#plan.tables.map(async (table) => ({ table, ids: await table.findUnseen(this.#db) })),
    )
    if (!this.#at.isPlausible) {
      for (const { table, ids } of unseen) await this.#warnWhenImplausible(table.name, ids.length)
      if (progress.warnings.length > 0) return
      this.#at.isPlausible = true
    }
    for (const { table, ids } of unseen) {
      for await (const page of table.confirm(ids)) {
        this.#at.markedDeleted += page.marked
        await this.#store(page, { step: UNSEEN, phase: () => `asking for ${table.name} that were not seen` })
      }
    }
    await progress.drain()
    if (this.#at.markedDeleted > 0) {
      await progress.log('INFO', `Marked ${this.#at.markedDeleted} records as deleted at the source`)
    }
  }

  async #warnWhenImplausible(name: string, unseen: number): Promise<void> {
    const had = this.#at.had[name] ?? 0
    if (unseen <= PLAUSIBLE_LOSS || unseen <= had * PLAUSIBLE_LOSS_SHARE) return
    const message = `The pull saw ${had - unseen} of the ${had} ${name} that there were; ${unseen} were missing, and none was marked as deleted`
    await this.#warn(new CodedError('IMPLAUSIBLE_DROP', message))
  }

  async #warn(error: CodedError): Promise<void> {
    const { code, message, retryable } = error
    await this.#context.progress.warn({ code, message, retryable })
  }

  async finish(): Promise<void> {
    const { jobId, progress } = this.#context
    await progress.drain()
    // Before the marks move: they must not stand on counts that are wrong.
    await requireReconciled(this.#db, jobId, progress.processed)
    if (this.#at.coverage.mode === 'FULL' && progress.processed === 0 && progress.warnings.length === 0) {
      await this.#warnWhenSuddenlyEmpty()
    }
    const marks = await this.#marks()
    const { accountId } = this.#plan
    await progress.batch({
      keys: [],
      write: async (tx) => {
        if (marks) await moveMarks(tx, accountId, marks)
        return NOTHING
      },
      checkpoint: { ...this.#at, step: FINISHED },
      phase: 'finishing',
    })
  }

  async #warnWhenSuddenlyEmpty(): Promise<void> {
    const last = await lastCountOf(this.#db, this.#context.jobId)
    if (last === null || last < MANY) return
    const message = `This pull found nothing, the last one with the same input found ${last} records`
    await this.#warn(new CodedError('SUDDENLY_EMPTY', message))
  }

  /** Null when this pull covers nothing whole, or not surely. */
  async #marks(): Promise<Record<string, Mark> | null> {
    const { coverage, beganAt } = this.#at
    const { progress, jobId } = this.#context
    if (
      coverage.mode === 'SINCE' ||
      coverage.mode === 'NAMED' ||
      this.#plan.isFiltered ||
      progress.warnings.length > 0
    )
      return null
    if (beganAt === null) {
      await progress.log('WARN', 'The platform does not tell its time, so no delta can go on from this pull')
      return null
    }
    const failed = await failedKeys(this.#db, jobId)
    const owners = Object.entries(this.#plan.streams)
    const isOwned = (key: string) => owners.some(([, stream]) => stream.owns?.(key))
    if (!failed.every(isOwned)) {
      await progress.log(
        'WARN',
        'A record without an id could not be read, so no delta can go on from this pull',
      )
      return null
    }
    return Object.fromEntries(
      owners.map(([name, { owns }]) => [
        name,
        { coveredUntil: new Date(beganAt), openIds: owns ? failed.filter(owns) : [] },
      ]),
    )
  }
}
