import type { z } from 'zod'
import type { Logger } from '../../logger.ts'
import type {
  BrokenRecord,
  CallOptions,
  Page,
  PlatformClientStatus,
  RateLimitStore,
  Tuning,
} from '../call.ts'
import { systemClock } from '../clock.ts'
import { Failures } from '../failures.ts'
import { rawJson } from '../json.ts'
import { parseRows, textOf } from '../rows.ts'
import {
  comboRecord,
  customerRecord,
  customerTypeNumber,
  productRecord,
  stockRecord,
  type NhanhComboRecord,
  type NhanhCustomerRecord,
  type NhanhDepotRecord,
  type NhanhProductRecord,
  type NhanhStockRecord,
} from './records.ts'
import { comboRow, customerRow, depotRow, productRow, stockChangeRow, stockRow } from './responses.ts'
import { TokenExpiry } from './token-expiry.ts'
import { NhanhTransport, REQUESTS_A_WINDOW } from './transport.ts'

export interface NhanhClientOptions {
  /** For instance https://pos.open.nhanh.vn, with or without a slash at its end. */
  baseUrl: string
  appId: string
  businessId: string
  accessToken: string
  /** The app's. Without it, when the token expires stays unknown. */
  secretKey?: string
  log: Logger
  /** Without one, locks and windows live only as long as the process. */
  rateLimitStore?: RateLimitStore
  tuning?: Tuning
}

/** Times filter inclusively, to the second. */
interface NhanhCustomerQuery {
  type?: NonNullable<NhanhCustomerRecord['type']>
  /** Calendar days of the shop, `2026-11-21`. */
  lastBoughtFrom?: string
  lastBoughtTo?: string
  updatedAtFrom?: Date
  next?: unknown
}

/** Lists come 100 a page. To resume, pass the `next` of the last page kept, with the same query. */
export interface NhanhClient {
  /**
   * Products of all statuses by rising id. `updatedAtFrom` filters on product information; stock changes do not move it.
   */
  productPages(
    query: { updatedAtFrom?: Date; next?: unknown },
    call: CallOptions,
  ): AsyncIterable<Page<NhanhProductRecord>>
  /** Those of at most 100 products that there are, of any status. */
  productsByIds(ids: readonly string[], call: CallOptions): Promise<Page<NhanhProductRecord>>
  /**
   * What can be sold, of those of at most 100 products that Nhanh answers: one without a stock record is absent, which
   * is not zero. `everyStatus`: names all statuses, for Nhanh hides INACTIVE where it is not asked for.
   */
  stocksByIds(
    ids: readonly string[],
    query: { everyStatus: boolean },
    call: CallOptions,
  ): Promise<Page<NhanhStockRecord>>
  /** The components of those of at most 100 products that there are, of any status. */
  combosByIds(ids: readonly string[], call: CallOptions): Promise<Page<NhanhComboRecord>>
  /** Products whose stock changed since then: `updatedAtFrom` of product/inventory is the time of the stock. */
  stockChangePages(
    query: { changedSince: Date; next?: unknown },
    call: CallOptions,
  ): AsyncIterable<Page<string>>
  /** In the order that Nhanh chooses: it documents none for customers. */
  customerPages(query: NhanhCustomerQuery, call: CallOptions): AsyncIterable<Page<NhanhCustomerRecord>>
  /** Those of at most 100 customers that there are. */
  customersByIds(ids: readonly string[], call: CallOptions): Promise<Page<NhanhCustomerRecord>>
  /** All depots. A depot that does not parse fails the call: stock would point to nothing. */
  depots(call: CallOptions): Promise<NhanhDepotRecord[]>
  /**
   * Asks when the token expires, at most every 6 hours, for `status()` to tell. Resolves whatever becomes of it; without
   * a secret key nothing is asked.
   */
  refreshTokenExpiry(call: CallOptions): Promise<void>
  /** The platform's clock now, as the Date header of its last answer tells; null before the first answer. */
  platformTime(): Date | null
  status(): PlatformClientStatus
}

/** The most that Nhanh gives, of a list or of ids; it cuts more silently, and its default is not documented. */
export const NHANH_PAGE_SIZE = 100
/** Without a filter Nhanh hides INACTIVE. */
const ALL_STATUSES = [1, 2, 3, 4]

interface ListSpec<S extends z.ZodType, R> {
  /** For instance `product/list`. */
  action: string
  filters?: object
  /** The endpoint's sort key; left out where none is documented. */
  sort?: string
  schema: S
  toRecord: (row: z.output<S>) => R
}

const PRODUCTS = { action: 'product/list', sort: 'id', schema: productRow, toRecord: productRecord }
const COMBOS = { action: 'product/list', sort: 'id', schema: comboRow, toRecord: comboRecord }
const STOCKS = { action: 'product/inventory', sort: 'productId', schema: stockRow, toRecord: stockRecord }
const CUSTOMERS = { action: 'customer/list', schema: customerRow, toRecord: customerRecord }

