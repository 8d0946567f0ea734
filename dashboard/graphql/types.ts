// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
export type AlertCause =
  /** a depot is no longer granted */
  | 'DEPOT_LOST'
  /** a sync stopped, because it would have changed too much */
  | 'IMPLAUSIBLE_CHANGE'
  /** the newest job of a type has failed */
  | 'JOB_FAILED'
  /** a run was due and has not begun */
  | 'SCHEDULE_OVERDUE'
  /** a platform refuses the token or a permission */
  | 'SCOPE_LOST'
  /** Nhanh's token expires within 30, 7 or 1 days, or has expired */
  | 'TOKEN_EXPIRES'

export type AlertChannel = 'MAIL' | 'WEBHOOK'

export type AlertEvent = 'CLOSED' | 'OPENED' | 'TEST'

export type ItemOutcome = 'CREATED' | 'FAILED' | 'SKIPPED' | 'UPDATED'

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

export type LogLevel = 'DEBUG' | 'ERROR' | 'INFO' | 'WARN'

/** policies: as they stand now. search: in what both records are found by, and in the key; case and Vietnamese accents do not matter. deletedAtSource: whether one of the two records is deleted at its source. */
export type MappingFilter = {
  readonly deletedAtSource?: boolean | null | undefined
  readonly origins?: ReadonlyArray<MappingOrigin> | null | undefined
  readonly policies?: ReadonlyArray<MappingPolicy> | null | undefined
  readonly search?: string | null | undefined
  readonly statuses?: ReadonlyArray<MappingStatus> | null | undefined
}

export type MappingOrigin = 'MANUAL' | 'MATCHED'

export type MappingPolicy =
  /** leave alone */
  | 'HOLD'
  /** keep in step */
  | 'SYNC'
  /** publish 0 */
  | 'ZERO'

export type MappingStatus = 'FAILED' | 'PENDING' | 'SYNCED'

export type MatchDecision = 'IGNORE' | 'LINK'

/** What a record is found by at the other platform. */
export type MatchField = 'BARCODE' | 'PHONE' | 'SKU'

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

export type NhanhCustomerType = 'AGENT' | 'RETAIL' | 'WHOLESALE'

export type Platform = 'NHANH' | 'SHOPIFY'

export type ProductSyncInput = {
  readonly dryRun?: boolean | null | undefined
  readonly force?: boolean | null | undefined
  readonly mappingIds?: ReadonlyArray<string> | null | undefined
  readonly planOf?: string | null | undefined
}

export type RecordKind = 'CUSTOMER' | 'PRODUCT'

/** With an id, what is left out stays as it is. */
export type ScheduleInput = {
  /** Whether COMPLETED_WITH_ERRORS goes on to the next step too: false unless told. */
  readonly continuesAfterErrors?: boolean | null | undefined
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string
  /** true unless told. */
  readonly enabled?: boolean | null | undefined
  /** Of the schedule to be changed. */
  readonly id?: string | null | undefined
  /** 1 to 100 characters. */
  readonly name: string
  /** 1 to 20. */
  readonly steps: ReadonlyArray<ScheduleStepInput>
  /** A name of the IANA database: Asia/Ho_Chi_Minh unless told. */
  readonly timeZone?: string | null | undefined
}

export type ScheduleStepInput = {
  /** As the mutation of the job type takes it. What a person decides after having looked (planOf, force) is refused. */
  readonly input?: unknown
  readonly type: JobType
}

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

export type ShopifyProductStatus = 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'

export type WaitReason = 'BULK_OPERATION' | 'QUEUE' | 'RATE_LIMIT' | 'RETRY_BACKOFF'

/** ACCEPTED: stored. DUPLICATE: came before. UNKNOWN_TOPIC and FOREIGN (of another business or shop): answered, ignored. FORGED: its sender was not proved. REFUSED: Nhanh’s version 2.0, or it is to come again. */
export type WebhookOutcome =
  | 'ACCEPTED'
  | 'DUPLICATE'
  | 'FOREIGN'
  | 'FORGED'
  | 'MALFORMED'
  | 'OVERSIZED'
  | 'REFUSED'
  | 'SLOW'
  | 'UNKNOWN_TOPIC'

export type PageEndsFragment = {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly startCursor: string | null
  readonly endCursor: string | null
}

type Problem_AlertsNotConfigured_Fragment = {
  readonly __typename: 'AlertsNotConfigured'
  readonly message: string
}

type Problem_AlreadyMapped_Fragment = { readonly __typename: 'AlreadyMapped'; readonly message: string }

type Problem_DataRequestNotFound_Fragment = {
  readonly __typename: 'DataRequestNotFound'
  readonly message: string
}

type Problem_DryRunRequired_Fragment = { readonly __typename: 'DryRunRequired'; readonly message: string }

type Problem_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type Problem_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type Problem_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type Problem_JobNotFound_Fragment = { readonly __typename: 'JobNotFound'; readonly message: string }

type Problem_JobNotInState_Fragment = { readonly __typename: 'JobNotInState'; readonly message: string }

type Problem_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
}

type Problem_RecordDeleted_Fragment = { readonly __typename: 'RecordDeleted'; readonly message: string }

type Problem_RecordNotFound_Fragment = { readonly __typename: 'RecordNotFound'; readonly message: string }

type Problem_ReviewAlreadyDecided_Fragment = {
  readonly __typename: 'ReviewAlreadyDecided'
  readonly message: string
}

type Problem_ReviewNotFound_Fragment = { readonly __typename: 'ReviewNotFound'; readonly message: string }

type Problem_ScheduleAlreadyRunning_Fragment = {
  readonly __typename: 'ScheduleAlreadyRunning'
  readonly message: string
}

type Problem_ScheduleNotFound_Fragment = { readonly __typename: 'ScheduleNotFound'; readonly message: string }

type Problem_WritesDisabled_Fragment = {
  readonly __typename: 'WritesDisabled'
  readonly until: string | null
  readonly message: string
}

export type ProblemFragment =
  | Problem_AlertsNotConfigured_Fragment
  | Problem_AlreadyMapped_Fragment
  | Problem_DataRequestNotFound_Fragment
  | Problem_DryRunRequired_Fragment
  | Problem_InvalidInput_Fragment
  | Problem_JobAlreadyRunning_Fragment
  | Problem_JobConflict_Fragment
  | Problem_JobNotFound_Fragment
  | Problem_JobNotInState_Fragment
  | Problem_PlatformNotConfigured_Fragment
  | Problem_RecordDeleted_Fragment
  | Problem_RecordNotFound_Fragment
  | Problem_ReviewAlreadyDecided_Fragment
  | Problem_ReviewNotFound_Fragment
  | Problem_ScheduleAlreadyRunning_Fragment
  | Problem_ScheduleNotFound_Fragment
  | Problem_WritesDisabled_Fragment

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
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
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
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
}

type JobStartAnswer_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type JobStartAnswer_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type JobStartAnswer_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type JobStartAnswer_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
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
  readonly until: string | null
  readonly message: string
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
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
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
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
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
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
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
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
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
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
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
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
}

export type JobRestScheduleMutationVariables = Exact<{
  id: string
}>

export type JobRestScheduleMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
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
  readonly job: { readonly id: string; readonly type: JobType }
}

type JobsControlAnswer_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
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
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
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
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
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
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
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

export type MappingsOfProductsQueryVariables = Exact<{
  filter?: MappingFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type MappingsOfProductsQuery = {
  readonly mappings: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
      readonly __typename: 'ProductMapping'
      readonly reserve: number
      readonly key: string | null
      readonly keyField: MatchField | null
      readonly status: MappingStatus
      readonly origin: MappingOrigin
      readonly policy: MappingPolicy
      readonly policyUntil: string | null
      readonly deletedAtSource: boolean
      readonly lastSyncedAt: string | null
      readonly createdAt: string
      readonly id: string
      readonly lastError: {
        readonly code: string
        readonly message: string
        readonly hint: string | null
      } | null
      readonly nhanhProduct: {
        readonly __typename: 'NhanhProduct'
        readonly id: string
        readonly name: string
        readonly sku: string | null
        readonly barcode: string | null
        readonly price: string | null
        readonly available: string | null
        readonly deletedAt: string | null
        readonly nhanhStatus: string
      }
      readonly shopifyVariant: {
        readonly __typename: 'ShopifyVariant'
        readonly id: string
        readonly productTitle: string
        readonly title: string
        readonly sku: string | null
        readonly barcode: string | null
        readonly price: string | null
        readonly inventoryQuantity: number | null
        readonly deletedAt: string | null
        readonly shopStatus: ShopifyProductStatus
      }
    }>
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
  }
}

