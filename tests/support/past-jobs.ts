import { rowsOf } from './database.ts'

export interface PastJob {
  type?: string
  status?: string
  dryRun?: boolean
  input?: object
  /** An interval of PostgreSQL; null: it has not ended. */
  endedAgo?: string | null
  /** How long it took; an interval of PostgreSQL, null: it never began. */
  took?: string | null
  checkpointAgo?: string | null
  error?: string | null
  /** An SQL expression. */
  accountIds?: string
  counts?: Partial<Record<'created' | 'updated' | 'unchanged' | 'skipped' | 'failed', number>>
  speed?: number | null
}

/** A job of the past, as its runs would have left it, without a line of its ledger. Returns its id. */
export async function insertPastJob(
  databaseUrl: string,
  {
    type = 'PULL_NHANH_PRODUCTS',
    status = 'COMPLETED',
    dryRun = false,
    input = {},
    endedAgo = '100 days',
    took = '1 minute',
    checkpointAgo = null,
    error = null,
    accountIds = `coalesce((select array_agg(id) from account), '{}')`,
    counts = {},
    speed = null,
  }: PastJob = {},
): Promise<number> {
  const { created = 0, updated = 0, unchanged = 0, skipped = 0, failed = 0 } = counts
  const [row] = await rowsOf<{ id: number }>(
    databaseUrl,
    `insert into background_job (type, status, dry_run, input, input_key, account_ids, completed_at, started_at,
       checkpoint_at, error, created, updated, unchanged, skipped, failed, speed)
     values ($1, $2, $3, $4::text::jsonb, $4, ${accountIds}, now() - $5::interval, now() - $5::interval - $6::interval,
       now() - $7::interval, $8::jsonb, $9, $10, $11, $12,
       $13, $14) returning id`,
    [
      type,
      status,
      dryRun,
      JSON.stringify(input),
      endedAgo,
      took,
      checkpointAgo,
      error && JSON.stringify({ code: error, message: '', retryable: false }),
      created,
      updated,
      unchanged,
      skipped,
      failed,
      speed,
    ],
  )
  return row!.id
}

/** Lines of a ledger as failed customers, or products, leave them, with their counts; and one line of the log. */
export async function insertLines(
  databaseUrl: string,
  jobId: number,
  {
    lines,
    kind = 'Customer',
    from = 1,
  }: { lines: number; kind?: 'Customer' | 'ProductVariant'; from?: number },
): Promise<void> {
  await rowsOf(
    databaseUrl,
    `with line as (
       insert into job_item (job_id, number, key, title, outcome, code, message, before, after, search_text)
       select $1::int, number, format('gid://shopify/${kind}/%s', number), 'Nguyễn Văn An', 'FAILED', 'TOTAL_FELL',
         'the total of Nguyễn Văn An fell', '{"total_spent":"2"}', '{"total_spent":"1"}',
         format('gid://shopify/${kind.toLowerCase()}/%s nguyen van an total_fell +84903111222 an@example.com', number)
       from generate_series($3::int, $3::int + $2::int - 1) as number returning code
     )
     insert into job_item_count (job_id, outcome, code, count)
     select $1::int, 'FAILED', code, count(*) from line group by code
     on conflict (job_id, outcome, code) do update set count = job_item_count.count + excluded.count`,
    [jobId, lines, from],
  )
  await rowsOf(
    databaseUrl,
    `insert into job_log_entry (job_id, number, level, message) values ($1, 1, 'INFO', 'Runs') on conflict do nothing`,
    [jobId],
  )
}

/** The tables in which something of a job stands. */
const TABLES_OF_JOBS = [
  'job_item',
  'job_item_count',
  'job_log_entry',
  'job_relation',
  'job_sighting',
  'planned_link',
  'job_resource',
]

/** The jobs of which anything is there, by table; tables with nothing are left out. */
export async function remainsOf(databaseUrl: string): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {}
  for (const table of [...TABLES_OF_JOBS, 'dropped_job']) {
    const rows = await rowsOf<{ job_id: number }>(
      databaseUrl,
      `select distinct job_id from ${table} order by job_id`,
    )
    if (rows.length > 0) found[table] = rows.map((row) => row.job_id)
  }
  return found
}

export async function jobIdsIn(databaseUrl: string): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(databaseUrl, 'select id from background_job order by id')
  return rows.map(({ id }) => id)
}

/** Deletes a job with its ledger, as one that is old. */
export async function deleteJob({ databaseUrl }: { databaseUrl: string }, jobId: string): Promise<void> {
  await rowsOf(databaseUrl, 'delete from background_job where id = $1', [jobId])
  await rowsOf(databaseUrl, 'delete from job_item where job_id = $1', [jobId])
}
