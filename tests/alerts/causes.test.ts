import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import {
  insertJob,
  overdue,
  startWatchedShop,
  steeredWatch,
  type Receiver,
  type SteeredWatch,
  type WatchedShop,
} from '../support/alerts.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'

const DAY_MS = 86_400_000
const SIX_HOURS_MS = 6 * 3_600_000

let shop: WatchedShop
let server: TestApp
let receiver: Receiver
let watch: SteeredWatch
beforeEach(async () => {
  shop = await startWatchedShop()
  ;({ server, receiver, watch } = shop)
})
afterEach(() => shop[Symbol.asyncDispose]())

const query = (text: string, values: unknown[] = []) => rowsOf(server.databaseUrl, text, values)

/** Several looks, so that whatever were told twice would be seen. */
const lookThrice = () => watch.lookFor(90_000)

test('a real job that fails is told once, and once when one of its type has reached its end', async () => {
  const fault = server.sandbox.faults.add({
    platform: 'shopify',
    kind: 'status',
    status: 500,
    times: Infinity,
  })
  expect(await run(server, 'PULL_SHOPIFY_PRODUCTS')).toMatchObject({ status: 'FAILED' })
  // Shopify is asked for the scopes too; that it cannot tell them changes nothing.
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED JOB_FAILED PULL_SHOPIFY_PRODUCTS'])
  expect(await run(server, 'PULL_SHOPIFY_PRODUCTS')).toMatchObject({ status: 'FAILED' })
  expect(await run(server, 'PULL_NHANH_PRODUCTS')).toMatchObject({ status: 'COMPLETED' })
  await lookThrice()
  expect(receiver.taken).toHaveLength(1)

  fault.remove()
  expect(await run(server, 'PULL_SHOPIFY_PRODUCTS')).toMatchObject({ status: 'COMPLETED' })
  await lookThrice()
  expect(receiver.taken.slice(1)).toEqual(['CLOSED JOB_FAILED PULL_SHOPIFY_PRODUCTS'])
  const [opened, closed] = receiver.messages
  expect(opened).toMatchObject({
    title: 'Pull Shopify Products failed',
    message: expect.stringMatching(
      /^Job 1 failed \(PLATFORM_UNREACHABLE\): Shopify answered 500.* Start the job again later\.$/,
    ),
    closedAt: null,
    account: { nhanh: null, shopify: server.sandbox.shopify.shop },
  })
  expect(closed).toMatchObject({ alertId: opened!.alertId, openedAt: opened!.openedAt })
  expect(closed!.id).not.toBe(opened!.id)
  expect(closed!.title).toBe('Over: Pull Shopify Products failed')
  expect(Date.parse(closed!.closedAt!)).toBeGreaterThan(Date.parse(closed!.openedAt!))
})

test('what failed is not over while it runs again, is cancelled, or only a dry run reached its end', async () => {
  const id = await insertJob(server, { type: 'PRODUCT_SYNC', status: 'COMPLETED' })
  const failed = await insertJob(server, { type: 'PRODUCT_SYNC', status: 'FAILED', code: 'INTERNAL' })
  await watch.look()
  await query(`update background_job set status = 'RUNNING', error = null where id = $1`, [failed])
  await lookThrice()
  await query(`update background_job set status = 'CANCELLED' where id = $1`, [failed])
  await insertJob(server, { type: 'PRODUCT_SYNC', status: 'COMPLETED', dryRun: true })
  await insertJob(server, { type: 'CUSTOMER_SYNC', status: 'COMPLETED' })
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED JOB_FAILED PRODUCT_SYNC'])
  await query(`update background_job set status = 'COMPLETED_WITH_ERRORS' where id = $1`, [failed])
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED JOB_FAILED PRODUCT_SYNC', 'CLOSED JOB_FAILED PRODUCT_SYNC'])
  expect(failed).toBeGreaterThan(id)
})

test('a dry run that fails is nobody’s business', async () => {
  await insertJob(server, { type: 'PRODUCT_SYNC', status: 'FAILED', code: 'INTERNAL', dryRun: true })
  await lookThrice()
  expect(receiver.taken).toEqual([])
})

test('an implausible change is a cause of its own', async () => {
  await insertJob(server, { type: 'PRODUCT_SYNC', status: 'FAILED', code: 'IMPLAUSIBLE_CHANGE' })
  await lookThrice()
  await insertJob(server, { type: 'PRODUCT_SYNC', status: 'COMPLETED' })
  await lookThrice()
  expect(receiver.taken).toEqual([
    'OPENED IMPLAUSIBLE_CHANGE PRODUCT_SYNC',
    'CLOSED IMPLAUSIBLE_CHANGE PRODUCT_SYNC',
  ])
})

