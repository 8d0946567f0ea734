import { sql, type Kysely } from 'kysely'

/**
 * Notes that the job has seen these records, in the transaction of the batch that counts them. Returns those that it
 * sees for the first time: only they count, however many pages or streams touch a record.
 */
export async function sight(tx: Kysely<unknown>, jobId: number, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ record_id: string }>`
    insert into job_sighting (job_id, record_id) select ${jobId}::int, unnest(${[...ids]}::text[])
    on conflict do nothing returning record_id
  `.execute(tx)
  return rows.map((row) => row.record_id)
}

/** How many records the job has seen: what it must have processed. */
export async function countSightings(db: Kysely<unknown>, jobId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from job_sighting where job_id = ${jobId}
  `.execute(db)
  return rows[0]!.count
}
