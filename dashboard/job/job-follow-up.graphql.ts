// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  JobApplyProductPlanMutation,
  JobApplyProductPlanMutationVariables,
  JobApplyCustomerPlanMutation,
  JobApplyCustomerPlanMutationVariables,
  JobUndoMutation,
  JobUndoMutationVariables,
  JobRestScheduleMutation,
  JobRestScheduleMutationVariables,
} from '../graphql/types.ts'

export const JobApplyProductPlanDocument = /* @__PURE__ */ gql<
  JobApplyProductPlanMutation,
  JobApplyProductPlanMutationVariables
>(
  'mutation JobApplyProductPlan($planOf:ID!){answer:startProductSync(input:{planOf:$planOf}){...JobStartAnswer}}fragment JobStartAnswer on StartJobResult{__typename ...on StartJobSuccess{job{id seq}wouldWriteAgain{id name nextRunAt}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const JobApplyCustomerPlanDocument = /* @__PURE__ */ gql<
  JobApplyCustomerPlanMutation,
  JobApplyCustomerPlanMutationVariables
>(
  'mutation JobApplyCustomerPlan($planOf:ID!){answer:startCustomerSync(input:{planOf:$planOf}){...JobStartAnswer}}fragment JobStartAnswer on StartJobResult{__typename ...on StartJobSuccess{job{id seq}wouldWriteAgain{id name nextRunAt}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const JobUndoDocument = /* @__PURE__ */ gql<JobUndoMutation, JobUndoMutationVariables>(
  'mutation JobUndo($jobId:ID!){answer:startUndoSync(input:{jobId:$jobId}){...JobStartAnswer}}fragment JobStartAnswer on StartJobResult{__typename ...on StartJobSuccess{job{id seq}wouldWriteAgain{id name nextRunAt}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const JobRestScheduleDocument = /* @__PURE__ */ gql<
  JobRestScheduleMutation,
  JobRestScheduleMutationVariables
>(
  'mutation JobRestSchedule($id:ID!){answer:setScheduleEnabled(id:$id enabled:false){__typename ...on SetScheduleSuccess{schedule{id enabled}}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)
