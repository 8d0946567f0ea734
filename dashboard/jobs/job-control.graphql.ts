// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  JobsPauseMutation,
  JobsPauseMutationVariables,
  JobsResumeMutation,
  JobsResumeMutationVariables,
  JobsCancelMutation,
  JobsCancelMutationVariables,
} from '../graphql/types.ts'

export const JobsPauseDocument = /* @__PURE__ */ gql<JobsPauseMutation, JobsPauseMutationVariables>(
  'mutation JobsPause($id:ID!){answer:pauseJob(id:$id){...JobsControlAnswer}}fragment JobsControlAnswer on JobControlResult{__typename ...on JobControlSuccess{job{id seq status}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const JobsResumeDocument = /* @__PURE__ */ gql<JobsResumeMutation, JobsResumeMutationVariables>(
  'mutation JobsResume($id:ID!){answer:resumeJob(id:$id){...JobsControlAnswer}}fragment JobsControlAnswer on JobControlResult{__typename ...on JobControlSuccess{job{id seq status}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const JobsCancelDocument = /* @__PURE__ */ gql<JobsCancelMutation, JobsCancelMutationVariables>(
  'mutation JobsCancel($id:ID!){answer:cancelJob(id:$id){...JobsControlAnswer}}fragment JobsControlAnswer on JobControlResult{__typename ...on JobControlSuccess{job{id seq status}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)
