import { sql } from 'kysely'
import { ACTIVE_STATUSES, BackgroundJob } from '../entities/background-job.ts'
import { fold } from '../entities/search-text.ts'
import type { JobService } from '../jobs/job-service.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { BackgroundJobRef, jobNumber, JobStatusEnum, JobTypeEnum } from './job.ts'
import {
  pageClauses,
  readPage,
  searchPattern,
  toConnection,
  type ConnectionArgs,
  type KeysetOrder,
} from './keyset.ts'

const JobFilter = builder.inputType('JobFilter', {
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
type JobFilter = typeof JobFilter.$inferInput

const NEWEST_FIRST: KeysetOrder = { list: 'job', column: sql.ref('id'), type: 'int', descending: true }

builder.queryFields((t) => ({
  job: t.field({
    type: BackgroundJobRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { jobs }) => {
      const number = jobNumber(id)
      return number === null ? null : jobs.find(number)
    },
  }),
  jobs: t.connection(
    {
      type: BackgroundJobRef,
      description: 'Newest first; keyset cursors both ways; 50 unless told, 200 at most.',
      args: { filter: t.arg({ type: JobFilter }) },
      resolve: (_root, { filter, ...args }, context) => listJobs(filter ?? {}, args, context),
    },
    {
      name: 'JobConnection',
      fields: (f) => ({
        totalCount: f.int({ resolve: (connection) => connection.count(false) }),
        runningCount: f.int({
          description: 'How many of them are active: not settled yet.',
          resolve: (connection) => connection.count(true),
        }),
      }),
    },
    { name: 'JobEdge' },
  ),
  latestJob: t.field({
    type: BackgroundJobRef,
    nullable: true,
    description: 'Dry runs do not count here.',
    args: { type: t.arg({ type: JobTypeEnum, required: true }) },
    resolve: (_root, { type }, { jobs }) => jobs.latest(type),
  }),
  hasRunningJob: t.boolean({
    args: { type: t.arg({ type: JobTypeEnum, required: true }) },
    resolve: (_root, { type }, { jobs }) => jobs.hasActive(type),
  }),
}))

async function listJobs(filter: JobFilter, args: ConnectionArgs, { em, jobs }: Context) {
  const page = readPage(args, NEWEST_FIRST)
  const conditions = filterConditions(filter, jobs)
  const { where, orderAndLimit } = pageClauses(page)
  const read = em.fork()
  const db = read.getKysely<unknown>()
  const { rows } = await sql<Record<string, unknown>>`
    select * from background_job where ${where} and ${conditions} ${orderAndLimit}
  `.execute(db)
  const nodes = rows.map((row) => read.map(BackgroundJob, row))
  const count = async (activeOnly: boolean) => {
    const active = activeOnly ? sql`status = any(${[...ACTIVE_STATUSES]}::text[])` : sql`true`
    const result = await sql<{ count: number }>`
      select count(*)::int as count from background_job where ${active} and ${conditions}
    `.execute(db)
    return result.rows[0]!.count
  }
  return { ...toConnection(nodes, page, (job) => job.id), count }
}

function filterConditions(filter: JobFilter, { accountIds, typeNames }: JobService) {
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
