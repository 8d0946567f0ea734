import { sql, type Kysely } from 'kysely'

/** How often one code came up in the runs that ended in a window of time. */
export interface ErrorPattern {
  code: string
  /** Items that failed with it, and runs that did. */
  failed: number
  /** Items that were left alone because of it. */
  skipped: number
  /** In so many jobs. */
  jobs: number
  types: string[]
  lastJobId: number
  lastAt: Date
}

/** One row for each code, the one with the most failures first. Dry runs do not count. */
export async function readErrorPatterns(
  db: Kysely<unknown>,
  { types, accountIds, since }: { types: readonly string[]; accountIds: readonly number[]; since: Date },
): Promise<ErrorPattern[]> {
  const { rows } = await sql<Omit<ErrorPattern, 'lastAt'> & { lastAt: string }>`
    with ended as materialized (
      select id, type, completed_at, error from background_job
      where completed_at >= ${since.toISOString()}::timestamptz and not dry_run
        and type = any(${[...types]}::text[]) and account_ids <@ ${[...accountIds]}::int[]
    ), found as (
      select ended.*, c.code, c.count as times, c.outcome = 'SKIPPED' as is_skip
      from ended join job_item_count c on c.job_id = ended.id
      where c.outcome in ('FAILED', 'SKIPPED') and c.code <> ''
      union all
      select ended.*, error ->> 'code', 1, false from ended where error is not null
    )
    select code, coalesce(sum(times) filter (where not is_skip), 0)::float8 as failed,
      coalesce(sum(times) filter (where is_skip), 0)::float8 as skipped,
      count(distinct id)::int as jobs, array_agg(distinct type order by type) as types,
      max(completed_at) as "lastAt", (array_agg(id order by completed_at desc, id desc))[1] as "lastJobId"
    from found group by code order by failed desc, skipped desc, code
  `.execute(db)
  return rows.map(({ lastAt, ...pattern }) => ({ ...pattern, lastAt: new Date(lastAt) }))
}
