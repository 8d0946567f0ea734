import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

export const PLATFORMS = ['NHANH', 'SHOPIFY'] as const
export type Platform = (typeof PLATFORMS)[number]

/** One connection to a platform. Every row that came from a platform belongs to one. */
export const Account = defineEntity({
  name: 'Account',
  properties: {
    id: p.integer().primary().autoincrement(),
    platform: p.enum(PLATFORMS),
    /** Nhanh's business id, or the shop's domain. */
    externalId: p.string().columnType('text'),
    /** Sandbox rows never meet a real platform, though both may lie in one database. */
    sandbox: p.boolean(),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
  uniques: [{ properties: ['platform', 'externalId', 'sandbox'] }],
})
export type Account = InferEntity<typeof Account>
