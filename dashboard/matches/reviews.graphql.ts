// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  MatchReviewsQuery,
  MatchReviewsQueryVariables,
  MatchReviewCountsQuery,
  MatchReviewCountsQueryVariables,
  MatchReviewOneQuery,
  MatchReviewOneQueryVariables,
  MatchResolveMutation,
  MatchResolveMutationVariables,
  MatchReopenMutation,
  MatchReopenMutationVariables,
} from '../graphql/types.ts'

export const MatchReviewsDocument = /* @__PURE__ */ gql<MatchReviewsQuery, MatchReviewsQueryVariables>(
  'query MatchReviews($kind:RecordKind!$reasons:[MatchReviewReason!]$decided:Boolean$search:String$first:Int$after:String$last:Int$before:String){matchReviews(kind:$kind reasons:$reasons decided:$decided search:$search first:$first after:$after last:$last before:$before){totalCount nodes{id key reason nhanhCount shopifyCount decision nhanhCandidates(first:1){nodes{record{...MatchRecordFields}}}}pageInfo{...PageEnds}}}fragment MatchRecordFields on MatchRecord{...on NhanhProduct{...MatchNhanhProduct}...on ShopifyVariant{...MatchShopifyVariant}...on NhanhCustomer{...MatchNhanhCustomer}...on ShopifyCustomer{...MatchShopifyCustomer}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}',
)

export const MatchReviewCountsDocument = /* @__PURE__ */ gql<
  MatchReviewCountsQuery,
  MatchReviewCountsQueryVariables
>(
  'query MatchReviewCounts($kind:RecordKind!$decided:Boolean$search:String){PRODUCT:matchReviews(kind:PRODUCT first:0){totalCount}CUSTOMER:matchReviews(kind:CUSTOMER first:0){totalCount}SEVERAL_IN_NHANH:matchReviews(kind:$kind decided:$decided search:$search first:0 reasons:[SEVERAL_IN_NHANH]){totalCount}SEVERAL_IN_SHOPIFY:matchReviews(kind:$kind decided:$decided search:$search first:0 reasons:[SEVERAL_IN_SHOPIFY]){totalCount}ALREADY_LINKED:matchReviews(kind:$kind decided:$decided search:$search first:0 reasons:[ALREADY_LINKED]){totalCount}REPLACED:matchReviews(kind:$kind decided:$decided search:$search first:0 reasons:[REPLACED]){totalCount}KEYS_DISAGREE:matchReviews(kind:$kind decided:$decided search:$search first:0 reasons:[KEYS_DISAGREE]){totalCount}NAME_DISAGREES:matchReviews(kind:$kind decided:$decided search:$search first:0 reasons:[NAME_DISAGREES]){totalCount}NOTE_ONLY:matchReviews(kind:$kind decided:$decided search:$search first:0 reasons:[NOTE_ONLY]){totalCount}}',
)

export const MatchReviewOneDocument = /* @__PURE__ */ gql<MatchReviewOneQuery, MatchReviewOneQueryVariables>(
  'query MatchReviewOne($id:ID!$nhanhAfter:String$shopifyAfter:String){matchReview(id:$id){id kind key keyField reason nhanhCount shopifyCount createdAt decision decidedAt decidedBy linkedNhanhId linkedShopifyId nhanhCandidates(first:9 after:$nhanhAfter){...MatchCandidates}shopifyCandidates(first:9 after:$shopifyAfter){...MatchCandidates}}}fragment MatchCandidates on MatchCandidateConnection{totalCount edges{cursor node{matchedOn alreadyLinkedTo record{...MatchRecordFields ...MatchLinks}}}pageInfo{hasNextPage}}fragment MatchRecordFields on MatchRecord{...on NhanhProduct{...MatchNhanhProduct}...on ShopifyVariant{...MatchShopifyVariant}...on NhanhCustomer{...MatchNhanhCustomer}...on ShopifyCustomer{...MatchShopifyCustomer}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}fragment MatchLinks on MatchRecord{...on NhanhProduct{mappings{id shopifyVariant{...MatchShopifyVariant}}}...on ShopifyVariant{mapping{id nhanhProduct{...MatchNhanhProduct}}}...on NhanhCustomer{mapping{id shopifyCustomer{...MatchShopifyCustomer}}}...on ShopifyCustomer{mapping{id nhanhCustomer{...MatchNhanhCustomer}}}}',
)

export const MatchResolveDocument = /* @__PURE__ */ gql<MatchResolveMutation, MatchResolveMutationVariables>(
  'mutation MatchResolve($id:ID!$decision:MatchDecision!$nhanhId:ID$shopifyId:ID){answer:resolveMatchReview(id:$id decision:$decision nhanhId:$nhanhId shopifyId:$shopifyId){...MatchDecisionMade}}fragment MatchDecisionMade on ResolveMatchReviewResult{__typename ...on ResolveMatchReviewSuccess{review{id}linked{id}}...on ReviewAlreadyDecided{review{id}}...MatchProblem}fragment MatchProblem on Problem{...Problem ...on AlreadyMapped{mapping{...MatchPair}}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}fragment MatchPair on Mapping{__typename id ...on ProductMapping{nhanhProduct{...MatchNhanhProduct}shopifyVariant{...MatchShopifyVariant}}...on CustomerMapping{nhanhCustomer{...MatchNhanhCustomer}shopifyCustomer{...MatchShopifyCustomer}}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}',
)

export const MatchReopenDocument = /* @__PURE__ */ gql<MatchReopenMutation, MatchReopenMutationVariables>(
  'mutation MatchReopen($id:ID!){answer:reopenMatchReview(id:$id){...MatchDecisionMade}}fragment MatchDecisionMade on ResolveMatchReviewResult{__typename ...on ResolveMatchReviewSuccess{review{id}linked{id}}...on ReviewAlreadyDecided{review{id}}...MatchProblem}fragment MatchProblem on Problem{...Problem ...on AlreadyMapped{mapping{...MatchPair}}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}fragment MatchPair on Mapping{__typename id ...on ProductMapping{nhanhProduct{...MatchNhanhProduct}shopifyVariant{...MatchShopifyVariant}}...on CustomerMapping{nhanhCustomer{...MatchNhanhCustomer}shopifyCustomer{...MatchShopifyCustomer}}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}',
)