/** One client for each account: it holds the account's budgets. */
export function createNhanhClient(options: NhanhClientOptions): NhanhClient {
  const clock = options.tuning?.clock ?? systemClock
  const failures = new Failures('Nhanh', clock, [options.accessToken, options.secretKey ?? ''])
  const transport = new NhanhTransport(options, failures, clock)
  const tokenExpiry = options.secretKey ? new TokenExpiry(transport, options.secretKey, clock) : null

  async function* pages<S extends z.ZodType, R>(
    list: ListSpec<S, R>,
    from: unknown,
    call: CallOptions,
  ): AsyncGenerator<Page<R>> {
    if (from !== undefined && typeof from !== 'string') throw new TypeError('next is not one of this client')
    const seen = new Set<string>()
    let next = from
    let idsBefore = ''
    for (;;) {
      if (next !== undefined) seen.add(next)
      const paginator = {
        size: NHANH_PAGE_SIZE,
        ...(list.sort !== undefined && { sort: { [list.sort]: 'asc' } }),
        ...(next !== undefined && { next: rawJson(next) }),
      }
      const answer = await transport.list(list.action, { filters: list.filters ?? {}, paginator }, call)
      const ids = answer.rows.map((row) => textOf(row, 'id') ?? textOf(row, 'productId')).join()
      if (answer.next !== undefined && seen.has(answer.next))
        throw failures.make(
          'CURSOR_LOOP',
          `Nhanh sent the cursor ${failures.excerpt(answer.next)} of ${list.action} twice`,
        )
      if (ids !== '' && ids === idsBefore)
        throw failures.make('CURSOR_LOOP', `Nhanh sent the same page of ${list.action} twice`)
      idsBefore = ids
      next = answer.next
      yield {
        ...parseRows(answer.rows, list.schema, list.toRecord, identify),
        next,
        size: answer.rows.length,
      }
      if (next === undefined) return
    }
  }

  async function whole<S extends z.ZodType, R>(list: ListSpec<S, R>, call: CallOptions): Promise<Page<R>> {
    const all: Page<R> = { records: [], broken: [], next: undefined, size: 0 }
    for await (const page of pages(list, undefined, call)) {
      all.records.push(...page.records)
      all.broken.push(...page.broken)
      all.size += page.size
    }
    return all
  }

  /** No ids would ask Nhanh for everything. */
  async function byIds<S extends z.ZodType, R>(
    list: ListSpec<S, R>,
    ids: readonly string[],
    filters: object,
    call: CallOptions,
  ): Promise<Page<R>> {
    if (ids.length === 0) return { records: [], broken: [], next: undefined, size: 0 }
    if (ids.length > NHANH_PAGE_SIZE)
      throw new RangeError(`${ids.length} ids were given, at most ${NHANH_PAGE_SIZE} are allowed`)
    return whole({ ...list, filters: { ids: integers(ids), ...filters } }, call)
  }

  return {
    productPages({ updatedAtFrom, next }, call) {
      const filters = {
        status: ALL_STATUSES,
        ...(updatedAtFrom && { updatedAtFrom: unixSeconds(updatedAtFrom) }),
      }
      return pages({ ...PRODUCTS, filters }, next, call)
    },

    productsByIds(ids, call) {
      return byIds(PRODUCTS, ids, { status: ALL_STATUSES }, call)
    },

    stocksByIds(ids, { everyStatus }, call) {
      return byIds(STOCKS, ids, everyStatus ? { status: ALL_STATUSES } : {}, call)
    },

    combosByIds(ids, call) {
      return byIds(COMBOS, ids, { status: ALL_STATUSES }, call)
    },

    stockChangePages({ changedSince, next }, call) {
      const list = {
        action: 'product/inventory',
        sort: 'productId',
        filters: { status: ALL_STATUSES, updatedAtFrom: unixSeconds(changedSince) },
        schema: stockChangeRow,
        toRecord: ({ productId }: { productId: string }) => productId,
      }
      return pages(list, next, call)
    },

    customerPages({ type, lastBoughtFrom, lastBoughtTo, updatedAtFrom, next }, call) {
      const filters = {
        ...(type && { type: customerTypeNumber(type) }),
        ...(lastBoughtFrom !== undefined && { lastBoughtDateFrom: lastBoughtFrom }),
        ...(lastBoughtTo !== undefined && { lastBoughtDateTo: lastBoughtTo }),
        ...(updatedAtFrom && { updatedAtFrom: unixSeconds(updatedAtFrom) }),
      }
      return pages({ ...CUSTOMERS, filters }, next, call)
    },

    customersByIds(ids, call) {
      return byIds(CUSTOMERS, ids, {}, call)
    },

    async depots(call) {
      const list = { action: 'business/depot', schema: depotRow, toRecord: (row: NhanhDepotRecord) => row }
      const { records, broken } = await whole(list, call)
      if (broken[0]) {
        const text = `Nhanh sent the depot ${broken[0].id} with ${broken[0].message}`
        throw failures.make('UNEXPECTED_ANSWER', text)
      }
      return records
    },

    async refreshTokenExpiry(call) {
      await tokenExpiry?.refresh(call)
    },

    platformTime: () => transport.platformTime(),

    status() {
      const { used, lockedUntil } = transport.status()
      return {
        budgetUsed: used,
        budgetLimit: used === null ? null : REQUESTS_A_WINDOW,
        lockedUntil,
        tokenExpiresAt: tokenExpiry?.expiresAt ?? null,
        tokenRenews: false,
        lastErrorAt: failures.lastErrorAt,
        lastError: failures.lastError,
      }
    },
  }
}

function unixSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

/** Nhanh wants JSON integers; these may be beyond those of JavaScript. */
function integers(ids: readonly string[]): unknown[] {
  return ids.map((id) => {
    if (!/^\d{1,18}$/.test(id)) throw new TypeError(`an id of Nhanh is ${id}, expected an integer`)
    return rawJson(id)
  })
}

function identify(row: unknown): Omit<BrokenRecord, 'message'> {
  return {
    id: textOf(row, 'id') ?? textOf(row, 'productId'),
    title: textOf(row, 'name'),
    sku: textOf(row, 'code'),
  }
}
