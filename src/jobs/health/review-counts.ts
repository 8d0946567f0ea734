import { sql, type Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import type { AccountPair } from '../mappings/account-pair.ts'

/** The open reviews of one kind. */
export interface ReviewCounts {
  kind: RecordKind
  open: number
  /** Of those, the ones made since the beginning of yesterday. */
  newSinceYesterday: number
}

/** One row for each kind. `timeZone`: where yesterday began. */
export async function readReviewCounts(
  db: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  { kinds, timeZone, now }: { kinds: readonly RecordKind[]; timeZone: string; now: Date },
): Promise<ReviewCounts[]> {
  const { rows } = await sql<ReviewCounts>`
    select wanted.kind, count(review.id)::int as open, (count(*) filter (where review.created_at >=
      (date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}) - interval '1 day')
        at time zone ${timeZone}))::int as "newSinceYesterday"
    from unnest(${[...kinds]}::text[]) with ordinality as wanted(kind, place)
    left join match_review review on review.kind = wanted.kind and review.decision is null
      and review.nhanh_account_id = ${nhanhAccountId} and review.shopify_account_id = ${shopifyAccountId}
    group by wanted.kind, wanted.place order by wanted.place
  `.execute(db)
  return rows
}
