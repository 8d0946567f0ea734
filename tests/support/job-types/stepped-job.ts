import { countingBatch, Gate, script } from './scripted-job.ts'

/** What a stepped job waits at. */
export interface Steps {
  /** Before each batch; a run that is interrupted leaves from here. */
  before: Gate[]
  /** In the middle of writing each batch, where nothing can be interrupted. */
  writing: Gate[]
  /** Resolves with the reason when a run of it is interrupted for the first time. */
  interrupted: Promise<unknown>
}

/** Names a script of `count` batches with ten records each, that goes on from its checkpoint. */
export function steppedScript(name: string, count: number): Steps {
  const gates = () => Array.from({ length: count }, () => new Gate())
  const { promise: interrupted, resolve } = Promise.withResolvers<unknown>()
  const steps: Steps = { before: gates(), writing: gates(), interrupted }
  script(name, async ({ jobId, checkpoint, signal, progress }) => {
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true })
    const done = (checkpoint as { batches: number } | null)?.batches ?? 0
    for (let number = done + 1; number <= count; number++) {
      await steps.before[number - 1]!.pass(signal)
      const batch = countingBatch(jobId, number, 10)
      await progress.batch({
        ...batch,
        write: async (tx) => {
          const outcome = await batch.write(tx)
          await steps.writing[number - 1]!.pass(new AbortController().signal)
          return outcome
        },
      })
      await progress.drain()
    }
  })
  return steps
}

export function open(...gates: (Gate | undefined)[]): void {
  for (const gate of gates) gate!.open()
}
