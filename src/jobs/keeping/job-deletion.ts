import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { JobStatus } from '../../entities/background-job.ts'
import { keptReason, type KeptReason } from './kept-jobs.ts'

/** Which settled jobs are to go. */
export interface DeletionChoice {
  /** Of these accounts and no others. */
  accountIds: readonly number[]
  /** All types unless told. */
  types?: readonly string[]
  /** Settled ones. */
  statuses: readonly JobStatus[]
  /** They ended before this moment. */
  before: Date
}

/** What readers of a deleted job are told by. */
export interface DeletedJob {
  id: number
  type: string
  seq: number
}

/** How many of the chosen jobs can go, and how many stay, why. */
export interface DeletionCount {
  deletable: number
  kept: { reason: KeptReason; count: number }[]
}

/**
 * Deletes the rows of at most `limit` chosen jobs on which nothing rests; what they leave behind is
 * {@link dropRemains}'s. From then on nobody sees them and nobody can resume them, so nothing is ever half deleted for a
 * reader. A row that somebody is changing is left alone.
 */
export async function deleteJobRows(
  db: Kysely<unknown>,
  choice: DeletionChoice,
  now: Date,
  limit: number,
): Promise<DeletedJob[]> {
  const { rows } = await sql<DeletedJob>`
    with chosen as (
      select j.id from background_job j where ${isChosen(choice)} and ${keptReason(now)} is null
      limit ${limit} for update skip locked
    ), gone as (
      delete from background_job where id in (select id from chosen) returning id, type, seq
    ), noted as (
      insert into dropped_job (job_id) select id from gone
    )
    select id, type, seq from gone
  `.execute(db)
  return rows
}

export async function countDeletion(
  db: Kysely<unknown>,
  choice: DeletionChoice,
  now: Date,
): Promise<DeletionCount> {
  const { rows } = await sql<{ reason: KeptReason | null; count: number }>`
    select ${keptReason(now)} as reason, count(*)::int as count from background_job j where ${isChosen(choice)}
    group by 1 order by 2 desc, 1
  `.execute(db)
  const kept = rows.flatMap(({ reason, count }) => (reason === null ? [] : [{ reason, count }]))
  return { deletable: rows.find(({ reason }) => reason === null)?.count ?? 0, kept }
}

function isChosen({ accountIds, types, statuses, before }: DeletionChoice): RawBuilder<boolean> {
  const ofTypes = types ? sql`j.type = any(${[...types]}::text[])` : sql`true`
  return sql`(j.completed_at < ${before.toISOString()}::timestamptz and j.status = any(${[...statuses]}::text[])
    and j.account_ids <@ ${[...accountIds]}::int[] and ${ofTypes})`
}

/** Where rows of a job stand, by the column that names it. */
const REMAINS = [
  ['job_item', 'job_id'],
  ['job_item_count', 'job_id'],
  ['job_log_entry', 'job_id'],
  ['job_relation', 'job_id'],
  ['job_relation', 'related_job_id'],
  ['job_sighting', 'job_id'],
  ['planned_link', 'job_id'],
  ['job_resource', 'job_id'],
] as const

const JOBS_AT_ONCE = 100

/**
 * Deletes at most about `limit` rows that jobs without a row of their own left behind: ledger, log, relations and the
 * like. Nobody else reads or writes them; two servers at once take different jobs. Returns 0 when nothing is left, or
 * another server is at the rest.
 */
export async function dropRemains(db: Kysely<unknown>, limit: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ job_id: number }>`
      select job_id from dropped_job order by job_id limit ${JOBS_AT_ONCE} for update skip locked
    `.execute(tx)
    if (rows.length === 0) return 0
    const jobIds = rows.map((row) => row.job_id)
    let room = limit
    for (const [table, column] of REMAINS) {
      const { numAffectedRows } = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where ${sql.ref(column)} = any(${jobIds}::int[]) limit ${room}))
      `.execute(tx)
      room -= Number(numAffectedRows)
      if (room === 0) return limit
    }
    // Looked at once more, for a line that was changed while it was to be deleted.
    if (room < limit) return limit - room
    await sql`delete from dropped_job where job_id = any(${jobIds}::int[])`.execute(tx)
    return jobIds.length
  })
}
