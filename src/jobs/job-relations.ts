import { sql, type Kysely } from 'kysely'
import type { JobRelationName } from '../entities/job-relation.ts'

/** An earlier job that a job rests on. */
export interface Relation {
  relation: JobRelationName
  jobId: number
}

/**
 * Stores what a job has to do with earlier ones.
 * @throws RelationTaken when another has taken what only one may have, or when the earlier one was deleted
 */
export async function relate(
  tx: Kysely<unknown>,
  jobId: number,
  relations: readonly Relation[],
): Promise<void> {
  for (const { relation, jobId: relatedJobId } of relations) {
    const { rows } = await sql`
      insert into job_relation (job_id, relation, related_job_id)
      select ${jobId}::int, ${relation}, id from background_job where id = ${relatedJobId} for key share
      on conflict do nothing returning job_id
    `.execute(tx)
    if (rows.length === 0) throw new RelationTaken(relation, relatedJobId)
  }
}

/** It must roll the transaction back. */
export class RelationTaken extends Error {
  override name = 'RelationTaken'
  constructor(relation: JobRelationName, relatedJobId: number) {
    super(`another job is ${relation} ${relatedJobId} already, or there is no such job`)
  }
}
