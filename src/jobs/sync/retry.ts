import { sql } from 'kysely'
import { CodedError } from '../../errors.ts'
import { RECORD_KINDS, type RecordKind } from '../../entities/pair-columns.ts'
import type { CancelledContext, JobContext } from '../define-job.ts'
import { sightedIn } from '../sightings.ts'
import type { CustomerSyncCheckpoint } from './customer-ledger.ts'
import { endCustomerSync, runCustomerSync } from './customer-sync.ts'
import type { ProductSyncCheckpoint } from './product-ledger.ts'
import { endProductSync, runProductSync } from './product-sync.ts'
import { findFailed, type FailedMapping, type RetryChoice } from './retryable.ts'
import { findIntents } from './write-intents.ts'

type Checkpoint = ProductSyncCheckpoint | CustomerSyncCheckpoint

/** Syncs again what failed before and can succeed now. Its items are those mappings, its counts are about them. */
export async function runRetry(
  context: JobContext<object>,
  { kinds, choice }: { kinds: readonly RecordKind[]; choice: RetryChoice },
): Promise<void> {
  const { jobId, em, progress, platforms } = context
  const checkpoint = context.checkpoint as Checkpoint | null
  if (checkpoint?.doubt) throw new CodedError('IMPLAUSIBLE_CHANGE', checkpoint.doubt)
  const db = em.getKysely<unknown>()
  const pair = { nhanhAccountId: platforms.NHANH.accountId, shopifyAccountId: platforms.SHOPIFY.accountId }
  const found: Record<RecordKind, FailedMapping[]> = { PRODUCT: [], CUSTOMER: [] }
  let room = choice.limit
  let waiting = 0
  // What this job has tried counts against the limit, so that a run which goes on does not begin with others.
  if (room !== undefined) room = Math.max(0, room - (await sightedIn(db, jobId)).size)
  for (const kind of RECORD_KINDS.filter((one) => kinds.includes(one))) {
    const failed = (await findFailed(db, pair, kind, { ...choice, limit: undefined })).filter(
      (mapping) => mapping.jobId !== jobId,
    )
    const able = failed.filter(({ canSucceed }) => canSucceed)
    found[kind] = able.slice(0, room)
    waiting += failed.length - able.length
    if (room !== undefined) room -= found[kind].length
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
  const isOfCustomers = checkpoint !== null && 'customersWritten' in checkpoint
  const options = { dryRun: false, force: false }
  if (found.PRODUCT.length > 0 || open.has('LEVELS'))
    await runProductSync(
      { ...context, checkpoint: isOfCustomers ? null : checkpoint },
      { ...options, mustWrite: true, selection: numbers(found.PRODUCT), further: found.CUSTOMER.length },
    )
  if (found.CUSTOMER.length > 0 || open.has('METAFIELDS') || open.has('BULK_METAFIELDS'))
    await runCustomerSync(
      { ...context, checkpoint: isOfCustomers ? checkpoint : null },
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
