import { sql, type Kysely } from 'kysely'
import { SETTLED_STATUSES } from '../../entities/background-job.ts'

/** Types all of whose lines are about products. Lines of any other are taken for a person's unless their key says better. */
const PRODUCT_TYPES = ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'AUTO_MATCH_PRODUCTS', 'PRODUCT_SYNC']

/** What a line may be found by when nothing personal is left in it: the platform's id of the record, and the code. */
const IMPERSONAL_TEXT = sql`lower(concat_ws(' ', i.key, i.code))`

const IS_PERSONAL = sql`(i.key not like 'gid://shopify/ProductVariant/%' and i.key not like 'gid://shopify/Product/%'
  and (i.title is not null or i.message is not null or i.before is not null or i.after is not null
    or i.search_text <> ${IMPERSONAL_TEXT}))`

const JOBS_AT_ONCE = 100

/**
 * Takes title, message, before, after and all other searchable text from at most `limit` ledger lines about customers, of
 * jobs of these accounts that ended before a moment. Key, outcome, code and counts stay. Returns how many lines and jobs
 * were changed; 0 when all is done.
 */
export async function removePersonalValues(
  db: Kysely<unknown>,
  { accountIds, before, now }: { accountIds: readonly number[]; before: Date; now: Date },
  limit: number,
): Promise<number> {
  const due = sql`j.completed_at < ${before.toISOString()}::timestamptz
    and j.status = any(${[...SETTLED_STATUSES]}::text[]) and j.account_ids <@ ${[...accountIds]}::int[]
    and j.type <> all(${PRODUCT_TYPES}::text[])
    and (j.anonymized_at is null or j.anonymized_at < j.completed_at)`
  const { rows: jobs } = await sql<{ id: number }>`
    select j.id from background_job j where ${due} order by j.completed_at limit ${JOBS_AT_ONCE}
  `.execute(db)
  if (jobs.length === 0) return 0
  const ids = jobs.map(({ id }) => id)
  // Locked lines are passed over: they are another server's batch, or of a job that is just begun anew.
  const { numAffectedRows } = await sql`
    update job_item i
    set title = null, message = null, before = null, after = null, search_text = ${IMPERSONAL_TEXT}
    where ctid = any(array(
      select i.ctid from job_item i where i.job_id = any(${ids}::int[]) and ${IS_PERSONAL} limit ${limit}
      for update skip locked))
  `.execute(db)
  const changed = Number(numAffectedRows)
  if (changed === limit) return changed
  // A reader sees the ledger with the job, so its seq grows with what it lost.
  const { rows: done } = await sql`
    update background_job set anonymized_at = ${now.toISOString()}::timestamptz, seq = seq + 1
    where id in (
      select j.id from background_job j where j.id = any(${ids}::int[]) and ${due} and not exists (
        select from job_item i where i.job_id = j.id and ${IS_PERSONAL})
      for update skip locked)
    returning id
  `.execute(db)
  return changed + done.length
}
