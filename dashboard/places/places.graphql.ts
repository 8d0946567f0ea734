// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  PlacesQuery,
  PlacesQueryVariables,
  PlacesSetLocationMutation,
  PlacesSetLocationMutationVariables,
  PlacesExcludeMutation,
  PlacesExcludeMutationVariables,
} from '../graphql/types.ts'

export const PlacesDocument = /* @__PURE__ */ gql<PlacesQuery, PlacesQueryVariables>(
  'query Places{nhanhDepots{...PlacesDepot}shopifyLocations{...PlacesLocation}platforms{platform configured}}fragment PlacesDepot on NhanhDepot{id code name granted excluded open location{id name}}fragment PlacesLocation on ShopifyLocation{id name isActive isFulfillmentService reserve nhanhDepots{id}effectiveDepots{id}}',
)

export const PlacesSetLocationDocument = /* @__PURE__ */ gql<
  PlacesSetLocationMutation,
  PlacesSetLocationMutationVariables
>(
  'mutation PlacesSetLocation($location:ID!$depots:[ID!]!$reserve:Int){answer:setLocationMapping(shopifyLocationId:$location nhanhDepotIds:$depots reserve:$reserve){...PlacesAnswer}}fragment PlacesAnswer on SetLocationMappingResult{__typename ...on SetLocationMappingSuccess{depots{...PlacesDepot}locations{...PlacesLocation}}...Problem}fragment PlacesDepot on NhanhDepot{id code name granted excluded open location{id name}}fragment PlacesLocation on ShopifyLocation{id name isActive isFulfillmentService reserve nhanhDepots{id}effectiveDepots{id}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const PlacesExcludeDocument = /* @__PURE__ */ gql<
  PlacesExcludeMutation,
  PlacesExcludeMutationVariables
>(
  'mutation PlacesExclude($depots:[ID!]!){answer:excludeDepots(nhanhDepotIds:$depots){...PlacesAnswer}}fragment PlacesAnswer on SetLocationMappingResult{__typename ...on SetLocationMappingSuccess{depots{...PlacesDepot}locations{...PlacesLocation}}...Problem}fragment PlacesDepot on NhanhDepot{id code name granted excluded open location{id name}}fragment PlacesLocation on ShopifyLocation{id name isActive isFulfillmentService reserve nhanhDepots{id}effectiveDepots{id}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)
