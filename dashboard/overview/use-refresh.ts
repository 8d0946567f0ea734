import { useEffect, useRef, useState } from 'react'
import { useWhenSettled } from '../jobs/live-jobs.ts'

/** How long what is shown may lie in a hidden tab before it is read again when someone looks. */
const STALE_MS = 60_000

/**
 * Reads again when a job has settled, and when someone comes back to the page. While an answer is still to come it waits,
 * so that many jobs that end at once cost no more than two questions.
 */
export function useRefresh(refresh: () => void, isFetching: boolean): void {
  const [settled, setSettled] = useState(0)
  useWhenSettled(() => setSettled((times) => times + 1))
  const answered = useRef(settled)
  const readAt = useRef(0)
  const latest = useRef(refresh)

  useEffect(() => {
    latest.current = refresh
    if (isFetching) return
    if (answered.current === settled) {
      readAt.current = Date.now()
      return
    }
    answered.current = settled
    refresh()
  }, [refresh, isFetching, settled])

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible' && Date.now() - readAt.current > STALE_MS) latest.current()
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
}
