// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { documentOf } from '../graphql/document.ts'

import type { JobLineageQuery, JobLineageQueryVariables } from '../graphql/types.ts'

export const JobLineageDocument = /* @__PURE__ */ documentOf<JobLineageQuery, JobLineageQueryVariables>(
  'query JobLineage($id:ID!){job(id:$id){id seq retryOf{...JobLink}retries{...JobLink}undoOf{...JobLink}undos{...JobLink}planOf{...JobLink}appliedBy{...JobLink}scheduleRun{id dueAt outcome note jobs{...JobLink}}}}fragment JobLink on BackgroundJob{id type status dryRun createdAt}',
)

export const JobLinkSelection = 'fragment JobLink on BackgroundJob{id type status dryRun createdAt}'
