import type { BackgroundJob } from '../entities/background-job.ts'
import type { Platform } from '../entities/account.ts'
import type { InputIssue, StartResult } from '../jobs/job-service.ts'
import { PULL_MODES } from '../jobs/types/input-fields.ts'
import { JOB_TYPES } from '../jobs/types/job-types.ts'
import { builder } from './builder.ts'
import { BackgroundJobRef } from './job.ts'
import { PlatformEnum } from './platforms.ts'
import { inputTypeOf } from './zod-input.ts'

/** One mutation for each job type, made from the list of job types. */

export const ProblemRef = builder.interfaceRef<{ message: string }>('Problem').implement({
  description: 'An expected failure. `errors` is for defects.',
  fields: (t) => ({ message: t.exposeString('message') }),
})

export interface JobProblem {
  message: string
  job: BackgroundJob
}

const StartJobSuccess = builder.objectRef<{ job: BackgroundJob }>('StartJobSuccess').implement({
  fields: (t) => ({ job: t.field({ type: BackgroundJobRef, resolve: ({ job }) => job }) }),
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

const InputIssueRef = builder.objectRef<InputIssue>('InputIssue').implement({
  fields: (t) => ({ path: t.exposeString('path'), message: t.exposeString('message') }),
})

const InvalidInput = builder.objectRef<{ message: string; issues: InputIssue[] }>('InvalidInput').implement({
  interfaces: [ProblemRef],
  fields: (t) => ({ issues: t.field({ type: [InputIssueRef], resolve: ({ issues }) => issues }) }),
})

const PlatformNotConfigured = builder
  .objectRef<{ message: string; platform: Platform; missing: string[] }>('PlatformNotConfigured')
  .implement({
    interfaces: [ProblemRef],
    fields: (t) => ({
      platform: t.field({ type: PlatformEnum, resolve: ({ platform }) => platform }),
      missing: t.exposeStringList('missing', {
        description: "The environment's variables that are still to be set.",
      }),
    }),
  })

const StartJobResult = builder.unionType('StartJobResult', {
  types: [StartJobSuccess, JobAlreadyRunning, JobConflict, InvalidInput, PlatformNotConfigured],
  resolveType: (result) => (result as unknown as { __typename: string }).__typename,
})

builder.enumType('PullMode', {
  description: 'FULL unless told; DELTA: only what changed since the last complete coverage.',
  values: PULL_MODES,
})

/** What is answered when another job is in the way. */
export function collision({ kind, job }: { kind: 'alreadyRunning' | 'conflict'; job: BackgroundJob }) {
  return kind === 'alreadyRunning'
    ? {
        __typename: 'JobAlreadyRunning',
        message: `Job ${job.id} does just this already (${job.status})`,
        job,
      }
    : {
        __typename: 'JobConflict',
        message: `Job ${job.id} (${job.type}, ${job.status}) holds what this one needs`,
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
      return {
        __typename: 'InvalidInput',
        message: result.issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
        issues: result.issues,
      }
    case 'platformNotConfigured':
      return {
        __typename: 'PlatformNotConfigured',
        message: `${result.platform} is not connected; set ${result.missing.join(', ')}`,
        platform: result.platform,
        missing: result.missing,
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
      args: inputType ? { input: t.arg({ type: inputType }) } : {},
      resolve: async (_root, args, { jobs }) =>
        toGraphQL(await jobs.start(type, args['input'], null)) as never,
    }),
  )
}
