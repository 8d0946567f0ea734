import type { EntityManager } from '@mikro-orm/postgresql'
import DataLoader from 'dataloader'
import { sql, type RawBuilder } from 'kysely'
import type { BackgroundJob } from '../entities/background-job.ts'
import { JobItem, JobItemCount } from '../entities/job-item.ts'
import type { JobRelationName } from '../entities/job-relation.ts'
import { JobLogEntry } from '../entities/job-log-entry.ts'
import type { JobService } from '../jobs/job-service.ts'
import { pageClauses, type KeysetPage } from './keyset.ts'
import { createScheduleLoaders, type ScheduleLoaders } from './schedule-loaders.ts'
import { createRecordLoaders, type RecordLoaders } from './record-loaders.ts'

interface JobTotalKey {
  jobId: number
  /** More conditions on the rows; keys with the same `filterKey` are read together. */
  filter: RawBuilder<unknown>
  filterKey: string
}

interface JobRowsKey extends JobTotalKey {
  page: KeysetPage
}

interface RelatedJobsKey {
  jobId: number
  relation: JobRelationName
  /** Those that the job rests on, or those that rest on it. */
  side: 'earlier' | 'later'
}

export interface Loaders extends RecordLoaders, ScheduleLoaders {
  jobs: DataLoader<number, BackgroundJob | null>
  items: DataLoader<JobRowsKey, JobItem[]>
  logEntries: DataLoader<JobRowsKey, JobLogEntry[]>
  itemCounts: DataLoader<number, JobItemCount[]>
  itemTotals: DataLoader<JobTotalKey, number>
  logTotals: DataLoader<JobTotalKey, number>
  /** The jobs that a job rests on, or those that rest on it; the oldest first. */
  relatedJobs: DataLoader<RelatedJobsKey, BackgroundJob[]>
}

/**
 * What is asked for at the same time is read in one statement: what belongs to the jobs of a list, and the job that
 * many subscribers watch. One set of loaders serves the whole server, so nothing is cached in it.
 */
export function createLoaders(em: EntityManager, jobs: JobService): Loaders {
  return {
    ...createRecordLoaders(em, jobs),
    ...createScheduleLoaders(em, jobs),
    jobs: new DataLoader(
      async (ids) => {
        const found = new Map((await jobs.findMany([...new Set(ids)])).map((job) => [job.id, job]))
        return ids.map((id) => found.get(id) ?? null)
      },
      { cache: false },
    ),
    items: perJobRows(em, 'job_item', (read, row) => read.map(JobItem, row)),
    logEntries: perJobRows(em, 'job_log_entry', (read, row) => read.map(JobLogEntry, row)),
    itemTotals: perJobTotal(em, 'job_item'),
    logTotals: perJobTotal(em, 'job_log_entry'),
    relatedJobs: relatedJobs(em, jobs),
    itemCounts: new DataLoader(
      async (jobIds) => {
        const counts = await em
          .fork()
          .find(JobItemCount, { jobId: [...jobIds] }, { orderBy: { count: 'desc', code: 'asc' } })
        return jobIds.map((jobId) => counts.filter((count) => count.jobId === jobId))
      },
      { cache: false },
    ),
  }
}

type Row = Record<string, unknown>

function relatedJobs(em: EntityManager, jobs: JobService): DataLoader<RelatedJobsKey, BackgroundJob[]> {
  return new DataLoader(
    async (keys) => {
      const ids = [...new Set(keys.map(({ jobId }) => jobId))]
      const { rows } = await sql<{ later: number; relation: JobRelationName; earlier: number }>`
        select job_id as later, relation, related_job_id as earlier from job_relation
        where job_id = any(${ids}::int[]) or related_job_id = any(${ids}::int[]) order by 1, 3
      `.execute(em.fork().getKysely<unknown>())
      const related = [...new Set(rows.flatMap(({ later, earlier }) => [later, earlier]))]
      const found = new Map((await jobs.findMany(related)).map((job) => [job.id, job]))
      return keys.map(({ jobId, relation, side }) =>
        rows
          .filter((row) => row.relation === relation && row[OTHER[side]] === jobId)
          .flatMap((row) => found.get(row[side]) ?? []),
      )
    },
    { cache: false },
  )
}

const OTHER = { earlier: 'later', later: 'earlier' } as const

function perJobRows<Entity>(
  em: EntityManager,
  table: string,
  toEntity: (read: EntityManager, row: Row) => Entity,
): DataLoader<JobRowsKey, Entity[]> {
  return new DataLoader(
    async (keys) => {
      const groups = Map.groupBy(keys, (key) =>
        JSON.stringify([{ ...key.page, order: key.page.order.list }, key.filterKey]),
      )
      const found = new Map<JobRowsKey, Entity[]>()
      // What maps rows keeps them.
      const read = em.fork()
      for (const group of groups.values()) {
        const { where, orderAndLimit } = pageClauses(group[0]!.page)
        const { rows } = await sql<Row & { job_id: number }>`
          select row.* from unnest(${[...new Set(group.map((key) => key.jobId))]}::int[]) as wanted(job_id)
          cross join lateral (
            select * from ${sql.table(table)} where job_id = wanted.job_id and ${where} and ${group[0]!.filter}
            ${orderAndLimit}
          ) as row
        `.execute(read.getKysely<unknown>())
        for (const key of group) {
          const ofJob = rows.filter((row) => row.job_id === key.jobId)
          found.set(
            key,
            ofJob.map((row) => toEntity(read, row)),
          )
        }
      }
      return keys.map((key) => found.get(key)!)
    },
    { cache: false },
  )
}

function perJobTotal(em: EntityManager, table: string): DataLoader<JobTotalKey, number> {
  return new DataLoader(
    async (keys) => {
      const totals = new Map<JobTotalKey, number>()
      for (const group of Map.groupBy(keys, (key) => key.filterKey).values()) {
        const { rows } = await sql<{ job_id: number; total: number }>`
          select job_id, count(*)::int as total from ${sql.table(table)}
          where job_id = any(${group.map((key) => key.jobId)}::int[]) and ${group[0]!.filter} group by job_id
        `.execute(em.fork().getKysely<unknown>())
        for (const key of group) totals.set(key, rows.find((row) => row.job_id === key.jobId)?.total ?? 0)
      }
      return keys.map((key) => totals.get(key)!)
    },
    { cache: false },
  )
}
