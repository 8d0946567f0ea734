import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import type { StoredError } from './background-job.ts'
import { pairColumns } from './pair-columns.ts'

export const MAPPING_STATUSES = ['PENDING', 'SYNCED', 'FAILED'] as const
export const MAPPING_ORIGINS = ['MATCHED', 'MANUAL'] as const
export const MAPPING_POLICIES = ['SYNC', 'HOLD', 'ZERO'] as const

/** What a record is found by at the other platform. */
export const MATCH_FIELDS = ['SKU', 'BARCODE', 'PHONE'] as const
export type MatchField = (typeof MATCH_FIELDS)[number]

/** Without the check that p.enum has in the database: a match writes hundreds of thousands of rows, and four cost a third more. */
const oneOf = <Value extends string>() => p.string().columnType('text').$type<Value>()

const mappingColumns = () => ({
  id: p.integer().primary().autoincrement(),
  ...pairColumns(),
  nhanhId: p.bigint('string'),
  shopifyId: p.string().columnType('text'),
  /** PENDING until a sync has written it for the first time. */
  status: oneOf<(typeof MAPPING_STATUSES)[number]>().default('PENDING'),
  /** MATCHED by a job, or MANUAL: by a person. */
  origin: oneOf<(typeof MAPPING_ORIGINS)[number]>(),
  /** What both sides carry, as it is compared, when they were linked by a key. */
  key: p.string().columnType('text').nullable(),
  keyField: oneOf<MatchField>().nullable(),
  policy: oneOf<(typeof MAPPING_POLICIES)[number]>().default('SYNC'),
  /** When the policy ends and SYNC holds again; null: never. */
  policyUntil: p.datetime().columnType('timestamptz').nullable(),
  /** The job that linked them, which may have been deleted since. */
  jobId: p.integer().nullable(),
  lastSyncedAt: p.datetime().columnType('timestamptz').nullable(),
  lastError: p.json<StoredError>().nullable(),
  createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
})

/** A Nhanh product and the Shopify variant that shows its stock. A variant has one mapping, a product may have several. */
export const ProductMapping = defineEntity({
  name: 'ProductMapping',
  properties: {
    ...mappingColumns(),
    /** Pieces that are held back from Shopify. */
    reserve: p.integer().default(0),
  },
  uniques: [{ properties: ['shopifyAccountId', 'shopifyId', 'nhanhAccountId'] }],
  indexes: [{ properties: ['nhanhAccountId', 'nhanhId'] }],
})
export type ProductMapping = InferEntity<typeof ProductMapping>

/** A person as both platforms know them: one customer of each. */
export const CustomerMapping = defineEntity({
  name: 'CustomerMapping',
  properties: mappingColumns(),
  uniques: [
    { properties: ['shopifyAccountId', 'shopifyId', 'nhanhAccountId'] },
    { properties: ['nhanhAccountId', 'nhanhId', 'shopifyAccountId'] },
  ],
})
export type CustomerMapping = InferEntity<typeof CustomerMapping>
