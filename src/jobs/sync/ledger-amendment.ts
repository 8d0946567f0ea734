import { sql, type Kysely } from 'kysely'
import { writeLedger, type LedgerEntry } from '../ledger.ts'
import type { ItemResult } from './item-results.ts'

/**
 * Says in the ledger of a job what was found out about writes that were listed as unconfirmed, or not listed at all because
 * the job ended before it could.
 */
export async function amendLines(
  tx: Kysely<unknown>,
  jobId: number,
  { taken, missed }: { taken: readonly ItemResult[]; missed: readonly ItemResult[] },
): Promise<void> {
  await tell(tx, jobId, taken, 'Shopify had taken it, as was found later')
  await tell(tx, jobId, missed, 'Shopify had not taken it, as was found later')
  await addMissing(tx, jobId, taken)
}

async function tell(
  tx: Kysely<unknown>,
  jobId: number,
  results: readonly ItemResult[],
  message: string,
): Promise<void> {
  if (results.length === 0) return
  await sql`
    update job_item set message = ${message}
    where job_id = ${jobId} and code = 'WRITE_UNCONFIRMED' and key = any(${results.map(({ key }) => key)}::text[])
  `.execute(tx)
}

async function addMissing(tx: Kysely<unknown>, jobId: number, results: readonly ItemResult[]): Promise<void> {
  const { rows } = await sql<{ key: string }>`
    select key from job_item where job_id = ${jobId} and key = any(${results.map(({ key }) => key)}::text[])
  `.execute(tx)
  const listed = new Set(rows.map(({ key }) => key))
  const missing = results.flatMap((result): LedgerEntry[] => {
    const { mappingId: _mapping, sightedAs: _sighted, outcome, ...line } = result
    if (listed.has(result.key) || outcome === 'UNCHANGED') return []
    return [{ ...line, outcome, message: 'It was found later that Shopify had taken it' }]
  })
  const last = await sql<{ number: number }>`
    select coalesce(max(number), 0) as number from job_item where job_id = ${jobId}
  `.execute(tx)
  await writeLedger(tx, jobId, last.rows[0]!.number + 1, missing)
}
