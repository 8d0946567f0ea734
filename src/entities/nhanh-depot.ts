import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** A depot of Nhanh, as of the last look at it. One that the token loses stays, so that its loss is seen. */
export const NhanhDepot = defineEntity({
  name: 'NhanhDepot',
  properties: {
    accountId: p.integer().primary(),
    id: p.bigint('string').primary().autoincrement(false),
    code: p.string().columnType('text').nullable(),
    name: p.string().columnType('text'),
    /** Whether the token covers it. */
    isGranted: p.boolean(),
  },
})
export type NhanhDepot = InferEntity<typeof NhanhDepot>

/** What a person said about a depot: where its stock is sold, or that it is not sold online. */
export const DepotAssignment = defineEntity({
  name: 'DepotAssignment',
  properties: {
    nhanhAccountId: p.integer().primary(),
    depotId: p.bigint('string').primary().autoincrement(false),
    shopifyAccountId: p.integer().primary(),
    /** `gid://shopify/Location/…`; null: not sold online. */
    locationId: p.string().columnType('text').nullable(),
  },
})
export type DepotAssignment = InferEntity<typeof DepotAssignment>
