import type { EntityManager } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import { BackgroundJob, durationMsOf, processedOf } from '../entities/background-job.ts'
import type { JobService } from '../jobs/job-service.ts'
import { jobCondition, NEWEST_FIRST, type JobFilter } from '../schema/job-filter.ts'
import { csvOf, jsonCell, type Column } from './csv.ts'
import { readPages } from './pages.ts'

/** The jobs that the API lists under this filter, in its order. Throws an error of the caller's making for a wrong filter. */
export function exportJobs(
  { em, jobs }: { em: EntityManager; jobs: JobService },
  filter: JobFilter,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  const condition = jobCondition(filter, jobs)
  return csvOf(columnsOf(jobs), pages())

  async function* pages() {
    const db = em.fork().getKysely<unknown>()
    const source = {
      table: 'background_job',
      columns: sql`*`,
      order: NEWEST_FIRST,
      scope: sql`true`,
      condition,
    }
    for await (const rows of readPages<Record<string, unknown>>(db, source, signal)) {
      // What maps rows keeps them.
      const read = em.fork()
      yield rows.map((row) => read.map(BackgroundJob, row))
    }
  }
}

function columnsOf(jobs: JobService): Column<BackgroundJob>[] {
  return [
    { header: 'id', value: ({ id }) => id },
    { header: 'type', value: ({ type }) => type },
    { header: 'label', value: ({ type }) => jobs.label(type) },
    { header: 'status', value: ({ status }) => status },
    { header: 'dryRun', value: ({ dryRun }) => dryRun },
    { header: 'requestedBy', value: ({ requestedBy }) => requestedBy },
    { header: 'createdAt', value: ({ createdAt }) => createdAt },
    { header: 'startedAt', value: ({ startedAt }) => startedAt },
    { header: 'completedAt', value: ({ completedAt }) => completedAt },
    { header: 'durationMs', value: durationMsOf },
    { header: 'attempt', value: ({ attempt }) => attempt },
    { header: 'total', value: ({ total }) => total },
    { header: 'processed', value: processedOf },
    { header: 'created', value: ({ created }) => created },
    { header: 'updated', value: ({ updated }) => updated },
    { header: 'unchanged', value: ({ unchanged }) => unchanged },
    { header: 'skipped', value: ({ skipped }) => skipped },
    { header: 'failed', value: ({ failed }) => failed },
    { header: 'speed', value: ({ speed }) => speed },
    { header: 'errorCode', value: ({ error }) => error?.code },
    { header: 'errorMessage', value: ({ error }) => error?.message },
    { header: 'warnings', value: ({ warnings }) => warnings.map(({ code }) => code).join(' ') },
    { header: 'input', value: ({ input }) => jsonCell(input) },
    { header: 'metadata', value: ({ metadata }) => jsonCell(metadata) },
  ]
}
