import { sql, type Kysely, type RawBuilder } from 'kysely'
import { analyzeWhole } from './analyze.ts'
import { inRange, isTakenApart, linksOf, probing, type MatchKind, type MatchScope } from './match-kind.ts'

/** The names share a word, one of them says nothing, or the same e-mail address confirms that it is one person. */
const AGREE = sql`(n.name_words && s.name_words or cardinality(n.name_words) = 0 or cardinality(s.name_words) = 0
  or coalesce(n.email_key = s.email_key, false))`

/**
 * Customers, by phone. A phone leads from a customer to those of the other side who have it in their most telling field;
 * when it leads to exactly one, in both directions, and no other phone of either leads elsewhere, the two are one person,
 * unless their names say otherwise. Of several with the same phone, an e-mail address that one of each side has in common
 * tells who is who.
 */
export const customerMatch: MatchKind = {
  kind: 'CUSTOMER',
  nouns: ['customers of Nhanh', 'customers of Shopify'],
  furtherTables: ['customer_phone', 'match_review'],
  title: sql`nullif(concat_ws(' ', s.last_name, s.first_name), '')`,
  isNhanhCandidate: sql`(n.type is not distinct from 'RETAIL')`,
  isShopifyCandidate: sql`true`,
  hasNhanhKey: sql`exists (
    select from customer_phone p where p.account_id = n.account_id and p.customer_id = n.id::text and p.is_key)`,
  hasShopifyKey: sql`exists (
    select from customer_phone p where p.account_id = s.account_id and p.customer_id = s.id and p.is_key)`,
  // Most are found by one phone only; to count the others one by one costs little.
  withKey: (accountId, inScope) => sql`
    select count(*) filter (where is_sole) + count(distinct customer_id) filter (where not is_sole)
    from customer_phone where account_id = ${accountId} and is_key and ${inScope(sql`customer_id`)}`,

  async preparePairs(tx, scope) {
    await prepareGroups(tx, scope)
    await prepareKnots(tx, scope)
    const { nhanhAccountId, shopifyAccountId } = scope
    await sql`
      create temp table match_pair on commit drop as
      select 'PHONE' as key_field, p.key, n.id as nhanh_id, s.id as shopify_id
      from (
        select key, nhanh_id, shopify_id from match_group where is_simple and ${inRange(sql`shopify_id`, scope)}
        union all
        select min(k.key), k.id, s.id
        from match_knot k
        join match_partner n on n.is_nhanh and n.id = k.id
        join match_partner s on not s.is_nhanh and s.id = n.partner and s.partner = n.id
        where k.is_nhanh and k.is_top and ${inRange(sql`s.id`, scope)}
        group by k.id, s.id
      ) p
      join nhanh_customer n on n.account_id = ${nhanhAccountId} and n.id = p.nhanh_id::bigint
      join shopify_customer s on s.account_id = ${shopifyAccountId} and s.id = p.shopify_id
      where n.deleted_at is null and s.deleted_at is null and ${this.isNhanhCandidate} and ${AGREE}
    `.execute(tx)
  },

  async prepareMembers(tx, scope) {
    await prepareGroups(tx, scope)
    await sql`
      create temp table match_open on commit drop as
      select g.* from match_group g
      where not (g.is_simple and exists (
        select from ${linksOf(this, scope)} l
        where l.nhanh_id = g.nhanh_id::bigint and l.shopify_id = g.shopify_id ${probing(scope)}))
    `.execute(tx)
    await prepareNotes(tx, scope)
    await sql`
      create temp table match_member on commit drop as
      select 'PHONE' as key_field, g.key, 'NHANH' as side, p.id, p.field as matched_on, 'TOP' as role, p.facts
      from match_open g, ${carriersOf('NHANH', scope, sql`concat_ws(' ', c.name_words::text, c.email_key) as facts`)} p
      union all
      select 'PHONE', g.key, 'SHOPIFY', p.id, p.field,
        case when p.field = 'OWN' or g.own_count = 0 then 'TOP' else 'LOWER' end, p.facts
      from match_open g, ${carriersOf('SHOPIFY', scope, sql`concat_ws(' ', c.name_words::text, c.email_key) as facts`)} p
      union all
      select 'PHONE', o.phone, 'NHANH', p.customer_id, p.field, 'TOP', concat_ws(' ', n.name_words::text, n.email_key)
      from match_note o
      join customer_phone p on p.account_id = ${scope.nhanhAccountId} and p.phone = o.phone
        and case when o.account_id = p.account_id then p.field = 'NOTE' else p.is_key end
      join nhanh_customer n on n.account_id = p.account_id and n.id = p.customer_id::bigint and ${this.isNhanhCandidate}
      union all
      select 'PHONE', o.phone, 'SHOPIFY', p.customer_id, p.field, 'TOP', concat_ws(' ', s.name_words::text, s.email_key)
      from match_note o
      join customer_phone p on p.account_id = ${scope.shopifyAccountId} and p.phone = o.phone
        and case when o.account_id = p.account_id then p.field = 'NOTE' else p.is_key end
      join shopify_customer s on s.account_id = p.account_id and s.id = p.customer_id
    `.execute(tx)
    await sql`
      create temp table match_flag on commit drop as
      select 'PHONE' as key_field, g.key, case
          when ${isTakenApart('CUSTOMER', scope, sql`n.id`, sql`s.id`)} then 'TAKEN_APART'
          when not ${AGREE} then 'NAME_DISAGREES'
          when not g.is_simple then case when exists (
              select from customer_phone own
              join customer_phone other on other.account_id = ${scope.nhanhAccountId} and other.phone = own.phone
                and other.is_key and other.customer_id <> g.nhanh_id
              where own.account_id = ${scope.shopifyAccountId} and own.customer_id = g.shopify_id and own.is_key)
            then 'SEVERAL_IN_NHANH' else 'SEVERAL_IN_SHOPIFY' end
        end as flag
      from match_open g,
        lateral (select * from nhanh_customer
          where account_id = ${scope.nhanhAccountId} and id = g.nhanh_id::bigint offset 0) n,
        lateral (select * from shopify_customer
          where account_id = ${scope.shopifyAccountId} and id = g.shopify_id offset 0) s
      where g.nhanh_count = 1 and g.shopify_count = 1
      union all
      select 'PHONE', phone, 'NOTE_ONLY' from match_note
    `.execute(tx)
  },
}

