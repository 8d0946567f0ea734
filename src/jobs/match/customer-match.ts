import { sql, type Kysely, type RawBuilder } from 'kysely'
import { analyzeWhole } from './analyze.ts'
import { inRange, isTakenApart, linksOf, probing, type MatchKind, type MatchScope } from './match-kind.ts'

/** The names share a word, one of them says nothing, or the same e-mail address confirms that it is one person. */
const AGREE = sql`(n.name_words && s.name_words or cardinality(n.name_words) = 0 or cardinality(s.name_words) = 0
  or coalesce(n.email_key = s.email_key, false))`

/** What is known of the carrier `p` of a phone: something else asks a person anew. */
const FACTS = sql`concat_ws(' ', p.name_words::text, p.email_key)`

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
    return sql`
      select 'PHONE' as key_field, key, nhanh_id::bigint as nhanh_id, shopify_id
      from match_group where is_simple and agrees and ${inRange(sql`shopify_id`, scope)}
      union all
      select 'PHONE', min(k.key), k.id::bigint, s.id
      from match_knot k
      join match_partner n on n.is_nhanh and n.id = k.id
      join match_partner s on not s.is_nhanh and s.id = n.partner and s.partner = n.id
      where k.is_nhanh and k.is_top and ${inRange(sql`s.id`, scope)} and ${AGREE}
      group by k.id, s.id`
  },

  async prepareMembers(tx, scope) {
    const { nhanhAccountId, shopifyAccountId } = scope
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
      select 'PHONE' as key_field, g.key, 'NHANH' as side, p.customer_id as id, p.field as matched_on, 'TOP' as role,
        ${FACTS} as facts
      from match_open g, ${carriersOf(nhanhAccountId)} p
      union all
      select 'PHONE', g.key, 'SHOPIFY', p.customer_id, p.field,
        case when p.field = 'OWN' or g.own_count = 0 then 'TOP' else 'LOWER' end, ${FACTS}
      from match_open g, ${carriersOf(shopifyAccountId)} p
      union all
      select 'PHONE', p.phone, case p.account_id when ${nhanhAccountId} then 'NHANH' else 'SHOPIFY' end, p.customer_id, p.field,
        'TOP', ${FACTS}
      from (
        select p.* from match_note o
        join customer_phone p on p.account_id = o.account_id and p.phone = o.phone and p.field = 'NOTE'
        union all
        select p.* from match_note o
        join customer_phone p on p.account_id = ${across(scope)} and p.phone = o.phone and p.is_key
      ) p
    `.execute(tx)
    const carrier = (accountId: number, id: RawBuilder<unknown>) => sql`lateral (
      select * from customer_phone where account_id = ${accountId} and customer_id = ${id} and phone = g.key offset 0)`
    await sql`
      create temp table match_flag on commit drop as
      select 'PHONE' as key_field, g.key, case
          when ${isTakenApart('CUSTOMER', scope, sql`g.nhanh_id::bigint`, sql`g.shopify_id`)} then 'TAKEN_APART'
          when not ${AGREE} then 'NAME_DISAGREES'
          when not g.is_simple then case when exists (
              select from customer_phone own
              join customer_phone other on other.account_id = ${nhanhAccountId} and other.phone = own.phone
                and other.is_key and other.customer_id <> g.nhanh_id
              where own.account_id = ${shopifyAccountId} and own.customer_id = g.shopify_id and own.is_key)
            then 'SEVERAL_IN_NHANH' else 'SEVERAL_IN_SHOPIFY' end
        end as flag
      from match_open g, ${carrier(nhanhAccountId, sql`g.nhanh_id`)} n, ${carrier(shopifyAccountId, sql`g.shopify_id`)} s
      where g.nhanh_count = 1 and g.shopify_count = 1
      union all
      select 'PHONE', phone, 'NOTE_ONLY' from match_note
    `.execute(tx)
  },
}

/**
 * The customers of an account whom the phone of the group `g` finds. By index for each group, because only those few are asked
 * for that are not simple.
 */
function carriersOf(accountId: number): RawBuilder<unknown> {
  return sql`lateral (
    select * from customer_phone where account_id = ${accountId} and phone = g.key and is_key offset 0)`
}

/**
 * Makes `match_group`: the phones that both sides are found by, with how many of the highest rank there are and the first of
 * each side. `is_simple`: one of each side, who are found by nothing else; `agrees`: nothing that is known of these two speaks
 * against their being one person.
 */
async function prepareGroups(tx: Kysely<unknown>, scope: MatchScope): Promise<void> {
  const { nhanhAccountId, shopifyAccountId, range } = scope
  /** Of all phones, or of the `reached`, each by index. */
  const groups = (reached: RawBuilder<unknown> | null) => {
    const foundBy = (accountId: number) => sql`
      from customer_phone where account_id = ${accountId} and is_key ${reached ? sql`and phone = reached.phone` : sql``}
      group by phone`
    return sql`
      select n.phone as key, n.count as nhanh_count, own_count, n.id as nhanh_id, s.id as shopify_id,
        case when own_count > 0 then own_count else s.count end as shopify_count,
        n.are_sole and s.are_sole and n.count = 1 and s.count = 1 as is_simple, ${AGREE} as agrees
      from ${reached ? sql`(${reached}) reached cross join` : sql``} lateral (
        select phone, count(*)::int as count, min(customer_id) as id, bool_and(is_sole) as are_sole,
          min(name_words) as name_words, min(email_key) as email_key
        ${foundBy(nhanhAccountId)}
      ) n join lateral (
        select phone, (count(*) filter (where field = 'OWN'))::int as own_count, count(*)::int as count,
          coalesce(min(customer_id) filter (where field = 'OWN'), min(customer_id)) as id, bool_and(is_sole) as are_sole,
          min(name_words) as name_words, min(email_key) as email_key
        ${foundBy(shopifyAccountId)}
      ) s on s.phone = n.phone`
  }
  const ofRange = sql`
    select distinct phone from customer_phone
    where account_id = ${shopifyAccountId} and is_key and ${inRange(sql`customer_id`, scope)}`
  await sql`
    create temp table if not exists match_group on commit drop as ${groups(range && ofRange)}
  `.execute(tx)
  if (range) {
    // And of whom those lead to.
    await sql`
      insert into match_group ${groups(sql`
        select distinct other.phone from match_group g, ${carriersOf(nhanhAccountId)} n, lateral (
          select phone from customer_phone where account_id = n.account_id and customer_id = n.customer_id and is_key offset 0) other
        where not g.is_simple and not n.is_sole and other.phone not in (select key from match_group)`)}
    `.execute(tx)
  }
  await analyzeWhole(tx, scope, 'match_group')
}

/** Makes `match_partner`: whom the customers of groups that are not simple lead to, those who lead to one only. */
async function prepareKnots(tx: Kysely<unknown>, scope: MatchScope): Promise<void> {
  await sql`
    create temp table match_knot on commit drop as
    select g.key, true as is_nhanh, p.customer_id as id, true as is_top, p.name_words, p.email_key
    from match_group g, ${carriersOf(scope.nhanhAccountId)} p
    where not g.is_simple
    union all
    select g.key, false, p.customer_id, p.field = 'OWN' or g.own_count = 0, p.name_words, p.email_key
    from match_group g, ${carriersOf(scope.shopifyAccountId)} p
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
      select k.is_nhanh, k.id, k.name_words, k.email_key,
        coalesce(of_nhanh.shopify_id, of_shopify.nhanh_id, case when k.is_nhanh then shopify_first else nhanh_first end) as first,
        coalesce(of_nhanh.shopify_id, of_shopify.nhanh_id, case when k.is_nhanh then shopify_last else nhanh_last end) as last
      from match_knot k
      join bound using (key)
      left join tie of_nhanh on k.is_nhanh and of_nhanh.key = k.key and of_nhanh.nhanh_id = k.id
      left join tie of_shopify on not k.is_nhanh and of_shopify.key = k.key and of_shopify.shopify_id = k.id
      where k.is_top
    )
    select is_nhanh, id, min(first) as partner, min(name_words) as name_words, min(email_key) as email_key
    from reach group by is_nhanh, id having min(first) = max(last)
  `.execute(tx)
  await analyzeWhole(tx, scope, 'match_partner')
}

/** The account that the other side of `o` belongs to. */
function across({ nhanhAccountId, shopifyAccountId }: MatchScope): RawBuilder<unknown> {
  return sql`(${nhanhAccountId + shopifyAccountId}::int - o.account_id)`
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
      and ${isKeyOf(across(scope))}
  `.execute(tx)
}
