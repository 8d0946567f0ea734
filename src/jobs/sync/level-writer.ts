import { CodedError, type ErrorCode } from '../../errors.ts'
import type { LevelChange, RejectedChange } from '../../integrations/shopify/inventory.ts'
import { ledgerText } from '../../ledger-texts.ts'
import { packed } from './chunks.ts'
import { isToWrite, type VariantReading } from './product-decision.ts'
import {
  notWritten,
  weightOfPlan,
  written,
  type ConcludedProduct,
  type PlannedProduct,
} from './product-items.ts'
import { leavesOpen, type Intent } from './write-intents.ts'
import { WriteSteps, type IntentKey, type Writes } from './write-steps.ts'

/** Levels in one write, and writes at a time. */
export const MOST_LEVELS = 250
export const WRITES_AT_A_TIME = 3
/** Nothing is written from a reading of Nhanh older than five minutes, of which sending may take the client two. */
export const STOCK_TRUE_FOR_MS = 150_000
/** A level that others change this often while it is written is left for the next run. */
const MOST_TRIES = 3
/** Keys that Shopify may spoil for one write, before something must be wrong. */
const MOST_KEYS = 5
/** So long Shopify knows what it has done under a key; a little less. */
const KEY_LIVES_MS = 23 * 3_600_000

const WRITING = 'writing'

export interface LevelWrites extends Writes<PlannedProduct, ConcludedProduct> {
  /** What Shopify alone has now. */
  readVariants: (ids: readonly string[]) => Promise<Map<string, VariantReading>>
}

/**
 * Writes levels in three steps: the intent is stored, the write is sent, and what became of it is stored with its ledger
 * lines. A write is all or nothing, so whatever spoils it for one product is taken out and the others go again with a
 * new key.
 */
export class LevelWriter {
  readonly #writes: LevelWrites
  readonly #steps: WriteSteps<PlannedProduct, ConcludedProduct>

  constructor(writes: LevelWrites) {
    this.#writes = writes
    this.#steps = new WriteSteps(writes, weightOfPlan)
  }

  /**
   * Writes products, best of at most {@link MOST_LEVELS} levels, and notes what became of each.
   * @throws CodedError WRITES_DISABLED, and of the client when Shopify takes no writes at all
   */
  async write(products: readonly PlannedProduct[]): Promise<void> {
    let left = [...products]
    for (let spoiled = 0; left.length > 0;) {
      this.#writes.context.progress.call.signal.throwIfAborted()
      const [now = [], ...later] = packed(left, MOST_LEVELS, changesIn)
      const old = now.filter(isOld)
      const young = now.filter((product) => !old.includes(product))
      const { intent, confirmed, changed } = await this.#steps.intend('LEVELS', young)
      const sent = intent ? await this.#send(intent, confirmed) : NOTHING_LEFT
      const again = await this.#steps.readAgain([...changed, ...old], WRITING)
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
    const products = productsOf(intent)
    if (products.every(({ item }) => done.has(item.key))) return this.settle(intent)
    if (await this.#isStillTrue(products)) {
      // The same key: Shopify does it once, or tells what became of it.
      await this.#send(intent, products)
      return
    }
    const taken = (await this.#wasApplied(intent, products)) ? products : []
    const concluded = taken.map((product) => written(product))
    await this.#writes.ledger.conclude(concluded, { phase: WRITING, intent: intent.id })
  }

  /** Ends a write that was never answered and whose items are listed, so that what it did is known from now on. */
  async settle(intent: Intent): Promise<void> {
    const products = productsOf(intent)
    const items = products.map((product) => written(product))
    const wasApplied = await this.#wasApplied(intent, products)
    const found = wasApplied ? { taken: items, missed: [] } : { taken: [], missed: items }
    await this.#writes.ledger.amend(intent.jobId, found)
    await this.#steps.close(intent.id)
  }

  /** Whether these may be written as they were planned. */
  async #isStillTrue(products: readonly PlannedProduct[]): Promise<boolean> {
    if (products.some(isOld)) return false
    const { context, plans } = this.#writes
    try {
      return (await plans.confirm(context.em.getKysely<unknown>(), products)).length === products.length
    } catch (error) {
      if (error instanceof CodedError) return false
      throw error
    }
  }

  /** Whether Shopify has carried out a write. It is asked in such a way that it does not do so now. */
  async #wasApplied(intent: Intent, products: readonly PlannedProduct[]): Promise<boolean> {
    const { context, call, readVariants } = this.#writes
    const variants = await readVariants(products.map(({ item }) => item.key))
    const standsAt = ({ item }: PlannedProduct, { locationId }: LevelChange) => {
      const variant = variants.get(item.key)
      if (!variant || !('stock' in variant)) return null
      return variant.stock.find((level) => level.locationId === locationId)?.available ?? null
    }
    const owners = ownersOf(products)
    if (intent.ageMs > KEY_LIVES_MS)
      return owners.every(({ product, change }) => standsAt(product, change) === change.to)
    const seen = owners.filter(({ product, change }) => standsAt(product, change) !== null)
    // All that can be read is as it was before the write: it was not carried out, and asking would do it now.
    if (seen.every(({ product, change }) => standsAt(product, change) === change.from)) return false
    // Else it was, or it is stale as a whole, and the same key tells which.
    const changes = owners.map(({ change }) => change)
    const options = { key: intent.key, reference: referenceOf(intent.jobId) }
    const { inventory } = context.platforms.SHOPIFY.client
    return (await inventory.setQuantities(changes, options, call)).kind === 'applied'
  }

