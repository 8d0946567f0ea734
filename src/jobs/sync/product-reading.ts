import { sql, type Kysely } from 'kysely'
import { CodedError } from '../../errors.ts'
import type { CallOptions } from '../../integrations/call.ts'
import { sideBySide } from '../../integrations/waiting.ts'
import { ledgerText } from '../../ledger-texts.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { standingPolicySql } from '../mappings/standing-policy.ts'
import type { PlatformConnections } from '../platforms.ts'
import type { Feed } from './places.ts'
import {
  decideProduct,
  type Baseline,
  type LevelDecision,
  type MappedProduct,
  type ProductDecision,
  type VariantReading,
} from './product-decision.ts'
import { planOf, type PlannedProduct } from './product-items.ts'
import { readBaselines } from './published-levels.ts'
import { asShown, readShownLevels } from './shown-plan.ts'
import { chosenBy, type Selection } from './selection.ts'
import type { SyncSettings } from './sync-settings.ts'
import { readCombos, readStock, type StockReading } from './stock-reading.ts'
import { readVariants } from './variant-reading.ts'

/** A mapping that a sync is about, with what its ledger line needs. */
export interface SyncedProduct extends MappedProduct {
  title: string | null
  sku: string | null
  /** Failed syncs in a row before this one. */
  failures: number
}

/** What was read of a mapping and what follows from it. */
export interface ReadProduct {
  product: SyncedProduct
  decision: ProductDecision
  /** Null when nothing is to be written. */
  plan: PlannedProduct | null
  baselines: ReadonlyMap<string, Baseline>
  /** Of Shopify now. */
  variant: VariantReading
  /** What Nhanh said, and when it was asked (ms). */
  stock: StockReading
  stockReadAt: number
  /** When Shopify was asked (ms). */
  readAt: number
}

/** What both platforms had by variant and location when a job read them first. */
export type Sights = ReadonlyMap<string, ReadonlyMap<string, Baseline>>

/** The sights of levels that were read. */
export function sightsOf(read: readonly { variantId: string; levels: readonly LevelDecision[] }[]): Sights {
  return new Map(
    read.map(({ variantId, levels }) => [
      variantId,
      new Map(
        levels.flatMap(({ locationId, present, nhanhAvailable }): [string, Baseline][] =>
          present === null || nhanhAvailable === null
            ? []
            : [
                [
                  locationId,
                  { quantity: present, nhanhAvailable, pendingSince: null, pendingQuantity: null },
                ],
              ],
        ),
      ),
    ]),
  )
}

/** What was read of a product of Nhanh so shortly ago that it need not be read again. */
type KnownStock = Pick<ReadProduct, 'stock' | 'stockReadAt'>

/** Reads mappings: from the database, and what they lead to from both platforms, afresh. */
export class ProductReader {
  readonly #db: Kysely<unknown>
  readonly #pair: AccountPair
  readonly #platforms: PlatformConnections
  readonly #call: () => CallOptions
  /** What the levels of each location are made of. */
  readonly feeds: readonly Feed[]
  /** For how many locations levels are read with a variant. */
  readonly #levels: number
  readonly #mayReadOrders: boolean
  readonly #planJobId: number | null

  constructor(options: {
    db: Kysely<unknown>
    pair: AccountPair
    platforms: PlatformConnections
    call: CallOptions
    feeds: readonly Feed[]
    locations: number
    mayReadOrders: boolean
    /** The dry run of which nothing but what it showed is to be written. */
    planJobId?: number
  }) {
    this.#db = options.db
    this.#pair = options.pair
    this.#platforms = options.platforms
    this.#call = sideBySide(options.call)
    this.feeds = options.feeds
    this.#levels = options.locations
    this.#mayReadOrders = options.mayReadOrders
    this.#planJobId = options.planJobId ?? null
  }

