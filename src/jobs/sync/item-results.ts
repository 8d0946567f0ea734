import { sql, type Kysely } from 'kysely'
import { ERROR_CODES, type ErrorCode } from '../../errors.ts'
import type { RecordKind } from '../../entities/pair-columns.ts'
import type { BatchOutcome } from '../job-progress.ts'
import type { LedgerEntry } from '../ledger.ts'
import { TABLES } from '../mappings/account-pair.ts'
import { sight } from '../sightings.ts'
import { storableJson } from '../storable-json.ts'

/** An item that failed is tried again by itself after so many minutes, each time later; then it waits for a person. */
const RETRY_AFTER_MINUTES = [5, 15, 60]

const LEAVES_AS_IT_WAS: ReadonlySet<ErrorCode | null> = new Set(['IMPLAUSIBLE_CHANGE', 'DRIFTED'])

/** What a ledger line says of a record, whatever becomes of it. */
export interface LedgerItem {
  /** Null when the line is about no mapping. */
  mappingId: number | null
  /** The Shopify record. */
  key: string
  title: string | null
  searchable: string[]
  /** Failed syncs in a row before this one. */
  failures: number
}

/** A record that an earlier line names and no mapping. */
export function itemOfLine({ key, title }: { key: string; title: string | null }): LedgerItem {
  return { mappingId: null, key, title, searchable: [], failures: 0 }
}

/** What became of an item. */
export function resultOf(
  { failures, ...item }: LedgerItem,
  result: Pick<ItemResult, 'outcome' | 'code' | 'message'> & { before?: unknown; after?: unknown },
): ItemResult {
  return { ...item, attempts: failures + 1, ...result }
}

/** What became of one mapping in a sync. */
export interface ItemResult {
  /** Null when it is about no mapping. */
  mappingId: number | null
  /** The Shopify record. */
  key: string
  /** What it is counted by, where that is not the record. */
  sightedAs?: string
  title: string | null
  /** What else it may be searched by. */
  searchable: string[]
  outcome: 'UPDATED' | 'UNCHANGED' | 'SKIPPED' | 'FAILED'
  code: ErrorCode | null
  message: string | null
  /** How often it was tried, this time included. */
  attempts: number
  before?: unknown
  after?: unknown
}

/** Notes what became of items: their ledger lines, and, unless it is a dry run, the state of their mappings. */
export async function noteResults(
  tx: Kysely<unknown>,
  { jobId, kind, dryRun }: { jobId: number; kind: RecordKind; dryRun: boolean },
  results: readonly ItemResult[],
): Promise<BatchOutcome> {
  const keys = results.map((result) => sightedAs(result))
  const isNew = new Set(await sight(tx, jobId, keys))
  const counted = results.filter((result) => isNew.has(sightedAs(result)))
  if (!dryRun) await noteMappings(tx, jobId, kind, counted)
  const numberOf = (outcome: ItemResult['outcome']) =>
    counted.filter((result) => result.outcome === outcome).length
  return {
    created: 0,
    updated: numberOf('UPDATED'),
    unchanged: numberOf('UNCHANGED'),
    skipped: numberOf('SKIPPED'),
    failed: numberOf('FAILED'),
    entries: counted.flatMap(lineOf),
  }
}

/** The ledger line of an item; none where it stayed as it was. */
export function lineOf({
  mappingId: _mapping,
  sightedAs: _sighted,
  outcome,
  ...line
}: ItemResult): LedgerEntry[] {
  return outcome === 'UNCHANGED' ? [] : [{ ...line, outcome }]
}

/** What an item is counted by. */
export function sightedAs({ sightedAs: name, key }: Pick<ItemResult, 'sightedAs' | 'key'>): string {
  return name ?? key
}

async function noteMappings(
  tx: Kysely<unknown>,
  jobId: number,
  kind: RecordKind,
  results: readonly ItemResult[],
): Promise<void> {
  const rows = results
    // What a guard, or a plan, kept from being written is as it was before: failed or not.
    .filter(({ mappingId, code }) => mappingId !== null && !LEAVES_AS_IT_WAS.has(code))
    .map(({ mappingId, key, outcome, code, message, attempts }) => ({
      id: mappingId,
      key,
      outcome,
      code,
      error: code && { code, message: message ?? '', retryable: ERROR_CODES[code].retryable },
      attempts,
      retry_minutes: code && ERROR_CODES[code].retryable ? (RETRY_AFTER_MINUTES[attempts - 1] ?? null) : null,
    }))
  const table = sql.table(TABLES[kind].mappings)
  // What was in step before and still is needs no new row.
  await sql`
    with result as (
      -- A mapping that was removed or moved since it was read is not what the item was about.
      select r.* from json_to_recordset(${storableJson(rows)}::json)
        as r(id int, key text, outcome text, code text, error jsonb, attempts int, retry_minutes int)
      join ${table} m on m.id = r.id and m.shopify_id = r.key
    ), noted as (
      update ${table} m set
        status = case r.outcome when 'FAILED' then 'FAILED' when 'SKIPPED' then 'PENDING' else 'SYNCED' end,
        last_error = case r.outcome when 'FAILED' then r.error end,
        last_synced_at = case when r.outcome in ('UPDATED', 'UNCHANGED') then now() else m.last_synced_at end
      from result r
      where m.id = r.id and (r.outcome in ('UPDATED', 'FAILED') or (r.outcome = 'UNCHANGED' and m.status <> 'SYNCED')
        or (r.outcome = 'SKIPPED' and m.status = 'FAILED'))
    ), mended as (
      delete from sync_failure f using result r where f.kind = ${kind} and f.mapping_id = r.id and r.outcome <> 'FAILED'
    )
    insert into sync_failure as f (kind, mapping_id, job_id, code, attempts, failed_at, retry_at)
    select ${kind}, id, ${jobId}::int, code, attempts, now(), now() + make_interval(mins => retry_minutes)
    from result where outcome = 'FAILED'
    on conflict (kind, mapping_id) do update set job_id = excluded.job_id, code = excluded.code,
      attempts = excluded.attempts, failed_at = excluded.failed_at, retry_at = excluded.retry_at
  `.execute(tx)
}
