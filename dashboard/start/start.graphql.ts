// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  StartProductSyncMutation,
  StartProductSyncMutationVariables,
  StartLastRunsQuery,
  StartLastRunsQueryVariables,
  StartGoodRunsQuery,
  StartGoodRunsQueryVariables,
  StartFindingsQuery,
  StartFindingsQueryVariables,
} from '../graphql/types.ts'

export const StartProductSyncDocument = /* @__PURE__ */ gql<
  StartProductSyncMutation,
  StartProductSyncMutationVariables
>(
  'mutation StartProductSync($input:ProductSyncInput){answer:startProductSync(input:$input){...StartAnswer}}fragment StartAnswer on StartJobResult{__typename ...on StartJobSuccess{job{id}wouldWriteAgain{id name}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const StartLastRunsDocument = /* @__PURE__ */ gql<StartLastRunsQuery, StartLastRunsQueryVariables>(
  'query StartLastRuns{PULL_NHANH_PRODUCTS:latestJob(type:PULL_NHANH_PRODUCTS){...StartJob}PULL_SHOPIFY_PRODUCTS:latestJob(type:PULL_SHOPIFY_PRODUCTS){...StartJob}PULL_NHANH_CUSTOMERS:latestJob(type:PULL_NHANH_CUSTOMERS){...StartJob}PULL_SHOPIFY_CUSTOMERS:latestJob(type:PULL_SHOPIFY_CUSTOMERS){...StartJob}AUTO_MATCH_PRODUCTS:latestJob(type:AUTO_MATCH_PRODUCTS){...StartJob}AUTO_MATCH_CUSTOMERS:latestJob(type:AUTO_MATCH_CUSTOMERS){...StartJob}PRODUCT_SYNC:latestJob(type:PRODUCT_SYNC){...StartJob}CUSTOMER_SYNC:latestJob(type:CUSTOMER_SYNC){...StartJob}RETRY_FAILED_SYNC:latestJob(type:RETRY_FAILED_SYNC){...StartJob}UNDO_SYNC:latestJob(type:UNDO_SYNC){...StartJob}}fragment StartJob on BackgroundJob{id seq type status dryRun progress processed total successful created updated unchanged skipped failed createdAt completedAt eta{low high}waitingOn{reason detail until}error{message hint}warnings{code message hint}}',
)

export const StartGoodRunsDocument = /* @__PURE__ */ gql<StartGoodRunsQuery, StartGoodRunsQueryVariables>(
  'query StartGoodRuns{shopHealth{chain{type lastGoodRun{id}}}}',
)

export const StartFindingsDocument = /* @__PURE__ */ gql<StartFindingsQuery, StartFindingsQueryVariables>(
  'query StartFindings($id:ID!){shopifyLocations{id name}job(id:$id){id type largestChanges{change item{id title key before after}}errorGroups{code count outcome message hint}}}',
)

export const StartJobSelection =
  'fragment StartJob on BackgroundJob{id seq type status dryRun progress processed total successful created updated unchanged skipped failed createdAt completedAt eta{low high}waitingOn{reason detail until}error{message hint}warnings{code message hint}}'
