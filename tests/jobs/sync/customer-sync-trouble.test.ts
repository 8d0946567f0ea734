import { describe, expect, test } from 'vitest'
import type { TestApp, TestAppOptions } from '../../support/app.ts'
import type { FaultEffect, FaultRequest } from '../../../src/sandbox/faults.ts'
import type { BulkOutcome } from '../../../src/sandbox/shopify/bulk-operation.ts'
import { control, controlled } from '../../support/control.ts'
import { finished, start, watch } from '../../support/jobs.ts'
import { rowsOf } from '../../support/database.ts'
import { unmap } from '../../support/mappings.ts'
import { itemsOf, setWritesEnabled } from '../../support/sync/shop.ts'
import {
  customerGid,
  expectInStep,
  expectLedgersTrue,
  isSet,
  linkedCustomers,
  pictureOf,
  setEntriesOf,
  shownBy,
  startLinkedCustomers,
  syncCustomers,
  toldOf,
} from '../../support/sync/customers.ts'

const CALLS = { way: 'by calls', customersInBulkFrom: 1_000_000 }
const BULK = { way: 'in bulk', customersInBulkFrom: 5 }

const startApp = (customersInBulkFrom: number, rowsPerSecond = Infinity, options: TestAppOptions = {}) =>
  startLinkedCustomers({
    ...options,
    app: { customersInBulkFrom, ...options.app },
    sandbox: { shopify: { bulk: { rowsPerSecond } } },
  })

const reaches = (app: TestApp, id: string, status: string) =>
  expect.poll(async () => (await controlled(app.http, id)).status, { timeout: 10_000 }).toBe(status)

/** Resolves with the first request that an effect meets. */
function meeting(
  { sandbox }: TestApp,
  effect: FaultEffect & { times?: number; afterRequests?: number },
  match: (request: FaultRequest) => boolean,
): Promise<FaultRequest> {
  const met = Promise.withResolvers<FaultRequest>()
  let passing = effect.afterRequests ?? 0
  sandbox.faults.add({
    ...effect,
    afterRequests: 0,
    platform: 'shopify',
    match: (request) => {
      if (!match(request) || passing-- > 0) return false
      met.resolve(request)
      return true
    },
  })
  return met.promise
}

async function expectSettled({ databaseUrl }: TestApp): Promise<void> {
  for (const table of ['write_intent', 'job_sighting', 'job_resource'])
    expect(await rowsOf(databaseUrl, `select * from ${table}`)).toEqual([])
}

describe.each([CALLS, BULK])('$way', ({ customersInBulkFrom }) => {
  test('who was deleted between reading and writing, and who is refused, fail alone', async () => {
    await using app = await startApp(customersInBulkFrom)
    const linked = await linkedCustomers(app)
    const [gone, refused] = [linked[3]!, linked[9]!]
    refused.nhanh.level = { id: 9, name: 'Gold\nand more' }
    const before = pictureOf(app)
    app.sandbox.faults.add({
      platform: 'shopify',
      kind: 'meanwhile',
      match: ({ operationName }) => operationName === 'MetafieldDefinitions',
      act: () => void app.sandbox.world.shopify.customers.delete(gone.shopify.id),
    })
    const job = await syncCustomers(app)
    expect(job).toMatchObject({
      status: 'COMPLETED_WITH_ERRORS',
      failed: 2,
      updated: linked.length - 2,
      total: linked.length,
    })
    const failed = (await itemsOf(app, job.id)).filter(({ outcome }) => outcome === 'FAILED')
    expect(Object.fromEntries(failed.map(({ key, code }) => [key, code]))).toEqual({
      [customerGid(gone.shopify.id)]: 'CUSTOMER_GONE',
      [customerGid(refused.shopify.id)]: 'SHOPIFY_REFUSED',
    })
    await expectLedgersTrue(app, [job.id], before)
    expect(shownBy(refused.shopify)).toEqual({})
    const vietnamese = (await toldOf(app, job.id, 'vi')).errorGroups.find(
      ({ code }) => code === 'CUSTOMER_GONE',
    )
    expect(vietnamese!.hint).toContain('Khách đã xoá')
    await expectSettled(app)
  })

  test('answers that were lost after the write, storms of THROTTLED and resets do no harm', async () => {
    await using app = await startApp(customersInBulkFrom)
    const before = pictureOf(app)
    const effects: [FaultEffect & { times: number }, string][] = [
      [{ kind: 'hang', carryOut: true, times: 1 }, 'RunBulkMutation'],
      [{ kind: 'throttled', times: 3 }, 'StageUpload'],
      [{ kind: 'reset', times: 2 }, 'NewestBulks'],
      [{ kind: 'status', status: 502, times: 2 }, 'BulkById'],
    ]
    for (const [effect, bulkOperation] of effects) {
      const match = (request: FaultRequest) => isSet(request) || request.operationName === bulkOperation
      app.sandbox.faults.add({ ...effect, platform: 'shopify', match })
    }
    const job = await syncCustomers(app)
    expect(job).toMatchObject({ status: 'COMPLETED', failed: 0 })
    expect(app.sandbox.faults.hits).toBe(8)
    await expectInStep(app)
    await expectLedgersTrue(app, [job.id], before)
    expect(app.sandbox.world.shopify.bulkOperations.size).toBe(customersInBulkFrom === 5 ? 1 : 0)
    await expectSettled(app)
  })
})

