import { sql, type Kysely } from 'kysely'

/** How the jobs of one type went that ended in a window of time. A run is a job that was no dry run. */
export interface JobTypeStats {
  type: string
  /** All that ended: the sum of the next four. */
  runs: number
  completed: number
  completedWithErrors: number
  failed: number
  cancelled: number
  /** From its start to its end, pauses included; of runs that reached their end. Null when none did. */
  averageDurationMs: number | null
  p50DurationMs: number | null
  p95DurationMs: number | null
  /** Items per second over a whole run; of runs that reached their end. */
  averageSpeed: number | null
  /** When a run last reached its end. */
  lastCompletedAt: Date | null
  /** The most frequent codes of failed runs and of failed and skipped items, five at most. */
  topErrorCodes: string[]
  dryRuns: number
  /** Null for a type that compares nothing. */
  drift: DriftStats | null
}

/** What dry runs of a sync found that looked at everything that is linked, and reached their end. */
export interface DriftStats {
  comparisons: number
  lastAt: Date | null
  /** How many items the last one would change. */
  lastItems: number | null
  /** How many items the last one looked at. */
  lastProcessed: number | null
  averageItems: number | null
  mostItems: number | null
}

/** Types whose dry runs compare the two platforms. */
const COMPARING_TYPES = ['PRODUCT_SYNC', 'CUSTOMER_SYNC']
const MOST_CODES = 5

/** One row for each type, in their order; zeros where nothing ended since then. */
export async function readJobStats(
  db: Kysely<unknown>,
  { types, accountIds, since }: { types: readonly string[]; accountIds: readonly number[]; since: Date },
): Promise<JobTypeStats[]> {
  const { rows } = await sql<StatsRow>`
    with ended as materialized (
      select id, type, dry_run, status, error, speed, completed_at, created + updated as changes,
        created + updated + unchanged + skipped + failed as processed,
        status in ('COMPLETED', 'COMPLETED_WITH_ERRORS') as reached_end,
        extract(epoch from completed_at - started_at) * 1000 as duration_ms,
        type = any(${COMPARING_TYPES}::text[]) and dry_run and not jsonb_exists(input, 'mappingIds') as compares
      from background_job
      where completed_at >= ${since.toISOString()}::timestamptz and type = any(${[...types]}::text[])
        and account_ids <@ ${[...accountIds]}::int[]
    ), code as (
      select type, code, sum(count) as count from (
        select e.type, c.code, c.count from ended e join job_item_count c on c.job_id = e.id
        where not e.dry_run and c.outcome in ('FAILED', 'SKIPPED') and c.code <> ''
        union all
        select type, error ->> 'code', 1 from ended where not dry_run and error is not null
      ) as found group by 1, 2
    ), top as (
      select type, array_agg(code order by rank) as codes
      from (select *, row_number() over (partition by type order by count desc, code) as rank from code) as ranked
      where rank <= ${MOST_CODES} group by type
    )
    select wanted.type, coalesce(top.codes, '{}') as "topErrorCodes", run.*
    from unnest(${[...types]}::text[]) with ordinality as wanted(type, place)
    left join top on top.type = wanted.type
    cross join lateral (
      select ${STATS} from ended e where e.type = wanted.type
    ) as run
    order by wanted.place
  `.execute(db)
  return rows.map(toStats)
}

type StatsRow = Omit<JobTypeStats, 'lastCompletedAt' | 'drift'> & {
  lastCompletedAt: string | null
} & Omit<DriftStats, 'lastAt'> & { lastAt: string | null }

const STATS = sql`
  (count(*) filter (where not dry_run))::int as runs,
  (count(*) filter (where not dry_run and status = 'COMPLETED'))::int as completed,
  (count(*) filter (where not dry_run and status = 'COMPLETED_WITH_ERRORS'))::int as "completedWithErrors",
  (count(*) filter (where not dry_run and status = 'FAILED'))::int as failed,
  (count(*) filter (where not dry_run and status = 'CANCELLED'))::int as cancelled,
  (avg(duration_ms) filter (where not dry_run and reached_end))::float8 as "averageDurationMs",
  (percentile_cont(0.5) within group (order by duration_ms) filter (where not dry_run and reached_end))::float8
    as "p50DurationMs",
  (percentile_cont(0.95) within group (order by duration_ms) filter (where not dry_run and reached_end))::float8
    as "p95DurationMs",
  (avg(speed) filter (where not dry_run and reached_end))::float8 as "averageSpeed",
  max(completed_at) filter (where not dry_run and reached_end) as "lastCompletedAt",
  (count(*) filter (where dry_run))::int as "dryRuns",
  (count(*) filter (where compares and reached_end))::int as comparisons,
  max(completed_at) filter (where compares and reached_end) as "lastAt",
  (array_agg(changes order by completed_at desc, id desc) filter (where compares and reached_end))[1] as "lastItems",
  (array_agg(processed order by completed_at desc, id desc) filter (where compares and reached_end))[1]
    as "lastProcessed",
  (avg(changes) filter (where compares and reached_end))::float8 as "averageItems",
  max(changes) filter (where compares and reached_end) as "mostItems"`

function toStats({
  lastCompletedAt,
  comparisons,
  lastAt,
  lastItems,
  lastProcessed,
  averageItems,
  mostItems,
  ...stats
}: StatsRow): JobTypeStats {
  const drift = { comparisons, lastAt: dateOf(lastAt), lastItems, lastProcessed, averageItems, mostItems }
  return {
    ...stats,
    lastCompletedAt: dateOf(lastCompletedAt),
    drift: COMPARING_TYPES.includes(stats.type) ? drift : null,
  }
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text))
