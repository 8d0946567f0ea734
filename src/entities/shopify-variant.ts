import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { money, recordColumns } from './record-columns.ts'
import { SHOPIFY_PRODUCT_STATUSES } from './shopify-product.ts'

export interface ShopifyLevel {
  locationId: string
  /** Null when the location keeps no number for it: absent is not zero. */
  available: number | null
  isActive: boolean
}

/** A variant of a Shopify product: the thing that has a SKU, a price and a stock. */
export const ShopifyVariant = defineEntity({
  name: 'ShopifyVariant',
  properties: {
    ...recordColumns(),
    /** `gid://shopify/ProductVariant/…` */
    id: p.string().columnType('text').primary(),
    productId: p.string().columnType('text'),
    /** Of the product when the variant was read; the product's own row, where there is one, is newer. */
    productTitle: p.string().columnType('text'),
    productStatus: p.enum(SHOPIFY_PRODUCT_STATUSES),
    title: p.string().columnType('text'),
    sku: p.string().columnType('text').nullable(),
    /** The SKU as it is compared. */
    skuKey: p.string().columnType('text').nullable(),
    barcode: p.string().columnType('text').nullable(),
    /** The barcode as it is compared. */
    barcodeKey: p.string().columnType('text').nullable(),
    price: money().nullable(),
    compareAtPrice: money().nullable(),
    position: p.integer().nullable(),
    inventoryItemId: p.string().columnType('text'),
    tracked: p.boolean(),
    inventoryPolicy: p.string().columnType('text'),
    inventoryQuantity: p.integer().nullable(),
    isBundle: p.boolean(),
    stock: p.json<ShopifyLevel[]>(),
    options: p.json<{ name: string; value: string }[]>(),
  },
  indexes: [
    { properties: ['accountId', 'skuKey'] },
    { properties: ['accountId', 'barcodeKey'] },
    { properties: ['accountId', 'productId'] },
    { properties: ['accountId', 'inventoryItemId'] },
  ],
})
export type ShopifyVariant = InferEntity<typeof ShopifyVariant>
