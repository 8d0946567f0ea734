import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** Whether jobs may write to a platform. Without a row: to a sandbox yes, to a real one no. */
export const WriteSwitch = defineEntity({
  name: 'WriteSwitch',
  properties: {
    accountId: p.integer().primary().autoincrement(false),
    enabled: p.boolean(),
    /** When it becomes the opposite again; null: not by itself. */
    until: p.datetime().columnType('timestamptz').nullable(),
    reason: p.string().columnType('text').nullable(),
    changedBy: p.string().columnType('text').nullable(),
    changedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
})
export type WriteSwitch = InferEntity<typeof WriteSwitch>
