import { sql, type Kysely } from 'kysely'

/** What ended on one day. A run is a job that was no dry run. */
export interface JobDay {
  /** A calendar day, as YYYY-MM-DD. */
  day: string
  completed: number
  completedWithErrors: number
  failed: number
  cancelled: number
  /** What the runs processed that reached their end. */
  items: number
  /** Those items in each second that these runs took, pauses included. Null when there were none. */
  speed: number | null
}

/** One row for each of the last days, today's last; zeros too. `timeZone`: where a day begins. */
export async function readJobDays(
  db: Kysely<unknown>,
  {
    types,
    accountIds,
    days,
    timeZone,
    now,
  }: { types: readonly string[]; accountIds: readonly number[]; days: number; timeZone: string; now: Date },
): Promise<JobDay[]> {
  const { rows } = await sql<JobDay>`
    with wanted as materialized (
      select (${now.toISOString()}::timestamptz at time zone ${timeZone})::date - place as day
      from generate_series(0, ${days - 1}::int) as place
    ), ended as (
      select (completed_at at time zone ${timeZone})::date as day, status,
        created + updated + unchanged + skipped + failed as processed,
        extract(epoch from completed_at - started_at) as seconds,
        status in ('COMPLETED', 'COMPLETED_WITH_ERRORS') as reached_end
      from background_job
      where completed_at >= (select min(day) from wanted)::timestamp at time zone ${timeZone}
        and not dry_run and type = any(${[...types]}::text[]) and account_ids <@ ${[...accountIds]}::int[]
    )
    select wanted.day::text as day,
      (count(*) filter (where status = 'COMPLETED'))::int as completed,
      (count(*) filter (where status = 'COMPLETED_WITH_ERRORS'))::int as "completedWithErrors",
      (count(*) filter (where status = 'FAILED'))::int as failed,
      (count(*) filter (where status = 'CANCELLED'))::int as cancelled,
      coalesce(sum(processed) filter (where reached_end), 0)::float8 as items,
      (sum(processed) filter (where reached_end and processed > 0) /
        nullif(sum(seconds) filter (where reached_end and processed > 0), 0))::float8 as speed
    from wanted left join ended on ended.day = wanted.day
    group by wanted.day order by wanted.day
  `.execute(db)
  return rows
}
