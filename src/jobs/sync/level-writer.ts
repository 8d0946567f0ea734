import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import { CodedError, messageOf, type ErrorCode } from '../../errors.ts'
import type { CallOptions } from '../../integrations/call.ts'
import type { LevelChange, RejectedChange } from '../../integrations/shopify/inventory.ts'
import type { JobContext } from '../define-job.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import type { Weighing } from './breaker.ts'
import { packed } from './chunks.ts'
import { feedsOf, readPlaces } from './places.ts'
import { isToWrite } from './product-decision.ts'
import {
  notWritten,
  planOf,
  weightOfPlan,
  withoutWrite,
  written,
  type Concluded,
  type PlannedProduct,
} from './product-items.ts'
import type { ProductLedger } from './product-ledger.ts'
import { findProducts, sightsOf, type ProductReader, type ReadProduct } from './product-reading.ts'
import { closeIntent, leavesOpen, openIntent, type Intent } from './write-intents.ts'
import { readWriteState, requireWrites } from './write-switch.ts'

/** Levels in one write. */
export const MOST_LEVELS = 250
/** Nothing is written from a reading of Nhanh older than five minutes, of which sending may take the client two. */
export const STOCK_TRUE_FOR_MS = 150_000
/** A level that others change this often while it is written is left for the next run. */
const MOST_TRIES = 3
/** Keys that Shopify may spoil for one write, before something must be wrong. */
const MOST_KEYS = 5

const WRITING = 'writing'

type Context = Pick<JobContext<object>, 'jobId' | 'em' | 'progress' | 'platforms'>

/**
 * Writes levels in three steps: the intent is stored, the write is sent, and what became of it is stored with its ledger
 * lines. A write is all or nothing, so whatever spoils it for one product is taken out and the others go again with a
 * new key.
 */
export class LevelWriter {
  readonly #context: Context
  readonly #pair: AccountPair
  readonly #reader: ProductReader
  readonly #ledger: ProductLedger
  readonly #weighing: Weighing
  /** Outlives the job's own signal by a few seconds. */
  readonly #call: CallOptions

  constructor(
    context: Context,
    parts: {
      pair: AccountPair
      reader: ProductReader
      ledger: ProductLedger
      weighing: Weighing
      call: CallOptions
    },
  ) {
    this.#context = context
    this.#pair = parts.pair
    this.#reader = parts.reader
    this.#ledger = parts.ledger
    this.#weighing = parts.weighing
    this.#call = parts.call
  }

  /**
   * Writes products, best of at most {@link MOST_LEVELS} levels, and notes what became of each.
   * @throws CodedError WRITES_DISABLED, and of the client when Shopify takes no writes at all
   */
  async write(products: readonly PlannedProduct[]): Promise<void> {
    let left = [...products]
    for (let spoiled = 0; left.length > 0;) {
      this.#context.progress.call.signal.throwIfAborted()
      const [now = [], ...later] = packed(left, MOST_LEVELS, (product) => changesOf(product).length)
      const old = now.filter(isOld)
      const { intent, changed } = await this.#intend(now.filter((product) => !old.includes(product)))
      const sent = intent ? await this.#send(intent, intent.products) : NOTHING_LEFT
      const again = await this.#readAgain([...changed, ...old], 0)
      if (sent.isKeySpoiled && ++spoiled === MOST_KEYS)
        throw new CodedError('SHOPIFY_REFUSED', `Shopify spoiled ${spoiled} keys of the same write`)
      left = [...sent.left, ...again, ...later.flat()]
    }
  }

