// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.

export const JobHeadSelection =
  'fragment JobHead on BackgroundJob{id seq type label status dryRun attempt requestedBy phase total processed successful created updated unchanged skipped failed progress speed eta{low high}createdAt startedAt completedAt durationMs waitingOn{reason until detail}error{code message hint retryable}warnings{code message hint retryable}metadata input}'