  /** Sends a write and notes what became of it. */
  async #send({ id: intent, key, jobId }: IntentKey, products: readonly PlannedProduct[]): Promise<Sent> {
    const { context, ledger, call } = this.#writes
    const owners = ownersOf(products)
    let isRetried = false
    const onRetry = (failure: string) => {
      isRetried = true
      call.onRetry?.(failure)
    }
    const changes = owners.map(({ change }) => change)
    const result = await context.platforms.SHOPIFY.client.inventory
      .setQuantities(changes, { key, reference: referenceOf(jobId) }, { ...call, onRetry })
      .catch((error: unknown) => {
        // After a first try that was not answered, no refusal of a later one tells what became of it.
        const isUncertain = isRetried || leavesOpen(error)
        return this.#steps.giveUp(error, intent, { plans: products, isUncertain, phase: WRITING }, notWritten)
      })
    if (result.kind === 'applied') {
      const concluded = products.map((product) => written(product, result.adjustmentId))
      await ledger.conclude(concluded, { phase: WRITING, intent })
      return NOTHING_LEFT
    }
    if (result.kind === 'newKeyNeeded') {
      await this.#steps.close(intent)
      return { left: [...products], isKeySpoiled: true }
    }
    const blamed = new Map<PlannedProduct, RejectedChange>()
    for (const change of result.changes) {
      const owner = owners[change.index]?.product
      // What can never be written outweighs what was only changed meanwhile.
      if (owner && (!blamed.has(owner) || change.reason !== 'STALE')) blamed.set(owner, change)
    }
    const isStale = ({ reason }: RejectedChange) => reason === 'STALE'
    const refused = [...blamed].filter(([, change]) => !isStale(change)).map(refusal)
    await ledger.conclude(refused, { phase: WRITING, intent })
    const stale = [...blamed].filter(([, change]) => isStale(change)).map(([product]) => product)
    const again = await this.#tryAgain(stale)
    return { left: [...products.filter((product) => !blamed.has(product)), ...again], isKeySpoiled: false }
  }

  /** Those whose numbers others have changed since they were read, unless that has happened too often. */
  async #tryAgain(stale: readonly PlannedProduct[]): Promise<PlannedProduct[]> {
    const counted = stale.map((product) => ({ ...product, stale: product.stale + 1 }))
    const spent = counted.filter((product) => product.stale >= MOST_TRIES)
    const tries = ledgerText('contended', MOST_TRIES)
    const contended = spent.map((product) => notWritten(product, 'FAILED', 'CONTENDED', tries))
    if (contended.length > 0) await this.#writes.ledger.conclude(contended, { phase: WRITING })
    return this.#steps.readAgain(
      counted.filter((product) => !spent.includes(product)),
      WRITING,
    )
  }
}

/** What a write left to be written. */
interface Sent {
  left: PlannedProduct[]
  isKeySpoiled: boolean
}
const NOTHING_LEFT: Sent = { left: [], isKeySpoiled: false }

/** What an intent was to write, as it was before it became JSON. */
function productsOf({ payload }: Intent): PlannedProduct[] {
  return (payload as PlannedProduct[]).map((product) => ({
    ...product,
    levels: product.levels.map(({ decision, baseline }) => {
      const since = baseline?.pendingSince ?? null
      return { decision, baseline: baseline && { ...baseline, pendingSince: since && new Date(since) } }
    }),
  }))
}

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

/** How many levels of a product are to be written. */
export function changesIn({ levels }: PlannedProduct): number {
  return levels.filter(({ decision }) => isToWrite(decision)).length
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

function refusal([product, { reason, message }]: [PlannedProduct, RejectedChange]): ConcludedProduct {
  const [outcome, code] = REFUSALS[reason as keyof typeof REFUSALS]
  return notWritten(product, outcome, code, message)
}