describe('by calls', () => {
  test('a shop that cannot be reached leaves writes unconfirmed; the next sync is right', async () => {
    await using app = await startApp(CALLS.customersInBulkFrom)
    const linked = await linkedCustomers(app)
    const before = pictureOf(app)
    app.sandbox.faults.add({
      platform: 'shopify',
      kind: 'reset',
      carryOut: true,
      match: isSet,
      times: Infinity,
    })
    const job = await syncCustomers(app)
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'PLATFORM_UNREACHABLE' }, updated: 0 })
    const items = await itemsOf(app, job.id)
    expect(new Set(items.map(({ code }) => code))).toEqual(new Set(['WRITE_UNCONFIRMED']))
    // Whatever Shopify took is among them.
    const listed = new Set(items.map(({ key }) => key))
    const now = pictureOf(app)
    for (const [key, values] of before) if (!listed.has(key)) expect(now.get(key)).toEqual(values)
    expect(items.some(({ key }) => Object.keys(now.get(key)!).length > 0)).toBe(true)

    app.sandbox.faults.clear()
    // Nobody knew whether this one was written, and yet it is cleared.
    const unlinked = linked.find(({ shopify }) => listed.has(customerGid(shopify.id)))!
    await unmap(app.http, 'CUSTOMER', [unlinked.id])
    expect(await syncCustomers(app)).toMatchObject({ status: 'COMPLETED', failed: 0 })
    expect(shownBy(unlinked.shopify)).toEqual({})
    await expectInStep(app)
    await expectSettledBut(app, job.id)
  })

  test('refused at last, after a first try that was carried out: it is not taken for not written', async () => {
    await using app = await startApp(CALLS.customersInBulkFrom)
    const before = pictureOf(app)
    const met = meeting(app, { kind: 'reset', carryOut: true }, isSet)
    const sent = met.then((request) => setEntriesOf(request)[0]!.ownerId)
    const isThat = (request: FaultRequest) =>
      isSet(request) && setEntriesOf(request)[0]!.ownerId === firstOwner
    let firstOwner: string | undefined
    void sent.then((owner) => (firstOwner = owner))
    app.sandbox.faults.add({ platform: 'shopify', kind: 'status', status: 403, match: isThat })
    const job = await syncCustomers(app)
    expect(job.status).toBe('FAILED')
    const listed = (await itemsOf(app, job.id)).filter(({ code }) => code === 'WRITE_UNCONFIRMED')
    const now = pictureOf(app)
    const unconfirmed = new Set(listed.map(({ key }) => key))
    expect(unconfirmed).toContain(await sent)
    expect(now.get(await sent)).not.toEqual(before.get(await sent))
    await syncCustomers(app)
    const told = (await itemsOf(app, job.id)).filter(({ code }) => code === 'WRITE_UNCONFIRMED')
    expect(new Set(told.map(({ message }) => message))).toEqual(
      new Set(['Shopify had taken it, as was found later']),
    )
    await expectInStep(app)
  })

  test('a mapping that is removed while it runs is not written any more, or cleared afterwards', async () => {
    await using app = await startApp(CALLS.customersInBulkFrom)
    const linked = await linkedCustomers(app)
    const before = pictureOf(app)
    const met = meeting(app, { kind: 'hang', times: 3 }, isSet)
    const jobId = await start(app.http, 'CUSTOMER_SYNC')
    const sent = new Set(setEntriesOf(await met).map(({ ownerId }) => ownerId))
    const inCall = linked.find(({ shopify }) => sent.has(customerGid(shopify.id)))!
    const later = linked.slice(-2)
    await unmap(app.http, 'CUSTOMER', [inCall.id, ...later.map(({ id }) => id)])
    expect(await finished(app.ws, jobId)).toMatchObject({ status: 'COMPLETED', skipped: 2, failed: 0 })
    const skipped = (await itemsOf(app, jobId)).filter(({ outcome }) => outcome === 'SKIPPED')
    expect(skipped.map(({ key, code }) => [key, code])).toEqual(
      later.map(({ shopify }) => [customerGid(shopify.id), 'MAPPING_GONE']),
    )
    for (const { shopify } of later) expect(shownBy(shopify)).toEqual({})
    await expectLedgersTrue(app, [jobId], before)
    await syncCustomers(app)
    expect(shownBy(inCall.shopify)).toEqual({})
    await expectInStep(app)
  })

  test('writing that is switched off ends the job at once; switched on, it goes on', async () => {
    await using app = await startApp(CALLS.customersInBulkFrom)
    const before = pictureOf(app)
    const met = meeting(app, { kind: 'hang', times: 3 }, isSet)
    const jobId = await start(app.http, 'CUSTOMER_SYNC')
    await met
    await setWritesEnabled(app, false, 'stock-take')
    const off = await finished(app.ws, jobId)
    expect(off).toMatchObject({ status: 'FAILED', error: { code: 'WRITES_DISABLED' } })
    expect(off.error!.message).toContain('stock-take')
    expect(off.updated).toBeGreaterThan(0)
    await expectLedgersTrue(app, [jobId], before)
    await setWritesEnabled(app, true)
    await control(app.http, 'resume', jobId)
    const end = await finished(app.ws, jobId)
    expect(end).toMatchObject({ status: 'COMPLETED', failed: 0, skipped: 0 })
    expect(end.total).toBe(end.processed)
    await expectInStep(app)
    await expectLedgersTrue(app, [jobId], before)
  })

  test.each(['pause', 'cancel'] as const)('%s ends it after the calls on their way', async (request) => {
    await using app = await startApp(CALLS.customersInBulkFrom)
    const linked = await linkedCustomers(app)
    const before = pictureOf(app)
    const met = meeting(app, { kind: 'hang', carryOut: true, times: 3 }, isSet)
    const jobId = await start(app.http, 'CUSTOMER_SYNC')
    await met
    await control(app.http, request, jobId)
    await reaches(app, jobId, request === 'pause' ? 'PAUSED' : 'CANCELLED')
    const halted = await controlled(app.http, jobId)
    expect(halted.processed).toBeGreaterThan(0)
    expect(halted.processed).toBeLessThan(linked.length)
    await expectLedgersTrue(app, [jobId], before)
    for (const { nhanh } of linked) nhanh.points += 3
    await control(app.http, 'resume', jobId)
    const end = await finished(app.ws, jobId)
    expect(end).toMatchObject({ status: 'COMPLETED', updated: linked.length, total: linked.length })
    expect(end.metadata).toMatchObject({ customersWritten: linked.length })
    await expectLedgersTrue(app, [jobId], before)
    // What was written before the halt is of before: the next one brings it up to date.
    expect((await syncCustomers(app)).updated).toBe(halted.processed)
    await expectInStep(app)
    await expectSettled(app)
  })
})

