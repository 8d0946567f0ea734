import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

const WRITE_KINDS = ['LEVELS', 'METAFIELDS', 'BULK_METAFIELDS'] as const
export type WriteKind = (typeof WRITE_KINDS)[number]

/**
 * A write to a platform that was about to be sent: stored before, removed together with what became of it. One that is
 * still there when a run begins is of a run that was cut off, and nobody knows yet whether the platform has it.
 */
export const WriteIntent = defineEntity({
  name: 'WriteIntent',
  properties: {
    id: p.integer().primary().autoincrement(),
    jobId: p.integer(),
    kind: p.enum(WRITE_KINDS),
    idempotencyKey: p.uuid(),
    /** Exactly what is sent, and what its ledger lines need. */
    payload: p.json<unknown>(),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
  indexes: [{ properties: ['jobId'] }],
})
export type WriteIntent = InferEntity<typeof WriteIntent>
