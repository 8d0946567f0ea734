import type { JobFilter, JobRowFragment, JobStatus, JobType } from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'

const DAY_MS = 86_400_000

/** Stretches of time that have a name in the address. */
export const STRETCHES = ['today', '24h', '7d'] as const

/** What stands in the address of the list, beside where in it one is. */
const PARAMETERS = ['type', 'status', 'dry', 'q', 'when', 'from', 'to'] as const

/** As much of the address as says the filter, as text: the same for the same filter. */
export function filterKey(address: AddressState): string {
  return JSON.stringify(Object.fromEntries(PARAMETERS.map((name) => [name, address.all(name)])))
}

export const NO_FILTER: Record<string, undefined> = Object.fromEntries(
  PARAMETERS.map((name) => [name, undefined]),
)

type Said = Record<(typeof PARAMETERS)[number], string[]>

/**
 * The filter of the API that a {@link filterKey} says. Days are the reader's; `now` is when a stretch of hours ends,
 * `today` when the day began.
 */
export function filterOf(key: string, now: number, today: number): JobFilter {
  const said = JSON.parse(key) as Said
  const types = said.type as JobType[]
  const statuses = said.status as JobStatus[]
  const [dry] = said.dry
  const search = said.q[0]?.trim()
  return {
    ...(types.length > 0 && { types }),
    ...(statuses.length > 0 && { statuses }),
    ...(dry !== undefined && { dryRun: dry === 'true' }),
    ...(search && { search }),
    ...momentsOf(said, now, today),
  }
}

function momentsOf(said: Said, now: number, today: number): JobFilter {
  const [when] = said.when
  if (when === 'today') return { createdAfter: iso(today - 1) }
  if (when === '24h') return { createdAfter: iso(now - DAY_MS) }
  if (when === '7d') return { createdAfter: iso(now - 7 * DAY_MS) }
  const [from, to] = [startOf(said.from[0]), startOf(said.to[0], 1)]
  // Both bounds of the API lie outside of what it lists.
  return { ...(from && { createdAfter: iso(from - 1) }), ...(to && { createdBefore: iso(to) }) }
}

/** The beginning of a day, or of one so many days later; undefined for what is no day. */
function startOf(day: string | undefined, later = 0): number | undefined {
  const [year, month, date] = /^\d{4}-\d{2}-\d{2}$/.test(day ?? '') ? day!.split('-').map(Number) : []
  const moment = new Date(year ?? Number.NaN, (month ?? 1) - 1, (date ?? 1) + later).getTime()
  return Number.isNaN(moment) ? undefined : moment
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}

/**
 * Whether the list would hold the job. What is searched for in its ledger, this page cannot tell: such a job comes with
 * the next answer of the server.
 */
export function fits(job: JobRowFragment, filter: JobFilter): boolean {
  const { types, statuses, dryRun, search, createdAfter, createdBefore } = filter
  const createdAt = Date.parse(job.createdAt)
  return (
    (!types || types.includes(job.type)) &&
    (!statuses || statuses.includes(job.status)) &&
    (typeof dryRun !== 'boolean' || job.dryRun === dryRun) &&
    (!createdAfter || createdAt > Date.parse(createdAfter)) &&
    (!createdBefore || createdAt < Date.parse(createdBefore)) &&
    (!search || isNamed(job, search))
  )
}

function isNamed({ id, requestedBy, error }: JobRowFragment, search: string): boolean {
  const text = search.toLowerCase()
  return (
    id === text.replace(/^#/, '') ||
    [requestedBy, error?.code].some((one) => one?.toLowerCase().includes(text) ?? false)
  )
}

/** Where the jobs of this filter are to be had as a file. */
export function exportHref(filter: JobFilter): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(filter) as [string, unknown][])
    for (const one of [value].flat()) parameters.append(name, String(one))
  const text = parameters.toString()
  return `/export/jobs.csv${text && `?${text}`}`
}
