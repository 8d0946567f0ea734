import { sql, type RawBuilder } from 'kysely'
import { ACTIVE_STATUSES, SETTLED_STATUSES } from '../../entities/background-job.ts'
import { BELIEVED } from '../job-checkpoint.ts'

/** What a settled job is still needed for. */
export type KeptReason = 'LATEST' | 'RESUMABLE' | 'DRY_RUN' | 'WRITE_OPEN' | 'FAILURE_OPEN' | 'IN_USE'

/**
 * So long a dry run of a sync is the reason that writing may be switched on; the half hour in which it can be applied as a
 * plan lies within.
 */
const DRY_RUN_COUNTS = sql`interval '24 hours'`
const SYNC_TYPES = ['PRODUCT_SYNC', 'CUSTOMER_SYNC']

/**
 * The {@link KeptReason} of a settled row `j` of background_job at a moment; null when nothing rests on it. Who was the last
 * to write a level or a customer is none: the number and the moment stand with those.
 */
export function keptReason(now: Date): RawBuilder<KeptReason | null> {
  const moment = sql`${now.toISOString()}::timestamptz`
  return sql<KeptReason | null>`case
    when not j.dry_run and j.id = (
      select max(n.id) from background_job n where n.type = j.type and n.account_ids = j.account_ids
        and not n.dry_run and n.status = any(${[...SETTLED_STATUSES]}::text[])
    ) then 'LATEST'
    when j.status in ('FAILED', 'CANCELLED') and j.checkpoint_at >= ${moment} - ${BELIEVED} then 'RESUMABLE'
    when j.dry_run and j.type = any(${SYNC_TYPES}::text[]) and j.status <> 'CANCELLED'
      and j.completed_at > ${moment} - ${DRY_RUN_COUNTS} then 'DRY_RUN'
    when exists (select from write_intent w where w.job_id = j.id) then 'WRITE_OPEN'
    when exists (select from sync_failure f where f.job_id = j.id) then 'FAILURE_OPEN'
    when exists (
      select from background_job a where a.status = any(${[...ACTIVE_STATUSES]}::text[])
        and (j.id::text in (a.input ->> 'jobId', a.input ->> 'planOf') or exists (
          select from job_relation r where r.job_id = a.id and r.related_job_id = j.id))
    ) then 'IN_USE'
  end`
}
