import type { CallOptions, Page } from '../call.ts'
import {
  type BulkOperations,
  type BulkResult,
  type BulkTools,
  discardResult,
  placeOf,
} from './bulk-operations.ts'
import { resultPages } from './bulk-result.ts'
import * as documents from './documents.ts'
import type { BulkList, BulkRecords } from './lists.ts'
import * as responses from './responses.ts'

export type { BulkResult } from './bulk-operations.ts'
export type { BulkList, BulkRecords } from './lists.ts'

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

interface Tools extends BulkTools {
  /** @throws CodedError SEARCH_NOT_UNDERSTOOD: in bulk Shopify would say nothing and give everything */
  checkSearch: (list: BulkList, search: string, call: CallOptions) => Promise<void>
}

export function createBulk(operations: BulkOperations, { checkSearch, ...tools }: Tools): ShopifyBulk {
  return {
    async begin(list, { search, notBefore }, call) {
      if (search?.trim()) await checkSearch(list, search, call)
      const document = documents.bulkQuery(list, search)
      const variables = { query: document }
      const start = { document, operation: documents.RUN_BULK, variables, schema: responses.runBulk }
      return operations.begin(start, notBefore, call)
    },

    finished: (id, call, onObjects) =>
      operations.finished(
        id,
        (objects) => `Shopify prepares the data in bulk: ${objects} objects so far`,
        call,
        onObjects,
      ),

    pages(list, result, folder, next, call) {
      const renewedUrl = () => operations.urlOf(result.id, call)
      return resultPages(list, { ...result, renewedUrl }, placeOf(result.id, folder), next, {
        ...tools,
        call,
      })
    },

    cancel: (id, call) => operations.cancel(id, call),
    discard: discardResult,
  }
}
