// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  JobErrorsQuery,
  JobErrorsQueryVariables,
  JobRetryFailedMutation,
  JobRetryFailedMutationVariables,
} from '../graphql/types.ts'

export const JobErrorsDocument = /* @__PURE__ */ gql<JobErrorsQuery, JobErrorsQueryVariables>(
  'query JobErrors($id:ID!){job(id:$id){id seq errorGroups{code outcome count message hint retryable sample{id key title}}}}',
)

export const JobRetryFailedDocument = /* @__PURE__ */ gql<
  JobRetryFailedMutation,
  JobRetryFailedMutationVariables
>(
  'mutation JobRetryFailed($jobId:ID!$codes:[String!]!){answer:startRetryFailedSync(input:{jobId:$jobId codes:$codes}){...JobStartAnswer}}fragment JobStartAnswer on StartJobResult{__typename ...on StartJobSuccess{job{id seq}wouldWriteAgain{id name nextRunAt}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)
