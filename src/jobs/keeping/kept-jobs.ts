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
  const active = sql`a.status = any(${[...ACTIVE_STATUSES]}::text[])`
  // A newer job of the type is found at once; the other sets are small, and as an EXISTS each could be read once a row.
  return sql<KeptReason | null>`case
    when not j.dry_run and not exists (
      select from background_job n where n.type = j.type and n.id > j.id and n.account_ids = j.account_ids
        and not n.dry_run and n.status = any(${[...SETTLED_STATUSES]}::text[])
    ) then 'LATEST'
    when j.status in ('FAILED', 'CANCELLED') and j.checkpoint_at >= ${moment} - ${BELIEVED} then 'RESUMABLE'
    when j.dry_run and j.type = any(${SYNC_TYPES}::text[]) and j.status <> 'CANCELLED'
      and j.completed_at > ${moment} - ${DRY_RUN_COUNTS} then 'DRY_RUN'
    when j.id in (select job_id from write_intent) then 'WRITE_OPEN'
    when j.id in (select job_id from sync_failure) then 'FAILURE_OPEN'
    when j.id::text in (
      select unnest(array[a.input ->> 'jobId', a.input ->> 'planOf']) from background_job a where ${active}
      union all
      select r.related_job_id::text from job_relation r join background_job a on a.id = r.job_id
      where ${active} or (a.status in ('FAILED', 'CANCELLED') and a.checkpoint_at >= ${moment} - ${BELIEVED})
    ) then 'IN_USE'
  end`
}
