import type { Kysely } from 'kysely'
import { CodedError, ERROR_CODES, type ErrorCode } from '../../errors.ts'
import type { CancelledContext, JobContext } from '../define-job.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { addWeight, implausibility, NO_WEIGHT, Weighing } from './breaker.ts'
import { chunksOf, packed } from './chunks.ts'
import { LevelWriter, MOST_LEVELS, STOCK_TRUE_FOR_MS } from './level-writer.ts'
import { feedsOf, readPlaces, rememberPlaces, type Feeds, type Places } from './places.ts'
import { isToWrite } from './product-decision.ts'
import {
  notWritten,
  planOf,
  weightOfPlan,
  withoutWrite,
  written,
  type PlannedProduct,
} from './product-items.ts'
import { ProductLedger, type ProductSyncCheckpoint } from './product-ledger.ts'
import { findProducts, ProductReader, sightsOf, type ReadProduct, type Selection } from './product-reading.ts'
import { sightedIn } from '../sightings.ts'
import { findAbandoned, findIntents, Grace } from './write-intents.ts'

/** Mappings that are read together: of Nhanh in fifteen questions, of Shopify in six. */
const PAGE = 1_500
/** Ledger lines that are written together. */
const LINES = 500
const WRITES_AT_A_TIME = 3
/** Shopify's number is to have been read just before it is written. */
const PRESENT_FOR_MS = 60_000

export interface ProductSyncOptions {
  selection: Selection
  dryRun: boolean
  /** A person has seen the plan: it is not weighed. */
  force: boolean
  /** While a depot is open it fails, in place of becoming a dry run. */
  mustWrite?: boolean
  /** How many items of other kinds the same job does afterwards. */
  further?: number
}

/**
 * Reads both platforms, plans, weighs the whole plan, and writes it, unless it is a dry run. What a run before this one
 * has done is not done again.
 * @throws CodedError DEPOT_LOST, NO_LOCATION, IMPLAUSIBLE_CHANGE, WRITES_DISABLED, and of the clients
 */
export async function runProductSync(
  context: JobContext<object>,
  options: ProductSyncOptions,
): Promise<void> {
  using grace = new Grace(context.signal)
  const sync = await ProductSync.prepare(context, options, grace.signal)
  await sync.run()
}

/** Ends what a cancelled run had begun to write. */
export async function endProductSync(context: CancelledContext<object>): Promise<void> {
  const { jobId, em, progress, signal } = context
  const intents = await findIntents(em.getKysely<unknown>(), jobId)
  if (!intents.some(({ kind }) => kind === 'LEVELS')) return
  const options = { selection: [], dryRun: false, force: false }
  const sync = await ProductSync.forEnding({ ...context, signal, progress }, options)
  await sync.resolve()
}

type Context = Pick<JobContext<object>, 'jobId' | 'em' | 'progress' | 'platforms' | 'checkpoint' | 'signal'>

class ProductSync {
  readonly #context: Context
  readonly #options: ProductSyncOptions
  readonly #pair: AccountPair
  readonly #db: Kysely<unknown>
  readonly #reader: ProductReader
  readonly #ledger: ProductLedger
  readonly #writer: LevelWriter
  readonly #weighing: Weighing
  readonly #found: Feeds
  readonly #dryRun: boolean
  readonly #preparedAt = Date.now()

  static async prepare(context: Context, options: ProductSyncOptions, writeSignal: AbortSignal) {
    const { NHANH, SHOPIFY } = context.platforms
    const pair = { nhanhAccountId: NHANH.accountId, shopifyAccountId: SHOPIFY.accountId }
    const call = { ...context.progress.call, signal: context.signal }
    const [depots, locations, mayReadOrders] = await Promise.all([
      NHANH.client.depots(call),
      SHOPIFY.client.locations(call),
      SHOPIFY.client.inventory.hasScope('read_orders', call),
    ])
    const db = context.em.getKysely<unknown>()
    await db.transaction().execute((tx) => rememberPlaces(tx, pair, { depots, locations }))
    const places = await readPlaces(db, pair)
    const found = feedsOf(places)
    return new ProductSync(context, options, { pair, db, places, found, mayReadOrders, writeSignal })
  }

  /** For what was begun already: it asks neither platform where things are. */
  static async forEnding(context: Context, options: ProductSyncOptions): Promise<ProductSync> {
    const { NHANH, SHOPIFY } = context.platforms
    const pair = { nhanhAccountId: NHANH.accountId, shopifyAccountId: SHOPIFY.accountId }
    const db = context.em.getKysely<unknown>()
    const places = await readPlaces(db, pair)
    const found = feedsOf(places)
    const writeSignal = context.signal
    return new ProductSync(context, options, { pair, db, places, found, mayReadOrders: false, writeSignal })
  }

