import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { RECORD_KINDS } from './pair-columns.ts'

/** A mapping whose last sync failed; gone as soon as one succeeds. */
export const SyncFailure = defineEntity({
  name: 'SyncFailure',
  properties: {
    kind: p.enum(RECORD_KINDS).primary(),
    mappingId: p.integer().primary(),
    /** The job in which it failed last. */
    jobId: p.integer(),
    code: p.string().columnType('text'),
    /** How often in a row. */
    attempts: p.integer(),
    failedAt: p.datetime().columnType('timestamptz'),
    /** When it is tried again by itself; null: it waits for a person. */
    retryAt: p.datetime().columnType('timestamptz').nullable(),
  },
  indexes: [{ properties: ['retryAt'] }, { properties: ['jobId'] }],
})
export type SyncFailure = InferEntity<typeof SyncFailure>
