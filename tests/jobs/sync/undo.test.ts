import { expect, test } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { control } from '../../support/control.ts'
import { rowsOf } from '../../support/database.ts'
import { ask, finished, run } from '../../support/jobs.ts'
import { deleteJob } from '../../support/past-jobs.ts'
import {
  customerGid,
  linkedCustomers,
  NEVER_BY_ITSELF,
  raiseAll,
  shownBy as shownByCustomer,
  startLinkedCustomers,
  syncCustomers,
} from '../../support/sync/customers.ts'
import { expectTrueLedger } from '../../support/sync/ledger-truth.ts'
import { lineageOf } from '../../support/sync/lineage.ts'
import { levelsOf, pairOf, setFirst, shownBy, startPairs } from '../../support/sync/pairs.ts'
import { itemsOf, levelOf, setWritesEnabled, sync } from '../../support/sync/shop.ts'

const undo = (app: Parameters<typeof run>[0], jobId: string) => run(app, 'UNDO_SYNC', { jobId })

test('what a sync overwrote is put back, but for what was edited since', async () => {
  await using shop = await startPairs(300)
  const { world } = shop.sandbox
  const before = shownBy(world)
  const job = await sync(shop)
  const first = world.shopify.locations.records[0]!.id
  levelOf(pairOf(world, 2).variant, first)!.available = 2
  levelOf(pairOf(world, 3).variant, first)!.available = 10
  world.shopify.variants.delete(pairOf(world, 4).variant.id)

  const undone = await undo(shop, job.id)
  expect(undone).toMatchObject({
    status: 'COMPLETED_WITH_ERRORS',
    total: 300,
    updated: 297,
    unchanged: 1,
    skipped: 1,
    failed: 1,
  })
  const { 'SP-4': _gone, ...expected } = before
  expect(shownBy(world)).toEqual({ ...expected, 'SP-2': [2, 23] })
  await expectTrueLedger(shop, undone.id)
  const items = await itemsOf(shop, undone.id)
  const edited = items.find(({ code }) => code === 'EDITED_SINCE')
  expect(edited).toMatchObject({
    outcome: 'SKIPPED',
    before: { levels: [expect.objectContaining({ available: 2 })] },
  })
  expect(edited!.message).toContain('the sync wrote 3')
  expect(items.find(({ code }) => code === 'VARIANT_GONE')).toMatchObject({ outcome: 'FAILED' })
  expect(await lineageOf(shop, undone.id)).toMatchObject({ undoOf: { id: job.id } })
  expect(await lineageOf(shop, job.id)).toMatchObject({ undos: [{ id: undone.id }] })

  // Nothing is taken for a sale: the next sync writes it again.
  const again = await sync(shop)
  // The second has sold one since, as it seems.
  expect(again).toMatchObject({ updated: 298, skipped: 1 })
  expect(levelsOf(world, pairOf(world, 1).variant)).toEqual([3, 23])
})

test('an undo can be undone', async () => {
  await using shop = await startPairs(3)
  const job = await sync(shop)
  const after = shownBy(shop.sandbox.world)
  const undone = await undo(shop, job.id)
  expect(await undo(shop, undone.id)).toMatchObject({ status: 'COMPLETED', updated: 3 })
  expect(shownBy(shop.sandbox.world)).toEqual(after)
})

test('a sale after an undo is not given back', async () => {
  await using shop = await startPairs(2)
  const { world } = shop.sandbox
  setFirst(shop, 1, 20)
  const job = await sync(shop)
  await undo(shop, job.id)
  levelOf(pairOf(world, 1).variant, world.shopify.locations.records[0]!.id)!.available -= 4
  const next = await sync(shop)
  expect(next).toMatchObject({ status: 'COMPLETED' })
  // 20 there, of which 4 were sold online since: not raised above what is shown while that is unknown.
  expect(levelsOf(world, pairOf(world, 1).variant)[0]).toBe(6)
})

test('a sale after an undo that Nhanh knows of is no reason to wait', async () => {
  await using shop = await startPairs(2)
  const { world } = shop.sandbox
  setFirst(shop, 1, 20)
  await undo(shop, (await sync(shop)).id)
  levelOf(pairOf(world, 1).variant, world.shopify.locations.records[0]!.id)!.available -= 4
  setFirst(shop, 1, 16)
  await sync(shop)
  expect(levelsOf(world, pairOf(world, 1).variant)[0]).toBe(16)
})

