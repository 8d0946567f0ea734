import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Platform } from '../entities/account.ts'
import type { BackgroundJob } from '../entities/background-job.ts'
import { READ_KINDS, type ReadKind } from '../entities/record-to-read.ts'
import type { JobService } from '../jobs/job-service.ts'
import { connectedPair } from '../jobs/mappings/account-pair.ts'
import { formatMappingId } from '../jobs/mappings/mapping-id.ts'
import type { Platforms } from '../jobs/platforms.ts'
import { feedsOf, readPlaces } from '../jobs/sync/places.ts'
import { topicsOf } from './topics.ts'

/** Who asks for a job that nobody asked for. */
const BY_ITSELF = 'synctrack'
/** The most that one pull, or one sync, may be named. */
const MOST_NAMED = 10_000
/** A pull that failed as a whole is not begun again every few seconds. */
const NOT_AGAIN_FOR = sql`interval '15 minutes'`
/**
 * Shopify's bodies tell the second in which a record changed, and two changes in one second may have the same body. So it
 * is read when that second is over, and the same body is never news afterwards.
 */
const SAME_SECOND = sql`interval '1 second'`

const PULLS: Record<ReadKind, { platform: Platform; type: string }> = {
  NHANH_PRODUCT: { platform: 'NHANH', type: 'PULL_NHANH_PRODUCTS' },
  SHOPIFY_PRODUCT: { platform: 'SHOPIFY', type: 'PULL_SHOPIFY_PRODUCTS' },
  SHOPIFY_CUSTOMER: { platform: 'SHOPIFY', type: 'PULL_SHOPIFY_CUSTOMERS' },
}

interface Stream {
  accountId: number
  kind: ReadKind
  type: string
}

interface DrainOptions {
  platforms: Platforms
  jobs: Pick<JobService, 'start'>
}

/**
 * Brings the records that webhooks have named to an end: a pull reads them, and a sync follows it for those that want
 * one. `db`: of whoever holds the lock for it, so that of several servers one does it at a time. A kill anywhere leaves
 * what was not noted yet to be done again, which reads or compares once more and nothing else.
 */
export async function drainRecords(db: Kysely<unknown>, options: DrainOptions): Promise<void> {
  for (const kind of READ_KINDS) {
    const { platform, type } = PULLS[kind]
    const accountId = options.platforms.connections[platform]?.accountId
    if (accountId === undefined) continue
    const stream = { accountId, kind, type }
    await noteReadRecords(db, stream)
    if (kind === 'NHANH_PRODUCT') await syncReadProducts(db, stream, options)
    await startPull(db, stream, options)
  }
}

/** What became of the pulls that were started: of those that succeeded, only records that want a sync are still here. */
async function noteReadRecords(db: Kysely<unknown>, { accountId, kind }: Stream): Promise<void> {
  const { rows } = await sql<{ job_id: number; status: BackgroundJob['status'] | null }>`
    select distinct r.job_id, j.status from record_to_read r left join background_job j on j.id = r.job_id
    where r.account_id = ${accountId} and r.kind = ${kind} and r.job_id is not null
  `.execute(db)
  const jobsWith = (...statuses: (BackgroundJob['status'] | null)[]) =>
    rows.filter(({ status }) => statuses.includes(status)).map((row) => row.job_id)
  // A row that was named again while its lock was waited for has no job any more.
  const ofJobs = (ids: number[]) => sql`(r.account_id, r.kind, r.record_id) in (
    select * from ${inOrder(sql`
      from record_to_read t where t.account_id = ${accountId} and t.kind = ${kind} and t.job_id = any(${ids}::int[])`)}
  )`
  const succeeded = jobsWith('COMPLETED', 'COMPLETED_WITH_ERRORS')
  const failed = jobsWith('FAILED')
  // A person did not want them read; one that was dropped with its age has nothing to tell any more.
  const given = jobsWith('CANCELLED', null)
  if (succeeded.length > 0)
    await sql`delete from record_to_read r where ${ofJobs(succeeded)} and not wants_sync`.execute(db)
  if (failed.length > 0)
    await sql`update record_to_read r set job_id = null where ${ofJobs(failed)}`.execute(db)
  if (given.length > 0) await sql`delete from record_to_read r where ${ofJobs(given)}`.execute(db)
}

/** One sync of the mappings of all products that were read; when another one is under way, after it. */
async function syncReadProducts(
  db: Kysely<unknown>,
  { accountId, kind }: Stream,
  { platforms, jobs }: DrainOptions,
): Promise<void> {
  const { rows: read } = await sql<{ record_id: string; asked_at: string }>`
    select r.record_id, r.asked_at::text as asked_at
    from record_to_read r join background_job j on j.id = r.job_id
    where r.account_id = ${accountId} and r.kind = ${kind} and r.wants_sync
      and j.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
    order by r.record_id limit ${MOST_NAMED}
  `.execute(db)
  if (read.length === 0) return
  const pair = connectedPair(platforms)
  const mapped =
    'kind' in pair
      ? []
      : await mappingsOf(
          db,
          pair,
          read.map((row) => row.record_id),
        )
  // What waits for a depot to be assigned is found by the next sync that compares everything.
  const isWaiting = !('kind' in pair) && feedsOf(await readPlaces(db, pair)).open.length > 0
  const { mappingIds, upTo } = atMost(mapped)
  if (mappingIds.length > 0 && !isWaiting) {
    const { kind: outcome } = await jobs.start('PRODUCT_SYNC', { mappingIds }, BY_ITSELF)
    // Another job holds the stock, or a mapping was removed just now: the next look tries again.
    if (outcome === 'conflict' || outcome === 'alreadyRunning' || outcome === 'invalidInput') return
  }
  await forget(db, { accountId, kind }, upTo === null ? read : read.filter((row) => row.record_id < upTo))
}

