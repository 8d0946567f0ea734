import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { JobHeadFragment } from '../graphql/types.ts'
import { useLiveJobs } from '../jobs/live-jobs.ts'
import { isSettled } from '../live/live-job.ts'
import { useJobProgress, type UsedJobProgress } from '../live/use-job-progress.ts'
import { JobHeadSelection } from './job-head.graphql.ts'

/** A job as its page shows it, live; it is watched on when somebody, anywhere, resumes it after it had settled. */
export function useWatchedJob(id: string): UsedJobProgress<JobHeadFragment> {
  const watched = useJobProgress<JobHeadFragment>(id, { selection: JobHeadSelection })
  const jobs = useLiveJobs()
  const subscribe = useCallback((listener: () => void) => jobs.subscribeTo(id, listener), [jobs, id])
  const active = useSyncExternalStore(subscribe, () => jobs.current.jobs.get(id))
  const { job, ended, watchAgain } = watched
  const isBack = ended && job !== null && active !== undefined && !isSettled(active) && active.seq > job.seq
  useEffect(() => {
    if (isBack) watchAgain()
  }, [isBack, watchAgain])
  return watched
}

const BEAT_MS = 1000

/** The job's seq, at most once a second: when what hangs on the job is to be read again. */
export function useBeat(seq: number): number {
  const [beat, setBeat] = useState({ seq, at: 0 })
  useEffect(() => {
    if (seq === beat.seq) return
    const wait = Math.max(0, beat.at + BEAT_MS - performance.now())
    const timer = setTimeout(() => setBeat({ seq, at: performance.now() }), wait)
    return () => clearTimeout(timer)
  }, [seq, beat])
  return beat.seq
}
