import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FaultRequest, FaultRule } from '../../../src/sandbox/faults.ts'
import { startTestApp } from '../../support/app.ts'
import { control, controlled } from '../../support/control.ts'
import { rowsOf } from '../../support/database.ts'
import { ask, finished, start, type JobState } from '../../support/jobs.ts'
import { expectTrueLedger } from '../../support/sync/ledger-truth.ts'
import { addPairs, levelsOf, pairOf } from '../../support/sync/pairs.ts'
import {
  assignDepots,
  itemsOf,
  setInNhanh,
  setWritesEnabled,
  startSyncedShop,
  sync,
  type SyncedShop,
  variantGid,
} from '../../support/sync/shop.ts'

const SYNC = 'PRODUCT_SYNC'
/** A pair has two levels, so that one write is for so many of them. */
const IN_A_WRITE = 125
const TWO_WRITES = 130
/** More than are sent at the same time. */
const FIVE_WRITES = 520

let shop: SyncedShop
let pairs: number
let depots: number[]
let locations: number[]

/** A shop in which everything is to be written. */
async function open(count: number): Promise<void> {
  pairs = count
  shop = await startSyncedShop({ sandbox: { products: 0 }, fill: (world) => addPairs(world, count) })
  depots = shop.sandbox.world.nhanh.depots.map(({ id }) => id)
  locations = shop.sandbox.world.shopify.locations.records.map(({ id }) => id)
  await sync(shop)
  for (let number = 1; number <= count; number++) setStock(number, 20, 30)
}
afterEach(() => shop[Symbol.asyncDispose]())

const WRITTEN = [20, 30]
const UNTOUCHED = [10, 23]

const pair = (number: number) => pairOf(shop.sandbox.world, number)
const shown = (number: number) => levelsOf(shop.sandbox.world, pair(number).variant)
const query = <Row extends object>(text: string, values?: unknown[]) =>
  rowsOf<Row>(shop.databaseUrl, text, values)

/** What Nhanh has for the first location, and for the second. */
function setStock(number: number, first: number, second: number): void {
  for (const [at, available] of [first, second, 0].entries())
    setInNhanh(shop, pair(number).product.id, depots[at]!, available)
}

function edit(number: number, available: number): void {
  shop.sandbox.world.shopify.setAvailable(pair(number).variant.inventoryItem.id, locations[0]!, available)
}

const isWrite = ({ operationName }: FaultRequest) => operationName === 'SetQuantities'
const isReading = ({ operationName }: FaultRequest) => operationName === 'VariantsByIds'

function onShopify(rule: Record<string, unknown>, match = isWrite) {
  return shop.sandbox.faults.add({ platform: 'shopify', match, ...rule } as FaultRule)
}

/** Something that happens after the answer was made and before it is sent. */
function after(match: (request: FaultRequest) => boolean, act: () => unknown, times = 1) {
  return onShopify({ kind: 'meanwhile', act, times }, match)
}

/** A job that does not get its answer to a write, though the write is carried out. */
async function hangingInWrite(): Promise<{ jobId: string; letGo: () => void }> {
  const hanging = Promise.withResolvers<void>()
  const fault = onShopify({
    kind: 'hang',
    carryOut: true,
    times: Infinity,
    match: (request: FaultRequest) => {
      if (isWrite(request)) hanging.resolve()
      return isWrite(request)
    },
  })
  const jobId = await start(shop.http, SYNC)
  await hanging.promise
  return { jobId, letGo: () => fault.remove() }
}

/** In few words, by the number of the pair. */
async function outcomes(jobId: string): Promise<Map<number, string>> {
  const numbers = new Map<string, number>(
    shop.sandbox.world.shopify.variants.records.map(({ id, sku }) => [
      variantGid(id),
      Number(sku!.replace('SP-', '')),
    ]),
  )
  return new Map(
    (await itemsOf(shop, jobId)).map(({ key, outcome, code }) => [
      numbers.get(key) ?? 0,
      [outcome, code].filter(Boolean).join(' '),
    ]),
  )
}

const expectLedgerTrue = ({ id }: JobState) => expectTrueLedger(shop, id)

const allWritten = () => ({
  status: 'COMPLETED',
  updated: pairs,
  failed: 0,
  total: pairs,
  processed: pairs,
})

