import { describe, expect, test } from 'vitest'
import type { CallOptions, Page } from '../../src/integrations/call.ts'
import type { RawPage } from '../../src/integrations/shopify/pages.ts'
import { type RangedList, rangePages } from '../../src/integrations/shopify/ranges.ts'
import { untilAborted } from '../../src/integrations/waiting.ts'
import { collect, observedCall, rejection } from './stub-platform.ts'

const PAGE_SIZE = 10

interface Row {
  id: string
}
const gid = (id: number) => `gid://shopify/Product/${id}`
const numberOf = ({ id }: Row) => Number(id.split('/').at(-1))

/** A list in memory that answers in the order in which it was asked, as many at once as are asked for. */
class ListInMemory implements RangedList<Row> {
  ids: number[]
  queries: (string | null)[] = []
  /** How often the highest id was asked for. */
  questions = 0
  pagesSent = 0
  atOnce = 0
  mostAtOnce = 0
  /** Awaited before each page. */
  before: (page: number, call: CallOptions) => Promise<void> | void = () => undefined

  constructor(ids: number[]) {
    this.ids = ids
  }

  async *pages(query: string | null, call: CallOptions): AsyncGenerator<RawPage, void> {
    this.queries.push(query)
    for (let after = -1; ;) {
      this.atOnce++
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce)
      try {
        await new Promise(setImmediate)
        await this.before(++this.pagesSent, call)
      } finally {
        this.atOnce--
      }
      call.signal.throwIfAborted()
      const rest = this.#matching(query).filter((id) => id > after)
      const rows = rest.slice(0, PAGE_SIZE).map((id) => ({ id: gid(id) }))
      after = rest[PAGE_SIZE - 1] ?? after
      const isLast = rest.length <= PAGE_SIZE
      yield { rows, endCursor: isLast ? null : `${after}` }
      if (isLast) return
    }
  }

  lastId(query: string | null) {
    this.questions++
    const last = this.#matching(query).at(-1)
    return Promise.resolve(last === undefined ? null : BigInt(last))
  }

  parse(rows: readonly unknown[]) {
    return Promise.resolve({ records: rows as Row[], broken: [], size: rows.length })
  }

  #matching(query: string | null): number[] {
    const above = Number(/id:>(\d+)/.exec(query ?? '')?.[1] ?? -1)
    const upTo = Number(/id:<=(\d+)/.exec(query ?? '')?.[1] ?? Infinity)
    return this.ids.filter((id) => id > above && id <= upTo).toSorted((a, b) => a - b)
  }
}

const rising = (n: number, step = 1) => Array.from({ length: n }, (_, at) => 1 + at * step)
const sorted = (pages: Page<Row>[]) =>
  pages.flatMap(({ records }) => records.map(numberOf)).toSorted((a, b) => a - b)
const stored = (next: unknown): unknown => JSON.parse(JSON.stringify(next))

