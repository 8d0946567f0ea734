import { sql, type Kysely } from 'kysely'

/**
 * How long a checkpoint, and the sightings that its counts rest on, are believed: what a platform's stream looked like
 * changes under it.
 */
export const BELIEVED = sql`interval '6 hours'`

/** A job begins as if it had never run. Its log, its requests and its waits stay: they were made. */
export const AS_NEW = sql`created = 0, updated = 0, unchanged = 0, skipped = 0, failed = 0, total = null, phase = null,
  checkpoint = null, checkpoint_at = null, warnings = '[]', started_at = now(),
  metadata = metadata - 'resumedFrom' - 'checkpoint'`

/** Where it goes on, for people: after the batch that JobProgress stored last. */
export const AS_RESUMED = sql`started_at = coalesce(started_at, now()), metadata = case when checkpoint is null then metadata
  else metadata || jsonb_build_object('resumedFrom', metadata -> 'checkpoint') end`

/**
 * Why a job must not go on from where it stands: its checkpoint is too old, or the same work was done completely by a
 * run that began later. Null when it may, or has done nothing yet.
 */
export async function reasonToBeginAnew(tx: Kysely<unknown>, jobId: number): Promise<string | null> {
  const { rows } = await sql<{ at: string | null; is_old: boolean; newer_run: number | null }>`
    select checkpoint_at as at, coalesce(checkpoint_at < now() - ${BELIEVED}, true) as is_old, (
      select max(id) from background_job newer
      where newer.type = job.type and newer.account_ids = job.account_ids and newer.input_key = job.input_key
        and newer.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS') and newer.started_at > job.checkpoint_at
    ) as newer_run
    from background_job job
    where id = ${jobId} and (checkpoint is not null or created + updated + unchanged + skipped + failed > 0)
  `.execute(tx)
  const found = rows[0]
  if (!found) return null
  if (found.at === null) return 'it has no checkpoint that can be trusted'
  if (found.is_old) return `its checkpoint is older than six hours (${new Date(found.at).toISOString()})`
  if (found.newer_run !== null) return `job ${found.newer_run} has done the same work since its checkpoint`
  return null
}

/** Drops what a job needs only as long as it may go on: its sightings and what it plans to link. */
export async function dropScaffold(tx: Kysely<unknown>, jobId: number): Promise<void> {
  await sql`delete from job_sighting where job_id = ${jobId}`.execute(tx)
  await sql`delete from planned_link where job_id = ${jobId}`.execute(tx)
}

/** Deletes what a job counted: its ledger and its sightings. Goes with {@link AS_NEW} in one transaction. */
export async function forgetItems(tx: Kysely<unknown>, jobId: number): Promise<void> {
  await sql`delete from job_item where job_id = ${jobId}`.execute(tx)
  await sql`delete from job_item_count where job_id = ${jobId}`.execute(tx)
  await dropScaffold(tx, jobId)
}

/**
 * Drops the scaffold of failed and cancelled jobs whose checkpoint is no longer believed: nothing rests on them. `kept`:
 * the types whose jobs go on from theirs however old it is.
 */
export async function sweepScaffold(db: Kysely<unknown>, kept: readonly string[]): Promise<void> {
  for (const table of ['job_sighting', 'planned_link']) {
    await sql`
      delete from ${sql.table(table)} using background_job job
      where job.id = job_id and job.status in ('FAILED', 'CANCELLED') and job.type <> all(${[...kept]}::text[])
        and coalesce(job.checkpoint_at < now() - ${BELIEVED}, true)
    `.execute(db)
  }
}
