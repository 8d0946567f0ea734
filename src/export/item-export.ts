import type { EntityManager } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import type { BackgroundJob } from '../entities/background-job.ts'
import type { JobItem } from '../entities/job-item.ts'
import type { JobService } from '../jobs/job-service.ts'
import { itemCondition, LISTED_FIRST, type ItemFilter } from '../schema/item-filter.ts'
import { csvOf, jsonCell, type Column } from './csv.ts'
import { query, readPages } from './pages.ts'

/** The levels of a variant as a sync of products notes them, before it and after it. */
interface Levels {
  levels: { locationId: string; available: number | null }[]
}

/** A line as it is read: entities of the ORM would cost more than all the rest. */
type Line = Pick<
  JobItem,
  'number' | 'key' | 'title' | 'outcome' | 'code' | 'message' | 'attempts' | 'before' | 'after'
> & {
  /** ISO 8601, UTC. */
  at: string
}

const COLUMNS = sql`number, key, title, outcome, code, message, attempts, before, after,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`

interface Location {
  id: string
  name: string
}

/**
 * The lines of the job's ledger that the API lists under this filter, in its order. Throws an error of the caller's
 * making for a wrong filter; and when the job is deleted meanwhile, because what was sent then is not all.
 */
export function exportItems(
  { em, jobs }: { em: EntityManager; jobs: JobService },
  job: BackgroundJob,
  filter: ItemFilter,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  const scope = sql`job_id = ${job.id}`
  const { condition } = itemCondition(filter)
  const db = em.fork().getKysely<unknown>()
  return csv()

  async function* csv() {
    yield* csvOf(columnsOf(await readLocations()), pages())
  }

  async function* pages() {
    const source = { table: 'job_item', columns: COLUMNS, order: LISTED_FIRST, scope, condition }
    yield* readPages<Line>(db, source, signal)
    if (!(await jobs.find(job.id))) throw new Error(`job ${job.id} was deleted while its items were sent`)
  }

  /** Those whose levels the lines name, by their names. */
  function readLocations(): Promise<Location[]> {
    return query<Location>(
      db,
      sql`select named.id, coalesce(location.name, named.id) as name
        from (
          select distinct jsonb_path_query(before, '$.levels[*].locationId') #>> '{}' as id
          from job_item where ${scope} and ${condition}
        ) as named
        left join shopify_location location on location.id = named.id and location.account_id = any(${job.accountIds}::int[])
        order by name, id`,
      signal,
    )
  }
}

function columnsOf(locations: readonly Location[]): Column<Line>[] {
  const known = new Set(locations.map(({ id }) => id))
  // A line that came to a running job later may name another one.
  const isInColumns = (value: unknown) => {
    const levels = levelsOf(value)
    return levels !== null && levels.every(({ locationId }) => known.has(locationId))
  }
  const json = (value: unknown) => (isInColumns(value) ? null : jsonCell(value))
  return [
    { header: 'number', value: ({ number }) => number },
    { header: 'key', value: ({ key }) => key },
    { header: 'title', value: ({ title }) => title },
    { header: 'outcome', value: ({ outcome }) => outcome },
    { header: 'code', value: ({ code }) => code },
    { header: 'message', value: ({ message }) => message },
    { header: 'attempts', value: ({ attempts }) => attempts },
    { header: 'at', value: ({ at }) => at },
    ...locations.flatMap(({ id, name }): Column<Line>[] => [
      { header: `before: ${name}`, value: ({ before }) => availableAt(id, before) },
      { header: `after: ${name}`, value: ({ after }) => availableAt(id, after) },
    ]),
    { header: 'before', value: ({ before }) => json(before) },
    { header: 'after', value: ({ after }) => json(after) },
  ]
}

function availableAt(id: string, value: unknown): number | null {
  return levelsOf(value)?.find(({ locationId }) => locationId === id)?.available ?? null
}

function levelsOf(value: unknown): Levels['levels'] | null {
  const levels = (value as Partial<Levels> | null | undefined)?.levels
  return Array.isArray(levels) ? levels : null
}
