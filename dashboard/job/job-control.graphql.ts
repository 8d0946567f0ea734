// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { documentOf } from '../graphql/document.ts'

import type {
  JobPauseMutation,
  JobPauseMutationVariables,
  JobResumeMutation,
  JobResumeMutationVariables,
  JobCancelMutation,
  JobCancelMutationVariables,
} from '../graphql/types.ts'

export const JobPauseDocument = /* @__PURE__ */ documentOf<JobPauseMutation, JobPauseMutationVariables>(
  'mutation JobPause($id:ID!){answer:pauseJob(id:$id){...JobControlAnswer}}fragment JobControlAnswer on JobControlResult{__typename ...on JobControlSuccess{job{id seq status}}...on JobAlreadyRunning{message job{id}}...on JobConflict{message job{id}}...on JobNotInState{message job{id}}...on JobNotFound{message}}',
)

export const JobResumeDocument = /* @__PURE__ */ documentOf<JobResumeMutation, JobResumeMutationVariables>(
  'mutation JobResume($id:ID!){answer:resumeJob(id:$id){...JobControlAnswer}}fragment JobControlAnswer on JobControlResult{__typename ...on JobControlSuccess{job{id seq status}}...on JobAlreadyRunning{message job{id}}...on JobConflict{message job{id}}...on JobNotInState{message job{id}}...on JobNotFound{message}}',
)

export const JobCancelDocument = /* @__PURE__ */ documentOf<JobCancelMutation, JobCancelMutationVariables>(
  'mutation JobCancel($id:ID!){answer:cancelJob(id:$id){...JobControlAnswer}}fragment JobControlAnswer on JobControlResult{__typename ...on JobControlSuccess{job{id seq status}}...on JobAlreadyRunning{message job{id}}...on JobConflict{message job{id}}...on JobNotInState{message job{id}}...on JobNotFound{message}}',
)
