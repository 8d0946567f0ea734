import { z } from 'zod'
import { defineJob, type JobContext, type JobType } from '../../../src/jobs/define-job.ts'
import type { Batch } from '../../../src/jobs/job-progress.ts'
import { sight } from '../../../src/jobs/sightings.ts'
import { JOB_TYPES } from '../../../src/jobs/types/job-types.ts'

/**
 * A job type that exists only in tests and does what the test says. Import this file before anything that builds the
 * schema: the API is made from the list of job types.
 */
export const SCRIPTED = 'SCRIPTED'

type Script = (context: JobContext<{ script: string }, never>) => Promise<void>

const scripts = new Map<string, Script>()

/** Names what the jobs with this input do. */
export function script(name: string, run: Script): void {
  scripts.set(name, run)
}

const scriptedJob = defineJob({
  type: SCRIPTED,
  label: 'Scripted',
  description: 'Does what a test says.',
  platforms: [],
  input: z.strictObject({ script: z.string() }),
  resources: (input) => [`test:${input.script}`],
  run: async (context) => {
    const run = scripts.get(context.input.script)
    if (!run) throw new Error(`no script ${context.input.script}`)
    await run(context)
  },
})
;(JOB_TYPES as JobType[]).push(scriptedJob)

/** A batch that counts `items` new records, named by the batch's number. */
export function countingBatch(jobId: number, number: number, items: number): Batch {
  const keys = Array.from({ length: items }, (_, index) => `${number}-${index}`)
  return {
    keys,
    write: async (tx) => {
      await sight(tx, jobId, keys)
      return { created: items, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }
    },
    checkpoint: { batches: number },
    phase: `batch ${number}`,
    metadata: { batches: number },
  }
}

/** A step that a script waits at until the test opens it. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>()
  readonly #reached = Promise.withResolvers<void>()
  /** Resolves when the script has come here. */
  get reached(): Promise<void> {
    return this.#reached.promise
  }
  open(): void {
    this.#opened.resolve()
  }
  /** Called by the script. Ends with the signal's reason when the run must end. */
  async pass(signal: AbortSignal): Promise<void> {
    this.#reached.resolve()
    signal.throwIfAborted()
    const aborted = Promise.withResolvers<never>()
    const abort = () => aborted.reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await Promise.race([this.#opened.promise, aborted.promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
}
