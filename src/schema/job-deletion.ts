import type { JobStatus } from '../entities/background-job.ts'
import type { DeletionRequest, DeletionResult } from '../jobs/keeping/deletion-service.ts'
import type { DeletionCount } from '../jobs/keeping/job-deletion.ts'
import type { KeptReason } from '../jobs/keeping/kept-jobs.ts'
import { badInput, builder } from './builder.ts'
import { JobStatusEnum } from './job.ts'
import { InvalidInput, invalidInput, resolveType } from './problems.ts'

/** Deleting jobs before their time. */

const KeptJobReason = builder.enumType('KeptJobReason', {
  description: 'What a settled job is still needed for.',
  values: {
    LATEST: { description: 'the newest of its type that was no dry run: latestJob shows it' },
    RESUMABLE: { description: 'it failed or was cancelled, and can still go on from where it stands' },
    DRY_RUN: {
      description:
        'a dry run of a sync within the last 24 hours: it can be applied as a plan, or is why writing may be switched on',
    },
    WRITE_OPEN: {
      description: 'a write of it was never answered, and the next run finds out what became of it',
    },
    FAILURE_OPEN: { description: 'items failed in it last that are not in step yet' },
    IN_USE: { description: 'a job that is active now works on what it did' },
  } satisfies Record<KeptReason, object>,
})

const KeptJobs = builder.objectRef<{ reason: KeptReason; count: number }>('KeptJobs').implement({
  fields: (t) => ({
    reason: t.field({ type: KeptJobReason, resolve: ({ reason }) => reason }),
    count: t.exposeInt('count'),
  }),
})

const DeleteJobsSuccess = builder
  .objectRef<{ deletedCount: number; kept: DeletionCount['kept'] }>('DeleteJobsSuccess')
  .implement({
    fields: (t) => ({
      deletedCount: t.exposeInt('deletedCount'),
      keptCount: t.int({
        description: 'Jobs that were asked for and stay, because something rests on them.',
        resolve: ({ kept }) => kept.reduce((sum, { count }) => sum + count, 0),
      }),
      kept: t.field({
        type: [KeptJobs],
        description: 'The same by reason, each job under the first that holds; the most frequent first.',
        resolve: ({ kept }) => kept,
      }),
    }),
  })

const DeleteJobsResult = builder.unionType('DeleteJobsResult', {
  types: [DeleteJobsSuccess, InvalidInput],
  resolveType,
})

function toGraphQL(result: DeletionResult) {
  if (result.kind === 'invalidInput') return invalidInput(result.issues)
  const { deletedCount, kept } = result
  return { __typename: 'DeleteJobsSuccess', deletedCount, kept } as never
}

function toRequest(before: Date | string, statuses?: readonly JobStatus[] | null): DeletionRequest {
  return { before: new Date(before), statuses: statuses ?? null }
}

const CHOSEN =
  'Settled jobs that ended before a moment, which must not lie in the future; of these statuses, or of all settled ones.'

builder.mutationField('deleteJobs', (t) =>
  t.field({
    type: DeleteJobsResult,
    description: `${CHOSEN} They are gone from every list at once, with their ledgers and logs; a stream of one ends. What something still rests on is kept, and the answer says why. What was pulled, linked and written stays.`,
    args: {
      before: t.arg({ type: 'DateTime', required: true }),
      statuses: t.arg({ type: [JobStatusEnum] }),
    },
    resolve: async (_root, { before, statuses }, { jobDeletion }) =>
      toGraphQL(await jobDeletion.delete(toRequest(before, statuses))),
  }),
)

builder.queryField('deletableJobCount', (t) =>
  t.int({
    description: `How many jobs deleteJobs would delete now. ${CHOSEN}`,
    args: {
      before: t.arg({ type: 'DateTime', required: true }),
      statuses: t.arg({ type: [JobStatusEnum] }),
    },
    resolve: async (_root, { before, statuses }, { jobDeletion, locale }) => {
      const count = await jobDeletion.count(toRequest(before, statuses))
      if ('issues' in count) throw badInput(invalidInput(count.issues).message[locale])
      return count.deletable
    },
  }),
)
