import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { AccountPair } from '../mappings/account-pair.ts'
import { standingPolicySql } from '../mappings/standing-policy.ts'
import type { Feeds, Places } from '../sync/places.ts'

/** Variants of one kind: how many, and the ids of some of them. */
export interface Finding {
  count: number
  /** At most 10, those with the most pieces first. */
  variantIds: string[]
}

/** What costs money, as of the last pulls. */
export type StockFindings = Record<FindingKind, Finding>
type FindingKind = keyof typeof CONDITIONS

const MOST_EXAMPLES = 10

/**
 * A variant can be bought when its product is ACTIVE or UNLISTED and the shop has pieces of it, sells on without any, or
 * does not count them. What Nhanh has is what the depots have that feed a location; combos and goods by weight, whose
 * stock is not counted in pieces of their own, are left out where it matters.
 */
const CONDITIONS = {
  onSaleWithoutStock: sql`is_linked and can_be_bought and pieces <= 0`,
  inStockNotOnline: sql`is_linked and is_active and tracked and not is_bundle and online <= 0
    and inventory_policy <> 'CONTINUE' and policy <> 'ZERO' and sellable`,
  sellingUnlinked: sql`not is_linked and can_be_bought and not is_bundle`,
  stoppedOnSale: sql`is_linked and can_be_bought and is_stopped`,
  held: sql`is_linked and policy = 'HOLD'`,
} satisfies Record<string, RawBuilder<unknown>>

const kinds = Object.entries(CONDITIONS) as [FindingKind, RawBuilder<unknown>][]

/** Looks at every variant of the shop once. */
export async function readStockFindings(
  db: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  { depots, feeds }: Pick<Places & Feeds, 'depots' | 'feeds'>,
): Promise<StockFindings> {
  const feedRows = feeds.flatMap(({ locationId, depotIds, reserve }) =>
    depotIds.map((depotId) => ({ locationId, depotId, reserve })),
  )
  const depotIds = feedRows.map(({ depotId }) => depotId)
  // Adding up the depots of every product costs more than all the rest.
  const areAllFed = depots.every(({ id }) => depotIds.includes(id))
  const found = kinds.map(
    ([kind, condition]) => sql`
      (count(*) filter (where ${condition}))::int as ${sql.ref(`${kind}Count`)},
      coalesce((array_agg(id order by greatest(online, pieces) desc nulls last, id)
        filter (where ${condition}))[1:${sql.lit(MOST_EXAMPLES)}], '{}') as ${sql.ref(`${kind}Ids`)}`,
  )
  const { rows } = await sql<Record<string, unknown>>`
    with feed as materialized (
      select * from json_to_recordset(${JSON.stringify(feedRows)}::json)
        as feed("locationId" text, "depotId" text, reserve int)
    ), variant as (
      select shopify.id, shopify.tracked, shopify.is_bundle, shopify.inventory_policy,
        shopify.inventory_quantity as online, mapping.reserve, nhanh.stock, nhanh.available, nhanh.id is not null as is_linked,
        ${standingPolicySql()} as policy,
        coalesce(product.status, shopify.product_status) in ('ACTIVE', 'UNLISTED') as is_active,
        nhanh.status = 'INACTIVE' or nhanh.deleted_at is not null as is_stopped,
        nhanh.available is not null and nhanh.kind not in ('COMBO', 'WEIGHED') as is_counted
      from shopify_variant shopify
      left join shopify_product product on product.account_id = shopify.account_id and product.id = shopify.product_id
      left join product_mapping mapping on mapping.shopify_account_id = shopify.account_id
        and mapping.shopify_id = shopify.id and mapping.nhanh_account_id = ${nhanhAccountId}
      left join nhanh_product nhanh on nhanh.account_id = mapping.nhanh_account_id and nhanh.id = mapping.nhanh_id
      where shopify.account_id = ${shopifyAccountId} and shopify.deleted_at is null
    ), counted as materialized (
      select *,
        is_active and (not tracked or online > 0 or inventory_policy = 'CONTINUE') as can_be_bought,
        -- An unknown number is null and makes the sum of all unknown: it is never taken for 0.
        case
          when not is_counted or ${depotIds.length === 0}::boolean then null
          when ${areAllFed}::boolean then floor(available)
          -- An unknown number is null and makes the sum of all unknown: it is never taken for 0.
          else (
            select case when count(*) = count(part ->> 'available') then
              coalesce(floor(sum((part ->> 'available')::numeric)), 0) end
            from jsonb_array_elements(stock) as part where part ->> 'depotId' = any(${depotIds}::text[])
          )
        end as pieces
      from variant
    ), judged as (
      select *, case when pieces > 0 and online <= 0 then exists (
        select from feed join jsonb_array_elements(stock) as part on part ->> 'depotId' = feed."depotId"
        group by feed."locationId", feed.reserve
        having floor(sum((part ->> 'available')::numeric)) > greatest(feed.reserve, counted.reserve)
      ) else false end as sellable
      from counted
    )
    select ${sql.join(found)} from judged
  `.execute(db)
  const row = rows[0]!
  return Object.fromEntries(
    kinds.map(([kind]) => [kind, { count: row[`${kind}Count`], variantIds: row[`${kind}Ids`] }]),
  ) as StockFindings
}
