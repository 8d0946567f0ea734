import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Logger } from '../../logger.ts'
import type { CallOptions, Tuning, Wait } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { Failures } from '../failures.ts'
import { type Http, Transient } from '../http.ts'
import { pause, sideBySide } from '../waiting.ts'
import * as documents from './documents.ts'
import type { GraphqlTransport } from './graphql.ts'
import * as responses from './responses.ts'

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

export interface BulkTools {
  graphql: GraphqlTransport
  http: Http
  failures: Failures
  log: Logger
  clock: Clock
  tuning: Tuning | undefined
}

/** How an operation is started, and the document that it shows as its query. */
interface Start {
  document: string
  operation: documents.Operation
  variables: Record<string, unknown>
  schema: z.ZodType<responses.BulkStart>
}

const UNDER_WAY = new Set<responses.BulkStatus>(['CREATED', 'RUNNING', 'CANCELING'])
const OF_USE = new Set<responses.BulkStatus>(['CREATED', 'RUNNING', 'COMPLETED'])
const TOO_MANY = new Set(['OPERATION_IN_PROGRESS', 'LIMIT_REACHED'])

/** What bulk queries and bulk mutations have in common: they start, are waited for and can be cancelled. */
export class BulkOperations {
  readonly #tools: BulkTools

  constructor(tools: BulkTools) {
    this.#tools = tools
  }

  /**
   * Starts an operation and returns its gid, once Shopify has room for one more. With `notBefore`, on the platform's
   * clock, it first looks for one with the same document that was created since.
   * @throws CodedError SHOPIFY_REFUSED, BULK_OPERATION_FAILED when the rows of a mutation are not there (any more), and
   * what a query throws
   */
  async begin(start: Start, notBefore: Date | undefined, call: CallOptions): Promise<string> {
    const { graphql, http } = this.#tools
    // a moment of Shopify's is a whole second
    const since = notBefore ? Math.floor(notBefore.getTime() / 1000) * 1000 : Infinity
    let known: Set<string> | null = null
    return this.#looking(call, (looked) =>
      http.retrying(looked, async () => {
        const newest = await graphql.query(documents.NEWEST_BULKS, {}, responses.newestBulks, looked)
        const found = newest.find(
          (one) =>
            sameText(one.query, start.document) &&
            OF_USE.has(one.status) &&
            // what came since the first look is from a start whose answer was lost
            (known ? !known.has(one.id) : one.createdAt.getTime() >= since),
        )
        known ??= new Set(newest.map(({ id }) => id))
        const id = found?.id ?? (await this.#start(start, looked))
        return id ?? new NotYet('Shopify runs as many bulk operations as it allows')
      }),
    )
  }

  /** The newest with this document, however it stands or ended; null when there is none among Shopify's newest. */
  async find(document: string, call: CallOptions): Promise<string | null> {
    const newest = await this.#tools.graphql.query(documents.NEWEST_BULKS, {}, responses.newestBulks, call)
    return newest.find(({ query }) => sameText(query, document))?.id ?? null
  }

  /**
   * Resolves when the operation has completed. `underWay` says in a sentence how far it is, by its objects so far.
   * @throws CodedError BULK_OPERATION_FAILED when it ended otherwise or is not known any more; SHOPIFY_ACCESS
   */
  async finished(
    id: string,
    underWay: (objects: number) => string,
    call: CallOptions,
    onObjects?: (count: number) => void,
  ): Promise<BulkResult> {
    const { failures } = this.#tools
    let told = -1
    return this.#looking(call, async (looked) => {
      const operation = await this.#operationOf(id, looked)
      if (!operation) throw failures.make('BULK_OPERATION_FAILED', `Shopify does not know ${id} any more`)
      const { status, errorCode, objectCount, fileSize, url } = operation
      if (objectCount !== told) onObjects?.(objectCount)
      told = objectCount
      if (status === 'COMPLETED') return { id, objectCount, url, fileSize }
      if (UNDER_WAY.has(status)) return new NotYet(underWay(objectCount))
      const reason = errorCode === null ? status : `${status}, ${errorCode}`
      throw failures.make(
        errorCode === 'ACCESS_DENIED' ? 'SHOPIFY_ACCESS' : 'BULK_OPERATION_FAILED',
        `Shopify ended ${id} after ${objectCount} objects: ${reason}`,
      )
    })
  }

  /** A new address of the same result; null when there is none any more. */
  async urlOf(id: string, call: CallOptions): Promise<string | null> {
    return (await this.#operationOf(id, call))?.url ?? null
  }

  /** An operation that has already ended is no error. */
  async cancel(id: string, call: CallOptions): Promise<void> {
    const { graphql, failures } = this.#tools
    const userErrors = await graphql.query(documents.CANCEL_BULK, { id }, responses.cancelBulk, call)
    const [first] = userErrors
    if (!first) return
    const operation = await this.#operationOf(id, call)
    if (operation && UNDER_WAY.has(operation.status))
      throw failures.make('SHOPIFY_REFUSED', `Shopify does not cancel ${id}: ${first.message}`)
  }

  /** Null when it is not known any more. */
  async #operationOf(id: string, call: CallOptions) {
    return this.#tools.graphql.query(documents.BULK_BY_ID, { id }, responses.bulkById, call)
  }

  /** Null when as many are running as Shopify allows. */
  async #start({ operation, variables, schema }: Start, call: CallOptions): Promise<string | null> {
    const { graphql, failures } = this.#tools
    const { bulkOperation, userErrors } = await graphql.once(operation, variables, schema, call)
    if (bulkOperation) return bulkOperation.id
    const codes = new Set(userErrors.map(({ code }) => code ?? ''))
    if (!codes.isDisjointFrom(TOO_MANY)) return null
    const said = `Shopify refused the bulk operation: ${userErrors.map(({ message }) => message).join('; ')}`
    if (codes.has('INTERNAL_FILE_SERVER_ERROR')) throw new Transient('PLATFORM_UNREACHABLE', said)
    throw failures.make(codes.has('NO_SUCH_FILE') ? 'BULK_OPERATION_FAILED' : 'SHOPIFY_REFUSED', said)
  }

  /** Looks again and again, with growing pauses, until there is something else than a reason to wait. */
  async #looking<T>(call: CallOptions, look: (call: CallOptions) => Promise<T | NotYet>): Promise<T> {
    const { clock, tuning } = this.#tools
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
}

/** The operation's own place in a folder. */
export function placeOf(id: string, folder: string): string {
  return join(folder, `bulk-${id.replace(/^.*\//, '')}`)
}

/** Removes what was downloaded of an operation. */
export async function discardResult(id: string, folder: string): Promise<void> {
  await rm(placeOf(id, folder), { recursive: true, force: true })
}

class NotYet {
  readonly why: string

  constructor(why: string) {
    this.why = why
  }
}

function sameText(one: string, other: string): boolean {
  return one.replaceAll(/\s+/g, ' ').trim() === other.replaceAll(/\s+/g, ' ').trim()
}
