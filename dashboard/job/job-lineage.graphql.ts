// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type { JobLineageQuery, JobLineageQueryVariables } from '../graphql/types.ts'

export const JobLineageDocument = /* @__PURE__ */ gql<JobLineageQuery, JobLineageQueryVariables>(
  'query JobLineage($id:ID!){job(id:$id){id seq retryOf{id type status}retries{id type status}undoOf{id type status}undos{id type status}planOf{id type status}appliedBy{id type status}scheduleRun{id dueAt outcome note jobs{id type status}}}}',
)
