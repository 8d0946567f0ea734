// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
/** search: id, requester, error code, SKU, phone, e-mail or title of an item; case and Vietnamese accents do not matter. */
export type JobFilter = {
  readonly createdAfter?: string | null | undefined
  readonly createdBefore?: string | null | undefined
  readonly dryRun?: boolean | null | undefined
  readonly search?: string | null | undefined
  readonly statuses?: ReadonlyArray<JobStatus> | null | undefined
  readonly types?: ReadonlyArray<JobType> | null | undefined
}

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

/** What a settled job is still needed for. */
export type KeptJobReason =
  /** a dry run of a sync within the last 24 hours: it can be applied as a plan, or is why writing may be switched on */
  | 'DRY_RUN'
  /** items failed in it last that are not in step yet */
  | 'FAILURE_OPEN'
  /** a job that is active now works on what it did */
  | 'IN_USE'
  /** the newest of its type that was no dry run: latestJob shows it */
  | 'LATEST'
  /** it failed or was cancelled, and can still go on from where it stands */
  | 'RESUMABLE'
  /** a write of it was never answered, and the next run finds out what became of it */
  | 'WRITE_OPEN'

export type WaitReason = 'BULK_OPERATION' | 'QUEUE' | 'RATE_LIMIT' | 'RETRY_BACKOFF'

export type JobsDeletableQueryVariables = Exact<{
  before: string
  statuses?: ReadonlyArray<JobStatus> | JobStatus | null | undefined
}>

export type JobsDeletableQuery = { readonly deletableJobCount: number }

export type JobsDeleteMutationVariables = Exact<{
  before: string
  statuses?: ReadonlyArray<JobStatus> | JobStatus | null | undefined
}>

export type JobsDeleteMutation = {
  readonly answer:
    | {
        readonly __typename: 'DeleteJobsSuccess'
        readonly deletedCount: number
        readonly keptCount: number
        readonly kept: ReadonlyArray<{ readonly reason: KeptJobReason; readonly count: number }>
      }
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
}

type JobsControlAnswer_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string }
}

type JobsControlAnswer_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string }
}

type JobsControlAnswer_JobControlSuccess_Fragment = {
  readonly __typename: 'JobControlSuccess'
  readonly job: { readonly id: string; readonly seq: number; readonly status: JobStatus }
}

type JobsControlAnswer_JobNotFound_Fragment = { readonly __typename: 'JobNotFound'; readonly message: string }

type JobsControlAnswer_JobNotInState_Fragment = {
  readonly __typename: 'JobNotInState'
  readonly message: string
}

export type JobsControlAnswerFragment =
  | JobsControlAnswer_JobAlreadyRunning_Fragment
  | JobsControlAnswer_JobConflict_Fragment
  | JobsControlAnswer_JobControlSuccess_Fragment
  | JobsControlAnswer_JobNotFound_Fragment
  | JobsControlAnswer_JobNotInState_Fragment

export type JobsPauseMutationVariables = Exact<{
  id: string
}>

export type JobsPauseMutation = {
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
    | { readonly __typename: 'JobNotInState'; readonly message: string }
}

export type JobsResumeMutationVariables = Exact<{
  id: string
}>

export type JobsResumeMutation = {
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
    | { readonly __typename: 'JobNotInState'; readonly message: string }
}

export type JobsCancelMutationVariables = Exact<{
  id: string
}>

export type JobsCancelMutation = {
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
    | { readonly __typename: 'JobNotInState'; readonly message: string }
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

export type JobsListQueryVariables = Exact<{
  filter?: JobFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type JobsListQuery = {
  readonly jobs: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
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
    }>
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
  }
  readonly newest: { readonly nodes: ReadonlyArray<{ readonly id: string }> }
}

export type RunningJobFragment = {
  readonly type: JobType
  readonly label: string
  readonly total: number | null
  readonly processed: number
}
