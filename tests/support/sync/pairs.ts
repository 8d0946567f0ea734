import type { NhanhProduct } from '../../../src/sandbox/nhanh/nhanh-world.ts'
import type { ShopifyVariant } from '../../../src/sandbox/shopify/shopify-records.ts'
import type { GivenVariant } from '../../../src/sandbox/shopify/shopify-world.ts'
import type { World } from '../../../src/sandbox/world.ts'
import { setInNhanh, startSyncedShop, variantGid, type SyncedShop } from './shop.ts'

/** What each depot of the sandbox has of a pair, and what its two locations show then. */
const IN_DEPOTS = [10, 11, 12]
const AT_LOCATIONS = [10, 23]

export interface Given {
  nhanh?: Partial<NhanhProduct>
  variant?: GivenVariant
}

/** A product that both platforms sell under one SKU, in step. */
export interface Pair {
  variant: ShopifyVariant
  product: NhanhProduct
  /** The key of its ledger lines. */
  gid: string
}

/** Adds pairs with the SKUs SP-1 and so on; `given`: what some of them have otherwise. */
export function addPairs(
  { nhanh, shopify }: World,
  count: number,
  given: (number: number) => Given = () => ({}),
): void {
  for (let number = 1; number <= count; number++) {
    const { nhanh: ofNhanh, variant } = given(number)
    const title = `Sản phẩm ${number}`
    const sku = `SP-${number}`
    nhanh.addProduct({
      code: sku,
      name: title,
      stock: nhanh.depots.map(({ id: depotId }, at) => ({
        depotId,
        remain: IN_DEPOTS[at]!,
        shipping: 0,
        damaged: 0,
        holding: 0,
        transfering: 0,
      })),
      ...ofNhanh,
    })
    const levels = shopify.locations.records.map(({ id: locationId, updatedAt }, at) => ({
      locationId,
      available: AT_LOCATIONS[at]!,
      committed: 0,
      isActive: true,
      updatedAt,
    }))
    shopify.addProduct({ title }, [{ sku, levels, ...variant }])
  }
}

/** The pair with the SKU SP-`number`. */
export function pairOf({ nhanh, shopify }: World, number: number): Pair {
  const sku = `SP-${number}`
  const variant = shopify.variants.records.find((one) => one.sku === sku)
  const product = nhanh.products.records.find((one) => one.code === sku)
  if (!variant || !product) throw new Error(`there is no pair ${sku}`)
  return { variant, product, gid: variantGid(variant.id) }
}

/** What a variant shows at each location, in the order of the locations; null where it is not stocked. */
export function levelsOf({ shopify }: World, { inventoryItem }: ShopifyVariant): (number | null)[] {
  return shopify.locations.records.map(
    ({ id }) => inventoryItem.levels.find(({ locationId }) => locationId === id)?.available ?? null,
  )
}

/** Everything that Shopify shows, by SKU. */
export function shownBy(world: World): Record<string, (number | null)[]> {
  return Object.fromEntries(
    world.shopify.variants.records.map((variant) => [variant.sku ?? variant.id, levelsOf(world, variant)]),
  )
}

/** A shop of pairs that show 10 and 23, of which Nhanh has 3 for the first location. */
export async function startPairs(pairs: number): Promise<SyncedShop> {
  const shop = await startSyncedShop({ sandbox: { products: 0 }, fill: (world) => addPairs(world, pairs) })
  for (let number = 1; number <= pairs; number++) setFirst(shop, number, 3)
  return shop
}

/** Changes what Nhanh has of a pair for the first location. */
export function setFirst(shop: SyncedShop, number: number, available: number): void {
  const { world } = shop.sandbox
  setInNhanh(shop, pairOf(world, number).product.id, world.nhanh.depots[0]!.id, available)
}
