import { sql, type Kysely } from 'kysely'
import type { JobLogLevel } from '../entities/job-log-entry.ts'
import { maskPersonal } from '../masking.ts'
import { storableText } from './storable-json.ts'

/**
 * Whoever has claimed the job numbers its lines; without a claim see {@link nextLogNumber}. Phone numbers and e-mail
 * addresses in the message are masked.
 */
export async function appendLog(
  db: Kysely<unknown>,
  jobId: number,
  number: number,
  level: JobLogLevel,
  message: string,
): Promise<void> {
  await sql`
    insert into job_log_entry (job_id, number, level, message)
    values (${jobId}, ${number}, ${level}, ${storableText(maskPersonal(message))})
  `.execute(db)
}

/** For a job that no run is writing to, with its row locked. */
export async function nextLogNumber(tx: Kysely<unknown>, jobId: number): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(number), 0) + 1 as number from job_log_entry where job_id = ${jobId}
  `.execute(tx)
  return rows[0]!.number
}