test('what was sold before the sync, and Nhanh does not know yet, is still so after its undo', async () => {
  await using shop = await startPairs(2)
  const { world } = shop.sandbox
  setFirst(shop, 1, 10)
  await sync(shop)
  const level = levelOf(pairOf(world, 1).variant, world.shopify.locations.records[0]!.id)!
  const orders = { variantId: pairOf(world, 1).variant.id, quantity: 2, locationId: level.locationId }
  world.shopify.placeOrder(orders)
  expect(level.available).toBe(8)
  const reserve = async (pieces: number) =>
    rowsOf(shop.databaseUrl, 'update product_mapping set reserve = $1 where shopify_id = $2', [
      pieces,
      pairOf(world, 1).gid,
    ])
  await reserve(5)
  const lowered = await sync(shop)
  expect(level.available).toBe(3)
  await undo(shop, lowered.id)
  expect(level.available).toBe(8)
  await reserve(0)
  setFirst(shop, 1, 20)
  await sync(shop)
  expect(level.available).toBe(8)
})

test('a failed write that is undone is not tried again by itself', async () => {
  await using shop = await startPairs(2)
  await sync(shop)
  const [first] = await rowsOf<{ id: number }>(shop.databaseUrl, 'select id from product_mapping order by id')
  const job = await run(shop, 'PRODUCT_SYNC', { mappingIds: [`product-${first!.id}`] })
  setFirst(shop, 1, 7)
  const written = await sync(shop)
  await rowsOf(
    shop.databaseUrl,
    `insert into sync_failure (kind, mapping_id, job_id, code, attempts, failed_at, retry_at)
     values ('PRODUCT', $1, $2, 'WRITE_UNCONFIRMED', 1, now(), now() + interval '1 hour')`,
    [first!.id, Number(job.id)],
  )
  await undo(shop, written.id)
  expect(await rowsOf(shop.databaseUrl, 'select retry_at from sync_failure')).toEqual([{ retry_at: null }])
})

test('a level that stood below 0 stays, because Shopify takes none', async () => {
  await using shop = await startPairs(2)
  const { world } = shop.sandbox
  const level = levelOf(pairOf(world, 1).variant, world.shopify.locations.records[0]!.id)!
  level.available = -2
  const job = await sync(shop)
  expect(level.available).toBe(3)
  const undone = await undo(shop, job.id)
  expect(undone).toMatchObject({ updated: 1, failed: 1 })
  expect(level.available).toBe(3)
})

test('somebody edits between reading and writing: his number stays', async () => {
  await using shop = await startPairs(3)
  const { world } = shop.sandbox
  const job = await sync(shop)
  const level = levelOf(pairOf(world, 2).variant, world.shopify.locations.records[0]!.id)!
  shop.sandbox.faults.add({
    platform: 'shopify',
    kind: 'meanwhile',
    match: ({ operationName }) => operationName === 'VariantsByIds',
    act: () => void (level.available = 8),
  })
  expect(await undo(shop, job.id)).toMatchObject({ status: 'COMPLETED', updated: 2, skipped: 1 })
  expect(level.available).toBe(8)
})

test('not while writing is off, not of a dry run, a job that is none, or one that goes on', async () => {
  await using shop = await startPairs(1)
  const dry = await sync(shop, { dryRun: true })
  const job = await sync(shop)
  const refused = async (jobId: string) => ask(shop.http, 'UNDO_SYNC', { jobId })
  const wrong = { __typename: 'InvalidInput', issues: [{ path: 'input.jobId' }] }
  expect(await refused(dry.id)).toMatchObject(wrong)
  expect(await refused('999')).toMatchObject(wrong)
  expect(await refused('x')).toMatchObject(wrong)
  await rowsOf(
    shop.databaseUrl,
    `update background_job set completed_at = null, status = 'PAUSED' where id = ${job.id}`,
  )
  expect(await refused(job.id)).toMatchObject(wrong)
  await rowsOf(
    shop.databaseUrl,
    `update background_job set completed_at = now(), status = 'COMPLETED' where id = ${job.id}`,
  )
  await setWritesEnabled(shop, false, 'stock-take')
  expect(await refused(job.id)).toMatchObject({ __typename: 'WritesDisabled' })
})

test('one that is resumed when what it undoes was deleted, or emptied, says so', async () => {
  await using shop = await startPairs(2)
  const job = await sync(shop)
  const after = shownBy(shop.sandbox.world)
  shop.sandbox.faults.add({ platform: 'shopify', kind: 'status', status: 403, times: Infinity })
  const undone = await undo(shop, job.id)
  expect(undone.status).toBe('FAILED')
  shop.sandbox.faults.clear()
  await deleteJob(shop, job.id)
  await control(shop.http, 'resume', undone.id)
  expect(await finished(shop.ws, undone.id)).toMatchObject({
    status: 'FAILED',
    error: {
      code: 'EARLIER_JOB_GONE',
      message: `Nothing is undone: there is no sync with the id ${job.id}`,
    },
  })
  expect(shownBy(shop.sandbox.world)).toEqual(after)
})