describe('Shopify changes between reading and writing', () => {
  beforeEach(() => open(TWO_WRITES))

  test('an order: both platforms are read again for it alone, and the others are written', async () => {
    after(isReading, () =>
      shop.sandbox.world.shopify.placeOrder({
        variantId: pair(3).variant.id,
        quantity: 2,
        locationId: locations[0]!,
      }),
    )
    const job = await sync(shop)
    expect(job).toMatchObject(allWritten())
    expect([shown(3), shown(4)]).toEqual([[8, 30], WRITTEN])
    expect((await outcomes(job.id)).get(3)).toBe('UPDATED SALE_PENDING')
    await expectLedgerTrue(job)
    setStock(3, 18, 30)
    await sync(shop)
    expect(shown(3)).toEqual([18, 30])
  })

  test('an order of what was never in step before: the sale is not given back', async () => {
    await query('delete from published_level')
    const { id: variantId } = pair(3).variant
    after(isReading, () =>
      shop.sandbox.world.shopify.placeOrder({ variantId, quantity: 2, locationId: locations[0]! }),
    )
    const job = await sync(shop)
    expect((await outcomes(job.id)).get(3)).toBe('UPDATED SALE_PENDING')
    expect(shown(3)).toEqual([8, 30])
    await expectLedgerTrue(job)
  })

  test('raised by hand: what is right is written over it', async () => {
    after(isReading, () => edit(5, 12))
    const job = await sync(shop)
    expect(job).toMatchObject(allWritten())
    expect(shown(5)).toEqual(WRITTEN)
    await expectLedgerTrue(job)
  })

  test('already right by then: unchanged', async () => {
    setStock(5, 20, 23)
    after(isReading, () => edit(5, 20))
    const job = await sync(shop)
    expect(job).toMatchObject({ status: 'COMPLETED', updated: pairs - 1, unchanged: 1 })
    expect((await outcomes(job.id)).has(5)).toBe(false)
    await expectLedgerTrue(job)
  })

  test('changed after every reading: left for the next run, and the others are written', async () => {
    let available = 40
    const fault = after(isReading, () => edit(7, available++), Infinity)
    const job = await sync(shop)
    fault.remove()
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', updated: pairs - 1, failed: 1 })
    expect((await outcomes(job.id)).get(7)).toBe('FAILED CONTENDED')
    expect(fault.hits).toBe(3)
    expect(shown(7)).toEqual([42, 23])
    expect(await sync(shop)).toMatchObject({ status: 'COMPLETED', updated: 1 })
    expect(shown(7)).toEqual(WRITTEN)
  })

  test.each<[string, () => void, string]>([
    [
      'an item that is removed',
      () => void shop.sandbox.world.shopify.inventoryItems.delete(pair(9).variant.inventoryItem.id),
      'FAILED VARIANT_GONE',
    ],
    [
      'an item that becomes a bundle',
      () => void (pair(9).variant.requiresComponents = true),
      'SKIPPED BUNDLE_PARENT',
    ],
  ])('%s is named and taken out; the others of its write go again', async (_name, act, outcome) => {
    after(isReading, act)
    const job = await sync(shop)
    expect((await outcomes(job.id)).get(9)).toBe(outcome)
    expect(job.updated).toBe(pairs - 1)
    expect(shown(9)).toEqual(UNTOUCHED)
    expect(shown(8)).toEqual(WRITTEN)
    await expectLedgerTrue(job)
  })

  test('a variant that is deleted fails alone', async () => {
    const { gid, variant } = pair(10)
    after(isReading, () => void shop.sandbox.world.shopify.removeProduct(variant.productId))
    const job = await sync(shop)
    expect(job).toMatchObject({ updated: pairs - 1, failed: 1 })
    const line = (await itemsOf(shop, job.id)).find(({ key }) => key === gid)
    expect(line).toMatchObject({ outcome: 'FAILED', code: 'VARIANT_GONE' })
  })
})