  /**
   * Ends what a run that was cut off had begun to write. `done`: the items that this job has listed; whatever else was
   * not written is left to be read afresh.
   */
  async resolve(intent: Intent, done: ReadonlySet<string>): Promise<void> {
    const products = (intent.payload as PlannedProduct[]).map(revived)
    const isListed = products.every(({ product }) => done.has(product.variantId))
    if (!isListed && (await this.#isStillTrue(products))) {
      // The same key: Shopify does it once, or tells what became of it.
      await this.#send(intent, products)
      return
    }
    if (isListed) return this.settle(intent)
    const taken = (await this.#wasApplied(intent, products))
      ? products.map((product) => written(product))
      : []
    await this.#ledger.conclude(taken, { phase: WRITING, intent: intent.id })
  }

  /** Ends a write that was never answered and whose items are listed, so that what it did is known from now on. */
  async settle(intent: Intent): Promise<void> {
    const products = (intent.payload as PlannedProduct[]).map(revived)
    const wasApplied = await this.#wasApplied(intent, products)
    await this.#ledger.amend(
      intent,
      products.map((product) => written(product)),
      wasApplied,
    )
  }

  /** Whether these may be written as they were planned. */
  async #isStillTrue(products: readonly PlannedProduct[]): Promise<boolean> {
    const db = this.#context.em.getKysely<unknown>()
    const { enabled } = await readWriteState(db, this.#context.platforms.SHOPIFY)
    if (!enabled || products.some(isOld)) return false
    return (await this.#unchanged(db, products)).length === products.length
  }

  /** Whether Shopify has carried out a write. It is asked in such a way that it does not do so now. */
  async #wasApplied(intent: Intent, products: readonly PlannedProduct[]): Promise<boolean> {
    const { client } = this.#context.platforms.SHOPIFY
    const variants = await this.#reader.readVariants(products.map(({ product }) => product.variantId))
    const standsAt = (product: PlannedProduct, { locationId }: LevelChange) => {
      const variant = variants.get(product.product.variantId)
      if (!variant || !('stock' in variant)) return null
      return variant.stock.find((level) => level.locationId === locationId)?.available ?? null
    }
    const owners = ownersOf(products)
    if (intent.ageMs > KEY_LIVES_MS)
      return owners.every(({ product, change }) => standsAt(product, change) === change.to)
    // All as it was read before the write: it was not carried out.
    if (owners.every(({ product, change }) => standsAt(product, change) === change.from)) return false
    // Else it was, or it is stale as a whole, and the same key tells which.
    const changes = owners.map(({ change }) => change)
    const options = { key: intent.key, reference: referenceOf(intent.jobId) }
    const result = await client.inventory.setQuantities(changes, options, this.#call)
    return result.kind === 'applied'
  }

  /** Stores what is about to be written, of the mappings that are still as they were when they were read. */
  async #intend(products: readonly PlannedProduct[]): Promise<{
    intent: (IntentKey & { products: PlannedProduct[] }) | null
    changed: PlannedProduct[]
  }> {
    const { jobId, progress, platforms } = this.#context
    return progress.guarded(async (tx) => {
      await requireWrites(tx, platforms.SHOPIFY)
      if (!isDeepStrictEqual(feedsOf(await readPlaces(tx, this.#pair)).feeds, this.#reader.feeds))
        throw new CodedError(
          'PLACES_CHANGED',
          'Depots or locations were assigned otherwise while the job ran',
        )
      const unchanged = await this.#unchanged(tx, products)
      const intent =
        unchanged.length > 0
          ? { ...(await openIntent(tx, jobId, 'LEVELS', unchanged)), jobId, products: unchanged }
          : null
      return { intent, changed: products.filter((product) => !unchanged.includes(product)) }
    })
  }

  /** Those whose mappings are as they were when they were read. */
  async #unchanged(db: Kysely<unknown>, products: readonly PlannedProduct[]): Promise<PlannedProduct[]> {
    const selection = products.map(({ product }) => product.mappingId)
    const found = await findProducts(db, this.#pair, { selection, after: 0, limit: selection.length })
    const now = new Map(found.map((product) => [product.mappingId, product]))
    return products.filter(({ product }) => {
      const current = now.get(product.mappingId)
      return (['variantId', 'nhanhId', 'policy', 'reserve'] as const).every(
        (field) => current?.[field] === product[field],
      )
    })
  }

  /** Sends a write and notes what became of it. */
  async #send({ id: intent, key, jobId }: IntentKey, products: readonly PlannedProduct[]): Promise<Sent> {
    const { inventory } = this.#context.platforms.SHOPIFY.client
    const owners = ownersOf(products)
    let isRetried = false
    const onRetry = (failure: string) => {
      isRetried = true
      this.#call.onRetry?.(failure)
    }
    const changes = owners.map(({ change }) => change)
    const result = await inventory
      .setQuantities(changes, { key, reference: referenceOf(jobId) }, { ...this.#call, onRetry })
      // After a first try that was not answered, no refusal of a later one tells what became of it.
      .catch((error: unknown) => this.#giveUp(error, intent, products, isRetried || leavesOpen(error)))
    if (result.kind === 'applied') {
      const { adjustmentId } = result
      const concluded = products.map((product) => written(product, adjustmentId))
      await this.#ledger.conclude(concluded, { phase: WRITING, intent })
      return NOTHING_LEFT
    }
    if (result.kind === 'newKeyNeeded') {
      await this.#close(intent)
      return { left: [...products], isKeySpoiled: true }
    }
    const blamed = new Map<PlannedProduct, RejectedChange>()
    for (const change of result.changes) {
      const owner = owners[change.index]?.product
      // What can never be written outweighs what was only changed meanwhile.
      if (owner && (!blamed.has(owner) || change.reason !== 'STALE')) blamed.set(owner, change)
    }
    const refused = [...blamed].filter(([, { reason }]) => reason !== 'STALE')
    const stale = [...blamed].filter(([, { reason }]) => reason === 'STALE').map(([product]) => product)
    await this.#ledger.conclude(refused.map(refusal), { phase: WRITING, intent })
    const again = await this.#readAgain(stale, 1)
    return { left: [...products.filter((product) => !blamed.has(product)), ...again], isKeySpoiled: false }
  }

  /** Reads both platforms again; notes what is settled by that and returns what is to be written. */
  async #readAgain(products: readonly PlannedProduct[], stale: number): Promise<PlannedProduct[]> {
    if (products.length === 0) return []
    const concluded: Concluded[] = []
    const spent = products.filter((product) => product.stale + stale >= MOST_TRIES)
    const left = products.filter((product) => !spent.includes(product))
    const tries = `${MOST_TRIES} times its number had changed before it could be written`
    concluded.push(...spent.map((product) => notWritten(product, 'FAILED', 'CONTENDED', tries)))
    const reads = await this.#readAs(left)
    const again: PlannedProduct[] = []
    for (const planned of left) {
      const read = reads.find(({ product }) => product.mappingId === planned.product.mappingId)
      if (!read || read.product.variantId !== planned.product.variantId) {
        const message = 'the two were taken apart while the job ran'
        concluded.push(notWritten(planned, 'SKIPPED', 'MAPPING_GONE', message))
        continue
      }
      const plan = planOf(read, planned.stale + stale)
      const settled = plan ? null : withoutWrite(read)
      this.#weighing.replace(weightOfPlan(planned), plan ? weightOfPlan(plan) : settled!.weight)
      if (plan) again.push(plan)
      else concluded.push(settled!)
    }
    if (concluded.length > 0) await this.#ledger.conclude(concluded, { phase: WRITING })
    return again
  }

  /** The mappings as they are now, with what both platforms say. */
  async #readAs(products: readonly PlannedProduct[]): Promise<ReadProduct[]> {
    const selection = products.map(({ product }) => product.mappingId)
    const db = this.#context.em.getKysely<unknown>()
    const found = await findProducts(db, this.#pair, { selection, after: 0, limit: selection.length })
    const seen = sightsOf(
      products.map(({ product: { variantId }, levels }) => ({
        variantId,
        levels: levels.map(({ decision }) => decision),
      })),
    )
    return this.#reader.read(found, { seen })
  }

  /** A write that was not answered. What is uncertain is listed so, and the intent is left to the next run or job. */
  async #giveUp(
    error: unknown,
    intent: number,
    products: readonly PlannedProduct[],
    isUncertain: boolean,
  ): Promise<never> {
    if (this.#call.signal.aborted) throw error
    if (isUncertain) {
      const unconfirmed = products.map((product) =>
        notWritten(product, 'FAILED', 'WRITE_UNCONFIRMED', messageOf(error)),
      )
      await this.#ledger.conclude(unconfirmed, { phase: WRITING })
    } else await this.#close(intent)
    throw error
  }

  async #close(intent: number): Promise<void> {
    await this.#context.progress.guarded((tx) => closeIntent(tx, intent))
  }
}

/** What a write left to be written. */
interface Sent {
  left: PlannedProduct[]
  isKeySpoiled: boolean
}
const NOTHING_LEFT: Sent = { left: [], isKeySpoiled: false }

/** As it was before it became JSON. */
function revived(product: PlannedProduct): PlannedProduct {
  const levels = product.levels.map(({ decision, baseline }) => {
    const since = baseline?.pendingSince ?? null
    return { decision, baseline: baseline && { ...baseline, pendingSince: since && new Date(since) } }
  })
  return { ...product, levels }
}

type IntentKey = Pick<Intent, 'id' | 'key' | 'jobId'>

/** So long Shopify knows what it has done under a key; a little less. */
const KEY_LIVES_MS = 23 * 3_600_000

function isOld({ stockReadAt }: PlannedProduct): boolean {
  return Date.now() - stockReadAt >= STOCK_TRUE_FOR_MS
}

/** For Shopify's inventory history. */
function referenceOf(jobId: number): string {
  return `gid://synctrack/BackgroundJob/${jobId}`
}

/** Each change with the product that it is of. */
function ownersOf(products: readonly PlannedProduct[]): { product: PlannedProduct; change: LevelChange }[] {
  return products.flatMap((product) => changesOf(product).map((change) => ({ product, change })))
}

function changesOf({ inventoryItemId, levels }: PlannedProduct): LevelChange[] {
  return levels
    .map(({ decision }) => decision)
    .filter(isToWrite)
    .map(({ locationId, present, target }) => ({ inventoryItemId, locationId, from: present!, to: target! }))
}

const REFUSALS: Record<Exclude<RejectedChange['reason'], 'STALE'>, ['SKIPPED' | 'FAILED', ErrorCode]> = {
  ITEM_GONE: ['FAILED', 'VARIANT_GONE'],
  LOCATION_GONE: ['FAILED', 'SHOPIFY_REFUSED'],
  BUNDLE: ['SKIPPED', 'BUNDLE_PARENT'],
  REFUSED: ['FAILED', 'SHOPIFY_REFUSED'],
}

function refusal([product, { reason, message }]: [PlannedProduct, RejectedChange]): Concluded {
  const [outcome, code] = REFUSALS[reason as keyof typeof REFUSALS]
  return notWritten(product, outcome, code, message)
}
