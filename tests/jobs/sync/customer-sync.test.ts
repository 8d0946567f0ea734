import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { ask, run, start } from '../../support/jobs.ts'
import { rowsOf } from '../../support/database.ts'
import { startTestApp, type TestAppOptions } from '../../support/app.ts'
import { map, setPolicy, unmap } from '../../support/mappings.ts'
import { itemsOf, setWritesEnabled } from '../../support/sync/shop.ts'
import {
  booksOf,
  customerGid,
  expectInStep,
  expectLedgersTrue,
  isSet,
  linkCustomers,
  linkedCustomers,
  NAMESPACE,
  pictureOf,
  raiseAll,
  requestsOf,
  setEntriesOf,
  shownBy,
  startLinkedCustomers,
  syncCustomers,
  toldOf,
} from '../../support/sync/customers.ts'

const WAYS = [
  { way: 'by calls', customersInBulkFrom: 1_000_000, operation: 'MetafieldsSet', other: 'RunBulkMutation' },
  { way: 'in bulk', customersInBulkFrom: 5, operation: 'RunBulkMutation', other: 'MetafieldsSet' },
]
/** Bulk operations are over as soon as they are looked at. */
const AT_ONCE = { shopify: { bulk: { rowsPerSecond: Infinity } } }

describe.each(WAYS)('$way', ({ customersInBulkFrom, operation, other }) => {
  const startApp = (options: TestAppOptions = {}) =>
    startLinkedCustomers({
      ...options,
      app: { customersInBulkFrom, ...options.app },
      sandbox: { ...AT_ONCE, ...options.sandbox },
    })

  test('every linked customer shows what the books say, once; a second run writes nothing', async () => {
    await using app = await startApp()
    const linked = await linkedCustomers(app)
    expect(linked.length).toBeGreaterThan(30)
    expect(linked.some(({ nhanh }) => nhanh.level === null)).toBe(true)
    const spent = linked.map(({ shopify }) => shopify.amountSpent)
    const before = pictureOf(app)
    const job = await syncCustomers(app)
    expect(job).toMatchObject({ status: 'COMPLETED', failed: 0, skipped: 0, updated: linked.length })
    expect(job.total).toBe(linked.length)
    expect(job.metadata).toMatchObject({ customersWritten: linked.length })
    await expectInStep(app)
    await expectLedgersTrue(app, [job.id], before)
    expect(linked.map(({ shopify }) => shopify.amountSpent)).toEqual(spent)
    expect(requestsOf(app, operation)).toBeGreaterThan(0)
    expect(requestsOf(app, other)).toBe(0)

    const picture = pictureOf(app)
    const moments = linked.map(({ shopify }) => shopify.updatedAt)
    const requests = requestsOf(app, operation)
    expect(await syncCustomers(app)).toMatchObject({
      status: 'COMPLETED',
      updated: 0,
      unchanged: linked.length,
    })
    expect(requestsOf(app, operation)).toBe(requests)
    expect(pictureOf(app)).toEqual(picture)
    expect(linked.map(({ shopify }) => shopify.updatedAt)).toEqual(moments)
    expect(await rowsOf(app.databaseUrl, 'select * from write_intent')).toEqual([])
  })

  test('only those who differ are written, with the moment; a level that is no more is removed', async () => {
    await using app = await startApp()
    await syncCustomers(app)
    const linked = await linkedCustomers(app)
    const changed = linked.slice(0, 8)
    for (const { nhanh } of changed) nhanh.points += 7
    const levelled = linked.find(({ nhanh }) => nhanh.level !== null)!
    levelled.nhanh.level = null
    const differing = new Set([...changed, levelled].map(({ shopify }) => customerGid(shopify.id)))
    const before = pictureOf(app)
    const began = Date.now()
    const job = await syncCustomers(app)
    expect(job).toMatchObject({ updated: differing.size, unchanged: linked.length - differing.size })
    const items = await itemsOf(app, job.id)
    expect(new Set(items.map(({ key }) => key))).toEqual(differing)
    await expectInStep(app)
    await expectLedgersTrue(app, [job.id], before)
    for (const { shopify } of changed) {
      const moment = shopify.metafields.find(({ key }) => key === 'updated_at')!
      expect(moment).toMatchObject({ type: 'date_time' })
      expect(Date.parse(moment.value)).toBeGreaterThanOrEqual(Math.floor(began / 1000) * 1000)
    }
  })
})

