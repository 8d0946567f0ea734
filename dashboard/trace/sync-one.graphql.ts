// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  TraceStartSyncMutation,
  TraceStartSyncMutationVariables,
  TraceSyncedQuery,
  TraceSyncedQueryVariables,
} from '../graphql/types.ts'

export const TraceStartSyncDocument = /* @__PURE__ */ gql<
  TraceStartSyncMutation,
  TraceStartSyncMutationVariables
>(
  'mutation TraceStartSync($input:ProductSyncInput!){answer:startProductSync(input:$input){__typename ...on StartJobSuccess{job{id}}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const TraceSyncedDocument = /* @__PURE__ */ gql<TraceSyncedQuery, TraceSyncedQueryVariables>(
  'query TraceSynced($id:ID!){job(id:$id){id warnings{message hint}errorGroups{code hint message}items(first:5){nodes{id outcome message before after}}}shopifyLocations{id name}}',
)

export const TraceJobSelection =
  'fragment TraceJob on BackgroundJob{id seq status phase progress dryRun updated unchanged error{message hint}}'
