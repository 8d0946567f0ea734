import { sql, type Kysely } from 'kysely'

/** What has been covered of a stream: see StreamMark. */
export interface Mark {
  coveredUntil: Date
  openIds: string[]
}

/** Null when one of the streams was never covered: then there is no delta. */
export async function loadMarks(
  db: Kysely<unknown>,
  accountId: number,
  streams: readonly string[],
): Promise<Record<string, Mark> | null> {
  const { rows } = await sql<{ stream: string; covered_until: Date; open_ids: string[] }>`
    select stream, covered_until, open_ids from stream_mark
    where account_id = ${accountId} and stream = any(${[...streams]}::text[])
  `.execute(db)
  if (rows.length < streams.length) return null
  return Object.fromEntries(
    rows.map((row) => [row.stream, { coveredUntil: new Date(row.covered_until), openIds: row.open_ids }]),
  )
}

/** In the transaction of the batch that completes the coverage. A mark never goes back. */
export async function moveMarks(
  tx: Kysely<unknown>,
  accountId: number,
  marks: Record<string, Mark>,
): Promise<void> {
  for (const [stream, { coveredUntil, openIds }] of Object.entries(marks)) {
    await sql`
      insert into stream_mark (account_id, stream, covered_until, open_ids)
      values (${accountId}, ${stream}, ${coveredUntil}, ${openIds}::text[])
      on conflict (account_id, stream) do update
      set covered_until = greatest(stream_mark.covered_until, excluded.covered_until), open_ids = excluded.open_ids
    `.execute(tx)
  }
}
