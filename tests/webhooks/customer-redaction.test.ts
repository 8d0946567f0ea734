import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../src/database.ts'
import type { StartResult } from '../../src/jobs/job-service.ts'
import { silentLogger } from '../../src/logger.ts'
import { WebhookWork } from '../../src/webhooks/webhook-work.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { insertPastJob, type PastJob } from '../support/past-jobs.ts'

const EMAIL = 'nguoi.mua@example.com'
/** More than three steps. */
const JOBS = 70

let app: TestApp
let orm: Awaited<ReturnType<typeof openDatabase>>
beforeAll(async () => {
  app = await startTestApp({ app: { webhookTimes: { workEveryMs: 1_000_000_000 } } })
  orm = await openDatabase(app.databaseUrl)
})
afterAll(async () => {
  await closeDatabase(orm)
  await app[Symbol.asyncDispose]()
})

const ask = (id: string) =>
  rowsOf(
    app.databaseUrl,
    `insert into record_to_read (account_id, kind, record_id, wants_sync, said_deleted, asked_at)
       values ($1, 'NHANH_PRODUCT', $2, true, false, now() - interval '1 hour')`,
    [app.app.platforms.connections.NHANH!.accountId, id],
  )

const addLog = (jobId: number, message: string) =>
  rowsOf(
    app.databaseUrl,
    `insert into job_log_entry (job_id, number, level, message) values ($1, 900, 'INFO', $2)`,
    [jobId, message],
  )

async function insertJob(past: PastJob, message: string): Promise<number> {
  const id = await insertPastJob(app.databaseUrl, { type: 'CUSTOMER_SYNC', ...past })
  await addLog(id, message)
  return id
}

const orderNow = async () =>
  (
    await rowsOf<{ state: string; progress: unknown }>(
      app.databaseUrl,
      `select state, progress from webhook_delivery where topic = 'customers/redact'`,
    )
  )[0]!

/** How many jobs still tell of the customer. */
const told = async () =>
  (await rowsOf(app.databaseUrl, `select from job_log_entry where strpos(message, $1) > 0`, [EMAIL])).length

let oldest: number
beforeEach(async () => {
  for (const table of ['background_job', 'job_log_entry', 'webhook_delivery', 'record_to_read'])
    await rowsOf(app.databaseUrl, `delete from ${table}`)
  const jobs = await rowsOf<{ id: number }>(
    app.databaseUrl,
    `with job as (
       insert into background_job (type, status, input, input_key, account_ids, completed_at)
       select 'CUSTOMER_SYNC', 'COMPLETED', '{}', '', (select array_agg(id) from account), now() - day * interval '1 day'
       from generate_series($1::int, 1, -1) as day returning id
     ), log as (
       insert into job_log_entry (job_id, number, level, message) select id, 900, 'INFO', $2 from job
     ) select id from job order by id`,
    [JOBS, `wrote to ${EMAIL}`],
  )
  oldest = jobs[0]!.id
  const { accountId, account: shop } = app.app.platforms.connections.SHOPIFY!
  const customer = { id: 7200000000001, email: EMAIL, phone: null }
  await rowsOf(
    app.databaseUrl,
    `insert into webhook_delivery (account_id, delivery_key, topic, body) values ($1, 'order', 'customers/redact', $2)`,
    [accountId, JSON.stringify({ shop_id: 1, shop_domain: shop, customer, orders_to_redact: [] })],
  )
})

/** Works as a server does. `onStart`: what happens when it starts a pull. */
function workOf(onStart: (time: number) => Promise<void> = () => Promise.resolve()): WebhookWork {
  let time = 0
  const refused: StartResult = { kind: 'platformNotConfigured', platform: 'NHANH', missing: [] }
  return new WebhookWork({
    em: orm.em.fork(),
    platforms: app.app.platforms,
    log: silentLogger,
    everyMs: 1_000_000_000,
    jobs: {
      async start() {
        await onStart(++time)
        return refused
      },
    },
  })
}

test('what else webhooks ask for is looked at between two steps, and first of all', async () => {
  await ask('1')
  const seen: { state: string; left: number }[] = []
  await workOf(async () => {
    const { state } = await orderNow()
    seen.push({ state, left: await told() })
  }).look()
  expect(seen).toEqual([70, 50, 30, 10].map((left) => ({ state: 'WAITING', left })))
  expect(await orderNow()).toEqual({ state: 'DONE', progress: null })
  expect(await told()).toBe(0)
})

test('a stop ends it after a step, and the next server goes on where it was', async () => {
  await ask('1')
  const stopped: Promise<void>[] = []
  const first: WebhookWork = workOf((time) => {
    if (time === 2) stopped.push(first.stop())
    return Promise.resolve()
  })
  await first.look()
  await Promise.all(stopped)
  expect(await told()).toBe(JOBS - 20)
  expect(await orderNow()).toMatchObject({ state: 'WAITING', progress: { reached: {} } })
  // Whoever begins anew finds this.
  await rowsOf(app.databaseUrl, 'delete from job_log_entry where job_id = $1', [oldest])
  await addLog(oldest, EMAIL)
  await workOf().look()
  expect(await orderNow()).toEqual({ state: 'DONE', progress: null })
  expect(await told()).toBe(1)
})

test('a job of customers that ends meanwhile is looked at without beginning anew', async () => {
  await ask('1')
  let isGoneOn = 0
  await workOf(async (time) => {
    if (time !== 2) return
    await insertJob({ endedAgo: '0 seconds' }, EMAIL)
    // One that was gone on with ends later than it did.
    isGoneOn = oldest
    await rowsOf(app.databaseUrl, 'update background_job set completed_at = now() where id = $1', [oldest])
    await rowsOf(app.databaseUrl, 'update job_log_entry set message = $2 where job_id = $1', [oldest, EMAIL])
  }).look()
  expect(isGoneOn).not.toBe(0)
  expect(await told()).toBe(0)
})

test('while a job is at the customers, those that have ended are redacted, and the order waits', async () => {
  const active = await insertJob({ status: 'PAUSED', endedAgo: null }, EMAIL)
  await workOf().look()
  expect(await told()).toBe(1)
  expect((await orderNow()).state).toBe('WAITING')
  await rowsOf(
    app.databaseUrl,
    `update background_job set status = 'CANCELLED', completed_at = now() where id = $1`,
    [active],
  )
  await workOf().look()
  expect(await told()).toBe(0)
  expect((await orderNow()).state).toBe('DONE')
})

test('jobs that hold nothing of the customer are not touched', async () => {
  const others = [
    await insertJob({ endedAgo: '3 days' }, 'wrote to somebody@example.com'),
    await insertJob({ endedAgo: '2 days', type: 'PRODUCT_SYNC' }, 'wrote the stock'),
  ]
  const places = () =>
    rowsOf(
      app.databaseUrl,
      `select 'job' as what, id, ctid::text as place, xmin::text as writer from background_job where id = any($1)
       union all select 'log', job_id, ctid::text, xmin::text from job_log_entry where job_id = any($1) order by 1, 2`,
      [others],
    )
  const before = await places()
  await workOf().look()
  expect((await orderNow()).state).toBe('DONE')
  expect(await places()).toEqual(before)
})
