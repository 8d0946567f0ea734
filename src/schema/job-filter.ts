import { sql, type RawBuilder } from 'kysely'
import { fold } from '../entities/search-text.ts'
import type { JobService } from '../jobs/job-service.ts'
import { builder } from './builder.ts'
import { jobNumber, JobStatusEnum, JobTypeEnum } from './job.ts'
import { searchPattern, type KeysetOrder } from './keyset.ts'

/** Which jobs a list holds, and in which order; the same for the API and for what is taken out as a file. */

export const JobFilter = builder.inputType('JobFilter', {
  description:
    'search: id, requester, error code, SKU, phone, e-mail or title of an item; case and Vietnamese accents do not matter.',
  fields: (t) => ({
    types: t.field({ type: [JobTypeEnum] }),
    statuses: t.field({ type: [JobStatusEnum] }),
    dryRun: t.boolean(),
    search: t.string(),
    createdAfter: t.field({ type: 'DateTime' }),
    createdBefore: t.field({ type: 'DateTime' }),
  }),
})
export type JobFilter = typeof JobFilter.$inferInput

export const NEWEST_FIRST: KeysetOrder = {
  list: 'job',
  column: sql.ref('id'),
  type: 'int',
  descending: true,
}

/** Holds for the rows of `background_job` that the server shows and the filter lets through. */
export function jobCondition(
  filter: JobFilter,
  { accountIds, typeNames }: Pick<JobService, 'accountIds' | 'typeNames'>,
): RawBuilder<unknown> {
  const { types, statuses, dryRun, search, createdAfter, createdBefore } = filter
  const conditions = [sql`account_ids <@ ${accountIds}::int[]`, sql`type = any(${typeNames}::text[])`]
  if (types) conditions.push(sql`type = any(${types}::text[])`)
  if (statuses) conditions.push(sql`status = any(${statuses}::text[])`)
  if (typeof dryRun === 'boolean') conditions.push(sql`dry_run = ${dryRun}`)
  if (createdAfter) conditions.push(sql`created_at > ${createdAfter}::timestamptz`)
  if (createdBefore) conditions.push(sql`created_at < ${createdBefore}::timestamptz`)
  const pattern = searchPattern(search, fold)
  if (pattern) {
    conditions.push(sql`(
      id = ${jobNumber(search!.trim().replace(/^#/, ''))} or lower(requested_by) like ${pattern} or lower(error ->> 'code') like ${pattern}
      or exists (select from job_item i where i.job_id = background_job.id and i.search_text like ${pattern})
    )`)
  }
  return sql.join(conditions, sql` and `)
}
