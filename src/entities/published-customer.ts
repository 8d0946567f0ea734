import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** A customer of Shopify who carries metafields that a sync wrote; they go when the customer is linked no more. */
export const PublishedCustomer = defineEntity({
  name: 'PublishedCustomer',
  properties: {
    shopifyAccountId: p.integer().primary(),
    /** `gid://shopify/Customer/…` */
    customerId: p.string().columnType('text').primary(),
    /** Whose numbers they are. */
    nhanhCustomerId: p.bigint('string'),
    /** Of the metafields: it can be configured anew. */
    namespace: p.string().columnType('text').primary(),
    jobId: p.integer(),
    at: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
})
export type PublishedCustomer = InferEntity<typeof PublishedCustomer>