/**
 * The customers `c` of one side whom the phone of the group `g` finds. By index for each group, because only those few are asked
 * for that are not simple.
 */
function carriersOf(
  side: 'NHANH' | 'SHOPIFY',
  { nhanhAccountId, shopifyAccountId }: MatchScope,
  columns: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const [accountId, table, id] =
    side === 'NHANH'
      ? [nhanhAccountId, sql.table('nhanh_customer'), sql`p.customer_id::bigint`]
      : [shopifyAccountId, sql.table('shopify_customer'), sql`p.customer_id`]
  return sql`lateral (
    select p.customer_id as id, p.field, ${columns}
    from customer_phone p
    cross join lateral (select * from ${table} where account_id = ${accountId} and id = ${id} offset 0) c
    where p.account_id = ${accountId} and p.phone = g.key and p.is_key offset 0)`
}

/**
 * Makes `match_group`: the phones that both sides are found by, with how many of the highest rank there are and the first of
 * each side. `is_simple`: one of each side, who are found by nothing else.
 */
async function prepareGroups(tx: Kysely<unknown>, scope: MatchScope): Promise<void> {
  const { nhanhAccountId, shopifyAccountId } = scope
  const isNhanh = sql`account_id = ${nhanhAccountId}`
  const isShopify = sql`account_id = ${shopifyAccountId}`
  if (scope.range) {
    // Of the range's customers, and of whom these lead to.
    await sql`
      create temp table if not exists match_scope on commit drop as
      with mine as (
        select distinct phone from customer_phone
        where ${isShopify} and is_key and ${inRange(sql`customer_id`, scope)}
      )
      select phone from mine
      union
      select other.phone from mine
      join customer_phone n on n.account_id = ${nhanhAccountId} and n.phone = mine.phone and n.is_key and not n.is_sole
      join customer_phone other on other.account_id = n.account_id and other.customer_id = n.customer_id and other.is_key
    `.execute(tx)
  }
  const inScope = scope.range ? sql`phone in (select phone from match_scope)` : sql`true`
  await sql`
    create temp table if not exists match_group on commit drop as
    with n as (
      select phone, count(*)::int as count, min(customer_id) as id, bool_and(is_sole) as are_sole
      from customer_phone where ${isNhanh} and is_key and ${inScope} group by phone
    ), s as (
      select phone, (count(*) filter (where field = 'OWN'))::int as own_count, count(*)::int as count,
        coalesce(min(customer_id) filter (where field = 'OWN'), min(customer_id)) as id, bool_and(is_sole) as are_sole
      from customer_phone where ${isShopify} and is_key and ${inScope} group by phone
    )
    select phone as key, n.count as nhanh_count, own_count, n.id as nhanh_id, s.id as shopify_id,
      case when own_count > 0 then own_count else s.count end as shopify_count,
      n.are_sole and s.are_sole and n.count = 1 and s.count = 1 as is_simple
    from n join s using (phone)
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_group')
}

/** Makes `match_partner`: whom the customers of groups that are not simple lead to, those who lead to one only. */
async function prepareKnots(tx: Kysely<unknown>, scope: MatchScope): Promise<void> {
  await sql`
    create temp table match_knot on commit drop as
    select g.key, true as is_nhanh, p.id, true as is_top, p.email_key
    from match_group g, ${carriersOf('NHANH', scope, sql`c.email_key`)} p
    where not g.is_simple
    union all
    select g.key, false, p.id, p.field = 'OWN' or g.own_count = 0, p.email_key
    from match_group g, ${carriersOf('SHOPIFY', scope, sql`c.email_key`)} p
    where not g.is_simple
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_knot')
  const firstAndLast = (isNhanh: RawBuilder<unknown>) =>
    sql`min(id) filter (where ${isNhanh}), max(id) filter (where ${isNhanh})`
  await sql`
    create temp table match_partner on commit drop as
    with bound(key, nhanh_first, nhanh_last, shopify_first, shopify_last) as (
      select key, ${firstAndLast(sql`is_nhanh`)}, ${firstAndLast(sql`not is_nhanh`)}
      from match_knot where is_top group by key
    ), tie as (
      select key, min(id) filter (where is_nhanh) as nhanh_id, min(id) filter (where not is_nhanh) as shopify_id
      from match_knot where is_top and email_key is not null
      group by key, email_key
      having count(*) filter (where is_nhanh) = 1 and count(*) filter (where not is_nhanh) = 1
    ), reach as (
      select k.is_nhanh, k.id,
        coalesce(of_nhanh.shopify_id, of_shopify.nhanh_id, case when k.is_nhanh then shopify_first else nhanh_first end) as first,
        coalesce(of_nhanh.shopify_id, of_shopify.nhanh_id, case when k.is_nhanh then shopify_last else nhanh_last end) as last
      from match_knot k
      join bound using (key)
      left join tie of_nhanh on k.is_nhanh and of_nhanh.key = k.key and of_nhanh.nhanh_id = k.id
      left join tie of_shopify on not k.is_nhanh and of_shopify.key = k.key and of_shopify.shopify_id = k.id
      where k.is_top
    )
    select is_nhanh, id, min(first) as partner from reach group by is_nhanh, id having min(first) = max(last)
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_partner')
}

/** Makes `match_note`: the phones by which customers of one side are found and which the other side has only in notes; `account_id`: of the notes. */
async function prepareNotes(tx: Kysely<unknown>, scope: MatchScope): Promise<void> {
  const { nhanhAccountId, shopifyAccountId } = scope
  const inScope = scope.range
    ? sql`o.phone in (select phone from customer_phone
        where account_id = ${shopifyAccountId} and ${inRange(sql`customer_id`, scope)})`
    : sql`true`
  const isKeyOf = (account: RawBuilder<unknown>) => sql`exists (
    select from customer_phone k where k.account_id = ${account} and k.phone = o.phone and k.is_key)`
  await sql`
    create temp table match_note on commit drop as
    select distinct o.phone, o.account_id from customer_phone o
    where o.field = 'NOTE' and o.account_id in (${nhanhAccountId}, ${shopifyAccountId}) and ${inScope}
      and not ${isKeyOf(sql`o.account_id`)}
      and ${isKeyOf(sql`(${nhanhAccountId + shopifyAccountId}::int - o.account_id)`)}
  `.execute(tx)
}
