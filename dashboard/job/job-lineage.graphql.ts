// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { documentOf } from '../graphql/document.ts'

import type { JobLineageQuery, JobLineageQueryVariables } from '../graphql/types.ts'

export const JobLineageDocument = /* @__PURE__ */ documentOf<JobLineageQuery, JobLineageQueryVariables>(
  'query JobLineage($id:ID!){job(id:$id){id seq retryOf{id type status}retries{id type status}undoOf{id type status}undos{id type status}planOf{id type status}appliedBy{id type status}scheduleRun{id dueAt outcome note jobs{id type status}}}}',
)
