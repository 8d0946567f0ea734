// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  MappingsOfProductsQuery,
  MappingsOfProductsQueryVariables,
  MappingsOfCustomersQuery,
  MappingsOfCustomersQueryVariables,
  MappingNhanhProductsQuery,
  MappingNhanhProductsQueryVariables,
  MappingShopifyVariantsQuery,
  MappingShopifyVariantsQueryVariables,
  MappingNhanhCustomersQuery,
  MappingNhanhCustomersQueryVariables,
  MappingShopifyCustomersQuery,
  MappingShopifyCustomersQueryVariables,
  MappingLinkProductMutation,
  MappingLinkProductMutationVariables,
  MappingLinkCustomerMutation,
  MappingLinkCustomerMutationVariables,
  MappingUnlinkMutation,
  MappingUnlinkMutationVariables,
  MappingSetPolicyMutation,
  MappingSetPolicyMutationVariables,
  MappingSyncProductsMutation,
  MappingSyncProductsMutationVariables,
  MappingSyncCustomersMutation,
  MappingSyncCustomersMutationVariables,
} from '../graphql/types.ts'

export const MappingsOfProductsDocument = /* @__PURE__ */ gql<
  MappingsOfProductsQuery,
  MappingsOfProductsQueryVariables
>(
  'query MappingsOfProducts($filter:MappingFilter$first:Int$after:String$last:Int$before:String){mappings:productMappings(filter:$filter first:$first after:$after last:$last before:$before){totalCount nodes{...MappingRow reserve}pageInfo{...PageEnds}}}fragment MappingRow on Mapping{...MatchPair key keyField status origin policy policyUntil deletedAtSource lastSyncedAt createdAt lastError{code message hint}}fragment MatchPair on Mapping{__typename id ...on ProductMapping{nhanhProduct{...MatchNhanhProduct}shopifyVariant{...MatchShopifyVariant}}...on CustomerMapping{nhanhCustomer{...MatchNhanhCustomer}shopifyCustomer{...MatchShopifyCustomer}}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}',
)

export const MappingsOfCustomersDocument = /* @__PURE__ */ gql<
  MappingsOfCustomersQuery,
  MappingsOfCustomersQueryVariables
>(
  'query MappingsOfCustomers($filter:MappingFilter$first:Int$after:String$last:Int$before:String){mappings:customerMappings(filter:$filter first:$first after:$after last:$last before:$before){totalCount nodes{...MappingRow}pageInfo{...PageEnds}}}fragment MappingRow on Mapping{...MatchPair key keyField status origin policy policyUntil deletedAtSource lastSyncedAt createdAt lastError{code message hint}}fragment MatchPair on Mapping{__typename id ...on ProductMapping{nhanhProduct{...MatchNhanhProduct}shopifyVariant{...MatchShopifyVariant}}...on CustomerMapping{nhanhCustomer{...MatchNhanhCustomer}shopifyCustomer{...MatchShopifyCustomer}}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}',
)

export const MappingNhanhProductsDocument = /* @__PURE__ */ gql<
  MappingNhanhProductsQuery,
  MappingNhanhProductsQueryVariables
>(
  'query MappingNhanhProducts($search:String$mapped:Boolean){records:nhanhProducts(search:$search mapped:$mapped first:20){totalCount nodes{...MatchNhanhProduct kind mappings{id}}}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}',
)

export const MappingShopifyVariantsDocument = /* @__PURE__ */ gql<
  MappingShopifyVariantsQuery,
  MappingShopifyVariantsQueryVariables
>(
  'query MappingShopifyVariants($search:String$mapped:Boolean){records:shopifyVariants(search:$search mapped:$mapped first:20){totalCount nodes{...MatchShopifyVariant mapping{id}}}}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}',
)

export const MappingNhanhCustomersDocument = /* @__PURE__ */ gql<
  MappingNhanhCustomersQuery,
  MappingNhanhCustomersQueryVariables
>(
  'query MappingNhanhCustomers($search:String$mapped:Boolean){records:nhanhCustomers(search:$search mapped:$mapped first:20){totalCount nodes{...MatchNhanhCustomer mapping{id}}}}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}',
)

