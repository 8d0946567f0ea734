import { ledgerText } from '../../ledger-texts.ts'
import { sql, type Kysely } from 'kysely'
import { writeLedger } from '../ledger.ts'
import { sight } from '../sightings.ts'
import { storableJson } from '../storable-json.ts'
import { lineOf, sightedAs, type ItemResult } from './item-results.ts'

/**
 * Says in the ledger of a job that has ended what was found out about writes that were listed as unconfirmed, or not listed
 * at all because the job ended before it could; returns the results that it lists now. `half`: what was taken of them.
 */
export async function amendLines<Item extends { result: ItemResult }>(
  tx: Kysely<unknown>,
  jobId: number,
  { taken, half, missed }: { taken: readonly Item[]; half: readonly Item[]; missed: readonly Item[] },
): Promise<Item[]> {
  await tell(tx, jobId, taken, ledgerText('taken'))
  await tell(tx, jobId, half, ledgerText('takenPartly'))
  await tell(tx, jobId, missed, ledgerText('notTaken'))
  return addMissing(tx, jobId, [...taken, ...half])
}

async function tell(
  tx: Kysely<unknown>,
  jobId: number,
  items: readonly { result: ItemResult }[],
  message: string,
): Promise<void> {
  if (items.length === 0) return
  await sql`
    update job_item set message = ${message}
    where job_id = ${jobId} and code = 'WRITE_UNCONFIRMED' and key = any(${keysOf(items)}::text[])
  `.execute(tx)
}

async function addMissing<Item extends { result: ItemResult }>(
  tx: Kysely<unknown>,
  jobId: number,
  items: readonly Item[],
): Promise<Item[]> {
  const { rows } = await sql<{ key: string }>`
    select key from job_item where job_id = ${jobId} and key = any(${keysOf(items)}::text[])
  `.execute(tx)
  const listed = new Set(rows.map(({ key }) => key))
  const unlisted = items.filter(({ result }) => !listed.has(result.key))
  const isNew = new Set(
    await sight(
      tx,
      jobId,
      unlisted.map(({ result }) => sightedAs(result)),
    ),
  )
  const added = unlisted.filter(({ result }) => isNew.has(sightedAs(result)))
  const last = await sql<{ number: number }>`
    select coalesce(max(number), 0) as number from job_item where job_id = ${jobId}
  `.execute(tx)
  const message = ledgerText('foundLater')
  const lines = added.flatMap(({ result }) => lineOf({ ...result, message }))
  await writeLedger(tx, jobId, last.rows[0]!.number + 1, lines)
  return added
}

/** What was added to the ledger of a job that has ended, as its counts are to say. */
interface Added {
  items: number
  /** What its metadata calls what it has written, and how much more that is. */
  counter: string
  written: number
  /** What its checkpoint is by that, so that it still is true when the job is resumed. */
  checkpointOf: (last: unknown) => unknown
}

/** Counts in a job that has ended what was added to its ledger. */
export async function countAdded(
  tx: Kysely<unknown>,
  jobId: number,
  { items, counter, written, checkpointOf }: Added,
): Promise<void> {
  const { rows } = await sql<{ checkpoint: unknown }>`
    select checkpoint from background_job where id = ${jobId} for no key update
  `.execute(tx)
  const last = rows[0]?.checkpoint ?? null
  const checkpoint = last && storableJson(checkpointOf(last))
  await sql`
    update background_job set updated = updated + ${items}, seq = seq + 1, checkpoint = ${checkpoint}::jsonb,
      metadata = metadata
        || jsonb_build_object(${counter}::text, coalesce((metadata ->> ${counter})::int, 0) + ${written}::int)
    where id = ${jobId}
  `.execute(tx)
}

function keysOf(items: readonly { result: ItemResult }[]): string[] {
  return items.map(({ result }) => result.key)
}
