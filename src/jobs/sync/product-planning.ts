import type { Kysely } from 'kysely'
import type { AccountPair } from '../mappings/account-pair.ts'
import type { JobProgress } from '../job-progress.ts'
import { sightedIn } from '../sightings.ts'
import type { Weighing } from './breaker.ts'
import { chunksOf } from './chunks.ts'
import { STOCK_TRUE_FOR_MS } from './level-writer.ts'
import {
  leftAlone,
  weightOfPlan,
  withoutWrite,
  type ConcludedProduct,
  type PlannedProduct,
} from './product-items.ts'
import {
  findProducts,
  sightsOf,
  type ProductReader,
  type ReadProduct,
  type SyncedProduct,
} from './product-reading.ts'
import type { Selection } from './selection.ts'
import { readUnlinkedSince, UNLINKED_SINCE } from './shown-plan.ts'
import type { SyncLedger } from './sync-ledger.ts'

/** Mappings that are read together: of Nhanh in fifteen questions, of Shopify in six. */
const PAGE = 1_500
/** Shopify's number is to have been read just before it is written. */
export const PRESENT_FOR_MS = 60_000

interface PlanningOptions {
  jobId: number
  db: Kysely<unknown>
  pair: AccountPair
  reader: ProductReader
  ledger: SyncLedger<ConcludedProduct>
  weighing: Weighing
  progress: JobProgress
  signal: AbortSignal
  selection: Selection
  /** How many items of other kinds the same job does afterwards. */
  further?: number
}

/** Finds out what a product sync is to write, and keeps that young until it is written. */
export class ProductPlanner {
  readonly #options: PlanningOptions

  constructor(options: PlanningOptions) {
    this.#options = options
  }

  /** Reads everything that is not done, notes what needs no write, and returns the rest. */
  async plan(): Promise<PlannedRead[]> {
    const { jobId, progress } = this.#options
    const done = await sightedIn(this.#options.db, jobId)
    const products = []
    for (let after = 0; ;) {
      const page = await findProducts(this.#options.db, this.#options.pair, {
        selection: this.#options.selection,
        after,
        limit: PAGE,
      })
      products.push(...page.filter(({ variantId }) => !done.has(variantId)))
      if (page.length < PAGE) break
      after = page.at(-1)!.mappingId
    }
    const { db, pair, selection } = this.#options
    const { shopifyAccountId } = pair
    const unlinked = (await readUnlinkedSince(db, selection, { kind: 'PRODUCT', shopifyAccountId }))
      .filter(({ key }) => !done.has(key))
      .map((item) => leftAlone(item, UNLINKED_SINCE))
    await progress.describe({
      total: products.length + unlinked.length + done.size + (this.#options.further ?? 0),
      phase: 'reading',
    })
    await this.#options.ledger.concludeAll(unlinked, { phase: 'reading' })
    const plans: PlannedRead[] = []
    for await (const reads of this.#readAhead(chunksOf(products, PAGE))) {
      plans.push(...reads.filter(isPlanned))
      const settled = reads.filter((read) => !isPlanned(read)).map(withoutWrite)
      await this.#options.ledger.concludeAll(settled, { phase: 'reading' })
    }
    return plans
  }

  /** While a page is noted the next one is read, so that the platforms' budgets are never idle. */
  async *#readAhead(pages: readonly SyncedProduct[][]): AsyncGenerator<ReadProduct[]> {
    const read = (page: SyncedProduct[] | undefined) => {
      const reading = page && this.#options.reader.read(page)
      // Its failure is met when its turn comes; until then nobody waits for it.
      reading?.catch(() => {})
      return reading
    }
    let next = read(pages[0])
    try {
      for (let at = 1; next; at++) {
        const reads = await next
        this.#options.signal.throwIfAborted()
        next = read(pages[at])
        yield reads
      }
    } finally {
      // Nothing of a run goes on behind its end.
      await next?.catch(() => {})
    }
  }

  /** The plans of readings that are young enough to be written; of the others, what is left after reading again. */
  async current(reads: readonly PlannedRead[]): Promise<PlannedProduct[]> {
    const now = Date.now()
    const isPresent = ({ readAt }: ReadProduct) => now - readAt < PRESENT_FOR_MS
    const young = reads.filter(isPresent)
    const old = reads.filter((read) => !isPresent(read))
    const plans = young.map(({ plan }) => plan)
    if (old.length === 0) return plans
    const known = new Map(
      old
        .filter(({ stockReadAt }) => now - stockReadAt < STOCK_TRUE_FOR_MS)
        .map((read) => [read.product.nhanhId, read]),
    )
    const seen = sightsOf(
      old.map(({ plan: { item, levels } }) => ({
        variantId: item.key,
        levels: levels.map(({ decision }) => decision),
      })),
    )
    const products = old.map(({ product }) => product)
    const again = await this.#options.reader.read(products, { known, seen })
    if (known.size < old.length) await this.#options.reader.requireSameDepots()
    for (const [index, read] of again.entries()) {
      const weight = read.plan ? weightOfPlan(read.plan) : withoutWrite(read).weight
      this.#options.weighing.replace(weightOfPlan(old[index]!.plan), weight)
    }
    const settled = again.filter((read) => !isPlanned(read)).map(withoutWrite)
    if (settled.length > 0) await this.#options.ledger.conclude(settled, { phase: 'writing' })
    return [...plans, ...again.flatMap(({ plan }) => plan ?? [])]
  }
}

/** A reading of which something is to be written. */
export type PlannedRead = ReadProduct & { plan: PlannedProduct }

function isPlanned(read: ReadProduct): read is PlannedRead {
  return read.plan !== null
}