export type MappingsOfCustomersQueryVariables = Exact<{
  filter?: MappingFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type MappingsOfCustomersQuery = {
  readonly mappings: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
      readonly __typename: 'CustomerMapping'
      readonly key: string | null
      readonly keyField: MatchField | null
      readonly status: MappingStatus
      readonly origin: MappingOrigin
      readonly policy: MappingPolicy
      readonly policyUntil: string | null
      readonly deletedAtSource: boolean
      readonly lastSyncedAt: string | null
      readonly createdAt: string
      readonly id: string
      readonly lastError: {
        readonly code: string
        readonly message: string
        readonly hint: string | null
      } | null
      readonly nhanhCustomer: {
        readonly __typename: 'NhanhCustomer'
        readonly id: string
        readonly name: string
        readonly phone: string | null
        readonly email: string | null
        readonly address: string | null
        readonly totalSpent: string | null
        readonly deletedAt: string | null
      }
      readonly shopifyCustomer: {
        readonly __typename: 'ShopifyCustomer'
        readonly id: string
        readonly firstName: string | null
        readonly lastName: string | null
        readonly phone: string | null
        readonly addressPhone: string | null
        readonly email: string | null
        readonly amountSpent: string | null
        readonly deletedAt: string | null
      }
    }>
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
  }
}

type MappingRow_CustomerMapping_Fragment = {
  readonly __typename: 'CustomerMapping'
  readonly key: string | null
  readonly keyField: MatchField | null
  readonly status: MappingStatus
  readonly origin: MappingOrigin
  readonly policy: MappingPolicy
  readonly policyUntil: string | null
  readonly deletedAtSource: boolean
  readonly lastSyncedAt: string | null
  readonly createdAt: string
  readonly id: string
  readonly lastError: { readonly code: string; readonly message: string; readonly hint: string | null } | null
  readonly nhanhCustomer: {
    readonly __typename: 'NhanhCustomer'
    readonly id: string
    readonly name: string
    readonly phone: string | null
    readonly email: string | null
    readonly address: string | null
    readonly totalSpent: string | null
    readonly deletedAt: string | null
  }
  readonly shopifyCustomer: {
    readonly __typename: 'ShopifyCustomer'
    readonly id: string
    readonly firstName: string | null
    readonly lastName: string | null
    readonly phone: string | null
    readonly addressPhone: string | null
    readonly email: string | null
    readonly amountSpent: string | null
    readonly deletedAt: string | null
  }
}

type MappingRow_ProductMapping_Fragment = {
  readonly __typename: 'ProductMapping'
  readonly key: string | null
  readonly keyField: MatchField | null
  readonly status: MappingStatus
  readonly origin: MappingOrigin
  readonly policy: MappingPolicy
  readonly policyUntil: string | null
  readonly deletedAtSource: boolean
  readonly lastSyncedAt: string | null
  readonly createdAt: string
  readonly id: string
  readonly lastError: { readonly code: string; readonly message: string; readonly hint: string | null } | null
  readonly nhanhProduct: {
    readonly __typename: 'NhanhProduct'
    readonly id: string
    readonly name: string
    readonly sku: string | null
    readonly barcode: string | null
    readonly price: string | null
    readonly available: string | null
    readonly deletedAt: string | null
    readonly nhanhStatus: string
  }
  readonly shopifyVariant: {
    readonly __typename: 'ShopifyVariant'
    readonly id: string
    readonly productTitle: string
    readonly title: string
    readonly sku: string | null
    readonly barcode: string | null
    readonly price: string | null
    readonly inventoryQuantity: number | null
    readonly deletedAt: string | null
    readonly shopStatus: ShopifyProductStatus
  }
}

export type MappingRowFragment = MappingRow_CustomerMapping_Fragment | MappingRow_ProductMapping_Fragment

export type MappingNhanhProductsQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
}>

export type MappingNhanhProductsQuery = {
  readonly records: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
      readonly __typename: 'NhanhProduct'
      readonly kind: string
      readonly id: string
      readonly name: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly price: string | null
      readonly available: string | null
      readonly deletedAt: string | null
      readonly nhanhStatus: string
      readonly mappings: ReadonlyArray<{ readonly id: string }>
    }>
  }
}

export type MappingShopifyVariantsQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
}>

export type MappingShopifyVariantsQuery = {
  readonly records: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
      readonly __typename: 'ShopifyVariant'
      readonly id: string
      readonly productTitle: string
      readonly title: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly price: string | null
      readonly inventoryQuantity: number | null
      readonly deletedAt: string | null
      readonly shopStatus: ShopifyProductStatus
      readonly mapping: { readonly id: string } | null
    }>
  }
}

export type MappingNhanhCustomersQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
}>

export type MappingNhanhCustomersQuery = {
  readonly records: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
      readonly __typename: 'NhanhCustomer'
      readonly id: string
      readonly name: string
      readonly phone: string | null
      readonly email: string | null
      readonly address: string | null
      readonly totalSpent: string | null
      readonly deletedAt: string | null
      readonly mapping: { readonly id: string } | null
    }>
  }
}

export type MappingShopifyCustomersQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
}>

export type MappingShopifyCustomersQuery = {
  readonly records: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
      readonly __typename: 'ShopifyCustomer'
      readonly id: string
      readonly firstName: string | null
      readonly lastName: string | null
      readonly phone: string | null
      readonly addressPhone: string | null
      readonly email: string | null
      readonly amountSpent: string | null
      readonly deletedAt: string | null
      readonly mapping: { readonly id: string } | null
    }>
  }
}

export type MappingLinkProductMutationVariables = Exact<{
  nhanhId: string
  shopifyId: string
}>

export type MappingLinkProductMutation = {
  readonly answer:
    | {
        readonly __typename: 'AlreadyMapped'
        readonly message: string
        readonly mapping:
          | {
              readonly __typename: 'CustomerMapping'
              readonly id: string
              readonly nhanhCustomer: {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
              }
              readonly shopifyCustomer: {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
              }
            }
          | {
              readonly __typename: 'ProductMapping'
              readonly id: string
              readonly nhanhProduct: {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
              }
              readonly shopifyVariant: {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
              }
            }
      }
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'MapProductSuccess'
        readonly mapping: {
          readonly __typename: 'ProductMapping'
          readonly id: string
          readonly nhanhProduct: {
            readonly __typename: 'NhanhProduct'
            readonly id: string
            readonly name: string
            readonly sku: string | null
            readonly barcode: string | null
            readonly price: string | null
            readonly available: string | null
            readonly deletedAt: string | null
            readonly nhanhStatus: string
          }
          readonly shopifyVariant: {
            readonly __typename: 'ShopifyVariant'
            readonly id: string
            readonly productTitle: string
            readonly title: string
            readonly sku: string | null
            readonly barcode: string | null
            readonly price: string | null
            readonly inventoryQuantity: number | null
            readonly deletedAt: string | null
            readonly shopStatus: ShopifyProductStatus
          }
        }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'RecordDeleted'; readonly message: string }
    | { readonly __typename: 'RecordNotFound'; readonly message: string }
}

export type MappingLinkCustomerMutationVariables = Exact<{
  nhanhId: string
  shopifyId: string
}>

export type MappingLinkCustomerMutation = {
  readonly answer:
    | {
        readonly __typename: 'AlreadyMapped'
        readonly message: string
        readonly mapping:
          | {
              readonly __typename: 'CustomerMapping'
              readonly id: string
              readonly nhanhCustomer: {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
              }
              readonly shopifyCustomer: {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
              }
            }
          | {
              readonly __typename: 'ProductMapping'
              readonly id: string
              readonly nhanhProduct: {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
              }
              readonly shopifyVariant: {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
              }
            }
      }
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'MapCustomerSuccess'
        readonly mapping: {
          readonly __typename: 'CustomerMapping'
          readonly id: string
          readonly nhanhCustomer: {
            readonly __typename: 'NhanhCustomer'
            readonly id: string
            readonly name: string
            readonly phone: string | null
            readonly email: string | null
            readonly address: string | null
            readonly totalSpent: string | null
            readonly deletedAt: string | null
          }
          readonly shopifyCustomer: {
            readonly __typename: 'ShopifyCustomer'
            readonly id: string
            readonly firstName: string | null
            readonly lastName: string | null
            readonly phone: string | null
            readonly addressPhone: string | null
            readonly email: string | null
            readonly amountSpent: string | null
            readonly deletedAt: string | null
          }
        }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'RecordDeleted'; readonly message: string }
    | { readonly __typename: 'RecordNotFound'; readonly message: string }
}

export type MappingUnlinkMutationVariables = Exact<{
  kind: RecordKind
  ids: ReadonlyArray<string> | string
}>

export type MappingUnlinkMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'UnmapSuccess'; readonly count: number }
}

export type MappingSetPolicyMutationVariables = Exact<{
  ids: ReadonlyArray<string> | string
  policy: MappingPolicy
  until?: string | null | undefined
  reserve?: number | null | undefined
}>

export type MappingSetPolicyMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'SetMappingPolicySuccess'; readonly count: number }
}

export type MappingSyncProductsMutationVariables = Exact<{
  ids: ReadonlyArray<string> | string
}>

export type MappingSyncProductsMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string; readonly type: JobType; readonly label: string }
      }
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
}

export type MappingSyncCustomersMutationVariables = Exact<{
  ids: ReadonlyArray<string> | string
}>

export type MappingSyncCustomersMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string; readonly type: JobType; readonly label: string }
      }
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
}

type MappingSyncStarted_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type MappingSyncStarted_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type MappingSyncStarted_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type MappingSyncStarted_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
}

type MappingSyncStarted_StartJobSuccess_Fragment = {
  readonly __typename: 'StartJobSuccess'
  readonly job: { readonly id: string; readonly type: JobType; readonly label: string }
}

