import {
  availableOf,
  NHANH_TYPE,
  type NhanhDepotStock,
  type NhanhProduct,
  type NhanhWorld,
  round3,
} from './nhanh-world.ts'

const NO_PRICES = { retail: 0, retailVat: 0, import: 0, importVat: 0, old: 0, wholesale: 0, avgCost: 0 }

/** What PHP's json_encode makes of an empty object. */
const PHP_EMPTY: never[] = []

/** An item of product/list. */
export function listItem(world: NhanhWorld, product: NhanhProduct) {
  const isParent = product.parentId === -2
  return {
    id: product.id,
    parentId: product.parentId,
    code: codeOf(product),
    barcode: product.barcode,
    name: product.name,
    otherName: product.otherName,
    countryName: '',
    status: product.status,
    priceVatMode: 2,
    importPriceVatMode: 2,
    categoryId: product.categoryId,
    internalCategoryId: 0,
    brandId: product.brandId,
    type: product.type,
    prices: pricesOf(product),
    images: { avatar: '', others: [] },
    warranty: product.id % 4 === 0 ? { month: 12, phone: '', address: '' } : PHP_EMPTY,
    shipping: isParent ? PHP_EMPTY : { width: 0, height: 0, length: 0, weight: product.weightGrams },
    units: product.units ?? PHP_EMPTY,
    combos: product.combos,
    inventory: { ...totalsOf(world, product), depots: depotsOf(world, product) },
    attributes: product.attributes.map((attribute) => ({
      ...attribute,
      nameOther: '',
      code: '',
      codeOther: '',
    })),
    updatedAt: product.updatedAt,
    createdAt: product.createdAt,
    tagIds: [],
  }
}

/** An item of product/inventory: `productId`, no `code`; only of the asked depots when some were asked for. */
export function inventoryItem(world: NhanhWorld, product: NhanhProduct, depotIds?: number[]): object {
  const prices = product.prices ?? NO_PRICES
  return {
    productId: product.id,
    barcode: product.barcode,
    name: product.name,
    prices: {
      retail: prices.retail,
      wholesale: prices.wholesale,
      import: prices.import,
      avgCost: prices.avgCost,
    },
    inventory: { ...totalsOf(world, product, depotIds), depots: depotsOf(world, product, depotIds) },
  }
}

/** product/detail: objects in place of ids, the status as text, the warranty stock as a number. */
export function detail(world: NhanhWorld, product: NhanhProduct): object {
  const { warranty: _list, ...totals } = totalsOf(world, product)
  const { categoryId, internalCategoryId: _, brandId, ...item } = listItem(world, product)
  const children = world.products.records.filter((other) => other.parentId === product.id)
  return {
    ...item,
    status: String(product.status),
    type: { id: product.type, name: typeName(product.type) },
    category: { id: categoryId, code: `C${categoryId}`, name: `Danh mục ${categoryId}` },
    internalCategory: PHP_EMPTY,
    brand: { id: brandId, name: `Thương hiệu ${brandId}` },
    vat: -1,
    description: '',
    content: '',
    suppliers: [],
    videos: [],
    branchPrices: [],
    childs: children.map((child) => child.id),
    attributes: product.attributes.map((attribute, order) => ({ ...attribute, order, orderValue: 0 })),
    inventory: {
      ...totals,
      warranty: 0,
      warrantyHolding: 0,
      holdingNew: 0,
      shippingExport: 0,
      depots: depotsOf(world, product),
    },
  }
}

/** A code that is all digits comes as a number now and then. */
function codeOf(product: NhanhProduct): string | number {
  const isNumeric = /^[1-9]\d{0,14}$/.test(product.code)
  return isNumeric && product.id % 2 === 0 ? Number(product.code) : product.code
}

function pricesOf(product: NhanhProduct): object {
  const { prices } = product
  if (prices === null) return PHP_EMPTY
  return { ...prices, retailVat: prices.retail, importVat: prices.import }
}

function grantedStock(world: NhanhWorld, product: NhanhProduct, depotIds?: number[]): NhanhDepotStock[] {
  const { grantedDepotIds } = world
  const granted =
    grantedDepotIds === 'All'
      ? product.stock
      : product.stock.filter((stock) => grantedDepotIds.includes(stock.depotId))
  return depotIds === undefined || depotIds.length === 0
    ? granted
    : granted.filter((stock) => depotIds.includes(stock.depotId))
}

interface Totals {
  remain: number
  shipping: number
  damaged: number
  holding: number
  transfering: number
  available: number
  warranty: object
}

function totalsOf(world: NhanhWorld, product: NhanhProduct, depotIds?: number[]): Totals {
  const stock = grantedStock(world, product, depotIds)
  const sum = (read: (depot: NhanhDepotStock) => number): number =>
    round3(stock.reduce((total, depot) => total + read(depot), 0))
  return {
    remain: sum((depot) => depot.remain),
    shipping: sum((depot) => depot.shipping),
    damaged: sum((depot) => depot.damaged),
    holding: sum((depot) => depot.holding),
    transfering: sum((depot) => depot.transfering),
    available: sum(availableOf),
    warranty: stock.length === 0 ? PHP_EMPTY : { remain: 0, holding: 0 },
  }
}

function depotsOf(world: NhanhWorld, product: NhanhProduct, depotIds?: number[]): object[] {
  return grantedStock(world, product, depotIds).map((stock) => ({
    id: stock.depotId,
    remain: stock.remain,
    shipping: stock.shipping,
    damaged: stock.damaged,
    holding: stock.holding,
    transfering: stock.transfering,
    available: availableOf(stock),
    warranty: { remain: 0, holding: 0 },
  }))
}

function typeName(type: number): string {
  return Object.entries(NHANH_TYPE).find(([, number]) => number === type)?.[0] ?? 'product'
}
