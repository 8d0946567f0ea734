import { sql, type Kysely } from 'kysely'
import { NEVER_LINKED_KINDS } from '../../entities/nhanh-product.ts'
import { analyzeWhole } from './analyze.ts'
import { inRange, isTakenApart, linksOf, probing, type MatchKind, type MatchScope } from './match-kind.ts'

/** How often a range looks at who shares a key with what it has: until the barcodes of a variant's product are known whole. */
const ROUNDS = 3

/** So many records at most that a barcode leads to are shown beside a pair that it speaks against. */
const MOST_EXTRA = 20

/**
 * Products, by SKU: one on each side, unless the barcode of either leads to another. Where one side has no SKU, by barcode:
 * one on each side, of which no SKU speaks.
 */
export const productMatch: MatchKind = {
  kind: 'PRODUCT',
  nouns: ['products of Nhanh', 'variants of Shopify'],
  furtherTables: ['shopify_product', 'match_review'],
  title: sql`concat_ws(' · ', s.product_title, nullif(s.title, 'Default Title'))`,
  isNhanhCandidate: sql`(n.kind <> all(${NEVER_LINKED_KINDS}::text[]))`,
  isShopifyCandidate: sql`(coalesce((
    select p.status from shopify_product p where p.account_id = s.account_id and p.id = s.product_id
  ), s.product_status) <> 'ARCHIVED')`,
  hasNhanhKey: sql`(n.sku_key is not null or n.barcode_key is not null)`,
  hasShopifyKey: sql`(s.sku_key is not null or s.barcode_key is not null)`,
  withKey: null,

  async preparePairs(tx, scope) {
    await prepareCarriers(tx, scope)
    return sql`
      select 'SKU' as key_field, p.key, p.nhanh_id, p.shopify_id from match_sku_pair p
      where not p.is_vetoed and ${inRange(sql`p.shopify_id`, scope)}
      union all
      select 'BARCODE', g.key, n.id::bigint, s.id
      from match_barcode_group g
      join match_carrier n on n.is_nhanh and n.id = g.nhanh_id
      join match_carrier s on not s.is_nhanh and s.id = g.shopify_id
      where g.nhanh_count = 1 and g.shopify_count = 1 and (n.sku_key is null or s.sku_key is null)
        and not n.is_claimed and not s.is_claimed and ${inRange(sql`s.id`, scope)}`
  },

  async prepareMembers(tx, scope) {
    await prepareCarriers(tx, scope)
    const links = linksOf(this, scope)
    const isLinkedPair = sql`exists (
      select from ${links} l where l.nhanh_id = p.nhanh_id and l.shopify_id = p.shopify_id ${probing(scope)})`
    await sql`
      create temp table match_member on commit drop as
      with veto as (select * from match_sku_pair p where is_vetoed and not ${isLinkedPair}),
      -- Whom the barcode of a vetoed pair leads to. One that many share, such as 0, leads to nobody worth showing.
      extra as (
        select v.key as sku, c.side, c.id, c.barcode_key as barcode
        from veto v
        join match_barcode_group g on g.key = v.shopify_barcode and g.nhanh_count <= ${MOST_EXTRA}
        join match_carrier c on c.is_nhanh and c.barcode_key = g.key and c.sku_key is distinct from v.key
        union all
        select v.key, c.side, c.id, c.barcode_key
        from veto v
        join match_barcode_group g on g.key = v.nhanh_barcode and g.shopify_count <= ${MOST_EXTRA}
        join match_carrier c on not c.is_nhanh and c.barcode_key = g.key and c.sku_key is distinct from v.key
      ), open_sku as (
        select key from match_sku_group g
        where not exists (select from match_sku_pair p where p.key = g.key and ${isLinkedPair})
      ), open_barcode as (
        select distinct g.key from match_barcode_group g
        join match_carrier c on c.barcode_key = g.key and not c.is_claimed
        where not exists (select from extra e where e.barcode = g.key and e.side = c.side and e.id = c.id)
      )
      select 'SKU' as key_field, key, side, id, 'SKU' as matched_on, 'TOP' as role, '' as facts
      from open_sku join match_carrier c on c.sku_key = key
      union all
      select 'SKU', sku, side, id, 'BARCODE', 'EXTRA', '' from extra
      union all
      select 'BARCODE', key, side, id, 'BARCODE', case when c.is_claimed then 'CLAIMED' else 'TOP' end, ''
      from open_barcode join match_carrier c on c.barcode_key = key
    `.execute(tx)
    await sql`
      create temp table match_flag on commit drop as
      select 'SKU' as key_field, p.key, case
          when ${isTakenApart('PRODUCT', scope, sql`p.nhanh_id`, sql`p.shopify_id`)} then 'TAKEN_APART'
          when p.is_vetoed then 'KEYS_DISAGREE'
        end as flag
      from match_sku_pair p
      union all
      select 'BARCODE', g.key, case
          when ${isTakenApart('PRODUCT', scope, sql`g.nhanh_id::bigint`, sql`g.shopify_id`)} then 'TAKEN_APART'
          when n.is_claimed or s.is_claimed or n.sku_key <> s.sku_key then 'KEYS_DISAGREE'
        end
      from match_barcode_group g
      join match_carrier n on n.is_nhanh and n.id = g.nhanh_id
      join match_carrier s on not s.is_nhanh and s.id = g.shopify_id
      where g.nhanh_count = 1 and g.shopify_count = 1
    `.execute(tx)
  },
}

