import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Platform } from '../../entities/account.ts'
import { writeLedgerOf } from '../ledger.ts'
import { TABLES } from '../mappings/account-pair.ts'
import { analyzeWhole } from './analyze.ts'
import { inRange, linksOf, type MatchKind, type MatchScope } from './match-kind.ts'

/**
 * Makes `match_case`: what there is to decide, each key with its reason; those
 * that a person has decided on the same facts, or whose pair was taken apart, are `is_ignored`. And `match_state`: for each
 * record that is not linked the case that speaks for it.
 */
export async function prepareCases(tx: Kysely<unknown>, kind: MatchKind, scope: MatchScope): Promise<void> {
  const { nhanhAccountId, shopifyAccountId } = scope
  const links = linksOf(kind, scope)
  await kind.prepareMembers(tx, scope)
  const standing = (
    side: Platform,
    partner: string,
    linkedTo: RawBuilder<unknown>,
    partnerId: RawBuilder<unknown>,
  ) => sql`
    select m.*, coalesce(other.is_living, false) as is_linked, other.is_living is not null as is_mapped
    from match_member m
    left join lateral (
      select bool_or(o.deleted_at is null and o.id is not null) as is_living from ${links} l
      left join ${sql.table(partner)} o on ${partnerId}
      where ${linkedTo}
      having count(*) > 0
    ) other on true
    where m.side = ${side}`
  await sql`
    create temp table match_standing on commit drop as
    ${standing(
      'NHANH',
      TABLES[kind.kind].SHOPIFY,
      sql`l.nhanh_id = m.id::bigint`,
      sql`o.account_id = ${shopifyAccountId} and o.id = l.shopify_id`,
    )}
    union all
    ${standing(
      'SHOPIFY',
      TABLES[kind.kind].NHANH,
      sql`l.shopify_id = m.id`,
      sql`o.account_id = ${nhanhAccountId} and o.id = l.nhanh_id`,
    )}
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_standing')
  await sql`
    create temp table match_case on commit drop as
    with tally as (
      select key_field, key,
        count(*) filter (where not is_linked and role in ('TOP', 'LOWER')) as open,
        count(*) filter (where not is_linked and role <> 'EXTRA' and side = 'NHANH') as open_nhanh,
        count(*) filter (where not is_linked and role <> 'EXTRA' and side = 'SHOPIFY') as open_shopify,
        count(*) filter (where role in ('TOP', 'CLAIMED') and side = 'NHANH') as top_nhanh,
        count(*) filter (where role in ('TOP', 'CLAIMED') and side = 'SHOPIFY') as top_shopify,
        bool_or(is_linked) filter (where role <> 'EXTRA') as any_linked,
        bool_or(is_mapped and not is_linked) filter (where role <> 'EXTRA') as any_stale,
        count(*) filter (where side = 'NHANH')::int as nhanh_count,
        count(*) filter (where side = 'SHOPIFY')::int as shopify_count,
        md5(string_agg(concat_ws(' ', side, id, matched_on, facts), E'\n' order by side, id))::uuid as facts_hash
      from match_standing group by key_field, key
      having bool_or(side = 'SHOPIFY' and ${inRange(sql`id`, scope)})
    ), judged as (
      select t.*, f.flag, case
          when open = 0 then null
          when f.flag = 'NOTE_ONLY' then case when open_nhanh > 0 and open_shopify > 0 then f.flag end
          when open_nhanh = 0 or open_shopify = 0 then 'ALREADY_LINKED'
          when top_nhanh > 1 then 'SEVERAL_IN_NHANH'
          when top_shopify > 1 then 'SEVERAL_IN_SHOPIFY'
          when any_linked then 'ALREADY_LINKED'
          when any_stale then 'REPLACED'
          else f.flag
        end as reason
      from tally t left join match_flag f using (key_field, key)
    )
    select j.key_field, j.key, coalesce(j.reason, r.reason) as reason, j.nhanh_count, j.shopify_count, j.facts_hash,
      coalesce(j.reason = 'TAKEN_APART', false) or (r.decision is not null and r.facts_hash = j.facts_hash) as is_ignored,
      r.id is null or r.facts_hash <> j.facts_hash as has_new_facts
    from judged j
    left join lateral (
      select * from match_review where kind = ${kind.kind} and nhanh_account_id = ${nhanhAccountId}
        and shopify_account_id = ${shopifyAccountId} and key_field = j.key_field and key = j.key
      limit 1
    ) r on true
    where j.reason is not null or (open > 0 and r.decision is not null and r.facts_hash = j.facts_hash)
  `.execute(tx)
  await sql`
    create temp table match_state on commit drop as
    select distinct on (m.side, m.id) m.side, m.id, c.key_field, c.key, c.reason, c.is_ignored
    from match_standing m join match_case c using (key_field, key)
    where not m.is_linked
    order by m.side, m.id, c.is_ignored, c.reason = 'NOTE_ONLY', m.role = 'EXTRA', c.key_field desc, c.key
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_case', 'match_state')
}