interface Mapped {
  id: number
  nhanh_id: string
}

async function mappingsOf(
  db: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: { nhanhAccountId: number; shopifyAccountId: number },
  nhanhIds: readonly string[],
): Promise<Mapped[]> {
  const { rows } = await sql<Mapped>`
    select id, nhanh_id::text as nhanh_id from product_mapping
    where nhanh_account_id = ${nhanhAccountId} and shopify_account_id = ${shopifyAccountId}
      and nhanh_id = any(${[...nhanhIds]}::bigint[])
    order by nhanh_id::text, id limit ${MOST_NAMED + 1}
  `.execute(db)
  return rows
}

/** As many as one sync takes. `upTo`: the first product that is not in it whole; null when all are. */
function atMost(mapped: readonly Mapped[]): { mappingIds: string[]; upTo: string | null } {
  const upTo = mapped[MOST_NAMED]?.nhanh_id ?? null
  const taken = upTo === null ? mapped : mapped.filter(({ nhanh_id }) => nhanh_id < upTo)
  return { mappingIds: taken.map(({ id }) => formatMappingId({ kind: 'PRODUCT', number: id })), upTo }
}

async function startPull(db: Kysely<unknown>, stream: Stream, { jobs }: DrainOptions): Promise<void> {
  const { accountId, kind, type } = stream
  const { rows: waiting } = await sql<{ record_id: string; said_deleted: boolean; asked_at: string }>`
    select record_id, said_deleted, asked_at::text as asked_at from record_to_read
    where account_id = ${accountId} and kind = ${kind} and job_id is null
      and not (kind <> 'NHANH_PRODUCT' and asked_at between now() - ${SAME_SECOND} and now())
    order by asked_at, record_id limit ${MOST_NAMED}
  `.execute(db)
  if (waiting.length === 0 || (await hasJustFailed(db, stream))) return
  const named = (saidDeleted: boolean) =>
    waiting.filter((row) => row.said_deleted === saidDeleted).map((row) => row.record_id)
  const [ids, deletedIds] = [named(false), named(true)]
  const input = { ...(ids.length > 0 && { ids }), ...(deletedIds.length > 0 && { deletedIds }) }
  const result = await jobs.start(type, input, BY_ITSELF)
  if (result.kind !== 'started') return
  const note = `read by job ${result.job.id}`
  await db.transaction().execute(async (tx) => {
    await sql`
      update record_to_read r set job_id = ${result.job.id} from ${locked(stream, waiting)}
      where r.account_id = l.account_id and r.kind = l.kind and r.record_id = l.record_id
    `.execute(tx)
    // What may repeat is news from now on, because the read has begun.
    await sql`
      update webhook_delivery set state = 'DONE', note = ${note},
        content_key = case when may_repeat then null else content_key end
      where account_id = ${accountId} and state = 'WAITING' and topic = any(${topicsOf(kind)}::text[])
        and received_at <= (select max(asked_at) from ${asRows(waiting)})
    `.execute(tx)
  })
}

async function hasJustFailed(db: Kysely<unknown>, { accountId, type }: Stream): Promise<boolean> {
  const { rows } = await sql`
    select from background_job
    where type = ${type} and requested_by = ${BY_ITSELF} and status = 'FAILED' and account_ids @> ${[accountId]}::int[]
      and (input -> 'ids' is not null or input -> 'deletedIds' is not null)
      and completed_at > now() - ${NOT_AGAIN_FOR}
    limit 1
  `.execute(db)
  return rows.length > 0
}

/** But not what was named again since. */
async function forget(
  db: Kysely<unknown>,
  { accountId, kind }: Pick<Stream, 'accountId' | 'kind'>,
  read: readonly { record_id: string; asked_at: string }[],
): Promise<void> {
  await sql`
    delete from record_to_read r using ${locked({ accountId, kind }, read)}
    where r.account_id = l.account_id and r.kind = l.kind and r.record_id = l.record_id and r.job_id is not null
  `.execute(db)
}

/** Of those records the ones that were not named again since. */
function locked(
  { accountId, kind }: Pick<Stream, 'accountId' | 'kind'>,
  records: readonly { record_id: string; asked_at: string }[],
) {
  return inOrder(sql`
    from record_to_read t join ${asRows(records)} on t.record_id = w.record_id and t.asked_at = w.asked_at
    where t.account_id = ${accountId} and t.kind = ${kind}`)
}

/** Locks rows of record_to_read in the order in which they are stored: so that neither waits for the other for ever. */
function inOrder(found: RawBuilder<unknown>) {
  return sql`(
    select t.account_id, t.kind, t.record_id ${found} order by t.account_id, t.kind, t.record_id for update of t
  ) as l`
}

function asRows(records: readonly { record_id: string; asked_at: string }[]) {
  return sql`json_to_recordset(${JSON.stringify(records)}::json) as w(record_id text, asked_at timestamptz)`
}
