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
import { productRecord, type NhanhDepotRecord, type NhanhProductRecord } from './records.ts'
import { depotRow, productRow } from './responses.ts'
import { NhanhTransport, REQUESTS_A_WINDOW } from './transport.ts'

export interface NhanhClientOptions {
  /** For instance https://pos.open.nhanh.vn, with or without a slash at its end. */
  baseUrl: string
  appId: string
  businessId: string
  accessToken: string
  log: Logger
  /** Without one, locks and windows live only as long as the process. */
  rateLimitStore?: RateLimitStore
  tuning?: Tuning
}

export interface NhanhClient {
  /**
   * Products of all statuses by rising id, 100 a page. Resume: pass the `next` of the last page kept.
   * `updatedAtFrom` filters on product information; stock changes do not move it.
   */
  productPages(
    query: { updatedAtFrom?: Date; next?: unknown },
    call: CallOptions,
  ): AsyncIterable<Page<NhanhProductRecord>>
  /** All depots. A depot that does not parse fails the call: stock would point to nothing. */
  depots(call: CallOptions): Promise<NhanhDepotRecord[]>
  status(): PlatformClientStatus
}

/** The most that Nhanh gives; it cuts more silently, and its default is not documented. */
const PAGE_SIZE = 100
/** Without a filter Nhanh hides INACTIVE. */
const ALL_STATUSES = [1, 2, 3, 4]

/** One client for each account: it holds the account's budgets. */
export function createNhanhClient(options: NhanhClientOptions): NhanhClient {
  const clock = options.tuning?.clock ?? systemClock
  const failures = new Failures('Nhanh', clock, [options.accessToken])
  const transport = new NhanhTransport(options, failures, clock)

  async function* pages<S extends z.ZodType, R>(
    list: {
      action: string
      body: object
      /** Left out where none is documented. */
      order?: { sort: Record<string, 'asc'> }
      next: string | undefined
      schema: S
      toRecord: (row: z.output<S>) => R
    },
    call: CallOptions,
  ): AsyncGenerator<Page<R>> {
    const seen = new Set<string>()
    let next = list.next
    let idsBefore = ''
    for (;;) {
      if (next !== undefined) seen.add(next)
      const paginator = {
        size: PAGE_SIZE,
        sort: { id: 'asc' },
        ...(next !== undefined && { next: rawJson(next) }),
      }
      const answer = await transport.list(list.action, { ...list.body, paginator }, call)
      const ids = answer.rows.map((row) => textOf(row, 'id')).join()
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

  return {
    productPages({ updatedAtFrom, next }, call) {
      const filters = {
        status: ALL_STATUSES,
        ...(updatedAtFrom && { updatedAtFrom: Math.floor(updatedAtFrom.getTime() / 1000) }),
      }
      if (next !== undefined && typeof next !== 'string')
        throw new TypeError('next is not one of this client')
      return pages(
        {
          action: 'product/list',
          body: { filters },
          order: { sort: { id: 'asc' } },
          next,
          schema: productRow,
          toRecord: productRecord,
        },
        call,
      )
    },

    async depots(call) {
      const depots: NhanhDepotRecord[] = []
      const list = {
        action: 'business/depot',
        body: {},
        next: undefined,
        schema: depotRow,
        toRecord: (row: NhanhDepotRecord) => row,
      }
      for await (const page of pages(list, call)) {
        const [broken] = page.broken
        if (broken)
          throw failures.make('UNEXPECTED_ANSWER', `Nhanh sent the depot ${broken.id} with ${broken.message}`)
        depots.push(...page.records)
      }
      return depots
    },

    status() {
      const { used, lockedUntil } = transport.status()
      return {
        budgetUsed: used,
        budgetLimit: used === null ? null : REQUESTS_A_WINDOW,
        lockedUntil,
        // Nhanh tells it only to whoever has the app's secret key
        tokenExpiresAt: null,
        lastErrorAt: failures.lastErrorAt,
        lastError: failures.lastError,
      }
    },
  }
}

function identify(row: unknown): Omit<BrokenRecord, 'message'> {
  return { id: textOf(row, 'id'), title: textOf(row, 'name'), sku: textOf(row, 'code') }
}
