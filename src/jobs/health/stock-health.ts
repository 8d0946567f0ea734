import { sql, type Kysely } from 'kysely'
import type { AccountPair } from '../mappings/account-pair.ts'
import { standingPolicySql } from '../mappings/standing-policy.ts'
import type { GoodRun } from './chain-health.ts'

/** How many linked variants show what they should. */
export interface StockHealth {
  /** Those on hold aside. */
  linked: number
  /** The last good sync left them in step. */
  right: number
}

/**
 * A linked variant is right when its own last sync left it in step (SYNCED), and the last good sync of all, or what came
 * after it, neither failed at it nor skipped it; that a sale is waited for is right. Where the last good sync applied a
 * plan, what the plan's dry run found in step is right too. Without a good sync nothing is known to be right.
 */
export async function readStockHealth(
  db: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  sync: GoodRun | null,
): Promise<StockHealth> {
  const looks = sync ? [sync.id, ...(sync.plan ? [sync.plan.id] : [])] : []
  const endedAt = sync?.completedAt.toISOString() ?? null
  const plannedAt = sync?.plan?.startedAt.toISOString() ?? null
  const { rows } = await sql<StockHealth>`
    with obstacle as materialized (
      select distinct key from job_item
      where job_id = any(${looks}::int[]) and (outcome = 'FAILED'
        or (outcome = 'SKIPPED' and code is distinct from 'SALE_PENDING'))
    )
    select count(*)::int as linked, (count(*) filter (
      where ${endedAt}::timestamptz is not null
        and (mapping.status = 'SYNCED' or (mapping.status = 'PENDING' and mapping.created_at < ${plannedAt}::timestamptz))
        and (obstacle.key is null or mapping.last_synced_at > ${endedAt}::timestamptz)
    ))::int as right
    from product_mapping mapping left join obstacle on obstacle.key = mapping.shopify_id
    where mapping.nhanh_account_id = ${nhanhAccountId} and mapping.shopify_account_id = ${shopifyAccountId}
      and ${standingPolicySql()} <> 'HOLD'
  `.execute(db)
  return rows[0]!
}
