import { useEffect, useRef } from 'react'
import { useLiveSelection, type LiveState } from './live-jobs.ts'

const connectionOf = ({ connection }: LiveState) => connection

/**
 * Calls back when the page is shown again and when a lost connection has come back: jobs that began and ended in between
 * are told by no stream.
 */
export function useReturn(returned: () => void): void {
  const connection = useLiveSelection(connectionOf)
  const wasLost = useRef(false)
  useEffect(() => {
    if (connection === 'live' && wasLost.current) returned()
    if (connection !== 'connecting') wasLost.current = connection === 'lost'
  }, [connection, returned])
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') returned()
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [returned])
}