  /**
   * Reads both platforms for these mappings, and decides. `known`: by Nhanh product, of whom only Shopify is read. `seen`:
   * by variant, what this job read before; for a level that was never in step, a fall since then is a sale too.
   */
  async read(
    products: readonly SyncedProduct[],
    { known = new Map(), seen = new Map() }: { known?: ReadonlyMap<string, KnownStock>; seen?: Sights } = {},
  ): Promise<ReadProduct[]> {
    const { NHANH, SHOPIFY } = this.#platforms
    const readAt = Date.now()
    const isCombo = (product: SyncedProduct) => isMadeOfComponents(product, SHOPIFY.sync)
    const wanted = products.filter(({ policy }) => policy !== 'HOLD')
    const asked = wanted.filter(({ nhanhId }) => !known.has(nhanhId))
    const nhanhIds = (chosen: SyncedProduct[]) => chosen.map(({ nhanhId }) => nhanhId)
    const variantIds = wanted.map(({ variantId }) => variantId)
    const [stocks, combos, variants, stored, shown] = await Promise.all([
      readStock(NHANH.client, nhanhIds(asked.filter((product) => !isCombo(product))), this.#call()),
      readCombos(NHANH.client, nhanhIds(asked.filter(isCombo)), this.#call()),
      this.readVariants(variantIds),
      readBaselines(this.#db, this.#pair.shopifyAccountId, variantIds),
      this.#planJobId === null ? null : readShownLevels(this.#db, this.#planJobId, variantIds),
    ])
    const baselines = new Map(
      variantIds.map((id) => [id, new Map([...(seen.get(id) ?? []), ...(stored.get(id) ?? [])])]),
    )
    // After the levels: an order that one of them has fallen by is then among them.
    const orders = await this.#orderedUnits(variants, baselines)
    const context = { feeds: this.feeds, settings: SHOPIFY.sync, now: new Date() }
    return products.map((product) => {
      const variant = variants.get(product.variantId) ?? { gone: true as const }
      const ofVariant = baselines.get(product.variantId) ?? new Map<string, Baseline>()
      const { stock, stockReadAt } = known.get(product.nhanhId) ?? {
        stock: combos.get(product.nhanhId) ?? stocks.get(product.nhanhId) ?? NOT_ASKED,
        stockReadAt: readAt,
      }
      const readings = {
        stock,
        variant,
        baselines: ofVariant,
        orderedUnits: orders && (orders.get(product.variantId) ?? 0),
      }
      const decided = decideProduct(product, readings, context)
      const decision = shown ? asShown(decided, shown.get(product.variantId)) : decided
      const read = { product, decision, baselines: ofVariant, variant, stock, stockReadAt, readAt }
      return { ...read, plan: planOf(read) }
    })
  }

  /**
   * A depot that the token has lost would look like one without stock: what was read of Nhanh long after the depots is true
   * only if they are still the same.
   * @throws CodedError DEPOT_LOST
   */
  async requireSameDepots(): Promise<void> {
    const depots = await this.#platforms.NHANH.client.depots(this.#call())
    const granted = new Set(depots.map(({ id }) => id))
    const lost = this.feeds.flatMap(({ depotIds }) => depotIds).filter((id) => !granted.has(id))
    if (lost.length > 0)
      throw new CodedError('DEPOT_LOST', `The token does not cover any more: ${lost.join(', ')}`)
  }

  /** What Shopify alone has now. */
  async readVariants(ids: readonly string[]): Promise<Map<string, VariantReading>> {
    return readVariants(this.#platforms.SHOPIFY.client, ids, { levels: this.#levels, call: this.#call })
  }

  /** Nobody is asked when no level has fallen. Null when orders may not be read. */
  async #orderedUnits(
    variants: ReadonlyMap<string, VariantReading>,
    baselines: ReadonlyMap<string, ReadonlyMap<string, Baseline>>,
  ): Promise<Map<string, number> | null> {
    if (!this.#mayReadOrders) return null
    const mayHaveSold = [...variants].some(
      ([id, variant]) =>
        'stock' in variant &&
        variant.stock.some(({ locationId, available }) => {
          const baseline = baselines.get(id)?.get(locationId)
          return available !== null && available < (baseline?.quantity ?? Infinity)
        }),
    )
    if (!mayHaveSold) return new Map()
    const { client, sync } = this.#platforms.SHOPIFY
    const since = new Date(Date.now() - sync.salePendingMs)
    return client.inventory.openOrderUnits({ since }, this.#call())
  }
}

/** Whether the stock of a product is what its components make. */
export function isMadeOfComponents(
  { nhanh }: Pick<MappedProduct, 'nhanh'>,
  { combos }: Pick<SyncSettings, 'combos'>,
): boolean {
  return nhanh?.kind === 'COMBO' && combos === 'COMPONENTS'
}

/** Of what is on hold. */
const NOT_ASKED: StockReading = { kind: 'unknown', message: ledgerText('notAsked') }

/** The next mappings behind a number, in the order of their numbers. */
export async function findProducts(
  db: Kysely<unknown>,
  pair: AccountPair,
  { selection, after, limit }: { selection: Selection; after: number; limit: number },
): Promise<SyncedProduct[]> {
  const { rows } = await sql<SyncedProduct>`
    select mapping.id as "mappingId", mapping.nhanh_id::text as "nhanhId", mapping.shopify_id as "variantId",
      ${standingPolicySql()} as policy, mapping.reserve, mapping.key, mapping.key_field as "keyField",
      case when n.id is not null then json_build_object('kind', n.kind, 'status', n.status, 'skuKey', n.sku_key,
        'barcodeKey', n.barcode_key) end as nhanh,
      concat_ws(' – ', coalesce(v.product_title, n.name), nullif(v.title, 'Default Title')) as title,
      coalesce(v.sku, n.sku) as sku, coalesce(f.attempts, 0) as failures
    from product_mapping mapping
    left join nhanh_product n on n.account_id = mapping.nhanh_account_id and n.id = mapping.nhanh_id
    left join shopify_variant v on v.account_id = mapping.shopify_account_id and v.id = mapping.shopify_id
    left join sync_failure f on f.kind = 'PRODUCT' and f.mapping_id = mapping.id
    where mapping.nhanh_account_id = ${pair.nhanhAccountId} and mapping.shopify_account_id = ${pair.shopifyAccountId}
      and mapping.id > ${after} and ${chosenBy(selection)}
    order by mapping.id limit ${limit}
  `.execute(db)
  return rows
}
