import type { Client } from 'graphql-ws'
import { useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { StartJobFragment } from '../graphql/types.ts'
import { LiveClient } from '../live/use-job-progress.ts'
import { watchJob, type JobState } from '../live/watch-job.ts'
import { StartJobSelection } from './start.graphql.ts'

export type WatchedStart = JobState<StartJobFragment>
type JobWatch = ReturnType<typeof watchJob<StartJobFragment>>
type States = ReadonlyMap<string, WatchedStart>

/**
 * The newest states of these jobs, also while the page is hidden: what one waits for in another window goes on. Jobs that
 * come to the list later leave those before them undisturbed.
 */
export function useWatchedJobs(ids: readonly string[]): States {
  const client = useContext(LiveClient)
  if (!client) throw new Error('useWatchedJobs needs a LiveClient around it, and there is none')
  const [watched] = useState(() => new WatchedJobs(client))
  const key = ids.join(' ')
  useEffect(() => watched.follow(key === '' ? [] : key.split(' ')), [watched, key])
  return useSyncExternalStore(watched.subscribe, () => watched.states)
}

class WatchedJobs {
  readonly #client: Client
  readonly #watches = new Map<string, { watch: JobWatch; stop?: () => void }>()
  readonly #listeners = new Set<() => void>()
  states: States = new Map()

  constructor(client: Client) {
    this.#client = client
  }

  follow(ids: readonly string[]): void {
    for (const [id, { stop }] of this.#watches) {
      if (ids.includes(id)) continue
      stop?.()
      this.#watches.delete(id)
    }
    for (const id of ids) {
      if (this.#watches.has(id)) continue
      const options = { selection: StartJobSelection, pausesWhenHidden: false }
      this.#watches.set(id, { watch: watchJob<StartJobFragment>(this.#client, id, options) })
    }
    if (this.#listeners.size > 0) this.#begin()
    this.#changed()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    this.#begin()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      for (const one of this.#watches.values()) {
        one.stop?.()
        one.stop = undefined
      }
    }
  }

  #begin(): void {
    for (const one of this.#watches.values()) one.stop ??= one.watch.subscribe(() => this.#changed())
  }

  #changed(): void {
    this.states = new Map(this.#watches.entries().map(([id, { watch }]) => [id, watch.current]))
    for (const listener of this.#listeners) listener()
  }
}
