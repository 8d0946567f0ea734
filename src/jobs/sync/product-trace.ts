import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import type { Platform } from '../../entities/account.ts'
import { JobItem } from '../../entities/job-item.ts'
import { ProductMapping } from '../../entities/mapping.ts'
import { PublishedLevel } from '../../entities/published-level.ts'
import { skuKey } from '../../matching/sku.ts'
import { connectedPair, type AccountPair } from '../mappings/account-pair.ts'
import type { PlatformConnections, Platforms } from '../platforms.ts'
import { feedsOf, readPlaces, type Depot } from './places.ts'
import { findProducts, type SyncedProduct } from './product-reading.ts'
import { lookAtPlaces, readStocks, readVariants } from './trace-readings.ts'
import { levelsOf, obstacleOf, type Obstacle, type TracedLevel } from './traced-levels.ts'
import { readWriteState, type WriteState } from './write-switch.ts'

/** Why a SKU shows its number: what a sync of one mapping would do now, with all that leads there. */
export interface ProductTrace {
  mapping: ProductMapping
  /** Why a sync leaves the whole product alone. */
  obstacle: Obstacle | null
  /** One for each active location of the shop. */
  levels: TracedLevel[]
  /** The ledger lines of the syncs that wrote the variant, the newest first. */
  lastWrites: JobItem[]
  /** Whether jobs may write at all. */
  writes: WriteState
  /** Depots that wait for a person's word: until then nothing is written. */
  openDepots: Depot[]
  /** Of whom the numbers are stored ones, because it could not be read now. */
  stored: { platform: Platform; failure: string; readAt: Date | null }[]
}

const MOST_MAPPINGS = 20
const MOST_WRITES = 10
const WRITING_TYPES = ['PRODUCT_SYNC', 'RETRY_FAILED_SYNC', 'UNDO_SYNC']

/** Reads both platforms as a sync does and decides as it does, and writes nothing to them. */
export class ProductTraceService {
  readonly #em: EntityManager
  readonly #platforms: Platforms

  constructor({ em, platforms }: { em: EntityManager; platforms: Platforms }) {
    this.#em = em
    this.#platforms = platforms
  }

  /**
   * Of the mapping with this number, or of the first 20 whose Nhanh product or Shopify variant has this SKU. A platform
   * that does not answer within some seconds is shown as it is stored.
   */
  async trace(chosen: { sku: string } | { mappingNumber: number }): Promise<ProductTrace[]> {
    const pair = connectedPair(this.#platforms)
    if ('kind' in pair) return []
    const platforms = this.#platforms.connections as PlatformConnections
    const em = this.#em.fork()
    const db = em.getKysely<unknown>()
    const selection = await findMappings(db, pair, chosen)
    if (selection.length === 0) return []

    const look = await lookAtPlaces(db, pair, platforms)
    const places = await readPlaces(db, pair)
    const feeds = feedsOf(places)
    const products = await findProducts(db, pair, { selection, after: 0, limit: MOST_MAPPINGS })
    const stocks = await readStocks(em, platforms, products, look.depots)
    const variants = await readVariants(em, { platforms, pair, products, places, feeds, stocks, look })
    const [mappings, lastWrites, published, writes] = await Promise.all([
      em.find(ProductMapping, { id: selection }),
      findLastWrites(em, pair, products),
      em.find(PublishedLevel, {
        shopifyAccountId: pair.shopifyAccountId,
        variantId: products.map(({ variantId }) => variantId),
      }),
      readWriteState(db, platforms.SHOPIFY),
    ])

    return products.flatMap((product) => {
      const mapping = mappings.find(({ id }) => id === product.mappingId)
      const stock = stocks.of.get(product.nhanhId)
      const shopify = variants.of.get(product.mappingId)
      if (!mapping || !stock || !shopify) return []
      const obstacle = obstacleOf(feeds, shopify.decision)
      const readings = { ...shopify, stock: stock.value, obstacle }
      const ofVariant = published.filter(({ variantId }) => variantId === product.variantId)
      const stored = [
        { platform: 'NHANH', failure: stocks.failure, readAt: stock.readAt } as const,
        { platform: 'SHOPIFY', failure: variants.failure, readAt: shopify.readAt } as const,
      ]
      return {
        mapping,
        obstacle,
        levels: levelsOf(product, { places, feeds, published: ofVariant, ...readings }),
        lastWrites: lastWrites.get(product.variantId) ?? [],
        writes,
        openDepots: feeds.open,
        stored: stored.flatMap(({ failure, ...one }) => (failure === null ? [] : { ...one, failure })),
      }
    })
  }
}

async function findMappings(
  db: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  chosen: { sku: string } | { mappingNumber: number },
): Promise<number[]> {
  const ofPair = sql`m.nhanh_account_id = ${nhanhAccountId} and m.shopify_account_id = ${shopifyAccountId}`
  const joined = sql`product_mapping m
    join nhanh_product n on n.account_id = m.nhanh_account_id and n.id = m.nhanh_id
    join shopify_variant v on v.account_id = m.shopify_account_id and v.id = m.shopify_id`
  if ('mappingNumber' in chosen) {
    const { rows } = await sql<{ id: number }>`
      select m.id from ${joined} where ${ofPair} and m.id = ${chosen.mappingNumber}
    `.execute(db)
    return rows.map(({ id }) => id)
  }
  const key = skuKey(chosen.sku)
  if (key === null || key.includes('\0')) return []
  // Each half finds its rows by an index; an OR across both tables would look at all.
  const { rows } = await sql<{ id: number }>`
    select m.id from ${joined} where ${ofPair} and n.account_id = ${nhanhAccountId} and n.sku_key = ${key}
    union
    select m.id from ${joined} where ${ofPair} and v.account_id = ${shopifyAccountId} and v.sku_key = ${key}
    order by id limit ${MOST_MAPPINGS}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Lines of writes that were done, or of which nobody knows. */
async function findLastWrites(
  em: EntityManager,
  { shopifyAccountId }: AccountPair,
  products: readonly SyncedProduct[],
): Promise<Map<string, JobItem[]>> {
  const { rows } = await sql<Record<string, unknown>>`
    select line.* from unnest(${products.map(({ variantId }) => variantId)}::text[]) as wanted(key)
    cross join lateral (
      select i.* from job_item i join background_job j on j.id = i.job_id
      where i.key = wanted.key and (i.outcome = 'UPDATED' or i.code = 'WRITE_UNCONFIRMED')
        and j.type = any(${WRITING_TYPES}::text[]) and not j.dry_run and j.account_ids @> ${[shopifyAccountId]}::int[]
      order by i.job_id desc, i.number desc limit ${MOST_WRITES}
    ) as line
  `.execute(em.getKysely<unknown>())
  return Map.groupBy(
    rows.map((row) => em.map(JobItem, row)),
    ({ key }) => key,
  )
}
