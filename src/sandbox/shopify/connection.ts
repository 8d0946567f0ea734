import { jsonObjectOf } from '../json.ts'
import { badRequest } from './shopify-error.ts'

/** The arguments that Shopify's connections take. */
export interface ConnectionArgs {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
  reverse?: boolean | null
  /** Set by bulk operations: what is asked for is `whole`, and sizes and cursors do not count. */
  isWhole?: boolean
}

export interface ConnectionSource<R, N> {
  /** Ascending by id. */
  records: readonly R[]
  idOf: (record: R) => number
  nodeOf: (record: R) => N
  matches?: (record: R) => boolean
  /** What the records are sorted by before their id; the id alone when absent. */
  sortValueOf?: ((record: R) => string | number) | undefined
  /** No record with a lower, or a higher, id matches. */
  minimumId?: number
  maximumId?: number
  /** The largest `first`: 250, but 2,048 for the variants of a single product. */
  maxSize?: number
}

/** A connection as graphql-js resolves it: what was not asked for is not computed. */
export interface Connection<N> {
  edges: () => { cursor: string; node: N }[]
  nodes: () => N[]
  pageInfo: () => {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
  /** Every node, whatever is added or removed while it is read. */
  whole: () => Iterable<N>
}

const MAX_SIZE = 250
const NO_PAGE = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null }

/** One page by keyset: a cursor is the id and the sort value of its record, which need not exist any more. */
export function connect<R, N>(args: ConnectionArgs, source: ConnectionSource<R, N>): Connection<N> {
  const { idOf, sortValueOf, matches } = source
  const records = sortValueOf === undefined ? source.records : sortedBy(source.records, sortValueOf, idOf)
  const isReversed = args.reverse === true
  const at = (place: number): R => records[isReversed ? records.length - 1 - place : place]!

  /** The first place whose record comes at (or, with `beyond`, after) the cursor. */
  function placeOf(cursor: Cursor, beyond: boolean): number {
    let low = 0
    let high = records.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const record = at(middle)
      const ascending = compare(sortValueOf?.(record) ?? 0, cursor.value) || idOf(record) - cursor.id
      const order = isReversed ? -ascending : ascending
      if (beyond ? order <= 0 : order < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function* whole(): Generator<N> {
    let record: R | undefined
    for (let place = 0; ; place += 1) {
      if (record !== undefined && at(place - 1) !== record) {
        place = placeOf({ id: idOf(record), value: sortValueOf?.(record) ?? 0 }, true)
      }
      if (place >= records.length) return
      record = at(place)
      if (matches === undefined || matches(record)) yield source.nodeOf(record)
    }
  }
  if (args.isWhole === true) return { edges: () => [], nodes: () => [], pageInfo: () => NO_PAGE, whole }

  const size = sizeOf(args, source.maxSize ?? MAX_SIZE)
  const isSortedById = sortValueOf === undefined
  let from = args.after == null ? 0 : placeOf(readCursor(args.after, isSortedById), true)
  let to = args.before == null ? records.length : placeOf(readCursor(args.before, isSortedById), false)
  if (isSortedById) {
    const ids = [source.minimumId ?? 0, source.maximumId ?? Number.POSITIVE_INFINITY]
    const [firstId, lastId] = isReversed ? ids.toReversed() : ids
    from = Math.max(from, placeOf({ id: firstId!, value: 0 }, false))
    to = Math.min(to, placeOf({ id: lastId!, value: 0 }, true))
  }

  const forward = args.last == null
  const page: R[] = []
  let hasMore = false
  for (let place = forward ? from : to - 1; place >= from && place < to; place += forward ? 1 : -1) {
    const record = at(place)
    if (matches !== undefined && !matches(record)) continue
    if (page.length === size) {
      hasMore = true
      break
    }
    page.push(record)
  }
  if (!forward) page.reverse()

  const cursorOf = (record: R): string =>
    writeCursor(idOf(record), sortValueOf?.(record) ?? String(idOf(record)))
  return {
    edges: () => page.map((record) => ({ cursor: cursorOf(record), node: source.nodeOf(record) })),
    nodes: () => page.map((record) => source.nodeOf(record)),
    pageInfo: () => ({
      hasNextPage: forward ? hasMore : args.before != null,
      hasPreviousPage: forward ? args.after != null : hasMore,
      startCursor: page[0] === undefined ? null : cursorOf(page[0]),
      endCursor: page.length === 0 ? null : cursorOf(page.at(-1)!),
    }),
    whole,
  }
}

function sizeOf({ first, last }: ConnectionArgs, maxSize: number): number {
  if (first == null && last == null) throw badRequest('you must provide one of first or last')
  if (first != null && last != null) throw badRequest('providing both first and last is not supported')
  const [name, size] = first == null ? ['last', last!] : ['first', first]
  if (size < 0) throw badRequest(`${name} must be greater than or equal to 0`)
  if (size > maxSize) throw badRequest(`${name} must be less than or equal to ${maxSize}`)
  return size
}

function sortedBy<R>(
  records: readonly R[],
  valueOf: (record: R) => string | number,
  idOf: (record: R) => number,
): R[] {
  return records.toSorted((a, b) => compare(valueOf(a), valueOf(b)) || idOf(a) - idOf(b))
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

interface Cursor {
  id: number
  value: string | number
}

/** The form that captured live cursors have: base64 of `{"last_id","last_value"}`. */
function writeCursor(id: number, value: string | number): string {
  return Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64')
}

function readCursor(text: string, isSortedById: boolean): Cursor {
  const { last_id: id, last_value: value } = jsonObjectOf(Buffer.from(text, 'base64').toString('utf8')) ?? {}
  if (typeof id === 'number' && (typeof value === 'string' || typeof value === 'number')) {
    if (!isSortedById) return { id, value }
    // Sorted by the id alone the value repeats it: that of another sort is refused.
    if (value === String(id)) return { id, value: 0 }
  }
  throw badRequest('Invalid cursor for current pagination sort.')
}
