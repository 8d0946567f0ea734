// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  RecordsNhanhProductQuery,
  RecordsNhanhProductQueryVariables,
  RecordsShopifyVariantQuery,
  RecordsShopifyVariantQueryVariables,
  RecordsNhanhCustomerQuery,
  RecordsNhanhCustomerQueryVariables,
  RecordsShopifyCustomerQuery,
  RecordsShopifyCustomerQueryVariables,
} from '../graphql/types.ts'

export const RecordsNhanhProductDocument = /* @__PURE__ */ gql<
  RecordsNhanhProductQuery,
  RecordsNhanhProductQueryVariables
>(
  'query RecordsNhanhProduct($id:String!){found:nhanhProducts(search:$id deleted:null first:50){nodes{id name sku barcode status kind parentId price oldPrice wholesalePrice importPrice averageCost available remain holding shipping damaged stock{depotId available remain holding shipping damaged}options{name value}sourceUpdatedAt pulledAt deletedAt mappings{...RecordsFullMapping}}}nhanhDepots{id name}}fragment RecordsFullMapping on Mapping{...RecordsMapping origin key keyField createdAt lastSyncedAt lastError{code message hint}...on ProductMapping{reserve nhanhProduct{id name sku}shopifyVariant{id productTitle title sku}}...on CustomerMapping{nhanhCustomer{id name phone}shopifyCustomer{id firstName lastName phone email}}}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)

export const RecordsShopifyVariantDocument = /* @__PURE__ */ gql<
  RecordsShopifyVariantQuery,
  RecordsShopifyVariantQueryVariables
>(
  'query RecordsShopifyVariant($id:String!){found:shopifyVariants(search:$id deleted:null first:50){nodes{id productId productTitle title sku barcode variantStatus:status price compareAtPrice tracked inventoryPolicy isBundle inventoryQuantity stock{locationId available isActive}options{name value}sourceUpdatedAt pulledAt deletedAt mapping{...RecordsFullMapping}}}shopifyLocations{id name}}fragment RecordsFullMapping on Mapping{...RecordsMapping origin key keyField createdAt lastSyncedAt lastError{code message hint}...on ProductMapping{reserve nhanhProduct{id name sku}shopifyVariant{id productTitle title sku}}...on CustomerMapping{nhanhCustomer{id name phone}shopifyCustomer{id firstName lastName phone email}}}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)

export const RecordsNhanhCustomerDocument = /* @__PURE__ */ gql<
  RecordsNhanhCustomerQuery,
  RecordsNhanhCustomerQueryVariables
>(
  'query RecordsNhanhCustomer($id:String!){found:nhanhCustomers(search:$id deleted:null first:50){nodes{id name code phone email address type group level totalSpent points sourceUpdatedAt pulledAt deletedAt mapping{...RecordsFullMapping}}}}fragment RecordsFullMapping on Mapping{...RecordsMapping origin key keyField createdAt lastSyncedAt lastError{code message hint}...on ProductMapping{reserve nhanhProduct{id name sku}shopifyVariant{id productTitle title sku}}...on CustomerMapping{nhanhCustomer{id name phone}shopifyCustomer{id firstName lastName phone email}}}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)

export const RecordsShopifyCustomerDocument = /* @__PURE__ */ gql<
  RecordsShopifyCustomerQuery,
  RecordsShopifyCustomerQueryVariables
>(
  'query RecordsShopifyCustomer($id:String!){found:shopifyCustomers(search:$id deleted:null first:50){nodes{id firstName lastName phone addressPhone email state tags amountSpent currency numberOfOrders sourceUpdatedAt pulledAt deletedAt mapping{...RecordsFullMapping}}}}fragment RecordsFullMapping on Mapping{...RecordsMapping origin key keyField createdAt lastSyncedAt lastError{code message hint}...on ProductMapping{reserve nhanhProduct{id name sku}shopifyVariant{id productTitle title sku}}...on CustomerMapping{nhanhCustomer{id name phone}shopifyCustomer{id firstName lastName phone email}}}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)
