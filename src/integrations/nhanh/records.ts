import type { ComboRow, CustomerRow, ProductRow, StockRow } from './responses.ts'

/** Quantities of one product; decimal strings (weighed goods), null when Nhanh did not send the field. */
interface NhanhStock {
  available: string | null
  remain: string | null
  holding: string | null
  shipping: string | null
  damaged: string | null
}

interface NhanhDepotStock extends NhanhStock {
  depotId: string
}

/** Prices as decimal strings; null when Nhanh did not send the field. */
interface NhanhPrices {
  retail: string | null
  old: string | null
  wholesale: string | null
  import: string | null
  averageCost: string | null
}

/** A product of Nhanh in our words, the same whatever API version it came from. */
export interface NhanhProductRecord {
  /** Nhanh's integer, exact. */
  id: string
  /** Null for standalone products and for parents. */
  parentId: string | null
  /** Nhanh's `code`, as it was sent; only '' becomes null. */
  sku: string | null
  barcode: string | null
  name: string
  otherName: string | null
  /** PARENT, or PRODUCT VOUCHER WEIGHED IMEI PACKAGE SERVICE TOOL BATCH COMBO MULTI_UNIT; TYPE_n when unknown. */
  kind: string
  /** NEW ACTIVE INACTIVE OUT_OF_STOCK; STATUS_n when unknown. */
  status: string
  prices: NhanhPrices
  /** Over the depots that the token was granted. */
  stock: NhanhStock
  stockByDepot: NhanhDepotStock[]
  /** Option values, for instance colour and size. */
  attributes: { name: string; value: string }[]
  sourceCreatedAt: Date | null
  /** Moves with the product's information, never with its stock. */
  sourceUpdatedAt: Date | null
}

/** What can be sold of a product, over the depots that the token was granted. */
export interface NhanhStockRecord {
  /** Nhanh's integer, exact. */
  id: string
  /** A decimal string; null when Nhanh did not send it: absent is not zero. */
  available: string | null
  /** Null when Nhanh sent no list of depots. */
  depots: { depotId: string; available: string | null }[] | null
}

/** Of what a combo consists. */
export interface NhanhComboRecord {
  id: string
  /** Empty when Nhanh names none, as for what is no combo. Quantities are decimal strings above 0. */
  components: { productId: string; quantity: string }[]
}

/** A customer of Nhanh in our words. */
export interface NhanhCustomerRecord {
  /** Nhanh's integer, exact. */
  id: string
  /** Null when Nhanh sent none, or one that it does not document. */
  type: 'RETAIL' | 'WHOLESALE' | 'AGENT' | null
  name: string
  /** As sent; only '' becomes null. */
  phone: string | null
  email: string | null
  code: string | null
  address: string | null
  level: string | null
  group: string | null
  /** A decimal string; null when Nhanh did not send it. */
  totalSpent: string | null
  points: number | null
  sourceUpdatedAt: Date | null
}

export interface NhanhDepotRecord {
  id: string
  code: string | null
  name: string
}

const KINDS: Record<string, string> = {
  1: 'PRODUCT',
  2: 'VOUCHER',
  3: 'WEIGHED',
  4: 'IMEI',
  5: 'PACKAGE',
  6: 'SERVICE',
  7: 'TOOL',
  8: 'BATCH',
  9: 'COMBO',
  10: 'MULTI_UNIT',
}
const CUSTOMER_TYPES = { 1: 'RETAIL', 2: 'WHOLESALE', 3: 'AGENT' } as const
const STATUSES: Record<string, string> = { 1: 'NEW', 2: 'ACTIVE', 3: 'INACTIVE', 4: 'OUT_OF_STOCK' }
/** In `parentId`: this product is a parent. -1 is a standalone one. */
const IS_PARENT = '-2'

export function productRecord(row: ProductRow): NhanhProductRecord {
  const { prices, inventory } = row
  return {
    id: row.id,
    parentId: row.parentId && Number(row.parentId) > 0 ? row.parentId : null,
    sku: row.code,
    barcode: row.barcode,
    name: row.name,
    otherName: row.otherName,
    kind: row.parentId === IS_PARENT ? 'PARENT' : (KINDS[row.type ?? ''] ?? `TYPE_${row.type ?? 'UNKNOWN'}`),
    status: STATUSES[row.status] ?? `STATUS_${row.status}`,
    prices: {
      retail: prices?.retail ?? null,
      old: prices?.old ?? null,
      wholesale: prices?.wholesale ?? null,
      import: prices?.import ?? null,
      averageCost: prices?.avgCost ?? null,
    },
    stock: stockOf(inventory),
    stockByDepot: (inventory?.depots ?? []).map((depot) => ({ depotId: depot.id, ...stockOf(depot) })),
    attributes: (row.attributes ?? []).map(({ name, value }) => ({ name, value: value ?? '' })),
    sourceCreatedAt: row.createdAt,
    sourceUpdatedAt: row.updatedAt,
  }
}

export function stockRecord({ productId, inventory }: StockRow): NhanhStockRecord {
  return {
    id: productId,
    available: inventory?.available ?? null,
    depots: inventory?.depots?.map(({ id, available }) => ({ depotId: id, available })) ?? null,
  }
}

export function comboRecord({ id, combos }: ComboRow): NhanhComboRecord {
  const components = (combos ?? []).map((part) => ({ productId: part.id, quantity: part.quantity }))
  return { id, components }
}

export function customerRecord(row: CustomerRow): NhanhCustomerRecord {
  return {
    id: row.id,
    type: CUSTOMER_TYPES[Number(row.type) as keyof typeof CUSTOMER_TYPES] ?? null,
    name: row.name,
    phone: row.mobile,
    email: row.email,
    code: row.code,
    address: row.address,
    level: row.level?.name ?? null,
    group: row.group?.name ?? null,
    totalSpent: row.totalAmount,
    points: row.points ?? null,
    sourceUpdatedAt: row.updatedAt,
  }
}

/** Nhanh's number of a type that is filtered by. */
export function customerTypeNumber(type: NonNullable<NhanhCustomerRecord['type']>): number {
  return Number(Object.entries(CUSTOMER_TYPES).find(([, name]) => name === type)![0])
}

function stockOf(stock: NhanhStock | null | undefined): NhanhStock {
  return {
    available: stock?.available ?? null,
    remain: stock?.remain ?? null,
    holding: stock?.holding ?? null,
    shipping: stock?.shipping ?? null,
    damaged: stock?.damaged ?? null,
  }
}
