import { sql, type Kysely, type RawBuilder } from 'kysely'
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
  /** How often it was tried, this time included; 1 unless told. */
  attempts?: number
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
    attempts: entry.attempts ?? 1,
    before: entry.before ?? null,
    after: entry.after ?? null,
    search_text: fold(
      [entry.key, entry.title, entry.code, ...(entry.searchable ?? [])].filter(Boolean).join(' '),
    ),
  }))
  await insertLines(
    tx,
    jobId,
    sql`select * from json_to_recordset(${storableJson(lines)}::json) as l(
      number int, key text, title text, outcome text, code text, message text, attempts int, before jsonb, after jsonb,
      search_text text)`,
  )
}

/**
 * Writes lines that a query makes, and counts them. Its columns: number (1, 2, …), key, title, outcome, code, message,
 * before, after and search_text. Returns how many they are.
 */
export async function writeLedgerOf(
  tx: Kysely<unknown>,
  jobId: number,
  firstNumber: number,
  query: RawBuilder<unknown>,
): Promise<number> {
  return insertLines(
    tx,
    jobId,
    sql`select number + ${firstNumber - 1}, key, title, outcome, code, message, 1, before, after, search_text
      from (${query}) as l`,
  )
}

async function insertLines(tx: Kysely<unknown>, jobId: number, lines: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with line as (
      insert into job_item (job_id, number, key, title, outcome, code, message, attempts, before, after, search_text)
      select ${jobId}::int, l.* from (${lines}) as l
      returning outcome, code
    ), tally as (
      insert into job_item_count as c (job_id, outcome, code, count)
      select ${jobId}::int, outcome, coalesce(code, ''), count(*)::int from line group by 2, 3
      on conflict (job_id, outcome, code) do update set count = c.count + excluded.count
    )
    select count(*)::int as count from line
  `.execute(tx)
  return rows[0]!.count
}