describe('writes that are not answered', () => {
  beforeEach(() => open(TWO_WRITES))

  test.each<[string, Record<string, unknown>]>([
    ['no answer after it was carried out', { kind: 'hang', carryOut: true }],
    ['a broken connection after it was carried out', { kind: 'reset', carryOut: true }],
    ['a broken connection before', { kind: 'reset' }],
    ['half an answer', { kind: 'truncatedJson' }],
    ['an error of the server', { kind: 'status', status: 502 }],
    ['no answer for as long as the client is patient', { kind: 'reset', times: 3 }],
  ])('%s: it is applied once', async (_name, rule) => {
    onShopify(rule)
    const job = await sync(shop)
    expect(job).toMatchObject(allWritten())
    expect(shown(1)).toEqual(WRITTEN)
    await expectLedgerTrue(job)
  })

  test.each(['CONCURRENT_REQUEST', 'PREVIOUS_ATTEMPT_FAILED'] as const)('%s', async (trouble) => {
    shop.sandbox.world.shopify.idempotencyKeys.nextTroubles.push(trouble, trouble)
    const job = await sync(shop)
    expect(job).toMatchObject(allWritten())
    await expectLedgerTrue(job)
  })

  test.each<[string, Record<string, unknown>, number[]]>([
    ['not carried out', { kind: 'reset' }, UNTOUCHED],
    ['carried out', { kind: 'reset', carryOut: true }, WRITTEN],
  ])(
    'beyond the client’s patience, %s: told so, and the next sync makes it right',
    async (_name, rule, is) => {
      const fault = onShopify({ ...rule, times: Infinity })
      const job = await sync(shop)
      fault.remove()
      expect(job).toMatchObject({ status: 'FAILED', error: { code: 'PLATFORM_UNREACHABLE' }, updated: 0 })
      expect((await outcomes(job.id)).get(1)).toBe('FAILED WRITE_UNCONFIRMED')
      expect(shown(1)).toEqual(is)
      const next = await sync(shop)
      expect(next.status).toBe('COMPLETED')
      const isDone = is === WRITTEN
      expect(next).toMatchObject({ updated: isDone ? 0 : pairs, unchanged: isDone ? pairs : 0 })
      expect([shown(1), shown(pairs)]).toEqual([WRITTEN, WRITTEN])
      expect(await query('select id from write_intent')).toEqual([])
      expect(await query('select * from sync_failure')).toEqual([])
    },
  )

  test('a sale after a write that nobody confirmed is not given back', async () => {
    const fault = onShopify({ kind: 'reset', carryOut: true, times: Infinity })
    await sync(shop)
    fault.remove()
    const { variant } = pair(2)
    shop.sandbox.world.shopify.placeOrder({ variantId: variant.id, quantity: 2, locationId: locations[0]! })
    const next = await sync(shop)
    expect(shown(2)).toEqual([18, 30])
    expect((await outcomes(next.id)).get(2)).toBe('SKIPPED SALE_PENDING')
  })

  test('refused at last, after a first try that was carried out: it is not taken for not written', async () => {
    const isLarge = (request: FaultRequest) =>
      isWrite(request) && JSON.stringify(request.body).includes(String(pair(1).variant.inventoryItem.id))
    onShopify({ kind: 'reset', carryOut: true }, isLarge)
    onShopify({ kind: 'status', status: 403 }, isLarge)
    const job = await sync(shop)
    expect(job.status).toBe('FAILED')
    const told = await outcomes(job.id)
    for (const number of [1, IN_A_WRITE])
      expect([shown(number), told.get(number)]).toEqual([WRITTEN, 'FAILED WRITE_UNCONFIRMED'])
    await control(shop.http, 'resume', job.id)
    await finished(shop.ws, job.id)
    expect(shown(pairs)).toEqual(WRITTEN)
    const listed = (await itemsOf(shop, job.id)).filter(({ code }) => code === 'WRITE_UNCONFIRMED')
    expect(new Set(listed.map(({ message }) => message))).toEqual(
      new Set(['Shopify had taken it, as was found later']),
    )
    expect(await sync(shop)).toMatchObject({ status: 'COMPLETED', updated: 0, unchanged: pairs })
    expect(await query('select id from write_intent')).toEqual([])
  })
})

