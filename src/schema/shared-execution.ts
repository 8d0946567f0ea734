import {
  createSourceEventStream,
  execute,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql'
import type { BackgroundJob } from '../entities/background-job.ts'

/** Jobs whose newest result is kept for each operation: more than any page watches at once. */
const MOST_JOBS = 200

interface Shared {
  seq: number
  result: Promise<ExecutionResult>
}

/**
 * Subscribes like graphql-js, but readers with the same operation and variables share one execution of each state of a
 * job: a thousand open dashboards cost little more than one. `after` and `known` only decide which states a reader is
 * told, so they do not tell readers apart.
 */
export function createSharedSubscribe(): (
  args: ExecutionArgs,
) => Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
  // Equal texts are one document, because the server caches what it has parsed.
  const operations = new WeakMap<DocumentNode, Map<string, Map<number, Shared>>>()

  function resultOf(args: ExecutionArgs, job: BackgroundJob): Promise<ExecutionResult> {
    const { after: _after, known: _known, ...variables } = args.variableValues ?? {}
    const byVariables = getOrMake(operations, args.document, () => new Map<string, Map<number, Shared>>())
    const byJob = getOrMake(
      byVariables,
      JSON.stringify([args.operationName, variables]),
      () => new Map<number, Shared>(),
    )
    const kept = byJob.get(job.id)
    if (kept?.seq === job.seq) return kept.result
    const result = Promise.resolve(execute({ ...args, rootValue: job }))
    byJob.delete(job.id)
    byJob.set(job.id, { seq: job.seq, result })
    // A failure is of the moment; the next reader tries again.
    void result.then(({ errors }) => errors && byJob.get(job.id)?.result === result && byJob.delete(job.id))
    if (byJob.size > MOST_JOBS) byJob.delete(byJob.keys().next().value!)
    return result
  }

  return async (args) => {
    const states = await createSourceEventStream(args)
    if (!(Symbol.asyncIterator in states)) return states
    return mapStates(states as AsyncIterable<BackgroundJob>, (job) => resultOf(args, job))
  }
}

/** Not a generator: that would pass a reader's leaving on only when the next state comes. */
function mapStates<T, R>(states: AsyncIterable<T>, map: (state: T) => Promise<R>): AsyncIterableIterator<R> {
  const iterator = states[Symbol.asyncIterator]()
  return {
    async next() {
      const { done, value } = await iterator.next()
      return done ? { done, value: undefined } : { done: false, value: await map(value) }
    },
    async return() {
      await iterator.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function getOrMake<K extends object | string, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
