/** What every selection holds: by these a job is told apart, put in order, and known to be over. */
export interface LiveJob {
  id: string
  /** Grows by one with every change of the job that can be seen. */
  seq: number
  status: JobStatus
}

export type JobStatus =
  | 'QUEUED'
  | 'RUNNING'
  | 'PAUSING'
  | 'PAUSED'
  | 'CANCELLING'
  | 'COMPLETED'
  | 'COMPLETED_WITH_ERRORS'
  | 'FAILED'
  | 'CANCELLED'

const SETTLED: ReadonlySet<JobStatus> = new Set(['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELLED'])

/** Nothing changes such a job any more, unless a person resumes it. */
export function isSettled({ status }: LiveJob): boolean {
  return SETTLED.has(status)
}

/** What {@link DEFAULT_SELECTION} selects; moments are ISO 8601. */
export interface JobProgress extends LiveJob {
  type: string
  label: string
  dryRun: boolean
  attempt: number
  requestedBy: string | null
  phase: string | null
  /** Null while the platform does not tell how many items there are. */
  total: number | null
  /** successful + failed + skipped. */
  processed: number
  successful: number
  created: number
  updated: number
  unchanged: number
  skipped: number
  failed: number
  /** 0 to 1; null while the total is unknown. */
  progress: number | null
  /** Items a second. */
  speed: number | null
  /** Seconds left. */
  eta: { low: number; high: number } | null
  createdAt: string
  startedAt: string | null
  completedAt: string | null
  durationMs: number | null
  waitingOn: { reason: string; detail: string | null; until: string | null } | null
  error: { code: string; message: string; hint: string; retryable: boolean } | null
}

/** The fields of a job that are asked for when a watcher names none. */
export const DEFAULT_SELECTION = `
  type label dryRun attempt requestedBy
  phase total processed successful created updated unchanged skipped failed
  progress speed eta { low high }
  createdAt startedAt completedAt durationMs
  waitingOn { reason detail until }
  error { code message hint retryable }
`

const FRAGMENT = /^\s*fragment\s+(\w+)\s+on\s+BackgroundJob\b/

/**
 * The subscription for one job. selection: fields of BackgroundJob, or a document whose first definition is a fragment
 * on BackgroundJob.
 */
export function jobOperation(selection: string): string {
  const { fields, definitions } = parts(selection)
  return `subscription WatchJob($jobId: ID!, $after: Int) {
  jobProgress(jobId: $jobId, after: $after) { job { ${fields} } }
}
${definitions}`
}

/** The subscription for all active jobs; the selection as in {@link jobOperation}. */
export function jobsOperation(selection: string): string {
  const { fields, definitions } = parts(selection)
  return `subscription WatchJobs($types: [JobType!], $known: [KnownJob!]) {
  jobProgress(types: $types, known: $known) { job { ${fields} } }
}
${definitions}`
}

function parts(selection: string): { fields: string; definitions: string } {
  const name = FRAGMENT.exec(selection)?.[1]
  const fields = name === undefined ? selection : `...${name}`
  return { fields: `id seq status ${fields}`, definitions: name === undefined ? '' : selection }
}
