import { z } from 'zod'
import type { BrokenRecord, CallOptions, Page } from '../call.ts'
import { textOf } from '../rows.ts'
import { sideBySide } from '../waiting.ts'
import { idOf } from './gid.ts'
import type { RawPage } from './pages.ts'

/** A list that can be read by ranges of ids. */
export interface RangedList<R> {
  /** Pages by rising id of what matches Shopify's search; null: all. */
  pages(query: string | null, call: CallOptions): AsyncGenerator<RawPage, void>
  /** The highest id of what matches; null when nothing does. */
  lastId(query: string | null, call: CallOptions): Promise<bigint | null>
  parse(
    rows: readonly unknown[],
    call: CallOptions,
  ): Promise<{ records: R[]; broken: BrokenRecord[]; size: number }>
}

/** Ranges read at the same time, and so the pages that wait for whoever takes them. The budget paces them beside this. */
const RANGES = 8

const digits = z.string().regex(/^\d+$/)
/** Ids above `after`, up to `until` or, in the highest range, whatever comes. */
const position = z.array(z.object({ after: digits, until: digits.nullable() }))

/**
 * Reads a list in several ranges of ids at once. It begins as one range; the widest is halved whenever fewer are being
 * read, so that ids which lie unevenly do no harm. The highest range stays open, for what is added meanwhile. `next`
 * tells the ranges that are left behind the pages yielded so far.
 * @throws what the list throws; then and when the reader leaves, the other ranges end too
 */
export async function* rangePages<R extends { id: string }>(
  list: RangedList<R>,
  { search, next }: { search?: string; next?: unknown },
  call: CallOptions,
): AsyncGenerator<Page<R>, void> {
  const stop = new AbortController()
  const fork = sideBySide({ ...call, signal: AbortSignal.any([call.signal, stop.signal]) })
  const start = next === undefined ? [{ after: '0', until: null }] : position.parse(next)
  const ranges = start.map(
    ({ after, until }) =>
      new Range<R>(list, search?.trim() ?? '', BigInt(after), until === null ? null : BigInt(until)),
  )
  const fill = () => {
    while (ranges.length < RANGES) {
      const upper = ranges.toSorted((a, b) => (a.room < b.room ? 1 : -1))[0]?.split()
      if (!upper) break
      ranges.push(upper)
    }
    // a checkpoint of another version may hold more
    for (const range of ranges.slice(0, RANGES)) range.fetch(fork)
  }
  try {
    while (ranges.length > 0) {
      fill()
      const { range, page } = await Promise.race(ranges.flatMap(({ coming }) => coming ?? []))
      // to the end of the line, or there are no more of it
      ranges.splice(ranges.indexOf(range), 1)
      const taken = range.take(page)
      if (!range.finished) ranges.push(range)
      if (taken.size === 0 && ranges.length > 0) continue
      fill()
      const left = ranges.map(({ kept, until }) => ({
        after: `${kept}`,
        until: until === null ? null : `${until}`,
      }))
      yield { ...taken, next: left.length > 0 ? left : undefined }
    }
  } finally {
    stop.abort()
    await Promise.allSettled(ranges.flatMap(({ coming }) => coming ?? []))
  }
}

type Parsed<R> = Omit<Page<R>, 'next'>

class Range<R extends { id: string }> {
  readonly #list: RangedList<R>
  readonly #search: string
  /** Everything up to here has been taken. */
  kept: bigint
  until: bigint | null
  finished = false
  /** The next page, on its way or waiting to be taken. */
  coming: Promise<{ range: Range<R>; page: Parsed<R> }> | null = null
  #pages: AsyncGenerator<RawPage, void> | null = null
  #pagesRead = 0
  #ended = false
  /** The last id of what has been read. */
  #reached: bigint
  /** The highest id there is, as far as is known: null when it is to be asked for. */
  #top: bigint | null
  /** The range of which this was the upper part. */
  #lower: Range<R> | null = null
  /** How many ids the last page reached over. */
  #span: bigint | null = null

  constructor(list: RangedList<R>, search: string, after: bigint, until: bigint | null) {
    this.#list = list
    this.#search = search
    this.kept = after
    this.#reached = after
    this.until = until
    this.#top = until
  }

  /** The ids beyond the page on its way; 0 when they are not known or hardly fill another page. */
  get room(): bigint {
    // what its first page tells about it is worth the wait
    if (this.coming && this.#pagesRead === 0) return 0n
    if (this.#ended || this.#top === null || this.#span === null) return 0n
    const beyond = this.#top - this.#reached - this.#span
    return beyond > this.#span ? beyond : 0n
  }

  /** Gives away the upper half of its room; null when there is none. What is on its way is cut when it is taken. */
  split(): Range<R> | null {
    const { room } = this
    if (room === 0n || this.#span === null) return null
    const middle = this.#reached + this.#span + room / 2n
    const upper = new Range(this.#list, this.#search, middle, this.until)
    upper.#top = this.#top
    upper.#span = this.#span
    upper.#lower = this
    this.until = middle
    this.#top = middle
    return upper
  }

  fetch(fork: () => CallOptions): void {
    if (this.coming) return
    this.coming = this.#read(fork)
    // its reader may be somewhere else when it fails
    this.coming.catch(() => undefined)
  }

  take(page: Parsed<R>): Parsed<R> {
    const { until } = this
    const isMine = ({ id }: { id: string | null }) => until === null || (idOf(id) ?? until) <= until
    this.coming = null
    this.kept = this.#reached
    this.finished = this.#ended || (until !== null && this.#reached >= until)
    const records = page.records.filter(isMine)
    const broken = page.broken.filter(isMine)
    return { records, broken, size: records.length + broken.length }
  }

  async #read(fork: () => CallOptions): Promise<{ range: Range<R>; page: Parsed<R> }> {
    const call = fork()
    const query = this.#query()
    this.#pages ??= this.#list.pages(query, call)
    const asksForTop = this.#top === null && this.#pagesRead > 0
    const [{ value: raw }, top] = await Promise.all([
      this.#pages.next(),
      asksForTop ? this.#list.lastId(query, fork()) : null,
    ])
    const rows = raw?.rows ?? []
    const page = await this.#list.parse(rows, call)
    const from = this.#reached
    for (const row of rows) {
      const id = idOf(textOf(row, 'id'))
      if (id !== null && id > this.#reached) this.#reached = id
    }
    if (rows.length > 0) this.#span = this.#reached - from
    if (asksForTop) this.#top = top ?? this.#reached
    this.#ended = (raw?.endCursor ?? null) === null
    // so little above: the ids lie unevenly, and the lower part may end far below its bound
    if (++this.#pagesRead === 1 && this.#ended && this.#lower) this.#lower.#top = null
    return { range: this, page }
  }

  #query(): string | null {
    const terms = this.#search === '' ? [] : [`(${this.#search})`]
    if (this.kept > 0n) terms.push(`id:>${this.kept}`)
    if (this.until !== null) terms.push(`id:<=${this.until}`)
    return terms.length > 0 ? terms.join(' AND ') : null
  }
}
