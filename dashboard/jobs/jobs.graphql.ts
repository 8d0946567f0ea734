// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type { JobsListQuery, JobsListQueryVariables } from '../graphql/types.ts'

export const JobsListDocument = /* @__PURE__ */ gql<JobsListQuery, JobsListQueryVariables>(
  'query JobsList($filter:JobFilter$first:Int$after:String$last:Int$before:String){jobs(filter:$filter first:$first after:$after last:$last before:$before){nodes{...JobRow}pageInfo{...PageEnds}totalCount}newest:jobs(first:1){nodes{id}}}fragment JobRow on BackgroundJob{id seq type label status dryRun progress processed total successful skipped failed speed eta{low high}durationMs createdAt startedAt completedAt requestedBy phase waitingOn{reason until detail}error{code message hint}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}',
)
