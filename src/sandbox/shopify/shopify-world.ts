import { Table } from '../table.ts'

type ShopifyProductStatus = 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'

/** The stock of one inventory item at one location; times in ms. */
export interface ShopifyLevel {
  locationId: number
  available: number
  committed: number
  isActive: boolean
  updatedAt: number
}

export interface ShopifyInventoryItem {
  id: number
  variantId: number
  tracked: boolean
  levels: ShopifyLevel[]
  createdAt: number
  updatedAt: number
}

/** A variant; its SKU is also that of its inventory item. Prices are decimal strings, times in ms. */
export interface ShopifyVariant {
  id: number
  productId: number
  title: string
  sku: string | null
  barcode: string | null
  price: string
  compareAtPrice: string | null
  position: number
  inventoryPolicy: 'DENY' | 'CONTINUE'
  selectedOptions: { name: string; value: string }[]
  /** True for a bundle's parent: its stock is that of its components. */
  requiresComponents: boolean
  inventoryItem: ShopifyInventoryItem
  createdAt: number
  updatedAt: number
}

export interface ShopifyProduct {
  id: number
  title: string
  handle: string
  status: ShopifyProductStatus
  vendor: string
  productType: string
  tags: string[]
  /** In the order of their position. */
  variants: ShopifyVariant[]
  createdAt: number
  updatedAt: number
}

export interface ShopifyLocation {
  id: number
  name: string
  isActive: boolean
  isFulfillmentService: boolean
  city: string
  createdAt: number
  updatedAt: number
}

interface ShopifyAddress {
  id: number
  address1: string
  city: string
  phone: string | null
  zip: string | null
}

export interface ShopifyCustomer {
  id: number
  firstName: string | null
  lastName: string | null
  email: string | null
  /** E.164, unique in the shop. */
  phone: string | null
  defaultAddress: ShopifyAddress | null
  tags: string[]
  note: string | null
  /** Decimal string. */
  amountSpent: string
  numberOfOrders: number
  state: 'DECLINED' | 'DISABLED' | 'ENABLED' | 'INVITED'
  createdAt: number
  updatedAt: number
}

/** A bulk operation as the API shows it; times in ms. Nothing runs them yet: tests and later work put them here. */
export interface ShopifyBulkOperation {
  id: number
  type: 'QUERY' | 'MUTATION'
  status: 'CANCELED' | 'CANCELING' | 'COMPLETED' | 'CREATED' | 'EXPIRED' | 'FAILED' | 'RUNNING'
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | null
  query: string
  createdAt: number
  completedAt: number | null
  objectCount: number
  rootObjectCount: number
  fileSize: number | null
  url: string | null
  partialDataUrl: string | null
}

export interface ShopifyIdentity {
  /** The myshopify domain. */
  shop: string
  accessToken: string
  clientId: string
  clientSecret: string
}

const FIRST_PRODUCT_ID = 8_100_000_000_001
const FIRST_VARIANT_ID = 45_000_000_000_001
const FIRST_INVENTORY_ITEM_ID = 47_000_000_000_001
const FIRST_CUSTOMER_ID = 7_200_000_000_001

/** What a new variant may be given; the rest is that of a tracked variant without stock. */
export type GivenVariant = Partial<Omit<ShopifyVariant, 'inventoryItem' | 'productId'>> & {
  tracked?: boolean
  levels?: ShopifyLevel[]
}

/** What the shop keeps at Shopify, and who may ask for it. */
export class ShopifyWorld {
  readonly identity: ShopifyIdentity
  /** Valid access tokens with the time in ms at which each expires; the static one never does. */
  readonly tokens: Map<string, number>
  /** Granted access scopes; `write_x` implies `read_x`. */
  scopes: string[] = [
    'write_products',
    'read_products',
    'write_inventory',
    'read_inventory',
    'read_locations',
    'write_customers',
    'read_customers',
  ]
  currencyCode = 'VND'
  shopName = 'Sandbox'
  readonly products = new Table<ShopifyProduct>()
  readonly variants = new Table<ShopifyVariant>()
  readonly inventoryItems = new Table<ShopifyInventoryItem>()
  readonly locations = new Table<ShopifyLocation>()
  readonly customers = new Table<ShopifyCustomer>()
  readonly bulkOperations = new Table<ShopifyBulkOperation>()
  readonly #now: () => number

