// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  RecordsNhanhProductsQuery,
  RecordsNhanhProductsQueryVariables,
  RecordsShopifyVariantsQuery,
  RecordsShopifyVariantsQueryVariables,
  RecordsNhanhCustomersQuery,
  RecordsNhanhCustomersQueryVariables,
  RecordsShopifyCustomersQuery,
  RecordsShopifyCustomersQueryVariables,
} from '../graphql/types.ts'

export const RecordsNhanhProductsDocument = /* @__PURE__ */ gql<
  RecordsNhanhProductsQuery,
  RecordsNhanhProductsQueryVariables
>(
  'query RecordsNhanhProducts($search:String$mapped:Boolean$deleted:Boolean$first:Int$after:String$last:Int$before:String){list:nhanhProducts(search:$search mapped:$mapped deleted:$deleted first:$first after:$after last:$last before:$before){totalCount pageInfo{...PageEnds}nodes{id name sku barcode status kind price available pulledAt deletedAt mappings{...RecordsMapping}}}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)

export const RecordsShopifyVariantsDocument = /* @__PURE__ */ gql<
  RecordsShopifyVariantsQuery,
  RecordsShopifyVariantsQueryVariables
>(
  'query RecordsShopifyVariants($search:String$mapped:Boolean$deleted:Boolean$first:Int$after:String$last:Int$before:String){list:shopifyVariants(search:$search mapped:$mapped deleted:$deleted first:$first after:$after last:$last before:$before){totalCount pageInfo{...PageEnds}nodes{id productTitle title sku barcode variantStatus:status price inventoryQuantity tracked pulledAt deletedAt mapping{...RecordsMapping}}}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)

export const RecordsNhanhCustomersDocument = /* @__PURE__ */ gql<
  RecordsNhanhCustomersQuery,
  RecordsNhanhCustomersQueryVariables
>(
  'query RecordsNhanhCustomers($search:String$mapped:Boolean$deleted:Boolean$first:Int$after:String$last:Int$before:String){list:nhanhCustomers(search:$search mapped:$mapped deleted:$deleted first:$first after:$after last:$last before:$before){totalCount pageInfo{...PageEnds}nodes{id name code phone email type level totalSpent points pulledAt deletedAt mapping{...RecordsMapping}}}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)

export const RecordsShopifyCustomersDocument = /* @__PURE__ */ gql<
  RecordsShopifyCustomersQuery,
  RecordsShopifyCustomersQueryVariables
>(
  'query RecordsShopifyCustomers($search:String$mapped:Boolean$deleted:Boolean$first:Int$after:String$last:Int$before:String){list:shopifyCustomers(search:$search mapped:$mapped deleted:$deleted first:$first after:$after last:$last before:$before){totalCount pageInfo{...PageEnds}nodes{id firstName lastName phone addressPhone email state amountSpent numberOfOrders pulledAt deletedAt mapping{...RecordsMapping}}}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment RecordsMapping on Mapping{id mappingStatus:status policy policyUntil deletedAtSource}',
)
