import type { EntityManager } from '@mikro-orm/postgresql'
import type { Kysely } from 'kysely'
import { NhanhProduct } from '../../entities/nhanh-product.ts'
import { ShopifyVariant } from '../../entities/shopify-variant.ts'
import { ledgerText } from '../../ledger-texts.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import type { Feed } from './places.ts'
import {
  decideProduct,
  type MappedProduct,
  type ProductDecision,
  type VariantReading,
} from './product-decision.ts'
import { readBaselines } from './published-levels.ts'
import { readingOf, type StockReading } from './stock-reading.ts'
import type { SyncSettings } from './sync-settings.ts'

/** What was read of a record, and when; null: never. */
export interface Stored<Value> {
  value: Value
  readAt: Date | null
}

/** The stock of products as it was pulled. Combos have none of their own. */
export async function findStoredStock(
  em: EntityManager,
  accountId: number,
  { combos, others }: { combos: readonly string[]; others: readonly string[] },
): Promise<Map<string, Stored<StockReading>>> {
  const rows = await em.find(NhanhProduct, { accountId, id: [...others] })
  const missing = (id: string, message: string) =>
    [id, { value: { kind: 'unknown', message }, readAt: null }] as const
  const stored = new Map<string, Stored<StockReading>>([
    ...others.map((id) => missing(id, ledgerText('neverPulled'))),
    ...combos.map((id) => missing(id, ledgerText('componentsNotStored'))),
  ])
  for (const { id, available, stock, pulledAt } of rows) {
    const value = readingOf({ id, available: available ?? null, depots: stock })
    stored.set(id, { value, readAt: pulledAt })
  }
  return stored
}

/** Variants as they were pulled. */
export async function findStoredVariants(
  em: EntityManager,
  accountId: number,
  ids: readonly string[],
): Promise<Map<string, Stored<VariantReading>>> {
  const rows = await em.find(ShopifyVariant, { accountId, id: [...ids] })
  return new Map(
    rows.map((row) => [
      row.id,
      { value: row.deletedAt ? { gone: true as const } : (row as VariantReading), readAt: row.pulledAt },
    ]),
  )
}

/** What a sync would decide if Shopify still were as it was pulled. Its orders are not known then. */
export async function decideAsStored(
  db: Kysely<unknown>,
  { shopifyAccountId }: AccountPair,
  {
    products,
    stocks,
    variants,
    feeds,
    settings,
  }: {
    products: readonly MappedProduct[]
    stocks: ReadonlyMap<string, Stored<StockReading>>
    variants: ReadonlyMap<string, Stored<VariantReading>>
    feeds: readonly Feed[]
    settings: SyncSettings
  },
): Promise<Map<number, { decision: ProductDecision; variant: VariantReading; readAt: Date | null }>> {
  const ids = products.map(({ variantId }) => variantId)
  const baselines = await readBaselines(db, shopifyAccountId, ids)
  const context = { feeds, settings, now: new Date() }
  return new Map(
    products.map((product) => {
      const { value: variant, readAt } = variants.get(product.variantId) ?? {
        value: { gone: true as const },
        readAt: null,
      }
      const readings = {
        stock: stocks.get(product.nhanhId)!.value,
        variant,
        baselines: baselines.get(product.variantId) ?? new Map<string, never>(),
        orderedUnits: null,
      }
      return [product.mappingId, { decision: decideProduct(product, readings, context), variant, readAt }]
    }),
  )
}