type MappingSyncStarted_WritesDisabled_Fragment = {
  readonly __typename: 'WritesDisabled'
  readonly until: string | null
  readonly message: string
}

export type MappingSyncStartedFragment =
  | MappingSyncStarted_InvalidInput_Fragment
  | MappingSyncStarted_JobAlreadyRunning_Fragment
  | MappingSyncStarted_JobConflict_Fragment
  | MappingSyncStarted_PlatformNotConfigured_Fragment
  | MappingSyncStarted_StartJobSuccess_Fragment
  | MappingSyncStarted_WritesDisabled_Fragment

export type MatchNhanhProductFragment = {
  readonly __typename: 'NhanhProduct'
  readonly id: string
  readonly name: string
  readonly sku: string | null
  readonly barcode: string | null
  readonly price: string | null
  readonly available: string | null
  readonly deletedAt: string | null
  readonly nhanhStatus: string
}

export type MatchShopifyVariantFragment = {
  readonly __typename: 'ShopifyVariant'
  readonly id: string
  readonly productTitle: string
  readonly title: string
  readonly sku: string | null
  readonly barcode: string | null
  readonly price: string | null
  readonly inventoryQuantity: number | null
  readonly deletedAt: string | null
  readonly shopStatus: ShopifyProductStatus
}

export type MatchNhanhCustomerFragment = {
  readonly __typename: 'NhanhCustomer'
  readonly id: string
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly address: string | null
  readonly totalSpent: string | null
  readonly deletedAt: string | null
}

export type MatchShopifyCustomerFragment = {
  readonly __typename: 'ShopifyCustomer'
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly addressPhone: string | null
  readonly email: string | null
  readonly amountSpent: string | null
  readonly deletedAt: string | null
}

type MatchLinks_NhanhCustomer_Fragment = {
  readonly mapping: {
    readonly id: string
    readonly shopifyCustomer: {
      readonly __typename: 'ShopifyCustomer'
      readonly id: string
      readonly firstName: string | null
      readonly lastName: string | null
      readonly phone: string | null
      readonly addressPhone: string | null
      readonly email: string | null
      readonly amountSpent: string | null
      readonly deletedAt: string | null
    }
  } | null
}

type MatchLinks_NhanhProduct_Fragment = {
  readonly mappings: ReadonlyArray<{
    readonly id: string
    readonly shopifyVariant: {
      readonly __typename: 'ShopifyVariant'
      readonly id: string
      readonly productTitle: string
      readonly title: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly price: string | null
      readonly inventoryQuantity: number | null
      readonly deletedAt: string | null
      readonly shopStatus: ShopifyProductStatus
    }
  }>
}

type MatchLinks_ShopifyCustomer_Fragment = {
  readonly mapping: {
    readonly id: string
    readonly nhanhCustomer: {
      readonly __typename: 'NhanhCustomer'
      readonly id: string
      readonly name: string
      readonly phone: string | null
      readonly email: string | null
      readonly address: string | null
      readonly totalSpent: string | null
      readonly deletedAt: string | null
    }
  } | null
}

type MatchLinks_ShopifyVariant_Fragment = {
  readonly mapping: {
    readonly id: string
    readonly nhanhProduct: {
      readonly __typename: 'NhanhProduct'
      readonly id: string
      readonly name: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly price: string | null
      readonly available: string | null
      readonly deletedAt: string | null
      readonly nhanhStatus: string
    }
  } | null
}

export type MatchLinksFragment =
  | MatchLinks_NhanhCustomer_Fragment
  | MatchLinks_NhanhProduct_Fragment
  | MatchLinks_ShopifyCustomer_Fragment
  | MatchLinks_ShopifyVariant_Fragment

type MatchPair_CustomerMapping_Fragment = {
  readonly __typename: 'CustomerMapping'
  readonly id: string
  readonly nhanhCustomer: {
    readonly __typename: 'NhanhCustomer'
    readonly id: string
    readonly name: string
    readonly phone: string | null
    readonly email: string | null
    readonly address: string | null
    readonly totalSpent: string | null
    readonly deletedAt: string | null
  }
  readonly shopifyCustomer: {
    readonly __typename: 'ShopifyCustomer'
    readonly id: string
    readonly firstName: string | null
    readonly lastName: string | null
    readonly phone: string | null
    readonly addressPhone: string | null
    readonly email: string | null
    readonly amountSpent: string | null
    readonly deletedAt: string | null
  }
}

type MatchPair_ProductMapping_Fragment = {
  readonly __typename: 'ProductMapping'
  readonly id: string
  readonly nhanhProduct: {
    readonly __typename: 'NhanhProduct'
    readonly id: string
    readonly name: string
    readonly sku: string | null
    readonly barcode: string | null
    readonly price: string | null
    readonly available: string | null
    readonly deletedAt: string | null
    readonly nhanhStatus: string
  }
  readonly shopifyVariant: {
    readonly __typename: 'ShopifyVariant'
    readonly id: string
    readonly productTitle: string
    readonly title: string
    readonly sku: string | null
    readonly barcode: string | null
    readonly price: string | null
    readonly inventoryQuantity: number | null
    readonly deletedAt: string | null
    readonly shopStatus: ShopifyProductStatus
  }
}

export type MatchPairFragment = MatchPair_CustomerMapping_Fragment | MatchPair_ProductMapping_Fragment

type MatchProblem_AlertsNotConfigured_Fragment = {
  readonly __typename: 'AlertsNotConfigured'
  readonly message: string
}

type MatchProblem_AlreadyMapped_Fragment = {
  readonly __typename: 'AlreadyMapped'
  readonly message: string
  readonly mapping:
    | {
        readonly __typename: 'CustomerMapping'
        readonly id: string
        readonly nhanhCustomer: {
          readonly __typename: 'NhanhCustomer'
          readonly id: string
          readonly name: string
          readonly phone: string | null
          readonly email: string | null
          readonly address: string | null
          readonly totalSpent: string | null
          readonly deletedAt: string | null
        }
        readonly shopifyCustomer: {
          readonly __typename: 'ShopifyCustomer'
          readonly id: string
          readonly firstName: string | null
          readonly lastName: string | null
          readonly phone: string | null
          readonly addressPhone: string | null
          readonly email: string | null
          readonly amountSpent: string | null
          readonly deletedAt: string | null
        }
      }
    | {
        readonly __typename: 'ProductMapping'
        readonly id: string
        readonly nhanhProduct: {
          readonly __typename: 'NhanhProduct'
          readonly id: string
          readonly name: string
          readonly sku: string | null
          readonly barcode: string | null
          readonly price: string | null
          readonly available: string | null
          readonly deletedAt: string | null
          readonly nhanhStatus: string
        }
        readonly shopifyVariant: {
          readonly __typename: 'ShopifyVariant'
          readonly id: string
          readonly productTitle: string
          readonly title: string
          readonly sku: string | null
          readonly barcode: string | null
          readonly price: string | null
          readonly inventoryQuantity: number | null
          readonly deletedAt: string | null
          readonly shopStatus: ShopifyProductStatus
        }
      }
}

type MatchProblem_DataRequestNotFound_Fragment = {
  readonly __typename: 'DataRequestNotFound'
  readonly message: string
}

type MatchProblem_DryRunRequired_Fragment = {
  readonly __typename: 'DryRunRequired'
  readonly message: string
}

type MatchProblem_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type MatchProblem_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type MatchProblem_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type MatchProblem_JobNotFound_Fragment = { readonly __typename: 'JobNotFound'; readonly message: string }

type MatchProblem_JobNotInState_Fragment = { readonly __typename: 'JobNotInState'; readonly message: string }

type MatchProblem_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
}

type MatchProblem_RecordDeleted_Fragment = { readonly __typename: 'RecordDeleted'; readonly message: string }

type MatchProblem_RecordNotFound_Fragment = {
  readonly __typename: 'RecordNotFound'
  readonly message: string
}

type MatchProblem_ReviewAlreadyDecided_Fragment = {
  readonly __typename: 'ReviewAlreadyDecided'
  readonly message: string
}

type MatchProblem_ReviewNotFound_Fragment = {
  readonly __typename: 'ReviewNotFound'
  readonly message: string
}

type MatchProblem_ScheduleAlreadyRunning_Fragment = {
  readonly __typename: 'ScheduleAlreadyRunning'
  readonly message: string
}

type MatchProblem_ScheduleNotFound_Fragment = {
  readonly __typename: 'ScheduleNotFound'
  readonly message: string
}

type MatchProblem_WritesDisabled_Fragment = {
  readonly __typename: 'WritesDisabled'
  readonly until: string | null
  readonly message: string
}

export type MatchProblemFragment =
  | MatchProblem_AlertsNotConfigured_Fragment
  | MatchProblem_AlreadyMapped_Fragment
  | MatchProblem_DataRequestNotFound_Fragment
  | MatchProblem_DryRunRequired_Fragment
  | MatchProblem_InvalidInput_Fragment
  | MatchProblem_JobAlreadyRunning_Fragment
  | MatchProblem_JobConflict_Fragment
  | MatchProblem_JobNotFound_Fragment
  | MatchProblem_JobNotInState_Fragment
  | MatchProblem_PlatformNotConfigured_Fragment
  | MatchProblem_RecordDeleted_Fragment
  | MatchProblem_RecordNotFound_Fragment
  | MatchProblem_ReviewAlreadyDecided_Fragment
  | MatchProblem_ReviewNotFound_Fragment
  | MatchProblem_ScheduleAlreadyRunning_Fragment
  | MatchProblem_ScheduleNotFound_Fragment
  | MatchProblem_WritesDisabled_Fragment

