import { describe, expect, test } from 'vitest'
import { rowsOf } from '../../support/database.ts'
import type { TestApp, TestAppOptions } from '../../support/app.ts'
import { control, controlled } from '../../support/control.ts'
import { ask, finished, run, start, type JobState } from '../../support/jobs.ts'
import { map, unmap } from '../../support/mappings.ts'
import { startServerProcess, variablesFor } from '../../support/server-process.ts'
import { addPairs } from '../../support/sync/pairs.ts'
import { itemsOf, linkedVariants, startSyncedShop, sync } from '../../support/sync/shop.ts'
import {
  customerGid,
  expectInStep,
  expectLedgersTrue,
  isSet,
  linkCustomers,
  linkedCustomers,
  NEVER_BY_ITSELF,
  pictureOf,
  shownBy,
  startLinkedCustomers,
  syncCustomers,
  toldOf,
} from '../../support/sync/customers.ts'

const QUICKLY = { followUpEveryMs: 30 }
const PRODUCTS = 12

/** A shop of a dozen products and some customers, all linked. */
async function startShop(options: TestAppOptions['app'] = {}): Promise<TestApp> {
  const app = await startSyncedShop({
    sandbox: { products: 0, customers: 60 },
    fill: (world) => addPairs(world, PRODUCTS),
    app: { followUpEveryMs: NEVER_BY_ITSELF, ...options },
  })
  await linkCustomers(app)
  return app
}

/** Nhanh names these no more, until what is returned is called. */
function withhold({ sandbox }: TestApp, ids: readonly number[]): () => void {
  const hidden = new Set(ids)
  const fault = sandbox.faults.add({
    platform: 'nhanh',
    kind: 'transform',
    times: Infinity,
    match: ({ path }) => ['/product/inventory', '/product/list', '/customer/list'].includes(path),
    change: (answer) => {
      const { data, ...rest } = answer as { data: { id?: number; productId?: number }[] }
      return { ...rest, data: data.filter(({ id, productId }) => !hidden.has((productId ?? id)!)) }
    },
  })
  return () => fault.remove()
}

interface FailedShop extends TestApp {
  products: JobState
  customers: JobState
}

/** Six products and some customers have failed, and could succeed now. */
async function startWithFailures(failing = 4): Promise<FailedShop> {
  const app = await startShop()
  const products = (await linkedVariants(app)).slice(0, 6).map(({ nhanhId }) => nhanhId)
  const customers = (await linkedCustomers(app)).slice(0, failing).map(({ nhanh }) => nhanh.id)
  const heal = withhold(app, [...products, ...customers])
  const ofProducts = await sync(app)
  expect(ofProducts).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: 6 })
  const ofCustomers = await syncCustomers(app)
  expect(ofCustomers).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: failing })
  heal()
  return { ...app, products: ofProducts, customers: ofCustomers }
}

const retry = (app: TestApp, input: object | null = null) => run(app, 'RETRY_FAILED_SYNC', input)

const failuresOf = ({ databaseUrl }: TestApp) =>
  rowsOf<{ attempts: number; minutes: number | null; code: string }>(
    databaseUrl,
    `select attempts, round(extract(epoch from retry_at - failed_at) / 60)::int as minutes, code from sync_failure`,
  )

const idsOf = (jobs: { id: string }[]) => jobs.map(({ id }) => id).toSorted()

test('by job, kind, code and number: its items are those, and its counts are about them', async () => {
  await using app = await startWithFailures()
  const { products, customers } = app
  expect(await retry(app, { codes: ['VARIANT_GONE'] })).toMatchObject({ status: 'COMPLETED', total: 0 })

  const two = await retry(app, { jobId: products.id, limit: 2 })
  expect(two).toMatchObject({ status: 'COMPLETED', total: 2, processed: 2, failed: 0 })
  const third = await retry(app, { kind: 'CUSTOMER', codes: ['TOTAL_UNKNOWN'], limit: 1 })
  expect(third).toMatchObject({ status: 'COMPLETED', total: 1, updated: 1 })
  expect((await itemsOf(app, third.id)).map(({ attempts }) => attempts)).toEqual([2])
  expect(await failuresOf(app)).toHaveLength(7)

  const rest = await retry(app)
  expect(rest).toMatchObject({ status: 'COMPLETED', total: 7, processed: 7, failed: 0 })
  expect(rest.metadata).toMatchObject({ cannotSucceedYet: 0 })
  expect(await failuresOf(app)).toEqual([])
  await expectInStep(app)

  expect((await toldOf(app, two.id)).retryOf).toEqual([{ id: products.id }])
  expect(idsOf((await toldOf(app, rest.id)).retryOf)).toEqual(idsOf([products, customers]))
  expect(idsOf((await toldOf(app, products.id)).retries)).toEqual(idsOf([two, rest]))
  expect(idsOf((await toldOf(app, customers.id)).retries)).toEqual(idsOf([third, rest]))
})

