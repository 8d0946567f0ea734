import type { CustomerRow, Levels, ProductRow, VariantRow } from './responses.ts'

/** A product of Shopify in our words. */
export interface ShopifyProductRecord {
  /** gid://shopify/Product/… */
  id: string
  title: string
  handle: string
  status: 'ACTIVE' | 'DRAFT' | 'ARCHIVED' | 'UNLISTED'
  vendor: string
  productType: string
  tags: string[]
  sourceCreatedAt: Date
  sourceUpdatedAt: Date
}

interface ShopifyStock {
  /** gid://shopify/Location/… */
  locationId: string
  /** Null when the location keeps no `available` quantity for the item: absent is not zero. */
  available: number | null
  isActive: boolean
}

/** A variant with its stock at each location. */
export interface ShopifyVariantRecord {
  /** gid://shopify/ProductVariant/… */
  id: string
  productId: string
  /** Of the product as it was when the variant was read. */
  productTitle: string
  productStatus: ShopifyProductRecord['status']
  title: string
  /** As sent; only '' becomes null. */
  sku: string | null
  barcode: string | null
  /** Decimal strings, as sent. */
  price: string
  compareAtPrice: string | null
  inventoryItemId: string
  tracked: boolean
  inventoryPolicy: 'DENY' | 'CONTINUE'
  inventoryQuantity: number | null
  /** It sells only with components (a bundle): its stock is theirs. */
  isBundle: boolean
  position: number
  options: { name: string; value: string }[]
  /** By location, for a bulk operation gives them in any order. */
  stock: ShopifyStock[]
  sourceCreatedAt: Date
  sourceUpdatedAt: Date
}

export interface ShopifyCustomerRecord {
  /** gid://shopify/Customer/… */
  id: string
  firstName: string | null
  lastName: string | null
  /** The default e-mail address. */
  email: string | null
  /** The default phone number, which Shopify keeps in E.164. */
  phone: string | null
  /** Of the default address, as it was typed. */
  addressPhone: string | null
  tags: string[]
  note: string | null
  /** A decimal string, as sent. */
  amountSpent: string
  /** Of the amount: an ISO 4217 code. */
  currency: string
  numberOfOrders: number
  state: 'DECLINED' | 'DISABLED' | 'ENABLED' | 'INVITED'
  sourceCreatedAt: Date
  sourceUpdatedAt: Date
}

export interface ShopifyLocationRecord {
  id: string
  name: string
  isActive: boolean
  isFulfillmentService: boolean
}

export function productRecord({ createdAt, updatedAt, ...row }: ProductRow): ShopifyProductRecord {
  return { ...row, sourceCreatedAt: createdAt, sourceUpdatedAt: updatedAt }
}

/** `further`: levels that did not fit beside the variant. */
export function variantRecord(row: VariantRow, further: Levels['nodes'] = []): ShopifyVariantRecord {
  const { inventoryItem } = row
  return {
    id: row.id,
    productId: row.product.id,
    productTitle: row.product.title,
    productStatus: row.product.status,
    title: row.title,
    sku: row.sku,
    barcode: row.barcode,
    price: row.price,
    compareAtPrice: row.compareAtPrice,
    inventoryItemId: inventoryItem.id,
    tracked: inventoryItem.tracked,
    inventoryPolicy: row.inventoryPolicy,
    inventoryQuantity: row.inventoryQuantity,
    isBundle: row.requiresComponents,
    position: row.position,
    options: row.selectedOptions,
    stock: [...inventoryItem.inventoryLevels.nodes, ...further]
      .map((level) => ({
        locationId: level.location.id,
        available: level.quantities.find(({ name }) => name === 'available')?.quantity ?? null,
        isActive: level.isActive,
      }))
      .toSorted((a, b) => (a.locationId < b.locationId ? -1 : 1)),
    sourceCreatedAt: row.createdAt,
    sourceUpdatedAt: row.updatedAt,
  }
}

export function customerRecord(row: CustomerRow): ShopifyCustomerRecord {
  return {
    id: row.id,
    firstName: row.firstName,
    lastName: row.lastName,
    email: row.defaultEmailAddress?.emailAddress ?? null,
    phone: row.defaultPhoneNumber?.phoneNumber ?? null,
    addressPhone: row.defaultAddress?.phone ?? null,
    tags: row.tags,
    note: row.note,
    amountSpent: row.amountSpent.amount,
    currency: row.amountSpent.currencyCode,
    numberOfOrders: row.numberOfOrders,
    state: row.state,
    sourceCreatedAt: row.createdAt,
    sourceUpdatedAt: row.updatedAt,
  }
}
