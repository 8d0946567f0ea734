import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { quantity } from './record-columns.ts'

/**
 * What a sync last saw in step at one location, and what it wrote there. Only to tell sales and our own webhooks apart:
 * what is to be written is always compared with what Shopify has at that moment.
 */
export const PublishedLevel = defineEntity({
  name: 'PublishedLevel',
  properties: {
    shopifyAccountId: p.integer().primary(),
    variantId: p.string().columnType('text').primary(),
    locationId: p.string().columnType('text').primary(),
    /** Shopify's quantity when both were in step. */
    quantity: p.integer(),
    /** What Nhanh had available for the location then. */
    nhanhAvailable: quantity(),
    inStepAt: p.datetime().columnType('timestamptz'),
    /** What was written last; null: it was never anything but right. */
    writtenQuantity: p.integer().nullable(),
    writtenAt: p.datetime().columnType('timestamptz').nullable(),
    jobId: p.integer().nullable(),
    /** Since when Shopify is seen lower than Nhanh explains, and how low. */
    pendingSince: p.datetime().columnType('timestamptz').nullable(),
    pendingQuantity: p.integer().nullable(),
  },
})
export type PublishedLevel = InferEntity<typeof PublishedLevel>
