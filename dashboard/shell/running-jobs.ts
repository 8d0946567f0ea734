import type { Client } from 'graphql-ws'
import type { JobStatus, RunningJobFragment } from '../graphql/types.ts'
import { isRunning, progressOfAll } from '../jobs/running.ts'
import type { LiveJobs } from '../jobs/live-jobs.ts'
import { isSettled, type LiveJob } from '../live/live-job.ts'
import { watchJobs } from '../live/watch-jobs.ts'
import { RunningJobSelection } from './running-job.graphql.ts'

type Known = RunningJobFragment & LiveJob

/** What runs, as far as the bar, the title and the icon show it. */
export interface Running {
  count: number
  /** The job, when it is the only one. */
  only: { id: string; type: RunningJobFragment['type']; label: string } | null
  /** Of all, in whole hundredths; null while no total is known. */
  progress: number | null
  /** How the last job ended that ended while nobody looked; null once the page is looked at again. */
  endedUnseen: JobStatus | null
}

const HIDDEN_EVERY_MS = 1_000

/**
 * What runs now, told when what is shown of it changes. While the page is hidden, its rows are not watched, but the title
 * is there to be read: a small watch of its own goes on, and speaks once a second.
 */
export class RunningJobs {
  readonly #live: LiveJobs
  readonly #client: Client
  readonly #listeners = new Set<() => void>()
  #current: Running = { count: 0, only: null, progress: null, endedUnseen: null }
  #stop: (() => void) | undefined
  #stopHidden: (() => void) | undefined

  constructor(live: LiveJobs, client: Client) {
    this.#live = live
    this.#client = client
  }

  /** The same object until something of it changes. */
  get current(): Running {
    return this.#current
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    this.#stop ??= this.#begin()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#stop?.()
      this.#stop = undefined
    }
  }

  #begin(): () => void {
    const look = () => {
      if (!this.#stopHidden) this.#tell(this.#live.current.jobs.values(), null)
    }
    const changed = () => {
      if (document.visibilityState === 'hidden') {
        this.#stopHidden ??= this.#watchHidden()
        return
      }
      this.#stopHidden?.()
      this.#stopHidden = undefined
      // The rows have not caught up yet: what runs stays as it was told last until they have.
      this.#set({ ...this.#current, endedUnseen: null })
    }
    look()
    changed()
    document.addEventListener('visibilitychange', changed)
    const stop = this.#live.subscribe(look)
    return () => {
      document.removeEventListener('visibilitychange', changed)
      stop()
      this.#stopHidden?.()
      this.#stopHidden = undefined
    }
  }

  #watchHidden(): () => void {
    const watch = watchJobs<Known>(this.#client, {
      selection: RunningJobSelection,
      pausesWhenHidden: false,
    })
    let timer: ReturnType<typeof setTimeout> | undefined
    let toldAt = performance.now()
    const tell = () => {
      clearTimeout(timer)
      timer = undefined
      toldAt = performance.now()
      const jobs = [...watch.current.jobs.values()]
      this.#tell(jobs, jobs.findLast(isSettled)?.status ?? null)
    }
    const stop = watch.subscribe(() => {
      if (watch.current.connection !== 'live') return
      const wait = toldAt + HIDDEN_EVERY_MS - performance.now()
      if (wait <= 0) tell()
      else timer ??= setTimeout(tell, wait)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }

  #tell(jobs: Iterable<Known>, endedUnseen: JobStatus | null): void {
    const running: Known[] = []
    for (const job of jobs) if (isRunning(job)) running.push(job)
    const [first] = running
    const progress = progressOfAll(running)
    const only = running.length === 1 ? { id: first!.id, type: first!.type, label: first!.label } : null
    this.#set({
      count: running.length,
      only: only?.id === this.#current.only?.id ? this.#current.only : only,
      progress: progress === null ? null : Math.floor(progress * 100) / 100,
      endedUnseen,
    })
  }

  #set(next: Running): void {
    const before = this.#current
    const names = ['count', 'only', 'progress', 'endedUnseen'] as const
    if (names.every((name) => before[name] === next[name])) return
    this.#current = next
    for (const listener of this.#listeners) listener()
  }
}
