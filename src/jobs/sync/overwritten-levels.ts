import { ledgerText } from '../../ledger-texts.ts'
import type { Kysely } from 'kysely'
import type { PlatformConnections } from '../platforms.ts'
import type { Baseline, LevelDecision, VariantReading } from './product-decision.ts'
import { leftAlone, type ConcludedProduct, type PlannedProduct } from './product-items.ts'
import { itemOfLine, type LedgerItem } from './item-results.ts'
import { readBaselines } from './published-levels.ts'
import type { Overwritten } from './overwritten.ts'
import type { Plans, Replanned } from './write-steps.ts'
import { requireWrites } from './write-switch.ts'

/** What a sync made of the levels of a variant. */
interface OverwrittenLevels {
  item: LedgerItem
  levels: { locationId: string; before: number | null; written: number }[]
}

type Decided = Replanned<PlannedProduct, ConcludedProduct>

/** Plans that put back the levels which a sync has overwritten. */
export class OverwrittenProducts implements Plans<PlannedProduct, ConcludedProduct> {
  readonly #db: Kysely<unknown>
  readonly #shopify: PlatformConnections['SHOPIFY']
  readonly #readVariants: (ids: readonly string[]) => Promise<Map<string, VariantReading>>

  constructor(options: {
    db: Kysely<unknown>
    shopify: PlatformConnections['SHOPIFY']
    readVariants: (ids: readonly string[]) => Promise<Map<string, VariantReading>>
  }) {
    this.#db = options.db
    this.#shopify = options.shopify
    this.#readVariants = options.readVariants
  }

  /** What is to become of these lines of a sync's ledger, in their order. */
  async plan(lines: readonly Overwritten[]): Promise<Decided[]> {
    return this.#decide(lines.map(levelsOf))
  }

  /** @throws CodedError WRITES_DISABLED */
  async confirm(tx: Kysely<unknown>, plans: readonly PlannedProduct[]): Promise<PlannedProduct[]> {
    await requireWrites(tx, this.#shopify)
    return [...plans]
  }

  async readAgain(plans: readonly PlannedProduct[]): Promise<Decided[]> {
    const decided = await this.#decide(
      plans.map(({ item, levels }) => ({
        item,
        levels: levels.map(({ decision: { locationId, present, target } }) => ({
          locationId,
          before: target,
          written: present!,
        })),
      })),
    )
    return decided.map((one, index) =>
      'plan' in one ? { plan: { ...one.plan, stale: plans[index]!.stale } } : one,
    )
  }

  async #decide(overwritten: readonly OverwrittenLevels[]): Promise<Decided[]> {
    const ids = overwritten.map(({ item }) => item.key)
    const readAt = Date.now()
    const [variants, baselines] = await Promise.all([
      this.#readVariants(ids),
      readBaselines(this.#db, this.#shopify.accountId, ids),
    ])
    return overwritten.map((one) => {
      const { key: variantId } = one.item
      const variant = variants.get(variantId) ?? { gone: true as const }
      return decideUndo(one, { variant, baselines: baselines.get(variantId) ?? new Map(), readAt })
    })
  }
}

/** Puts a variant's levels back if all of them stand at what the sync wrote, and else none. */
function decideUndo(
  { item, levels }: OverwrittenLevels,
  {
    variant,
    baselines,
    readAt,
  }: { variant: VariantReading; baselines: ReadonlyMap<string, Baseline>; readAt: number },
): Decided {
  if ('gone' in variant) {
    const message = ledgerText('variantGone', item.key)
    return { settled: leftAlone(item, { outcome: 'FAILED', code: 'VARIANT_GONE', message }) }
  }
  if ('broken' in variant)
    return { settled: leftAlone(item, { outcome: 'FAILED', code: 'INVALID_ITEM', message: variant.broken }) }
  const presentAt = (locationId: string) => {
    const level = variant.stock.find((one) => one.locationId === locationId)
    return level?.isActive ? level.available : null
  }
  const now = levels.map((level) => ({ ...level, present: presentAt(level.locationId) }))
  if (now.every(({ present, before }) => present === before))
    return { settled: leftAlone(item, { outcome: 'UNCHANGED', code: null, message: null }) }
  const before = {
    levels: now.map(({ locationId, present }) => ({ locationId, available: present })),
  }
  const edited = now.filter(({ present, written }) => present !== written)
  if (edited.length > 0) {
    const message = edited
      .map(
        ({ locationId, present, written }) => `${locationId}: ${ledgerText('levelEdited', present, written)}`,
      )
      .join('; ')
    return { settled: leftAlone(item, { outcome: 'SKIPPED', code: 'EDITED_SINCE', message, before }) }
  }
  const negative = now.find((level) => level.before === null || level.before < 0)
  if (negative) {
    const message = `${negative.locationId}: ${ledgerText('belowZero', negative.before)}`
    return { settled: leftAlone(item, { outcome: 'FAILED', code: 'SHOPIFY_REFUSED', message, before }) }
  }
  return {
    plan: {
      item,
      mapping: null,
      inventoryItemId: variant.inventoryItemId,
      stockReadAt: readAt,
      levels: now.map(({ locationId, present, before: target }) => {
        const baseline = baselines.get(locationId) ?? null
        return { decision: backTo({ locationId, present, target }, baseline), baseline }
      }),
      stale: 0,
    },
  }
}

/** What was sold and is not known to Nhanh yet is still so. */
function backTo(
  level: Pick<LevelDecision, 'locationId' | 'present' | 'target'>,
  baseline: Baseline | null,
): LevelDecision {
  const { quantity = 0, pendingQuantity = null } = baseline ?? {}
  const pendingSales = pendingQuantity === null ? 0 : Math.max(0, quantity - pendingQuantity)
  return { ...level, nhanhAvailable: null, reserve: 0, pendingSales, code: null }
}

function levelsOf(line: Overwritten): OverwrittenLevels {
  const { before, after } = line
  const from = (before as Levels).levels
  return {
    item: itemOfLine(line),
    levels: (after as Levels).levels.map(({ locationId, available }) => ({
      locationId,
      before: from.find((level) => level.locationId === locationId)?.available ?? null,
      written: available!,
    })),
  }
}

interface Levels {
  levels: { locationId: string; available: number | null }[]
}
