import type { z } from 'zod'
import type { CallOptions } from '../call.ts'
import type { Failures } from '../failures.ts'
import { textOf } from '../rows.ts'
import { MAX_QUERY_COST, queryCost } from './cost.ts'
import { MAX_PAGE_SIZE, type Operation } from './documents.ts'
import { type GraphqlTransport, TooExpensive } from './graphql.ts'
import type { Connection } from './responses.ts'

export interface ListSpec<S extends z.ZodType> {
  operation: Operation
  schema: S
  /** Finds the list in the data. */
  connection: (data: z.output<S>) => Connection
  search?: string
  afterId?: string
  variables?: Record<string, unknown>
  /** Nodes nested in each row, which make a page heavy. */
  nodesInRow?: number
}

export interface RawPage {
  /** The rows, not yet parsed. */
  rows: unknown[]
  /** The gid of the last row; undefined on the last page. */
  next: string | undefined
}

/** More nodes in one answer than this bring Shopify near its own time limit of 10 s. */
const MAX_NODES = 12_500

/**
 * The pages of a list by rising id. Within a run it goes by Shopify's cursor; it begins after `afterId` by searching
 * for greater ids, which holds when cursors do not.
 * @throws CodedError CURSOR_LOOP when a cursor or a page repeats, and what {@link GraphqlTransport.query} throws
 */
export async function* listPages<S extends z.ZodType>(
  graphql: GraphqlTransport,
  failures: Failures,
  list: ListSpec<S>,
  call: CallOptions,
): AsyncGenerator<RawPage> {
  const { name } = list.operation
  const query = searchAfter(list.search, list.afterId)
  const seen = new Set<string>()
  let first = pageSize(list.operation, list.variables, list.nodesInRow)
  let after: string | null = null
  let lastId = list.afterId
  let idsBefore = ''
  for (;;) {
    let data: z.output<S>
    try {
      data = await graphql.query(
        list.operation,
        { ...list.variables, first, after, query },
        list.schema,
        call,
      )
    } catch (error) {
      if (!(error instanceof TooExpensive) || first === 1) throw error
      first = Math.floor(first / 2)
      continue
    }
    const { nodes, pageInfo } = list.connection(data)
    const ids = nodes.map((node) => textOf(node, 'id'))
    if (ids.length > 0 && ids.join() === idsBefore)
      throw failures.make('CURSOR_LOOP', `Shopify sent the same page of ${name} twice`)
    idsBefore = ids.join()
    lastId = ids.findLast((id) => id !== null && numericId(id) !== null) ?? lastId
    if (!pageInfo.hasNextPage) {
      yield { rows: nodes, next: undefined }
      return
    }
    after = pageInfo.endCursor
    if (after === null || lastId === undefined)
      throw failures.make(
        'UNEXPECTED_ANSWER',
        `Shopify sent a page of ${name} that is not the last and has no cursor`,
      )
    if (seen.has(after)) throw failures.make('CURSOR_LOOP', `Shopify sent a cursor of ${name} twice`)
    seen.add(after)
    yield { rows: nodes, next: lastId }
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

function searchAfter(search: string | undefined, afterId: string | undefined): string | null {
  const terms = search?.trim() ? [`(${search.trim()})`] : []
  if (afterId !== undefined) {
    const id = numericId(afterId)
    if (id === null) throw new TypeError(`afterId is ${afterId}, expected a gid`)
    terms.push(`id:>${id}`)
  }
  return terms.length > 0 ? terms.join(' AND ') : null
}

function numericId(gid: string): string | null {
  return /^gid:\/\/shopify\/\w+\/(\d+)$/.exec(gid)?.[1] ?? null
}