test('what fails again names the retry as where it failed, and a retry of the first job still finds it', async () => {
  await using app = await startLinkedCustomers()
  const [victim] = await linkedCustomers(app)
  const heal = withhold(app, [victim!.nhanh.id])
  const first = await syncCustomers(app)
  const second = await retry(app, { jobId: first.id })
  expect(second).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', total: 1, failed: 1 })
  heal()
  const third = await retry(app, { jobId: first.id })
  expect(third).toMatchObject({ status: 'COMPLETED', total: 1, updated: 1 })
  expect((await itemsOf(app, third.id))[0]).toMatchObject({ attempts: 3, outcome: 'UPDATED' })
  expect(idsOf((await toldOf(app, third.id)).retryOf)).toEqual(idsOf([first, second]))
})

test('its groups of errors speak Vietnamese too', async () => {
  await using app = await startWithFailures()
  const products = (await linkedVariants(app)).map(({ nhanhId }) => nhanhId)
  const customers = (await linkedCustomers(app)).map(({ nhanh }) => nhanh.id)
  withhold(app, [...products, ...customers])
  const job = await retry(app)
  expect(job).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', total: 10, failed: 10 })
  const { errorGroups } = await toldOf(app, job.id, 'vi')
  expect(errorGroups.toSorted((a, b) => a.count - b.count)).toEqual([
    { code: 'TOTAL_UNKNOWN', count: 4, hint: expect.stringContaining('Nhanh') },
    { code: 'STOCK_UNKNOWN', count: 6, hint: expect.stringContaining('Nhanh không trả tồn') },
  ])
  for (const { hint } of errorGroups) expect(hint).toMatch(/[ảạấồổệ]/)
})

test('it clears nobody and counts nobody else', async () => {
  await using app = await startWithFailures()
  const linked = await linkedCustomers(app)
  const unlinked = linked.at(-1)!
  await unmap(app.http, 'CUSTOMER', [unlinked.id])
  expect(await retry(app, { kind: 'CUSTOMER' })).toMatchObject({ total: 4, processed: 4 })
  expect(shownBy(unlinked.shopify)).not.toEqual({})
})

describe('what cannot succeed', () => {
  test('waits until the record is pulled anew', async () => {
    await using app = await startLinkedCustomers()
    const [gone] = await linkedCustomers(app)
    const { customers } = app.sandbox.world.shopify
    customers.delete(gone!.shopify.id)
    const first = await syncCustomers(app)
    expect(await retry(app)).toMatchObject({
      status: 'COMPLETED',
      total: 0,
      metadata: { cannotSucceedYet: 1 },
    })
    customers.add(gone!.shopify)
    gone!.shopify.updatedAt += 1_000
    await run(app, 'PULL_SHOPIFY_CUSTOMERS')
    const job = await retry(app, { jobId: first.id })
    expect(job).toMatchObject({ status: 'COMPLETED', total: 1, updated: 1 })
    await expectInStep(app)
  })

  test('waits until the mapping is moved, and is then tried as for the first time', async () => {
    await using app = await startLinkedCustomers()
    const [spare, gone] = await linkedCustomers(app)
    await unmap(app.http, 'CUSTOMER', [spare!.id])
    app.sandbox.world.shopify.customers.delete(gone!.shopify.id)
    await syncCustomers(app)
    await syncCustomers(app)
    expect(await failuresOf(app)).toEqual([{ attempts: 2, minutes: null, code: 'CUSTOMER_GONE' }])
    await run(app, 'PULL_SHOPIFY_CUSTOMERS')
    const answer = await map(app.http, 'CUSTOMER', String(gone!.nhanh.id), customerGid(spare!.shopify.id))
    expect(answer.mapping).toMatchObject({ id: gone!.id, status: 'PENDING' })
    expect(await failuresOf(app)).toMatchObject([{ attempts: 0, minutes: null }])
    const job = await retry(app)
    expect(job).toMatchObject({ status: 'COMPLETED', total: 1, updated: 1 })
    expect((await itemsOf(app, job.id))[0]).toMatchObject({
      key: customerGid(spare!.shopify.id),
      attempts: 1,
    })
    expect(await failuresOf(app)).toEqual([])
  })

  test('is forgotten with its mapping', async () => {
    await using app = await startLinkedCustomers()
    const [gone] = await linkedCustomers(app)
    app.sandbox.world.shopify.customers.delete(gone!.shopify.id)
    await syncCustomers(app)
    expect(await failuresOf(app)).toHaveLength(1)
    await unmap(app.http, 'CUSTOMER', [gone!.id])
    expect(await failuresOf(app)).toEqual([])
    expect(await retry(app)).toMatchObject({ total: 0, metadata: { cannotSucceedYet: 0 } })
  })
})

