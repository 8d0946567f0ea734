// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
export type JobStatus =
  | 'CANCELLED'
  /** asked to cancel, the current batch is being finished */
  | 'CANCELLING'
  /** every item succeeded or was skipped on purpose */
  | 'COMPLETED'
  /** ran to its end; some items failed, or a guard warned (see warnings) */
  | 'COMPLETED_WITH_ERRORS'
  /** did not reach its end */
  | 'FAILED'
  /** still holds what it works on, until resumed or cancelled */
  | 'PAUSED'
  /** asked to pause, the current batch is being finished */
  | 'PAUSING'
  | 'QUEUED'
  | 'RUNNING'

export type JobType =
  /** Links the retail customers of Nhanh with the customers of Shopify who have the same phone. What is not certain goes to matchReviews. */
  | 'AUTO_MATCH_CUSTOMERS'
  /** Links the products of Nhanh with the variants of Shopify that have the same SKU, or the same barcode where one has no SKU. What is not certain goes to matchReviews. */
  | 'AUTO_MATCH_PRODUCTS'
  /** Writes total spent, points and level of Nhanh into metafields of the linked customers where they differ, and removes them from customers who are linked no more. */
  | 'CUSTOMER_SYNC'
  /** Writes the stock that Nhanh has available to the levels of Shopify that differ from it. */
  | 'PRODUCT_SYNC'
  /** Reads the customers of Nhanh with their phones, points and what they have spent. */
  | 'PULL_NHANH_CUSTOMERS'
  /** Reads the products of Nhanh with their prices and the stock in each depot. */
  | 'PULL_NHANH_PRODUCTS'
  /** Reads the customers of Shopify with their phones, tags and what they have spent. */
  | 'PULL_SHOPIFY_CUSTOMERS'
  /** Reads the products of Shopify and their variants with prices and the stock at each location. */
  | 'PULL_SHOPIFY_PRODUCTS'
  /** Syncs again what failed before and can succeed now: of one job, of one kind, of given codes. */
  | 'RETRY_FAILED_SYNC'
  /** Puts back what a sync overwrote, where it still is what that sync wrote; everything else stays and is listed. */
  | 'UNDO_SYNC'

export type MatchReviewReason =
  | 'ALREADY_LINKED'
  /** the SKU points to one record, the barcode to another */
  | 'KEYS_DISAGREE'
  /** the phone agrees, the names share no word */
  | 'NAME_DISAGREES'
  /** the phone was found only in a note */
  | 'NOTE_ONLY'
  /** the linked record is gone at its source, a new one carries its key */
  | 'REPLACED'
  | 'SEVERAL_IN_NHANH'
  | 'SEVERAL_IN_SHOPIFY'

export type Platform = 'NHANH' | 'SHOPIFY'

export type RecordKind = 'CUSTOMER' | 'PRODUCT'

export type ShopHealthLevel =
  /** the stock is kept right, and a person should look at something */
  | 'ATTENTION'
  /** nothing is to be done */
  | 'GOOD'
  /** the stock is not kept right now */
  | 'RED'

/** Why a shop is not GOOD: the first nine make it RED, the others ask for ATTENTION. */
export type ShopHealthReason =
  /** a depot is no longer granted; nothing is written */
  | 'DEPOT_LOST'
  /** a depot has no place yet; nothing is written */
  | 'DEPOT_OPEN'
  /** some linked variants are not known to be right */
  | 'NEED_YOU'
  /** no product sync has reached its end yet */
  | 'NEVER_SYNCED'
  /** no variant is linked */
  | 'NOTHING_LINKED'
  /** the products of a platform have not been pulled yet */
  | 'NOTHING_PULLED'
  /** a platform is not connected */
  | 'NOT_CONNECTED'
  /** the newest run of another step of the chain failed */
  | 'STEP_FAILED'
  /** another step of the chain is overdue */
  | 'STEP_OVERDUE'
  /** the newest product sync failed */
  | 'SYNC_FAILED'
  /** a schedule should have brought a good product sync, and has not */
  | 'SYNC_OVERDUE'
  /** a token has expired */
  | 'TOKEN_EXPIRED'
  /** a token expires within 7 days */
  | 'TOKEN_EXPIRES'
  /** writing to the shop is switched off */
  | 'WRITES_OFF'

export type WaitReason = 'BULK_OPERATION' | 'QUEUE' | 'RATE_LIMIT' | 'RETRY_BACKOFF'

export type JobRowFragment = {
  readonly id: string
  readonly seq: number
  readonly type: JobType
  readonly label: string
  readonly status: JobStatus
  readonly dryRun: boolean
  readonly progress: number | null
  readonly processed: number
  readonly total: number | null
  readonly successful: number
  readonly skipped: number
  readonly failed: number
  readonly speed: number | null
  readonly durationMs: number | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly requestedBy: string | null
  readonly phase: string | null
  readonly eta: { readonly low: number; readonly high: number } | null
  readonly waitingOn: {
    readonly reason: WaitReason
    readonly until: string | null
    readonly detail: string | null
  } | null
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null
}

export type OverviewDaysQueryVariables = Exact<{
  timeZone: string
}>

export type OverviewDaysQuery = {
  readonly jobDays: ReadonlyArray<{
    readonly day: string
    readonly completed: number
    readonly completedWithErrors: number
    readonly failed: number
    readonly cancelled: number
    readonly items: number
    readonly speed: number | null
  }>
}

