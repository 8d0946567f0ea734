import { sql, type Kysely } from 'kysely'
import { formatQuantity, quantityOf, type Quantity } from './quantity.ts'
import { pendingSinceOf, type Baseline, type LevelDecision } from './product-decision.ts'

/** When variants were last seen in step, by variant and location. */
export async function readBaselines(
  db: Kysely<unknown>,
  shopifyAccountId: number,
  variantIds: readonly string[],
): Promise<Map<string, Map<string, Baseline>>> {
  const { rows } = await sql<{
    variant_id: string
    location_id: string
    quantity: number
    nhanh_available: string
    pending_since: string | null
    pending_quantity: number | null
  }>`
    select * from published_level
    where shopify_account_id = ${shopifyAccountId} and variant_id = any(${[...variantIds]}::text[])
  `.execute(db)
  const byVariant = new Map<string, Map<string, Baseline>>()
  for (const row of rows) {
    const ofVariant = byVariant.get(row.variant_id) ?? new Map<string, Baseline>()
    ofVariant.set(row.location_id, {
      quantity: row.quantity,
      nhanhAvailable: quantityOf(row.nhanh_available),
      pendingSince: row.pending_since === null ? null : new Date(row.pending_since),
      pendingQuantity: row.pending_quantity,
    })
    byVariant.set(row.variant_id, ofVariant)
  }
  return byVariant
}

/** What became of a level. `written`: the number that Shopify has taken; null when nothing was written. */
export interface LevelOutcome {
  variantId: string
  decision: LevelDecision
  baseline: Baseline | null
  written: number | null
}

/** Notes what was seen in step or written. */
export async function noteLevels(
  tx: Kysely<unknown>,
  { shopifyAccountId, jobId, now }: { shopifyAccountId: number; jobId: number; now: Date },
  outcomes: readonly LevelOutcome[],
): Promise<void> {
  const rows = outcomes.flatMap((outcome) => {
    const next = nextBaseline(outcome, now)
    if (!next) return []
    const { variantId, decision, written } = outcome
    return {
      variant_id: variantId,
      location_id: decision.locationId,
      quantity: next.quantity,
      nhanh_available: formatQuantity(next.nhanhAvailable),
      in_step: next.pendingSince === null,
      written_quantity: written,
      pending_since: next.pendingSince?.toISOString() ?? null,
      pending_quantity: next.pendingQuantity,
    }
  })
  if (rows.length === 0) return
  await sql`
    insert into published_level as l (shopify_account_id, variant_id, location_id, quantity, nhanh_available, in_step_at,
      written_quantity, written_at, job_id, pending_since, pending_quantity)
    select ${shopifyAccountId}::int, variant_id, location_id, quantity, nhanh_available, now(), written_quantity,
      case when written_quantity is not null then now() end, case when written_quantity is not null then ${jobId}::int end,
      pending_since, pending_quantity
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(variant_id text, location_id text, quantity int,
      nhanh_available numeric, written_quantity int, pending_since timestamptz, pending_quantity int)
    order by variant_id, location_id
    on conflict (shopify_account_id, variant_id, location_id) do update set
      quantity = excluded.quantity, nhanh_available = excluded.nhanh_available,
      in_step_at = case when excluded.pending_since is null then now() else l.in_step_at end,
      written_quantity = coalesce(excluded.written_quantity, l.written_quantity),
      written_at = coalesce(excluded.written_at, l.written_at), job_id = coalesce(excluded.job_id, l.job_id),
      pending_since = excluded.pending_since, pending_quantity = excluded.pending_quantity
  `.execute(tx)
}

/**
 * Null when there is nothing new to note. Of a level with sales pending: what would be in step now if they were known,
 * so that from here on only what Nhanh falls by counts as theirs.
 */
function nextBaseline({ decision, baseline, written }: LevelOutcome, now: Date): Baseline | null {
  const { present, target, pendingSales } = decision
  if (present === null) return null
  if (written === null && pendingSales === 0 && present !== target) return null
  const quantity = written ?? present
  const isPending = pendingSales > 0
  const next = {
    quantity: quantity + pendingSales,
    nhanhAvailable: decision.nhanhAvailable ?? baseline?.nhanhAvailable ?? (0 as Quantity),
    pendingSince: isPending ? pendingSinceOf(baseline, present, now) : null,
    pendingQuantity: isPending ? quantity : null,
  }
  const isNews =
    written !== null ||
    baseline?.quantity !== next.quantity ||
    baseline.nhanhAvailable !== next.nhanhAvailable ||
    baseline.pendingSince?.getTime() !== next.pendingSince?.getTime() ||
    baseline.pendingQuantity !== next.pendingQuantity
  return isNews ? next : null
}
