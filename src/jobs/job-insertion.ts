import { sql, type Kysely } from 'kysely'
import type { JobEvents } from '../events.ts'
import type { PreparedJob } from './job-preparation.ts'
import { relate } from './job-relations.ts'
import { hold } from './job-resources.ts'
import type { JobQueue } from './queue/job-queue.ts'
import { storableJson } from './storable-json.ts'

/** A row of background_job as the database returns it. */
export type JobRow = Record<string, unknown> & { id: number; type: string; seq: number }

/**
 * Queues a job, takes what it holds and stores what it rests on. After the commit it is to be handed out.
 * @throws ResourceTaken when another job holds a part of it; then what was done since is to be rolled back
 * @throws RelationTaken when it cannot rest on that job any more; the same
 */
export async function insertJob(
  tx: Kysely<unknown>,
  { type, input, inputKey, dryRun, accountIds, resources, relations }: PreparedJob,
  requestedBy: string | null,
): Promise<JobRow> {
  const { rows } = await sql<JobRow>`
    insert into background_job (type, status, input, input_key, dry_run, account_ids, requested_by)
    values (${type}, 'QUEUED', ${storableJson(input)}::jsonb, ${inputKey}, ${dryRun}, ${accountIds}::int[],
      ${requestedBy}) returning *
  `.execute(tx)
  await hold(tx, rows[0]!.id, resources)
  await relate(tx, rows[0]!.id, relations)
  return rows[0]!
}

/** Tells of a job that was queued, and lets this server run it at once. */
export function handOut(
  { events, queue }: { events: JobEvents; queue: JobQueue },
  { id, type, seq }: Pick<JobRow, 'id' | 'type' | 'seq'>,
): void {
  events.publish({ jobId: id, type, seq, statusChanged: true })
  queue.add(id)
}
