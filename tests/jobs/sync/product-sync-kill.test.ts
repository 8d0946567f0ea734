import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { control, controlled } from '../../support/control.ts'
import { startTestApp } from '../../support/app.ts'
import { finished } from '../../support/jobs.ts'
import { IN_A_WRITE, KilledShop, MOMENTS, PAIRS, UNTOUCHED, WRITTEN } from '../../support/sync/killed-shop.ts'
import { expectTrueLedger } from '../../support/sync/ledger-truth.ts'
import { pairOf } from '../../support/sync/pairs.ts'
import { sync } from '../../support/sync/shop.ts'

vi.setConfig({ testTimeout: 120_000 })

let shop: KilledShop
beforeEach(async () => {
  shop = await KilledShop.open()
})
afterEach(() => shop[Symbol.asyncDispose]())

test.each(MOMENTS)('killed %s: the next run writes all, each once', async (_name, moment) => {
  const jobId = await shop.killed(moment)
  const job = await shop.takenUp(jobId)
  expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2, updated: PAIRS, total: PAIRS, failed: 0 })
  expect(job.metadata['levelsWritten']).toBe(2 * PAIRS)
  for (const number of [1, IN_A_WRITE, PAIRS]) expect(shop.shown(number)).toEqual(WRITTEN)
  await expectTrueLedger(shop, jobId)
})

test.each(MOMENTS.slice(2))('killed %s, then cancelled: the ledger is true', async (_name, moment) => {
  const jobId = await shop.killed(moment)
  // As another server does that was asked to.
  await shop.sql(`update background_job set status = 'CANCELLING', seq = seq + 1 where id = $1`, [jobId])
  const job = await shop.takenUp(jobId)
  expect(job.status).toBe('CANCELLED')
  await expectTrueLedger(shop, jobId)
  const next = await shop.syncAgain()
  expect(next).toMatchObject({ status: 'COMPLETED', updated: PAIRS - job.updated, unchanged: job.updated })
  expect(shop.shown(PAIRS)).toEqual(WRITTEN)
})

test.each(MOMENTS.slice(0, 2))(
  'killed %s, and taken up when its reading of Nhanh is too old: nothing old is written',
  async (_name, moment) => {
    const jobId = await shop.killed(moment)
    await shop.sql(`update write_intent set payload = (
      select jsonb_agg(jsonb_set(one, '{stockReadAt}', to_jsonb((one->>'stockReadAt')::bigint - 600000)))
      from jsonb_array_elements(payload) one)`)
    for (let number = 1; number <= PAIRS; number++) shop.setStock(number, 19)
    const job = await shop.takenUp(jobId)
    expect(job).toMatchObject({ status: 'COMPLETED', updated: PAIRS, failed: 0 })
    await expectTrueLedger(shop, jobId)
    const written = new Set(
      shop.sandbox.world.shopify.inventoryAdjustments.records.flatMap(({ changes }) =>
        changes.map(({ available }) => available),
      ),
    )
    expect(written.has(20)).toBe(moment.carriedOut)
    expect(written.has(19)).toBe(true)
    await shop.syncAgain()
    for (const number of [1, PAIRS]) expect(shop.shown(number)).toEqual([19, 31])
  },
)

test('put on hold after it was killed: what was not carried out is not written', async () => {
  const jobId = await shop.killed({ answered: 0, carriedOut: false })
  await shop.sql(`update product_mapping set policy = 'HOLD'`)
  expect(await shop.takenUp(jobId)).toMatchObject({ status: 'COMPLETED', updated: 0, skipped: PAIRS })
  expect(shop.shown(1)).toEqual(UNTOUCHED)
  await expectTrueLedger(shop, jobId)
})

test('sold after it was killed: the sale is not given back', async () => {
  const jobId = await shop.killed({ answered: 0, carriedOut: true })
  const { variant } = pairOf(shop.sandbox.world, 1)
  const [location] = shop.sandbox.world.shopify.locations.records
  shop.sandbox.world.shopify.placeOrder({ variantId: variant.id, quantity: 3, locationId: location!.id })
  expect(await shop.takenUp(jobId)).toMatchObject({ status: 'COMPLETED', updated: PAIRS })
  expect(shop.shown(1)).toEqual([17, 32])
  expect(await shop.syncAgain()).toMatchObject({ updated: 0, skipped: 1 })
  expect(shop.shown(1)).toEqual([17, 32])
})

test('paused in a write that is never answered, then cancelled: the ledger is true', async () => {
  const jobId = await shop.killed({ answered: 0, carriedOut: true })
  await shop.sql(`update background_job set status = 'PAUSING', seq = seq + 1 where id = $1`, [jobId])
  await shop.serve()
  await expect.poll(async () => (await controlled(shop.server.http, jobId)).status).toBe('PAUSED')
  await control(shop.server.http, 'cancel', jobId)
  const job = await finished(shop.server.ws, jobId)
  expect(job.status).toBe('CANCELLED')
  expect(job.updated).toBeGreaterThan(0)
  await expectTrueLedger(shop, jobId)
})

test('a plan that is not believed, broken off while it was listed, is listed whole when the job goes on', async () => {
  await using app = await startTestApp({ databaseUrl: shop.databaseUrl, existingSandbox: shop.sandbox })
  for (let number = 1; number <= PAIRS; number++) shop.setStock(number, 0)
  await shop.sql(`create function refuse() returns trigger language plpgsql as
    $$ begin if new.number > 500 then raise exception 'the disk is full'; end if; return new; end $$`)
  await shop.sql(
    'create trigger refuse before insert on job_item for each row when (new.number > 500) execute function refuse()',
  )
  const broken = await sync(app)
  expect(broken).toMatchObject({ status: 'FAILED', error: { code: 'INTERNAL' }, skipped: 500 })
  await shop.sql('drop trigger refuse on job_item')
  await control(app.http, 'resume', broken.id)
  const job = await finished(app.ws, broken.id)
  expect(job).toMatchObject({
    status: 'FAILED',
    error: { code: 'IMPLAUSIBLE_CHANGE' },
    skipped: PAIRS,
    total: PAIRS,
  })
  expect(shop.shown(1)).toEqual(UNTOUCHED)
  expect(shop.sandbox.world.shopify.inventoryAdjustments.size).toBe(0)
})