  constructor(identity: ShopifyIdentity, now: () => number) {
    this.identity = identity
    this.#now = now
    this.tokens = new Map([[identity.accessToken, Number.POSITIVE_INFINITY]])
  }

  /** Adds a product with its variants (one default variant when none is given). */
  addProduct(
    given: Partial<Omit<ShopifyProduct, 'variants'>>,
    variants: GivenVariant[] = [{}],
  ): ShopifyProduct {
    const now = this.#now()
    const id = given.id ?? this.products.nextId(FIRST_PRODUCT_ID)
    const product = this.products.add({
      id,
      title: given.title ?? `Product ${id}`,
      handle: given.handle ?? `product-${id}`,
      status: given.status ?? 'ACTIVE',
      vendor: given.vendor ?? '',
      productType: given.productType ?? '',
      tags: given.tags ?? [],
      variants: [],
      createdAt: given.createdAt ?? now,
      updatedAt: given.updatedAt ?? now,
    })
    for (const variant of variants) this.addVariant(product, variant)
    return product
  }

  addVariant(product: ShopifyProduct, given: GivenVariant = {}): ShopifyVariant {
    const createdAt = given.createdAt ?? product.createdAt
    const updatedAt = given.updatedAt ?? product.updatedAt
    const id = given.id ?? this.variants.nextId(FIRST_VARIANT_ID)
    const inventoryItem = this.inventoryItems.add({
      id: this.inventoryItems.nextId(FIRST_INVENTORY_ITEM_ID),
      variantId: id,
      tracked: given.tracked ?? true,
      levels: given.levels ?? [],
      createdAt,
      updatedAt,
    })
    const variant = this.variants.add({
      id,
      productId: product.id,
      title: given.title ?? 'Default Title',
      sku: given.sku ?? null,
      barcode: given.barcode ?? null,
      price: given.price ?? '0.00',
      compareAtPrice: given.compareAtPrice ?? null,
      position: given.position ?? product.variants.length + 1,
      inventoryPolicy: given.inventoryPolicy ?? 'DENY',
      selectedOptions: given.selectedOptions ?? [{ name: 'Title', value: given.title ?? 'Default Title' }],
      requiresComponents: given.requiresComponents ?? false,
      inventoryItem,
      createdAt,
      updatedAt,
    })
    product.variants.push(variant)
    return variant
  }

  /** Removes a product with its variants and inventory items, as a deletion in the admin does. */
  removeProduct(id: number): void {
    const product = this.products.get(id)
    if (product === undefined) return
    for (const variant of product.variants) {
      this.variants.delete(variant.id)
      this.inventoryItems.delete(variant.inventoryItem.id)
    }
    this.products.delete(id)
  }

  /** Adds a customer; what is not given is empty. */
  addCustomer(given: Partial<ShopifyCustomer>): ShopifyCustomer {
    const now = this.#now()
    return this.customers.add({
      id: given.id ?? this.customers.nextId(FIRST_CUSTOMER_ID),
      firstName: given.firstName ?? null,
      lastName: given.lastName ?? null,
      email: given.email ?? null,
      phone: given.phone ?? null,
      defaultAddress: given.defaultAddress ?? null,
      tags: given.tags ?? [],
      note: given.note ?? null,
      amountSpent: given.amountSpent ?? '0',
      numberOfOrders: given.numberOfOrders ?? 0,
      state: given.state ?? 'DISABLED',
      createdAt: given.createdAt ?? now,
      updatedAt: given.updatedAt ?? now,
    })
  }
}