export type MatchReviewsQueryVariables = Exact<{
  kind: RecordKind
  reasons?: ReadonlyArray<MatchReviewReason> | MatchReviewReason | null | undefined
  decided?: boolean | null | undefined
  search?: string | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type MatchReviewsQuery = {
  readonly matchReviews: {
    readonly totalCount: number
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly key: string
      readonly reason: MatchReviewReason
      readonly nhanhCount: number
      readonly shopifyCount: number
      readonly decision: MatchDecision | null
      readonly nhanhCandidates: {
        readonly nodes: ReadonlyArray<{
          readonly record:
            | {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
              }
            | {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
              }
            | {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
              }
            | {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
              }
        }>
      }
    }>
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
  }
}

export type MatchReviewCountsQueryVariables = Exact<{
  kind: RecordKind
  decided?: boolean | null | undefined
  search?: string | null | undefined
}>

export type MatchReviewCountsQuery = {
  readonly PRODUCT: { readonly totalCount: number }
  readonly CUSTOMER: { readonly totalCount: number }
  readonly SEVERAL_IN_NHANH: { readonly totalCount: number }
  readonly SEVERAL_IN_SHOPIFY: { readonly totalCount: number }
  readonly ALREADY_LINKED: { readonly totalCount: number }
  readonly REPLACED: { readonly totalCount: number }
  readonly KEYS_DISAGREE: { readonly totalCount: number }
  readonly NAME_DISAGREES: { readonly totalCount: number }
  readonly NOTE_ONLY: { readonly totalCount: number }
}

export type MatchReviewOneQueryVariables = Exact<{
  id: string
  nhanhAfter?: string | null | undefined
  shopifyAfter?: string | null | undefined
}>

export type MatchReviewOneQuery = {
  readonly matchReview: {
    readonly id: string
    readonly kind: RecordKind
    readonly key: string
    readonly keyField: MatchField
    readonly reason: MatchReviewReason
    readonly nhanhCount: number
    readonly shopifyCount: number
    readonly createdAt: string
    readonly decision: MatchDecision | null
    readonly decidedAt: string | null
    readonly decidedBy: string | null
    readonly linkedNhanhId: string | null
    readonly linkedShopifyId: string | null
    readonly nhanhCandidates: {
      readonly totalCount: number
      readonly edges: ReadonlyArray<{
        readonly cursor: string
        readonly node: {
          readonly matchedOn: string
          readonly alreadyLinkedTo: string | null
          readonly record:
            | {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
                readonly mapping: {
                  readonly id: string
                  readonly shopifyCustomer: {
                    readonly __typename: 'ShopifyCustomer'
                    readonly id: string
                    readonly firstName: string | null
                    readonly lastName: string | null
                    readonly phone: string | null
                    readonly addressPhone: string | null
                    readonly email: string | null
                    readonly amountSpent: string | null
                    readonly deletedAt: string | null
                  }
                } | null
              }
            | {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
                readonly mappings: ReadonlyArray<{
                  readonly id: string
                  readonly shopifyVariant: {
                    readonly __typename: 'ShopifyVariant'
                    readonly id: string
                    readonly productTitle: string
                    readonly title: string
                    readonly sku: string | null
                    readonly barcode: string | null
                    readonly price: string | null
                    readonly inventoryQuantity: number | null
                    readonly deletedAt: string | null
                    readonly shopStatus: ShopifyProductStatus
                  }
                }>
              }
            | {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
                readonly mapping: {
                  readonly id: string
                  readonly nhanhCustomer: {
                    readonly __typename: 'NhanhCustomer'
                    readonly id: string
                    readonly name: string
                    readonly phone: string | null
                    readonly email: string | null
                    readonly address: string | null
                    readonly totalSpent: string | null
                    readonly deletedAt: string | null
                  }
                } | null
              }
            | {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
                readonly mapping: {
                  readonly id: string
                  readonly nhanhProduct: {
                    readonly __typename: 'NhanhProduct'
                    readonly id: string
                    readonly name: string
                    readonly sku: string | null
                    readonly barcode: string | null
                    readonly price: string | null
                    readonly available: string | null
                    readonly deletedAt: string | null
                    readonly nhanhStatus: string
                  }
                } | null
              }
        }
      }>
      readonly pageInfo: { readonly hasNextPage: boolean }
    }
    readonly shopifyCandidates: {
      readonly totalCount: number
      readonly edges: ReadonlyArray<{
        readonly cursor: string
        readonly node: {
          readonly matchedOn: string
          readonly alreadyLinkedTo: string | null
          readonly record:
            | {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
                readonly mapping: {
                  readonly id: string
                  readonly shopifyCustomer: {
                    readonly __typename: 'ShopifyCustomer'
                    readonly id: string
                    readonly firstName: string | null
                    readonly lastName: string | null
                    readonly phone: string | null
                    readonly addressPhone: string | null
                    readonly email: string | null
                    readonly amountSpent: string | null
                    readonly deletedAt: string | null
                  }
                } | null
              }
            | {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
                readonly mappings: ReadonlyArray<{
                  readonly id: string
                  readonly shopifyVariant: {
                    readonly __typename: 'ShopifyVariant'
                    readonly id: string
                    readonly productTitle: string
                    readonly title: string
                    readonly sku: string | null
                    readonly barcode: string | null
                    readonly price: string | null
                    readonly inventoryQuantity: number | null
                    readonly deletedAt: string | null
                    readonly shopStatus: ShopifyProductStatus
                  }
                }>
              }
            | {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
                readonly mapping: {
                  readonly id: string
                  readonly nhanhCustomer: {
                    readonly __typename: 'NhanhCustomer'
                    readonly id: string
                    readonly name: string
                    readonly phone: string | null
                    readonly email: string | null
                    readonly address: string | null
                    readonly totalSpent: string | null
                    readonly deletedAt: string | null
                  }
                } | null
              }
            | {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
                readonly mapping: {
                  readonly id: string
                  readonly nhanhProduct: {
                    readonly __typename: 'NhanhProduct'
                    readonly id: string
                    readonly name: string
                    readonly sku: string | null
                    readonly barcode: string | null
                    readonly price: string | null
                    readonly available: string | null
                    readonly deletedAt: string | null
                    readonly nhanhStatus: string
                  }
                } | null
              }
        }
      }>
      readonly pageInfo: { readonly hasNextPage: boolean }
    }
  } | null
}

export type MatchCandidatesFragment = {
  readonly totalCount: number
  readonly edges: ReadonlyArray<{
    readonly cursor: string
    readonly node: {
      readonly matchedOn: string
      readonly alreadyLinkedTo: string | null
      readonly record:
        | {
            readonly __typename: 'NhanhCustomer'
            readonly id: string
            readonly name: string
            readonly phone: string | null
            readonly email: string | null
            readonly address: string | null
            readonly totalSpent: string | null
            readonly deletedAt: string | null
            readonly mapping: {
              readonly id: string
              readonly shopifyCustomer: {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
              }
            } | null
          }
        | {
            readonly __typename: 'NhanhProduct'
            readonly id: string
            readonly name: string
            readonly sku: string | null
            readonly barcode: string | null
            readonly price: string | null
            readonly available: string | null
            readonly deletedAt: string | null
            readonly nhanhStatus: string
            readonly mappings: ReadonlyArray<{
              readonly id: string
              readonly shopifyVariant: {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
              }
            }>
          }
        | {
            readonly __typename: 'ShopifyCustomer'
            readonly id: string
            readonly firstName: string | null
            readonly lastName: string | null
            readonly phone: string | null
            readonly addressPhone: string | null
            readonly email: string | null
            readonly amountSpent: string | null
            readonly deletedAt: string | null
            readonly mapping: {
              readonly id: string
              readonly nhanhCustomer: {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
              }
            } | null
          }
        | {
            readonly __typename: 'ShopifyVariant'
            readonly id: string
            readonly productTitle: string
            readonly title: string
            readonly sku: string | null
            readonly barcode: string | null
            readonly price: string | null
            readonly inventoryQuantity: number | null
            readonly deletedAt: string | null
            readonly shopStatus: ShopifyProductStatus
            readonly mapping: {
              readonly id: string
              readonly nhanhProduct: {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
              }
            } | null
          }
    }
  }>
  readonly pageInfo: { readonly hasNextPage: boolean }
}

type MatchRecordFields_NhanhCustomer_Fragment = {
  readonly __typename: 'NhanhCustomer'
  readonly id: string
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly address: string | null
  readonly totalSpent: string | null
  readonly deletedAt: string | null
}

type MatchRecordFields_NhanhProduct_Fragment = {
  readonly __typename: 'NhanhProduct'
  readonly id: string
  readonly name: string
  readonly sku: string | null
  readonly barcode: string | null
  readonly price: string | null
  readonly available: string | null
  readonly deletedAt: string | null
  readonly nhanhStatus: string
}

