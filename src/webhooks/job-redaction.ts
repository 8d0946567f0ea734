import { sql, type Kysely, type RawBuilder } from 'kysely'
import { patternOf, type Traces } from './customer-traces.ts'

const REDACTED = '[redacted]'

interface Place {
  table: string
  /** The column that names the job. */
  jobId: string
  texts: string[]
  json: string[]
}

/** Where a job has texts. */
const PLACES: readonly Place[] = [
  {
    table: 'job_item',
    jobId: 'job_id',
    texts: ['key', 'title', 'message', 'search_text'],
    json: ['before', 'after'],
  },
  { table: 'job_log_entry', jobId: 'job_id', texts: ['message'], json: [] },
  {
    table: 'background_job',
    jobId: 'id',
    texts: ['input_key', 'phase'],
    json: ['input', 'error', 'warnings', 'metadata', 'checkpoint'],
  },
]

/** Whether the ledger, the log or the row of a job still tells something of a person. */
export async function holdsTraces(db: Kysely<unknown>, jobId: number, traces: Traces): Promise<boolean> {
  const pattern = patternOf(traces)
  const inPlaces = pattern === null ? [] : PLACES.map((place) => isIn(place, jobId, pattern))
  const found = [isInLines(jobId, traces), ...inPlaces].map(({ table, where }) => {
    return sql`exists (select from ${sql.table(table)} where ${where})`
  })
  const { rows } = await sql<{ holds: boolean }>`select ${sql.join(found, sql` or `)} as holds`.execute(db)
  return rows[0]!.holds
}

/** Removes what a job tells of a person. The id stays. */
export async function redactJob(db: Kysely<unknown>, jobId: number, traces: Traces): Promise<void> {
  const isTheirPhone = sql`key = any(${traces.phones}::text[])`
  await sql`
    update job_item set title = null, message = null, before = null, after = null,
      key = case when ${isTheirPhone} then ${REDACTED} else key end,
      search_text = case when ${isTheirPhone} then '' else lower(key) end
    where ${isInLines(jobId, traces).where}
  `.execute(db)
  const pattern = patternOf(traces)
  if (pattern !== null) for (const place of PLACES) await replaceIn(db, place, jobId, pattern)
}

interface Found {
  table: string
  where: RawBuilder<unknown>
}

/** The lines of the ledger that are the person's own, and say more than their id. */
function isInLines(jobId: number, { customerId, phones }: Traces): Found {
  const where = sql`job_id = ${jobId} and key = any(${[customerId, ...phones]}::text[])
    and (key <> ${customerId} or search_text <> lower(key) or num_nonnulls(title, message, before, after) > 0)`
  return { table: 'job_item', where }
}

function isIn({ table, jobId, texts, json }: Place, id: number, pattern: string): Found {
  const columns = [...texts, ...json].map((column) => sql`${sql.ref(column)}::text`)
  const where = sql`${sql.ref(jobId)} = ${id} and concat_ws(' ', ${sql.join(columns)}) ~* ${pattern}`
  return { table, where }
}

/** Nothing that JSON would need is in what is found, so JSON stays JSON. */
async function replaceIn(db: Kysely<unknown>, place: Place, id: number, pattern: string): Promise<void> {
  const replaced = (column: RawBuilder<unknown>) =>
    sql`regexp_replace(${column}, ${pattern}, ${REDACTED}, 'gi')`
  const changes = [
    ...place.texts.map((column) => sql`${sql.ref(column)} = ${replaced(sql.ref(column))}`),
    ...place.json.map(
      (column) => sql`${sql.ref(column)} = ${replaced(sql`${sql.ref(column)}::text`)}::jsonb`,
    ),
  ]
  const { table, where } = isIn(place, id, pattern)
  await sql`update ${sql.table(table)} set ${sql.join(changes)} where ${where}`.execute(db)
}
