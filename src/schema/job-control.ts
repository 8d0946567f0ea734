import type { BackgroundJob } from '../entities/background-job.ts'
import type { ControlResult } from '../jobs/job-service.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { BackgroundJobRef, jobNumber, noSuchJob } from './job.ts'
import { ProblemRef, resolveType, type Told } from './problems.ts'
import { collision, JobAlreadyRunning, JobConflict, type JobProblem } from './start-job.ts'

/** Steering a job that was started. */

const JobControlSuccess = builder.objectRef<{ job: BackgroundJob }>('JobControlSuccess').implement({
  description: 'What was asked for is done, is on its way, or was so already: the status tells.',
  fields: (t) => ({ job: t.field({ type: BackgroundJobRef, resolve: ({ job }) => job }) }),
})

const JobNotFound = builder.objectRef<Told>('JobNotFound').implement({
  description: "There is no such job for this server's accounts.",
  interfaces: [ProblemRef],
})

const JobNotInState = builder.objectRef<JobProblem>('JobNotInState').implement({
  description: 'The job is in a state in which this makes no sense.',
  interfaces: [ProblemRef],
  fields: (t) => ({ job: t.field({ type: BackgroundJobRef, resolve: ({ job }) => job }) }),
})

const JobControlResult = builder.unionType('JobControlResult', {
  types: [JobControlSuccess, JobNotFound, JobNotInState, JobAlreadyRunning, JobConflict],
  resolveType,
})

function toGraphQL(result: ControlResult, id: string) {
  switch (result.kind) {
    case 'done':
      return { __typename: 'JobControlSuccess', job: result.job }
    case 'notFound':
      return { __typename: 'JobNotFound', message: noSuchJob(id) }
    case 'notInState':
      return { __typename: 'JobNotInState', message: result.message, job: result.job }
    case 'alreadyRunning':
    case 'conflict':
      return collision(result)
  }
}

builder.mutationFields((t) => {
  const control = (description: string, ask: (jobs: Context['jobs'], id: number) => Promise<ControlResult>) =>
    t.field({
      type: JobControlResult,
      description,
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { jobs }) => toGraphQL(await ask(jobs, jobNumber(id) ?? 0), id) as never,
    })
  return {
    cancelJob: control(
      'Ends a job: at once when nothing of it runs, else CANCELLING until the current batch is finished. What it wrote stays. A job that reaches its end before it notices is COMPLETED.',
      (jobs, id) => jobs.cancel(id),
    ),
    pauseJob: control(
      'Halts a job, PAUSING until the current batch is finished. It keeps what it works on, so that nothing else may start on that. A job that reaches its end before it notices is COMPLETED.',
      (jobs, id) => jobs.pause(id),
    ),
    resumeJob: control(
      'Lets a paused, failed or cancelled job go on from its checkpoint; takes back a pause that is on its way. A job that is queued or running stays as it is. A checkpoint older than six hours, or older than a newer complete run of the same work, is not used: then the job begins anew, and its log says so.',
      (jobs, id) => jobs.resume(id),
    ),
  }
})
