import type { ErrorCode } from '../../errors.ts'
import { ledgerText } from '../../ledger-texts.ts'
import { NO_WEIGHT, weightOf, type Weight } from './breaker.ts'
import { resultOf, type ItemResult, type LedgerItem } from './item-results.ts'
import { isToWrite, type Baseline, type LevelDecision } from './product-decision.ts'
import type { ReadProduct, SyncedProduct } from './product-reading.ts'
import type { LevelOutcome } from './published-levels.ts'
import { formatQuantity } from './quantity.ts'
import type { Concluded } from './sync-ledger.ts'

/** A product of which at least one level is to be written; JSON-safe but for the moments of its baselines. */
export interface PlannedProduct {
  item: LedgerItem
  /** What must still be said of its mapping when it is written; null when it is written whatever it is mapped to. */
  mapping: Pick<SyncedProduct, 'mappingId' | 'variantId' | 'nhanhId' | 'policy' | 'reserve'> | null
  inventoryItemId: string
  /** When what the targets rest on was read (ms). */
  stockReadAt: number
  /** All levels, those that stay as they are too. */
  levels: { decision: LevelDecision; baseline: Baseline | null }[]
  /** How often its numbers were found changed by others since they were read. */
  stale: number
}

/** What is to be noted of a product, with what its levels came to. */
export interface ConcludedProduct extends Concluded {
  levels: LevelOutcome[]
}

/** The plan for a product that was read; null when nothing is to be written. */
export function planOf(read: Omit<ReadProduct, 'plan'>): PlannedProduct | null {
  const { product, decision, baselines, variant, stockReadAt } = read
  if (decision.kind !== 'levels' || !('stock' in variant) || !decision.levels.some(isToWrite)) return null
  const { mappingId, variantId, nhanhId, policy, reserve } = product
  return {
    item: itemOf(product),
    mapping: { mappingId, variantId, nhanhId, policy, reserve },
    inventoryItemId: variant.inventoryItemId,
    stockReadAt,
    levels: decision.levels.map((level) => ({
      decision: level,
      baseline: baselines.get(level.locationId) ?? null,
    })),
    stale: 0,
  }
}

/** What becomes of a product that was read and of which nothing is to be written. */
export function withoutWrite({ product, decision, baselines }: ReadProduct): ConcludedProduct {
  const item = itemOf(product)
  if (decision.kind !== 'levels') {
    const { kind, code, message } = decision
    const outcome = kind === 'failed' ? 'FAILED' : 'SKIPPED'
    return leftAlone(item, { outcome, code, message })
  }
  const { levels } = decision
  const code = levels.find((level) => level.code !== null)?.code ?? null
  const shown = levels.map(shownLevel)
  return {
    result: code
      ? resultOf(item, { outcome: 'SKIPPED', code, message: reasonsOf(levels), before: { levels: shown } })
      : resultOf(item, { outcome: 'UNCHANGED', code: null, message: null }),
    levels: levels.map((level) => ({
      variantId: product.variantId,
      decision: level,
      baseline: baselines.get(level.locationId) ?? null,
      written: null,
    })),
    weight: weightOf(levels.map(({ present }) => ({ present, after: present }))),
  }
}

/**
 * What becomes of a product whose levels were written, or would be in a dry run. `adjustmentId`: how Shopify's inventory
 * history calls the write.
 */
export function written(
  { item, levels }: PlannedProduct,
  adjustmentId: string | null = null,
): ConcludedProduct {
  const decisions = levels.map(({ decision }) => decision)
  const after = (level: LevelDecision) => (isToWrite(level) ? level.target : level.present)
  const code = decisions.find((level) => level.code !== null)?.code ?? null
  return {
    result: resultOf(item, {
      outcome: 'UPDATED',
      code,
      message: code && reasonsOf(decisions),
      before: { levels: decisions.map(shownLevel) },
      after: {
        levels: decisions
          .filter(isToWrite)
          .map(({ locationId, target }) => ({ locationId, available: target })),
        ...(adjustmentId !== null && { adjustmentId }),
      },
    }),
    levels: levels.map(({ decision, baseline }) => ({
      variantId: item.key,
      decision,
      baseline,
      written: isToWrite(decision) ? decision.target : null,
    })),
    weight: weightOf(decisions.map((level) => ({ present: level.present, after: after(level) }))),
  }
}

/** What becomes of a product that was to be written and was not. Its ledger line tells what would have been. */
export function notWritten(
  planned: PlannedProduct,
  outcome: 'SKIPPED' | 'FAILED',
  code: ErrorCode,
  message: string,
): ConcludedProduct {
  const { result } = written(planned)
  const present = planned.levels.map(({ decision }) => decision.present)
  return {
    result: { ...result, outcome, code, message },
    levels: [],
    weight: weightOf(present.map((number) => ({ present: number, after: number }))),
  }
}

/** How much a plan weighs: what its levels would come to. */
export function weightOfPlan(planned: PlannedProduct): Weight {
  return written(planned).weight
}

/** What is to be noted of a variant that is left as it is. */
export function leftAlone(
  item: LedgerItem,
  result: Pick<ItemResult, 'outcome' | 'code' | 'message'> & { before?: unknown },
): ConcludedProduct {
  return { result: resultOf(item, result), levels: [], weight: { ...NO_WEIGHT, items: 1 } }
}

function itemOf({ mappingId, variantId, title, sku, failures, nhanhId }: SyncedProduct): LedgerItem {
  return {
    mappingId,
    key: variantId,
    title: title === '' ? null : title,
    searchable: [sku ?? '', nhanhId],
    failures,
  }
}

function shownLevel({ locationId, present, nhanhAvailable, reserve, pendingSales }: LevelDecision) {
  return {
    locationId,
    available: present,
    inNhanh: nhanhAvailable === null ? null : formatQuantity(nhanhAvailable),
    reserve,
    pendingSales,
  }
}

const REASONS = {
  SALE_PENDING: ({ pendingSales }: LevelDecision) => ledgerText('salePending', pendingSales),
  NOT_STOCKED_AT_LOCATION: () => ledgerText('notStocked'),
  BACKORDERED: ({ present }: LevelDecision) => ledgerText('backordered', present),
}

function reasonsOf(levels: readonly LevelDecision[]): string {
  return levels
    .flatMap((level) => (level.code ? `${level.locationId}: ${REASONS[level.code](level)}` : []))
    .join('; ')
}
