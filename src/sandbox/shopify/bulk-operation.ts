export type BulkErrorCode = 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT'

/**
 * A bulk operation as the API shows it; times in ms. Those that a query started move on with the clock, at each
 * request; one that a test puts into the table stays as it is.
 */
export interface ShopifyBulkOperation {
  id: number
  type: 'QUERY' | 'MUTATION'
  status: 'CANCELED' | 'CANCELING' | 'COMPLETED' | 'CREATED' | 'EXPIRED' | 'FAILED' | 'RUNNING'
  errorCode: BulkErrorCode | null
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
  /** Whether lines come in a scrambled (but repeatable) order where Shopify promises none: children, not grouped. */
  scramblesChildren: boolean
}

/**
 * How an operation ends in place of COMPLETED, after so many objects (0 unless told): `RUNNING` never ends; what a
 * FAILED one had is its partial data; an EXPIRED one had completed, its result is gone.
 */
export type BulkOutcome = { afterObjects?: number } & (
  { status: 'FAILED'; errorCode: BulkErrorCode } | { status: 'CANCELED' | 'EXPIRED' | 'RUNNING' }
)