test('a token that Nhanh refuses is one cause for all that fails of it, until any job of Nhanh reaches its end', async () => {
  const { nhanh } = server.sandbox.world
  const tokens = [...nhanh.tokens]
  nhanh.tokens.clear()
  for (const type of ['PULL_NHANH_PRODUCTS', 'PULL_NHANH_CUSTOMERS'])
    expect(await run(server, type)).toMatchObject({ status: 'FAILED', error: { code: 'NHANH_TOKEN' } })
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED SCOPE_LOST NHANH_TOKEN'])
  for (const [token, expiresAt] of tokens) nhanh.tokens.set(token, expiresAt)
  expect(await run(server, 'PULL_SHOPIFY_PRODUCTS')).toMatchObject({ status: 'COMPLETED' })
  await lookThrice()
  expect(receiver.taken).toHaveLength(1)
  expect(await run(server, 'PULL_NHANH_PRODUCTS')).toMatchObject({ status: 'COMPLETED' })
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED SCOPE_LOST NHANH_TOKEN', 'CLOSED SCOPE_LOST NHANH_TOKEN'])
})

test('a permission that Nhanh refuses lasts until that type of job reaches its end', async () => {
  await insertJob(server, {
    type: 'PULL_NHANH_CUSTOMERS',
    status: 'FAILED',
    code: 'NHANH_ACCESS',
    platform: 'NHANH',
  })
  await lookThrice()
  await insertJob(server, { type: 'PULL_NHANH_PRODUCTS', status: 'COMPLETED', platform: 'NHANH' })
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED SCOPE_LOST NHANH_ACCESS'])
  await insertJob(server, { type: 'PULL_NHANH_CUSTOMERS', status: 'COMPLETED', platform: 'NHANH' })
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED SCOPE_LOST NHANH_ACCESS', 'CLOSED SCOPE_LOST NHANH_ACCESS'])
})

test('a depot that a real pull finds no more is lost, until it is granted again', async () => {
  const { nhanh } = server.sandbox.world
  nhanh.depots.push({ ...nhanh.depots[0]!, id: 9_777, name: 'Kho Huế' })
  await run(server, 'PULL_NHANH_PRODUCTS')
  await lookThrice()
  expect(receiver.taken).toEqual([])
  nhanh.grantedDepotIds = nhanh.depots.map(({ id }) => id).filter((id) => id !== 9_777)
  await run(server, 'PULL_NHANH_PRODUCTS')
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED DEPOT_LOST 9777'])
  expect(receiver.messages[0]!.title).toBe('The depot Kho Huế is no longer granted')
  nhanh.grantedDepotIds = 'All'
  await run(server, 'PULL_NHANH_PRODUCTS')
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED DEPOT_LOST 9777', 'CLOSED DEPOT_LOST 9777'])
})

test('each scope of Shopify that the syncs need is told; those to write only while writing is on', async () => {
  const { shopify } = server.sandbox.world
  const all = shopify.scopes
  shopify.scopes = ['read_products', 'read_inventory', 'read_locations']
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED SCOPE_LOST read_customers'])
  await query(
    `insert into write_switch (account_id, enabled) select id, true from account where platform = 'SHOPIFY'`,
  )
  // Asked again after ten minutes.
  await watch.look(600_000)
  await lookThrice()
  expect(receiver.taken.slice(1)).toEqual([
    'OPENED SCOPE_LOST write_inventory',
    'OPENED SCOPE_LOST write_customers',
  ])
  // Nobody knows while Shopify does not tell.
  const fault = server.sandbox.faults.add({
    platform: 'shopify',
    kind: 'status',
    status: 503,
    times: Infinity,
  })
  await watch.look(600_000)
  await lookThrice()
  expect(fault.hits).toBeGreaterThan(0)
  expect(receiver.taken).toHaveLength(3)
  fault.remove()
  shopify.scopes = all
  await watch.look(600_000)
  await lookThrice()
  expect(receiver.taken.slice(3)).toEqual([
    'CLOSED SCOPE_LOST read_customers',
    'CLOSED SCOPE_LOST write_inventory',
    'CLOSED SCOPE_LOST write_customers',
  ])
})

