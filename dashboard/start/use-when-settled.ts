import { useEffect, useRef } from 'react'
import { useLiveJobs } from '../jobs/live-jobs.ts'
import { isSettled } from '../live/live-job.ts'

/** Calls back when jobs have settled, so that what rests on them is asked for again: by what is told live, never by time. */
export function useWhenSettled(callback: () => void): void {
  const jobs = useLiveJobs()
  const latest = useRef(callback)
  useEffect(() => {
    latest.current = callback
  })
  useEffect(() => {
    const settledNow = () =>
      new Set([...jobs.current.jobs.values()].filter(isSettled).map(({ id, seq }) => `${id} ${seq}`))
    let known = settledNow()
    return jobs.subscribe(() => {
      const now = settledNow()
      const isNews = now.difference(known).size > 0
      known = now
      if (isNews) latest.current()
    })
  }, [jobs])
}
