import type { Kysely } from 'kysely'
import type { JobContext } from '../define-job.ts'
import type { ConcludedCustomer } from './customer-items.ts'
import { noteCleared, noteShown } from './published-customers.ts'
import { SyncLedger, type SyncCheckpoint } from './sync-ledger.ts'

/**
 * The ledger of whatever writes customers' metafields. `noteMore`: what else is to be noted with items, in the same
 * transaction.
 */
export function customerLedger(
  context: Pick<JobContext<object>, 'jobId' | 'progress' | 'platforms'>,
  checkpoint: SyncCheckpoint,
  noteMore?: (tx: Kysely<unknown>, items: readonly ConcludedCustomer[]) => Promise<void>,
): SyncLedger<ConcludedCustomer> {
  const { accountId: shopifyAccountId } = context.platforms.SHOPIFY
  return new SyncLedger<ConcludedCustomer>(context, {
    checkpoint,
    writtenOf: ({ result }) => (result.outcome === 'UPDATED' ? 1 : 0),
    note: async (tx, jobId, items) => {
      const shown = items.flatMap(({ shows }) => shows ?? [])
      const cleared = items.flatMap(({ clears }) => clears ?? [])
      await noteShown(tx, { shopifyAccountId, jobId }, shown)
      await noteCleared(tx, shopifyAccountId, cleared)
      await noteMore?.(tx, items)
    },
  })
}
