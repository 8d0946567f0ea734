type ShopifyProductStatus = 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'

/** The stock of one inventory item at one location; times in ms. */
export interface ShopifyLevel {
  locationId: number
  available: number
  committed: number
  isActive: boolean
  updatedAt: number
}

/** A level's new quantity. */
export interface ShopifyLevelChange {
  inventoryItemId: number
  locationId: number
  available: number
}

/** Quantities that an app set together; time in ms. */
export interface ShopifyInventoryAdjustment {
  id: number
  reason: string
  referenceDocumentUri: string | null
  changes: ShopifyLevelChange[]
  createdAt: number
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
  /** Ascending by id. */
  metafields: ShopifyMetafield[]
  createdAt: number
  updatedAt: number
}

/** A value of an app's own beside a record; times in ms. */
export interface ShopifyMetafield {
  id: number
  namespace: string
  key: string
  type: string
  value: string
  createdAt: number
  updatedAt: number
}

/** What the metafields of one key are, for every customer. */
export interface ShopifyMetafieldDefinition {
  id: number
  namespace: string
  key: string
  name: string
  description: string | null
  type: string
  storefrontAccess: 'NONE' | 'PUBLIC_READ'
  customerAccountAccess: 'NONE' | 'READ' | 'READ_WRITE'
  /** Null when it is not pinned. */
  pinnedPosition: number | null
}
