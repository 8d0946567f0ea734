import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** What a customer of Shopify asked to be told: all that is stored about them, until a person has passed it on. */
export const DataRequest = defineEntity({
  name: 'DataRequest',
  properties: {
    id: p.integer().primary().autoincrement(),
    accountId: p.integer().index(),
    /** `gid://shopify/Customer/…` */
    customerId: p.string().columnType('text'),
    requestedAt: p.datetime().columnType('timestamptz'),
    data: p.json<Record<string, unknown>>(),
  },
})
export type DataRequest = InferEntity<typeof DataRequest>
