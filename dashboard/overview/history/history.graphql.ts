// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  OverviewDaysQuery,
  OverviewDaysQueryVariables,
  OverviewStatsQuery,
  OverviewStatsQueryVariables,
  OverviewBudgetsQuery,
  OverviewBudgetsQueryVariables,
} from '../../graphql/types.ts'

export const OverviewDaysDocument = /* @__PURE__ */ gql<OverviewDaysQuery, OverviewDaysQueryVariables>(
  'query OverviewDays($timeZone:String!){jobDays(days:30 timeZone:$timeZone){day completed completedWithErrors failed cancelled items speed}}',
)

export const OverviewStatsDocument = /* @__PURE__ */ gql<OverviewStatsQuery, OverviewStatsQueryVariables>(
  'query OverviewStats($since:DateTime!){jobStats(since:$since){type runs completed completedWithErrors failed cancelled averageDurationMs p50DurationMs p95DurationMs averageSpeed topErrorCodes dryRuns}errorPatterns(since:$since){code hint failed skipped jobs types lastAt lastJob{id}}}',
)

export const OverviewBudgetsDocument = /* @__PURE__ */ gql<
  OverviewBudgetsQuery,
  OverviewBudgetsQueryVariables
>(
  'query OverviewBudgets{platforms{platform configured budgetUsed budgetLimit lockedUntil lastError lastErrorAt}}',
)
