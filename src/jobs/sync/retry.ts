import { sql } from 'kysely'
import { RECORD_KINDS, type RecordKind } from '../../entities/pair-columns.ts'
import type { CancelledContext, JobContext } from '../define-job.ts'
import { sightedIn } from '../sightings.ts'
import { endCustomerSync, runCustomerSync } from './customer-sync.ts'
import { endProductSync, runProductSync } from './product-sync.ts'
import { findFailed, type FailedMapping, type RetryChoice } from './retryable.ts'
import type { SyncCheckpoint } from './sync-ledger.ts'
import { findIntents } from './write-intents.ts'

/** Syncs again what failed before and can succeed now. Its items are those mappings, its counts are about them. */
export async function runRetry(
  context: JobContext<object>,
  { kinds, choice, limit }: { kinds: readonly RecordKind[]; choice: RetryChoice; limit?: number },
): Promise<void> {
  const { jobId, em, progress, platforms } = context
  const checkpoint = context.checkpoint as SyncCheckpoint | null
  const db = em.getKysely<unknown>()
  const pair = { nhanhAccountId: platforms.NHANH.accountId, shopifyAccountId: platforms.SHOPIFY.accountId }
  const found: Record<RecordKind, FailedMapping[]> = { PRODUCT: [], CUSTOMER: [] }
  // What this job has tried counts against the limit, so that a run which goes on does not begin with others.
  let room = limit === undefined ? Infinity : Math.max(0, limit - (await sightedIn(db, jobId)).size)
  let waiting = 0
  for (const kind of RECORD_KINDS.filter((one) => kinds.includes(one))) {
    const failed = (await findFailed(db, pair, kind, choice)).filter((mapping) => mapping.jobId !== jobId)
    const able = failed.filter(({ canSucceed }) => canSucceed)
    found[kind] = able.slice(0, room)
    waiting += failed.length - able.length
    room -= found[kind].length
  }
  const retried = [...found.PRODUCT, ...found.CUSTOMER]
  await progress.guarded((tx) =>
    sql`
      insert into job_relation (job_id, relation, related_job_id)
      select distinct ${jobId}::int, 'RETRY_OF', id
      from unnest(${[...retried.map((mapping) => mapping.jobId), ...(choice.jobId === undefined ? [] : [choice.jobId])]}::int[]) as id
      on conflict do nothing
    `.execute(tx),
  )
  await progress.describe({ metadata: { cannotSucceedYet: waiting } })
  const numbers = (mappings: FailedMapping[]) => mappings.map(({ mappingId }) => mappingId)
  const open = new Set((await findIntents(db, jobId)).map(({ kind }) => kind))
  // Each kind weighs its own: pieces are no money.
  const checkpointOf = (kind: RecordKind) => (checkpoint?.kind === kind ? checkpoint : null)
  const options = { dryRun: false, force: false }
  const isDoubted = (kind: RecordKind) => Boolean(checkpointOf(kind)?.doubt)
  if (found.PRODUCT.length > 0 || open.has('LEVELS') || isDoubted('PRODUCT'))
    await runProductSync(
      { ...context, checkpoint: checkpointOf('PRODUCT') },
      { ...options, mustWrite: true, selection: numbers(found.PRODUCT), further: found.CUSTOMER.length },
    )
  const isBegun = open.has('METAFIELDS') || open.has('BULK_METAFIELDS')
  if (found.CUSTOMER.length > 0 || isBegun || isDoubted('CUSTOMER'))
    await runCustomerSync(
      { ...context, checkpoint: checkpointOf('CUSTOMER') },
      { ...options, selection: numbers(found.CUSTOMER), clearsUnlinked: false },
    )
  if (retried.length === 0) await progress.describe({ total: (await sightedIn(db, jobId)).size })
}

/** Ends what a cancelled run had begun to write. */
export async function endRetry(context: CancelledContext<object>): Promise<void> {
  try {
    await endProductSync(context)
  } finally {
    await endCustomerSync(context)
  }
}