describe('people change things while it runs', () => {
  beforeEach(() => open(FIVE_WRITES))

  test('a mapping that is deleted, put on hold or given a reserve after it was read', async () => {
    const change = (text: string, number: number) =>
      query(`${text} where shopify_id = $1`, [pair(number).gid])
    after(isReading, async () => {
      await change('delete from product_mapping', 11)
      await change(`update product_mapping set policy = 'HOLD'`, 12)
      await change('update product_mapping set reserve = 5', 13)
    })
    const job = await sync(shop)
    const told = await outcomes(job.id)
    expect([11, 12, 13].map((number) => told.get(number))).toEqual([
      'SKIPPED MAPPING_GONE',
      'SKIPPED ON_HOLD',
      'UPDATED',
    ])
    expect([11, 12, 13, 14].map(shown)).toEqual([UNTOUCHED, UNTOUCHED, [15, 25], WRITTEN])
    expect(job.status).toBe('COMPLETED')
    await expectLedgerTrue(job)
  })

  test('writing is switched off in the middle: what was written is listed, and resumed it goes on', async () => {
    const { jobId, letGo } = await hangingInWrite()
    await setWritesEnabled(shop, false, 'stock-take')
    letGo()
    const job = await finished(shop.ws, jobId)
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'WRITES_DISABLED' } })
    expect(job.updated).toBeGreaterThan(0)
    expect(job.updated).toBeLessThan(pairs)
    await expectLedgerTrue(job)
    await setWritesEnabled(shop, true)
    await control(shop.http, 'resume', jobId)
    const end = await finished(shop.ws, jobId)
    expect(end).toMatchObject(allWritten())
    await expectLedgerTrue(end)
  })

  test('resumed the next morning, it does not do again what it has done', async () => {
    const { jobId, letGo } = await hangingInWrite()
    await setWritesEnabled(shop, false)
    letGo()
    await finished(shop.ws, jobId)
    await query(`update background_job set checkpoint_at = now() - interval '12 hours' where id = $1`, [
      jobId,
    ])
    // A server that starts clears away what nothing rests on any more.
    const { databaseUrl, sandbox } = shop
    await using other = await startTestApp({ databaseUrl, existingSandbox: sandbox })
    await setWritesEnabled(other, true)
    await control(shop.http, 'resume', jobId)
    const end = await finished(shop.ws, jobId)
    expect(end).toMatchObject(allWritten())
    await expectLedgerTrue(end)
  })

  test('depots are assigned otherwise in the middle: nothing more is written by the old assignment', async () => {
    const { jobId, letGo } = await hangingInWrite()
    await assignDepots(shop, locations[0]!, [depots[0]!], 5)
    letGo()
    const job = await finished(shop.ws, jobId)
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'PLACES_CHANGED' } })
    expect(job.updated).toBeLessThan(pairs)
    await expectLedgerTrue(job)
    expect(await sync(shop)).toMatchObject({ status: 'COMPLETED', failed: 0 })
    expect(shown(pairs)).toEqual([15, 30])
    expect(shown(1)).toEqual([15, 30])
  })

  test('numbers that turn to 0 after the plan was weighed are weighed again', async () => {
    after(isWrite, () => {
      for (let number = 1; number <= pairs; number++) {
        edit(number, 11)
        setStock(number, 0, 0)
      }
    })
    const job = await sync(shop)
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'IMPLAUSIBLE_CHANGE' } })
    for (let number = 1; number <= pairs; number++) expect(shown(number)).not.toContain(0)
  })

  test('switched off before the first write: nothing is written, and resumed it is', async () => {
    after(isReading, () => setWritesEnabled(shop, false, 'stock-take'))
    const job = await sync(shop)
    const jobId = job.id
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'WRITES_DISABLED' }, processed: 0 })
    expect(job.error!.message).toContain('stock-take')
    expect(shown(1)).toEqual(UNTOUCHED)
    await setWritesEnabled(shop, true)
    await control(shop.http, 'resume', jobId)
    const end = await finished(shop.ws, jobId)
    expect(end).toMatchObject(allWritten())
    await expectLedgerTrue(end)
  })

  test('paused in the middle of a write, it reads both again when it is resumed', async () => {
    const { jobId, letGo } = await hangingInWrite()
    await control(shop.http, 'pause', jobId)
    letGo()
    await expect
      .poll(async () => (await controlled(shop.http, jobId)).status, { timeout: 15_000 })
      .toBe('PAUSED')
    const done = await outcomes(jobId)
    const left = Array.from({ length: pairs }, (_, index) => index + 1).filter((number) => !done.has(number))
    expect(left.length).toBeGreaterThanOrEqual(FIVE_WRITES - 3 * IN_A_WRITE)
    for (const number of left) setStock(number, 21, 31)
    const { nhanh, shopify } = shop.sandbox.world.counters
    const asked = () => [nhanh['/product/inventory']!.requests, shopify['VariantsByIds']!.requests]
    const [inventory, variants] = asked() as [number, number]
    await control(shop.http, 'resume', jobId)
    const end = await finished(shop.ws, jobId)
    expect(end).toMatchObject({ status: 'COMPLETED', updated: pairs, total: pairs })
    expect(asked()).toEqual([inventory + Math.ceil(left.length / 100), variants + 1])
    for (const number of left) expect(shown(number)).toEqual([21, 31])
    await expectLedgerTrue(end)
  })

  test('cancelled in the middle of a write: what Shopify has of it is in the ledger', async () => {
    const { jobId, letGo } = await hangingInWrite()
    await control(shop.http, 'cancel', jobId)
    letGo()
    const job = await finished(shop.ws, jobId)
    expect(job.status).toBe('CANCELLED')
    expect(job.updated).toBeGreaterThan(0)
    await expectLedgerTrue(job)
    const next = await sync(shop)
    expect(next).toMatchObject({ status: 'COMPLETED', updated: pairs - job.updated, unchanged: job.updated })
    await expectLedgerTrue(next)
  })

  test('a second one is refused, with the same input and with another', async () => {
    const { jobId, letGo } = await hangingInWrite()
    expect(await ask(shop.http, SYNC)).toMatchObject({ __typename: 'JobAlreadyRunning', job: { id: jobId } })
    expect(await ask(shop.http, SYNC, { force: true })).toMatchObject({
      __typename: 'JobConflict',
      job: { id: jobId },
    })
    expect(await sync(shop, { dryRun: true })).toMatchObject({ status: 'COMPLETED' })
    letGo()
    expect(await finished(shop.ws, jobId)).toMatchObject(allWritten())
  })
})