test('customers: what was written under a former namespace is put back there', async () => {
  await using former = await startLinkedCustomers()
  await syncCustomers(former)
  const linked = await raiseAll(former)
  const before = linked.map(({ shopify }) => shownByCustomer(shopify))
  for (const { nhanh } of linked.slice(0, 2)) nhanh.level = { id: 9, name: 'New' }
  const job = await syncCustomers(former)
  await former.app.stop()
  await using app = await startTestApp({
    databaseUrl: former.databaseUrl,
    existingSandbox: former.sandbox,
    config: { sync: { ...former.config.sync, metafieldNamespace: 'loyalty' } },
    app: { followUpEveryMs: NEVER_BY_ITSELF },
  })
  expect(await undo(app, job.id)).toMatchObject({ status: 'COMPLETED', updated: linked.length, skipped: 0 })
  for (const [index, { shopify }] of linked.entries()) {
    expect(shownByCustomer(shopify)).toEqual(before[index])
    expect(shownByCustomer(shopify, 'loyalty')).toEqual({})
  }
  // And they are still found as shown there, to be removed by the next sync.
  await syncCustomers(app)
  for (const { shopify } of linked) expect(shownByCustomer(shopify)).toEqual({})
})

test.each([
  ['by calls', {}],
  ['in bulk', { customersInBulkFrom: 5 }],
])('customers, %s: values are put back, a field that the sync created is deleted', async (_how, options) => {
  await using app = await startLinkedCustomers({ app: options })
  const first = await syncCustomers(app)
  const linked = await linkedCustomers(app)
  const created = linked.map(({ shopify }) => shownByCustomer(shopify))
  await raiseAll(app)
  const second = await syncCustomers(app)
  expect(second.updated).toBe(linked.length)

  linked[0]!.shopify.metafields.find(({ key }) => key === 'points')!.value = '777'
  linked[1]!.shopify.metafields.find(({ key }) => key === 'total_spent')!.value = '1'
  const undone = await undo(app, second.id)
  expect(undone).toMatchObject({ status: 'COMPLETED', updated: linked.length - 1, skipped: 1 })
  // The sync had written no points, so what was made of them since is nobody's to put back.
  expect(shownByCustomer(linked[0]!.shopify)).toEqual({ ...created[0], points: '777' })
  expect(shownByCustomer(linked[1]!.shopify).total_spent).toBe('1')
  expect(linked.slice(2).map(({ shopify }) => shownByCustomer(shopify))).toEqual(created.slice(2))
  const moments = linked
    .slice(2)
    .map(({ shopify }) => shopify.metafields.find(({ key }) => key === 'updated_at'))
  expect(moments.every((one) => one)).toBe(true)

  const gone = await undo(app, first.id)
  expect(gone).toMatchObject({ updated: linked.length - 2, skipped: 2 })
  for (const { shopify } of linked.slice(2)) expect(shopify.metafields).toEqual([])
  const shows = await rowsOf<{ customer_id: string }>(
    app.databaseUrl,
    'select customer_id from published_customer order by 1',
  )
  expect(new Set(shows.map(({ customer_id }) => customer_id))).toEqual(
    new Set(linked.slice(0, 2).map(({ shopify }) => customerGid(shopify.id))),
  )
  const pending = `select count(*)::int as count from customer_mapping where status = 'PENDING'`
  expect(await rowsOf(app.databaseUrl, pending)).toEqual([{ count: linked.length - 1 }])
})

test('customers: what was removed because it was linked no more does not come back', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const [first] = await linkedCustomers(app)
  await rowsOf(app.databaseUrl, 'delete from customer_mapping where id = $1', [first!.mappingId])
  const clearing = await syncCustomers(app, { mappingIds: [] })
  expect(await itemsOf(app, clearing.id)).toMatchObject([
    { outcome: 'UPDATED', before: { total_spent: String(first!.nhanh.totalAmount) } },
  ])
  const undone = await undo(app, clearing.id)
  expect(undone).toMatchObject({ status: 'COMPLETED', updated: 0, skipped: 1 })
  expect(await itemsOf(app, undone.id)).toMatchObject([{ code: 'MAPPING_GONE' }])
})
