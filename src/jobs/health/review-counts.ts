import { sql, type Kysely } from 'kysely'
import type { MatchReviewReason } from '../../entities/match-review.ts'
import type { RecordKind } from '../../entities/pair-columns.ts'
import type { AccountPair } from '../mappings/account-pair.ts'

interface Counts {
  open: number
  /** Of those, the ones made since the beginning of yesterday. */
  newSinceYesterday: number
}

export interface ReviewReasonCounts extends Counts {
  reason: MatchReviewReason
}

/** The open reviews of one kind. */
export interface ReviewCounts extends Counts {
  kind: RecordKind
  /** Those with the most new ones first. */
  reasons: ReviewReasonCounts[]
}

/** One row for each kind. `timeZone`: where yesterday began. */
export async function readReviewCounts(
  db: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  { kinds, timeZone, now }: { kinds: readonly RecordKind[]; timeZone: string; now: Date },
): Promise<ReviewCounts[]> {
  const { rows } = await sql<ReviewReasonCounts & { kind: RecordKind }>`
    select kind, reason, count(*)::int as open, (count(*) filter (where created_at >=
      (date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}) - interval '1 day')
        at time zone ${timeZone}))::int as "newSinceYesterday"
    from match_review
    where decision is null and nhanh_account_id = ${nhanhAccountId} and shopify_account_id = ${shopifyAccountId}
    group by kind, reason order by "newSinceYesterday" desc, open desc, reason
  `.execute(db)
  return kinds.map((kind) => {
    const reasons = rows.filter((row) => row.kind === kind).map(({ kind: _kind, ...counts }) => counts)
    const sum = (count: keyof Counts) => reasons.reduce((total, counts) => total + counts[count], 0)
    return { kind, open: sum('open'), newSinceYesterday: sum('newSinceYesterday'), reasons }
  })
}
