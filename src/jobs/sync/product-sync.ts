import type { Kysely } from 'kysely'
import { CodedError } from '../../errors.ts'
import type { CancelledContext, JobContext } from '../define-job.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { sightedIn } from '../sightings.ts'
import { implausibility, Weighing } from './breaker.ts'
import { packed, workThrough } from './chunks.ts'
import { changesIn, LevelWriter, MOST_LEVELS, WRITES_AT_A_TIME } from './level-writer.ts'
import { MappedProducts } from './mapped-products.ts'
import { feedsOf, readPlaces, rememberPlaces, type Feeds, type Places } from './places.ts'
import { notWritten, written, type ConcludedProduct } from './product-items.ts'
import { productLedger } from './product-ledger.ts'
import { PRESENT_FOR_MS, ProductPlanner, type PlannedRead } from './product-planning.ts'
import { ProductReader } from './product-reading.ts'
import { isPlan, type Selection } from './selection.ts'
import { firstCheckpoint, type SyncCheckpoint, type SyncLedger } from './sync-ledger.ts'
import { findAbandoned, findIntents, Grace } from './write-intents.ts'

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
  readonly #ledger: SyncLedger<ConcludedProduct>
  readonly #planner: ProductPlanner
  readonly #writer: LevelWriter
  readonly #weighing: Weighing
  readonly #found: Feeds
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
    const { selection, dryRun, force, mustWrite } = options
    const { NHANH, SHOPIFY } = context.platforms
    const becomesDryRun = dryRun || (found.open.length > 0 && !mustWrite)
    this.#ledger = productLedger(
      context,
      (context.checkpoint as SyncCheckpoint | null) ?? firstCheckpoint('PRODUCT', becomesDryRun),
    )
    const call = { ...context.progress.call, signal: context.signal }
    this.#reader = new ProductReader({
      db,
      pair,
      platforms: { NHANH, SHOPIFY },
      call,
      feeds: found.feeds,
      locations: places.locations.length,
      mayReadOrders,
      ...(isPlan(selection) && selection),
    })
    // A plan that a person has seen and applies is not weighed.
    this.#weighing = new Weighing((total) =>
      force || isPlan(selection) ? null : implausibility(total, selection === 'ALL'),
    )
    this.#planner = new ProductPlanner({
      ...options,
      jobId: context.jobId,
      db,
      pair,
      reader: this.#reader,
      ledger: this.#ledger,
      weighing: this.#weighing,
      progress: context.progress,
      signal: context.signal,
    })
    this.#writer = new LevelWriter({
      context,
      plans: new MappedProducts({ db, pair, reader: this.#reader, account: SHOPIFY }),
      ledger: this.#ledger,
      weighing: this.#weighing,
      call: { ...call, signal: writeSignal },
      readVariants: (ids) => this.#reader.readVariants(ids),
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
    await this.#look()
    const plans = await this.#planner.plan()
    const lines = { written, notWritten }
    const toWrite = plans.map(({ plan }) => plan)
    if (!(await this.#ledger.approves(toWrite, this.#weighing, lines))) return
    if (Date.now() - this.#preparedAt > PRESENT_FOR_MS) await this.#reader.requireSameDepots()
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
    if (open.length > 0 && !this.#ledger.dryRun) throw new CodedError('DEPOT_UNASSIGNED', message)
    if (this.#ledger.dryRun && !this.#options.dryRun) {
      await this.#ledger.conclude([], { phase: 'reading' })
      await progress.describe({ dryRun: true })
    }
    if (open.length > 0) await this.#ledger.warn('DEPOT_UNASSIGNED', message)
    else if (feeds.length === 0)
      throw new CodedError('NO_LOCATION', 'No location of the shop is fed by a depot')
  }

  async #write(plans: readonly PlannedRead[]): Promise<void> {
    const groups = packed(plans, MOST_LEVELS, ({ plan }) => changesIn(plan))
    await workThrough(groups, WRITES_AT_A_TIME, async (reads) => {
      this.#context.signal.throwIfAborted()
      await this.#writer.write(await this.#planner.current(reads))
    })
  }
}
