import { p } from '@mikro-orm/core'

export const RECORD_KINDS = ['PRODUCT', 'CUSTOMER'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** The two accounts that are kept in step. */
export const pairColumns = () => ({
  nhanhAccountId: p.integer(),
  shopifyAccountId: p.integer(),
})
