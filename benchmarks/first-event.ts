/**
 * How long from sending a start mutation to the first event at a subscriber, with an idle server?
 *
 * "Subscribes to it" opens the subscription when the mutation has told the job's id, over a WebSocket that is already
 * connected. "Listens already" subscribed to all jobs before. The floor is a bare HTTP request that a bare WebSocket
 * server answers to a listener. The rival asks for the newest job every 250 ms. Server and client share one process, so
 * both their work is in the figures.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import { WebSocket, WebSocketServer } from 'ws'
import { script } from '../tests/support/job-types/scripted-job.ts'
import { median, print, quantile, race, ratios, short, spread, table, verdict } from './support/rounds.ts'
import { SCRIPTED, temporaryApp } from './support/temporary-app.ts'

const SAMPLES = 60
const POLL_MS = 250
const SCRIPT = 'nothing'

await using parts = new AsyncDisposableStack()
const { app } = parts.use(await temporaryApp())
const url = `${app.url}/graphql`
const ws = createClient({ url: url.replace('http', 'ws'), retryAttempts: 0, lazy: false })
parts.defer(async () => ws.dispose())
script(SCRIPT, async ({ progress }) => progress.describe({ phase: 'does nothing' }))

const START = `mutation ($script: String!) {
  startScripted(input: { script: $script }) { ... on StartJobSuccess { job { id } } ... on Problem { message } }
}`
const WATCH = `subscription ($jobId: ID) { jobProgress(jobId: $jobId) { seq job { id status processed total phase } } }`
const NEWEST = `{ latestJob(type: ${SCRIPTED}) { id status processed total phase } }`

interface Progress {
  jobProgress: { job: { id: string; status: string } }
}

const listeners = new Map<string, (arrivedAt: number) => void>()
/** Events that came before the answer of the mutation told whose they are. */
const arrived = new Map<string, number>()
const ended = new Map<string, PromiseWithResolvers<void>>()
listenToAll()
const echo = await bareEcho()

const figures = await race(SAMPLES, {
  'bare HTTP and WebSocket': () => echo(),
  'subscribes to it': subscribesToIt,
  'listens already': listensAlready,
  [`asks every ${POLL_MS} ms`]: asks,
})

print(`From the start mutation to the first event, ms; ${SAMPLES} samples each, an idle server`)
table(
  ['', 'median (least–most)', 'p95', '× bare'],
  Object.keys(figures).map((name) => [
    name,
    spread(figures[name]!),
    short(quantile(figures[name]!, 0.95)),
    short(median(ratios(figures, name, 'bare HTTP and WebSocket'))),
  ]),
)
verdict('subscribes to it, median ms', median(figures['subscribes to it']!), '<', 50)
verdict('listens already, median ms', median(figures['listens already']!), '<', 50)

async function subscribesToIt(): Promise<number> {
  const start = performance.now()
  const jobId = await startJob()
  const first = Promise.withResolvers<number>()
  const stop = ws.subscribe(
    { query: WATCH, variables: { jobId } },
    { next: () => first.resolve(performance.now()), error: first.reject, complete: () => {} },
  )
  const at = await first.promise
  stop()
  await idle(jobId)
  return at - start
}

async function listensAlready(): Promise<number> {
  const start = performance.now()
  const jobId = await startJob()
  const at = arrived.get(jobId) ?? (await new Promise<number>((resolve) => listeners.set(jobId, resolve)))
  await idle(jobId)
  return at - start
}

async function asks(): Promise<number> {
  const before = (await ask<{ latestJob: { id: string } | null }>(NEWEST)).latestJob?.id
  // The start falls at any moment between two questions.
  const untilNext = Math.random() * POLL_MS
  const start = performance.now()
  const jobId = await startJob()
  await delay(untilNext)
  for (;;) {
    const { latestJob } = await ask<{ latestJob: { id: string } | null }>(NEWEST)
    if (latestJob?.id !== before) break
    await delay(POLL_MS)
  }
  const at = performance.now()
  await idle(jobId)
  return at - start
}

async function startJob(): Promise<string> {
  const { startScripted } = await ask<{ startScripted: { job?: { id: string }; message?: string } }>(START, {
    script: SCRIPT,
  })
  if (!startScripted.job) throw new Error(`not started: ${startScripted.message}`)
  return startScripted.job.id
}

async function ask<T>(query: string, variables?: object): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}

function listenToAll(): void {
  ws.subscribe<Progress>(
    { query: WATCH },
    {
      next: ({ data }) => {
        const { id, status } = data!.jobProgress.job
        const at = performance.now()
        if (!arrived.has(id)) arrived.set(id, at)
        listeners.get(id)?.(at)
        listeners.delete(id)
        if (status === 'COMPLETED') endOf(id).resolve()
      },
      error: (error) => {
        throw error
      },
      complete: () => {},
    },
  )
}

/** The job is over, and what it left to do is done. */
async function idle(jobId: string): Promise<void> {
  await endOf(jobId).promise
  await delay(10)
}

function endOf(jobId: string): PromiseWithResolvers<void> {
  const end = ended.get(jobId) ?? Promise.withResolvers<void>()
  ended.set(jobId, end)
  return end
}

/** The least that a request and a message to a listener can take here. */
async function bareEcho(): Promise<() => Promise<number>> {
  const sockets = new WebSocketServer({ noServer: true })
  const http = createServer((request, response) => {
    request.resume().on('end', () => {
      for (const socket of sockets.clients) socket.send('{"type":"next"}')
      response.end('{}')
    })
  })
  http.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}))
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const bare = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const listener = new WebSocket(bare)
  await once(listener, 'open')
  parts.defer(async () => {
    listener.terminate()
    http.closeAllConnections()
    http.close()
  })
  return async () => {
    const start = performance.now()
    const message = once(listener, 'message').then(() => performance.now())
    const response = await fetch(bare, { method: 'POST', body: JSON.stringify({ query: START }) })
    await response.text()
    return (await message) - start
  }
}