test('no call sets more than 25 metafields', async () => {
  await using app = await startLinkedCustomers()
  const sizes: number[] = []
  const match = (request: Parameters<typeof isSet>[0]) => {
    if (isSet(request)) sizes.push(setEntriesOf(request).length)
    return false
  }
  app.sandbox.faults.add({ platform: 'shopify', kind: 'throttled', match, times: Infinity })
  await syncCustomers(app)
  expect(sizes.length).toBeGreaterThan(3)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(25)
  expect(sizes.toSorted((a, b) => b - a).at(-2)).toBeGreaterThan(20)
})

test('the definitions are created once, closed to the storefront, also when somebody was quicker', async () => {
  await using app = await startLinkedCustomers()
  const { metafieldDefinitions } = app.sandbox.world.shopify
  expect(metafieldDefinitions.records).toEqual([])
  app.sandbox.faults.add({
    platform: 'shopify',
    kind: 'reset',
    carryOut: true,
    match: ({ operationName }) => operationName === 'MetafieldDefine',
  })
  await syncCustomers(app)
  await raiseAll(app)
  await syncCustomers(app)
  expect(
    metafieldDefinitions.records.map((one) => [one.namespace, one.key, one.type, one.storefrontAccess]),
  ).toEqual([
    [NAMESPACE, 'total_spent', 'number_decimal', 'NONE'],
    [NAMESPACE, 'points', 'number_integer', 'NONE'],
    [NAMESPACE, 'level', 'single_line_text_field', 'NONE'],
    [NAMESPACE, 'updated_at', 'date_time', 'NONE'],
  ])
  expect(new Set(metafieldDefinitions.records.map((one) => one.customerAccountAccess))).toEqual(
    new Set(['NONE']),
  )
})

