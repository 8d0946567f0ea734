import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** A location of the shop, as of the last look at it; one that is gone is inactive. */
export const ShopifyLocation = defineEntity({
  name: 'ShopifyLocation',
  properties: {
    accountId: p.integer().primary(),
    /** `gid://shopify/Location/…` */
    id: p.string().columnType('text').primary(),
    name: p.string().columnType('text'),
    isActive: p.boolean(),
    /** Its stock is the service's own and is never written. */
    isFulfillmentService: p.boolean(),
    /** Pieces of each variant that are held back here. */
    reserve: p.integer().default(0),
  },
})
export type ShopifyLocation = InferEntity<typeof ShopifyLocation>
