import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { MatchReviewReason } from '../../entities/match-review.ts'
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

/** Counts the Shopify records of the scope, after the links and by the scope's `match_state`. */
export function countShopify(tx: Kysely<unknown>, kind: MatchKind, scope: MatchScope): Promise<MatchCounts> {
  return count(tx, scope, kind, {
    name: 'SHOPIFY',
    records: sql`${sql.table(kind.shopifyTable)} s
      where s.account_id = ${scope.shopifyAccountId} and s.deleted_at is null and ${inRange(sql`s.id`, scope)}`,
    id: sql`s.id`,
    isCandidate: kind.isShopifyCandidate,
    hasKey: kind.hasShopifyKey,
  })
}

/** Counts all Nhanh records; `match_state` must be that of the whole. */
export function countNhanh(tx: Kysely<unknown>, kind: MatchKind, scope: MatchScope): Promise<MatchCounts> {
  return count(tx, scope, kind, {
    name: 'NHANH',
    records: sql`${sql.table(kind.nhanhTable)} n
      where n.account_id = ${scope.nhanhAccountId} and n.deleted_at is null`,
    id: sql`n.id::text`,
    isCandidate: kind.isNhanhCandidate,
    hasKey: kind.hasNhanhKey,
  })
}

interface Side {
  name: 'NHANH' | 'SHOPIFY'
  /** What comes after FROM; the records are `n` or `s`. */
  records: RawBuilder<unknown>
  id: RawBuilder<unknown>
  isCandidate: RawBuilder<unknown>
  hasKey: RawBuilder<unknown>
}

/** In several small questions, which the planner answers with whole joins. */
async function count(
  tx: Kysely<unknown>,
  scope: MatchScope,
  kind: MatchKind,
  side: Side,
): Promise<MatchCounts> {
  const { name, records, id, isCandidate, hasKey } = side
  const linked = sql`
    select ${id} as id, bool_or(l.job_id is not distinct from ${scope.jobId}) as is_own
    from ${linksOf(kind.mappingTable, scope)} l
    join ${sql.table(kind.nhanhTable)} n on n.account_id = ${scope.nhanhAccountId} and n.id = l.nhanh_id
    join ${sql.table(kind.shopifyTable)} s on s.account_id = ${scope.shopifyAccountId} and s.id = l.shopify_id
    where n.deleted_at is null and s.deleted_at is null and ${inRange(sql`l.shopify_id`, scope)} and ${isCandidate}
    group by 1`
  const [found] = await rowsOf<{ looked_at: number; candidates: number }>(
    tx,
    sql`select count(*)::int as looked_at, (count(*) filter (where ${isCandidate}))::int as candidates from ${records}`,
  )
  const [links] = await rowsOf<{ own: number; earlier: number }>(
    tx,
    sql`select (count(*) filter (where is_own))::int as own, (count(*) filter (where not is_own))::int as earlier
      from (${linked}) l`,
  )
  const judged = await rowsOf<{ reason: MatchReviewReason; is_ignored: boolean; count: number }>(
    tx,
    sql`select reason, is_ignored, count(*)::int as count from match_state t
      where side = ${name} and ${name === 'SHOPIFY' ? inRange(sql`t.id`, scope) : sql`true`} group by 1, 2`,
  )
  const [without] = await rowsOf<{ key: number }>(
    tx,
    sql`select count(*)::int as key from (
        select ${id} from ${records} and ${isCandidate} and not ${hasKey}
        except select id from match_state where side = ${name}
        except select id from (${linked}) l
      ) records`,
  )
  const sum = (rows: { count: number }[]) => rows.reduce((total, row) => total + row.count, 0)
  const inReview = judged.filter((row) => !row.is_ignored)
  const { looked_at: lookedAt, candidates } = found!
  return {
    lookedAt,
    linked: links!.own,
    alreadyLinked: links!.earlier,
    review: Object.fromEntries(inReview.map((row) => [row.reason, row.count])),
    ignored: sum(judged) - sum(inReview),
    noKey: without!.key,
    noCounterpart: candidates - links!.own - links!.earlier - sum(judged) - without!.key,
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
