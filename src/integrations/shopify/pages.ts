import type { z } from 'zod'
import type { CallOptions } from '../call.ts'
import type { Failures } from '../failures.ts'
import { textOf } from '../rows.ts'
import { MAX_QUERY_COST, queryCost } from './cost.ts'
import { MAX_PAGE_SIZE, type Operation } from './documents.ts'
import { type GraphqlTransport, TooExpensive } from './graphql.ts'
import type { Connection } from './responses.ts'

export interface ConnectionSpec {
  operation: Operation
  /** Finds the connection in the data. */
  schema: z.ZodType<Connection>
  variables?: Record<string, unknown>
  /** Nodes nested in each row, which make a page heavy. */
  nodesInRow?: number
}

export interface RawPage {
  /** The rows, not yet parsed. */
  rows: unknown[]
  /** Where the next page begins; null on the last. */
  endCursor: string | null
}

/** More nodes in one answer than this bring Shopify near its own time limit of 10 s. */
const MAX_NODES = 12_500

/**
 * The pages of a connection by Shopify's cursor, from its beginning or after a cursor.
 * @throws CodedError CURSOR_LOOP when a cursor or a page repeats, and what {@link GraphqlTransport.query} throws
 */
export async function* cursorPages(
  graphql: GraphqlTransport,
  failures: Failures,
  { operation, schema, variables, nodesInRow }: ConnectionSpec,
  call: CallOptions,
  start: string | null = null,
): AsyncGenerator<RawPage, void> {
  const { name } = operation
  const seen = new Set<string>()
  let first = pageSize(operation, variables, nodesInRow)
  let after = start
  let idsBefore = ''
  for (;;) {
    let page: Connection
    try {
      page = await graphql.query(operation, { ...variables, first, after }, schema, call)
    } catch (error) {
      if (!(error instanceof TooExpensive) || first === 1) throw error
      first = Math.floor(first / 2)
      continue
    }
    const { nodes: rows, pageInfo } = page
    const ids = rows.map((row) => textOf(row, 'id') ?? '').join('')
    if (ids !== '' && ids === idsBefore)
      throw failures.make('CURSOR_LOOP', `Shopify sent the same page of ${name} twice`)
    idsBefore = ids
    if (!pageInfo.hasNextPage) {
      yield { rows, endCursor: null }
      return
    }
    after = pageInfo.endCursor
    if (after === null)
      throw failures.make(
        'UNEXPECTED_ANSWER',
        `Shopify sent a page of ${name} that is not the last and has no cursor`,
      )
    if (seen.has(after)) throw failures.make('CURSOR_LOOP', `Shopify sent a cursor of ${name} twice`)
    seen.add(after)
    yield { rows, endCursor: after }
  }
}

/** The largest page that the rules of cost and weight allow. */
export function pageSize(
  operation: Operation,
  variables: Record<string, unknown> = {},
  nodesInRow = 0,
): number {
  let first = Math.max(1, Math.min(MAX_PAGE_SIZE, Math.floor(MAX_NODES / Math.max(1, nodesInRow))))
  while (first > 1 && queryCost(operation, { ...variables, first }) >= MAX_QUERY_COST)
    first = Math.floor(first / 2)
  return first
}
