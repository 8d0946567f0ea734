import { useEffect, useRef } from 'react'
import type { JobType } from '../graphql/types.ts'
import { useLiveJobs } from '../jobs/live-jobs.ts'
import { isSettled } from '../live/live-job.ts'

/** Calls back when a job of these types has ended, so that what it changed is read again. */
export function useWhenJobsSettle(types: readonly JobType[], settled: () => void): void {
  const jobs = useLiveJobs()
  const newest = useRef({ types, settled })
  useEffect(() => {
    newest.current = { types, settled }
  })
  useEffect(() => {
    const seen = new Set<string>()
    const look = (): boolean => {
      let isNew = false
      for (const job of jobs.current.jobs.values()) {
        if (!newest.current.types.includes(job.type) || !isSettled(job) || seen.has(job.id)) continue
        seen.add(job.id)
        isNew = true
      }
      return isNew
    }
    look()
    return jobs.subscribe(() => {
      if (look()) newest.current.settled()
    })
  }, [jobs])
}
