import { sql, type Kysely } from 'kysely'
import { isDeepStrictEqual } from 'node:util'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { ledgerText } from '../../ledger-texts.ts'
import { TABLES } from '../mappings/account-pair.ts'
import type { CustomerDecision, CustomerValues } from './customer-decision.ts'
import { itemOfLine, type LedgerItem } from './item-results.ts'
import { isToWrite, type ProductDecision } from './product-decision.ts'
import { isPlan, type Selection } from './selection.ts'

/** By location: what a dry run found, and what it would have written. */
export type ShownLevels = ReadonlyMap<string, { from: number | null; to: number }>

interface ShownLine {
  before: { levels: { locationId: string; available: number | null }[] }
  after: { levels: { locationId: string; available: number }[] }
}

/** What a dry run showed of these variants. */
export async function readShownLevels(
  db: Kysely<unknown>,
  planJobId: number,
  variantIds: readonly string[],
): Promise<Map<string, ShownLevels>> {
  const lines = await readLines<ShownLine>(db, planJobId, variantIds)
  return new Map(
    lines.map(({ key, before, after }) => {
      const from = new Map(before.levels.map(({ locationId, available }) => [locationId, available]))
      const levels = after.levels.map(
        ({ locationId, available }) =>
          [locationId, { from: from.get(locationId) ?? null, to: available }] as const,
      )
      return [key, new Map(levels)]
    }),
  )
}

/** The decision, if it is exactly what was shown; else the item is left out. */
export function asShown(decision: ProductDecision, shown: ShownLevels | undefined): ProductDecision {
  if (decision.kind !== 'levels') return drifted(ledgerText('wouldNotWrite') + decision.message)
  const toWrite = decision.levels.filter(isToWrite)
  const now = new Map(
    toWrite.map(({ locationId, present, target }) => [locationId, { from: present, to: target! }]),
  )
  if (shown && isDeepStrictEqual(now, shown)) return decision
  const told = toWrite.map(({ locationId, present, target }) => `${locationId}: ${present} to ${target}`)
  return drifted(
    told.length === 0 ? ledgerText('nothingToWrite') : ledgerText('otherLevels') + told.join('; '),
  )
}

/** What a dry run found of a customer, and what it would have made of it. */
export interface ShownCustomer {
  before: CustomerValues & { namespace: string }
  after: CustomerValues
}

/** What a dry run showed of these customers. */
export async function readShownCustomers(
  db: Kysely<unknown>,
  planJobId: number,
  customerIds: readonly string[],
): Promise<Map<string, ShownCustomer>> {
  const lines = await readLines<ShownCustomer>(db, planJobId, customerIds)
  return new Map(lines.map(({ key, before, after }) => [key, { before, after }]))
}

/** The decision, if it is what was shown but for its moment; else the customer is left out. */
export function customerAsShown(
  decision: CustomerDecision,
  namespace: string,
  shown: ShownCustomer | undefined,
): CustomerDecision {
  const { present } = decision
  if (decision.kind !== 'write') {
    const because = 'message' in decision ? decision.message : ledgerText('nothingToWrite')
    return { ...drifted(because), present }
  }
  const { updated_at: _then, ...after } = shown?.after ?? {}
  const { updated_at: _now, ...now } = { ...decision.present, ...decision.change }
  if (
    shown &&
    isDeepStrictEqual(shown.before, { namespace, ...decision.present }) &&
    isDeepStrictEqual(now, after)
  )
    return decision
  return { ...drifted(ledgerText('otherValues')), present }
}

/** What became of a record of a plan that is linked no more. */
export const UNLINKED_SINCE = {
  outcome: 'SKIPPED',
  code: 'DRIFTED',
  message: ledgerText('takenApartSince'),
} as const

/** Records that a plan showed and that are linked no more; none where no plan is applied. */
export async function readUnlinkedSince(
  db: Kysely<unknown>,
  selection: Selection,
  { kind, shopifyAccountId }: { kind: RecordKind; shopifyAccountId: number },
): Promise<LedgerItem[]> {
  if (!isPlan(selection)) return []
  const { rows } = await sql<{ key: string; title: string | null }>`
    select key, title from job_item i where job_id = ${selection.planJobId} and outcome = 'UPDATED' and after is not null
      and not exists (select from ${sql.table(TABLES[kind].mappings)} m
        where m.shopify_account_id = ${shopifyAccountId} and m.shopify_id = i.key)
    order by number
  `.execute(db)
  return rows.map(itemOfLine)
}

async function readLines<Line>(
  db: Kysely<unknown>,
  planJobId: number,
  keys: readonly string[],
): Promise<(Line & { key: string })[]> {
  const { rows } = await sql<Line & { key: string }>`
    select key, before, after from job_item
    where job_id = ${planJobId} and outcome = 'UPDATED' and after is not null and key = any(${[...keys]}::text[])
  `.execute(db)
  return rows
}

function drifted(message: string) {
  return { kind: 'skipped', code: 'DRIFTED', message } as const
}
