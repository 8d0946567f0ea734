import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { TABLES, type AccountPair } from '../mappings/account-pair.ts'

/** What one batch of a match looks at: the Shopify records in a range of ids, or all of them. */
export interface MatchScope extends AccountPair {
  jobId: number
  dryRun: boolean
  /** The ids behind `after` up to and with `upTo`; null for all. */
  range: { after: string; upTo: string } | null
}

/**
 * What is different about matching products and matching customers. Both methods make temporary tables that live as long
 * as the transaction. In a range they look at as much more as is needed to judge its records, so that a range gives the
 * same answer as the whole.
 */
export interface MatchKind {
  kind: RecordKind
  /** For people: of Nhanh and of Shopify. */
  nouns: [nhanh: string, shopify: string]
  /** What is read beside the records and their mappings. */
  furtherTables: string[]
  /** What the Shopify record `s` is called. */
  title: RawBuilder<unknown>
  /** Whether the record `n` or `s`, which exists at its source, may be linked at all. */
  isNhanhCandidate: RawBuilder<unknown>
  isShopifyCandidate: RawBuilder<unknown>
  /** Whether the record `n` or `s` has anything that it could be found by. */
  hasNhanhKey: RawBuilder<unknown>
  hasShopifyKey: RawBuilder<unknown>
  /** How many candidates of an account have such a key, where that is quicker to count than to ask each; else null. */
  withKey:
    | ((accountId: number, inScope: (id: RawBuilder<unknown>) => RawBuilder<unknown>) => RawBuilder<unknown>)
    | null
  /** A query for the pairs (key_field, key, nhanh_id, shopify_id) of which nothing speaks against being linked but links. */
  preparePairs(tx: Kysely<unknown>, scope: MatchScope): Promise<RawBuilder<unknown>>
  /**
   * Makes `match_member` (key_field, key, side, id, matched_on, role, facts): the candidates of each key that both sides
   * carry, unless they are linked to each other and to nobody else. `role`: TOP, LOWER (its rank loses), CLAIMED (a better key
   * speaks for it: it counts, but asks for no review) or EXTRA (found by another key). And `match_flag` (key_field, key, flag): what speaks against the only pair of a key: a reason, or
   * TAKEN_APART.
   */
  prepareMembers(tx: Kysely<unknown>, scope: MatchScope): Promise<void>
}

/** Every link between the two accounts, those that a dry run would have made before included. */
export function linksOf({ kind }: Pick<MatchKind, 'kind'>, scope: MatchScope): RawBuilder<unknown> {
  const stored = sql`
    select nhanh_id, shopify_id, job_id from ${sql.table(TABLES[kind].mappings)}
    where nhanh_account_id = ${scope.nhanhAccountId} and shopify_account_id = ${scope.shopifyAccountId}`
  if (!scope.dryRun) return sql`(${stored})`
  return sql`(${stored} union all select nhanh_id, shopify_id, job_id from planned_link where job_id = ${scope.jobId})`
}

/**
 * At the end of a subquery: in a range it is answered by index for each row, because the planner knows neither how few rows the
 * range has nor how many links there have come to be; for the whole it may become a join.
 */
export function probing({ range }: MatchScope): RawBuilder<unknown> {
  return range ? sql`offset 0` : sql``
}

/** Whether an id lies in the scope's range. */
export function inRange(id: RawBuilder<unknown>, { range }: MatchScope): RawBuilder<unknown> {
  return range ? sql`(${id} > ${range.after} and ${id} <= ${range.upTo})` : sql`true`
}

/** A pair that a person has taken apart. */
export function isTakenApart(
  kind: RecordKind,
  scope: MatchScope,
  nhanhId: RawBuilder<unknown>,
  shopifyId: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`exists (
    select from unlinked_pair u
    where u.kind = ${kind} and u.nhanh_account_id = ${scope.nhanhAccountId}
      and u.shopify_account_id = ${scope.shopifyAccountId} and u.nhanh_id = ${nhanhId} and u.shopify_id = ${shopifyId})`
}
