import { sql } from 'kysely'
import { ACTIVE_STATUSES, BackgroundJob } from '../entities/background-job.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { BackgroundJobRef, jobNumber, JobTypeEnum } from './job.ts'
import { jobCondition, JobFilter, NEWEST_FIRST } from './job-filter.ts'
import { pageClauses, readPage, toConnection, type ConnectionArgs } from './keyset.ts'

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
  const condition = jobCondition(filter, jobs)
  const { where, orderAndLimit } = pageClauses(page)
  const read = em.fork()
  const db = read.getKysely<unknown>()
  const { rows } = await sql<Record<string, unknown>>`
    select * from background_job where ${where} and ${condition} ${orderAndLimit}
  `.execute(db)
  const nodes = rows.map((row) => read.map(BackgroundJob, row))
  const count = async (activeOnly: boolean) => {
    const active = activeOnly ? sql`status = any(${[...ACTIVE_STATUSES]}::text[])` : sql`true`
    const result = await sql<{ count: number }>`
      select count(*)::int as count from background_job where ${active} and ${condition}
    `.execute(db)
    return result.rows[0]!.count
  }
  return { ...toConnection(nodes, page, (job) => job.id), count }
}
