import type { SearchFields } from './search.ts'
import type { ShopifyBulkOperation } from './bulk-operation.ts'
import type {
  ShopifyCustomer,
  ShopifyInventoryItem,
  ShopifyLevel,
  ShopifyLocation,
  ShopifyProduct,
  ShopifyVariant,
} from './shopify-records.ts'
import type { ShopifyWorld } from './shopify-world.ts'

/*
 * The search fields of each connection, from the filter tables in the schema's own descriptions (2026-10). A field
 * that the real API knows and that is missing here (collections, publications …) answers with the warning of an
 * unknown field, which a careful client treats as fatal: it cannot be mistaken for a filter that worked.
 */

export const PRODUCT_FIELDS: SearchFields<ShopifyProduct> = {
  default: {
    kind: 'text',
    read: (product) => [product.title, product.vendor, product.productType, product.handle],
  },
  id: { kind: 'id', read: (product) => product.id },
  title: { kind: 'text', read: (product) => product.title },
  handle: { kind: 'keyword', read: (product) => product.handle },
  status: { kind: 'keyword', read: (product) => product.status },
  vendor: { kind: 'keyword', read: (product) => product.vendor },
  product_type: { kind: 'keyword', read: (product) => product.productType },
  tag: { kind: 'keyword', read: (product) => product.tags },
  sku: { kind: 'keyword', read: (product) => product.variants.map((variant) => variant.sku) },
  barcode: { kind: 'keyword', read: (product) => product.variants.map((variant) => variant.barcode) },
  variant_id: { kind: 'number', read: (product) => product.variants.map((variant) => variant.id) },
  variant_title: { kind: 'text', read: (product) => product.variants.map((variant) => variant.title) },
  created_at: { kind: 'date', read: (product) => product.createdAt },
  updated_at: { kind: 'date', read: (product) => product.updatedAt },
}

/** There is no `created_at` for variants. */
export function variantFields(shopify: ShopifyWorld): SearchFields<ShopifyVariant> {
  const product = (variant: ShopifyVariant): ShopifyProduct => shopify.products.get(variant.productId)!
  return {
    default: { kind: 'text', read: (variant) => [variant.title, variant.sku, product(variant).title] },
    id: { kind: 'id', read: (variant) => variant.id },
    title: { kind: 'text', read: (variant) => variant.title },
    sku: { kind: 'keyword', read: (variant) => variant.sku },
    barcode: { kind: 'keyword', read: (variant) => variant.barcode },
    product_id: { kind: 'number', read: (variant) => variant.productId },
    product_status: { kind: 'keyword', read: (variant) => product(variant).status },
    product_type: { kind: 'keyword', read: (variant) => product(variant).productType },
    vendor: { kind: 'keyword', read: (variant) => product(variant).vendor },
    tag: { kind: 'keyword', read: (variant) => product(variant).tags },
    inventory_quantity: { kind: 'number', read: inventoryQuantityOf },
    requires_components: { kind: 'keyword', read: (variant) => String(variant.requiresComponents) },
    updated_at: { kind: 'date', read: (variant) => variant.updatedAt },
  }
}

export const CUSTOMER_FIELDS: SearchFields<ShopifyCustomer> = {
  default: {
    kind: 'text',
    read: (customer) => [customer.firstName, customer.lastName, customer.email, customer.phone],
  },
  id: { kind: 'id', read: (customer) => customer.id },
  email: { kind: 'keyword', read: (customer) => customer.email },
  phone: { kind: 'keyword', read: (customer) => customer.phone },
  first_name: { kind: 'keyword', read: (customer) => customer.firstName },
  last_name: { kind: 'keyword', read: (customer) => customer.lastName },
  state: { kind: 'keyword', read: (customer) => customer.state },
  tag: { kind: 'keyword', read: (customer) => customer.tags },
  orders_count: { kind: 'number', read: (customer) => customer.numberOfOrders },
  total_spent: { kind: 'number', read: (customer) => Number(customer.amountSpent) },
  customer_date: { kind: 'date', read: (customer) => customer.createdAt },
  updated_at: { kind: 'date', read: (customer) => customer.updatedAt },
}

/** customersCount knows fewer fields than customers. */
export const CUSTOMER_COUNT_FIELDS: SearchFields<ShopifyCustomer> = {
  id: CUSTOMER_FIELDS['id']!,
  updated_at: CUSTOMER_FIELDS['updated_at']!,
  created_at: CUSTOMER_FIELDS['customer_date']!,
}

export const LOCATION_FIELDS: SearchFields<ShopifyLocation> = {
  default: { kind: 'text', read: (location) => [location.name, location.city] },
  id: { kind: 'id', read: (location) => location.id },
  location_id: { kind: 'number', read: (location) => location.id },
  name: { kind: 'text', read: (location) => location.name },
  active: { kind: 'keyword', read: (location) => String(location.isActive) },
  city: { kind: 'keyword', read: (location) => location.city },
  created_at: { kind: 'date', read: (location) => location.createdAt },
}

export function inventoryItemFields(shopify: ShopifyWorld): SearchFields<ShopifyInventoryItem> {
  return {
    id: { kind: 'id', read: (item) => item.id },
    sku: { kind: 'keyword', read: (item) => shopify.variants.get(item.variantId)?.sku ?? null },
    created_at: { kind: 'date', read: (item) => item.createdAt },
    updated_at: { kind: 'date', read: (item) => item.updatedAt },
  }
}

/** A level together with its item; which of the two ids pages them depends on the connection. */
export interface PlacedLevel {
  item: ShopifyInventoryItem
  level: ShopifyLevel
}

export const LEVEL_FIELDS: SearchFields<PlacedLevel> = {
  // Not an `id` that a page may start at: the levels of one item are paged by their location.
  id: { kind: 'number', read: ({ item }) => item.id },
  inventory_item_id: { kind: 'number', read: ({ item }) => item.id },
  created_at: { kind: 'date', read: ({ item }) => item.createdAt },
  updated_at: { kind: 'date', read: ({ level }) => level.updatedAt },
}

export const BULK_OPERATION_FIELDS: SearchFields<ShopifyBulkOperation> = {
  id: { kind: 'id', read: (operation) => operation.id },
  status: { kind: 'keyword', read: (operation) => operation.status },
  operation_type: { kind: 'keyword', read: (operation) => operation.type },
  created_at: { kind: 'date', read: (operation) => operation.createdAt },
}

/** What the shop can sell of a variant: the sum over its active levels. */
export function inventoryQuantityOf(variant: ShopifyVariant): number {
  return variant.inventoryItem.levels.reduce((sum, level) => sum + (level.isActive ? level.available : 0), 0)
}