test('a schedule is overdue until it is not', async () => {
  watch.overdue = [{ id: 7, name: 'Stock', dueAt: new Date('2026-11-21T19:30:00Z') }]
  await lookThrice()
  watch.overdue = []
  await lookThrice()
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 7', 'CLOSED SCHEDULE_OVERDUE 7'])
  expect(receiver.messages[0]!.message).toContain('22 Nov 2026, 02:30 (GMT+7)')
})

test('a cause that is absent in one look alone goes on', async () => {
  for (const held of [overdue(7), [], overdue(7), [], overdue(7)]) {
    watch.overdue = held
    await watch.look()
  }
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 7'])
  // Two servers that look at about the same time have looked once.
  watch.overdue = []
  await watch.look()
  await watch.look(100)
  expect(receiver.taken).toHaveLength(1)
  await watch.look()
  expect(receiver.taken).toHaveLength(2)
  watch.overdue = overdue(7)
  await lookThrice()
  expect(receiver.taken[2]).toBe('OPENED SCHEDULE_OVERDUE 7')
  expect(receiver.messages[2]!.alertId).not.toBe(receiver.messages[0]!.alertId)
})

test('a clock that is set back by a month delays nothing', async () => {
  watch.overdue = overdue(7)
  await watch.look()
  watch.overdue = []
  await watch.look()
  await watch.look(-30 * DAY_MS)
  await watch.look()
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 7', 'CLOSED SCHEDULE_OVERDUE 7'])
})

test('a source that fails keeps its alerts as they are and silences no other', async () => {
  await using watched = await startTestApp({
    existingSandbox: server.sandbox,
    config: {
      nhanh: { ready: true, config: { ...server.sandbox.nhanh, secretKey: 'the-secret-key' } },
    },
  })
  await run(watched, 'PULL_NHANH_PRODUCTS')
  await using failing = await steeredWatch(watched, { receiver })
  const write = (text: string) => rowsOf(watched.databaseUrl, text)
  const { client } = watched.app.platforms.connections.NHANH!
  const ask = client.refreshTokenExpiry.bind(client)
  const { nhanh, shopify } = server.sandbox.world
  const { scopes } = shopify
  const expiresAt = nhanh.tokens.get(server.sandbox.nhanh.accessToken)!
  const job = await insertJob(watched, { type: 'CUSTOMER_SYNC', status: 'FAILED', code: 'INTERNAL' })
  const all = [
    'JOB_FAILED CUSTOMER_SYNC',
    `DEPOT_LOST ${nhanh.depots[0]!.id}`,
    'SCOPE_LOST read_customers',
    'TOKEN_EXPIRES 30',
    'SCHEDULE_OVERDUE 7',
  ]
  /** Whether all five hold from now on. */
  const set = async (holds: boolean) => {
    await write(`update background_job set status = '${holds ? 'FAILED' : 'COMPLETED'}' where id = ${job}`)
    await write(`update nhanh_depot set is_granted = ${!holds} where id = '${nhanh.depots[0]!.id}'`)
    shopify.scopes = holds ? scopes.filter((scope) => !scope.endsWith('_customers')) : scopes
    failing.now = new Date(expiresAt - (holds ? 20 : 40) * DAY_MS)
    failing.overdue = holds ? overdue(7) : []
  }
  const renamed = (table: string) => ({
    fail: () => write(`alter table ${table} rename to ${table}_away`),
    mend: () => write(`alter table ${table}_away rename to ${table}`),
  })
  const sources = [
    { name: 'jobs', ...renamed('background_job') },
    { name: 'depots', ...renamed('nhanh_depot') },
    { name: 'scopes of Shopify', ...renamed('write_switch') },
    {
      name: "Nhanh's token",
      fail: () => void (client.refreshTokenExpiry = () => Promise.reject(new Error('the platform is ill'))),
      mend: () => void (client.refreshTokenExpiry = ask),
    },
    {
      name: 'overdue schedules',
      fail: () => void (failing.overdue = null),
      mend: () => void (failing.overdue = []),
    },
  ]
  const toldIn = async (ms: number) => {
    const before = receiver.taken.length
    // Shopify is asked again after ten minutes.
    await failing.look(600_000)
    await failing.lookFor(ms)
    return receiver.taken.slice(before).toSorted()
  }
  const each = (event: string, causes: string[]) => causes.map((cause) => `${event} ${cause}`).toSorted()

  for (const [index, { name, fail, mend }] of sources.entries()) {
    await set(true)
    expect(await toldIn(60_000)).toEqual(each('OPENED', all))
    await set(false)
    await fail()
    expect(await toldIn(90_000)).toEqual(each('CLOSED', all.toSpliced(index, 1)))
    const text = `causes of alerts were not looked at: ${name} `
    expect(failing.log.splice(0).filter((line) => line.startsWith(text))).toHaveLength(4)
    await mend()
    expect(await toldIn(90_000)).toEqual(each('CLOSED', [all[index]!]))
    expect(failing.log).toEqual([])
  }
})

