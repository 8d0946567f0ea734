import type { ErrorCode } from '../../errors.ts'
import type { MAPPING_POLICIES, MatchField } from '../../entities/mapping.ts'
import type { ShopifyVariantRecord } from '../../integrations/shopify/records.ts'
import { ledgerText } from '../../ledger-texts.ts'
import { barcodeKey } from '../../matching/barcode.ts'
import { skuKey } from '../../matching/sku.ts'
import type { Feed } from './places.ts'
import type { Quantity } from './quantity.ts'
import { LARGEST_LEVEL, wholePieces } from './quantity.ts'
import type { StockReading } from './stock-reading.ts'
import type { SyncSettings } from './sync-settings.ts'

/** A product mapping with what is known of its Nhanh product since it was pulled. */
export interface MappedProduct {
  mappingId: number
  nhanhId: string
  variantId: string
  policy: (typeof MAPPING_POLICIES)[number]
  reserve: number
  /** What both carried when they were linked by a key. */
  key: string | null
  keyField: MatchField | null
  /** Null when the product was never pulled. */
  nhanh: { kind: string; status: string; skuKey: string | null; barcodeKey: string | null } | null
}

/** When the two platforms were last seen in step at a location; see PublishedLevel. */
export interface Baseline {
  quantity: number
  nhanhAvailable: Quantity
  pendingSince: Date | null
  pendingQuantity: number | null
}

/** A variant as Shopify has it now; `gone`: it has none of that id; a text: what is wrong with its answer. */
export type VariantReading = ShopifyVariantRecord | { gone: true } | { broken: string }

/** What is to be done at one location, and every number that led there. */
export interface LevelDecision {
  locationId: string
  /** Of the depots that feed the location. */
  nhanhAvailable: Quantity | null
  reserve: number
  /** Sold online, and not known to Nhanh yet. */
  pendingSales: number
  target: number | null
  present: number | null
  /** What keeps it from being written. */
  code: LevelCode | null
}
type LevelCode = Extract<ErrorCode, 'SALE_PENDING' | 'NOT_STOCKED_AT_LOCATION' | 'BACKORDERED'>

export type ProductDecision =
  | { kind: 'skipped' | 'failed'; code: ErrorCode; message: string }
  /** One for each location that is fed. */
  | { kind: 'levels'; levels: LevelDecision[] }

export interface DecisionContext {
  feeds: readonly Feed[]
  settings: Pick<SyncSettings, 'salePendingMs' | 'combos' | 'stoppedProducts'>
  now: Date
}

/** What was read of one mapping just now. */
export interface ProductReadings {
  stock: StockReading
  variant: VariantReading
  /** By location. */
  baselines: ReadonlyMap<string, Baseline>
  /** Units in open orders of the variant; null when orders may not be read. */
  orderedUnits: number | null
}

/**
 * What Shopify should show for a mapped product, by every rule there is. Pure: the same readings give the same decision.
 * A level is to be written when its `target` differs from what is `present` and it has no `code`.
 */
export function decideProduct(
  product: MappedProduct,
  { stock, variant, baselines, orderedUnits }: ProductReadings,
  context: DecisionContext,
): ProductDecision {
  if (product.policy === 'HOLD') return skipped('ON_HOLD', ledgerText('onHold'))
  if ('gone' in variant) return failed('VARIANT_GONE', ledgerText('variantGone', product.variantId))
  if ('broken' in variant) return failed('INVALID_ITEM', variant.broken)
  const obstacle = unfitness(product, variant, context.settings)
  if (obstacle) return obstacle
  const isZero =
    product.policy === 'ZERO' ||
    (product.nhanh?.status === 'INACTIVE' && context.settings.stoppedProducts === 'ZERO')
  if (!isZero && stock.kind === 'unknown') return failed('STOCK_UNKNOWN', stock.message)
  if (!isZero && stock.kind === 'noRecord') return skipped('NO_STOCK_RECORD', ledgerText('noStockRecord'))
  // Nothing was compared, so nothing is in step.
  if (context.feeds.length === 0) return skipped('DEPOT_UNASSIGNED', ledgerText('noLocationFed'))
  const levels = context.feeds.map((feed) => {
    const nhanhAvailable = stock.kind === 'known' ? stock.availableIn(feed.depotIds) : null
    const level = variant.stock.find(({ locationId }) => locationId === feed.locationId)
    return decideLevel({
      feed,
      reserve: Math.max(feed.reserve, product.reserve),
      nhanhAvailable: isZero ? null : nhanhAvailable,
      present: level?.isActive ? level.available : null,
      isBackordered: variant.inventoryPolicy === 'CONTINUE',
      baseline: baselines.get(feed.locationId) ?? null,
      orderedUnits,
      context,
    })
  })
  const tooMany = levels.find(({ target }) => target !== null && target > LARGEST_LEVEL)
  if (tooMany) return failed('STOCK_UNKNOWN', ledgerText('tooManyPieces', tooMany.target))
  return { kind: 'levels', levels }
}

/** Whether the level is to be written. */
export function isToWrite({ code, target, present }: LevelDecision): boolean {
  return code === null && target !== present
}