type MatchRecordFields_ShopifyCustomer_Fragment = {
  readonly __typename: 'ShopifyCustomer'
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly addressPhone: string | null
  readonly email: string | null
  readonly amountSpent: string | null
  readonly deletedAt: string | null
}

type MatchRecordFields_ShopifyVariant_Fragment = {
  readonly __typename: 'ShopifyVariant'
  readonly id: string
  readonly productTitle: string
  readonly title: string
  readonly sku: string | null
  readonly barcode: string | null
  readonly price: string | null
  readonly inventoryQuantity: number | null
  readonly deletedAt: string | null
  readonly shopStatus: ShopifyProductStatus
}

export type MatchRecordFieldsFragment =
  | MatchRecordFields_NhanhCustomer_Fragment
  | MatchRecordFields_NhanhProduct_Fragment
  | MatchRecordFields_ShopifyCustomer_Fragment
  | MatchRecordFields_ShopifyVariant_Fragment

type MatchDecisionMade_AlreadyMapped_Fragment = {
  readonly __typename: 'AlreadyMapped'
  readonly message: string
  readonly mapping:
    | {
        readonly __typename: 'CustomerMapping'
        readonly id: string
        readonly nhanhCustomer: {
          readonly __typename: 'NhanhCustomer'
          readonly id: string
          readonly name: string
          readonly phone: string | null
          readonly email: string | null
          readonly address: string | null
          readonly totalSpent: string | null
          readonly deletedAt: string | null
        }
        readonly shopifyCustomer: {
          readonly __typename: 'ShopifyCustomer'
          readonly id: string
          readonly firstName: string | null
          readonly lastName: string | null
          readonly phone: string | null
          readonly addressPhone: string | null
          readonly email: string | null
          readonly amountSpent: string | null
          readonly deletedAt: string | null
        }
      }
    | {
        readonly __typename: 'ProductMapping'
        readonly id: string
        readonly nhanhProduct: {
          readonly __typename: 'NhanhProduct'
          readonly id: string
          readonly name: string
          readonly sku: string | null
          readonly barcode: string | null
          readonly price: string | null
          readonly available: string | null
          readonly deletedAt: string | null
          readonly nhanhStatus: string
        }
        readonly shopifyVariant: {
          readonly __typename: 'ShopifyVariant'
          readonly id: string
          readonly productTitle: string
          readonly title: string
          readonly sku: string | null
          readonly barcode: string | null
          readonly price: string | null
          readonly inventoryQuantity: number | null
          readonly deletedAt: string | null
          readonly shopStatus: ShopifyProductStatus
        }
      }
}

type MatchDecisionMade_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type MatchDecisionMade_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
}

type MatchDecisionMade_RecordDeleted_Fragment = {
  readonly __typename: 'RecordDeleted'
  readonly message: string
}

type MatchDecisionMade_RecordNotFound_Fragment = {
  readonly __typename: 'RecordNotFound'
  readonly message: string
}

type MatchDecisionMade_ResolveMatchReviewSuccess_Fragment = {
  readonly __typename: 'ResolveMatchReviewSuccess'
  readonly review: { readonly id: string }
  readonly linked: { readonly id: string } | { readonly id: string } | null
}

type MatchDecisionMade_ReviewAlreadyDecided_Fragment = {
  readonly __typename: 'ReviewAlreadyDecided'
  readonly message: string
  readonly review: { readonly id: string }
}

type MatchDecisionMade_ReviewNotFound_Fragment = {
  readonly __typename: 'ReviewNotFound'
  readonly message: string
}

export type MatchDecisionMadeFragment =
  | MatchDecisionMade_AlreadyMapped_Fragment
  | MatchDecisionMade_InvalidInput_Fragment
  | MatchDecisionMade_PlatformNotConfigured_Fragment
  | MatchDecisionMade_RecordDeleted_Fragment
  | MatchDecisionMade_RecordNotFound_Fragment
  | MatchDecisionMade_ResolveMatchReviewSuccess_Fragment
  | MatchDecisionMade_ReviewAlreadyDecided_Fragment
  | MatchDecisionMade_ReviewNotFound_Fragment

export type MatchResolveMutationVariables = Exact<{
  id: string
  decision: MatchDecision
  nhanhId?: string | null | undefined
  shopifyId?: string | null | undefined
}>

export type MatchResolveMutation = {
  readonly answer:
    | {
        readonly __typename: 'AlreadyMapped'
        readonly message: string
        readonly mapping:
          | {
              readonly __typename: 'CustomerMapping'
              readonly id: string
              readonly nhanhCustomer: {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
              }
              readonly shopifyCustomer: {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
              }
            }
          | {
              readonly __typename: 'ProductMapping'
              readonly id: string
              readonly nhanhProduct: {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
              }
              readonly shopifyVariant: {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
              }
            }
      }
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'RecordDeleted'; readonly message: string }
    | { readonly __typename: 'RecordNotFound'; readonly message: string }
    | {
        readonly __typename: 'ResolveMatchReviewSuccess'
        readonly review: { readonly id: string }
        readonly linked: { readonly id: string } | { readonly id: string } | null
      }
    | {
        readonly __typename: 'ReviewAlreadyDecided'
        readonly message: string
        readonly review: { readonly id: string }
      }
    | { readonly __typename: 'ReviewNotFound'; readonly message: string }
}

export type MatchReopenMutationVariables = Exact<{
  id: string
}>

export type MatchReopenMutation = {
  readonly answer:
    | {
        readonly __typename: 'AlreadyMapped'
        readonly message: string
        readonly mapping:
          | {
              readonly __typename: 'CustomerMapping'
              readonly id: string
              readonly nhanhCustomer: {
                readonly __typename: 'NhanhCustomer'
                readonly id: string
                readonly name: string
                readonly phone: string | null
                readonly email: string | null
                readonly address: string | null
                readonly totalSpent: string | null
                readonly deletedAt: string | null
              }
              readonly shopifyCustomer: {
                readonly __typename: 'ShopifyCustomer'
                readonly id: string
                readonly firstName: string | null
                readonly lastName: string | null
                readonly phone: string | null
                readonly addressPhone: string | null
                readonly email: string | null
                readonly amountSpent: string | null
                readonly deletedAt: string | null
              }
            }
          | {
              readonly __typename: 'ProductMapping'
              readonly id: string
              readonly nhanhProduct: {
                readonly __typename: 'NhanhProduct'
                readonly id: string
                readonly name: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly available: string | null
                readonly deletedAt: string | null
                readonly nhanhStatus: string
              }
              readonly shopifyVariant: {
                readonly __typename: 'ShopifyVariant'
                readonly id: string
                readonly productTitle: string
                readonly title: string
                readonly sku: string | null
                readonly barcode: string | null
                readonly price: string | null
                readonly inventoryQuantity: number | null
                readonly deletedAt: string | null
                readonly shopStatus: ShopifyProductStatus
              }
            }
      }
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'RecordDeleted'; readonly message: string }
    | { readonly __typename: 'RecordNotFound'; readonly message: string }
    | {
        readonly __typename: 'ResolveMatchReviewSuccess'
        readonly review: { readonly id: string }
        readonly linked: { readonly id: string } | { readonly id: string } | null
      }
    | {
        readonly __typename: 'ReviewAlreadyDecided'
        readonly message: string
        readonly review: { readonly id: string }
      }
    | { readonly __typename: 'ReviewNotFound'; readonly message: string }
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

export type PlacesDepotFragment = {
  readonly id: string
  readonly code: string | null
  readonly name: string
  readonly granted: boolean
  readonly excluded: boolean
  readonly open: boolean
  readonly location: { readonly id: string; readonly name: string } | null
}

export type PlacesLocationFragment = {
  readonly id: string
  readonly name: string
  readonly isActive: boolean
  readonly isFulfillmentService: boolean
  readonly reserve: number
  readonly nhanhDepots: ReadonlyArray<{ readonly id: string }>
  readonly effectiveDepots: ReadonlyArray<{ readonly id: string }>
}

export type PlacesQueryVariables = Exact<{ [key: string]: never }>

export type PlacesQuery = {
  readonly nhanhDepots: ReadonlyArray<{
    readonly id: string
    readonly code: string | null
    readonly name: string
    readonly granted: boolean
    readonly excluded: boolean
    readonly open: boolean
    readonly location: { readonly id: string; readonly name: string } | null
  }>
  readonly shopifyLocations: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly isActive: boolean
    readonly isFulfillmentService: boolean
    readonly reserve: number
    readonly nhanhDepots: ReadonlyArray<{ readonly id: string }>
    readonly effectiveDepots: ReadonlyArray<{ readonly id: string }>
  }>
  readonly platforms: ReadonlyArray<{ readonly platform: Platform; readonly configured: boolean }>
}

export type PlacesSetLocationMutationVariables = Exact<{
  location: string
  depots: ReadonlyArray<string> | string
  reserve?: number | null | undefined
}>

