import type { Client } from 'graphql-ws'
import { isSettled, jobsOperation, type JobProgress, type LiveJob } from './live-job.ts'
import type { Book } from './stream.ts'
import { watchBook, type Watch, type WatchOptions } from './watch.ts'

/** The jobs that were active since the watch began, by id, each in its newest state; the first told stands first. */
export interface WatchedJobs<Job extends LiveJob> {
  jobs: ReadonlyMap<string, Job>
}

export interface WatchJobsOptions extends WatchOptions {
  /** All types unless told. */
  types?: readonly string[]
}

/** The most that the server lets a reader name as known; settled jobs beyond it are forgotten, the oldest first. */
const MOST_KNOWN = 1000

/**
 * Watches all active jobs, and those that begin, until it is stopped. After a lost connection, or a time in which the
 * page was hidden, jobs that settled meanwhile are told too. Settled jobs stay in `jobs`, a thousand at most.
 */
export function watchJobs<Job extends LiveJob = JobProgress>(
  client: Client,
  options: WatchJobsOptions = {},
): Watch<Job, WatchedJobs<Job>> {
  const types = options.types && [...options.types].toSorted()
  return watchBook(client, ['jobs', types], options, (selection) => jobsBook<Job>(types, selection))
}

function jobsBook<Job extends LiveJob>(
  types: string[] | undefined,
  selection: string,
): Book<Job, WatchedJobs<Job>> {
  const jobs = new Map<string, Job>()
  return {
    query: jobsOperation(selection),
    variables: () => ({
      types,
      known: [...jobs.values()].slice(-MOST_KNOWN).map(({ id, seq }) => ({ id, seq })),
    }),
    take: (job) => {
      const before = jobs.get(job.id)
      if (before && job.seq <= before.seq) return false
      jobs.set(job.id, job)
      if (!before && jobs.size > MOST_KNOWN) forgetOldest(jobs)
      return true
    },
    jobs: () => jobs.values(),
    content: () => ({ jobs: new Map(jobs) }),
    isComplete: () => false,
  }
}

function forgetOldest<Job extends LiveJob>(jobs: Map<string, Job>): void {
  for (const job of jobs.values()) {
    if (!isSettled(job)) continue
    jobs.delete(job.id)
    return
  }
}
