import type { Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { formatMappingId, numbersOf } from '../mappings/mapping-id.ts'
import { unknownOf } from '../mappings/mapping-service.ts'
import type { PlatformConnections } from '../platforms.ts'

/** What is wrong with the mappings that an input names: those that there are not. */
export async function unknownMappings(
  db: Kysely<unknown>,
  { NHANH, SHOPIFY }: PlatformConnections,
  kind: RecordKind,
  ids: readonly string[] = [],
): Promise<{ field: string; message: string }[]> {
  const pair = { nhanhAccountId: NHANH.accountId, shopifyAccountId: SHOPIFY.accountId }
  const unknown = (await unknownOf(db, pair, kind, numbersOf(ids))).map(formatMappingId)
  return unknown.map((id) => ({
    field: `mappingIds.${ids.indexOf(id)}`,
    message: `there is no mapping ${id}`,
  }))
}
