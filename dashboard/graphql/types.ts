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

export type Platform = 'NHANH' | 'SHOPIFY'

export type ProductSyncInput = {
  readonly dryRun?: boolean | null | undefined
  readonly force?: boolean | null | undefined
  readonly mappingIds?: ReadonlyArray<string> | null | undefined
  readonly planOf?: string | null | undefined
}

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
        readonly message: string
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
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
  readonly message: string
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
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
        readonly message: string
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
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
        readonly message: string
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
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
        readonly message: string
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
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
        readonly message: string
        readonly missing: ReadonlyArray<string>
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

export type StartJobFragment = {
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
  readonly message: string
  readonly platform: Platform
  readonly missing: ReadonlyArray<string>
}

type StartAnswer_StartJobSuccess_Fragment = {
  readonly __typename: 'StartJobSuccess'
  readonly job: { readonly id: string }
  readonly wouldWriteAgain: ReadonlyArray<{ readonly id: string; readonly name: string }>
}

type StartAnswer_WritesDisabled_Fragment = {
  readonly __typename: 'WritesDisabled'
  readonly message: string
  readonly until: string | null
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
        readonly message: string
        readonly platform: Platform
        readonly missing: ReadonlyArray<string>
      }
    | {
        readonly __typename: 'StartJobSuccess'
        readonly job: { readonly id: string }
        readonly wouldWriteAgain: ReadonlyArray<{ readonly id: string; readonly name: string }>
      }
    | { readonly __typename: 'WritesDisabled'; readonly message: string; readonly until: string | null }
}

export type StartLastRunsQueryVariables = Exact<{ [key: string]: never }>

export type StartLastRunsQuery = {
  readonly PULL_NHANH_PRODUCTS: {
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
    readonly label: string
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
    readonly label: string
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
    readonly label: string
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
    readonly label: string
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
    readonly label: string
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
    readonly label: string
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
    readonly label: string
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
    readonly label: string
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
    readonly label: string
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
