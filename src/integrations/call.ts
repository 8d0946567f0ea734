import type { Clock } from './clock.ts'

/** Why a client waits now; shown to people as the job's waitingOn. */
export interface Wait {
  reason: 'RATE_LIMIT' | 'RETRY_BACKOFF' | 'BULK_OPERATION'
  /** When the client means to go on; null when only the platform knows. */
  until: Date | null
  /** One sentence for a merchant, without secrets. */
  detail: string
}

/** What the calls of one job cost; the clients only ever count up. */
export interface CallMeter {
  /** HTTP requests sent, retries and token requests included. */
  requests: number
  /** How often the platform refused because of its rate limit. */
  rateLimitHits: number
  /** Time spent waiting for budgets, locks, retries and bulk operations, in milliseconds; calls that wait side by side all count. */
  waitedMs: number
}

/** Passed with each call by whoever makes it (a job). */
export interface CallOptions {
  /** Ends the call at once with the signal's reason, in the middle of a request or of a wait. */
  signal: AbortSignal
  /** Told of each wait worth showing, and with null when the call goes on. */
  onWait?: (wait: Wait | null) => void
  /** A person waits for it: it goes ahead of the jobs' calls and may use the share of the budget kept back from them. */
  interactive?: true
  /** Told of each failure of the platform after which the client tries again, in one sentence. */
  onRetry?: (failure: string) => void
  meter?: CallMeter
}

/** One page of a platform's list, its rows parsed one by one. */
export interface Page<R> {
  records: R[]
  /** Rows that cannot be what they say. Nothing of them is in `records`. */
  broken: BrokenRecord[]
  /** Hand it back to go on after this page. JSON-safe. `undefined`: that was the last page. */
  next: unknown
  /** How many rows the platform sent: records and broken ones. */
  size: number
}

/** A row that did not parse, with as much of its identity as could be read. */
export interface BrokenRecord {
  id: string | null
  title: string | null
  sku: string | null
  /** Names the field, what was there and what is allowed. */
  message: string
}

/** How a platform stands as this process sees it. */
export interface PlatformClientStatus {
  /** Nhanh: calls of the fullest URL's window. Shopify: points taken out of the bucket. Null before the first call. */
  budgetUsed: number | null
  budgetLimit: number | null
  lockedUntil: Date | null
  tokenExpiresAt: Date | null
  /** The client renews it by itself before it expires; without that a person has to. */
  tokenRenews: boolean
  lastErrorAt: Date | null
  lastError: string | null
}

/** What must survive a kill: a lock's end and the calls of the last window. */
export interface RateLimitState {
  lockedUntil: Date | null
  /** When each call of the window was made, oldest first. */
  calls: Date[]
}

/** Where the states are kept, by bucket. The app gives one backed by PostgreSQL. */
export interface RateLimitStore {
  load(bucket: string): Promise<RateLimitState | null>
  save(bucket: string, state: RateLimitState): Promise<void>
}

/** Delays and bounds of a client. The defaults are for real platforms; tests make them small. */
export interface Tuning {
  clock?: Clock
  /** One attempt, its body included. Default 30 s. */
  timeoutMs?: number
  /** Attempts of one request when the platform fails. Default 8, which outlasts a minute. */
  attempts?: number
  /** First retry delay; doubles, with full jitter. Default 1 s. */
  backoffMs?: number
  /** The longest single delay, also when Retry-After asks for more. Default 60 s. */
  maxBackoffMs?: number
  /** No attempt starts later than this after the first. Default 2 minutes. */
  totalMs?: number
  /** Bytes of one answer's body; downloads have no bound. Default 64 MB. */
  maxBodyBytes?: number
  /** First pause between two looks at a bulk operation; grows by half each time. Default 1 s. */
  pollMs?: number
  /** The longest such pause. Default 30 s. */
  maxPollMs?: number
}
