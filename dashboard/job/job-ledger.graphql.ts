// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  JobLedgerQuery,
  JobLedgerQueryVariables,
  JobLocationsQuery,
  JobLocationsQueryVariables,
} from '../graphql/types.ts'

export const JobLedgerDocument = /* @__PURE__ */ gql<JobLedgerQuery, JobLedgerQueryVariables>(
  'query JobLedger($id:ID!$first:Int$after:String$last:Int$before:String$outcomes:[ItemOutcome!]$codes:[String!]$search:String){job(id:$id){id seq items(first:$first after:$after last:$last before:$before outcomes:$outcomes codes:$codes search:$search){totalCount pageInfo{...PageEnds}nodes{...JobLedgerItem}}}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment JobLedgerItem on JobItem{id key title outcome code message attempts before after at}',
)

export const JobLocationsDocument = /* @__PURE__ */ gql<JobLocationsQuery, JobLocationsQueryVariables>(
  'query JobLocations{shopifyLocations{id name}}',
)