export type PlacesSetLocationMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'SetLocationMappingSuccess'
        readonly depots: ReadonlyArray<{
          readonly id: string
          readonly code: string | null
          readonly name: string
          readonly granted: boolean
          readonly excluded: boolean
          readonly open: boolean
          readonly location: { readonly id: string; readonly name: string } | null
        }>
        readonly locations: ReadonlyArray<{
          readonly id: string
          readonly name: string
          readonly isActive: boolean
          readonly isFulfillmentService: boolean
          readonly reserve: number
          readonly nhanhDepots: ReadonlyArray<{ readonly id: string }>
          readonly effectiveDepots: ReadonlyArray<{ readonly id: string }>
        }>
      }
}

export type PlacesExcludeMutationVariables = Exact<{
  depots: ReadonlyArray<string> | string
}>

export type PlacesExcludeMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'SetLocationMappingSuccess'
        readonly depots: ReadonlyArray<{
          readonly id: string
          readonly code: string | null
          readonly name: string
          readonly granted: boolean
          readonly excluded: boolean
          readonly open: boolean
          readonly location: { readonly id: string; readonly name: string } | null
        }>
        readonly locations: ReadonlyArray<{
          readonly id: string
          readonly name: string
          readonly isActive: boolean
          readonly isFulfillmentService: boolean
          readonly reserve: number
          readonly nhanhDepots: ReadonlyArray<{ readonly id: string }>
          readonly effectiveDepots: ReadonlyArray<{ readonly id: string }>
        }>
      }
}

type PlacesAnswer_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type PlacesAnswer_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
}

type PlacesAnswer_SetLocationMappingSuccess_Fragment = {
  readonly __typename: 'SetLocationMappingSuccess'
  readonly depots: ReadonlyArray<{
    readonly id: string
    readonly code: string | null
    readonly name: string
    readonly granted: boolean
    readonly excluded: boolean
    readonly open: boolean
    readonly location: { readonly id: string; readonly name: string } | null
  }>
  readonly locations: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly isActive: boolean
    readonly isFulfillmentService: boolean
    readonly reserve: number
    readonly nhanhDepots: ReadonlyArray<{ readonly id: string }>
    readonly effectiveDepots: ReadonlyArray<{ readonly id: string }>
  }>
}

export type PlacesAnswerFragment =
  | PlacesAnswer_InvalidInput_Fragment
  | PlacesAnswer_PlatformNotConfigured_Fragment
  | PlacesAnswer_SetLocationMappingSuccess_Fragment

export type RecordsNhanhProductQueryVariables = Exact<{
  id: string
}>

export type RecordsNhanhProductQuery = {
  readonly found: {
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly name: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly status: string
      readonly kind: string
      readonly parentId: string | null
      readonly price: string | null
      readonly oldPrice: string | null
      readonly wholesalePrice: string | null
      readonly importPrice: string | null
      readonly averageCost: string | null
      readonly available: string | null
      readonly remain: string | null
      readonly holding: string | null
      readonly shipping: string | null
      readonly damaged: string | null
      readonly sourceUpdatedAt: string | null
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly stock: ReadonlyArray<{
        readonly depotId: string
        readonly available: string
        readonly remain: string | null
        readonly holding: string | null
        readonly shipping: string | null
        readonly damaged: string | null
      }>
      readonly options: ReadonlyArray<{ readonly name: string; readonly value: string }>
      readonly mappings: ReadonlyArray<{
        readonly reserve: number
        readonly origin: MappingOrigin
        readonly key: string | null
        readonly keyField: MatchField | null
        readonly createdAt: string
        readonly lastSyncedAt: string | null
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
        readonly nhanhProduct: { readonly id: string; readonly name: string; readonly sku: string | null }
        readonly shopifyVariant: {
          readonly id: string
          readonly productTitle: string
          readonly title: string
          readonly sku: string | null
        }
        readonly lastError: {
          readonly code: string
          readonly message: string
          readonly hint: string | null
        } | null
      }>
    }>
  }
  readonly nhanhDepots: ReadonlyArray<{ readonly id: string; readonly name: string }>
}

export type RecordsShopifyVariantQueryVariables = Exact<{
  id: string
}>

export type RecordsShopifyVariantQuery = {
  readonly found: {
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly productId: string
      readonly productTitle: string
      readonly title: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly price: string | null
      readonly compareAtPrice: string | null
      readonly tracked: boolean
      readonly inventoryPolicy: string
      readonly isBundle: boolean
      readonly inventoryQuantity: number | null
      readonly sourceUpdatedAt: string | null
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly variantStatus: ShopifyProductStatus
      readonly stock: ReadonlyArray<{
        readonly locationId: string
        readonly available: number
        readonly isActive: boolean
      }>
      readonly options: ReadonlyArray<{ readonly name: string; readonly value: string }>
      readonly mapping: {
        readonly reserve: number
        readonly origin: MappingOrigin
        readonly key: string | null
        readonly keyField: MatchField | null
        readonly createdAt: string
        readonly lastSyncedAt: string | null
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
        readonly nhanhProduct: { readonly id: string; readonly name: string; readonly sku: string | null }
        readonly shopifyVariant: {
          readonly id: string
          readonly productTitle: string
          readonly title: string
          readonly sku: string | null
        }
        readonly lastError: {
          readonly code: string
          readonly message: string
          readonly hint: string | null
        } | null
      } | null
    }>
  }
  readonly shopifyLocations: ReadonlyArray<{ readonly id: string; readonly name: string }>
}

export type RecordsNhanhCustomerQueryVariables = Exact<{
  id: string
}>

export type RecordsNhanhCustomerQuery = {
  readonly found: {
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly name: string
      readonly code: string | null
      readonly phone: string | null
      readonly email: string | null
      readonly address: string | null
      readonly type: NhanhCustomerType | null
      readonly group: string | null
      readonly level: string | null
      readonly totalSpent: string | null
      readonly points: number | null
      readonly sourceUpdatedAt: string | null
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly mapping: {
        readonly origin: MappingOrigin
        readonly key: string | null
        readonly keyField: MatchField | null
        readonly createdAt: string
        readonly lastSyncedAt: string | null
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
        readonly nhanhCustomer: { readonly id: string; readonly name: string; readonly phone: string | null }
        readonly shopifyCustomer: {
          readonly id: string
          readonly firstName: string | null
          readonly lastName: string | null
          readonly phone: string | null
          readonly email: string | null
        }
        readonly lastError: {
          readonly code: string
          readonly message: string
          readonly hint: string | null
        } | null
      } | null
    }>
  }
}

export type RecordsShopifyCustomerQueryVariables = Exact<{
  id: string
}>

export type RecordsShopifyCustomerQuery = {
  readonly found: {
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly firstName: string | null
      readonly lastName: string | null
      readonly phone: string | null
      readonly addressPhone: string | null
      readonly email: string | null
      readonly state: string
      readonly tags: ReadonlyArray<string>
      readonly amountSpent: string | null
      readonly currency: string | null
      readonly numberOfOrders: number | null
      readonly sourceUpdatedAt: string | null
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly mapping: {
        readonly origin: MappingOrigin
        readonly key: string | null
        readonly keyField: MatchField | null
        readonly createdAt: string
        readonly lastSyncedAt: string | null
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
        readonly nhanhCustomer: { readonly id: string; readonly name: string; readonly phone: string | null }
        readonly shopifyCustomer: {
          readonly id: string
          readonly firstName: string | null
          readonly lastName: string | null
          readonly phone: string | null
          readonly email: string | null
        }
        readonly lastError: {
          readonly code: string
          readonly message: string
          readonly hint: string | null
        } | null
      } | null
    }>
  }
}

type RecordsFullMapping_CustomerMapping_Fragment = {
  readonly origin: MappingOrigin
  readonly key: string | null
  readonly keyField: MatchField | null
  readonly createdAt: string
  readonly lastSyncedAt: string | null
  readonly id: string
  readonly policy: MappingPolicy
  readonly policyUntil: string | null
  readonly deletedAtSource: boolean
  readonly mappingStatus: MappingStatus
  readonly nhanhCustomer: { readonly id: string; readonly name: string; readonly phone: string | null }
  readonly shopifyCustomer: {
    readonly id: string
    readonly firstName: string | null
    readonly lastName: string | null
    readonly phone: string | null
    readonly email: string | null
  }
  readonly lastError: { readonly code: string; readonly message: string; readonly hint: string | null } | null
}

type RecordsFullMapping_ProductMapping_Fragment = {
  readonly reserve: number
  readonly origin: MappingOrigin
  readonly key: string | null
  readonly keyField: MatchField | null
  readonly createdAt: string
  readonly lastSyncedAt: string | null
  readonly id: string
  readonly policy: MappingPolicy
  readonly policyUntil: string | null
  readonly deletedAtSource: boolean
  readonly mappingStatus: MappingStatus
  readonly nhanhProduct: { readonly id: string; readonly name: string; readonly sku: string | null }
  readonly shopifyVariant: {
    readonly id: string
    readonly productTitle: string
    readonly title: string
    readonly sku: string | null
  }
  readonly lastError: { readonly code: string; readonly message: string; readonly hint: string | null } | null
}

export type RecordsFullMappingFragment =
  RecordsFullMapping_CustomerMapping_Fragment | RecordsFullMapping_ProductMapping_Fragment