describe('a list read by ranges', () => {
  test.each([0, 1, 10, 11, 20])('%i records are read one page after the other', async (n) => {
    const list = new ListInMemory(rising(n))
    const pages = await collect(rangePages(list, { search: 'a:b' }, observedCall()))
    expect(sorted(pages)).toEqual(rising(n))
    expect(list.queries).toEqual(['(a:b)'])
    expect(list.questions).toBe(n > PAGE_SIZE ? 1 : 0)
    expect(list.mostAtOnce).toBe(1)
    expect(pages.at(-1)?.next).toBeUndefined()
    expect(pages).toHaveLength(Math.max(1, Math.ceil(n / PAGE_SIZE)))
  })

  test('many are read in eight ranges at once, each record once', async () => {
    const list = new ListInMemory(rising(1_000))
    const pages = await collect(rangePages(list, {}, observedCall()))
    expect(sorted(pages)).toEqual(rising(1_000))
    expect(list.mostAtOnce).toBe(8)
    expect(list.queries[0]).toBeNull()
    expect(list.queries.length).toBeGreaterThanOrEqual(8)
    // the pages that a serial reader needs, and at most one more where a range ends
    expect(list.pagesSent).toBeLessThanOrEqual(100 + list.queries.length)
  })

  test.each([
    ['a cluster far below one outlier', [...rising(500), 10_000_000_000]],
    ['a cluster far above one outlier', [1, ...rising(500).map((id) => id + 10_000_000_000)]],
    ['two clusters', [...rising(300), ...rising(300).map((id) => id + 5_000_000_000)]],
    ['gaps that double', Array.from({ length: 45 }, (_, at) => 2 ** at)],
    ['steps of 32,768', rising(500, 32_768)],
  ])('ids that lie unevenly do no harm: %s', async (_what, ids) => {
    const list = new ListInMemory(ids)
    const pages = await collect(rangePages(list, {}, observedCall()))
    expect(sorted(pages)).toEqual(ids)
    expect(pages.every(({ size }, at) => size > 0 || at === pages.length - 1)).toBe(true)
    expect(list.mostAtOnce).toBeGreaterThan(1)
    // halving finds a cluster in about as many steps as its distance has bits: here at most 34, by several at once
    expect(list.pagesSent).toBeLessThan(ids.length / PAGE_SIZE + 2 * 34)
  })

  test('from every page on, what is left comes and nothing else', async () => {
    const ids = [...rising(200), ...rising(150).map((id) => id * 1_000)].filter(
      (id, at, all) => all.indexOf(id) === at,
    )
    const pages = await collect(rangePages(new ListInMemory(ids), {}, observedCall()))
    for (const [at, { next }] of pages.slice(0, -1).entries()) {
      const list = new ListInMemory(ids)
      const rest = await collect(rangePages(list, { next: stored(next) }, observedCall()))
      expect(sorted([...pages.slice(0, at + 1), ...rest])).toEqual(ids.toSorted((a, b) => a - b))
      expect(list.mostAtOnce).toBeLessThanOrEqual(8)
    }
  })

  test('what is added above the highest id meanwhile is read, also after resuming', async () => {
    const list = new ListInMemory(rising(400))
    const seen: Page<Row>[] = []
    let next: unknown
    for await (const page of rangePages(list, {}, observedCall())) {
      seen.push(page)
      next = page.next
      if (seen.length === 10) break
    }
    list.ids.push(5_000, 6_000)
    const rest = await collect(rangePages(list, { next: stored(next) }, observedCall()))
    expect(sorted([...seen, ...rest])).toEqual([...rising(400), 5_000, 6_000])
  })

  test('rows that come and go while ranges are read: all that stay are read, none twice', async () => {
    const list = new ListInMemory(rising(600, 10))
    const gone = new Set<number>()
    let added = 5
    list.before = (page) => {
      const victim = list.ids[(page * 37) % list.ids.length]!
      list.ids = list.ids.filter((id) => id !== victim)
      gone.add(victim)
      list.ids.push((added += 130))
    }
    const ids = sorted(await collect(rangePages(list, {}, observedCall())))
    expect(new Set(ids).size).toBe(ids.length)
    const stayed = rising(600, 10).filter((id) => !gone.has(id))
    expect(stayed.filter((id) => !ids.includes(id))).toEqual([])
  })

  test('reads no further ahead than a page of each range', async () => {
    const list = new ListInMemory(rising(1_000))
    let taken = 0
    for await (const _ of rangePages(list, {}, observedCall())) {
      taken++
      // whatever could be fetched ahead is fetched by now
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      expect(list.pagesSent - taken).toBeLessThanOrEqual(8)
      if (taken === 30) break
    }
    expect(list.atOnce).toBe(0)
  })
})

describe('ends', () => {
  test('a failure of one range ends the others, and is what is thrown', async () => {
    const list = new ListInMemory(rising(1_000))
    list.before = (page, { signal }) => {
      if (page < 20) return
      if (page === 20) throw new Error('the platform is gone')
      return untilAborted(new Promise(() => undefined), signal)
    }
    expect(await rejection(collect(rangePages(list, {}, observedCall())))).toEqual(
      new Error('the platform is gone'),
    )
    expect(list.atOnce).toBe(0)
  })

  test('a failure of a page that nobody waits for yet is thrown when its turn comes', async () => {
    const list = new ListInMemory(rising(100))
    const pages = rangePages(list, {}, observedCall())
    await pages.next()
    list.before = () => Promise.reject(new Error('later'))
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    // the second was on its way already
    await expect(pages.next().then(() => pages.next())).rejects.toThrow('later')
  })

  test('an abort ends all ranges with its reason', async () => {
    const abort = new AbortController()
    const list = new ListInMemory(rising(1_000))
    list.before = (page, { signal }) => {
      if (page < 20) return
      if (page === 23) abort.abort(new Error('paused by a person'))
      return untilAborted(new Promise(() => undefined), signal)
    }
    const reading = collect(rangePages(list, {}, observedCall(abort.signal)))
    await expect(reading).rejects.toThrow('paused by a person')
    expect(list.atOnce).toBe(0)
  })

  test('one range that goes on does not hide that another waits', async () => {
    const list = new ListInMemory(rising(200))
    const wait = (detail: string) => ({ reason: 'RATE_LIMIT' as const, until: null, detail })
    list.before = (page, call) => {
      if (page === 5) call.onWait?.(wait('five'))
      if (page === 6) call.onWait?.(wait('six'))
      if (page === 7) call.onWait?.(null)
    }
    const call = observedCall()
    const calls = new Map<number, CallOptions>()
    const before = list.before
    list.before = (page, own) => {
      calls.set(page, own)
      void before(page, own)
      if (page === 8) calls.get(6)?.onWait?.(null)
      if (page === 9) calls.get(5)?.onWait?.(null)
    }
    await collect(rangePages(list, {}, call))
    expect(call.waits).toEqual([wait('five'), wait('six'), wait('five'), null])
  })
})
