import {
  NHANH_TYPE,
  type NhanhDepotStock,
  type NhanhPrices,
  type NhanhProduct,
  type NhanhWorld,
} from '../nhanh/nhanh-world.ts'
import { type Random, randomFrom } from '../random.ts'
import type { ShopifyLevel } from '../shopify/shopify-records.ts'
import type { ShopifyWorld } from '../shopify/shopify-world.ts'
import type { CatalogueProduct, CatalogueVariant, NhanhSide } from './catalogue.ts'

const FIRST_LOCATION_ID = 66_000_000_001
const FIRST_DEPOT_ID = 9001

/** Fixed, so that the same options give the same data on every day: all records lie in the 400 days before it. */
const DATA_ENDS_AT = Date.UTC(2026, 10, 20)
const DATA_DAYS = 400
const DAY_MS = 86_400_000

/** Puts the depots and locations in place, then every product on the sides where it is sold. */
export function buildCatalogue(
  nhanh: NhanhWorld,
  shopify: ShopifyWorld,
  products: Iterable<CatalogueProduct>,
): void {
  addDepots(nhanh)
  addLocations(shopify)
  let index = 0
  for (const product of products) {
    const random = randomFrom(`times and stock of product ${index}`)
    const createdAt = DATA_ENDS_AT - random.int(1, DATA_DAYS * 86_400) * 1000
    const updatedAt = createdAt + Math.floor((random.next() * (DATA_ENDS_AT - createdAt)) / 1000) * 1000
    const times = { createdAt, updatedAt }
    if (product.onShopify) addToShopify(shopify, product, times, random)
    addToNhanh(nhanh, product, times, random)
    index += 1
  }
}

interface Times {
  createdAt: number
  updatedAt: number
}

function addDepots(nhanh: NhanhWorld): void {
  const towns = ['Hà Nội', 'Đà Nẵng', 'TP. Hồ Chí Minh']
  for (const [index, town] of towns.entries()) {
    nhanh.depots.push({
      id: FIRST_DEPOT_ID + index,
      code: `K${index + 1}`,
      name: `Kho ${town}`,
      mobile: `090000000${index + 1}`,
      address: `${index + 1} Đường Ví Dụ`,
    })
  }
}

function addLocations(shopify: ShopifyWorld): void {
  for (const [index, city] of ['Hà Nội', 'TP. Hồ Chí Minh'].entries()) {
    shopify.locations.add({
      id: FIRST_LOCATION_ID + index,
      name: `Cửa hàng ${city}`,
      isActive: true,
      isFulfillmentService: false,
      city,
      createdAt: DATA_ENDS_AT - DATA_DAYS * DAY_MS,
      updatedAt: DATA_ENDS_AT - DATA_DAYS * DAY_MS,
    })
  }
}

function addToShopify(shopify: ShopifyWorld, product: CatalogueProduct, times: Times, random: Random): void {
  const { handle, title, vendor, productType, tags, status, optionNames } = product
  const variants = product.variants.map((variant) => ({
    title: variant.optionValues.length > 0 ? variant.optionValues.join(' / ') : 'Default Title',
    sku: variant.sku === '' ? null : variant.sku,
    barcode: variant.barcode === '' ? null : variant.barcode,
    price: variant.price,
    compareAtPrice: variant.compareAtPrice,
    inventoryPolicy: variant.policy,
    requiresComponents: variant.requiresComponents,
    selectedOptions:
      optionNames.length > 0
        ? optionNames.map((name, at) => ({ name, value: variant.optionValues[at] ?? '' }))
        : [{ name: 'Title', value: 'Default Title' }],
    tracked: variant.tracked,
    levels: levelsOf(variant.quantity, times.updatedAt, random),
    ...times,
  }))
  shopify.addProduct({ handle, title, vendor, productType, tags, status, ...times }, variants)
}

