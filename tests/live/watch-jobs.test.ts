import { countingBatch, Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchJobs } from '../../dashboard/live/watch-jobs.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { FakePage } from '../support/fake-page.ts'
import { finished, start } from '../support/jobs.ts'
import { observedClient } from '../support/live.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

let server: TestApp
let url: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
  url = `${server.app.url.replace('http', 'ws')}/graphql`
})
afterAll(() => server[Symbol.asyncDispose]())

let scripts = 0
/** Starts a job of one batch behind a gate. */
async function startGated(): Promise<{ jobId: string; gate: Gate }> {
  const name = `listed ${++scripts}`
  const gate = new Gate()
  script(name, async ({ jobId, signal, progress }) => {
    await gate.pass(signal)
    await progress.batch(countingBatch(jobId, 1, 10))
  })
  const jobId = await start(server.http, SCRIPTED, { script: name })
  await gate.reached
  return { jobId, gate }
}

test('tells the active jobs and those that begin, and keeps each in its place', async () => {
  await using observed = observedClient(url)
  const first = await startGated()
  using watch = watchJobs(observed.client, { types: [SCRIPTED] })
  watch.subscribe(() => {})
  await expect.poll(() => [...watch.current.jobs.keys()]).toEqual([first.jobId])
  const second = await startGated()
  await expect.poll(() => [...watch.current.jobs.keys()]).toEqual([first.jobId, second.jobId])
  const { jobs } = watch.current
  first.gate.open()
  await finished(server.ws, first.jobId)
  await expect.poll(() => watch.current.jobs.get(first.jobId)!.status).toBe('COMPLETED')
  expect([...watch.current.jobs.keys()]).toEqual([first.jobId, second.jobId])
  expect(jobs.get(first.jobId)!.status).not.toBe('COMPLETED')
  second.gate.open()
  await finished(server.ws, second.jobId)
})

test('a loop that is slow gets the newest state of each job', async () => {
  await using observed = observedClient(url)
  const jobs = [await startGated(), await startGated()]
  using watch = watchJobs(observed.client, { types: [SCRIPTED] })
  const iterator = watch[Symbol.asyncIterator]()
  await expect.poll(() => watch.current.jobs.size).toBe(2)
  for (const { jobId, gate } of jobs) {
    gate.open()
    await finished(server.ws, jobId)
  }
  await expect
    .poll(() => [...watch.current.jobs.values()].map(({ status }) => status))
    .toEqual(['COMPLETED', 'COMPLETED'])
  const told = [await iterator.next(), await iterator.next()]
  expect(told.map(({ value }) => value as unknown)).toEqual([...watch.current.jobs.values()])
  const waiting = iterator.next()
  watch.stop()
  expect((await waiting).done).toBe(true)
  expect(observed.listeners()).toBe(0)
})

test('is live though there is no job, also on a client that was connected before', async () => {
  await using observed = observedClient(url)
  const connected = Promise.withResolvers<void>()
  observed.client.on('connected', () => connected.resolve())
  const other = observed.client.subscribe(
    { query: 'subscription { jobProgress { seq } }' },
    { next: () => {}, error: () => {}, complete: () => {} },
  )
  await connected.promise
  using watch = watchJobs(observed.client, { types: ['PULL_NHANH_CUSTOMERS'] })
  watch.subscribe(() => {})
  await expect.poll(() => watch.current.connection).toBe('live')
  expect(watch.current.jobs.size).toBe(0)
  other()
})

test.each(['hidden', 'disconnected'])(
  'a job that settles while the page is %s is told after it',
  async (how) => {
    using page = new FakePage()
    const { hostname, port } = new URL(url)
    await using proxy = await startTcpProxy({ host: hostname, port: Number(port) })
    await using observed = observedClient(`ws://127.0.0.1:${proxy.port}/graphql`)
    const { jobId, gate } = await startGated()
    using watch = watchJobs(observed.client, { types: [SCRIPTED] })
    watch.subscribe(() => {})
    await expect.poll(() => watch.current.jobs.get(jobId)?.status).toBe('RUNNING')
    const { seq } = watch.current.jobs.get(jobId)!
    if (how === 'hidden') page.set('hidden')
    else await proxy.cut()
    gate.open()
    await finished(server.ws, jobId)
    expect(watch.current.jobs.get(jobId)!.seq).toBe(seq)
    if (how === 'hidden') page.set('visible')
    else await proxy.mend()
    await expect.poll(() => watch.current.jobs.get(jobId)!.status, { timeout: 10_000 }).toBe('COMPLETED')
    expect(observed.sent.at(-1)).toEqual({ types: [SCRIPTED], known: [{ id: jobId, seq }] })
  },
)

test('what one listener throws neither closes the socket nor keeps others from hearing', async () => {
  await using observed = observedClient(url)
  using watch = watchJobs(observed.client, { types: [SCRIPTED] })
  const thrown = Promise.withResolvers<unknown>()
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', thrown.resolve)
  try {
    const leave = watch.subscribe(() => {
      leave()
      throw new Error('of the page')
    })
    watch.subscribe(() => {})
    const { jobId, gate } = await startGated()
    expect(await thrown.promise).toMatchObject({ message: 'of the page' })
    gate.open()
    await expect.poll(() => watch.current.jobs.get(jobId)?.status).toBe('COMPLETED')
    expect(watch.current.connection).toBe('live')
    expect(observed.sent).toHaveLength(1)
  } finally {
    for (const listener of others) process.on('uncaughtException', listener)
  }
})
