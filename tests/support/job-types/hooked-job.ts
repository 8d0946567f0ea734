import { z } from 'zod'
import { defineJob, type CancelledContext, type JobType } from '../../../src/jobs/define-job.ts'
import { JOB_TYPES } from '../../../src/jobs/types/job-types.ts'
import { countingBatch, Gate } from './scripted-job.ts'

/** A job type that leaves something at a platform, which its hook ends. Import it before anything that builds the schema. */
export const HOOKED = 'HOOKED'

type Hook = (context: CancelledContext<{ name: string }, never>) => Promise<void>
const hooks = new Map<string, { hook: Hook; gate: Gate }>()

/** Names a job that stores one batch, then waits at the gate, and does this when it is cancelled. */
export function hooked(name: string, hook: Hook): Gate {
  const gate = new Gate()
  hooks.set(name, { hook, gate })
  return gate
}

const hookedJob = defineJob({
  type: HOOKED,
  label: 'Hooked',
  description: 'Does what a test says when it is cancelled.',
  platforms: [],
  input: z.strictObject({ name: z.string() }),
  resources: ({ name }) => [`hooked:${name}`],
  run: async ({ jobId, input, checkpoint, signal, progress }) => {
    if (checkpoint === null) {
      await progress.batch(countingBatch(jobId, 1, 10))
      await progress.drain()
    }
    await hooks.get(input.name)!.gate.pass(signal)
  },
  cancelled: (context) => hooks.get(context.input.name)!.hook(context),
})
;(JOB_TYPES as JobType[]).push(hookedJob)
