import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { recordColumns } from './record-columns.ts'

export const SHOPIFY_PRODUCT_STATUSES = ['ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED'] as const
export type ShopifyProductStatus = (typeof SHOPIFY_PRODUCT_STATUSES)[number]

/** A product of Shopify: what its variants have in common. */
export const ShopifyProduct = defineEntity({
  name: 'ShopifyProduct',
  properties: {
    ...recordColumns(),
    /** `gid://shopify/Product/…` */
    id: p.string().columnType('text').primary(),
    title: p.string().columnType('text'),
    handle: p.string().columnType('text'),
    status: p.enum(SHOPIFY_PRODUCT_STATUSES),
    vendor: p.string().columnType('text').nullable(),
    productType: p.string().columnType('text').nullable(),
    tags: p.json<string[]>(),
  },
})
export type ShopifyProduct = InferEntity<typeof ShopifyProduct>