/**
 * Makes `match_carrier`: the candidates with their keys; `is_claimed`: its SKU leads to the other side. `match_sku_group` and
 * `match_barcode_group`: the keys that both sides carry. `match_sku_pair`: the two that alone carry a SKU; `is_vetoed`: the
 * barcode of one leads to others of the other side.
 */
async function prepareCarriers(tx: Kysely<unknown>, scope: MatchScope): Promise<void> {
  if (scope.range) await prepareReach(tx, scope)
  const inReach = (id: string) =>
    scope.range
      ? sql`and (${sql.raw(id)}.sku_key in (select key from match_reach where field = 'SKU')
      or ${sql.raw(id)}.barcode_key in (select key from match_reach where field = 'BARCODE'))`
      : sql``
  await sql`
    create temp table if not exists match_carrier on commit drop as
    select 'NHANH' as side, true as is_nhanh, n.id::text as id, n.sku_key, n.barcode_key, false as is_claimed
    from nhanh_product n
    where n.account_id = ${scope.nhanhAccountId} and n.deleted_at is null and ${productMatch.isNhanhCandidate} ${inReach('n')}
    union all
    select 'SHOPIFY', false, s.id, s.sku_key, s.barcode_key, false
    from shopify_variant s
    where s.account_id = ${scope.shopifyAccountId} and s.deleted_at is null and ${productMatch.isShopifyCandidate} ${inReach('s')}
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_carrier')
  for (const field of ['sku', 'barcode']) {
    const key = sql.ref(`${field}_key`)
    const whole = scope.range
      ? sql`and ${key} in (select key from match_reach where field = ${field.toUpperCase()} and is_whole)`
      : sql``
    await sql`
      create temp table if not exists ${sql.table(`match_${field}_group`)} on commit drop as
      select * from (
        select ${key} as key,
          count(*) filter (where is_nhanh)::int as nhanh_count, count(*) filter (where not is_nhanh)::int as shopify_count,
          min(id) filter (where is_nhanh) as nhanh_id, min(id) filter (where not is_nhanh) as shopify_id
        from match_carrier where ${key} is not null ${whole} group by 1
      ) g
      where nhanh_count > 0 and shopify_count > 0
    `.execute(tx)
  }
  await analyzeWhole(tx, scope, 'match_sku_group', 'match_barcode_group')
  await sql`
    update match_carrier set is_claimed = true where sku_key in (select key from match_sku_group)
  `.execute(tx)
  await sql`
    create temp table if not exists match_sku_pair on commit drop as
    select g.key, n.id::bigint as nhanh_id, s.id as shopify_id, n.barcode_key as nhanh_barcode, s.barcode_key as shopify_barcode,
      n.barcode_key is distinct from s.barcode_key and (
        exists (select from match_barcode_group b where b.key = n.barcode_key)
        or exists (select from match_barcode_group b where b.key = s.barcode_key)) as is_vetoed
    from match_sku_group g
    join match_carrier n on n.is_nhanh and n.id = g.nhanh_id
    join match_carrier s on not s.is_nhanh and s.id = g.shopify_id
    where g.nhanh_count = 1 and g.shopify_count = 1
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_sku_pair')
}

/**
 * Makes `match_reach`: the keys of the range's variants, of whatever carries one of these, and so on. All who carry a key
 * that is there `is_whole` are found by the keys that are there.
 */
async function prepareReach(tx: Kysely<unknown>, scope: MatchScope): Promise<void> {
  const { nhanhAccountId, shopifyAccountId } = scope
  await sql`
    create temp table if not exists match_reach on commit drop as
    select distinct field, key, true as is_whole
    from shopify_variant s, lateral (values ('SKU', s.sku_key), ('BARCODE', s.barcode_key)) k(field, key)
    where s.account_id = ${shopifyAccountId} and s.deleted_at is null and ${inRange(sql`s.id`, scope)} and key is not null
  `.execute(tx)
  for (let round = 1; round <= ROUNDS; round++) {
    await sql`
      insert into match_reach
      select distinct field, key, ${round < ROUNDS}::boolean
      from (
        select sku_key, barcode_key from nhanh_product where account_id = ${nhanhAccountId} and deleted_at is null
          and sku_key in (select key from match_reach where field = 'SKU')
        union all
        select sku_key, barcode_key from nhanh_product where account_id = ${nhanhAccountId} and deleted_at is null
          and barcode_key in (select key from match_reach where field = 'BARCODE')
        union all
        select sku_key, barcode_key from shopify_variant where account_id = ${shopifyAccountId} and deleted_at is null
          and sku_key in (select key from match_reach where field = 'SKU')
        union all
        select sku_key, barcode_key from shopify_variant where account_id = ${shopifyAccountId} and deleted_at is null
          and barcode_key in (select key from match_reach where field = 'BARCODE')
      ) c, lateral (values ('SKU', c.sku_key), ('BARCODE', c.barcode_key)) k(field, key)
      where key is not null and (field, key) not in (select field, key from match_reach)
    `.execute(tx)
  }
}