export type RecordsNhanhProductsQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
  deleted?: boolean | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type RecordsNhanhProductsQuery = {
  readonly list: {
    readonly totalCount: number
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly name: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly status: string
      readonly kind: string
      readonly price: string | null
      readonly available: string | null
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly mappings: ReadonlyArray<{
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
      }>
    }>
  }
}

export type RecordsShopifyVariantsQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
  deleted?: boolean | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type RecordsShopifyVariantsQuery = {
  readonly list: {
    readonly totalCount: number
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly productTitle: string
      readonly title: string
      readonly sku: string | null
      readonly barcode: string | null
      readonly price: string | null
      readonly inventoryQuantity: number | null
      readonly tracked: boolean
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly variantStatus: ShopifyProductStatus
      readonly mapping: {
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
      } | null
    }>
  }
}

export type RecordsNhanhCustomersQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
  deleted?: boolean | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type RecordsNhanhCustomersQuery = {
  readonly list: {
    readonly totalCount: number
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly name: string
      readonly code: string | null
      readonly phone: string | null
      readonly email: string | null
      readonly type: NhanhCustomerType | null
      readonly level: string | null
      readonly totalSpent: string | null
      readonly points: number | null
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly mapping: {
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
      } | null
    }>
  }
}

export type RecordsShopifyCustomersQueryVariables = Exact<{
  search?: string | null | undefined
  mapped?: boolean | null | undefined
  deleted?: boolean | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type RecordsShopifyCustomersQuery = {
  readonly list: {
    readonly totalCount: number
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly firstName: string | null
      readonly lastName: string | null
      readonly phone: string | null
      readonly addressPhone: string | null
      readonly email: string | null
      readonly state: string
      readonly amountSpent: string | null
      readonly numberOfOrders: number | null
      readonly pulledAt: string
      readonly deletedAt: string | null
      readonly mapping: {
        readonly id: string
        readonly policy: MappingPolicy
        readonly policyUntil: string | null
        readonly deletedAtSource: boolean
        readonly mappingStatus: MappingStatus
      } | null
    }>
  }
}

type RecordsMapping_CustomerMapping_Fragment = {
  readonly id: string
  readonly policy: MappingPolicy
  readonly policyUntil: string | null
  readonly deletedAtSource: boolean
  readonly mappingStatus: MappingStatus
}

type RecordsMapping_ProductMapping_Fragment = {
  readonly id: string
  readonly policy: MappingPolicy
  readonly policyUntil: string | null
  readonly deletedAtSource: boolean
  readonly mappingStatus: MappingStatus
}

export type RecordsMappingFragment =
  RecordsMapping_CustomerMapping_Fragment | RecordsMapping_ProductMapping_Fragment

export type SettingsPlatformsQueryVariables = Exact<{ [key: string]: never }>

export type SettingsPlatformsQuery = {
  readonly platforms: ReadonlyArray<{
    readonly platform: Platform
    readonly configured: boolean
    readonly sandbox: boolean
    readonly account: string | null
    readonly budgetUsed: number | null
    readonly budgetLimit: number | null
    readonly lockedUntil: string | null
    readonly tokenExpiresAt: string | null
    readonly lastError: string | null
    readonly lastErrorAt: string | null
    readonly writesEnabled: boolean
    readonly writesUntil: string | null
    readonly writesReason: string | null
  }>
}

export type SettingsSetWritesMutationVariables = Exact<{
  enabled: boolean
  until?: string | null | undefined
  reason?: string | null | undefined
}>

export type SettingsSetWritesMutation = {
  readonly answer:
    | { readonly __typename: 'DryRunRequired'; readonly message: string }
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'SetWritesEnabledSuccess'
        readonly enabled: boolean
        readonly until: string | null
      }
}

export type SettingsScheduleFragment = {
  readonly id: string
  readonly name: string
  readonly cron: string
  readonly timeZone: string
  readonly enabled: boolean
  readonly continuesAfterErrors: boolean
  readonly nextRunAt: string | null
  readonly steps: ReadonlyArray<{ readonly type: JobType; readonly input: unknown }>
  readonly runs: {
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly dueAt: string
      readonly startedAt: string | null
      readonly completedAt: string | null
      readonly outcome: string
      readonly note: string | null
      readonly jobs: ReadonlyArray<{
        readonly id: string
        readonly type: JobType
        readonly status: JobStatus
      }>
    }>
  }
}

type SettingsScheduleAnswer_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type SettingsScheduleAnswer_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
}

type SettingsScheduleAnswer_ScheduleNotFound_Fragment = {
  readonly __typename: 'ScheduleNotFound'
  readonly message: string
}

type SettingsScheduleAnswer_SetScheduleSuccess_Fragment = {
  readonly __typename: 'SetScheduleSuccess'
  readonly schedule: {
    readonly id: string
    readonly name: string
    readonly enabled: boolean
    readonly nextRunAt: string | null
  }
}

export type SettingsScheduleAnswerFragment =
  | SettingsScheduleAnswer_InvalidInput_Fragment
  | SettingsScheduleAnswer_PlatformNotConfigured_Fragment
  | SettingsScheduleAnswer_ScheduleNotFound_Fragment
  | SettingsScheduleAnswer_SetScheduleSuccess_Fragment

export type SettingsSchedulesQueryVariables = Exact<{ [key: string]: never }>

export type SettingsSchedulesQuery = {
  readonly schedules: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly cron: string
    readonly timeZone: string
    readonly enabled: boolean
    readonly continuesAfterErrors: boolean
    readonly nextRunAt: string | null
    readonly steps: ReadonlyArray<{ readonly type: JobType; readonly input: unknown }>
    readonly runs: {
      readonly nodes: ReadonlyArray<{
        readonly id: string
        readonly dueAt: string
        readonly startedAt: string | null
        readonly completedAt: string | null
        readonly outcome: string
        readonly note: string | null
        readonly jobs: ReadonlyArray<{
          readonly id: string
          readonly type: JobType
          readonly status: JobStatus
        }>
      }>
    }
  }>
  readonly suggestedSchedules: ReadonlyArray<{
    readonly name: string
    readonly cron: string
    readonly timeZone: string
    readonly continuesAfterErrors: boolean
    readonly steps: ReadonlyArray<{ readonly type: JobType; readonly input: unknown }>
  }>
}

export type SettingsSetScheduleMutationVariables = Exact<{
  input: ScheduleInput
}>

export type SettingsSetScheduleMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'ScheduleNotFound'; readonly message: string }
    | {
        readonly __typename: 'SetScheduleSuccess'
        readonly schedule: {
          readonly id: string
          readonly name: string
          readonly enabled: boolean
          readonly nextRunAt: string | null
        }
      }
}

export type SettingsSetScheduleEnabledMutationVariables = Exact<{
  id: string
  enabled: boolean
}>

export type SettingsSetScheduleEnabledMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'ScheduleNotFound'; readonly message: string }
    | {
        readonly __typename: 'SetScheduleSuccess'
        readonly schedule: {
          readonly id: string
          readonly name: string
          readonly enabled: boolean
          readonly nextRunAt: string | null
        }
      }
}

export type SettingsDeleteScheduleMutationVariables = Exact<{
  id: string
}>

export type SettingsDeleteScheduleMutation = {
  readonly answer:
    | { readonly __typename: 'DeleteScheduleSuccess'; readonly id: string }
    | { readonly __typename: 'ScheduleNotFound'; readonly message: string }
}

export type SettingsRunScheduleMutationVariables = Exact<{
  id: string
}>

export type SettingsRunScheduleMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'RunScheduleSuccess'
        readonly run: {
          readonly id: string
          readonly outcome: string
          readonly note: string | null
          readonly jobs: ReadonlyArray<{ readonly id: string }>
        }
      }
    | { readonly __typename: 'ScheduleAlreadyRunning'; readonly message: string }
    | { readonly __typename: 'ScheduleNotFound'; readonly message: string }
}

export type SettingsAlertsQueryVariables = Exact<{
  open: boolean
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type SettingsAlertsQuery = {
  readonly alerts: {
    readonly totalCount: number
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly startCursor: string | null
      readonly endCursor: string | null
    }
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly cause: AlertCause
      readonly title: string
      readonly message: string
      readonly openedAt: string
      readonly closedAt: string | null
      readonly deliveries: ReadonlyArray<{
        readonly channel: AlertChannel
        readonly event: AlertEvent
        readonly attempts: number
        readonly deliveredAt: string | null
        readonly lastError: string | null
        readonly nextAt: string | null
      }>
    }>
  }
}

export type SettingsSendTestAlertMutationVariables = Exact<{ [key: string]: never }>

export type SettingsSendTestAlertMutation = {
  readonly answer:
    | {
        readonly __typename: 'AlertsNotConfigured'
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'SendTestAlertSuccess'
        readonly deliveries: ReadonlyArray<{
          readonly channel: AlertChannel
          readonly event: AlertEvent
          readonly attempts: number
          readonly deliveredAt: string | null
          readonly lastError: string | null
          readonly nextAt: string | null
        }>
      }
}

export type SettingsWebhooksQueryVariables = Exact<{ [key: string]: never }>

export type SettingsWebhooksQuery = {
  readonly webhooks: {
    readonly enabled: boolean
    readonly url: string | null
    readonly lastReceivedAt: string | null
    readonly waiting: number
    readonly uninstalled: ReadonlyArray<{ readonly platform: Platform; readonly at: string }>
    readonly counts: ReadonlyArray<{
      readonly platform: Platform | null
      readonly outcome: WebhookOutcome
      readonly count: number
    }>
  }
}

