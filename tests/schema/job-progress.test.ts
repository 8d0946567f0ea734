import { countingBatch, Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from 'pg'
import { WebSocket } from 'ws'
import { startTestApp, type TestApp } from '../support/app.ts'
import { finished, jobOf, start, watch, WATCH, type JobState } from '../support/jobs.ts'
import { watchSse } from '../support/sse.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
})
afterAll(() => server[Symbol.asyncDispose]())

let scripts = 0
/** Starts a job of `batches` batches, each behind a gate. */
async function startGated(batches: number): Promise<{ jobId: string; gates: Gate[] }> {
  const name = `gated ${++scripts}`
  const gates = Array.from({ length: batches }, () => new Gate())
  script(name, async ({ jobId, signal, progress }) => {
    for (const [index, gate] of gates.entries()) {
      await gate.pass(signal)
      await progress.batch(countingBatch(jobId, index + 1, 10))
      await progress.drain()
    }
  })
  const jobId = await start(server.http, SCRIPTED, { script: name })
  await gates[0]!.reached
  return { jobId, gates }
}

async function startAndFinish(): Promise<JobState> {
  const { jobId, gates } = await startGated(1)
  gates[0]!.open()
  return finished(server.ws, jobId)
}

async function next(states: AsyncGenerator<JobState>): Promise<JobState> {
  const { value, done } = await states.next()
  if (done) throw new Error('the stream has ended')
  return value
}

async function rest(states: AsyncGenerator<JobState>): Promise<JobState[]> {
  return Array.fromAsync(states)
}

describe.each([
  { transport: 'WebSocket', open: (variables: object) => watch(server.ws, { ...variables }) },
  { transport: 'SSE', open: (variables: object) => watchSse(`${server.app.url}/graphql`, { ...variables }) },
])('jobProgress over $transport', ({ open }) => {
  test('tells the state first, then every change, then the settled state, and ends', async () => {
    const { jobId, gates } = await startGated(3)
    const states = open({ jobId })
    expect(await next(states)).toMatchObject({ status: 'RUNNING', processed: 0 })
    for (const [index, gate] of gates.entries()) {
      gate.open()
      if (index === gates.length - 1) break
      expect(await next(states)).toMatchObject({
        status: 'RUNNING',
        processed: (index + 1) * 10,
        phase: `batch ${index + 1}`,
      })
    }
    expect((await rest(states)).at(-1)).toMatchObject({
      status: 'COMPLETED',
      processed: 30,
      created: 30,
      total: 30,
    })
  })

  test('leaves out the state that the reader has', async () => {
    const { jobId, gates } = await startGated(2)
    const { seq } = (await jobOf(server.http, jobId))!
    const states = open({ jobId, after: seq })
    const first = next(states)
    gates[0]!.open()
    expect(await first).toMatchObject({ processed: 10 })
    gates[1]!.open()
    await rest(states)
  })

  test('ends at once for a settled job whose state the reader has, and tells it otherwise', async () => {
    const job = await startAndFinish()
    expect(await rest(open({ jobId: job.id, after: job.seq }))).toEqual([])
    expect(await rest(open({ jobId: job.id, after: job.seq - 1 }))).toEqual([job])
    expect(await rest(open({ jobId: job.id }))).toEqual([job])
  })

  test('without jobId tells the active jobs and what has become of the known ones', async () => {
    const settled = await startAndFinish()
    const missed = await startAndFinish()
    const { jobId, gates } = await startGated(1)
    const states = open({
      known: [
        { id: settled.id, seq: settled.seq },
        { id: missed.id, seq: missed.seq - 2 },
      ],
    })
    const told = [await next(states), await next(states)]
    expect(new Map(told.map((job) => [job.id, job.status]))).toEqual(
      new Map([
        [jobId, 'RUNNING'],
        [missed.id, 'COMPLETED'],
      ]),
    )
    gates[0]!.open()
    let state = await next(states)
    while (state.status !== 'COMPLETED') state = await next(states)
    expect(state.id).toBe(jobId)
    const later = await startGated(1)
    expect(await next(states)).toMatchObject({ id: later.jobId })
    later.gates[0]!.open()
    await finished(server.ws, later.jobId)
    await states.return(undefined)
  })

  test('tells only jobs of the wanted types', async () => {
    const { jobId, gates } = await startGated(1)
    const states = open({ types: ['PULL_NHANH_PRODUCTS'] })
    const first = next(states)
    gates[0]!.open()
    await finished(server.ws, jobId)
    await finished(server.ws, await start(server.http, 'PULL_NHANH_PRODUCTS'))
    expect(await first).toMatchObject({ type: 'PULL_NHANH_PRODUCTS' })
    await states.return(undefined)
  })

  test.each([
    { variables: { jobId: '999999' }, message: 'there is no job "999999"' },
    { variables: { jobId: 'no-id' }, message: 'there is no job "no-id"' },
    { variables: { after: 3 }, message: 'after goes with jobId' },
    { variables: { jobId: '1', types: ['SCRIPTED'] }, message: 'types and known go without jobId' },
  ])('refuses $variables in words', async ({ variables, message }) => {
    await expect(rest(open(variables))).rejects.toThrow(message)
  })

  test('forgets a reader that leaves while nothing happens', async () => {
    const { jobId, gates } = await startGated(1)
    const before = server.app.events.subscriberCount
    const states = open({ jobId })
    await next(states)
    expect(server.app.events.subscriberCount).toBe(before + 1)
    await states.return(undefined)
    await expect.poll(() => server.app.events.subscriberCount).toBe(before)
    gates[0]!.open()
    await finished(server.ws, jobId)
  })
})

