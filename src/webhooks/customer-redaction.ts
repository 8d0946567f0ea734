import { sql, type Kysely } from 'kysely'
import { ACTIVE_STATUSES } from '../entities/background-job.ts'
import { PRODUCT_TYPES } from '../jobs/keeping/personal-values.ts'
import { isAsMuch, patternOf, together, tracesOf, type Traces } from './customer-traces.ts'
import { holdsTraces, redactJob } from './job-redaction.ts'
import { PRIVACY_TOPICS, type NamedCustomer } from './privacy-order.ts'

const JOBS_AT_ONCE = 20
/** Of two jobs that end at once, the one whose end is committed last need not be the last by its time. */
const COMMITTED_LATE = sql`interval '10 minutes'`

/** A settled job by when it ended: what ends later comes later, a job that was gone on with included. */
interface Reached {
  completedAt: string
  jobId: number
}

/** How far a redaction has come. Kept with its order, and nowhere longer than that. */
export interface RedactionProgress {
  /** What was looked for in all jobs up to `reached`. */
  traces: Traces
  reached: Reached
}

interface RedactionOptions {
  shopAccountId: number
  customer: NamedCustomer
  /** Null: it begins. */
  progress: RedactionProgress | null
  keep: (progress: RedactionProgress) => Promise<void>
  /** Aborted when the server stops; then the job that it is at is the last one. */
  signal: AbortSignal
}

/**
 * Takes a step to remove a customer of Shopify and whatever tells of them: their names, phones and e-mail addresses in
 * ledgers, logs and stored webhooks; at last their row, phones, mappings, reviews and what was shown. The id stays in
 * ledgers, as does what Nhanh itself has told about its own customers. A step looks at a few jobs, changes those that hold
 * something, and is repeatable: the record itself goes last, because it tells what else to look for. MORE: it is to be
 * called again with what it kept; WAIT: so too, but later, because a job is at customers now.
 */
export async function redactCustomer(
  db: Kysely<unknown>,
  { shopAccountId, customer, progress, keep, signal }: RedactionOptions,
): Promise<'DONE' | 'MORE' | 'WAIT'> {
  const begun = await momentWithoutJobs(db, shopAccountId, null)
  const traces = together(progress?.traces, await tracesOf(db, shopAccountId, customer))
  // What came up only now was not looked for in what is behind.
  const from =
    progress && isAsMuch(progress.traces, traces) ? progress.reached : { completedAt: '-infinity', jobId: 0 }
  const jobs = await jobsAfter(db, shopAccountId, from)
  const reached = (await redactJobs(db, jobs, traces, signal)) ?? from
  await keep({ traces, reached })
  if (jobs.length === JOBS_AT_ONCE || signal.aborted) return 'MORE'
  if (begun === null) return 'WAIT'
  const late = await jobsEndedAbout(db, shopAccountId, reached)
  await redactJobs(db, late, traces, signal)
  if (signal.aborted) return 'MORE'
  return db.transaction().execute(async (tx) => {
    await sql`lock table job_resource in share row exclusive mode`.execute(tx)
    if ((await momentWithoutJobs(tx, shopAccountId, begun)) === null) return 'WAIT'
    await redactBodies(tx, shopAccountId, traces)
    await removeRecords(tx, shopAccountId, traces)
    return 'DONE'
  })
}

/** The last one that was looked at; null when there was none. */
async function redactJobs(
  db: Kysely<unknown>,
  jobs: readonly Reached[],
  traces: Traces,
  signal: AbortSignal,
): Promise<Reached | null> {
  let reached: Reached | null = null
  // One job at a time, so that nobody waits for long.
  for (const job of jobs) {
    if (signal.aborted) break
    if (await holdsTraces(db, job.jobId, traces)) await redactJob(db, job.jobId, traces)
    reached = job
  }
  return reached
}

/** Jobs of products tell of no customer, and one that still runs is looked at when it has ended. */
const mayHoldCustomers = (shopAccountId: number) =>
  sql`account_ids @> ${[shopAccountId]}::int[] and type <> all(${PRODUCT_TYPES}::text[])`

