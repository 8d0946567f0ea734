import type { Kysely } from 'kysely'
import type { NamedRecords, PullMode } from '../types/input-fields.ts'
import { loadMarks } from './marks.ts'

/** The platforms' search indexes lag behind: a delta asks again for what changed shortly before the mark. */
const OVERLAP_MS = 15 * 60_000

/**
 * What a pull covers. FULL: everything. DELTA: what changed since the marks. SINCE: what changed after a moment that a
 * person named; NAMED: records that were named. Those two neither use the marks nor move them. `since` is by stream, in ISO 8601.
 */
export type Coverage =
  | { mode: 'FULL'; reason: string | null }
  | { mode: 'DELTA'; since: Record<string, string>; openIds: Record<string, string[]> }
  | { mode: 'SINCE'; since: Record<string, string> }
  | { mode: 'NAMED' }

export async function coverageOf(
  db: Kysely<unknown>,
  asked: { mode?: PullMode; updatedAfter?: string } & NamedRecords,
  accountId: number,
  streams: readonly string[],
): Promise<Coverage> {
  const { updatedAfter, ids, deletedIds } = asked
  if (ids || deletedIds) return { mode: 'NAMED' }
  if (updatedAfter !== undefined) {
    return { mode: 'SINCE', since: Object.fromEntries(streams.map((stream) => [stream, updatedAfter])) }
  }
  if (asked.mode !== 'DELTA') return { mode: 'FULL', reason: null }
  const marks = await loadMarks(db, accountId, streams)
  if (marks === null) {
    return { mode: 'FULL', reason: 'there was no complete pull yet that a delta could go on from' }
  }
  const entries = Object.entries(marks)
  return {
    mode: 'DELTA',
    since: Object.fromEntries(
      entries.map(([stream, { coveredUntil }]) => [
        stream,
        new Date(coveredUntil.getTime() - OVERLAP_MS).toISOString(),
      ]),
    ),
    openIds: Object.fromEntries(entries.map(([stream, { openIds }]) => [stream, openIds])),
  }
}
