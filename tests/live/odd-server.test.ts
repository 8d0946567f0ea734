import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { watchJob } from '../../dashboard/live/watch-job.ts'
import { watchJobs } from '../../dashboard/live/watch-jobs.ts'
import { observedClient, type ObservedClient } from '../support/live.ts'

interface Told {
  id: string
  seq: number
  status: string
}

type Answer = { jobs: Told[]; ending: 'complete' | 'drop' | 'nothing' }

/** A server that answers the nth subscription with the nth of these, whatever it asks for. */
async function startOddServer(answers: Answer[]): Promise<ObservedClient> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(sockets, 'listening')
  sockets.on('connection', (socket) => {
    const send = (message: object) => socket.send(JSON.stringify(message))
    socket.on('message', (text: Buffer) => {
      const { type, id, payload } = JSON.parse(text.toString()) as {
        type: string
        id: string
        payload?: { query: string }
      }
      if (type === 'connection_init') send({ type: 'connection_ack' })
      if (type !== 'subscribe' || !payload!.query.includes('jobProgress')) return
      const { jobs, ending } = answers.shift()!
      for (const job of jobs) send({ id, type: 'next', payload: { data: { jobProgress: { job } } } })
      if (ending === 'complete') send({ id, type: 'complete' })
      if (ending === 'drop') socket.terminate()
    })
  })
  const observed = observedClient(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`)
  return {
    ...observed,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets.clients) socket.terminate()
      await observed[Symbol.asyncDispose]()
      sockets.close()
    },
  }
}

const running = (seq: number, id = '1'): Told => ({ id, seq, status: 'RUNNING' })
const completed = (seq: number, id = '1'): Told => ({ id, seq, status: 'COMPLETED' })

test('what is told again, or late, is not shown again', async () => {
  await using observed = await startOddServer([
    { jobs: [running(5), running(4)], ending: 'drop' },
    { jobs: [running(3), running(5), running(6), completed(7)], ending: 'complete' },
  ])
  const told = await Array.fromAsync(watchJob(observed.client, '1'))
  const seqs = told.map(({ seq }) => seq)
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  expect(seqs.at(-1)).toBe(7)
  expect(observed.sent).toEqual([{ jobId: '1' }, { jobId: '1', after: 5 }])
})

test('a stream that ends before its job has settled is asked for again', async () => {
  await using observed = await startOddServer([
    { jobs: [running(1)], ending: 'complete' },
    { jobs: [completed(2)], ending: 'complete' },
  ])
  const told = await Array.fromAsync(watchJob(observed.client, '1'))
  expect(told.at(-1)).toMatchObject({ seq: 2, status: 'COMPLETED' })
  expect(observed.sent).toHaveLength(2)
})

test('a watch ends with its client', async () => {
  await using observed = await startOddServer([{ jobs: [running(1)], ending: 'nothing' }])
  const watch = watchJob(observed.client, '1')
  for await (const { seq } of watch) if (seq === 1) await observed.client.dispose()
  expect(watch.current).toMatchObject({ job: { seq: 1 }, ended: true, error: null })
  expect(observed.sent).toHaveLength(1)
  expect(observed.listeners()).toBe(0)
})

test('of more than a thousand jobs, those that settled first are forgotten', async () => {
  const jobs = [running(1, '0')]
  for (let id = 1; id <= 1002; id++) jobs.push(completed(9, String(id)))
  await using observed = await startOddServer([
    { jobs, ending: 'drop' },
    { jobs: [], ending: 'nothing' },
  ])
  using watch = watchJobs(observed.client)
  watch.subscribe(() => {})
  await expect.poll(() => observed.sent.length).toBe(2)
  const known = observed.sent[1]!['known'] as { id: string; seq: number }[]
  expect(known).toHaveLength(1000)
  expect(known.slice(0, 2)).toEqual([
    { id: '0', seq: 1 },
    { id: '4', seq: 9 },
  ])
})
