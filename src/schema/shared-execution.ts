import {
  createSourceEventStream,
  execute,
  visit,
  type ASTNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql'
import type { BackgroundJob } from '../entities/background-job.ts'
import type { Context } from './context.ts'

/** Readers who are told of a change at the same time share its execution; a later one gets a fresh one. */
const KEPT_MS = 100

/** They decide which states a reader is told, not what is told of a state. */
const READER_ARGUMENTS = new Set(['after', 'known'])

/**
 * Subscribes like graphql-js, but readers with the same operation, variables and language share one execution of each
 * state of a job: a thousand open dashboards cost little more than one.
 */
export function createSharedSubscribe(): (
  args: ExecutionArgs,
) => Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
  const kept = new Map<string, Promise<ExecutionResult>>()
  // Equal texts are one document, because the server caches what it has parsed.
  const operations = new WeakMap<DocumentNode, { id: number; variables: string[] }>()
  let lastOperation = 0

  function keyOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
    let operation = operations.get(document)
    if (!operation) {
      operation = { id: ++lastOperation, variables: tellingVariables(document) }
      operations.set(document, operation)
    }
    const values = operation.variables.map((name) => variableValues?.[name])
    const { locale } = contextValue as Context
    return JSON.stringify([operation.id, operationName, values, locale])
  }

  return async (args) => {
    const states = await createSourceEventStream(args)
    if (!(Symbol.asyncIterator in states)) return states
    const reader = keyOf(args)
    return mapStates(states as AsyncIterable<BackgroundJob>, (job) => {
      const key = `${reader} ${job.id} ${job.seq}`
      const shared = kept.get(key)
      if (shared) return shared
      const result = Promise.resolve(execute({ ...args, rootValue: job }))
      kept.set(key, result)
      setTimeout(() => kept.delete(key), KEPT_MS).unref()
      return result
    })
  }
}

/** The variables on which the result of a state depends: all but those that only choose which states are told. */
function tellingVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    VariableDefinition: () => false,
    Argument: (argument, _key, _parent, _path, ancestors) =>
      READER_ARGUMENTS.has(argument.name.value) && isRootField(ancestors) ? false : undefined,
    Variable: (variable) => void names.add(variable.name.value),
  })
  return [...names]
}

/** Document, definitions, operation, its selection set, the selections, the field: nothing lies between. */
function isRootField(ancestors: readonly (ASTNode | readonly ASTNode[])[]): boolean {
  const kinds = ancestors.flatMap((node) => ('kind' in node ? [node.kind] : []))
  return kinds.join(' ') === 'Document OperationDefinition SelectionSet Field'
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