test('forgets a reader that leaves while its first state is being read', async () => {
  const job = await startAndFinish()
  const admin = new Client(server.databaseUrl)
  await admin.connect()
  await admin.query('begin')
  await admin.query('lock table background_job in access exclusive mode')
  const before = server.app.events.subscriberCount
  const abort = new AbortController()
  const request = fetch(`${server.app.url}/graphql`, {
    method: 'POST',
    signal: abort.signal,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: WATCH, variables: { jobId: job.id } }),
  }).catch(() => {})
  await expect.poll(() => server.app.events.subscriberCount).toBe(before + 1)
  abort.abort()
  await request
  await admin.query('commit')
  await admin.end()
  await expect.poll(() => server.app.events.subscriberCount).toBe(before)
})

test('a known seq that is higher than the job’s is no news', async () => {
  const job = await startAndFinish()
  const states = watch(server.ws, { known: [{ id: job.id, seq: job.seq + 5 }] })
  const first = next(states)
  const later = await startAndFinish()
  expect((await first).id).toBe(later.id)
  await states.return(undefined)
})

test('a reader that stops reading hurts nobody and then gets the newest state', async () => {
  // More than the 1,024 at which a default event bus breaks, and over before the server gives up a socket that answers no ping.
  const batches = 1_200
  const name = `fast ${++scripts}`
  const begin = new Gate()
  script(name, async ({ jobId, signal, progress }) => {
    await begin.pass(signal)
    for (let number = 1; number <= batches; number++) await progress.batch(countingBatch(jobId, number, 1))
  })
  const jobId = await start(server.http, SCRIPTED, { script: name })
  const stalled = new WebSocket(`${server.app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const received: { type: string; payload?: { data: { jobProgress: { job: JobState } } } }[] = []
  stalled.on('message', (data: Buffer) =>
    received.push(JSON.parse(data.toString()) as (typeof received)[number]),
  )
  await once(stalled, 'open')
  stalled.send(JSON.stringify({ type: 'connection_init' }))
  await once(stalled, 'message')
  stalled.send(
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { jobId } } }),
  )
  await once(stalled, 'message')
  stalled.pause()
  const healthy = watch(server.ws, { jobId })
  begin.open()
  const states = await rest(healthy)
  expect(states.at(-1)).toMatchObject({ status: 'COMPLETED', processed: batches })
  // The newest state of the job, ten times a second: not one message a change.
  expect(states.length).toBeLessThan(batches / 4)
  stalled.resume()
  while (received.at(-1)?.type !== 'complete') await once(stalled, 'message')
  expect(received.at(-2)!.payload!.data.jobProgress.job).toMatchObject({
    status: 'COMPLETED',
    processed: batches,
  })
  stalled.close()
}, 120_000)
