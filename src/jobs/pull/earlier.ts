import { sql, type Kysely } from 'kysely'

/** The keys of the items that failed in this job. */
export async function failedKeys(db: Kysely<unknown>, jobId: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from job_item where job_id = ${jobId} and outcome = 'FAILED' order by number
  `.execute(db)
  return rows.map((row) => row.key)
}

/** How many records the last completed job with the same type, accounts and input processed; null when there is none. */
export async function lastCountOf(db: Kysely<unknown>, jobId: number): Promise<number | null> {
  const { rows } = await sql<{ processed: number }>`
    select last.created + last.updated + last.unchanged + last.skipped + last.failed as processed
    from background_job this join background_job last using (type, input_key, account_ids)
    where this.id = ${jobId} and last.id < this.id and last.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
    order by last.id desc limit 1
  `.execute(db)
  return rows[0]?.processed ?? null
}
