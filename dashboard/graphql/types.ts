// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
export type ItemOutcome = 'CREATED' | 'FAILED' | 'SKIPPED' | 'UPDATED'

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

export type LogLevel = 'DEBUG' | 'ERROR' | 'INFO' | 'WARN'

export type WaitReason = 'BULK_OPERATION' | 'QUEUE' | 'RATE_LIMIT' | 'RETRY_BACKOFF'

type JobControlAnswer_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string }
}

type JobControlAnswer_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string }
}

type JobControlAnswer_JobControlSuccess_Fragment = {
  readonly __typename: 'JobControlSuccess'
  readonly job: { readonly id: string; readonly seq: number; readonly status: JobStatus }
}

type JobControlAnswer_JobNotFound_Fragment = { readonly __typename: 'JobNotFound'; readonly message: string }

type JobControlAnswer_JobNotInState_Fragment = {
  readonly __typename: 'JobNotInState'
  readonly message: string
  readonly job: { readonly id: string }
}

export type JobControlAnswerFragment =
  | JobControlAnswer_JobAlreadyRunning_Fragment
  | JobControlAnswer_JobConflict_Fragment
  | JobControlAnswer_JobControlSuccess_Fragment
  | JobControlAnswer_JobNotFound_Fragment
  | JobControlAnswer_JobNotInState_Fragment

export type JobPauseMutationVariables = Exact<{
  id: string
}>

export type JobPauseMutation = {
  readonly answer:
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string }
      }
    | { readonly __typename: 'JobConflict'; readonly message: string; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'JobControlSuccess'
        readonly job: { readonly id: string; readonly seq: number; readonly status: JobStatus }
      }
    | { readonly __typename: 'JobNotFound'; readonly message: string }
    | {
        readonly __typename: 'JobNotInState'
        readonly message: string
        readonly job: { readonly id: string }
      }
}

export type JobResumeMutationVariables = Exact<{
  id: string
}>

export type JobResumeMutation = {
  readonly answer:
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string }
      }
    | { readonly __typename: 'JobConflict'; readonly message: string; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'JobControlSuccess'
        readonly job: { readonly id: string; readonly seq: number; readonly status: JobStatus }
      }
    | { readonly __typename: 'JobNotFound'; readonly message: string }
    | {
        readonly __typename: 'JobNotInState'
        readonly message: string
        readonly job: { readonly id: string }
      }
}

export type JobCancelMutationVariables = Exact<{
  id: string
}>

export type JobCancelMutation = {
  readonly answer:
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string }
      }
    | { readonly __typename: 'JobConflict'; readonly message: string; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'JobControlSuccess'
        readonly job: { readonly id: string; readonly seq: number; readonly status: JobStatus }
      }
    | { readonly __typename: 'JobNotFound'; readonly message: string }
    | {
        readonly __typename: 'JobNotInState'
        readonly message: string
        readonly job: { readonly id: string }
      }
}

export type JobErrorsQueryVariables = Exact<{
  id: string
}>

export type JobErrorsQuery = {
  readonly job: {
    readonly id: string
    readonly seq: number
    readonly errorGroups: ReadonlyArray<{
      readonly code: string
      readonly outcome: ItemOutcome
      readonly count: number
      readonly message: string
      readonly hint: string | null
      readonly retryable: boolean
      readonly sample: ReadonlyArray<{
        readonly id: string
        readonly key: string
        readonly title: string | null
      }>
    }>
  } | null
}

export type JobRetryFailedMutationVariables = Exact<{
  jobId: string
  codes: ReadonlyArray<string> | string
}>

export type JobRetryFailedMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string }
      }
    | { readonly __typename: 'JobConflict'; readonly message: string; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly message: string
        readonly missing: ReadonlyArray<string>
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string; readonly seq: number }
        readonly wouldWriteAgain: ReadonlyArray<{
          readonly id: string
          readonly name: string
          readonly nextRunAt: string | null
        }>
      }
    | {
        readonly __typename: 'WritesDisabled'
        readonly message: string
        readonly until: string | null
        readonly reason: string | null
      }
}

type JobStartAnswer_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type JobStartAnswer_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string }
}

type JobStartAnswer_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string }
}

type JobStartAnswer_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly message: string
  readonly missing: ReadonlyArray<string>
}

type JobStartAnswer_StartJobSuccess_Fragment = {
  readonly __typename: 'StartJobSuccess'
  readonly job: { readonly id: string; readonly seq: number }
  readonly wouldWriteAgain: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly nextRunAt: string | null
  }>
}

type JobStartAnswer_WritesDisabled_Fragment = {
  readonly __typename: 'WritesDisabled'
  readonly message: string
  readonly until: string | null
  readonly reason: string | null
}

export type JobStartAnswerFragment =
  | JobStartAnswer_InvalidInput_Fragment
  | JobStartAnswer_JobAlreadyRunning_Fragment
  | JobStartAnswer_JobConflict_Fragment
  | JobStartAnswer_PlatformNotConfigured_Fragment
  | JobStartAnswer_StartJobSuccess_Fragment
  | JobStartAnswer_WritesDisabled_Fragment

export type JobApplyProductPlanMutationVariables = Exact<{
  planOf: string
}>

export type JobApplyProductPlanMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string }
      }
    | { readonly __typename: 'JobConflict'; readonly message: string; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly message: string
        readonly missing: ReadonlyArray<string>
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string; readonly seq: number }
        readonly wouldWriteAgain: ReadonlyArray<{
          readonly id: string
          readonly name: string
          readonly nextRunAt: string | null
        }>
      }
    | {
        readonly __typename: 'WritesDisabled'
        readonly message: string
        readonly until: string | null
        readonly reason: string | null
      }
}

