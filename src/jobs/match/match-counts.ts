import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { MatchReviewReason } from '../../entities/match-review.ts'
import { TABLES } from '../mappings/account-pair.ts'
import { inRange, linksOf, type MatchKind, type MatchScope } from './match-kind.ts'

/** What became of the records of one side; the parts add up to `lookedAt`. */
export interface MatchCounts {
  lookedAt: number
  /** By this job. */
  linked: number
  /** Before it. */
  alreadyLinked: number
  review: Partial<Record<MatchReviewReason, number>>
  /** Decided by a person. */
  ignored: number
  noKey: number
  noCounterpart: number
  notACandidate: number
}

/**
 * Counts the Shopify records of the scope, after the links and by the scope's `match_state`. `linkedNow`: how many the job has
 * linked, when it has just done so.
 */
export function countShopify(
  tx: Kysely<unknown>,
  kind: MatchKind,
  scope: MatchScope,
  linkedNow?: number,
): Promise<MatchCounts> {
  return count(tx, scope, kind, linkedNow, {
    name: 'SHOPIFY',
    records: sql`${sql.table(TABLES[kind.kind].SHOPIFY)} s
      where s.account_id = ${scope.shopifyAccountId} and s.deleted_at is null and ${inRange(sql`s.id`, scope)}`,
    accountId: scope.shopifyAccountId,
    inScope: (column) => inRange(column, scope),
    id: sql`s.id`,
    key: sql`s.id`,
    cast: sql``,
    isCandidate: kind.isShopifyCandidate,
    hasKey: kind.hasShopifyKey,
  })
}

/** Counts all Nhanh records; `match_state` must be that of the whole. */
export function countNhanh(
  tx: Kysely<unknown>,
  kind: MatchKind,
  scope: MatchScope,
  linkedNow?: number,
): Promise<MatchCounts> {
  return count(tx, scope, kind, linkedNow, {
    name: 'NHANH',
    records: sql`${sql.table(TABLES[kind.kind].NHANH)} n
      where n.account_id = ${scope.nhanhAccountId} and n.deleted_at is null`,
    accountId: scope.nhanhAccountId,
    inScope: () => sql`true`,
    id: sql`n.id::text`,
    key: sql`n.id`,
    cast: sql`::bigint`,
    isCandidate: kind.isNhanhCandidate,
    hasKey: kind.hasNhanhKey,
  })
}

interface Side {
  name: 'NHANH' | 'SHOPIFY'
  /** What comes after FROM; the records are `n` or `s`. */
  records: RawBuilder<unknown>
  accountId: number
  /** Whether a record with this id is asked about. */
  inScope: (id: RawBuilder<unknown>) => RawBuilder<unknown>
  /** The id as text; the column itself; and how a text becomes like it. */
  id: RawBuilder<unknown>
  key: RawBuilder<unknown>
  cast: RawBuilder<unknown>
  isCandidate: RawBuilder<unknown>
  hasKey: RawBuilder<unknown>
}

/** In several small questions, which the planner answers with whole joins. */
async function count(
  tx: Kysely<unknown>,
  scope: MatchScope,
  kind: MatchKind,
  linkedNow: number | undefined,
  side: Side,
): Promise<MatchCounts> {
  const { name, accountId, records, id, isCandidate, hasKey, inScope } = side
  const linked = sql`
    select ${id} as id, bool_or(l.job_id is not distinct from ${scope.jobId}) as is_own
    from ${linksOf(kind, scope)} l
    join ${sql.table(TABLES[kind.kind].NHANH)} n on n.account_id = ${scope.nhanhAccountId} and n.id = l.nhanh_id
    join ${sql.table(TABLES[kind.kind].SHOPIFY)} s on s.account_id = ${scope.shopifyAccountId} and s.id = l.shopify_id
    where n.deleted_at is null and s.deleted_at is null and ${inRange(sql`l.shopify_id`, scope)} and ${isCandidate}
      and ${linkedNow === undefined ? sql`true` : sql`l.job_id is distinct from ${scope.jobId}`}
    group by 1`
  const withKey = kind.withKey
    ? sql`(${kind.withKey(accountId, inScope)})::int`
    : sql`(select count(*)::int from ${records} and ${isCandidate} and ${hasKey})`
  const [found] = await rowsOf<{
    looked_at: number
    candidates: number
    with_key: number
    own: number
    earlier: number
    spoken_for_without_key: number
  }>(
    tx,
    sql`
      with linked as materialized (${linked}), spoken_for(spoken_id) as (
        select id from match_state where side = ${name} and ${inScope(sql`id`)}
        union
        select id from linked where not is_own
      )
      select r.looked_at, r.candidates, ${withKey} as with_key,
        ${linkedNow === undefined ? sql`(select count(*)::int from linked where is_own)` : sql`${linkedNow}::int`} as own,
        (select count(*)::int from linked where not is_own) as earlier,
        (select count(*)::int from spoken_for
          cross join lateral (select from ${records} and ${isCandidate} and ${side.key} = spoken_id${side.cast}
            and not ${hasKey} offset 0) without_key) as spoken_for_without_key
      from (select count(*)::int as looked_at, (count(*) filter (where ${isCandidate}))::int as candidates from ${records}) r`,
  )
  const reasons = await rowsOf<{ reason: MatchReviewReason; is_ignored: boolean; count: number }>(
    tx,
    sql`select reason, is_ignored, count(*)::int as count from match_state
      where side = ${name} and ${inScope(sql`id`)} group by 1, 2`,
  )
  const sum = (rows: { count: number }[]) => rows.reduce((total, row) => total + row.count, 0)
  const inReview = reasons.filter((row) => !row.is_ignored)
  const { looked_at: lookedAt, candidates, own, earlier, with_key, spoken_for_without_key } = found!
  const noKey = candidates - with_key - spoken_for_without_key
  return {
    lookedAt,
    linked: own,
    alreadyLinked: earlier,
    review: Object.fromEntries(inReview.map((row) => [row.reason, row.count])),
    ignored: sum(reasons) - sum(inReview),
    noKey,
    noCounterpart: candidates - own - earlier - sum(reasons) - noKey,
    notACandidate: lookedAt - candidates,
  }
}

async function rowsOf<Row>(tx: Kysely<unknown>, query: RawBuilder<unknown>): Promise<Row[]> {
  return ((await query.execute(tx)) as { rows: Row[] }).rows
}

/** The counts of two parts together. */
export function addCounts(a: MatchCounts, b: MatchCounts): MatchCounts {
  const review = { ...a.review }
  for (const [reason, number] of Object.entries(b.review)) {
    const name = reason as MatchReviewReason
    review[name] = (review[name] ?? 0) + number
  }
  return {
    lookedAt: a.lookedAt + b.lookedAt,
    linked: a.linked + b.linked,
    alreadyLinked: a.alreadyLinked + b.alreadyLinked,
    review,
    ignored: a.ignored + b.ignored,
    noKey: a.noKey + b.noKey,
    noCounterpart: a.noCounterpart + b.noCounterpart,
    notACandidate: a.notACandidate + b.notACandidate,
  }
}

export const NO_COUNTS: MatchCounts = {
  lookedAt: 0,
  linked: 0,
  alreadyLinked: 0,
  review: {},
  ignored: 0,
  noKey: 0,
  noCounterpart: 0,
  notACandidate: 0,
}
