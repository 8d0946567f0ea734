import { countingBatch, Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { watchJob, type Watch, type WatchedJob, type JobProgress } from '../../dashboard/live/watch-job.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control } from '../support/control.ts'
import { FakePage } from '../support/fake-page.ts'
import { finished, jobOf, start } from '../support/jobs.ts'
import { observedClient } from '../support/live.ts'
import { open, steppedScript } from '../support/job-types/stepped-job.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

let server: TestApp
let url: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
  url = `${server.app.url.replace('http', 'ws')}/graphql`
})
afterAll(() => server[Symbol.asyncDispose]())

type JobWatch = Watch<JobProgress, WatchedJob<JobProgress>>

let scripts = 0
/** Starts a job of `batches` batches, each behind a gate. */
async function startGated(batches: number): Promise<{ jobId: string; gates: Gate[] }> {
  const name = `live ${++scripts}`
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

/** Resolves when the watch's state is as wanted; the watch is listened to meanwhile. */
async function when(
  watch: JobWatch,
  isWanted: (current: JobWatch['current']) => boolean | undefined,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = () => void (isWanted(watch.current) && resolve())
  const leave = watch.subscribe(look)
  look()
  await promise
  leave()
}

test('tells each state once, in order, to the settled one, and leaves nothing behind', async () => {
  await using observed = observedClient(url)
  const { jobId, gates } = await startGated(3)
  const watch = watchJob(observed.client, jobId)
  const seqs: number[] = []
  for await (const job of watch) {
    seqs.push(job.seq)
    gates[job.processed / 10]?.open()
  }
  expect(seqs.length).toBeGreaterThanOrEqual(3)
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  expect(watch.current).toMatchObject({
    job: { id: jobId, status: 'COMPLETED', processed: 30, label: 'Scripted' },
    connection: 'live',
    ended: true,
    error: null,
  })
  expect(observed.sent).toEqual([{ jobId }])
  expect(observed.listeners()).toBe(0)
})

test('keeps its state as one object until something changes', async () => {
  await using observed = observedClient(url)
  const { jobId, gates } = await startGated(1)
  using watch = watchJob(observed.client, jobId)
  expect(watch.current).toEqual({ job: null, connection: 'connecting', ended: false, error: null })
  watch.subscribe(() => {})
  await when(watch, ({ job, connection }) => job?.status === 'RUNNING' && connection === 'live')
  const { current } = watch
  expect(watch.current).toBe(current)
  gates[0]!.open()
  await when(watch, ({ ended }) => ended)
  expect(watch.current).not.toBe(current)
  expect(current.job!.status).toBe('RUNNING')
})

test('watchers of the same job share one subscription, which ends with the last of them', async () => {
  await using observed = observedClient(url)
  const { jobId, gates } = await startGated(2)
  const before = server.app.events.subscriberCount
  const [first, second] = [watchJob(observed.client, jobId), watchJob(observed.client, jobId)]
  const leave = first.subscribe(() => {})
  await when(second, ({ job }) => job !== null)
  const late = watchJob(observed.client, jobId)
  expect(late.current).toBe(first.current)
  const iterator = late[Symbol.asyncIterator]()
  expect((await iterator.next()).value).toBe(first.current.job)
  expect(observed.sent).toHaveLength(1)
  leave()
  expect(observed.completed()).toBe(0)
  const waiting = iterator.next()
  await iterator.return!()
  expect((await waiting).done).toBe(true)
  expect(observed.completed()).toBe(1)
  expect(observed.listeners()).toBe(0)
  await expect.poll(() => server.app.events.subscriberCount).toBe(before)

  // It is taken up again behind what is known, by whichever of them is listened to next.
  const { seq } = first.current.job!
  gates[0]!.open()
  await when(first, ({ job }) => job?.processed === 10)
  expect(observed.sent).toEqual([{ jobId }, { jobId, after: seq }])
  gates[1]!.open()
  await finished(server.ws, jobId)
})

test('another selection is another subscription; a fragment does as well as fields', async () => {
  await using observed = observedClient(url)
  const { jobId, gates } = await startGated(1)
  using fields = watchJob<JobProgress & { metadata: object }>(observed.client, jobId, {
    selection: 'metadata',
  })
  using fragment = watchJob(observed.client, jobId, {
    selection:
      'fragment Row on BackgroundJob { label eta { ...Range } } fragment Range on SecondsRange { low }',
  })
  gates[0]!.open()
  const [ofFields, ofFragment] = await Promise.all([Array.fromAsync(fields), Array.fromAsync(fragment)])
  const { seq } = (await jobOf(server.http, jobId))!
  expect(ofFields.at(-1)).toEqual({
    id: jobId,
    seq,
    status: 'COMPLETED',
    metadata: expect.objectContaining({ batches: 1 }),
  })
  expect(ofFragment.at(-1)).toEqual({ id: jobId, seq, status: 'COMPLETED', label: 'Scripted', eta: null })
  expect(observed.sent).toHaveLength(2)
})

test('a job that is settled already is told once; with that state known, the watch just ends', async () => {
  await using observed = observedClient(url)
  const { jobId, gates } = await startGated(1)
  gates[0]!.open()
  await finished(server.ws, jobId)
  const told = await Array.fromAsync(watchJob(observed.client, jobId))
  expect(told.map(({ status }) => status)).toEqual(['COMPLETED'])
  const known = watchJob(observed.client, jobId, { since: told[0] })
  expect(known.current.job).toBe(told[0])
  expect(await Array.fromAsync(known)).toEqual(told)
  expect(observed.sent.at(-1)).toEqual({ jobId, after: told[0]!.seq })
})

test('a job that was resumed is watched on from what is known', async () => {
  await using observed = observedClient(url)
  const name = `live ${++scripts}`
  const steps = steppedScript(name, 2)
  const jobId = await start(server.http, SCRIPTED, { script: name })
  open(steps.before[0], steps.writing[0])
  await steps.before[1]!.reached
  await control(server.http, 'cancel', jobId)
  const cancelled = (await Array.fromAsync(watchJob(observed.client, jobId))).at(-1)!
  expect(cancelled.status).toBe('CANCELLED')
  await control(server.http, 'resume', jobId)
  open(steps.before[1], steps.writing[1])
  const after = await Array.fromAsync(watchJob(observed.client, jobId, { since: cancelled }))
  expect(after.at(-1)).toMatchObject({ status: 'COMPLETED', processed: 20 })
})

test('a job that does not exist: the watch ends with the server’s words', async () => {
  await using observed = observedClient(url)
  const watch = watchJob(observed.client, '999999')
  await expect(Array.fromAsync(watch)).rejects.toMatchObject({
    name: 'WatchRefused',
    code: 'NOT_FOUND',
    message: 'there is no job "999999"',
  })
  expect(watch.current).toMatchObject({ job: null, ended: true, error: { code: 'NOT_FOUND' } })
  expect(observed.sent).toHaveLength(1)
  expect(observed.listeners()).toBe(0)
})

test('a selection that the server does not know is refused, not tried again', async () => {
  await using observed = observedClient(url)
  const watch = watchJob(observed.client, '1', { selection: 'colour' })
  await expect(Array.fromAsync(watch)).rejects.toThrow('Cannot query field "colour"')
  expect(observed.sent).toHaveLength(1)
})

test('a server that closes the connection as forbidden is not asked again', async () => {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(sockets, 'listening')
  let connections = 0
  sockets.on('connection', (socket) => {
    connections++
    socket.close(4403, 'Forbidden')
  })
  await using observed = observedClient(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`)
  const watch = watchJob(observed.client, '1')
  await expect(Array.fromAsync(watch)).rejects.toMatchObject({ name: 'WatchRefused', code: '4403' })
  // The watch's own question and the one that tells whether the server answers go over one connection.
  expect(connections).toBe(1)
  sockets.close()
})

test('a server that takes no connection is asked again and again, until the watch is stopped', async () => {
  const refusing = createServer()
  const attempts: number[] = []
  const third = Promise.withResolvers<void>()
  refusing.on('upgrade', (_request, socket) => {
    attempts.push(performance.now())
    if (attempts.length === 3) third.resolve()
    socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
  })
  refusing.listen(0, '127.0.0.1')
  await once(refusing, 'listening')
  // Not disposed: that would wait for the connection, which fails. With the watch stopped it tries no more.
  const observed = observedClient(`ws://127.0.0.1:${(refusing.address() as AddressInfo).port}`)
  using watch = watchJob(observed.client, '1')
  watch.subscribe(() => {})
  await third.promise
  expect(watch.current).toMatchObject({ connection: 'lost', ended: false, error: null })
  watch.stop()
  expect(observed.listeners()).toBe(0)
  refusing.close()
})

test('a hidden page reads nothing; shown again it catches up', async () => {
  using page = new FakePage()
  await using observed = observedClient(url)
  const { jobId, gates } = await startGated(3)
  const before = server.app.events.subscriberCount
  using watch = watchJob(observed.client, jobId)
  using kept = watchJob(observed.client, jobId, { pausesWhenHidden: false })
  const seqs: number[] = []
  watch.subscribe(() => void (watch.current.job && seqs.push(watch.current.job.seq)))
  kept.subscribe(() => {})
  await when(watch, ({ job, connection }) => job?.status === 'RUNNING' && connection === 'live')
  await when(kept, ({ job }) => job?.status === 'RUNNING')
  const { current } = watch
  page.set('hidden')
  await expect.poll(() => server.app.events.subscriberCount).toBe(before + 1)
  gates[0]!.open()
  await when(kept, ({ job }) => job?.processed === 10)
  expect(watch.current).toBe(current)
  page.set('visible')
  await when(watch, ({ job }) => job?.processed === 10)
  expect(observed.sent.at(-1)).toEqual({ jobId, after: current.job!.seq })
  page.set('hidden')
  gates[1]!.open()
  gates[2]!.open()
  await when(kept, ({ ended }) => ended)
  page.set('visible')
  await when(watch, ({ ended }) => ended)
  expect(watch.current.job!.status).toBe('COMPLETED')
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  watch.stop()
  kept.stop()
  expect(page.listeners).toBe(0)
})

test('a signal ends a loop that waits, at once', async () => {
  await using observed = observedClient(url)
  const { jobId, gates } = await startGated(1)
  const abort = new AbortController()
  const watch = watchJob(observed.client, jobId, { signal: abort.signal })
  const iterator = watch[Symbol.asyncIterator]()
  await iterator.next()
  const waiting = iterator.next()
  abort.abort()
  expect((await waiting).done).toBe(true)
  expect(observed.completed()).toBe(1)
  expect(observed.listeners()).toBe(0)
  expect(await Array.fromAsync(watch)).toEqual([])
  expect(await Array.fromAsync(watchJob(observed.client, jobId, { signal: abort.signal }))).toEqual([])
  expect(observed.sent).toHaveLength(1)
  gates[0]!.open()
  await finished(server.ws, jobId)
})

test('a connection that has become silent is given up for another', async () => {
  const { hostname, port } = new URL(url)
  const cutOff: (() => void)[] = []
  await using proxy = await startTcpProxy({ host: hostname, port: Number(port) }, (_text, connection) => {
    cutOff.push(() => connection.deafen())
    return true
  })
  await using observed = observedClient(`ws://127.0.0.1:${proxy.port}/graphql`, { keepAlive: 50 })
  const { jobId, gates } = await startGated(1)
  using watch = watchJob(observed.client, jobId)
  watch.subscribe(() => {})
  await when(watch, ({ job }) => job?.status === 'RUNNING')
  for (const deafen of cutOff) deafen()
  gates[0]!.open()
  await when(watch, ({ ended }) => ended)
  expect(watch.current.job!.status).toBe('COMPLETED')
})