function unfitness(
  { key, keyField, nhanh, policy }: MappedProduct,
  variant: ShopifyVariantRecord,
  { combos, stoppedProducts }: DecisionContext['settings'],
): ProductDecision | null {
  const changed = key === null ? null : changedKey(key, keyField, nhanh, variant)
  if (changed) return failed('KEY_CHANGED', changed)
  // What a person wants to be 0 does not depend on what Nhanh counts.
  if (policy !== 'ZERO') {
    if (nhanh?.kind === 'WEIGHED') return skipped('WEIGHED_GOODS', ledgerText('weighed'))
    if (nhanh?.kind === 'COMBO' && combos === 'SKIP') return skipped('COMBO', ledgerText('combo'))
    if (nhanh?.status === 'INACTIVE' && stoppedProducts === 'KEEP')
      return skipped('STOPPED_IN_NHANH', ledgerText('stopped'))
  }
  if (variant.productStatus === 'ARCHIVED') return skipped('ARCHIVED', ledgerText('archived'))
  if (variant.isBundle) return skipped('BUNDLE_PARENT', ledgerText('bundle'))
  if (!variant.tracked) return skipped('UNTRACKED', ledgerText('untracked'))
  return null
}

/** Where a side has no key any more. */
const NO_KEY = '–'

function changedKey(
  key: string,
  field: MatchField | null,
  nhanh: MappedProduct['nhanh'],
  variant: ShopifyVariantRecord,
): string | null {
  const isSku = field === 'SKU'
  const ofNhanh = isSku ? nhanh?.skuKey : nhanh?.barcodeKey
  const ofShopify = isSku ? skuKey(variant.sku) : barcodeKey(variant.barcode)
  if (nhanh && ofNhanh !== key) return ledgerText('keyChangedInNhanh', field, key, ofNhanh ?? NO_KEY)
  return ofShopify === key ? null : ledgerText('keyChangedInShopify', field, key, ofShopify ?? NO_KEY)
}

function decideLevel({
  feed: { locationId },
  reserve,
  nhanhAvailable,
  present,
  isBackordered,
  baseline,
  orderedUnits,
  context: { now, settings },
}: {
  feed: Feed
  reserve: number
  /** Null: 0 is to be published, whatever there is. */
  nhanhAvailable: Quantity | null
  present: number | null
  isBackordered: boolean
  baseline: Baseline | null
  orderedUnits: number | null
  context: DecisionContext
}): LevelDecision {
  const common = { locationId, nhanhAvailable, reserve, present }
  if (nhanhAvailable === null) {
    const code = obstacleAt(present, isBackordered)
    return { ...common, pendingSales: 0, target: 0, code }
  }
  const inNhanh = wholePieces(nhanhAvailable) - reserve
  const code = obstacleAt(present, isBackordered)
  if (present === null || code) return { ...common, pendingSales: 0, target: Math.max(0, inNhanh), code }
  const pendingSales = pendingUnits({ nhanhAvailable, present, baseline, orderedUnits, now, settings })
  const target = Math.max(0, inNhanh - pendingSales)
  // Of a level never seen in step nobody knows which of the open orders Nhanh has, nor from where they are sent.
  if (!baseline && orderedUnits && target > present)
    return { ...common, pendingSales: orderedUnits, target, code: 'SALE_PENDING' }
  // Without the orders nobody knows whether it was a sale and how large: then it is not raised at all.
  const isHeld = pendingSales > 0 && orderedUnits === null && target >= present
  return { ...common, pendingSales, target, code: isHeld ? 'SALE_PENDING' : null }
}

function obstacleAt(present: number | null, isBackordered: boolean): LevelCode | null {
  if (present === null) return 'NOT_STOCKED_AT_LOCATION'
  return present < 0 && isBackordered ? 'BACKORDERED' : null
}

/** By how much Shopify has fallen since both were in step, less what Nhanh has fallen; at most what was ordered, where that is known. */
function pendingUnits({
  nhanhAvailable,
  present,
  baseline,
  orderedUnits,
  now,
  settings,
}: {
  nhanhAvailable: Quantity
  present: number
  baseline: Baseline | null
  orderedUnits: number | null
  now: Date
  settings: DecisionContext['settings']
}): number {
  if (!baseline) return 0
  const soldOnline = Math.max(0, baseline.quantity - present)
  const fallenInNhanh = Math.max(0, wholePieces(baseline.nhanhAvailable) - wholePieces(nhanhAvailable))
  const pending = Math.max(0, soldOnline - fallenInNhanh)
  if (pending === 0) return 0
  const since = pendingSinceOf(baseline, present, now)
  if (now.getTime() - since.getTime() >= settings.salePendingMs) return 0
  return Math.min(pending, orderedUnits ?? pending)
}

/** Since when sales are pending: from the first sight of the last fall. */
export function pendingSinceOf(
  baseline: Pick<Baseline, 'pendingSince' | 'pendingQuantity'> | null,
  present: number,
  now: Date,
): Date {
  const { pendingSince = null, pendingQuantity = null } = baseline ?? {}
  return pendingSince && pendingQuantity !== null && present >= pendingQuantity ? pendingSince : now
}

const skipped = (code: ErrorCode, message: string) => ({ kind: 'skipped', code, message }) as const
const failed = (code: ErrorCode, message: string) => ({ kind: 'failed', code, message }) as const