test('a dry run writes nothing, and lists what a run then writes', async () => {
  await using app = await startLinkedCustomers()
  const before = pictureOf(app)
  const dry = await syncCustomers(app, { dryRun: true })
  expect(pictureOf(app)).toEqual(before)
  expect(app.sandbox.world.shopify.metafieldDefinitions.records).toEqual([])
  expect(await rowsOf(app.databaseUrl, 'select * from published_customer')).toEqual([])
  const planned = await itemsOf(app, dry.id)
  const job = await syncCustomers(app)
  const withoutMoment = (items: Awaited<ReturnType<typeof itemsOf>>) =>
    items
      .map(({ key, outcome, after }) => ({ key, outcome, after: { ...after, updated_at: null } }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  expect(withoutMoment(planned)).toEqual(withoutMoment(await itemsOf(app, job.id)))
  expect(planned.length).toBe(job.updated)
})

test('without CUSTOMER_SYNC_ENABLED it is refused with the reason, and a dry run is not', async () => {
  await using reference = await startTestApp({ sandbox: { products: 0, customers: 40 } })
  await linkCustomers(reference)
  const { config } = reference
  await using app = await startTestApp({
    databaseUrl: reference.databaseUrl,
    existingSandbox: reference.sandbox,
    config: { sync: { ...config.sync, customers: false } },
  })
  const dry = await syncCustomers(app, { dryRun: true })
  expect(dry).toMatchObject({ status: 'COMPLETED' })
  expect(dry.updated).toBeGreaterThan(0)
  await setWritesEnabled(app, true)
  for (const [name, input] of [
    ['CustomerSync', null],
    ['RetryFailedSync', '{ kind: CUSTOMER }'],
  ]) {
    const { answer } = await app.http.request<{ answer: object }>(
      `mutation { answer: start${name}${input ? `(input: ${input})` : ''} { __typename ... on WritesDisabled { reason } } }`,
    )
    expect(answer).toEqual({
      __typename: 'WritesDisabled',
      reason: 'CUSTOMER_SYNC_ENABLED is not set to true',
    })
  }
})

test('a total that fell by more than half is held for a person, and written when one says so', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const [fallen, halved] = (await linkedCustomers(app)).filter(({ nhanh }) => nhanh.totalAmount > 10)
  const was = shownBy(fallen!.shopify)
  fallen!.nhanh.totalAmount = Math.floor(fallen!.nhanh.totalAmount / 2) - 1
  fallen!.nhanh.points += 1
  halved!.nhanh.totalAmount /= 2
  const job = await syncCustomers(app)
  expect(job).toMatchObject({ status: 'COMPLETED', updated: 1, skipped: 1 })
  expect(shownBy(fallen!.shopify)).toEqual(was)
  expect(shownBy(halved!.shopify)).toEqual(booksOf(halved!.nhanh))
  expect((await toldOf(app, job.id, 'vi')).errorGroups).toEqual([
    { code: 'TOTAL_FELL', count: 1, hint: expect.stringMatching(/[ạảấầậđếệ]/) },
  ])
  await syncCustomers(app, { mappingIds: [fallen!.id], force: true })
  await expectInStep(app)
})

test('when many totals fall at once, nothing is written, and the plan is listed', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  for (const { nhanh } of await linkedCustomers(app)) nhanh.totalAmount = Math.ceil(nhanh.totalAmount * 0.6)
  const before = pictureOf(app)
  const job = await syncCustomers(app)
  expect(job).toMatchObject({ status: 'FAILED', updated: 0, error: { code: 'IMPLAUSIBLE_CHANGE' } })
  expect(job.error!.message).not.toContain('pieces')
  expect(pictureOf(app)).toEqual(before)
  const items = await itemsOf(app, job.id)
  expect(items.length).toBe(job.skipped)
  expect(new Set(items.map(({ code }) => code))).toEqual(new Set(['IMPLAUSIBLE_CHANGE']))
  expect(items.every(({ before: from, after }) => from !== null && after !== null)).toBe(true)
  expect(await syncCustomers(app, { force: true })).toMatchObject({ status: 'COMPLETED' })
  await expectInStep(app)
})

describe('when Nhanh fails to name a customer', () => {
  const broken = (what: string, change: (row: Record<string, unknown>) => object | null) => ({ what, change })
  test.each([
    broken('at all', () => null),
    broken('with a total', ({ totalAmount: _total, ...row }) => row),
    broken('with a total that is a number', (row) => ({ ...row, totalAmount: 'x' })),
    broken('with a total that is not null', (row) => ({ ...row, totalAmount: null })),
  ])('$what, nothing of that customer is touched', async ({ change }) => {
    await using app = await startLinkedCustomers()
    await syncCustomers(app)
    const linked = await raiseAll(app)
    const victims = linked.slice(0, 5)
    const ids = new Set(victims.map(({ nhanh }) => nhanh.id))
    const were = victims.map(({ shopify }) => shownBy(shopify))
    app.sandbox.faults.add({
      platform: 'nhanh',
      kind: 'transform',
      times: Infinity,
      match: ({ path }) => path === '/customer/list',
      change: (answer) => {
        const { data, ...rest } = answer as { data: { id: number }[] }
        return {
          ...rest,
          data: data.flatMap((row) =>
            ids.has(row.id) ? (change(row as never as Record<string, unknown>) ?? []) : [row],
          ),
        }
      },
    })
    const job = await syncCustomers(app)
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: 5, updated: linked.length - 5 })
    expect(victims.map(({ shopify }) => shownBy(shopify))).toEqual(were)
    expect((await toldOf(app, job.id)).errorGroups).toMatchObject([{ code: 'TOTAL_UNKNOWN', count: 5 }])
    app.sandbox.faults.clear()
    await syncCustomers(app)
    await expectInStep(app)
  })

  test('because it is away, the job fails and nothing is written', async () => {
    await using app = await startLinkedCustomers()
    await syncCustomers(app)
    await raiseAll(app)
    const before = pictureOf(app)
    app.sandbox.faults.add({
      platform: 'nhanh',
      kind: 'status',
      status: 503,
      times: Infinity,
      match: ({ path }) => path === '/customer/list',
    })
    expect(await syncCustomers(app)).toMatchObject({
      status: 'FAILED',
      updated: 0,
      error: { code: 'PLATFORM_UNREACHABLE' },
    })
    expect(pictureOf(app)).toEqual(before)
  })
})

