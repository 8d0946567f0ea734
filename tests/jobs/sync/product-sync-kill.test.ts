import { expect, test, vi } from 'vitest'
import { control, controlled } from '../../support/control.ts'
import { finished } from '../../support/jobs.ts'
import { IN_A_WRITE, MOMENTS, PAIRS, sharedKilledShop } from '../../support/sync/killed-shop.ts'
import { expectTrueLedger } from '../../support/sync/ledger-truth.ts'
import { pairOf } from '../../support/sync/pairs.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const shared = sharedKilledShop()

test.each(MOMENTS)('killed %s: the next run writes all, each once', async (_name, moment) => {
  const { shop } = shared
  const jobId = await shop.killed(moment)
  const job = await shop.takenUp(jobId)
  expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2, updated: PAIRS, total: PAIRS, failed: 0 })
  expect(job.metadata['levelsWritten']).toBe(2 * PAIRS)
  for (const number of [1, IN_A_WRITE, PAIRS]) expect(shop.shown(number)).toEqual(shop.inStep)
  await expectTrueLedger(shop, jobId)
})

test.each(MOMENTS.slice(2))('killed %s, then cancelled: the ledger is true', async (_name, moment) => {
  const { shop } = shared
  const jobId = await shop.killed(moment)
  // As another server does that was asked to.
  await shop.sql(`update background_job set status = 'CANCELLING', seq = seq + 1 where id = $1`, [jobId])
  const job = await shop.takenUp(jobId)
  expect(job.status).toBe('CANCELLED')
  await expectTrueLedger(shop, jobId)
  const next = await shop.syncAgain()
  expect(next).toMatchObject({ status: 'COMPLETED', updated: PAIRS - job.updated, unchanged: job.updated })
  expect(shop.shown(PAIRS)).toEqual(shop.inStep)
})

test.each(MOMENTS.slice(0, 2))(
  'killed %s, and taken up when its reading of Nhanh is too old: nothing old is written',
  async (_name, moment) => {
    const { shop } = shared
    const { available } = shop
    const jobId = await shop.killed(moment)
    await shop.sql(`update write_intent set payload = (
      select jsonb_agg(jsonb_set(one, '{stockReadAt}', to_jsonb((one->>'stockReadAt')::bigint - 600000)))
      from jsonb_array_elements(payload) one)`)
    for (let number = 1; number <= PAIRS; number++) shop.setStock(number, available - 1)
    const job = await shop.takenUp(jobId)
    expect(job).toMatchObject({ status: 'COMPLETED', updated: PAIRS, failed: 0 })
    await expectTrueLedger(shop, jobId)
    const written = new Set(
      shop.sandbox.world.shopify.inventoryAdjustments.records
        .filter(({ referenceDocumentUri }) => referenceDocumentUri?.endsWith(`/${jobId}`))
        .flatMap(({ changes }) => changes.map((change) => change.available)),
    )
    expect(written.has(available)).toBe(moment.carriedOut)
    expect(written.has(available - 1)).toBe(true)
    await shop.syncAgain()
    const [first, second] = shop.inStep
    for (const number of [1, PAIRS]) expect(shop.shown(number)).toEqual([first! - 1, second! - 1])
  },
)

test('paused in a write that is never answered, then cancelled: the ledger is true', async () => {
  const { shop } = shared
  const jobId = await shop.killed({ answered: 0, carriedOut: true })
  await shop.sql(`update background_job set status = 'PAUSING', seq = seq + 1 where id = $1`, [jobId])
  await shop.serve()
  await expect
    .poll(async () => (await controlled(shop.server.http, jobId)).status, { timeout: 20_000 })
    .toBe('PAUSED')
  await control(shop.server.http, 'cancel', jobId)
  const job = await finished(shop.server.ws, jobId)
  expect(job.status).toBe('CANCELLED')
  expect(job.updated).toBeGreaterThan(0)
  await expectTrueLedger(shop, jobId)
})

test('a plan that is not believed, broken off while it was listed, is listed whole when the job goes on', async () => {
  const { shop } = shared
  const { server } = shop
  const before = shop.shown(1)
  const adjustments = shop.sandbox.world.shopify.inventoryAdjustments.size
  for (let number = 1; number <= PAIRS; number++) shop.setStock(number, 0)
  await shop.sql(`create function refuse() returns trigger language plpgsql as
    $$ begin if new.number > 500 then raise exception 'the disk is full'; end if; return new; end $$`)
  await shop.sql(
    'create trigger refuse before insert on job_item for each row when (new.number > 500) execute function refuse()',
  )
  const broken = await shop.syncAgain()
  expect(broken).toMatchObject({ status: 'FAILED', error: { code: 'INTERNAL' }, skipped: 500 })
  await shop.sql('drop trigger refuse on job_item')
  await control(server.http, 'resume', broken.id)
  const job = await finished(server.ws, broken.id)
  expect(job).toMatchObject({
    status: 'FAILED',
    error: { code: 'IMPLAUSIBLE_CHANGE' },
    skipped: PAIRS,
    total: PAIRS,
  })
  expect(shop.shown(1)).toEqual(before)
  expect(shop.sandbox.world.shopify.inventoryAdjustments.size).toBe(adjustments)
})

test('put on hold after it was killed: what was not carried out is not written', async () => {
  const { shop } = shared
  const before = shop.shown(1)
  const jobId = await shop.killed({ answered: 0, carriedOut: false })
  await shop.sql(`update product_mapping set policy = 'HOLD'`)
  expect(await shop.takenUp(jobId)).toMatchObject({ status: 'COMPLETED', updated: 0, skipped: PAIRS })
  expect(shop.shown(1)).toEqual(before)
  await expectTrueLedger(shop, jobId)
  await shop.sql(`update product_mapping set policy = 'SYNC'`)
})

test('sold after it was killed: the sale is not given back', async () => {
  const { shop } = shared
  const jobId = await shop.killed({ answered: 0, carriedOut: true })
  const [available, second] = shop.inStep
  const { variant } = pairOf(shop.sandbox.world, 1)
  const [location] = shop.sandbox.world.shopify.locations.records
  shop.sandbox.world.shopify.placeOrder({ variantId: variant.id, quantity: 3, locationId: location!.id })
  expect(await shop.takenUp(jobId)).toMatchObject({ status: 'COMPLETED', updated: PAIRS })
  expect(shop.shown(1)).toEqual([available! - 3, second])
  expect(await shop.syncAgain()).toMatchObject({ updated: 0, skipped: 1 })
  expect(shop.shown(1)).toEqual([available! - 3, second])
})
