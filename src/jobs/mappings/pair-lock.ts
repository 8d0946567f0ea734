import { sql, type Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import type { AccountPair } from './account-pair.ts'

/**
 * Waits until nobody else changes mappings of this kind between these accounts, and keeps others waiting until the
 * transaction ends. The first thing of every transaction that links records or takes them apart, by a person or a job;
 * whoever needs both kinds takes PRODUCT first.
 */
export async function lockPair(
  tx: Kysely<unknown>,
  kind: RecordKind,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
): Promise<void> {
  const name = `mappings ${kind} ${nhanhAccountId} ${shopifyAccountId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx)
}
