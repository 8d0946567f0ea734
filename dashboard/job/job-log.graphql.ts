// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type { JobLogQuery, JobLogQueryVariables } from '../graphql/types.ts'

export const JobLogDocument = /* @__PURE__ */ gql<JobLogQuery, JobLogQueryVariables>(
  'query JobLog($id:ID!$first:Int$after:String$last:Int$before:String){job(id:$id){id log(first:$first after:$after last:$last before:$before){pageInfo{...PageEnds}edges{cursor node{at level message}}}}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}',
)
