// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.

export const RunningJobSelection = 'fragment RunningJob on BackgroundJob{type label total processed}'
