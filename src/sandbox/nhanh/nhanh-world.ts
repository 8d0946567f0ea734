import { Table } from '../table.ts'

/** The stock of one product in one depot. Quantities are doubles: weighed goods have decimals. */
export interface NhanhDepotStock {
  depotId: number
  remain: number
  shipping: number
  damaged: number
  holding: number
  /** Nhanh's own spelling. */
  transfering: number
}

export interface NhanhPrices {
  retail: number
  import: number
  old: number
  wholesale: number
  avgCost: number
}

interface NhanhUnit {
  id: number
  name: string
  quantity: number
  price: { retail: number; import: number; wholesale: number }
}

interface NhanhAttribute {
  id: number
  name: string
  value: string
}

/** Product types as product/list numbers them. */
export const NHANH_TYPE = {
  product: 1,
  voucher: 2,
  weighed: 3,
  service: 6,
  combo: 9,
  multiUnit: 10,
} as const

/** One product of product/list; what Nhanh computes (totals, available) is computed when it is answered. */
export interface NhanhProduct {
  id: number
  /** −1 stands alone, −2 is a parent, above 0 is a child of that parent. */
  parentId: number
  code: string
  barcode: string
  name: string
  otherName: string
  /** 1 new, 2 active, 3 inactive (hidden from lists by default), 4 out of stock. */
  status: number
  /** See NHANH_TYPE. */
  type: number
  categoryId: number
  brandId: number
  /** null for parents, which Nhanh answers as PHP's empty array. */
  prices: NhanhPrices | null
  weightGrams: number
  units: { name: string; list: NhanhUnit[] } | null
  combos: { id: number; code: string; name: string; quantity: number }[]
  attributes: NhanhAttribute[]
  /** Empty for what keeps no stock (parents, services, vouchers): absent from product/inventory. */
  stock: NhanhDepotStock[]
  /** Unix seconds. */
  createdAt: number
  /** Unix seconds; moves on product information only, never on stock. */
  updatedAt: number
  /** Unix seconds; what product/inventory filters by. */
  stockUpdatedAt: number
}

export interface NhanhCustomer {
  id: number
  /** 1 retail, 2 wholesale, 3 agent. */
  type: number
  name: string
  mobile: string
  code: string
  gender: number
  address: string
  email: string
  /** Y-m-d, or empty. */
  birthday: string
  points: number
  totalAmount: number
  saleName: string
  /** Y-m-d. */
  startedDate: string
  taxCode: string
  level: { id: number; name: string } | null
  group: { id: number; name: string } | null
  business: { name: string; address: string } | null
  /** Y-m-d or empty; only filtered by, never answered. */
  lastBoughtDate: string
  /** Unix seconds. */
  updatedAt: number
}

export interface NhanhDepot {
  id: number
  code: string
  name: string
  mobile: string
  address: string
}

export interface NhanhIdentity {
  appId: string
  businessId: string
  accessToken: string
}

/** The first id of each kind, in the range that public examples show. */
const FIRST_NHANH_PRODUCT_ID = 38_000_001
const FIRST_NHANH_CUSTOMER_ID = 142_000_001

/** What the shop keeps at Nhanh, and who may ask for it. */
export class NhanhWorld {
  readonly identity: NhanhIdentity
  /** Valid access tokens with the time in ms at which each expires. */
  readonly tokens: Map<string, number>
  readonly products = new Table<NhanhProduct>()
  readonly customers = new Table<NhanhCustomer>()
  readonly depots: NhanhDepot[] = []
  /** The depots that the token was granted: stock of any other is not answered. */
  grantedDepotIds: number[] | 'All' = 'All'
  /** The key under which ERR_429 carries its text: documented as `message`, seen live as `messages`. */
  rateLimitTextKey: 'message' | 'messages' = 'messages'
  /** Told when stock changes by {@link setRemain}. */
  onStockChange: ((product: NhanhProduct) => void) | null = null
  readonly #now: () => number

  constructor(identity: NhanhIdentity, now: () => number) {
    this.identity = identity
    this.#now = now
    // One year, to the end of the local day (+07:00), as the documented example shows.
    const nextYear = now() + 365 * 86_400_000
    const localDay = Math.floor((nextYear + 7 * 3_600_000) / 86_400_000)
    this.tokens = new Map([[identity.accessToken, (localDay + 1) * 86_400_000 - 7 * 3_600_000 - 1000]])
  }

  /** Adds a product; what is not given is that of a plain, active, stand-alone product without stock. */
  addProduct(given: Partial<NhanhProduct>): NhanhProduct {
    const seconds = Math.floor(this.#now() / 1000)
    return this.products.add({
      id: given.id ?? this.products.nextId(FIRST_NHANH_PRODUCT_ID),
      parentId: given.parentId ?? -1,
      code: given.code ?? '',
      barcode: given.barcode ?? '',
      name: given.name ?? '',
      otherName: given.otherName ?? '',
      status: given.status ?? 2,
      type: given.type ?? NHANH_TYPE.product,
      categoryId: given.categoryId ?? 0,
      brandId: given.brandId ?? 0,
      prices: given.prices ?? null,
      weightGrams: given.weightGrams ?? 0,
      units: given.units ?? null,
      combos: given.combos ?? [],
      attributes: given.attributes ?? [],
      stock: given.stock ?? [],
      createdAt: given.createdAt ?? seconds,
      updatedAt: given.updatedAt ?? seconds,
      stockUpdatedAt: given.stockUpdatedAt ?? seconds,
    })
  }

  /** Adds a customer; what is not given is that of a retail customer who never bought anything. */
  addCustomer(given: Partial<NhanhCustomer>): NhanhCustomer {
    const id = given.id ?? this.customers.nextId(FIRST_NHANH_CUSTOMER_ID)
    return this.customers.add({
      id,
      type: given.type ?? 1,
      name: given.name ?? '',
      mobile: given.mobile ?? '',
      code: given.code ?? `KH${id - FIRST_NHANH_CUSTOMER_ID + 1}`,
      gender: given.gender ?? 1,
      address: given.address ?? '',
      email: given.email ?? '',
      birthday: given.birthday ?? '',
      points: given.points ?? 0,
      totalAmount: given.totalAmount ?? 0,
      saleName: given.saleName ?? '',
      startedDate: given.startedDate ?? '',
      taxCode: given.taxCode ?? '',
      level: given.level ?? null,
      group: given.group ?? null,
      business: given.business ?? null,
      lastBoughtDate: given.lastBoughtDate ?? '',
      updatedAt: given.updatedAt ?? Math.floor(this.#now() / 1000),
    })
  }

  /**
   * Changes what lies in a depot. Of all times only that of the stock moves, as at Nhanh.
   *
   * @throws RangeError when the product keeps no stock there.
   */
  setRemain(productId: number, depotId: number, remain: number): void {
    const product = this.products.get(productId)
    const stock = product?.stock.find((one) => one.depotId === depotId)
    if (product === undefined || stock === undefined) {
      throw new RangeError(`Product ${productId} keeps no stock in depot ${depotId}`)
    }
    stock.remain = remain
    product.stockUpdatedAt = Math.floor(this.#now() / 1000)
    this.onStockChange?.(product)
  }
}

/** What Nhanh calls available: what can be sold. It may be negative. */
export function availableOf(stock: NhanhDepotStock): number {
  return round3(stock.remain - stock.shipping - stock.damaged - stock.holding)
}

/** Sums of weighed goods without the dust of binary fractions. */
export function round3(quantity: number): number {
  return Math.round(quantity * 1000) / 1000
}
