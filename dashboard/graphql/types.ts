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

export type MappingOrigin = 'MANUAL' | 'MATCHED'

export type MappingPolicy =
  /** leave alone */
  | 'HOLD'
  /** keep in step */
  | 'SYNC'
  /** publish 0 */
  | 'ZERO'

export type MappingStatus = 'FAILED' | 'PENDING' | 'SYNCED'

/** What a record is found by at the other platform. */
export type MatchField = 'BARCODE' | 'PHONE' | 'SKU'

export type NhanhCustomerType = 'AGENT' | 'RETAIL' | 'WHOLESALE'

export type Platform = 'NHANH' | 'SHOPIFY'

export type ProductSyncInput = {
  readonly dryRun?: boolean | null | undefined
  readonly force?: boolean | null | undefined
  readonly mappingIds?: ReadonlyArray<string> | null | undefined
  readonly planOf?: string | null | undefined
}

export type ShopifyProductStatus = 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'

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
        readonly message: string
        readonly missing: ReadonlyArray<string>
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
        readonly message: string
        readonly missing: ReadonlyArray<string>
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
  readonly message: string
  readonly missing: ReadonlyArray<string>
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

export type RecordsPageInfoFragment = {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly startCursor: string | null
  readonly endCursor: string | null
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

export type TraceStartSyncMutationVariables = Exact<{
  input: ProductSyncInput
}>

export type TraceStartSyncMutation = {
  readonly startProductSync:
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
    | { readonly __typename: 'StartJobSuccess'; readonly job: { readonly id: string } }
    | {
        readonly __typename: 'WritesDisabled'
        readonly message: string
        readonly reason: string | null
        readonly until: string | null
      }
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
      readonly lastWrittenBy: { readonly id: string; readonly label: string } | null
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
      readonly job: { readonly id: string; readonly label: string } | null
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

export type TraceSetPolicyMutationVariables = Exact<{
  ids: ReadonlyArray<string> | string
  policy: MappingPolicy
  reserve?: number | null | undefined
  until?: string | null | undefined
}>

export type TraceSetPolicyMutation = {
  readonly setMappingPolicy:
    | {
        readonly __typename: 'InvalidInput'
        readonly message: string
        readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
      }
    | {
        readonly __typename: 'PlatformNotConfigured'
        readonly message: string
        readonly missing: ReadonlyArray<string>
      }
    | { readonly __typename: 'SetMappingPolicySuccess' }
}