/** A job that failed can be resumed: what it counted stays. */
async function expectSettledBut({ databaseUrl }: TestApp, jobId: string): Promise<void> {
  expect(await rowsOf(databaseUrl, 'select * from write_intent')).toEqual([])
  expect(await rowsOf(databaseUrl, `select * from job_sighting where job_id <> ${jobId}`)).toEqual([])
}

const operationsOf = ({ sandbox }: TestApp) => sandbox.world.shopify.bulkOperations.records

describe('in bulk', () => {
  const SLOWLY = 0.000_1

  async function waitingForShopify(app: TestApp): Promise<string> {
    const jobId = await start(app.http, 'CUSTOMER_SYNC')
    for await (const { waitingOn } of watch(app.ws, { jobId }))
      if (waitingOn?.reason === 'BULK_OPERATION') break
    return jobId
  }

  test('paused, the operation goes on, and the job takes it up again', async () => {
    await using app = await startApp(BULK.customersInBulkFrom, SLOWLY)
    const linked = await linkedCustomers(app)
    const before = pictureOf(app)
    const jobId = await waitingForShopify(app)
    await control(app.http, 'pause', jobId)
    await reaches(app, jobId, 'PAUSED')
    expect(operationsOf(app).map(({ status }) => status)).toEqual(['RUNNING'])
    app.sandbox.world.shopify.bulk.rowsPerSecond = Infinity
    await control(app.http, 'resume', jobId)
    expect(await finished(app.ws, jobId)).toMatchObject({
      status: 'COMPLETED',
      updated: linked.length,
      total: linked.length,
      metadata: { customersWritten: linked.length },
    })
    expect(operationsOf(app)).toHaveLength(1)
    await expectInStep(app)
    await expectLedgersTrue(app, [jobId], before)
    await expectSettled(app)
  })

  test.each(['running', 'paused'])(
    'cancelled while it is %s, Shopify ends it too, and the ledger lists what it wrote',
    async (how) => {
      await using app = await startApp(BULK.customersInBulkFrom)
      app.sandbox.world.shopify.nextBulkOutcomes.push({ status: 'RUNNING', afterObjects: 3 })
      const before = pictureOf(app)
      const jobId = await waitingForShopify(app)
      await expect.poll(() => operationsOf(app)[0]!.objectCount, { timeout: 5_000 }).toBe(3)
      if (how === 'paused') {
        await control(app.http, 'pause', jobId)
        await reaches(app, jobId, 'PAUSED')
      }
      await control(app.http, 'cancel', jobId)
      await reaches(app, jobId, 'CANCELLED')
      expect(operationsOf(app).map(({ status }) => status)).toEqual(['CANCELED'])
      const { processed } = await controlled(app.http, jobId)
      expect(processed).toBeGreaterThanOrEqual(3 * 6)
      await expectLedgersTrue(app, [jobId], before)
      expect(pictureOf(app)).not.toEqual(before)
      expect(await rowsOf(app.databaseUrl, 'select * from write_intent')).toEqual([])
      expect(await syncCustomers(app)).toMatchObject({ status: 'COMPLETED', unchanged: processed })
      await expectInStep(app)
    },
  )

  test.each<BulkOutcome>([
    { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', afterObjects: 4 },
    { status: 'FAILED', errorCode: 'ACCESS_DENIED', afterObjects: 0 },
    { status: 'CANCELED', afterObjects: 2 },
    { status: 'EXPIRED' },
  ])('an operation that Shopify ends as %o is finished by calls', async (outcome) => {
    await using app = await startApp(BULK.customersInBulkFrom)
    const linked = await linkedCustomers(app)
    app.sandbox.world.shopify.nextBulkOutcomes.push(outcome)
    const before = pictureOf(app)
    const job = await syncCustomers(app)
    expect(job).toMatchObject({
      status: 'COMPLETED',
      updated: linked.length,
      metadata: { customersWritten: linked.length },
    })
    await expectInStep(app)
    await expectLedgersTrue(app, [job.id], before)
    expect(operationsOf(app)).toHaveLength(1)
    const told = (await toldOf(app, job.id)).log.nodes.filter(({ level }) => level === 'WARN')
    expect(told.at(-1)!.message).toContain('looked up at Shopify')
    await expectSettled(app)
  })

  test('a result that lacks a row is not believed: it is looked up who was written', async () => {
    await using app = await startApp(BULK.customersInBulkFrom)
    const linked = await linkedCustomers(app)
    const before = pictureOf(app)
    app.sandbox.faults.add({
      platform: 'shopify',
      kind: 'transformText',
      times: Infinity,
      match: ({ path }) => path.endsWith('.jsonl'),
      change: (text) => text.split('\n').slice(1).join('\n'),
    })
    const job = await syncCustomers(app)
    expect(job).toMatchObject({ status: 'COMPLETED', updated: linked.length })
    await expectInStep(app)
    await expectLedgersTrue(app, [job.id], before)
    await expectSettled(app)
  })

  test.each(['resumed', 'followed by another'])(
    'a job that lost the shop while it waited, %s, ends right',
    async (how) => {
      await using app = await startApp(BULK.customersInBulkFrom, SLOWLY)
      const before = pictureOf(app)
      app.sandbox.faults.add({
        platform: 'shopify',
        kind: 'status',
        status: 503,
        times: Infinity,
        match: ({ operationName }) => operationName === 'BulkById',
      })
      const job = await syncCustomers(app)
      expect(job).toMatchObject({ status: 'FAILED', error: { code: 'PLATFORM_UNREACHABLE' } })
      app.sandbox.faults.clear()
      const jobs = [job.id]
      if (how === 'resumed') {
        app.sandbox.world.shopify.bulk.rowsPerSecond = Infinity
        await control(app.http, 'resume', job.id)
      } else {
        // It would write over what is newer.
        const first = operationsOf(app)[0]!
        jobs.push(await start(app.http, 'CUSTOMER_SYNC'))
        await expect.poll(() => first.status, { timeout: 5_000 }).toBe('CANCELED')
        app.sandbox.world.shopify.bulk.rowsPerSecond = Infinity
      }
      expect(await finished(app.ws, jobs.at(-1)!)).toMatchObject({ status: 'COMPLETED', failed: 0 })
      expect(operationsOf(app)).toHaveLength(jobs.length)
      await expectInStep(app)
      await expectLedgersTrue(app, jobs, before)
      expect(await rowsOf(app.databaseUrl, 'select * from write_intent')).toEqual([])
    },
  )
})
