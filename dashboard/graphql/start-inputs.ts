// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import type { JobType } from './types.ts'

/** A field of what a job type is started with. */
export interface InputField {
  name: string
  type: 'Boolean' | 'Date' | 'DateTime' | 'ID' | 'Int' | 'String' | 'enum'
  list: boolean
  required: boolean
  values?: readonly string[]
}

export interface StartInput {
  type: JobType
  mutation: string
  inputType: string
  fields: readonly InputField[]
}

/** What each job type is started with, as the API describes it. */
export const START_INPUTS = [
  {
    type: 'AUTO_MATCH_CUSTOMERS',
    mutation: 'startAutoMatchCustomers',
    inputType: 'AutoMatchCustomersInput',
    fields: [
      { name: 'batchSize', type: 'Int', list: false, required: false },
      { name: 'dryRun', type: 'Boolean', list: false, required: false },
      { name: 'strategy', type: 'enum', list: false, required: false, values: ['BATCH', 'SQL'] },
    ],
  },
  {
    type: 'AUTO_MATCH_PRODUCTS',
    mutation: 'startAutoMatchProducts',
    inputType: 'AutoMatchProductsInput',
    fields: [
      { name: 'dryRun', type: 'Boolean', list: false, required: false },
      { name: 'strategy', type: 'enum', list: false, required: false, values: ['BATCH', 'SQL'] },
    ],
  },
  {
    type: 'CUSTOMER_SYNC',
    mutation: 'startCustomerSync',
    inputType: 'CustomerSyncInput',
    fields: [
      { name: 'dryRun', type: 'Boolean', list: false, required: false },
      { name: 'force', type: 'Boolean', list: false, required: false },
      { name: 'mappingIds', type: 'ID', list: true, required: false },
      { name: 'planOf', type: 'ID', list: false, required: false },
    ],
  },
  {
    type: 'PRODUCT_SYNC',
    mutation: 'startProductSync',
    inputType: 'ProductSyncInput',
    fields: [
      { name: 'dryRun', type: 'Boolean', list: false, required: false },
      { name: 'force', type: 'Boolean', list: false, required: false },
      { name: 'mappingIds', type: 'ID', list: true, required: false },
      { name: 'planOf', type: 'ID', list: false, required: false },
    ],
  },
  {
    type: 'PULL_NHANH_CUSTOMERS',
    mutation: 'startPullNhanhCustomers',
    inputType: 'PullNhanhCustomersInput',
    fields: [
      { name: 'deletedIds', type: 'ID', list: true, required: false },
      { name: 'ids', type: 'ID', list: true, required: false },
      { name: 'lastBoughtFrom', type: 'Date', list: false, required: false },
      { name: 'lastBoughtTo', type: 'Date', list: false, required: false },
      { name: 'mode', type: 'enum', list: false, required: false, values: ['DELTA', 'FULL'] },
      { name: 'type', type: 'enum', list: false, required: false, values: ['AGENT', 'RETAIL', 'WHOLESALE'] },
      { name: 'updatedAfter', type: 'DateTime', list: false, required: false },
    ],
  },
  {
    type: 'PULL_NHANH_PRODUCTS',
    mutation: 'startPullNhanhProducts',
    inputType: 'PullNhanhProductsInput',
    fields: [
      { name: 'deletedIds', type: 'ID', list: true, required: false },
      { name: 'ids', type: 'ID', list: true, required: false },
      { name: 'mode', type: 'enum', list: false, required: false, values: ['DELTA', 'FULL'] },
      { name: 'updatedAfter', type: 'DateTime', list: false, required: false },
    ],
  },
  {
    type: 'PULL_SHOPIFY_CUSTOMERS',
    mutation: 'startPullShopifyCustomers',
    inputType: 'PullShopifyCustomersInput',
    fields: [
      { name: 'deletedIds', type: 'ID', list: true, required: false },
      { name: 'ids', type: 'ID', list: true, required: false },
      { name: 'mode', type: 'enum', list: false, required: false, values: ['DELTA', 'FULL'] },
      { name: 'query', type: 'String', list: false, required: false },
      { name: 'updatedAfter', type: 'DateTime', list: false, required: false },
    ],
  },
  {
    type: 'PULL_SHOPIFY_PRODUCTS',
    mutation: 'startPullShopifyProducts',
    inputType: 'PullShopifyProductsInput',
    fields: [
      { name: 'deletedIds', type: 'ID', list: true, required: false },
      { name: 'ids', type: 'ID', list: true, required: false },
      { name: 'mode', type: 'enum', list: false, required: false, values: ['DELTA', 'FULL'] },
      {
        name: 'status',
        type: 'enum',
        list: false,
        required: false,
        values: ['ACTIVE', 'ARCHIVED', 'DRAFT', 'UNLISTED'],
      },
      { name: 'updatedAfter', type: 'DateTime', list: false, required: false },
    ],
  },
  {
    type: 'RETRY_FAILED_SYNC',
    mutation: 'startRetryFailedSync',
    inputType: 'RetryFailedSyncInput',
    fields: [
      { name: 'codes', type: 'String', list: true, required: false },
      { name: 'jobId', type: 'ID', list: false, required: false },
      { name: 'kind', type: 'enum', list: false, required: false, values: ['CUSTOMER', 'PRODUCT'] },
      { name: 'limit', type: 'Int', list: false, required: false },
      { name: 'onlyDue', type: 'Boolean', list: false, required: false },
    ],
  },
  {
    type: 'UNDO_SYNC',
    mutation: 'startUndoSync',
    inputType: 'UndoSyncInput',
    fields: [{ name: 'jobId', type: 'ID', list: false, required: true }],
  },
] as const satisfies readonly StartInput[]
