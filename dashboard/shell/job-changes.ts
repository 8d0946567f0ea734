import type { JobRowFragment, JobStatus } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'

/** What is worth saying of a job: another status, or the next tenth of its way. */
export interface JobChange {
  job: JobRowFragment
  kind: 'status' | 'tenth'
  tenth: number
}

interface Told {
  job: JobRowFragment
  status: JobStatus
  tenth: number
}

/** With more jobs than these, their tenths would drown what matters. */
const FEW = 3

/** Finds what has changed since the last look, every status and every tenth once. */
export class JobChanges {
  readonly #told = new Map<string, Told>()

  look(jobs: ReadonlyMap<string, JobRowFragment>): JobChange[] {
    const changes: JobChange[] = []
    let active = 0
    for (const job of jobs.values()) {
      if (!isSettled(job)) active++
      const before = this.#told.get(job.id)
      if (before?.job === job) continue
      const tenth = Math.max(Math.floor((job.progress ?? 0) * 10), before?.tenth ?? 0)
      this.#told.set(job.id, { job, status: job.status, tenth })
      // A job that is told for the first time after its end has begun and ended since the last look.
      if (before ? before.status !== job.status : isSettled(job)) changes.push({ job, kind: 'status', tenth })
      else if (before && tenth > before.tenth) changes.push({ job, kind: 'tenth', tenth })
    }
    for (const id of this.#told.keys()) if (!jobs.has(id)) this.#told.delete(id)
    return active > FEW ? changes.filter(({ kind }) => kind === 'status') : changes
  }
}
