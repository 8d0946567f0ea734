import { createHash } from 'node:crypto'
import { firstAtOrAbove } from '../table.ts'
import type { Paginator } from './forms.ts'
import { invalidField } from './nhanh-error.ts'

/** Asked for more, Nhanh answers this many without a word. */
const MAX_SIZE = 100
/** What an omitted size gives is not documented. */
const DEFAULT_SIZE = 20

export interface Page<T> {
  records: T[]
  /** The answer's paginator: an opaque `next`, or the end: `next` null or an empty paginator (PHP: an array). */
  paginator: { next: unknown } | []
}

export interface PageRequest<T> {
  /** Ascending by id. */
  records: readonly T[]
  matches: (record: T) => boolean
  paginator: Paginator
  /** The only field that this endpoint sorts by. */
  sortKey: string
  /** What makes a `next` belong to one list: the URL and its filters. */
  list: string
}

/**
 * One page by keyset on the id, descending unless sorted otherwise: what is inserted meanwhile shifts nothing.
 *
 * @throws NhanhError ERR_INVALID_FORM_FIELDS for an unknown sort key, and for a `next` that is not, to the letter,
 *   one that this list gave.
 */
export function pageOf<T extends { id: number }>(request: PageRequest<T>): Page<T> {
  const { records, matches, paginator } = request
  const size = Math.min(Math.max(paginator.size ?? DEFAULT_SIZE, 1), MAX_SIZE)
  const ascending = isAscending(paginator, request.sortKey)
  const list = `${request.list} ${ascending ? 'asc' : 'desc'}`
  const from = readNext(paginator.next, list)

  const page: T[] = []
  let at = ascending ? 0 : records.length - 1
  if (from !== undefined) {
    const index = firstAtOrAbove(records, from.lastId + (ascending ? 1 : 0))
    at = ascending ? index : index - 1
  }
  for (; at >= 0 && at < records.length; at += ascending ? 1 : -1) {
    const record = records[at]!
    if (!matches(record)) continue
    if (page.length === size) {
      const position = { lastId: page.at(-1)!.id, page: (from?.page ?? 1) + 1 }
      return { records: page, paginator: { next: writeNext(position, list) } }
    }
    page.push(record)
  }
  return { records: page, paginator: (page.at(-1)?.id ?? 0) % 2 === 0 ? { next: null } : [] }
}

function isAscending(paginator: Paginator, sortKey: string): boolean {
  const keys = Object.keys(paginator.sort ?? {})
  if (keys.some((key) => key !== sortKey)) throw invalidField('paginator.sort', `must be one of ${sortKey}`)
  return paginator.sort?.[sortKey] === 'asc'
}

interface Position {
  lastId: number
  /** The page that this `next` leads to, counted from 1. */
  page: number
}

/** Its shape changes from page to page, as it does within single endpoints of the real API. */
function writeNext({ lastId, page }: Position, list: string): unknown {
  const sign = createHash('sha256').update(`${list} ${lastId} ${page}`).digest('hex').slice(0, 12)
  if (page % 3 === 0) return [lastId, page, sign]
  if (page % 3 === 1) return `${lastId}.${page}.${sign}`
  return { id: lastId, page, sign }
}

function readNext(next: unknown, list: string): Position | undefined {
  if (next === undefined || next === null || next === '') return undefined
  const parts: unknown[] =
    typeof next === 'string' ? next.split('.') : typeof next === 'object' ? Object.values(next) : []
  const position = { lastId: Number(parts[0]), page: Number(parts[1]) }
  if (!Number.isSafeInteger(position.lastId) || !Number.isSafeInteger(position.page)) throw invalidNext()
  if (JSON.stringify(next) !== JSON.stringify(writeNext(position, list))) throw invalidNext()
  return position
}

function invalidNext(): Error {
  return invalidField('paginator.next', 'is invalid')
}
