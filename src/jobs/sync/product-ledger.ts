import type { Kysely } from 'kysely'
import type { JobContext } from '../define-job.ts'
import type { ConcludedProduct } from './product-items.ts'
import { noteLevels } from './published-levels.ts'
import { SyncLedger, type SyncCheckpoint } from './sync-ledger.ts'

/** The ledger of whatever writes levels. `noteMore`: what else is to be noted with items, in the same transaction. */
export function productLedger(
  context: Pick<JobContext<object>, 'jobId' | 'progress' | 'platforms'>,
  checkpoint: SyncCheckpoint,
  noteMore?: (tx: Kysely<unknown>, items: readonly ConcludedProduct[]) => Promise<void>,
): SyncLedger<ConcludedProduct> {
  const { accountId: shopifyAccountId } = context.platforms.SHOPIFY
  return new SyncLedger<ConcludedProduct>(context, {
    checkpoint,
    writtenOf: ({ levels }) => levels.filter(({ written }) => written !== null).length,
    note: async (tx, jobId, items) => {
      const levels = items.flatMap((item) => item.levels)
      await noteLevels(tx, { shopifyAccountId, jobId, now: new Date() }, levels)
      await noteMore?.(tx, items)
    },
  })
}