  private constructor(
    context: Context,
    options: ProductSyncOptions,
    parts: {
      pair: AccountPair
      db: Kysely<unknown>
      places: Places
      found: Feeds
      mayReadOrders: boolean
      writeSignal: AbortSignal
    },
  ) {
    const { pair, db, places, found, mayReadOrders, writeSignal } = parts
    this.#context = context
    this.#options = options
    this.#pair = pair
    this.#db = db
    this.#found = found
    const checkpoint = (context.checkpoint as ProductSyncCheckpoint | null) ?? {
      ...FIRST,
      dryRun: options.dryRun || (found.open.length > 0 && !options.mustWrite),
    }
    this.#dryRun = checkpoint.dryRun
    const call = { ...context.progress.call, signal: context.signal }
    this.#reader = new ProductReader({
      db,
      pair,
      platforms: context.platforms,
      call,
      feeds: found.feeds,
      locations: places.locations.length,
      mayReadOrders,
    })
    this.#ledger = new ProductLedger(context, {
      shopifyAccountId: pair.shopifyAccountId,
      checkpoint,
    })
    this.#weighing = new Weighing((total) =>
      options.force ? null : implausibility(total, options.selection === 'ALL'),
    )
    this.#writer = new LevelWriter(context, {
      pair,
      reader: this.#reader,
      ledger: this.#ledger,
      weighing: this.#weighing,
      call: { ...call, signal: writeSignal },
    })
  }

  /** Ends what earlier runs of this job had begun to write. */
  async resolve(): Promise<void> {
    const { jobId } = this.#context
    const done = await sightedIn(this.#db, jobId)
    for (const intent of await findIntents(this.#db, jobId))
      if (intent.kind === 'LEVELS') await this.#writer.resolve(intent, done)
  }

  /** And what other jobs ended without knowing. */
  async #settleAbandoned(): Promise<void> {
    const { shopifyAccountId: accountId } = this.#pair
    for (const intent of await findAbandoned(this.#db, { accountId, kind: 'LEVELS' }))
      await this.#writer.settle(intent)
  }

  async run(): Promise<void> {
    if (!this.#options.dryRun) {
      await this.resolve()
      await this.#settleAbandoned()
    }
    if (this.#ledger.doubt !== null) throw new CodedError('IMPLAUSIBLE_CHANGE', this.#ledger.doubt)
    await this.#look()
    const plans = await this.#plan()
    const toWrite = plans.flatMap((read) => planOf(read) ?? [])
    const weight = toWrite.map(weightOfPlan).reduce(addWeight, this.#ledger.weight)
    const doubt = toWrite.length === 0 ? null : this.#weighing.begin(weight)
    if (this.#dryRun) {
      if (doubt) await this.#warn(doubt.code, doubt.message)
      for (const page of chunksOf(toWrite, LINES))
        await this.#ledger.conclude(
          page.map((plan) => written(plan)),
          { phase: 'listing the plan' },
        )
      return
    }
    if (doubt) {
      for (const page of chunksOf(toWrite, LINES)) {
        const listed = page.map((planned) => notWritten(planned, 'SKIPPED', doubt.code, doubt.message))
        await this.#ledger.conclude(listed, { phase: 'listing the plan', doubt: doubt.message })
      }
      throw doubt
    }
    if (Date.now() - this.#preparedAt > PRESENT_FOR_MS) await this.#requireSameDepots()
    // From here on there is something to go on from, or to cancel.
    await this.#ledger.conclude([], { phase: 'writing' })
    await this.#write(plans)
  }

  /** What stands in the way of writing, before anything is read. */
  async #look(): Promise<void> {
    const { progress } = this.#context
    const { lost, open, feeds } = this.#found
    const named = (depots: { name: string; id: string }[]) =>
      depots.map(({ id, name }) => `${name} (${id})`).join(', ')
    if (lost.length > 0)
      throw new CodedError('DEPOT_LOST', `The token does not cover any more: ${named(lost)}`)
    const message = `Nothing is written until these feed a location or are excluded: ${named(open)}`
    if (open.length > 0 && !this.#dryRun) throw new CodedError('DEPOT_UNASSIGNED', message)
    if (this.#dryRun && !this.#options.dryRun) {
      await this.#ledger.conclude([], { phase: 'reading' })
      await progress.describe({ dryRun: true })
    }
    if (open.length > 0) await this.#warn('DEPOT_UNASSIGNED', message)
    else if (feeds.length === 0)
      throw new CodedError('NO_LOCATION', 'No location of the shop is fed by a depot')
  }

  /** A depot that the token loses while everything is read would look like one without stock. */
  async #requireSameDepots(): Promise<void> {
    const depots = await this.#context.platforms.NHANH.client.depots(this.#context.progress.call)
    const granted = new Set(depots.map(({ id }) => id))
    const lost = this.#found.feeds.flatMap(({ depotIds }) => depotIds).filter((id) => !granted.has(id))
    if (lost.length > 0)
      throw new CodedError('DEPOT_LOST', `The token does not cover any more: ${lost.join(', ')}`)
  }

  /** Once, however often the run goes on. */
  async #warn(code: ErrorCode, message: string): Promise<void> {
    const { progress } = this.#context
    if (progress.warnings.some((warning) => warning.code === code)) return
    await progress.warn({ code, message, retryable: ERROR_CODES[code].retryable })
  }

  /** Reads everything that is not done, notes what needs no write, and returns the rest. */
  async #plan(): Promise<ReadProduct[]> {
    const { jobId, progress } = this.#context
    const done = await sightedIn(this.#db, jobId)
    const products = []
    for (let after = 0; ;) {
      const page = await findProducts(this.#db, this.#pair, {
        selection: this.#options.selection,
        after,
        limit: PAGE,
      })
      products.push(...page.filter(({ variantId }) => !done.has(variantId)))
      if (page.length < PAGE) break
      after = page.at(-1)!.mappingId
    }
    await progress.describe({
      total: products.length + done.size + (this.#options.further ?? 0),
      phase: 'reading',
    })
    const plans: ReadProduct[] = []
    for (const page of chunksOf(products, PAGE)) {
      this.#context.signal.throwIfAborted()
      const reads = await this.#reader.read(page)
      const settled = reads.filter((read) => planOf(read) === null)
      plans.push(...reads.filter((read) => planOf(read) !== null))
      for (const lines of chunksOf(settled, LINES))
        await this.#ledger.conclude(lines.map(withoutWrite), { phase: 'reading' })
    }
    return plans
  }

  async #write(plans: readonly ReadProduct[]): Promise<void> {
    const waiting = writesOf(plans)
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        this.#context.signal.throwIfAborted()
        await this.#writer.write(await this.#current(next))
      }
    }
    const ends = await Promise.allSettled(Array.from({ length: WRITES_AT_A_TIME }, work))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  /** The plans of readings that are young enough to be written; of the others, what is left after reading again. */
  async #current(reads: readonly ReadProduct[]): Promise<PlannedProduct[]> {
    const now = Date.now()
    const isPresent = ({ readAt }: ReadProduct) => now - readAt < PRESENT_FOR_MS
    const young = reads.filter(isPresent)
    const old = reads.filter((read) => !isPresent(read))
    if (old.length === 0) return young.flatMap((read) => planOf(read) ?? [])
    const known = new Map(
      old
        .filter(({ stockReadAt }) => now - stockReadAt < STOCK_TRUE_FOR_MS)
        .map((read) => [read.product.nhanhId, read]),
    )
    const seen = sightsOf(
      old.map(({ product: { variantId }, decision }) => ({
        variantId,
        levels: decision.kind === 'levels' ? decision.levels : [],
      })),
    )
    const again = await this.#reader.read(
      old.map(({ product }) => product),
      { known, seen },
    )
    for (const [index, read] of again.entries()) {
      const plan = planOf(read)
      const weight = plan ? weightOfPlan(plan) : withoutWrite(read).weight
      this.#weighing.replace(weightOfPlan(planOf(old[index]!)!), weight)
    }
    const settled = again.filter((read) => planOf(read) === null)
    if (settled.length > 0) await this.#ledger.conclude(settled.map(withoutWrite), { phase: 'writing' })
    return [...young, ...again].flatMap((read) => planOf(read) ?? [])
  }
}

const FIRST: Omit<ProductSyncCheckpoint, 'dryRun'> = { weight: NO_WEIGHT, levelsWritten: 0, doubt: null }

/** Readings in groups whose levels fit into one write each. */
function writesOf(plans: readonly ReadProduct[]): ReadProduct[][] {
  return packed(plans, MOST_LEVELS, ({ decision }) =>
    decision.kind === 'levels' ? decision.levels.filter(isToWrite).length : 0,
  )
}
