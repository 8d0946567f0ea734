import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../logger.ts'
import type { CallOptions, Page, Tuning, Wait } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { Failures } from '../failures.ts'
import type { Http } from '../http.ts'
import { pause, sideBySide } from '../waiting.ts'
import { resultPages } from './bulk-result.ts'
import * as documents from './documents.ts'
import type { GraphqlTransport } from './graphql.ts'
import type { BulkList, BulkRecords } from './lists.ts'
import * as responses from './responses.ts'

export type { BulkList, BulkRecords } from './lists.ts'

/** What a completed operation left to be downloaded. */
export interface BulkResult {
  /** gid://shopify/BulkOperation/… */
  id: string
  /** The number of lines of the result. */
  objectCount: number
  /** Signed, for a week. Null when there is nothing. */
  url: string | null
  fileSize: number | null
}

/** Shopify's bulk operations: it writes a whole list to a file, which is then downloaded. */
export interface ShopifyBulk {
  /**
   * Starts an operation and returns its gid. With `notBefore`, on the platform's clock, it first looks for one with the
   * same query that was created since, which a start whose answer was lost has left. It waits when as many operations
   * are running as Shopify allows.
   * @throws CodedError SEARCH_NOT_UNDERSTOOD, SHOPIFY_REFUSED, and what a query throws
   */
  begin(list: BulkList, query: { search?: string; notBefore?: Date }, call: CallOptions): Promise<string>
  /**
   * Resolves when the operation has completed; tells how many objects it has so far.
   * @throws CodedError BULK_OPERATION_FAILED when it ended otherwise or is not known any more; SHOPIFY_ACCESS
   */
  finished(id: string, call: CallOptions, onObjects?: (count: number) => void): Promise<BulkResult>
  /**
   * Downloads the result into the folder and yields its records, at most 1,000 a page. What is in the folder already
   * is not fetched again; `next` of the last page kept goes on after it, also in another process.
   * @throws CodedError BULK_RESULT_INCOMPLETE when lines are missing, too many or no JSON: nothing of the file is kept
   */
  pages<L extends BulkList>(
    list: L,
    result: BulkResult,
    folder: string,
    next: unknown,
    call: CallOptions,
  ): AsyncIterable<Page<BulkRecords[L]>>
  /** An operation that has already ended is no error. */
  cancel(id: string, call: CallOptions): Promise<void>
  /** Removes what {@link pages} left of the operation in the folder. */
  discard(id: string, folder: string): Promise<void>
}

interface Tools {
  graphql: GraphqlTransport
  http: Http
  failures: Failures
  log: Logger
  clock: Clock
  tuning: Tuning | undefined
  /** @throws CodedError SEARCH_NOT_UNDERSTOOD: in bulk Shopify would say nothing and give everything */
  checkSearch: (list: BulkList, search: string, call: CallOptions) => Promise<void>
}

const UNDER_WAY = new Set<responses.BulkStatus>(['CREATED', 'RUNNING', 'CANCELING'])
const OF_USE = new Set<responses.BulkStatus>(['CREATED', 'RUNNING', 'COMPLETED'])
const TOO_MANY = new Set(['OPERATION_IN_PROGRESS', 'LIMIT_REACHED'])

