import { sql, type Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'

/** Forgets how syncs of mappings failed that are removed in this transaction. */
export async function forgetFailures(
  tx: Kysely<unknown>,
  kind: RecordKind,
  mappingIds: readonly number[],
): Promise<void> {
  await sql`
    delete from sync_failure where kind = ${kind} and mapping_id = any(${[...mappingIds]}::int[])
  `.execute(tx)
}

/**
 * Begins to count anew how often a mapping failed that leads to another pair now. That it failed stays known, so that
 * a retry finds it; no retry begins by itself for what the former pair did.
 */
export async function resetFailures(tx: Kysely<unknown>, kind: RecordKind, mappingId: number): Promise<void> {
  await sql`
    update sync_failure set attempts = 0, retry_at = null where kind = ${kind} and mapping_id = ${mappingId}
  `.execute(tx)
}
