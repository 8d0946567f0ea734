/**
 * Does a job that makes 2,000 progress events a second run as fast as one that nobody watches?
 *
 * The job is a run of batches, each a transaction that stores counts and checkpoint; every commit tells the bus twice,
 * so that there are more than 2,000 events a second. It runs without a bus, with ours and 0, 100 and 1,000
 * subscribers of the whole stack over WebSocket, and with the usual bus: one that hands every event to every subscriber
 * as it comes. That rival is let off lightly: it sends one ready text over bare WebSockets, with no GraphQL. The
 * subscribers live in a process of their own.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { openDatabase } from '../src/database.ts'
import { BackgroundJob } from '../src/entities/background-job.ts'
import { JobEvents } from '../src/events.ts'
import { JobProgress } from '../src/jobs/job-progress.ts'
import { median, print, race, ratios, short, spread, table, verdict } from './support/rounds.ts'
import { subscribers, type Subscribers } from './support/subscribers.ts'
import { SCRIPTED, temporaryApp } from './support/temporary-app.ts'

const ROUNDS = 5
const BATCHES = 1_500
/** Of the rival, which would take minutes for all of them. */
const FEW_BATCHES = 200
const FEWEST_BATCHES = 40
/** A commit may take longer than the 0.5 ms that lie between two of 2,000 events. */
const EVENTS_A_BATCH = 2
const QUERY = `subscription { jobProgress { seq job {
  id type status seq total processed created updated unchanged failed phase speed metadata
} } }`
const NO_CHANGE = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }

type Bus = Pick<JobEvents, 'publish'>

await using parts = new AsyncDisposableStack()
const { app, databaseUrl } = parts.use(await temporaryApp())
const orm = await openDatabase(databaseUrl)
parts.defer(() => orm.close())
const naive = await naiveBus()

const received: { [contestant: string]: number } = {}
const graphql = `${app.url.replace('http', 'ws')}/graphql`
const figures = await race(ROUNDS, {
  'without a bus': () => watched('without a bus', { publish: () => {} }, graphql, 0),
  'ours, nobody watches': () => watched('ours, nobody watches', app.events, graphql, 0),
  'ours, 100 subscribers': () => watched('ours, 100 subscribers', app.events, graphql, 100),
  'ours, 1,000 subscribers': () => watched('ours, 1,000 subscribers', app.events, graphql, 1_000),
  'each to each, 100': () => watched('each to each, 100', naive.bus, naive.url, 100, FEW_BATCHES),
  'each to each, 1,000': () => watched('each to each, 1,000', naive.bus, naive.url, 1_000, FEWEST_BATCHES),
})

print(
  `${BATCHES} batches with ${EVENTS_A_BATCH} events each, ms of the job; ${ROUNDS} rounds: median (least–most)`,
)
table(
  ['', 'ms a batch', '× without a bus', 'messages received'],
  Object.keys(figures).map((name) => [
    name,
    spread(figures[name]!),
    spread(ratios(figures, name, 'without a bus')),
    short(received[name]!),
  ]),
)
const eventsASecond = (EVENTS_A_BATCH * 1000) / median(figures['ours, nobody watches']!)
print(`Events a second when nobody watches: ${short(eventsASecond)}`)
await publishingAlone()
verdict('events a second', eventsASecond, '≥', 2_000)
verdict('time with 100 subscribers, × without a bus', middle('ours, 100 subscribers'), '≤', 1.1)
verdict('time with 1,000 subscribers, × without a bus', middle('ours, 1,000 subscribers'), '≤', 1.1)

function middle(name: string): number {
  return median(ratios(figures, name, 'without a bus'))
}

/** Milliseconds that a batch takes while so many subscribers listen at the URL. */
async function watched(
  name: string,
  bus: Bus,
  url: string,
  count: number,
  batches: number = BATCHES,
): Promise<number> {
  const audience: Subscribers | null = count === 0 ? null : await subscribers({ url, count, query: QUERY })
  try {
    const milliseconds = (await runJob(bus, batches)) / batches
    // What is still on its way is not the job's time.
    await delay(300)
    received[name] = audience ? await audience.received() : 0
    return milliseconds
  } finally {
    await audience?.[Symbol.asyncDispose]()
  }
}

async function runJob(bus: Bus, batches: number): Promise<number> {
  const em = orm.em.fork()
  const job = em.create(
    BackgroundJob,
    { type: SCRIPTED, status: 'RUNNING', input: {}, inputKey: '{}', accountIds: [], epoch: 1 },
    { partial: true },
  )
  await em.flush()
  await em.refreshOrFail(job)
  const events = new (class extends JobEvents {
    override publish(event: Parameters<JobEvents['publish']>[0]): void {
      for (let time = 0; time < EVENTS_A_BATCH; time++) bus.publish(event)
    }
  })()
  const { signal } = new AbortController()
  const db = orm.em.fork().getKysely<unknown>()
  const progress = new JobProgress({ db, events, job, signal, lastItem: 0, lastLogLine: 0 })
  const start = performance.now()
  for (let number = 1; number <= batches; number++) {
    await progress.batch({
      keys: [],
      write: async () => NO_CHANGE,
      checkpoint: { number },
      phase: `batch ${number}`,
      metadata: { number },
    })
  }
  await progress.drain()
  const milliseconds = performance.now() - start
  await em.nativeUpdate(BackgroundJob, { id: job.id }, { status: 'COMPLETED' })
  return milliseconds
}

/** What createPubSub and every hand-made emitter do: each event goes to each subscriber at once. */
async function naiveBus(): Promise<{ bus: Bus; url: string }> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  sockets.on('connection', (socket) => socket.once('message', () => socket.send('{"type":"connection_ack"}')))
  await once(sockets, 'listening')
  parts.defer(async () => {
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  })
  return {
    bus: {
      publish: (event) => {
        for (const socket of sockets.clients) {
          socket.send(JSON.stringify({ id: '1', type: 'next', payload: { data: { jobProgress: event } } }))
        }
      },
    },
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
  }
}

/** The cost of the bus by itself, as a share of the time of a job that makes 2,000 events a second. */
async function publishingAlone(): Promise<void> {
  for (const count of [0, 1_000]) {
    using bus = new JobEvents()
    const all = Array.from({ length: count }, () => bus.subscribe((event) => event.jobId === 1))
    const shares: number[] = []
    for (let round = 0; round < 100; round++) {
      const start = performance.now()
      for (let seq = 1; seq <= 2_000; seq++) {
        // Ten times a second the timer hands them over; here a change of the status does.
        bus.publish({ jobId: 1, type: SCRIPTED, seq, statusChanged: seq % 200 === 0 })
      }
      shares.push((performance.now() - start) / 10)
      await Promise.all(all.map((subscription) => subscription.take()))
    }
    print(
      `The bus alone, ${short(count)} subscribers: ${short(median(shares))} % of a job's time at 2,000 events a second`,
    )
  }
}