async function jobsAfter(
  db: Kysely<unknown>,
  shopAccountId: number,
  { completedAt, jobId }: Reached,
): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select completed_at::text as "completedAt", id as "jobId" from background_job
    where ${mayHoldCustomers(shopAccountId)} and (completed_at, id) > (${completedAt}::timestamptz, ${jobId}::int)
    order by completed_at, id limit ${JOBS_AT_ONCE}
  `.execute(db)
  return rows
}

async function jobsEndedAbout(
  db: Kysely<unknown>,
  shopAccountId: number,
  { completedAt }: Reached,
): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select completed_at::text as "completedAt", id as "jobId" from background_job
    where ${mayHoldCustomers(shopAccountId)} and completed_at >= ${completedAt}::timestamptz - ${COMMITTED_LATE}
    order by completed_at, id
  `.execute(db)
  return rows
}

/**
 * Now, by the database; null while a job is at the shop's customers, or when one was since `since`: it may have written
 * what had just been removed.
 */
async function momentWithoutJobs(
  db: Kysely<unknown>,
  shopAccountId: number,
  since: string | null,
): Promise<string | null> {
  const { rows } = await sql<{ now: string; has: boolean }>`
    select clock_timestamp()::text as now, exists (
      select from background_job
      where ${mayHoldCustomers(shopAccountId)}
        and (status = any(${[...ACTIVE_STATUSES]}::text[]) or completed_at >= ${since}::timestamptz)
    ) as has
  `.execute(db)
  return rows[0]!.has ? null : rows[0]!.now
}

async function redactBodies(tx: Kysely<unknown>, shopAccountId: number, traces: Traces): Promise<void> {
  const number = traces.customerId.split('/').at(-1)!
  const pattern = patternOf(traces)
  await sql`
    update webhook_delivery set body = null
    where account_id = ${shopAccountId} and topic <> all(${PRIVACY_TOPICS}::text[]) and body is not null
      and (strpos(body, ${number}) > 0 or ${pattern === null ? sql`false` : sql`body ~* ${pattern}`})
  `.execute(tx)
}

async function removeRecords(
  tx: Kysely<unknown>,
  shopAccountId: number,
  { customerId, phones }: Traces,
): Promise<void> {
  const ofShop = sql`shopify_account_id = ${shopAccountId}`
  await sql`
    with gone as (
      delete from match_review where kind = 'CUSTOMER' and ${ofShop} and (key = any(${phones}::text[])
        or linked_shopify_id = ${customerId}
        or id in (select review_id from match_candidate where side = 'SHOPIFY' and record_id = ${customerId}))
      returning id
    ) delete from match_candidate where review_id in (select id from gone)
  `.execute(tx)
  await sql`
    with gone as (delete from customer_mapping where ${ofShop} and shopify_id = ${customerId} returning id)
    delete from sync_failure where kind = 'CUSTOMER' and mapping_id in (select id from gone)
  `.execute(tx)
  await sql`
    delete from unlinked_pair where ${ofShop} and kind = 'CUSTOMER' and shopify_id = ${customerId}
  `.execute(tx)
  await sql`delete from planned_link where shopify_id = ${customerId}`.execute(tx)
  await sql`delete from published_customer where ${ofShop} and customer_id = ${customerId}`.execute(tx)
  await sql`delete from write_intent where strpos(payload::text, ${`"${customerId}"`}) > 0`.execute(tx)
  const ofAccount = sql`account_id = ${shopAccountId}`
  await sql`
    delete from record_to_read where ${ofAccount} and kind = 'SHOPIFY_CUSTOMER' and record_id = ${customerId}
  `.execute(tx)
  await sql`update stream_mark set open_ids = array_remove(open_ids, ${customerId}) where ${ofAccount}`.execute(
    tx,
  )
  await sql`delete from data_request where ${ofAccount} and customer_id = ${customerId}`.execute(tx)
  await sql`delete from customer_phone where ${ofAccount} and customer_id = ${customerId}`.execute(tx)
  await sql`delete from shopify_customer where ${ofAccount} and id = ${customerId}`.execute(tx)
}
