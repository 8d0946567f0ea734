import { buildSchema, parse, type ExecutionResult } from 'graphql'
import { expect, test } from 'vitest'
import type { Locale } from '../../src/locale.ts'
import { createSharedSubscribe } from '../../src/schema/shared-execution.ts'

const schema = buildSchema(`
  type Query { unused: Int }
  type Subscription { state(after: Int, jobId: ID): State }
  type State { count: Int, page(after: Int): Int }
`)
const document = parse(
  'subscription ($after: Int, $jobId: ID) { state(after: $after, jobId: $jobId) { count } }',
)

function setUp() {
  const subscribe = createSharedSubscribe()
  const left: string[] = []
  let executions = 0
  const open = async (
    reader: string,
    seqs: number[],
    variableValues: object,
    operation = document,
    locale: Locale = 'en',
  ) => {
    async function* states() {
      try {
        for (const seq of seqs)
          yield {
            id: 7,
            seq,
            state: () => ({ count: ++executions, page: ({ after }: { after: number }) => after }),
          }
      } finally {
        left.push(reader)
      }
    }
    const stream = await subscribe({
      schema,
      document: operation,
      variableValues: { ...variableValues },
      contextValue: { locale },
      rootValue: { state: states },
    })
    return stream as AsyncIterableIterator<ExecutionResult>
  }
  return { open, left, executions: () => executions }
}

test('readers of the same operation and variables share one execution of each state', async () => {
  const { open, executions } = setUp()
  const readers = await Promise.all(
    [1, 2, 3].map((after) => open(`reader ${after}`, [10, 11], { jobId: '7', after })),
  )
  const told = await Promise.all(readers.map((reader) => Array.fromAsync(reader)))
  expect(executions()).toBe(2)
  expect(new Set(told.map((results) => JSON.stringify(results))).size).toBe(1)
})

test('other variables and other operations are executed on their own', async () => {
  const { open, executions } = setUp()
  await Array.fromAsync(await open('a', [10], { jobId: '7' }))
  await Array.fromAsync(await open('b', [10], { jobId: '8' }))
  await Array.fromAsync(
    await open('c', [10], { jobId: '7' }, parse('subscription { again: state { count } }')),
  )
  expect(executions()).toBe(3)
})

test('readers of another language are told in their own, and share that', async () => {
  const { open, executions } = setUp()
  const locales = ['en', 'vi', 'en', 'vi'] as const
  const readers = await Promise.all(
    locales.map((locale) => open(locale, [10, 11], { jobId: '7' }, document, locale)),
  )
  const told = await Promise.all(readers.map((reader) => Array.fromAsync(reader)))
  expect(executions()).toBe(4)
  const [english, vietnamese, ...others] = told.map((results) => JSON.stringify(results))
  expect(english).not.toBe(vietnamese)
  expect(others).toEqual([english, vietnamese])
})

test('a reader that leaves ends its own stream only', async () => {
  const { open, left } = setUp()
  const leaving = await open('leaving', [10, 11], { jobId: '7' })
  const staying = await open('staying', [10, 11], { jobId: '7' })
  await leaving.next()
  await leaving.return!()
  expect(left).toEqual(['leaving'])
  expect(await Array.fromAsync(staying)).toHaveLength(2)
})

test('a variable with the name of a reader’s argument counts where it is used for something else', async () => {
  const { open } = setUp()
  const operation = parse(
    'subscription ($after: Int, $jobId: ID) { state(jobId: $jobId) { page(after: $after) } }',
  )
  const pageOf = async (after: number) => {
    const [first] = await Array.fromAsync(await open('a', [10], { jobId: '7', after }, operation))
    return first!.data!['state']
  }
  expect([await pageOf(1), await pageOf(2)]).toEqual([{ page: 1 }, { page: 2 }])
})
