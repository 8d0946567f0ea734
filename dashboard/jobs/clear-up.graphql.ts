// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  JobsDeletableQuery,
  JobsDeletableQueryVariables,
  JobsDeleteMutation,
  JobsDeleteMutationVariables,
} from '../graphql/types.ts'

export const JobsDeletableDocument = /* @__PURE__ */ gql<JobsDeletableQuery, JobsDeletableQueryVariables>(
  'query JobsDeletable($before:DateTime!$statuses:[JobStatus!]){deletableJobCount(before:$before statuses:$statuses)}',
)

export const JobsDeleteDocument = /* @__PURE__ */ gql<JobsDeleteMutation, JobsDeleteMutationVariables>(
  'mutation JobsDelete($before:DateTime!$statuses:[JobStatus!]){answer:deleteJobs(before:$before statuses:$statuses){__typename ...on DeleteJobsSuccess{deletedCount keptCount kept{reason count}}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)