/** Stores what is to be decided. A decision stays as long as the facts that it was made on. */
export async function writeReviews(tx: Kysely<unknown>, kind: MatchKind, scope: MatchScope): Promise<void> {
  const { nhanhAccountId, shopifyAccountId } = scope
  const kept = (column: string) => {
    const name = sql.ref(column)
    return sql`${name} = case when match_review.facts_hash = excluded.facts_hash then match_review.${name} end`
  }
  await sql`
    insert into match_review (kind, nhanh_account_id, shopify_account_id, key_field, key, reason, facts_hash,
      nhanh_count, shopify_count)
    select ${kind.kind}, ${nhanhAccountId}::int, ${shopifyAccountId}::int, key_field, key, reason, facts_hash,
      nhanh_count, shopify_count
    from match_case where not is_ignored
    on conflict (kind, nhanh_account_id, shopify_account_id, key_field, key) do update set
      reason = excluded.reason, facts_hash = excluded.facts_hash,
      nhanh_count = excluded.nhanh_count, shopify_count = excluded.shopify_count,
      ${sql.join(['decision', 'decided_by', 'decided_at', 'linked_nhanh_id', 'linked_shopify_id'].map(kept))}
    where (match_review.reason, match_review.facts_hash) is distinct from (excluded.reason, excluded.facts_hash)
  `.execute(tx)
  const renewed = sql`
    match_case c join match_review r on r.kind = ${kind.kind} and r.nhanh_account_id = ${nhanhAccountId}
      and r.shopify_account_id = ${shopifyAccountId} and r.key_field = c.key_field and r.key = c.key
      and c.has_new_facts and not c.is_ignored`
  await sql`delete from match_candidate where review_id in (select r.id from ${renewed})`.execute(tx)
  await sql`
    insert into match_candidate (review_id, side, record_id, matched_on)
    select r.id, m.side, m.id, min(m.matched_on)
    from ${renewed} join match_standing m on m.key_field = c.key_field and m.key = c.key
    group by r.id, m.side, m.id
  `.execute(tx)
}

/** Removes what nobody has decided and `match_case`, which must be that of the whole, does not have any more. */
export async function removeSettledReviews(
  tx: Kysely<unknown>,
  kind: MatchKind,
  scope: MatchScope,
): Promise<void> {
  await sql`
    with gone as (
      delete from match_review r
      where kind = ${kind.kind} and nhanh_account_id = ${scope.nhanhAccountId}
        and shopify_account_id = ${scope.shopifyAccountId} and decision is null
        and not exists (
          select from match_case c where c.key_field = r.key_field and c.key = r.key and not c.is_ignored)
      returning id
    )
    delete from match_candidate where review_id in (select id from gone)
  `.execute(tx)
}

/** A ledger line for each Shopify record in review, from `match_state`. Returns how many. */
export async function writeReviewLines(
  tx: Kysely<unknown>,
  kind: MatchKind,
  scope: MatchScope,
  firstNumber: number,
): Promise<number> {
  const [nhanh, shopify] = kind.nouns
  return writeLedgerOf(
    tx,
    scope.jobId,
    firstNumber,
    sql`
      select row_number() over (order by s.id)::int as number, s.id as key, ${kind.title} as title,
        'SKIPPED' as outcome, t.reason as code,
        format(case t.reason
          when 'SEVERAL_IN_NHANH' then '%1$s %2$s leads to %3$s %5$s and %4$s %6$s'
          when 'SEVERAL_IN_SHOPIFY' then '%1$s %2$s leads to %3$s %5$s and %4$s %6$s'
          when 'ALREADY_LINKED' then '%1$s %2$s leads to a record that is linked to another'
          when 'REPLACED' then '%1$s %2$s belonged to a record that is gone at its source, and a new one has it'
          when 'KEYS_DISAGREE' then 'SKU and barcode lead to different records (%1$s %2$s)'
          when 'NAME_DISAGREES' then '%1$s %2$s agrees, but the names share no word'
          when 'NOTE_ONLY' then '%1$s %2$s stands only in a note'
        end, case t.key_field when 'SKU' then 'The SKU' when 'BARCODE' then 'The barcode' else 'The phone' end,
          t.key, c.nhanh_count, c.shopify_count, ${nhanh}::text, ${shopify}::text) as message,
        null::jsonb as before, null::jsonb as after,
        concat_ws(' ', s.search_text, lower(t.key), lower(t.reason)) as search_text
      from match_state t
      join match_case c using (key_field, key)
      join ${sql.table(TABLES[kind.kind].SHOPIFY)} s on s.account_id = ${scope.shopifyAccountId} and s.id = t.id
      where t.side = 'SHOPIFY' and not t.is_ignored and s.deleted_at is null and ${inRange(sql`s.id`, scope)}
        and ${kind.isShopifyCandidate}
    `,
  )
}
