// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  SettingsPlatformsQuery,
  SettingsPlatformsQueryVariables,
  SettingsSetWritesMutation,
  SettingsSetWritesMutationVariables,
  SettingsSchedulesQuery,
  SettingsSchedulesQueryVariables,
  SettingsSetScheduleMutation,
  SettingsSetScheduleMutationVariables,
  SettingsSetScheduleEnabledMutation,
  SettingsSetScheduleEnabledMutationVariables,
  SettingsDeleteScheduleMutation,
  SettingsDeleteScheduleMutationVariables,
  SettingsRunScheduleMutation,
  SettingsRunScheduleMutationVariables,
  SettingsAlertsQuery,
  SettingsAlertsQueryVariables,
  SettingsSendTestAlertMutation,
  SettingsSendTestAlertMutationVariables,
  SettingsWebhooksQuery,
  SettingsWebhooksQueryVariables,
  SettingsDataRequestsQuery,
  SettingsDataRequestsQueryVariables,
  SettingsCloseDataRequestMutation,
  SettingsCloseDataRequestMutationVariables,
} from '../graphql/types.ts'

export const SettingsPlatformsDocument = /* @__PURE__ */ gql<
  SettingsPlatformsQuery,
  SettingsPlatformsQueryVariables
>(
  'query SettingsPlatforms{platforms{platform configured sandbox account budgetUsed budgetLimit lockedUntil tokenExpiresAt lastError lastErrorAt writesEnabled writesUntil writesReason}}',
)

export const SettingsSetWritesDocument = /* @__PURE__ */ gql<
  SettingsSetWritesMutation,
  SettingsSetWritesMutationVariables
>(
  'mutation SettingsSetWrites($enabled:Boolean!$until:DateTime$reason:String){answer:setWritesEnabled(enabled:$enabled until:$until reason:$reason){__typename ...on SetWritesEnabledSuccess{enabled until}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const SettingsSchedulesDocument = /* @__PURE__ */ gql<
  SettingsSchedulesQuery,
  SettingsSchedulesQueryVariables
>(
  'query SettingsSchedules{schedules{...SettingsSchedule}suggestedSchedules{name cron timeZone continuesAfterErrors steps{type input}}}fragment SettingsSchedule on Schedule{id name cron timeZone enabled continuesAfterErrors nextRunAt steps{type input}runs(first:5){nodes{id dueAt startedAt completedAt outcome note jobs{id type status}}}}',
)

export const SettingsSetScheduleDocument = /* @__PURE__ */ gql<
  SettingsSetScheduleMutation,
  SettingsSetScheduleMutationVariables
>(
  'mutation SettingsSetSchedule($input:ScheduleInput!){answer:setSchedule(input:$input){...SettingsScheduleAnswer}}fragment SettingsScheduleAnswer on SetScheduleResult{__typename ...on SetScheduleSuccess{schedule{id name enabled nextRunAt}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const SettingsSetScheduleEnabledDocument = /* @__PURE__ */ gql<
  SettingsSetScheduleEnabledMutation,
  SettingsSetScheduleEnabledMutationVariables
>(
  'mutation SettingsSetScheduleEnabled($id:ID!$enabled:Boolean!){answer:setScheduleEnabled(id:$id enabled:$enabled){...SettingsScheduleAnswer}}fragment SettingsScheduleAnswer on SetScheduleResult{__typename ...on SetScheduleSuccess{schedule{id name enabled nextRunAt}}...Problem}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const SettingsDeleteScheduleDocument = /* @__PURE__ */ gql<
  SettingsDeleteScheduleMutation,
  SettingsDeleteScheduleMutationVariables
>(
  'mutation SettingsDeleteSchedule($id:ID!){answer:deleteSchedule(id:$id){__typename ...on DeleteScheduleSuccess{id}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const SettingsRunScheduleDocument = /* @__PURE__ */ gql<
  SettingsRunScheduleMutation,
  SettingsRunScheduleMutationVariables
>(
  'mutation SettingsRunSchedule($id:ID!){answer:runScheduleNow(id:$id){__typename ...on RunScheduleSuccess{run{id outcome note jobs{id}}}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const SettingsAlertsDocument = /* @__PURE__ */ gql<SettingsAlertsQuery, SettingsAlertsQueryVariables>(
  'query SettingsAlerts($open:Boolean!$first:Int$after:String$last:Int$before:String){alerts(open:$open first:$first after:$after last:$last before:$before){totalCount pageInfo{...PageEnds}nodes{id cause title message openedAt closedAt deliveries{channel event attempts deliveredAt lastError nextAt}}}}fragment PageEnds on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}',
)

export const SettingsSendTestAlertDocument = /* @__PURE__ */ gql<
  SettingsSendTestAlertMutation,
  SettingsSendTestAlertMutationVariables
>(
  'mutation SettingsSendTestAlert{answer:sendTestAlert{__typename ...on SendTestAlertSuccess{deliveries{channel event attempts deliveredAt lastError nextAt}}...on AlertsNotConfigured{missing}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)

export const SettingsWebhooksDocument = /* @__PURE__ */ gql<
  SettingsWebhooksQuery,
  SettingsWebhooksQueryVariables
>(
  'query SettingsWebhooks{webhooks{enabled url lastReceivedAt waiting uninstalled{platform at}counts{platform outcome count}}}',
)

export const SettingsDataRequestsDocument = /* @__PURE__ */ gql<
  SettingsDataRequestsQuery,
  SettingsDataRequestsQueryVariables
>('query SettingsDataRequests{dataRequests{id customerId requestedAt data}}')

export const SettingsCloseDataRequestDocument = /* @__PURE__ */ gql<
  SettingsCloseDataRequestMutation,
  SettingsCloseDataRequestMutationVariables
>(
  'mutation SettingsCloseDataRequest($id:ID!){answer:closeDataRequest(id:$id){__typename ...on CloseDataRequestSuccess{id}...Problem}}fragment Problem on Problem{__typename message ...on InvalidInput{issues{path message}}...on JobAlreadyRunning{job{id type}}...on JobConflict{job{id type}}...on PlatformNotConfigured{platform missing}...on WritesDisabled{until}}',
)
