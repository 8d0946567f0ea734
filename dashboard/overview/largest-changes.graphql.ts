// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { documentOf } from '../graphql/document.ts'

import type { OverviewChangesQuery, OverviewChangesQueryVariables } from '../graphql/types.ts'

export const OverviewChangesDocument = /* @__PURE__ */ documentOf<
  OverviewChangesQuery,
  OverviewChangesQueryVariables
>(
  'query OverviewChanges{shopHealth{chain{type largestChanges{change item{id key title before after}}}}shopifyLocations{id name}}',
)
