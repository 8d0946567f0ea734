import { sql, type Kysely, type RawBuilder } from 'kysely'
import { writeLedgerOf } from '../ledger.ts'
import { TABLES } from '../mappings/account-pair.ts'
import { isTakenApart, linksOf, probing, type MatchKind, type MatchScope } from './match-kind.ts'

/**
 * Makes `match_link`: those of the `pairs` of which neither is linked, be it to a record that is gone, and which nobody has
 * taken apart.
 * In a table of its own, because a statement that fills a table while it looks into it does not know how large it gets.
 */
export async function prepareLinks(
  tx: Kysely<unknown>,
  kind: MatchKind,
  scope: MatchScope,
  pairs: RawBuilder<unknown>,
): Promise<void> {
  const links = linksOf(kind, scope)
  const probe = probing(scope)
  await sql`
    create temp table match_link on commit drop as
    select * from (${pairs}) p
    where not exists (select from ${links} l where l.shopify_id = p.shopify_id ${probe})
      and not exists (select from ${links} l where l.nhanh_id = p.nhanh_id ${probe})
      and not ${isTakenApart(kind.kind, scope, sql`p.nhanh_id`, sql`p.shopify_id`)}
      and not ${isIgnored(kind, scope)}
  `.execute(tx)
}

/**
 * Whether a person has decided that the pair's key says nothing, when only another link stood in its way. Had anything else,
 * it is gone now, and with it the facts of the decision.
 */
function isIgnored(kind: MatchKind, { nhanhAccountId, shopifyAccountId }: MatchScope): RawBuilder<unknown> {
  return sql`exists (
    select from match_review r
    where r.kind = ${kind.kind} and r.nhanh_account_id = ${nhanhAccountId} and r.shopify_account_id = ${shopifyAccountId}
      and r.key_field = p.key_field and r.key = p.key and r.decision = 'IGNORE'
      and r.reason in ('ALREADY_LINKED', 'REPLACED') and r.nhanh_count = 1 and r.shopify_count = 1
      and exists (select from match_candidate c
        where c.review_id = r.id and c.side = 'NHANH' and c.record_id = p.nhanh_id::text)
      and exists (select from match_candidate c
        where c.review_id = r.id and c.side = 'SHOPIFY' and c.record_id = p.shopify_id))`
}

/** Stores `match_link` as mappings, or as planned links in a dry run. Returns how many. */
export async function storeLinks(tx: Kysely<unknown>, kind: MatchKind, scope: MatchScope): Promise<number> {
  const { nhanhAccountId, shopifyAccountId, jobId, dryRun } = scope
  const { numAffectedRows } = dryRun
    ? await sql`
        insert into planned_link (job_id, shopify_id, nhanh_id)
        select ${jobId}, shopify_id, nhanh_id from match_link order by shopify_id
      `.execute(tx)
    : await sql`
        insert into ${sql.table(TABLES[kind.kind].mappings)}
          (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin, key_field, key, job_id)
        select ${nhanhAccountId}, ${shopifyAccountId}, nhanh_id, shopify_id, 'MATCHED', key_field, key, ${jobId}
        from match_link order by shopify_id
      `.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** A ledger line for each pair of `match_link`. Returns how many. */
export function writeLinkLines(
  tx: Kysely<unknown>,
  kind: MatchKind,
  scope: MatchScope,
  firstNumber: number,
): Promise<number> {
  return writeLedgerOf(
    tx,
    scope.jobId,
    firstNumber,
    sql`
      select row_number() over (order by s.id)::int as number, s.id as key, ${kind.title} as title, 'CREATED' as outcome,
        null as code, null as message, null::jsonb as before,
        jsonb_build_object('nhanhId', p.nhanh_id::text, 'keyField', p.key_field, 'key', p.key) as after,
        concat_ws(' ', s.search_text, lower(p.key), p.nhanh_id::text) as search_text
      from match_link p
      join ${sql.table(TABLES[kind.kind].SHOPIFY)} s on s.account_id = ${scope.shopifyAccountId} and s.id = p.shopify_id
    `,
  )
}
