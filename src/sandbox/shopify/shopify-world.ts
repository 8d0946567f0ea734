import { Table } from '../table.ts'
import type { BulkOutcome, BulkSettings, ShopifyBulkOperation } from './bulk-operation.ts'
import { IdempotencyKeys } from './idempotency.ts'
import { cancelOrder, fulfillOrder, type OrderLine, placeOrder, type ShopifyOrder } from './orders.ts'
import type {
  ShopifyCustomer,
  ShopifyInventoryAdjustment,
  ShopifyInventoryItem,
  ShopifyLevel,
  ShopifyLocation,
  ShopifyMetafield,
  ShopifyMetafieldDefinition,
  ShopifyProduct,
  ShopifyVariant,
} from './shopify-records.ts'

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
const FIRST_METAFIELD_ID = 29_000_000_000_001
const FIRST_ADJUSTMENT_ID = 8_800_000_000_001

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
  readonly orders = new Table<ShopifyOrder>()
  /** Every adjustment that an app made: what was carried out, and how often. */
  readonly inventoryAdjustments = new Table<ShopifyInventoryAdjustment>()
  readonly idempotencyKeys: IdempotencyKeys
  readonly metafieldDefinitions = new Table<ShopifyMetafieldDefinition>()
  readonly bulkOperations = new Table<ShopifyBulkOperation>()
  readonly bulk: BulkSettings = { objectsPerSecond: 20_000, rowsPerSecond: 200, scramblesChildren: true }
  /** How the operations that start next shall end, one each; those after them complete. */
  readonly nextBulkOutcomes: BulkOutcome[] = []
  /** Told when a level changes by {@link setAvailable}, an app's own writes included. */
  onLevelChange: ((inventoryItemId: number, level: ShopifyLevel) => void) | null = null
  #nextMetafieldId = FIRST_METAFIELD_ID
  readonly #now: () => number

  constructor(identity: ShopifyIdentity, now: () => number) {
    this.identity = identity
    this.#now = now
    this.idempotencyKeys = new IdempotencyKeys(now)
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
  removeProduct(id: number): ShopifyProduct | undefined {
    const product = this.products.delete(id)
    for (const variant of product?.variants ?? []) {
      this.variants.delete(variant.id)
      this.inventoryItems.delete(variant.inventoryItem.id)
    }
    return product
  }

  /** Brings back what removeProduct gave, as it was. */
  restoreProduct(product: ShopifyProduct): void {
    this.products.add(product)
    for (const variant of product.variants) {
      this.variants.add(variant)
      this.inventoryItems.add(variant.inventoryItem)
    }
  }

  /** Removes a variant with its inventory item. */
  removeVariant(id: number): ShopifyVariant | undefined {
    const variant = this.variants.delete(id)
    if (variant === undefined) return undefined
    this.inventoryItems.delete(variant.inventoryItem.id)
    const siblings = this.products.get(variant.productId)?.variants ?? []
    siblings.splice(siblings.indexOf(variant), 1)
    return variant
  }

  /** Brings back what removeVariant gave, as it was, while its product is there. */
  restoreVariant(variant: ShopifyVariant): void {
    this.variants.add(variant)
    this.inventoryItems.add(variant.inventoryItem)
    const siblings = this.products.get(variant.productId)?.variants ?? []
    siblings.push(variant)
    siblings.sort((a, b) => a.position - b.position)
  }

  /**
   * Changes what is available at a location. Of all times only that of the level moves, as at Shopify.
   *
   * @throws RangeError when the item has no level there.
   */
  setAvailable(inventoryItemId: number, locationId: number, available: number): void {
    const item = this.inventoryItems.get(inventoryItemId)
    const level = item?.levels.find((one) => one.locationId === locationId)
    if (level === undefined) {
      throw new RangeError(`Inventory item ${inventoryItemId} has no level at location ${locationId}`)
    }
    level.available = available
    level.updatedAt = this.#now()
    this.onLevelChange?.(inventoryItemId, level)
  }

  /**
   * Sets quantities as one adjustment. Where an item was never stocked it gets a level, which is not active, and one
   * that is not active stays so: since 2026-04 quantities and activation are apart (Shopify's changelog, "Add isActive
   * field to InventoryLevel").
   */
  adjustInventory(
    given: Pick<ShopifyInventoryAdjustment, 'reason' | 'referenceDocumentUri' | 'changes'>,
  ): ShopifyInventoryAdjustment {
    for (const { inventoryItemId, locationId, available } of given.changes) {
      const levels = this.inventoryItems.get(inventoryItemId)?.levels
      if (levels?.every((level) => level.locationId !== locationId))
        levels.push({ locationId, available: 0, committed: 0, isActive: false, updatedAt: this.#now() })
      this.setAvailable(inventoryItemId, locationId, available)
    }
    const id = this.inventoryAdjustments.nextId(FIRST_ADJUSTMENT_ID)
    return this.inventoryAdjustments.add({ ...given, id, createdAt: this.#now() })
  }

  /**
   * Adds an order, one line for each of `lines`: at its location what is available falls and what is committed rises.
   *
   * @throws RangeError when there is no such variant, or it has no level there.
   */
  placeOrder(...lines: OrderLine[]): ShopifyOrder {
    return placeOrder(this, lines, this.#now())
  }

  /** Cancels an order and puts what is not fulfilled back into stock. @throws RangeError when there is none. */
  cancelOrder(id: number): void {
    cancelOrder(this, id, this.#now())
  }

  /** Fulfils an order, or so many units of it. @throws RangeError when there is none. */
  fulfillOrder(id: number, units = Number.POSITIVE_INFINITY): void {
    fulfillOrder(this, id, units, this.#now())
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
      metafields: given.metafields ?? [],
      createdAt: given.createdAt ?? now,
      updatedAt: given.updatedAt ?? now,
    })
  }

  updateCustomer(customer: ShopifyCustomer, changes: Partial<ShopifyCustomer>): void {
    Object.assign(customer, changes, { updatedAt: this.#now() })
  }

  /** Sets a metafield of a customer, who counts as changed by that. */
  setMetafield(
    customer: ShopifyCustomer,
    given: Pick<ShopifyMetafield, 'namespace' | 'key' | 'type' | 'value'>,
  ): ShopifyMetafield {
    const now = this.#now()
    customer.updatedAt = now
    const { namespace, key } = given
    const known = customer.metafields.find((one) => one.namespace === namespace && one.key === key)
    if (known !== undefined) return Object.assign(known, given, { updatedAt: now })
    const metafield = { ...given, id: this.#nextMetafieldId++, createdAt: now, updatedAt: now }
    customer.metafields.push(metafield)
    return metafield
  }
}