export type JobApplyCustomerPlanMutationVariables = Exact<{
  planOf: string
}>

export type JobApplyCustomerPlanMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string }
      }
    | { readonly __typename: 'JobConflict'; readonly message: string; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly message: string
        readonly missing: ReadonlyArray<string>
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string; readonly seq: number }
        readonly wouldWriteAgain: ReadonlyArray<{
          readonly id: string
          readonly name: string
          readonly nextRunAt: string | null
        }>
      }
    | {
        readonly __typename: 'WritesDisabled'
        readonly message: string
        readonly until: string | null
        readonly reason: string | null
      }
}

export type JobUndoMutationVariables = Exact<{
  jobId: string
}>

export type JobUndoMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string }
      }
    | { readonly __typename: 'JobConflict'; readonly message: string; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly message: string
        readonly missing: ReadonlyArray<string>
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string; readonly seq: number }
        readonly wouldWriteAgain: ReadonlyArray<{
          readonly id: string
          readonly name: string
          readonly nextRunAt: string | null
        }>
      }
    | {
        readonly __typename: 'WritesDisabled'
        readonly message: string
        readonly until: string | null
        readonly reason: string | null
      }
}

export type JobRestScheduleMutationVariables = Exact<{
  id: string
}>

export type JobRestScheduleMutation = {
  readonly answer:
    | { readonly __typename: 'InvalidInput'; readonly message: string }
    | { readonly __typename: 'PlatformNotConfigured'; readonly message: string }
    | { readonly __typename: 'ScheduleNotFound'; readonly message: string }
    | {
        readonly __typename: 'SetScheduleSuccess'
        readonly schedule: { readonly id: string; readonly enabled: boolean }
      }
}

export type JobHeadFragment = {
  readonly id: string
  readonly seq: number
  readonly type: JobType
  readonly label: string
  readonly status: JobStatus
  readonly dryRun: boolean
  readonly attempt: number
  readonly requestedBy: string | null
  readonly phase: string | null
  readonly total: number | null
  readonly processed: number
  readonly successful: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly failed: number
  readonly progress: number | null
  readonly speed: number | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly durationMs: number | null
  readonly metadata: unknown
  readonly input: unknown
  readonly eta: { readonly low: number; readonly high: number } | null
  readonly waitingOn: {
    readonly reason: WaitReason
    readonly until: string | null
    readonly detail: string | null
  } | null
  readonly error: {
    readonly code: string
    readonly message: string
    readonly hint: string | null
    readonly retryable: boolean
  } | null
  readonly warnings: ReadonlyArray<{
    readonly code: string
    readonly message: string
    readonly hint: string | null
    readonly retryable: boolean
  }>
}

export type JobLedgerQueryVariables = Exact<{
  id: string
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
  outcomes?: ReadonlyArray<ItemOutcome> | ItemOutcome | null | undefined
  codes?: ReadonlyArray<string> | string | null | undefined
  search?: string | null | undefined
}>

export type JobLedgerQuery = {
  readonly job: {
    readonly id: string
    readonly seq: number
    readonly items: {
      readonly totalCount: number
      readonly pageInfo: {
        readonly hasNextPage: boolean
        readonly hasPreviousPage: boolean
        readonly startCursor: string | null
        readonly endCursor: string | null
      }
      readonly nodes: ReadonlyArray<{
        readonly id: string
        readonly key: string
        readonly title: string | null
        readonly outcome: ItemOutcome
        readonly code: string | null
        readonly message: string | null
        readonly attempts: number
        readonly before: unknown
        readonly after: unknown
        readonly at: string
      }>
    }
  } | null
}

export type JobLedgerItemFragment = {
  readonly id: string
  readonly key: string
  readonly title: string | null
  readonly outcome: ItemOutcome
  readonly code: string | null
  readonly message: string | null
  readonly attempts: number
  readonly before: unknown
  readonly after: unknown
  readonly at: string
}

export type JobLocationsQueryVariables = Exact<{ [key: string]: never }>

export type JobLocationsQuery = {
  readonly shopifyLocations: ReadonlyArray<{ readonly id: string; readonly name: string }>
}

export type JobLineageQueryVariables = Exact<{
  id: string
}>

export type JobLineageQuery = {
  readonly job: {
    readonly id: string
    readonly seq: number
    readonly retryOf: ReadonlyArray<{
      readonly id: string
      readonly type: JobType
      readonly status: JobStatus
    }>
    readonly retries: ReadonlyArray<{
      readonly id: string
      readonly type: JobType
      readonly status: JobStatus
    }>
    readonly undoOf: { readonly id: string; readonly type: JobType; readonly status: JobStatus } | null
    readonly undos: ReadonlyArray<{ readonly id: string; readonly type: JobType; readonly status: JobStatus }>
    readonly planOf: { readonly id: string; readonly type: JobType; readonly status: JobStatus } | null
    readonly appliedBy: { readonly id: string; readonly type: JobType; readonly status: JobStatus } | null
    readonly scheduleRun: {
      readonly id: string
      readonly dueAt: string
      readonly outcome: string
      readonly note: string | null
      readonly jobs: ReadonlyArray<{
        readonly id: string
        readonly type: JobType
        readonly status: JobStatus
      }>
    } | null
  } | null
}

export type JobLogQueryVariables = Exact<{
  id: string
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type JobLogQuery = {
  readonly job: {
    readonly id: string
    readonly log: {
      readonly pageInfo: {
        readonly hasNextPage: boolean
        readonly hasPreviousPage: boolean
        readonly startCursor: string | null
        readonly endCursor: string | null
      }
      readonly edges: ReadonlyArray<{
        readonly cursor: string
        readonly node: { readonly at: string; readonly level: LogLevel; readonly message: string }
      }>
    }
  } | null
}

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
