import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { BackgroundJob } from '../entities/background-job.ts'

/**
 * Takes what a job needs, sorted, so that two which need several of the same never wait for each other.
 * @throws ResourceTaken when another job holds a part of it; that must roll the transaction back
 */
export async function hold(tx: Kysely<unknown>, jobId: number, resources: readonly string[]): Promise<void> {
  const { rows } = await sql`
    insert into job_resource (resource, job_id) select unnest(${resources.toSorted()}::text[]), ${jobId}::int
    on conflict do nothing returning resource
  `.execute(tx)
  if (rows.length < resources.length) throw new ResourceTaken(resources)
}

export class ResourceTaken extends Error {
  override name = 'ResourceTaken'
  readonly resources: readonly string[]
  constructor(resources: readonly string[]) {
    super(`a job holds one of ${resources.join(', ')}`)
    this.resources = resources
  }
}

/** The job that holds one of them; null when they are free by now. */
export async function holderOf(
  em: EntityManager,
  resources: readonly string[],
): Promise<BackgroundJob | null> {
  const { rows } = await sql<{ job_id: number }>`
    select job_id from job_resource where resource = any(${[...resources]}::text[]) order by job_id limit 1
  `.execute(em.getKysely<unknown>())
  return rows[0] ? em.findOne(BackgroundJob, rows[0].job_id) : null
}
