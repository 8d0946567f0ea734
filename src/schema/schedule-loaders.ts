import type { EntityManager } from '@mikro-orm/postgresql'
import DataLoader from 'dataloader'
import { sql } from 'kysely'
import type { BackgroundJob } from '../entities/background-job.ts'
import { ScheduleRun } from '../entities/schedule-run.ts'
import type { JobService } from '../jobs/job-service.ts'

export interface ScheduleLoaders {
  /** The jobs of a run, in the order of its steps. */
  runJobs: DataLoader<number, BackgroundJob[]>
  /** The run of a schedule that a job belongs to. */
  scheduleRuns: DataLoader<number, ScheduleRun | null>
}

export function createScheduleLoaders(em: EntityManager, jobs: JobService): ScheduleLoaders {
  return {
    runJobs: new DataLoader(
      async (runIds) => {
        const { rows } = await sql<{ run_id: number; job_id: number }>`
          select run_id, job_id from schedule_run_job where run_id = any(${[...new Set(runIds)]}::int[]) order by step
        `.execute(em.fork().getKysely<unknown>())
        const found = new Map(
          (await jobs.findMany(rows.map((row) => row.job_id))).map((job) => [job.id, job]),
        )
        return runIds.map((runId) =>
          rows.filter((row) => row.run_id === runId).flatMap((row) => found.get(row.job_id) ?? []),
        )
      },
      { cache: false },
    ),
    scheduleRuns: new DataLoader(
      async (jobIds) => {
        const read = em.fork()
        const { rows } = await sql<Record<string, unknown> & { job_id: number }>`
          select run.*, part.job_id from schedule_run_job part join schedule_run run on run.id = part.run_id
          where part.job_id = any(${[...new Set(jobIds)]}::int[])
        `.execute(read.getKysely<unknown>())
        const found = new Map(rows.map(({ job_id: jobId, ...row }) => [jobId, read.map(ScheduleRun, row)]))
        return jobIds.map((jobId) => found.get(jobId) ?? null)
      },
      { cache: false },
    ),
  }
}
