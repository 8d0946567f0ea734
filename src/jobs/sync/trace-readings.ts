import type { EntityManager } from '@mikro-orm/postgresql'
import type { Kysely } from 'kysely'
import { CodedError } from '../../errors.ts'
import type { CallOptions } from '../../integrations/call.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import type { PlatformConnections } from '../platforms.ts'
import { rememberDepots, rememberLocations, type Feeds, type Places } from './places.ts'
import type { ProductDecision, VariantReading } from './product-decision.ts'
import { isMadeOfComponents, ProductReader, type SyncedProduct } from './product-reading.ts'
import { readCombos, readStock, type StockReading } from './stock-reading.ts'
import { decideAsStored, findStoredStock, findStoredVariants, type Stored } from './stored-readings.ts'

/** So long a person waits for a platform's answer. */
const ASK_MS = 5_000

/** What a platform said, or why it could not be asked. */
type Told<Value> = { value: Value } | { failure: string }

async function ask<Value>(question: (call: CallOptions) => Promise<Value>): Promise<Told<Value>> {
  const signal = AbortSignal.timeout(ASK_MS)
  try {
    return { value: await question({ signal, interactive: true }) }
  } catch (error) {
    if (signal.aborted) return { failure: `it did not answer within ${ASK_MS / 1000} seconds` }
    if (error instanceof CodedError) return { failure: error.message }
    throw error
  }
}

/** Which platforms answered at first. */
export interface Look {
  depots: Told<unknown>
  /** With whether orders may be read. */
  locations: Told<boolean>
}

/** Has both tell their depots and locations, as a sync does before it begins, and stores that. */
export async function lookAtPlaces(
  db: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  { NHANH, SHOPIFY }: PlatformConnections,
): Promise<Look> {
  const [depots, shop] = await Promise.all([
    ask((call) => NHANH.client.depots(call)),
    ask(async (call) => ({
      locations: await SHOPIFY.client.locations(call),
      mayReadOrders: await SHOPIFY.client.inventory.hasScope('read_orders', call),
    })),
  ])
  await db.transaction().execute(async (tx) => {
    if ('value' in depots) await rememberDepots(tx, nhanhAccountId, depots.value)
    if ('value' in shop) await rememberLocations(tx, shopifyAccountId, shop.value.locations)
  })
  return { depots, locations: 'value' in shop ? { value: shop.value.mayReadOrders } : shop }
}

/** What a platform says by record, or what is stored of it, and why that. */
export interface Readings<Key, Value> {
  of: Map<Key, Value>
  failure: string | null
}

/** What Nhanh has of these products. */
export async function readStocks(
  em: EntityManager,
  { NHANH, SHOPIFY }: PlatformConnections,
  products: readonly SyncedProduct[],
  depots: Told<unknown>,
): Promise<Readings<string, Stored<StockReading>>> {
  const combos = products
    .filter((product) => isMadeOfComponents(product, SHOPIFY.sync))
    .map(({ nhanhId }) => nhanhId)
  const others = products.map(({ nhanhId }) => nhanhId).filter((id) => !combos.includes(id))
  const told =
    'failure' in depots
      ? depots
      : await ask(async (call) => [
          ...(await readStock(NHANH.client, others, call)),
          ...(await readCombos(NHANH.client, combos, call)),
        ])
  if ('failure' in told)
    return { of: await findStoredStock(em, NHANH.accountId, { combos, others }), failure: told.failure }
  const of = new Map(told.value.map(([id, value]) => [id, { value, readAt: new Date() }]))
  return { of, failure: null }
}

export interface ReadVariant {
  decision: ProductDecision
  variant: VariantReading
  readAt: Date | null
}

/** What Shopify has of these products, by mapping, and what a sync would do. */
export async function readVariants(
  em: EntityManager,
  {
    platforms,
    pair,
    products,
    places,
    feeds: { feeds },
    stocks,
    look,
  }: {
    platforms: PlatformConnections
    pair: AccountPair
    products: readonly SyncedProduct[]
    places: Places
    feeds: Feeds
    stocks: Readings<string, Stored<StockReading>>
    look: Look
  },
): Promise<Readings<number, ReadVariant>> {
  const db = em.getKysely<unknown>()
  const ids = products.map(({ variantId }) => variantId)
  const mayRead = look.locations
  const told =
    'failure' in mayRead
      ? mayRead
      : await ask(async (call) => {
          const reader = new ProductReader({
            db,
            pair,
            platforms,
            call,
            feeds,
            locations: places.locations.length,
            mayReadOrders: mayRead.value,
          })
          const known = new Map(
            [...stocks.of].map(([id, { value }]) => [id, { stock: value, stockReadAt: Date.now() }]),
          )
          // A sync does not read what is on hold.
          const held = products.filter(({ policy }) => policy === 'HOLD')
          return Promise.all([
            reader.read(products, { known }),
            reader.readVariants(held.map(({ variantId }) => variantId)),
          ])
        })
  if ('failure' in told) {
    const stored = await findStoredVariants(em, pair.shopifyAccountId, ids)
    const settings = platforms.SHOPIFY.sync
    const of = await decideAsStored(db, pair, {
      products,
      stocks: stocks.of,
      variants: stored,
      feeds,
      settings,
    })
    return { of, failure: told.failure }
  }
  const [reads, held] = told.value
  const of = new Map(
    reads.map(({ product, decision, variant, readAt }) => [
      product.mappingId,
      { decision, variant: held.get(product.variantId) ?? variant, readAt: new Date(readAt) },
    ]),
  )
  return { of, failure: null }
}