export type SettingsDataRequestsQueryVariables = Exact<{ [key: string]: never }>

export type SettingsDataRequestsQuery = {
  readonly dataRequests: ReadonlyArray<{
    readonly id: string
    readonly customerId: string
    readonly requestedAt: string
    readonly data: unknown
  }>
}

export type SettingsCloseDataRequestMutationVariables = Exact<{
  id: string
}>

export type SettingsCloseDataRequestMutation = {
  readonly answer:
    | { readonly __typename: 'CloseDataRequestSuccess'; readonly id: string }
    | { readonly __typename: 'DataRequestNotFound'; readonly message: string }
}

export type RunningJobFragment = {
  readonly type: JobType
  readonly label: string
  readonly total: number | null
  readonly processed: number
}

export type StartJobFragment = {
  readonly id: string
  readonly seq: number
  readonly type: JobType
  readonly status: JobStatus
  readonly dryRun: boolean
  readonly progress: number | null
  readonly processed: number
  readonly total: number | null
  readonly successful: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly failed: number
  readonly createdAt: string
  readonly completedAt: string | null
  readonly eta: { readonly low: number; readonly high: number } | null
  readonly waitingOn: {
    readonly reason: WaitReason
    readonly detail: string | null
    readonly until: string | null
  } | null
  readonly error: { readonly message: string; readonly hint: string | null } | null
  readonly warnings: ReadonlyArray<{
    readonly code: string
    readonly message: string
    readonly hint: string | null
  }>
}

type StartAnswer_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput'
  readonly message: string
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

type StartAnswer_JobAlreadyRunning_Fragment = {
  readonly __typename: 'JobAlreadyRunning'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type StartAnswer_JobConflict_Fragment = {
  readonly __typename: 'JobConflict'
  readonly message: string
  readonly job: { readonly id: string; readonly type: JobType }
}

type StartAnswer_PlatformNotConfigured_Fragment = {
  readonly __typename: 'PlatformNotConfigured'
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
  readonly message: string
}

type StartAnswer_StartJobSuccess_Fragment = {
  readonly __typename: 'StartJobSuccess'
  readonly job: { readonly id: string }
  readonly wouldWriteAgain: ReadonlyArray<{ readonly id: string; readonly name: string }>
}

type StartAnswer_WritesDisabled_Fragment = {
  readonly __typename: 'WritesDisabled'
  readonly until: string | null
  readonly message: string
}

export type StartAnswerFragment =
  | StartAnswer_InvalidInput_Fragment
  | StartAnswer_JobAlreadyRunning_Fragment
  | StartAnswer_JobConflict_Fragment
  | StartAnswer_PlatformNotConfigured_Fragment
  | StartAnswer_StartJobSuccess_Fragment
  | StartAnswer_WritesDisabled_Fragment

export type StartProductSyncMutationVariables = Exact<{
  input?: ProductSyncInput | null | undefined
}>

export type StartProductSyncMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string }
        readonly wouldWriteAgain: ReadonlyArray<{ readonly id: string; readonly name: string }>
      }
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
}

export type StartLastRunsQueryVariables = Exact<{ [key: string]: never }>

export type StartLastRunsQuery = {
  readonly PULL_NHANH_PRODUCTS: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly PULL_SHOPIFY_PRODUCTS: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly PULL_NHANH_CUSTOMERS: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly PULL_SHOPIFY_CUSTOMERS: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly AUTO_MATCH_PRODUCTS: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly AUTO_MATCH_CUSTOMERS: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly PRODUCT_SYNC: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly CUSTOMER_SYNC: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly RETRY_FAILED_SYNC: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
  readonly UNDO_SYNC: {
    readonly id: string
    readonly seq: number
    readonly type: JobType
    readonly status: JobStatus
    readonly dryRun: boolean
    readonly progress: number | null
    readonly processed: number
    readonly total: number | null
    readonly successful: number
    readonly created: number
    readonly updated: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
    readonly createdAt: string
    readonly completedAt: string | null
    readonly eta: { readonly low: number; readonly high: number } | null
    readonly waitingOn: {
      readonly reason: WaitReason
      readonly detail: string | null
      readonly until: string | null
    } | null
    readonly error: { readonly message: string; readonly hint: string | null } | null
    readonly warnings: ReadonlyArray<{
      readonly code: string
      readonly message: string
      readonly hint: string | null
    }>
  } | null
}

export type StartGoodRunsQueryVariables = Exact<{ [key: string]: never }>

export type StartGoodRunsQuery = {
  readonly shopHealth: {
    readonly chain: ReadonlyArray<{
      readonly type: JobType
      readonly lastGoodRun: { readonly id: string } | null
    }>
  }
}

export type StartFindingsQueryVariables = Exact<{
  id: string
}>

export type StartFindingsQuery = {
  readonly shopifyLocations: ReadonlyArray<{ readonly id: string; readonly name: string }>
  readonly job: {
    readonly id: string
    readonly type: JobType
    readonly largestChanges: ReadonlyArray<{
      readonly change: number
      readonly item: {
        readonly id: string
        readonly title: string | null
        readonly key: string
        readonly before: unknown
        readonly after: unknown
      }
    }>
    readonly errorGroups: ReadonlyArray<{
      readonly code: string
      readonly count: number
      readonly outcome: ItemOutcome
      readonly message: string
      readonly hint: string | null
    }>
  } | null
}

export type TraceStartSyncMutationVariables = Exact<{
  input: ProductSyncInput
}>

export type TraceStartSyncMutation = {
  readonly answer:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'JobAlreadyRunning'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'JobConflict'
        readonly message: string
        readonly job: { readonly id: string; readonly type: JobType }
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
        readonly message: string
      }
    | { readonly __typename: 'StartJobSuccess'; readonly job: { readonly id: string } }
    | { readonly __typename: 'WritesDisabled'; readonly until: string | null; readonly message: string }
}

export type TraceJobFragment = {
  readonly id: string
  readonly seq: number
  readonly status: JobStatus
  readonly phase: string | null
  readonly progress: number | null
  readonly dryRun: boolean
  readonly updated: number
  readonly unchanged: number
  readonly error: { readonly message: string; readonly hint: string | null } | null
}

export type TraceSyncedQueryVariables = Exact<{
  id: string
}>

export type TraceSyncedQuery = {
  readonly job: {
    readonly id: string
    readonly warnings: ReadonlyArray<{ readonly message: string; readonly hint: string | null }>
    readonly errorGroups: ReadonlyArray<{
      readonly code: string
      readonly hint: string | null
      readonly message: string
    }>
    readonly items: {
      readonly nodes: ReadonlyArray<{
        readonly id: string
        readonly outcome: ItemOutcome
        readonly message: string | null
        readonly before: unknown
        readonly after: unknown
      }>
    }
  } | null
  readonly shopifyLocations: ReadonlyArray<{ readonly id: string; readonly name: string }>
}

export type TraceLookQueryVariables = Exact<{
  sku?: string | null | undefined
  mapping?: string | null | undefined
}>

export type TraceLookQuery = {
  readonly productTrace: ReadonlyArray<{
    readonly note: string | null
    readonly mapping: {
      readonly id: string
      readonly status: MappingStatus
      readonly policy: MappingPolicy
      readonly policyUntil: string | null
      readonly reserve: number
      readonly deletedAtSource: boolean
      readonly lastSyncedAt: string | null
      readonly lastError: {
        readonly code: string
        readonly message: string
        readonly hint: string | null
      } | null
      readonly nhanhProduct: { readonly id: string; readonly name: string; readonly sku: string | null }
      readonly shopifyVariant: {
        readonly id: string
        readonly productTitle: string
        readonly title: string
        readonly sku: string | null
      }
    }
    readonly expected: ReadonlyArray<{
      readonly locationId: string
      readonly locationName: string
      readonly nhanhAvailable: string | null
      readonly reserve: number
      readonly pendingSales: number
      readonly target: number | null
      readonly shopifyAvailable: number | null
      readonly code: string | null
      readonly message: string
      readonly lastWritten: number | null
      readonly lastWrittenAt: string | null
      readonly lastWrittenBy: { readonly id: string } | null
      readonly depots: ReadonlyArray<{
        readonly depotId: string
        readonly name: string
        readonly available: string | null
        readonly counts: boolean
        readonly reason: string | null
      }>
    }>
    readonly lastWrites: ReadonlyArray<{
      readonly id: string
      readonly at: string
      readonly code: string | null
      readonly message: string | null
      readonly before: unknown
      readonly after: unknown
      readonly job: { readonly id: string } | null
    }>
  }>
}

export type TraceSuggestionsQueryVariables = Exact<{
  search: string
}>

export type TraceSuggestionsQuery = {
  readonly productMappings: {
    readonly nodes: ReadonlyArray<{
      readonly id: string
      readonly nhanhProduct: { readonly name: string; readonly sku: string | null }
      readonly shopifyVariant: {
        readonly productTitle: string
        readonly title: string
        readonly sku: string | null
      }
    }>
  }
}
