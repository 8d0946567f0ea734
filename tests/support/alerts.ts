import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { AlertWatch } from '../../src/alerts/alert-watch.ts'
import type { AlertChannel } from '../../src/alerts/channel.ts'
import { cleanText } from '../../src/alerts/clean-text.ts'
import type { OverdueSchedule } from '../../src/jobs/schedules/schedule-queries.ts'
import { webhookChannel } from '../../src/alerts/webhook-channel.ts'
import { openDatabase } from '../../src/database.ts'
import { JobEvents } from '../../src/events.ts'
import { JobService } from '../../src/jobs/job-service.ts'
import { createInProcessQueue } from '../../src/jobs/queue/in-process-queue.ts'
import { JOB_TYPES } from '../../src/jobs/types/job-types.ts'
import type { Locale } from '../../src/locale.ts'
import { recordingLog, startStub, type Reply, type StubRequest } from '../integrations/stub-platform.ts'
import { startTestApp, type TestApp } from './app.ts'
import { rowsOf } from './database.ts'

const KEY = Buffer.from('the key of the webhook, 32 bytes')
export const SECRET = `whsec_${KEY.toString('base64')}`

/** A message as a receiver reads it. */
interface Told {
  id: string
  event: string
  alertId: string | null
  cause: string | null
  key: string | null
  title: string
  message: string
  openedAt: string | null
  closedAt: string | null
  account: { nhanh: string | null; shopify: string | null }
}

export interface Receiver extends AsyncDisposable {
  url: string
  requests: StubRequest[]
  /** What was taken, `OPENED JOB_FAILED PRODUCT_SYNC` each, in the order in which it came. */
  readonly taken: string[]
  readonly messages: Told[]
  /** Answers each request from now on; 200 takes it. */
  reply: (request: StubRequest) => Reply
}

export const TAKEN: Reply = { status: 200, body: '' }

/** A real HTTP server that alerts are posted to. */
export async function startReceiver(): Promise<Receiver> {
  const messages: Told[] = []
  const stub = await startStub((request) => {
    const reply = receiver.reply(request)
    if (typeof reply !== 'function' && (reply.status ?? 200) < 300)
      messages.push(JSON.parse(request.body) as Told)
    return reply
  })
  const receiver: Receiver = {
    url: `${stub.url}/alerts`,
    requests: stub.requests,
    messages,
    get taken() {
      return messages.map(({ event, cause, key }) => `${event} ${cause} ${key}`)
    },
    reply: () => TAKEN,
    [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose](),
  }
  return receiver
}

/** Whether the signature of a request is right, as a receiver finds it out. */
export function isSigned({ headers, body }: StubRequest, key: Buffer = KEY): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers
  const expected = createHmac('sha256', key).update(`${String(id)}.${String(timestamp)}.${body}`)
  return signature === `v1,${expected.digest('base64')}`
}

const EVERY_MS = 30_000

export interface SteeredWatch extends AsyncDisposable {
  now: Date
  /** Schedules of all accounts; null: to ask for them fails. */
  overdue: Omit<OverdueSchedule, 'accountIds'>[] | null
  log: string[]
  /** Goes on by so much, 30 seconds unless told, and looks once. */
  look(ms?: number): Promise<void>
  /** Looks every 30 seconds for so long. */
  lookFor(ms: number): Promise<void>
}

interface WatchOptions {
  receiver?: Receiver
  channels?: AlertChannel[]
  secrets?: string[]
  language?: Locale
}

/** The watch of a server of its own on the same database and platforms, whose looks and clock the test steers. */
export async function steeredWatch(server: TestApp, options: WatchOptions = {}): Promise<SteeredWatch> {
  const orm = await openDatabase(server.databaseUrl)
  const em = orm.em.fork()
  const { platforms } = server.app
  const types = new Map(JOB_TYPES.map((type) => [type.type, type]))
  const events = new JobEvents()
  const jobs = new JobService({ em, events, types, platforms, queue: createInProcessQueue() })
  const channels =
    options.channels ??
    (options.receiver ? [webhookChannel({ url: options.receiver.url, secret: SECRET })] : [])
  const log: string[] = []
  const watch = new AlertWatch({
    em,
    platforms,
    jobs,
    channels,
    language: options.language ?? 'en',
    clean: cleanText(options.secrets ?? []),
    overdueSchedules: async () => {
      if (!steered.overdue) throw new Error('schedules cannot be read')
      return steered.overdue.map((one) => ({ ...one, accountIds: platforms.accountIds }))
    },
    log: recordingLog(log),
    everyMs: EVERY_MS,
    now: () => steered.now,
  })
  const steered: SteeredWatch = {
    now: new Date(),
    overdue: [],
    log,
    async look(ms = EVERY_MS) {
      steered.now = new Date(steered.now.getTime() + ms)
      await watch.look()
    },
    async lookFor(ms) {
      for (let passed = 0; passed < ms; passed += EVERY_MS) await steered.look()
    },
    async [Symbol.asyncDispose]() {
      await watch.stop()
      events[Symbol.dispose]()
      await orm.close()
    },
  }
  return steered
}

export interface WatchedShop extends AsyncDisposable {
  server: TestApp
  receiver: Receiver
  /** Tells the receiver. It must not log anything. */
  watch: SteeredWatch
}

/** A server with a watch whose alerts are posted to a receiver. */
export async function startWatchedShop(): Promise<WatchedShop> {
  await using parts = new AsyncDisposableStack()
  const server = parts.use(await startTestApp({ sandbox: { products: 3 } }))
  const receiver = parts.use(await startReceiver())
  const watch = parts.use(await steeredWatch(server, { receiver }))
  const owned = parts.move()
  return {
    server,
    receiver,
    watch,
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync()
      expect(watch.log).toEqual([])
    },
  }
}

/** Schedules that are overdue. */
export const overdue = (...ids: number[]) => ids.map((id) => ({ id, name: `S${id}`, dueAt: new Date() }))

/** A job that has ended, as if it had run. Returns its id. */
export async function insertJob(
  { databaseUrl }: Pick<TestApp, 'databaseUrl'>,
  job: { type: string; status: string; code?: string; message?: string; dryRun?: boolean; platform?: string },
): Promise<number> {
  const { type, status, code, message = 'Something went wrong', dryRun = false, platform = '%' } = job
  const error = code === undefined ? null : JSON.stringify({ code, message, retryable: false })
  const [row] = await rowsOf<{ id: number }>(
    databaseUrl,
    `insert into background_job (type, status, input, input_key, dry_run, error, account_ids, completed_at)
     values ($1, $2, '{}', '{}', $3, $4, (select array_agg(id order by id desc) from account where platform like $5), now())
     returning id`,
    [type, status, dryRun, error, platform],
  )
  return row!.id
}
