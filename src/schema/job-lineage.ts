import type { JobRelationName } from '../entities/job-relation.ts'
import { builder } from './builder.ts'
import { BackgroundJobRef } from './job.ts'
import type { Loaders } from './loaders.ts'

/** What a job has to do with others, in both directions. */

type Side = 'earlier' | 'later'

const related = (loaders: Loaders, jobId: number, relation: JobRelationName, side: Side) =>
  loaders.relatedJobs.load({ jobId, relation, side })

const first = async (...key: Parameters<typeof related>) => (await related(...key))[0] ?? null

builder.objectFields(BackgroundJobRef, (t) => ({
  retryOf: t.field({
    type: [BackgroundJobRef],
    description: 'The jobs in which the items failed that this one tries again.',
    resolve: ({ id }, _args, { loaders }) => related(loaders, id, 'RETRY_OF', 'earlier'),
  }),
  retries: t.field({
    type: [BackgroundJobRef],
    description: 'The jobs that tried again what failed in this one.',
    resolve: ({ id }, _args, { loaders }) => related(loaders, id, 'RETRY_OF', 'later'),
  }),
  planOf: t.field({
    type: BackgroundJobRef,
    nullable: true,
    description: 'The dry run that this job applies.',
    resolve: ({ id }, _args, { loaders }) => first(loaders, id, 'PLAN_OF', 'earlier'),
  }),
  appliedBy: t.field({
    type: BackgroundJobRef,
    nullable: true,
    description: 'The job that applies this dry run; a plan applies once.',
    resolve: ({ id }, _args, { loaders }) => first(loaders, id, 'PLAN_OF', 'later'),
  }),
  undoOf: t.field({
    type: BackgroundJobRef,
    nullable: true,
    description: 'The sync that this job undoes.',
    resolve: ({ id }, _args, { loaders }) => first(loaders, id, 'UNDO_OF', 'earlier'),
  }),
  undos: t.field({
    type: [BackgroundJobRef],
    description: 'The jobs that undo this one.',
    resolve: ({ id }, _args, { loaders }) => related(loaders, id, 'UNDO_OF', 'later'),
  }),
}))
