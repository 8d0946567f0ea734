// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.

export const JobRowSelection =
  'fragment JobRow on BackgroundJob{id seq type label status dryRun progress processed total successful skipped failed speed eta{low high}durationMs createdAt startedAt completedAt requestedBy phase waitingOn{reason until detail}error{code message hint}}'
