import type { BackgroundJob } from '../entities/background-job.ts'
import type { StartResult } from '../jobs/job-service.ts'
import { composed, words, type Words } from '../locale.ts'
import { MATCH_STRATEGIES, PULL_MODES } from '../jobs/types/input-fields.ts'
import { JOB_TYPES } from '../jobs/types/job-types.ts'
import { builder } from './builder.ts'
import { BackgroundJobRef } from './job.ts'
import {
  InvalidInput,
  invalidInput,
  PlatformNotConfigured,
  platformNotConfigured,
  ProblemRef,
  resolveType,
  type Told,
} from './problems.ts'
import { ScheduleRef } from './schedules.ts'
import { inputTypeOf } from './zod-input.ts'

/** One mutation for each job type, made from the list of job types. */

export interface JobProblem extends Told {
  job: BackgroundJob
}

const StartJobSuccess = builder.objectRef<{ job: BackgroundJob }>('StartJobSuccess').implement({
  fields: (t) => ({
    job: t.field({ type: BackgroundJobRef, resolve: ({ job }) => job }),
    wouldWriteAgain: t.field({
      type: [ScheduleRef],
      description:
        'Of an undo: the enabled schedules that would write again what it puts back. setScheduleEnabled lets one rest.',
      resolve: ({ job }, _args, { schedules }) => schedules.writingAgain(job),
    }),
  }),
})

export const JobAlreadyRunning = builder.objectRef<JobProblem>('JobAlreadyRunning').implement({
  description: 'The very same work (type and input) is queued, running or paused: watch that one.',
  interfaces: [ProblemRef],
  fields: (t) => ({ job: t.field({ type: BackgroundJobRef, resolve: ({ job }) => job }) }),
})

export const JobConflict = builder.objectRef<JobProblem>('JobConflict').implement({
  description: 'Another job holds what this one needs.',
  interfaces: [ProblemRef],
  fields: (t) => ({ job: t.field({ type: BackgroundJobRef, resolve: ({ job }) => job }) }),
})

const WritesDisabled = builder
  .objectRef<Told & { until: Date | null; reason: Words | null }>('WritesDisabled')
  .implement({
    description: 'Writing to Shopify is switched off. A dry run can be started all the same.',
    interfaces: [ProblemRef],
    fields: (t) => ({
      until: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it is switched on again by itself.',
        resolve: ({ until }) => until,
      }),
      reason: t.string({ nullable: true, resolve: ({ reason }, _args, { locale }) => reason?.[locale] }),
    }),
  })

const StartJobResult = builder.unionType('StartJobResult', {
  types: [
    StartJobSuccess,
    JobAlreadyRunning,
    JobConflict,
    InvalidInput,
    PlatformNotConfigured,
    WritesDisabled,
  ],
  resolveType,
})

builder.enumType('PullMode', {
  description: 'FULL unless told; DELTA: only what changed since the last complete coverage.',
  values: PULL_MODES,
})

builder.enumType('MatchStrategy', {
  description:
    'SQL: all at once, fastest; BATCH: progress, cancel and resume between batches. Both give the same links.',
  values: MATCH_STRATEGIES,
})

/** What is answered when another job is in the way. */
export function collision({ kind, job }: { kind: 'alreadyRunning' | 'conflict'; job: BackgroundJob }) {
  return kind === 'alreadyRunning'
    ? {
        __typename: 'JobAlreadyRunning',
        message: words(
          `Job ${job.id} does just this already (${job.status})`,
          `Tác vụ ${job.id} đang làm đúng việc này rồi (${job.status})`,
        ),
        job,
      }
    : {
        __typename: 'JobConflict',
        message: words(
          `Job ${job.id} (${job.type}, ${job.status}) holds what this one needs`,
          `Tác vụ ${job.id} (${job.type}, ${job.status}) đang giữ phần việc mà tác vụ này cần`,
        ),
        job,
      }
}

function toGraphQL(result: StartResult) {
  switch (result.kind) {
    case 'started':
      return { __typename: 'StartJobSuccess', job: result.job }
    case 'alreadyRunning':
    case 'conflict':
      return collision(result)
    case 'invalidInput':
      return invalidInput(result.issues)
    case 'platformNotConfigured':
      return platformNotConfigured(result)
    case 'writesDisabled': {
      const { until, reason } = result
      const because = composed((locale) => (reason === null ? '' : `: ${reason[locale]}`))
      const message = words(
        `Writing to Shopify is switched off${because.en}`,
        `Đang tắt ghi lên Shopify${because.vi}`,
      )
      return { __typename: 'WritesDisabled', message, until, reason }
    }
  }
}

for (const { type, description, input } of JOB_TYPES) {
  const pascalName = type
    .toLowerCase()
    .replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  const inputType = inputTypeOf(`${pascalName}Input`, input)
  builder.mutationField(`start${pascalName}`, (t) =>
    t.field({
      type: StartJobResult,
      description,
      args: inputType
        ? { input: t.arg({ type: inputType, required: !input.safeParse({}).success as false }) }
        : {},
      resolve: async (_root, args, { jobs }) =>
        toGraphQL(await jobs.start(type, args['input'], null)) as never,
    }),
  )
}
