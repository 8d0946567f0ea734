import type { Client } from 'graphql-ws'
import { createContext, useCallback, useContext, useMemo, useState, useSyncExternalStore } from 'react'
import type { JobProgress, LiveJob } from './live-job.ts'
import { watchJob, type JobState } from './watch-job.ts'

/** The client that {@link useJobProgress} watches over: `<LiveClient value={client}>` around the page. */
export const LiveClient = createContext<Client | null>(null)

export interface JobProgressOptions {
  /** As `selection` of `watchJob`. */
  selection?: string
  /** As of `watchJob`. */
  pausesWhenHidden?: boolean
}

export type UsedJobProgress<Job extends LiveJob> = JobState<Job> & {
  /** Watches on after the job had settled, for one that was resumed. */
  watchAgain: () => void
}

/**
 * The newest state of a job, while the component is mounted. Components that use the same job share one subscription.
 * Throws where there is no {@link LiveClient}.
 */
export function useJobProgress<Job extends LiveJob = JobProgress>(
  id: string,
  { selection, pausesWhenHidden }: JobProgressOptions = {},
): UsedJobProgress<Job> {
  const client = useContext(LiveClient)
  if (!client) throw new Error('useJobProgress needs a LiveClient around it, and there is none')
  const [since, setSince] = useState<Job>()
  const watch = useMemo(
    () => watchJob<Job>(client, id, { selection, pausesWhenHidden, since }),
    [client, id, selection, pausesWhenHidden, since],
  )
  const current = () => watch.current
  const state = useSyncExternalStore(watch.subscribe, current, current)
  // Another object than before, so that there is another watch even when the job has not changed since.
  const watchAgain = useCallback(
    () => setSince(watch.current.job ? { ...watch.current.job } : undefined),
    [watch],
  )
  return { ...state, watchAgain }
}
