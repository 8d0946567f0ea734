import type { Client } from 'graphql-ws'
import { isSettled, jobOperation, type JobProgress, type LiveJob } from './live-job.ts'
import type { Book, StreamState } from './stream.ts'
import { watchBook, type Watch, type WatchOptions } from './watch.ts'

export type { JobProgress, JobStatus, LiveJob } from './live-job.ts'
export { WatchRefused } from './refusal.ts'
export type { ConnectionState } from './stream.ts'
export type { Watch, WatchOptions } from './watch.ts'

/** A watched job as it is known now; null before its first state has come. */
export interface WatchedJob<Job extends LiveJob> {
  job: Job | null
}

/** A watched job, and how the watching of it stands. */
export type JobState<Job extends LiveJob> = WatchedJob<Job> & StreamState

export interface WatchJobOptions<Job extends LiveJob> extends WatchOptions {
  /** A state that the caller has already: shown at once, and only what came after it is asked for. */
  since?: Job
}

/**
 * Watches one job until it has settled, over a client of graphql-ws, whatever becomes of the connection: it connects
 * again by itself, with growing waits, and asks for what came after the last `seq`. Stop it before the client is disposed.
 *
 * Job: what `selection` selects, with LiveJob's fields.
 */
export function watchJob<Job extends LiveJob = JobProgress>(
  client: Client,
  id: string,
  options: WatchJobOptions<Job> = {},
): Watch<Job, WatchedJob<Job>> {
  return watchBook(
    client,
    ['job', id],
    options,
    (selection) => jobBook<Job>(id, selection),
    options.since?.id === id ? options.since : undefined,
  )
}

function jobBook<Job extends LiveJob>(id: string, selection: string): Book<Job, WatchedJob<Job>> {
  let newest: Job | null = null
  return {
    query: jobOperation(selection),
    variables: () => ({ jobId: id, after: newest?.seq }),
    take: (job) => {
      if (newest && job.seq <= newest.seq) return false
      newest = job
      return true
    },
    jobs: () => (newest ? [newest] : []),
    content: () => ({ job: newest }),
    isComplete: () => newest !== null && isSettled(newest),
  }
}
