import { inventoryQuantityOf } from './search-fields.ts'
import type { ShopifyBulkOperation } from './bulk-operation.ts'
import type { ShopifyCustomer, ShopifyLocation, ShopifyProduct, ShopifyVariant } from './shopify-records.ts'

/** Sort key → what it sorts by, before the id. A key that is missing sorts by the id alone. */
export type SortKeys<T> = Readonly<Record<string, (record: T) => string | number>>

export const PRODUCT_SORTS: SortKeys<ShopifyProduct> = {
  TITLE: (product) => product.title,
  VENDOR: (product) => product.vendor,
  PRODUCT_TYPE: (product) => product.productType,
  CREATED_AT: (product) => product.createdAt,
  UPDATED_AT: (product) => product.updatedAt,
}

/** Variants cannot be sorted by the time of their last change. */
export const VARIANT_SORTS: SortKeys<ShopifyVariant> = {
  TITLE: (variant) => variant.title,
  NAME: (variant) => variant.title,
  SKU: (variant) => variant.sku ?? '',
  POSITION: (variant) => variant.position,
  INVENTORY_QUANTITY: inventoryQuantityOf,
}

export const CUSTOMER_SORTS: SortKeys<ShopifyCustomer> = {
  NAME: (customer) => `${customer.lastName ?? ''}, ${customer.firstName ?? ''}`,
  CREATED_AT: (customer) => customer.createdAt,
  UPDATED_AT: (customer) => customer.updatedAt,
}

export const LOCATION_SORTS: SortKeys<ShopifyLocation> = {
  NAME: (location) => location.name,
}

export const BULK_OPERATION_SORTS: SortKeys<ShopifyBulkOperation> = {
  CREATED_AT: (operation) => operation.createdAt,
  COMPLETED_AT: (operation) => operation.completedAt ?? 0,
}