describe('by itself', () => {
  const byItself = ({ databaseUrl }: TestApp) =>
    rowsOf<{ id: number; status: string; type: string; input: object }>(
      databaseUrl,
      `select id, status, type, input from background_job where requested_by = 'synctrack' order by id`,
    )
  const bringForward = ({ databaseUrl }: TestApp) =>
    rowsOf(databaseUrl, 'update sync_failure set retry_at = now() where retry_at is not null returning 1')

  test('an item is tried again after 5, 15 and 60 minutes, then it waits for a person', async () => {
    await using app = await startLinkedCustomers({ app: QUICKLY })
    const [victim] = await linkedCustomers(app)
    const heal = withhold(app, [victim!.nhanh.id])
    await syncCustomers(app)
    for (const [attempts, minutes] of [
      [1, 5],
      [2, 15],
      [3, 60],
      [4, null],
    ]) {
      await expect
        .poll(() => failuresOf(app), { timeout: 5_000 })
        .toEqual([{ attempts, minutes, code: 'TOTAL_UNKNOWN' }])
      await expect
        .poll(async () => (await byItself(app)).every(({ status }) => status !== 'RUNNING'))
        .toBe(true)
      await bringForward(app)
    }
    const dry = await run(app, 'CUSTOMER_SYNC', { dryRun: true })
    const jobs = await byItself(app)
    expect(jobs).toHaveLength(3)
    expect(jobs[0]).toMatchObject({
      type: 'RETRY_FAILED_SYNC',
      status: 'COMPLETED_WITH_ERRORS',
      input: { kind: 'CUSTOMER', onlyDue: true },
    })
    expect(jobs.every(({ id }) => id < Number(dry.id))).toBe(true)
    heal()
    const job = await retry(app)
    expect(job).toMatchObject({ total: 1, updated: 1 })
    expect((await itemsOf(app, job.id))[0]).toMatchObject({ attempts: 5 })
  })

  test('only what is due is tried', async () => {
    await using app = await startLinkedCustomers({ app: QUICKLY })
    const [due, later] = await linkedCustomers(app)
    const heal = withhold(app, [due!.nhanh.id, later!.nhanh.id])
    await syncCustomers(app)
    heal()
    await rowsOf(app.databaseUrl, 'update sync_failure set retry_at = now() where mapping_id = $1', [
      due!.mappingId,
    ])
    await expect.poll(() => failuresOf(app), { timeout: 5_000 }).toHaveLength(1)
    await expect.poll(async () => (await byItself(app))[0]?.status).toBe('COMPLETED')
    expect(shownBy(later!.shopify)).toEqual({})
  })

  test.each(['refused', 'cancelled', 'without writing'] as const)(
    'one that was %s is not begun again every few seconds, but after a quarter of an hour',
    async (how) => {
      await using app = await startShop({ ...QUICKLY })
      const { sandbox, databaseUrl, http, ws } = app
      const [victim] = await linkedVariants(app)
      const heal = withhold(app, [victim!.nhanhId])
      await sync(app)
      if (how === 'refused') sandbox.faults.add({ platform: 'nhanh', kind: 'expireToken' })
      if (how === 'cancelled') sandbox.faults.add({ platform: 'nhanh', kind: 'hang', times: Infinity })
      // A depot that is new feeds no location: nothing is written until somebody says what it does.
      if (how === 'without writing') {
        heal()
        const { depots } = sandbox.world.nhanh
        depots.push({ ...depots[0]!, id: 990_001, name: 'New' })
      }
      await bringForward(app)
      await expect.poll(async () => (await byItself(app)).length, { timeout: 5_000 }).toBe(1)
      const [job] = await byItself(app)
      if (how === 'cancelled') await control(http, 'cancel', String(job!.id))
      const end = await finished(ws, String(job!.id))
      expect(end.status).toBe(how === 'cancelled' ? 'CANCELLED' : 'FAILED')
      // A job takes longer than many looks.
      await run(app, 'AUTO_MATCH_PRODUCTS', { dryRun: true })
      expect(await byItself(app)).toHaveLength(1)
      await rowsOf(
        databaseUrl,
        `update background_job set completed_at = now() - interval '16 minutes' where id = $1`,
        [job!.id],
      )
      if (how === 'without writing') {
        // While the depot is open there is nothing to be begun.
        await run(app, 'AUTO_MATCH_PRODUCTS', { dryRun: true })
        expect(await byItself(app)).toHaveLength(1)
        await rowsOf(
          databaseUrl,
          `insert into depot_assignment (nhanh_account_id, depot_id, shopify_account_id)
           select nhanh_account_id, 990001, shopify_account_id from depot_assignment limit 1`,
        )
      }
      await expect.poll(async () => (await byItself(app)).length, { timeout: 5_000 }).toBe(2)
    },
  )
})