/** Most items lie at both locations, some only at the first, and a few were taken away from the second. */
function levelsOf(quantity: number, updatedAt: number, random: Random): ShopifyLevel[] {
  const shape = random.next()
  const level = (at: number, available: number, isActive = true): ShopifyLevel => ({
    locationId: FIRST_LOCATION_ID + at,
    available,
    committed: 0,
    isActive,
    updatedAt,
  })
  if (shape < 0.2) return [level(0, quantity)]
  if (shape < 0.25) return [level(0, quantity), level(1, 0, false)]
  const there = quantity > 0 ? Math.floor(quantity * random.next()) : 0
  return [level(0, quantity - there), level(1, there)]
}

function addToNhanh(nhanh: NhanhWorld, product: CatalogueProduct, times: Times, random: Random): void {
  const sold = product.variants.filter((variant) => variant.nhanh !== null)
  if (sold.length === 0) return
  const seconds = {
    createdAt: Math.floor(times.createdAt / 1000),
    updatedAt: Math.floor(times.updatedAt / 1000),
    stockUpdatedAt: Math.floor(times.updatedAt / 1000) + 3600,
  }
  const shared = { categoryId: 101 + random.int(0, 9), brandId: 501 + random.int(0, 4), ...seconds }
  const parent =
    product.variants.length > 1
      ? nhanh.addProduct({ ...shared, parentId: -2, name: product.title, code: product.handle })
      : null
  for (const variant of sold) {
    const side = variant.nhanh!
    nhanh.addProduct({
      ...shared,
      parentId: parent?.id ?? -1,
      code: side.code,
      barcode: side.barcode,
      name: [product.title, ...variant.optionValues].join(' - '),
      otherName: product.title,
      status: side.status,
      type: side.type,
      prices: pricesOf(variant),
      weightGrams: random.int(1, 40) * 50,
      attributes: product.optionNames.map((name, at) => ({
        id: 700 + at,
        name,
        value: variant.optionValues[at] ?? '',
      })),
      stock: side.available === null ? [] : stockOf(side.available, random),
      ...partsOf(nhanh, side, variant),
    })
  }
}

function pricesOf(variant: CatalogueVariant): NhanhPrices {
  const retail = Number(variant.price)
  const cents = (share: number): number => Math.round(retail * share * 100) / 100
  return {
    retail,
    import: cents(0.6),
    old: Number(variant.compareAtPrice ?? 0),
    wholesale: cents(0.8),
    avgCost: cents(0.61),
  }
}

/** Combos are made of the products before them; multi-unit goods are sold by the piece and by the box. */
function partsOf(
  nhanh: NhanhWorld,
  side: NhanhSide,
  variant: CatalogueVariant,
): Pick<NhanhProduct, 'combos' | 'units'> {
  const units =
    side.type === NHANH_TYPE.multiUnit
      ? { name: 'Cái', list: [{ id: 31, name: 'Hộp', quantity: 12, price: boxPrice(pricesOf(variant)) }] }
      : null
  const parts =
    side.type === NHANH_TYPE.combo
      ? nhanh.products.records.slice(-40).filter((product) => product.type === NHANH_TYPE.product)
      : []
  const sellable = parts.filter((product) => product.parentId !== -2).slice(-2)
  const combos = sellable.map(({ id, code, name }, at) => ({ id, code, name, quantity: at + 1 }))
  return { combos, units }
}

function boxPrice(prices: NhanhPrices): { retail: number; import: number; wholesale: number } {
  return { retail: prices.retail * 12, import: prices.import * 12, wholesale: prices.wholesale * 12 }
}

/** Spreads what is available over the depots; what lies there but is promised or damaged comes on top. */
function stockOf(available: number, random: Random): NhanhDepotStock[] {
  const second = available > 2 ? Math.floor(available * random.next() * 0.5) : 0
  const third = available > 2 ? Math.floor(available * random.next() * 0.3) : 0
  const amounts = [available - second - third, second, third]
  return amounts.map((amount, at) => {
    const holding = random.next() < 0.1 ? random.int(1, 3) : 0
    const shipping = random.next() < 0.1 ? random.int(1, 2) : 0
    const damaged = random.next() < 0.05 ? 1 : 0
    return {
      depotId: FIRST_DEPOT_ID + at,
      remain: amount + holding + shipping + damaged,
      shipping,
      damaged,
      holding,
      transfering: random.next() < 0.03 ? 2 : 0,
    }
  })
}
