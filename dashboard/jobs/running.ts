import type { JobStatus } from '../graphql/types.ts'

interface Counted {
  status: JobStatus
  total: number | null
  processed: number
}

/** Something of it goes on now. */
export function isRunning({ status }: { status: JobStatus }): boolean {
  return status === 'RUNNING' || status === 'PAUSING' || status === 'CANCELLING'
}

/** How far several jobs have come together, weighed by their items; null when none of them knows its total. */
export function progressOfAll(jobs: readonly Counted[]): number | null {
  const known = jobs.filter(({ total }) => total !== null && total > 0)
  const total = known.reduce((sum, job) => sum + (job.total ?? 0), 0)
  const processed = known.reduce((sum, job) => sum + Math.min(job.processed, job.total ?? 0), 0)
  return total === 0 ? null : processed / total
}