export function createBulk(tools: Tools): ShopifyBulk {
  const { graphql, http, failures, log, checkSearch } = tools

  /** Null when it is not known any more. */
  const operationOf = (id: string, call: CallOptions) =>
    graphql.query(documents.BULK_BY_ID, { id }, responses.bulkById, call)

  /** Null when as many are running as Shopify allows. */
  async function start(query: string, call: CallOptions): Promise<string | null> {
    const { bulkOperation, userErrors } = await graphql.once(
      documents.RUN_BULK,
      { query },
      responses.runBulk,
      call,
    )
    if (bulkOperation) return bulkOperation.id
    if (userErrors.some(({ code }) => TOO_MANY.has(code ?? ''))) return null
    const said = userErrors.map(({ message }) => message).join('; ')
    throw failures.make('SHOPIFY_REFUSED', `Shopify refused the bulk operation: ${said}`)
  }

  return {
    async begin(list, { search, notBefore }, call) {
      if (search?.trim()) await checkSearch(list, search, call)
      const query = documents.bulkQuery(list, search)
      // a moment of Shopify's is a whole second
      const since = notBefore ? Math.floor(notBefore.getTime() / 1000) * 1000 : Infinity
      let known: Set<string> | null = null
      return looking(tools, call, (looked) =>
        http.retrying(looked, async () => {
          const newest = await graphql.query(documents.NEWEST_BULKS, {}, responses.newestBulks, looked)
          const found = newest.find(
            (one) =>
              sameText(one.query, query) &&
              OF_USE.has(one.status) &&
              // what came since the first look is from a start whose answer was lost
              (known ? !known.has(one.id) : one.createdAt.getTime() >= since),
          )
          known ??= new Set(newest.map(({ id }) => id))
          const id = found?.id ?? (await start(query, looked))
          return id ?? new NotYet('Shopify runs as many bulk operations as it allows')
        }),
      )
    },

    async finished(id, call, onObjects) {
      let told = -1
      return looking(tools, call, async (looked) => {
        const operation = await operationOf(id, looked)
        if (!operation) throw failures.make('BULK_OPERATION_FAILED', `Shopify does not know ${id} any more`)
        const { status, errorCode, objectCount, fileSize, url } = operation
        if (objectCount !== told) onObjects?.(objectCount)
        told = objectCount
        if (status === 'COMPLETED') return { id, objectCount, url, fileSize }
        if (UNDER_WAY.has(status))
          return new NotYet(`Shopify prepares the data in bulk: ${objectCount} objects so far`)
        const reason = errorCode === null ? status : `${status}, ${errorCode}`
        throw failures.make(
          errorCode === 'ACCESS_DENIED' ? 'SHOPIFY_ACCESS' : 'BULK_OPERATION_FAILED',
          `Shopify ended ${id} after ${objectCount} objects: ${reason}`,
        )
      })
    },

    async *pages(list, result, folder, next, call) {
      const renewedUrl = async () => (await operationOf(result.id, call))?.url ?? null
      yield* resultPages(list, { ...result, renewedUrl }, placeOf(result.id, folder), next, {
        http,
        failures,
        log,
        call,
      })
    },

    async cancel(id, call) {
      const userErrors = await graphql.query(documents.CANCEL_BULK, { id }, responses.cancelBulk, call)
      const [first] = userErrors
      if (!first) return
      const operation = await operationOf(id, call)
      if (operation && UNDER_WAY.has(operation.status))
        throw failures.make('SHOPIFY_REFUSED', `Shopify does not cancel ${id}: ${first.message}`)
    },

    discard: (id, folder) => rm(placeOf(id, folder), { recursive: true, force: true }),
  }
}

function placeOf(id: string, folder: string): string {
  return join(folder, `bulk-${id.replace(/^.*\//, '')}`)
}

class NotYet {
  readonly why: string

  constructor(why: string) {
    this.why = why
  }
}

/** Looks again and again, with growing pauses, until there is something else than a reason to wait. */
async function looking<T>(
  { clock, tuning }: Tools,
  call: CallOptions,
  look: (call: CallOptions) => Promise<T | NotYet>,
): Promise<T> {
  const { pollMs = 1_000, maxPollMs = 30_000 } = tuning ?? {}
  const fork = sideBySide(call)
  const { onWait } = fork()
  let detail: string | null = null
  try {
    for (let ms = pollMs; ; ms = Math.min(maxPollMs, ms * 1.5)) {
      const seen = await look(fork())
      if (!(seen instanceof NotYet)) return seen
      const wait: Wait = { reason: 'BULK_OPERATION', until: null, detail: seen.why }
      // it goes on over all pauses, so these are not shown one by one
      if (detail !== seen.why) onWait?.(wait)
      detail = seen.why
      await pause(ms, wait, { ...call, onWait: undefined }, clock)
    }
  } finally {
    onWait?.(null)
  }
}

function sameText(one: string, other: string): boolean {
  return one.replaceAll(/\s+/g, ' ').trim() === other.replaceAll(/\s+/g, ' ').trim()
}
