import { sql, type Kysely } from 'kysely'
import { SETTLED_STATUSES } from '../../entities/background-job.ts'

/** Types all of whose lines are about products. Lines of any other are taken for a person's unless their key says better. */
export const PRODUCT_TYPES = [
  'PULL_NHANH_PRODUCTS',
  'PULL_SHOPIFY_PRODUCTS',
  'AUTO_MATCH_PRODUCTS',
  'PRODUCT_SYNC',
]

/** What a line may be found by when nothing personal is left in it: the platform's id of the record, and the code. */
const IMPERSONAL_TEXT = sql`lower(concat_ws(' ', i.key, i.code))`

const IS_PERSONAL = sql`(i.key not like 'gid://shopify/ProductVariant/%' and i.key not like 'gid://shopify/Product/%'
  and (i.title is not null or i.message is not null or i.before is not null or i.after is not null
    or i.search_text <> ${IMPERSONAL_TEXT}))`

const JOBS_AT_ONCE = 100

/** Whose lines are to lose what is personal. */
export interface PersonalChoice {
  /** Of jobs of these accounts and no others. */
  accountIds: readonly number[]
  /** Of jobs that ended before this moment. */
  before: Date
}

/**
 * Makes a function that takes title, message, before, after and all other searchable text from ledger lines about
 * customers, of settled jobs. Key, outcome, code and counts stay. It looks at no more than `limit` lines, and returns how
 * many lines and jobs it dealt with; 0 when all is done. It remembers how far it has come in a long ledger; one that does
 * not begins the ledger anew and finds the same.
 */
export function createPersonalValueRemoval() {
  let reached = { jobId: 0, number: 0 }
  return async (db: Kysely<unknown>, choice: PersonalChoice, now: Date, limit: number): Promise<number> => {
    let room = limit
    let finished = 0
    for (const jobId of await findDue(db, choice)) {
      const after = reached.jobId === jobId ? reached.number : 0
      const last = await emptyLines(db, { jobId, after, limit: room })
      if (last > after + room) {
        reached = { jobId, number: after + room }
        return limit
      }
      room -= Math.max(0, last - after)
      reached = { jobId: 0, number: 0 }
      if (await finish(db, jobId, now)) finished++
      if (room === 0) break
    }
    return limit - room + finished
  }
}

/** The jobs whose ledgers are still to be emptied, some at a time. */
async function findDue(db: Kysely<unknown>, { accountIds, before }: PersonalChoice): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from background_job
    where completed_at < ${before.toISOString()}::timestamptz and status = any(${[...SETTLED_STATUSES]}::text[])
      and account_ids <@ ${[...accountIds]}::int[] and type <> all(${PRODUCT_TYPES}::text[]) and ${IS_NOT_DONE}
    order by completed_at, id limit ${JOBS_AT_ONCE}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** A job that was gone on with after it was done has new lines. */
const IS_NOT_DONE = sql`(anonymized_at is null or anonymized_at < completed_at)`

/**
 * Of the next lines of a ledger, whose numbers rise from 1. Locked ones are passed over: they are another server's, or of
 * a job that begins anew. Returns the number of the last line that there is, 0 when there is none.
 */
async function emptyLines(
  db: Kysely<unknown>,
  { jobId, after, limit }: { jobId: number; after: number; limit: number },
): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    with emptied as (
      update job_item i
      set title = null, message = null, before = null, after = null, search_text = ${IMPERSONAL_TEXT}
      -- By place, and in the order of the key: while statistics are old, any other way may read the ledger for each line.
      where i.ctid = any(array(
        select i.ctid from job_item i
        where i.job_id = ${jobId} and i.number > ${after} and i.number <= ${after + limit} and ${IS_PERSONAL}
        order by i.job_id, i.number for update skip locked))
    )
    select coalesce((select number from job_item where job_id = ${jobId} order by job_id desc, number desc limit 1), 0) as last
  `.execute(db)
  return rows[0]!.last
}

/** Notes that nothing personal is left in a ledger; false when something is. A reader sees the ledger with the job, so its seq grows. */
async function finish(db: Kysely<unknown>, jobId: number, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update background_job set anonymized_at = ${now.toISOString()}::timestamptz, seq = seq + 1
    where id in (
      select id from background_job where id = ${jobId} and completed_at is not null and ${IS_NOT_DONE}
        and not exists (select from job_item i where i.job_id = ${jobId} and ${IS_PERSONAL})
      for update skip locked)
    returning id
  `.execute(db)
  return rows.length > 0
}
