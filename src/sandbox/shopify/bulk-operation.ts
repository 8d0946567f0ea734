export type BulkErrorCode = 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT'

/** An error as `BulkOperationUserError`, `BulkMutationUserError` and `UserError` have it. */
export interface BulkUserError {
  field: string[] | null
  message: string
  code?:
    | 'INVALID'
    | 'INVALID_MUTATION'
    | 'INVALID_STAGED_UPLOAD_FILE'
    | 'NO_SUCH_FILE'
    | 'OPERATION_IN_PROGRESS'
    | null
}

/**
 * A bulk operation as the API shows it; times in ms. Those that were started here move on with the clock, at each
 * request; one that a test puts into the table stays as it is.
 */
export interface ShopifyBulkOperation {
  id: number
  type: 'QUERY' | 'MUTATION'
  status: 'CANCELED' | 'CANCELING' | 'COMPLETED' | 'CREATED' | 'EXPIRED' | 'FAILED' | 'RUNNING'
  errorCode: BulkErrorCode | null
  /** The document, of a mutation too. */
  query: string
  createdAt: number
  /** Of a success only. */
  completedAt: number | null
  objectCount: number
  rootObjectCount: number
  fileSize: number | null
  /** Absolute, or a path of the sandbox's own server. */
  url: string | null
  partialDataUrl: string | null
}

/** How bulk operations run; to be changed at any time. */
export interface BulkSettings {
  /** By the sandbox's clock; Infinity ends an operation as soon as its file is written. */
  objectsPerSecond: number
  /** Of a mutation's variables, by the same clock; Infinity carries them out as fast as it can. Shopify's is not known. */
  rowsPerSecond: number
  /** Whether lines come in a scrambled (but repeatable) order where Shopify promises none: children, not grouped. */
  scramblesChildren: boolean
}

/**
 * How an operation ends in place of COMPLETED, after so many objects or rows (0 unless told): `RUNNING` never ends; what a
 * FAILED one had is its partial data; an EXPIRED one had completed, its result is gone.
 */
export type BulkOutcome = { afterObjects?: number } & (
  { status: 'FAILED'; errorCode: BulkErrorCode } | { status: 'CANCELED' | 'EXPIRED' | 'RUNNING' }
)
