import { sql, type Kysely } from 'kysely'
import type { ItemOutcome } from '../entities/job-item.ts'
import { fold } from '../entities/search-text.ts'
import { storableJson } from './storable-json.ts'

/** A line to be written to a job's ledger. */
export interface LedgerEntry {
  /** The record, as the platform calls it. */
  key: string
  title: string | null
  outcome: ItemOutcome
  code: string | null
  message: string | null
  /** What else a person may search the line by: SKU, phone, e-mail. */
  searchable?: string[]
  before?: unknown
  after?: unknown
}

/** Writes ledger lines, numbered from `firstNumber` on, and counts them per outcome and code. */
export async function writeLedger(
  tx: Kysely<unknown>,
  jobId: number,
  firstNumber: number,
  entries: readonly LedgerEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const lines = entries.map((entry, index) => ({
    number: firstNumber + index,
    key: entry.key,
    title: entry.title,
    outcome: entry.outcome,
    code: entry.code,
    message: entry.message,
    before: entry.before ?? null,
    after: entry.after ?? null,
    search_text: fold(
      [entry.key, entry.title, entry.code, ...(entry.searchable ?? [])].filter(Boolean).join(' '),
    ),
  }))
  await sql`
    with line as (
      insert into job_item (job_id, number, key, title, outcome, code, message, before, after, search_text)
      select ${jobId}::int, l.* from json_to_recordset(${storableJson(lines)}::json) as l(
        number int, key text, title text, outcome text, code text, message text,
        before jsonb, after jsonb, search_text text)
      returning outcome, code
    )
    insert into job_item_count as c (job_id, outcome, code, count)
    select ${jobId}::int, outcome, coalesce(code, ''), count(*)::int from line group by 2, 3
    on conflict (job_id, outcome, code) do update set count = c.count + excluded.count
  `.execute(tx)
}
