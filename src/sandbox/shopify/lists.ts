import { type GraphQLResolveInfo, responsePathAsArray } from 'graphql'
import { connect, type Connection, type ConnectionArgs } from './connection.ts'
import type { ShopifyContext } from './resolver.ts'
import { readSearch, type Search, type SearchFields } from './search.ts'
import type { SortKeys } from './sort-keys.ts'

/** The arguments of a connection that can be searched and sorted. */
export type ListArgs = ConnectionArgs & { query?: string | null; sortKey?: string }
export type CountArgs = { query?: string | null; limit?: number | null }

interface Asked<Args> {
  args: Args
  context: ShopifyContext
  info: GraphQLResolveInfo
}

/** A connection over all records of a kind. */
export function listOf<T extends { id: number }>(
  records: readonly T[],
  fields: SearchFields<T>,
  sorts: SortKeys<T>,
  asked: Asked<ListArgs>,
): Connection<T> {
  const search = searchOf(fields, asked)
  return connect(asked.args, {
    records,
    idOf: (record) => record.id,
    nodeOf: (record) => record,
    sortValueOf: sorts[asked.args.sortKey ?? 'ID'],
    ...(search !== undefined && {
      matches: search.matches,
      minimumId: search.minimumId,
      maximumId: search.maximumId,
    }),
  })
}

/** A count: exact up to its limit (10,000 unless told), "at least" beyond; without a limit always exact. */
export function countOf<T extends { id: number }>(
  records: readonly T[],
  fields: SearchFields<T>,
  asked: Asked<CountArgs>,
): { count: number; precision: 'EXACT' | 'AT_LEAST' } {
  const search = searchOf(fields, asked)
  const count = search === undefined ? records.length : records.filter(search.matches).length
  const { limit } = asked.args
  return limit == null || count <= limit
    ? { count, precision: 'EXACT' }
    : { count: limit, precision: 'AT_LEAST' }
}

/** Reads the `query` argument and reports it; undefined when there is none. */
export function searchOf<T>(
  fields: SearchFields<T>,
  { args, context, info }: Asked<{ query?: string | null }>,
): Search<T> | undefined {
  const query = args.query ?? ''
  if (query.trim() === '') return undefined
  const search = readSearch(query, fields)
  const path = responsePathAsArray(info.path).filter((part) => typeof part === 'string')
  // A search inside a list runs for every record of it, but is one search of the document.
  const isReported = context.searches.some((report) => report.path.join() === path.join())
  if (!isReported) context.searches.push({ path, query, parsed: search.parsed, warnings: search.warnings })
  return search
}