test('accounts of other servers are left alone', async () => {
  await query(`insert into account (platform, external_id, sandbox) values ('NHANH', 'other', false)`)
  await query(`insert into alert (account_ids, cause, key, detail, opened_at)
    select array[id], 'DEPOT_LOST', '1', '{"name":"Other"}', now() from account where external_id = 'other'`)
  await query(`insert into alert_delivery (alert_id, event, channel, created_at, next_at)
    select id, 'OPENED', 'WEBHOOK', now(), now() from alert`)
  await lookThrice()
  expect(receiver.requests).toEqual([])
  expect(await query('select from alert where closed_at is not null')).toEqual([])
})

test('the token’s end is told 30, 7 and 1 days before and when it has come, each once, also across restarts', async () => {
  await using keyed = await startTestApp({
    sandbox: { products: 3 },
    existingSandbox: server.sandbox,
    config: {
      nhanh: { ready: true, config: { ...server.sandbox.nhanh, secretKey: 'the-secret-key' } },
    },
  })
  const expiresAt = server.sandbox.world.nhanh.tokens.get(server.sandbox.nhanh.accessToken)!
  for (const [daysLeft, told] of [
    [30.01, null],
    [30, 'OPENED TOKEN_EXPIRES 30'],
    [7.01, null],
    [7, 'OPENED TOKEN_EXPIRES 7'],
    [1.01, null],
    [1, 'OPENED TOKEN_EXPIRES 1'],
    [0.01, null],
    [0, 'OPENED TOKEN_EXPIRES 0'],
  ] as const) {
    const before = receiver.taken.length
    await using restarted = await steeredWatch(keyed, { receiver })
    restarted.now = new Date(expiresAt - daysLeft * DAY_MS)
    await restarted.look(0)
    await restarted.look(1)
    expect(receiver.taken.slice(before)).toEqual(told === null ? [] : [told])
    expect(restarted.log).toEqual([])
  }
  expect(receiver.messages.map(({ title }) => title)).toEqual([
    "Nhanh's token expires within 30 days",
    "Nhanh's token expires within 7 days",
    "Nhanh's token expires within 1 day",
    "Nhanh's token has expired",
  ])
  expect(await rowsOf(keyed.databaseUrl, 'select from alert where closed_at is null')).toHaveLength(4)
})

test('of a token whose end is near at the first look, only the nearest is told; with another token all is over', async () => {
  let clientNow = Date.now()
  const clock = { now: () => clientNow, sleep: () => Promise.resolve() }
  await using keyed = await startTestApp({
    existingSandbox: server.sandbox,
    config: {
      nhanh: { ready: true, config: { ...server.sandbox.nhanh, secretKey: 'the-secret-key' } },
    },
    app: { tuning: { clock } },
  })
  const { nhanh } = server.sandbox.world
  const token = server.sandbox.nhanh.accessToken
  await using near = await steeredWatch(keyed, { receiver })
  near.now = new Date(nhanh.tokens.get(token)! - 5 * DAY_MS)
  await near.lookFor(90_000)
  near.now = new Date(nhanh.tokens.get(token)! - 0.5 * DAY_MS)
  await near.lookFor(90_000)
  expect(receiver.taken).toEqual(['OPENED TOKEN_EXPIRES 7', 'OPENED TOKEN_EXPIRES 1'])
  expect(nhanh.tokens.size).toBe(1)
  expect(server.sandbox.world.counters.nhanh['/app/checkaccesstoken']?.requests).toBe(1)
  nhanh.tokens.set(token, nhanh.tokens.get(token)! + 365 * DAY_MS)
  await near.lookFor(90_000)
  expect(receiver.taken).toHaveLength(2)
  clientNow += SIX_HOURS_MS
  await near.lookFor(90_000)
  expect(receiver.taken.slice(2)).toEqual(['CLOSED TOKEN_EXPIRES 7', 'CLOSED TOKEN_EXPIRES 1'])
})

test('without the secret key nothing is asked and nothing told', async () => {
  watch.now = new Date(Date.now() + 400 * DAY_MS)
  await lookThrice()
  expect(receiver.taken).toEqual([])
  expect(server.sandbox.world.counters.nhanh['/app/checkaccesstoken']).toBeUndefined()
})