export type OverviewStatsQueryVariables = Exact<{
  since: string
}>

export type OverviewStatsQuery = {
  readonly jobStats: ReadonlyArray<{
    readonly type: JobType
    readonly runs: number
    readonly completed: number
    readonly completedWithErrors: number
    readonly failed: number
    readonly cancelled: number
    readonly averageDurationMs: number | null
    readonly p50DurationMs: number | null
    readonly p95DurationMs: number | null
    readonly averageSpeed: number | null
    readonly topErrorCodes: ReadonlyArray<string>
    readonly dryRuns: number
  }>
  readonly errorPatterns: ReadonlyArray<{
    readonly code: string
    readonly hint: string | null
    readonly failed: number
    readonly skipped: number
    readonly jobs: number
    readonly types: ReadonlyArray<JobType>
    readonly lastAt: string
    readonly lastJob: { readonly id: string } | null
  }>
}

export type OverviewBudgetsQueryVariables = Exact<{ [key: string]: never }>

export type OverviewBudgetsQuery = {
  readonly platforms: ReadonlyArray<{
    readonly platform: Platform
    readonly configured: boolean
    readonly budgetUsed: number | null
    readonly budgetLimit: number | null
    readonly lockedUntil: string | null
    readonly lastError: string | null
    readonly lastErrorAt: string | null
  }>
}

export type OverviewChangesQueryVariables = Exact<{ [key: string]: never }>

export type OverviewChangesQuery = {
  readonly shopHealth: {
    readonly chain: ReadonlyArray<{
      readonly type: JobType
      readonly largestChanges: ReadonlyArray<{
        readonly change: number
        readonly item: {
          readonly id: string
          readonly key: string
          readonly title: string | null
          readonly before: unknown
          readonly after: unknown
        }
      }>
    }>
  }
  readonly shopifyLocations: ReadonlyArray<{ readonly id: string; readonly name: string }>
}

export type OverviewHealthQueryVariables = Exact<{
  timeZone: string
}>

export type OverviewHealthQuery = {
  readonly shopHealth: {
    readonly sentence: string
    readonly level: ShopHealthLevel
    readonly reasons: ReadonlyArray<ShopHealthReason>
    readonly linked: number
    readonly needYou: number
    readonly chain: ReadonlyArray<{
      readonly type: JobType
      readonly written: number
      readonly overdueSince: string | null
      readonly lastGoodRun: { readonly id: string; readonly completedAt: string | null } | null
      readonly lastRun: { readonly id: string; readonly status: JobStatus } | null
    }>
    readonly reviews: ReadonlyArray<{
      readonly kind: RecordKind
      readonly open: number
      readonly newSinceYesterday: number
      readonly reasons: ReadonlyArray<{
        readonly reason: MatchReviewReason
        readonly open: number
        readonly newSinceYesterday: number
      }>
    }>
    readonly writes: {
      readonly enabled: boolean
      readonly until: string | null
      readonly reason: string | null
    }
    readonly tokens: ReadonlyArray<{
      readonly platform: Platform
      readonly daysLeft: number
      readonly expiresAt: string
    }>
    readonly openDepots: ReadonlyArray<{ readonly id: string; readonly name: string }>
    readonly lostDepots: ReadonlyArray<{ readonly id: string; readonly name: string }>
    readonly openAlerts: ReadonlyArray<{
      readonly id: string
      readonly title: string
      readonly openedAt: string
    }>
  }
}

export type OverviewFindingFragment = {
  readonly count: number
  readonly examples: ReadonlyArray<{
    readonly id: string
    readonly sku: string | null
    readonly productTitle: string
    readonly title: string
    readonly mapping: { readonly id: string } | null
  }>
}

export type OverviewCostsQueryVariables = Exact<{ [key: string]: never }>

export type OverviewCostsQuery = {
  readonly shopHealth: {
    readonly costs: {
      readonly onSaleWithoutStock: {
        readonly count: number
        readonly examples: ReadonlyArray<{
          readonly id: string
          readonly sku: string | null
          readonly productTitle: string
          readonly title: string
          readonly mapping: { readonly id: string } | null
        }>
      }
      readonly inStockNotOnline: {
        readonly count: number
        readonly examples: ReadonlyArray<{
          readonly id: string
          readonly sku: string | null
          readonly productTitle: string
          readonly title: string
          readonly mapping: { readonly id: string } | null
        }>
      }
      readonly sellingUnlinked: {
        readonly count: number
        readonly examples: ReadonlyArray<{
          readonly id: string
          readonly sku: string | null
          readonly productTitle: string
          readonly title: string
          readonly mapping: { readonly id: string } | null
        }>
      }
      readonly stoppedOnSale: {
        readonly count: number
        readonly examples: ReadonlyArray<{
          readonly id: string
          readonly sku: string | null
          readonly productTitle: string
          readonly title: string
          readonly mapping: { readonly id: string } | null
        }>
      }
      readonly held: {
        readonly count: number
        readonly examples: ReadonlyArray<{
          readonly id: string
          readonly sku: string | null
          readonly productTitle: string
          readonly title: string
          readonly mapping: { readonly id: string } | null
        }>
      }
    } | null
  }
}