export const MappingShopifyCustomersDocument = /* @__PURE__ */ gql<
  MappingShopifyCustomersQuery,
  MappingShopifyCustomersQueryVariables
>(
  'query MappingShopifyCustomers($search:String$mapped:Boolean){records:shopifyCustomers(search:$search mapped:$mapped first:20){totalCount nodes{...MatchShopifyCustomer mapping{id}}}}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}',
)

export const MappingLinkProductDocument = /* @__PURE__ */ gql<
  MappingLinkProductMutation,
  MappingLinkProductMutationVariables
>(
  'mutation MappingLinkProduct($nhanhId:ID!$shopifyId:ID!){answer:mapProduct(nhanhProductId:$nhanhId shopifyVariantId:$shopifyId){__typename ...on MapProductSuccess{mapping{...MatchPair}}...MatchProblem}}fragment MatchPair on Mapping{__typename id ...on ProductMapping{nhanhProduct{...MatchNhanhProduct}shopifyVariant{...MatchShopifyVariant}}...on CustomerMapping{nhanhCustomer{...MatchNhanhCustomer}shopifyCustomer{...MatchShopifyCustomer}}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}fragment MatchProblem on Problem{...Problem ...on AlreadyMapped{mapping{...MatchPair}}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const MappingLinkCustomerDocument = /* @__PURE__ */ gql<
  MappingLinkCustomerMutation,
  MappingLinkCustomerMutationVariables
>(
  'mutation MappingLinkCustomer($nhanhId:ID!$shopifyId:ID!){answer:mapCustomer(nhanhCustomerId:$nhanhId shopifyCustomerId:$shopifyId){__typename ...on MapCustomerSuccess{mapping{...MatchPair}}...MatchProblem}}fragment MatchPair on Mapping{__typename id ...on ProductMapping{nhanhProduct{...MatchNhanhProduct}shopifyVariant{...MatchShopifyVariant}}...on CustomerMapping{nhanhCustomer{...MatchNhanhCustomer}shopifyCustomer{...MatchShopifyCustomer}}}fragment MatchNhanhProduct on NhanhProduct{__typename id name sku barcode price available nhanhStatus:status deletedAt}fragment MatchShopifyVariant on ShopifyVariant{__typename id productTitle title sku barcode price inventoryQuantity shopStatus:status deletedAt}fragment MatchNhanhCustomer on NhanhCustomer{__typename id name phone email address totalSpent deletedAt}fragment MatchShopifyCustomer on ShopifyCustomer{__typename id firstName lastName phone addressPhone email amountSpent deletedAt}fragment MatchProblem on Problem{...Problem ...on AlreadyMapped{mapping{...MatchPair}}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const MappingUnlinkDocument = /* @__PURE__ */ gql<
  MappingUnlinkMutation,
  MappingUnlinkMutationVariables
>(
  'mutation MappingUnlink($kind:RecordKind!$ids:[ID!]!){answer:unmap(kind:$kind ids:$ids){__typename ...on UnmapSuccess{count}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const MappingSetPolicyDocument = /* @__PURE__ */ gql<
  MappingSetPolicyMutation,
  MappingSetPolicyMutationVariables
>(
  'mutation MappingSetPolicy($ids:[ID!]!$policy:MappingPolicy!$until:DateTime$reserve:Int){answer:setMappingPolicy(ids:$ids policy:$policy until:$until reserve:$reserve){__typename ...on SetMappingPolicySuccess{count}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const MappingSyncProductsDocument = /* @__PURE__ */ gql<
  MappingSyncProductsMutation,
  MappingSyncProductsMutationVariables
>(
  'mutation MappingSyncProducts($ids:[ID!]!){answer:startProductSync(input:{mappingIds:$ids}){...MappingSyncStarted}}fragment MappingSyncStarted on StartJobResult{__typename ...on StartJobSuccess{job{id type label}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const MappingSyncCustomersDocument = /* @__PURE__ */ gql<
  MappingSyncCustomersMutation,
  MappingSyncCustomersMutationVariables
>(
  'mutation MappingSyncCustomers($ids:[ID!]!){answer:startCustomerSync(input:{mappingIds:$ids}){...MappingSyncStarted}}fragment MappingSyncStarted on StartJobResult{__typename ...on StartJobSuccess{job{id type label}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)
