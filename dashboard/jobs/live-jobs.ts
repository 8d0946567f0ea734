import type { Client } from 'graphql-ws'
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type { JobRowFragment, JobType } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { watchJobs, type WatchedJobs } from '../live/watch-jobs.ts'
import type { StreamState } from '../live/stream.ts'
import type { Watch } from '../live/watch.ts'
import { JobRowSelection } from './job-row.graphql.ts'

export type LiveState = WatchedJobs<JobRowFragment> & StreamState
type Listener = () => void

/** Of the 16 ms of a frame, so that as much is left for laying out and painting, and for what comes in. */
const BUDGET_MS = 3
const LEAST_SHARE = 4

/**
 * All jobs that are active since the page was opened, in their newest state. Hundreds of changes a second become one
 * paint a frame, and wake only the rows of the jobs that changed; of those no more than a frame has time for, in turn.
 */
export class LiveJobs {
  readonly #watch: Watch<JobRowFragment, WatchedJobs<JobRowFragment>>
  readonly #listeners = new Set<Listener>()
  /** Who listens to a job, and the state that they were told last; who waits longest for a turn stands first. */
  readonly #ofJob = new Map<string, { listeners: Set<Listener>; told: JobRowFragment | undefined }>()
  #state: LiveState
  #frame: number | undefined
  #stop: (() => void) | undefined
  /** How many jobs are told in a frame: one more as long as there is time, at once fewer when there is not. */
  #share = 16

  constructor(client: Client) {
    this.#watch = watchJobs<JobRowFragment>(client, { selection: JobRowSelection })
    this.#state = this.#watch.current
  }

  /** The same object until something changes. */
  get current(): LiveState {
    return this.#state
  }

  /** Calls back at most once a frame, after any change. */
  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    this.#begin()
    return () => {
      this.#listeners.delete(listener)
      this.#end()
    }
  }

  /** What the listeners of that job were told last. */
  told(id: string): JobRowFragment | undefined {
    const known = this.#ofJob.get(id)
    return known ? known.told : this.#state.jobs.get(id)
  }

  /** Calls back at most once a frame, after a change of that job. */
  subscribeTo(id: string, listener: Listener): () => void {
    const known = this.#ofJob.get(id) ?? { listeners: new Set(), told: this.#state.jobs.get(id) }
    this.#ofJob.set(id, known)
    const { listeners } = known
    listeners.add(listener)
    this.#begin()
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#ofJob.delete(id)
      this.#end()
    }
  }

  #begin(): void {
    this.#stop ??= this.#watch.subscribe(() => this.#ask())
  }

  #end(): void {
    if (this.#listeners.size > 0 || this.#ofJob.size > 0) return
    this.#stop?.()
    this.#stop = undefined
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#frame = undefined
  }

  #ask(): void {
    this.#frame ??= requestAnimationFrame(() => this.#paint())
  }

  #paint(): void {
    const beganAt = performance.now()
    this.#frame = undefined
    this.#state = this.#watch.current
    const late = [...this.#ofJob].filter(([id, { told }]) => told !== this.#state.jobs.get(id))
    const next = late.slice(0, this.#share)
    for (const [id, known] of next) {
      known.told = this.#state.jobs.get(id)
      this.#ofJob.delete(id)
      this.#ofJob.set(id, known)
      for (const listener of known.listeners) listener()
    }
    if (late.length > next.length) this.#ask()
    for (const listener of this.#listeners) listener()
    // React renders in a microtask of its own, which was asked for before this one.
    queueMicrotask(() => {
      const took = performance.now() - beganAt
      if (took > BUDGET_MS) this.#share = Math.max(LEAST_SHARE, (next.length * BUDGET_MS) / took)
      else if (next.length >= this.#share - 1) this.#share++
    })
  }
}

export const LiveJobsContext = createContext<LiveJobs | null>(null)

export function useLiveJobs(): LiveJobs {
  const jobs = useContext(LiveJobsContext)
  if (!jobs) throw new Error('useLiveJobs needs a LiveJobsContext around it, and there is none')
  return jobs
}

/** All that is known live; renders anew with every frame that changes anything. */
export function useLiveState(): LiveState {
  const jobs = useLiveJobs()
  return useSyncExternalStore(jobs.subscribe, () => jobs.current)
}

/** What is picked of all that is known live; renders anew only when that is another. Hand in the same functions always. */
export function useLiveSelection<Picked>(
  pick: (state: LiveState) => Picked,
  isSame: (a: Picked, b: Picked) => boolean = Object.is,
): Picked {
  const jobs = useLiveJobs()
  const snapshot = useMemo(() => {
    let state = jobs.current
    let picked = pick(state)
    return () => {
      if (state === jobs.current) return picked
      state = jobs.current
      const next = pick(state)
      if (!isSame(picked, next)) picked = next
      return picked
    }
  }, [jobs, pick, isSame])
  return useSyncExternalStore(jobs.subscribe, snapshot)
}

/** The newer of a job as a list had it and as it is known live. */
export function useLiveJob(job: JobRowFragment): JobRowFragment {
  const jobs = useLiveJobs()
  const subscribe = useCallback((listener: Listener) => jobs.subscribeTo(job.id, listener), [jobs, job.id])
  const live = useSyncExternalStore(subscribe, () => jobs.told(job.id))
  return live && live.seq >= job.seq ? live : job
}

/**
 * Calls back when a job has settled, of these types or of any, so that what rests on it is asked for again: by what is
 * told live, never by time.
 */
export function useWhenSettled(callback: () => void, types?: readonly JobType[]): void {
  const jobs = useLiveJobs()
  const settledNow = useEffectEvent(() => {
    const settled = [...jobs.current.jobs.values()].filter(
      (job) => isSettled(job) && (types?.includes(job.type) ?? true),
    )
    return new Set(settled.map(({ id, seq }) => `${id} ${seq}`))
  })
  const call = useEffectEvent(callback)
  useEffect(() => {
    let known = settledNow()
    return jobs.subscribe(() => {
      const now = settledNow()
      const isNews = !now.isSubsetOf(known)
      known = now
      if (isNews) call()
    })
  }, [jobs])
}
