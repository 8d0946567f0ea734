// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type { OverviewChangesQuery, OverviewChangesQueryVariables } from '../graphql/types.ts'

export const OverviewChangesDocument = /* @__PURE__ */ gql<
  OverviewChangesQuery,
  OverviewChangesQueryVariables
>(
  'query OverviewChanges{shopHealth{chain{type largestChanges{change item{id key title before after}}}}shopifyLocations{id name}}',
)