test('a mapping on hold is left alone; one that is chosen is written alone', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const [held, chosen, ...others] = await raiseAll(app)
  const were = [held!, ...others].map(({ shopify }) => shownBy(shopify))
  await setPolicy(app.http, [held!.id], 'policy: HOLD')
  expect(await syncCustomers(app, { mappingIds: [held!.id, chosen!.id] })).toMatchObject({
    updated: 1,
    skipped: 1,
    total: 2,
  })
  expect([held!, ...others].map(({ shopify }) => shownBy(shopify))).toEqual(were)
  expect(shownBy(chosen!.shopify)).toEqual(booksOf(chosen!.nhanh))
  expect(await ask(app.http, 'CUSTOMER_SYNC', { mappingIds: ['customer-999999'] })).toMatchObject({
    __typename: 'InvalidInput',
    issues: [{ path: 'input.mappingIds.0' }],
  })
})

test('a customer who is linked with another person shows that one, even when the numbers are lower', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const [first, second] = await linkedCustomers(app)
  await unmap(app.http, 'CUSTOMER', [first!.id, second!.id])
  Object.assign(second!.nhanh, { totalAmount: 3, points: 0, level: null })
  first!.nhanh.totalAmount = 5_000_000
  await map(app.http, 'CUSTOMER', String(second!.nhanh.id), customerGid(first!.shopify.id))
  expect(await syncCustomers(app)).toMatchObject({ status: 'COMPLETED', skipped: 0, failed: 0 })
  expect(shownBy(first!.shopify)).toEqual({ total_spent: '3', points: '0' })
  expect(shownBy(second!.shopify)).toEqual({})
  await expectInStep(app)
})

test('neither the log of a job nor that of the server names a phone or an e-mail', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  await using app = await startLinkedCustomers({ app: { log, followUpEveryMs: 50 } })
  const linked = await linkedCustomers(app)
  const { faults, world } = app.sandbox
  world.shopify.customers.delete(linked[0]!.shopify.id)
  linked[1]!.nhanh.totalAmount = Number.NaN
  faults.add({ platform: 'shopify', kind: 'status', status: 502, match: isSet })
  faults.add({ platform: 'nhanh', kind: 'html', match: ({ path }) => path === '/customer/list' })
  const job = await syncCustomers(app)
  expect(job).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: 2 })
  const failed = await start(app.http, 'CUSTOMER_SYNC', { dryRun: true })
  await unmap(app.http, 'CUSTOMER', [linked[2]!.id])
  await expect.poll(() => shownBy(linked[2]!.shopify)).toEqual({})
  const told = [job.id, failed].map(async (id) => JSON.stringify((await toldOf(app, id)).log))
  const text = [...lines, ...(await Promise.all(told))].join('\n')
  expect(text).toContain('502')
  for (const { nhanh, shopify } of linked) {
    const personal = [nhanh.mobile, nhanh.email, shopify.phone, shopify.email]
    for (const one of personal) if (one) expect(text).not.toContain(one)
  }
})

test('run is not started twice at once, and beside a dry run it is', async () => {
  await using app = await startLinkedCustomers()
  app.sandbox.faults.add({ platform: 'shopify', kind: 'hang', match: isSet })
  const jobId = await start(app.http, 'CUSTOMER_SYNC')
  expect(await ask(app.http, 'CUSTOMER_SYNC')).toMatchObject({
    __typename: 'JobAlreadyRunning',
    job: { id: jobId },
  })
  expect(await ask(app.http, 'CUSTOMER_SYNC', { force: true })).toMatchObject({ __typename: 'JobConflict' })
  expect(await run(app, 'CUSTOMER_SYNC', { dryRun: true })).toMatchObject({ status: 'COMPLETED' })
})
