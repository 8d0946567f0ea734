// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  TraceLookQuery,
  TraceLookQueryVariables,
  TraceSuggestionsQuery,
  TraceSuggestionsQueryVariables,
} from '../graphql/types.ts'

export const TraceLookDocument = /* @__PURE__ */ gql<TraceLookQuery, TraceLookQueryVariables>(
  'query TraceLook($sku:String$mapping:ID){productTrace(sku:$sku mappingId:$mapping){note mapping{id status policy policyUntil reserve deletedAtSource lastSyncedAt lastError{code message hint}nhanhProduct{id name sku}shopifyVariant{id productTitle title sku}}expected{locationId locationName nhanhAvailable reserve pendingSales target shopifyAvailable code message lastWritten lastWrittenAt lastWrittenBy{id}depots{depotId name available counts reason}}lastWrites{id at code message before after job{id}}}}',
)

export const TraceSuggestionsDocument = /* @__PURE__ */ gql<
  TraceSuggestionsQuery,
  TraceSuggestionsQueryVariables
>(
  'query TraceSuggestions($search:String!){productMappings(first:8 filter:{search:$search}){nodes{id nhanhProduct{name sku}shopifyVariant{productTitle title sku}}}}',
)
