import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { RECORD_KINDS } from './pair-columns.ts'

/** Two records that a person has taken apart: a match does not link them again by itself. */
export const UnlinkedPair = defineEntity({
  name: 'UnlinkedPair',
  properties: {
    nhanhAccountId: p.integer().primary(),
    shopifyAccountId: p.integer().primary(),
    kind: p.enum(RECORD_KINDS).primary(),
    shopifyId: p.string().columnType('text').primary(),
    nhanhId: p.bigint('string').primary().autoincrement(false),
    at: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
})
export type UnlinkedPair = InferEntity<typeof UnlinkedPair>
