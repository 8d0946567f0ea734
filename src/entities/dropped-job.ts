import { defineEntity, p } from '@mikro-orm/core'

/**
 * A job that is gone, of which lines of its ledger, its log and the like may still be there. Stored in the transaction
 * that deletes the job's row, removed when nothing is left of it.
 */
export const DroppedJob = defineEntity({
  name: 'DroppedJob',
  properties: { jobId: p.integer().primary().autoincrement(false) },
})
