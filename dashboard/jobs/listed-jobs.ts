import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { JobFilter, JobRowFragment, JobsListQuery, JobsListQueryVariables } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { fits } from './filter.ts'
import { useLiveJobs, type LiveJobs } from './live-jobs.ts'

/** What a page of the list shows. */
export interface Listed {
  rows: readonly JobRowFragment[]
  /** How many jobs began since, and would stand on the first page. */
  newer: number
}

/**
 * A page of the list as the server answered it, and what came live since. On the first page, jobs that begin stand on
 * top, and a row that was shown stays, also when its job has settled and the filter asks for others.
 */
class ListedJobs {
  readonly #live: LiveJobs
  readonly #filter: JobFilter
  readonly #rows: Map<string, JobRowFragment>
  readonly #isFirst: boolean
  /** The number of the last row; live jobs below it belong to a later page. */
  readonly #from: number
  /** The number of the newest job when the page was opened. */
  readonly #newest: number
  /** Settled jobs that would fit and are not in the answer: they have been deleted. */
  readonly #gone = new Set<string>()
  #seen: ReadonlyMap<string, JobRowFragment> | undefined
  #listed: Listed

  constructor(live: LiveJobs, filter: JobFilter, answer: JobsListQuery, before: ListedJobs | undefined) {
    const { nodes, pageInfo } = answer.jobs
    this.#live = live
    this.#filter = filter
    this.#rows = new Map(nodes.map((job) => [job.id, job]))
    this.#isFirst = !pageInfo.hasPreviousPage
    this.#from = pageInfo.hasNextPage ? Number(nodes.at(-1)?.id ?? 0) : 0
    const newest = Number(answer.newest.nodes[0]?.id ?? 0)
    this.#newest = this.#isFirst ? newest : before ? before.#newest : newest
    this.#listed = { rows: nodes, newer: 0 }
    for (const [id, job] of live.current.jobs) {
      if (this.#rows.has(id) || Number(id) > newest || !isSettled(job)) continue
      if (fits(job, filter)) this.#gone.add(id)
      else if (this.#isFirst && before && before.#rows.has(id) && Number(id) >= this.#from)
        this.#rows.set(id, job)
    }
    this.#sort()
    this.#look()
  }

  /** The same object until a row is added; a row's own changes are its own to hear. */
  get current(): Listed {
    return this.#listed
  }

  subscribe = (listener: () => void): (() => void) => {
    if (this.#look()) queueMicrotask(listener)
    return this.#live.subscribe(() => {
      if (this.#look()) listener()
    })
  }

  #look(): boolean {
    const { jobs } = this.#live.current
    if (jobs === this.#seen) return false
    this.#seen = jobs
    if (!this.#isFirst) return this.#count(jobs)
    const before = this.#rows.size
    for (const [id, job] of jobs) {
      if (this.#rows.has(id) || this.#gone.has(id) || Number(id) < this.#from) continue
      if (fits(job, this.#filter)) this.#rows.set(id, job)
    }
    if (this.#rows.size === before) return false
    this.#sort()
    return true
  }

  #count(jobs: ReadonlyMap<string, JobRowFragment>): boolean {
    let newer = 0
    for (const [id, job] of jobs) if (Number(id) > this.#newest && fits(job, this.#filter)) newer++
    if (newer === this.#listed.newer) return false
    this.#listed = { ...this.#listed, newer }
    return true
  }

  #sort(): void {
    const rows = [...this.#rows.values()].toSorted((a, b) => Number(b.id) - Number(a.id))
    this.#listed = { ...this.#listed, rows }
  }
}

const NONE: Listed = { rows: [], newer: 0 }
const nothing = () => () => {}

/** An answer, with what was asked for: the arguments tell the pages and filters of the list apart. */
export interface Answered {
  data: JobsListQuery
  variables: JobsListQueryVariables
}

export function useListedJobs(answered: Answered | undefined): Listed {
  const live = useLiveJobs()
  const before = useRef<{ place: string; listed: ListedJobs }>(undefined)
  const place = JSON.stringify(answered?.variables)
  const listed = useMemo(() => {
    if (!answered) return undefined
    const last = before.current?.place === place ? before.current.listed : undefined
    return new ListedJobs(live, answered.variables.filter ?? {}, answered.data, last)
  }, [live, answered, place])
  useEffect(() => {
    before.current = listed && { place, listed }
  }, [place, listed])
  return useSyncExternalStore(listed?.subscribe ?? nothing, () => listed?.current ?? NONE)
}