describe('interrupted', () => {
  test.each(['pause', 'cancel'] as const)(
    '%s: it goes on with what is left of both kinds',
    async (request) => {
      await using app = await startWithFailures(30)
      const before = pictureOf(app)
      const met = Promise.withResolvers<void>()
      app.sandbox.faults.add({
        platform: 'shopify',
        kind: 'hang',
        carryOut: true,
        // As many as are sent at once; one more waits.
        times: 3,
        match: (set) => isSet(set) && (met.resolve(), true),
      })
      const jobId = await start(app.http, 'RETRY_FAILED_SYNC')
      await met.promise
      await control(app.http, request, jobId)
      const halt = request === 'pause' ? 'PAUSED' : 'CANCELLED'
      await expect
        .poll(async () => (await controlled(app.http, jobId)).status, { timeout: 10_000 })
        .toBe(halt)
      await expectLedgersTrue(app, [jobId], before)
      const { processed } = await controlled(app.http, jobId)
      expect(processed).toBeGreaterThan(6)
      expect(processed).toBeLessThan(36)
      await control(app.http, 'resume', jobId)
      const end = await finished(app.ws, jobId)
      expect(end).toMatchObject({ status: 'COMPLETED', total: 36, processed: 36, failed: 0 })
      await expectInStep(app)
      await expectLedgersTrue(app, [jobId], before)
      expect(await failuresOf(app)).toEqual([])
    },
  )

  test('killed between sending and noting, it counts nothing twice', async () => {
    await using app = await startWithFailures()
    await app.app.stop()
    const before = pictureOf(app)
    const variables = {
      ...variablesFor(app.sandbox),
      DATABASE_URL: app.databaseUrl,
      CUSTOMER_SYNC_ENABLED: 'true',
    }
    const met = Promise.withResolvers<void>()
    const match = (request: Parameters<typeof isSet>[0]) => isSet(request) && (met.resolve(), true)
    app.sandbox.faults.add({ platform: 'shopify', kind: 'hang', carryOut: true, match })
    let jobId: string
    {
      await using killed = await startServerProcess(variables)
      jobId = await start(killed.http, 'RETRY_FAILED_SYNC')
      await met.promise
      await killed.end('SIGKILL')
    }
    await using server = await startServerProcess(variables)
    const end = await finished(server.ws, jobId)
    expect(end).toMatchObject({ status: 'COMPLETED', attempt: 2, total: 10, processed: 10, failed: 0 })
    await expectInStep(app)
    await expectLedgersTrue({ ...app, http: server.http }, [jobId], before)
    expect(await failuresOf(app)).toEqual([])
  }, 60_000)
})

test('what is no sync, no code, no kind is refused with its path', async () => {
  await using app = await startLinkedCustomers()
  const pull = await run(app, 'PULL_NHANH_CUSTOMERS', { mode: 'DELTA' })
  for (const [input, path] of [
    [{ jobId: pull.id }, 'input.jobId'],
    [{ jobId: '999999' }, 'input.jobId'],
    [{ jobId: 'x' }, 'input.jobId'],
    [{ codes: ['TOTAL_UNKNOWN', 'NOBODY_KNOWS'] }, 'input.codes.1'],
    [{ codes: [] }, 'input.codes'],
    [{ limit: 0 }, 'input.limit'],
  ] as const) {
    expect(await ask(app.http, 'RETRY_FAILED_SYNC', input)).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path }],
    })
  }
})
