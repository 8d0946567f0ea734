import { sql, type Kysely, type RawBuilder } from 'kysely'
import { CodedError } from '../errors.ts'

/**
 * Common table expressions that note a batch's sightings, for a statement that begins with one named `page` and has its
 * record ids there once each: `known` are those that the job has seen before. Batches in flight share no record (see
 * Batch.keys), so none can be new to two of them. Only rows whose range touches the page's are opened: for a stream in the
 * order of its ids, none.
 */
export function sightings(jobId: number, counted: boolean): RawBuilder<unknown> {
  return sql`
    near as materialized (
      select unnest(record_ids) as id from job_sighting
      where job_id = ${jobId} and highest >= (select min(id) from page) and lowest <= (select max(id) from page)
    ),
    known as (select id from near intersect select id from page),
    noted as (
      insert into job_sighting (job_id, highest, lowest, record_ids, counted)
      select ${jobId}::int, max(id), min(id), array_agg(id), case when ${counted}::boolean then count(*) else 0 end
      from page
      where id not in (select id from known) having count(*) > 0
    )
  `
}

/**
 * Notes that the job has seen these records, in the transaction of the batch that counts them. Returns those that it
 * sees for the first time: only they count, however many pages or streams touch a record.
 */
export async function sight(tx: Kysely<unknown>, jobId: number, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with page as (select distinct id from unnest(${[...ids]}::text[]) as id), ${sightings(jobId, true)}
    select id from page where id not in (select id from known)
  `.execute(tx)
  return rows.map((row) => row.id)
}

/** Notes how many items the job found in a range of keys that it read whole. `range`: another one for each batch. */
export async function sightRange(
  tx: Kysely<unknown>,
  jobId: number,
  range: string,
  counted: number,
): Promise<void> {
  await sql`
    insert into job_sighting (job_id, highest, lowest, record_ids, counted)
    values (${jobId}, ${range}, ${range}, '{}', ${counted})
  `.execute(tx)
}

/**
 * A run that reached its end is believed only when its counts agree with the items that it sighted.
 * @throws CodedError COUNTS_DO_NOT_RECONCILE
 */
export async function requireReconciled(
  db: Kysely<unknown>,
  jobId: number,
  processed: number,
): Promise<void> {
  const sighted = await countSightings(db, jobId)
  if (sighted === processed) return
  const message = `${sighted} records were sighted, ${processed} were counted`
  throw new CodedError('COUNTS_DO_NOT_RECONCILE', message)
}

/** How many of the items the job has seen: what it must have processed. */
export async function countSightings(db: Kysely<unknown>, jobId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(counted), 0)::int as count from job_sighting where job_id = ${jobId}
  `.execute(db)
  return rows[0]!.count
}

/** The items that the job has counted. */
export async function sightedIn(db: Kysely<unknown>, jobId: number): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select unnest(record_ids) as id from job_sighting where job_id = ${jobId}
  `.execute(db)
  return new Set(rows.map(({ id }) => id))
}
