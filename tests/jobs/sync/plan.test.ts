import { expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../../src/database.ts'
import { relate, RelationTaken } from '../../../src/jobs/job-relations.ts'
import { control } from '../../support/control.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'
import { ask, finished, start } from '../../support/jobs.ts'
import {
  booksOf,
  customerGid,
  expectInStep,
  linkedCustomers,
  raiseAll,
  shownBy as shownByCustomer,
  startLinkedCustomers,
  syncCustomers,
} from '../../support/sync/customers.ts'
import { map, unmap } from '../../support/mappings.ts'
import { lineageOf } from '../../support/sync/lineage.ts'
import { deleteJob } from '../../support/past-jobs.ts'
import { levelsOf, pairOf, setFirst, startPairs } from '../../support/sync/pairs.ts'
import { itemsOf, levelOf, linkedVariants, sync, type SyncedShop } from '../../support/sync/shop.ts'

const shown = ({ sandbox: { world } }: SyncedShop, number: number) =>
  levelsOf(world, pairOf(world, number).variant)

test('a plan is applied as it was shown; what drifted since is left out and named', async () => {
  await using shop = await startPairs(8)
  const { world } = shop.sandbox
  const plan = await sync(shop, { dryRun: true })
  expect(plan).toMatchObject({ updated: 8 })

  setFirst(shop, 2, 4)
  setFirst(shop, 3, 10)
  levelOf(pairOf(world, 4).variant, world.shopify.locations.records[0]!.id)!.available = 9
  const [fifth] = await rowsOf<{ id: number }>(
    shop.databaseUrl,
    `delete from product_mapping where shopify_id = '${pairOf(world, 5).gid}' returning id`,
  )
  expect(fifth).toBeDefined()
  await rowsOf(shop.databaseUrl, `update product_mapping set policy = 'HOLD' where shopify_id = $1`, [
    pairOf(world, 6).gid,
  ])

  const applied = await sync(shop, { planOf: plan.id })
  expect(applied).toMatchObject({ status: 'COMPLETED', total: 8, updated: 3, skipped: 5, failed: 0 })
  for (const number of [1, 7, 8]) expect(shown(shop, number)).toEqual([3, 23])
  expect(shown(shop, 2)).toEqual([10, 23])
  expect(shown(shop, 4)).toEqual([9, 23])
  const drifted = (await itemsOf(shop, applied.id)).filter(({ code }) => code === 'DRIFTED')
  expect(new Set(drifted.map(({ key }) => key))).toEqual(
    new Set([2, 3, 4, 5, 6].map((number) => pairOf(world, number).gid)),
  )
  expect(drifted.every(({ message }) => message)).toBe(true)
  expect(await lineageOf(shop, applied.id)).toMatchObject({ planOf: { id: plan.id }, appliedBy: null })
  expect(await lineageOf(shop, plan.id)).toMatchObject({ planOf: null, appliedBy: { id: applied.id } })
})

test('what was not in the plan is left alone', async () => {
  await using shop = await startPairs(4)
  const linked = await linkedVariants(shop)
  const chosen = linked.slice(0, 2).map(({ mappingId }) => `product-${mappingId}`)
  const plan = await sync(shop, { dryRun: true, mappingIds: chosen })
  const applied = await sync(shop, { planOf: plan.id })
  expect(applied).toMatchObject({ total: 2, updated: 2 })
  expect([1, 2, 3, 4].map((number) => shown(shop, number)[0])).toEqual([3, 3, 10, 10])
})

test('what changes between reading and writing is left out too', async () => {
  await using shop = await startPairs(3)
  const { world } = shop.sandbox
  const plan = await sync(shop, { dryRun: true })
  const level = levelOf(pairOf(world, 2).variant, world.shopify.locations.records[0]!.id)!
  shop.sandbox.faults.add({
    platform: 'shopify',
    kind: 'meanwhile',
    match: ({ operationName }) => operationName === 'VariantsByIds',
    act: () => void (level.available = 8),
  })
  const applied = await sync(shop, { planOf: plan.id })
  expect(applied).toMatchObject({ status: 'COMPLETED', updated: 2, skipped: 1 })
  expect(shown(shop, 2)).toEqual([8, 23])
  expect((await itemsOf(shop, applied.id)).find(({ key }) => key === pairOf(world, 2).gid)).toMatchObject({
    outcome: 'SKIPPED',
    code: 'DRIFTED',
  })
})

test('it applies once, however many ask at once, and not when it is old', async () => {
  await using shop = await startPairs(3)
  const plan = await sync(shop, { dryRun: true })
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask(shop.http, 'PRODUCT_SYNC', { planOf: plan.id })),
  )
  const started = answers.filter(({ __typename }) => __typename === 'StartJobSuccess')
  expect(started).toHaveLength(1)
  for (const answer of answers)
    expect(['StartJobSuccess', 'JobAlreadyRunning', 'InvalidInput']).toContain(answer.__typename)
  const job = 'job' in started[0]! ? started[0].job : null
  await finished(shop.ws, job!.id)
  expect(await ask(shop.http, 'PRODUCT_SYNC', { planOf: plan.id })).toMatchObject({
    __typename: 'InvalidInput',
    issues: [{ path: 'input.planOf', message: expect.stringContaining(`job ${job!.id} has applied it`) }],
  })

  const old = await sync(shop, { dryRun: true })
  await rowsOf(
    shop.databaseUrl,
    `update background_job set completed_at = now() - interval '31 minutes' where id = ${old.id}`,
  )
  expect(await ask(shop.http, 'PRODUCT_SYNC', { planOf: old.id })).toMatchObject({
    issues: [{ path: 'input.planOf', message: expect.stringContaining('older than 30 minutes') }],
  })
})

test('two jobs never rest on one plan', async () => {
  await using database = await createTestDatabase()
  const orm = await openDatabase(database.url)
  try {
    const db = orm.em.fork().getKysely<unknown>()
    await rowsOf(
      database.url,
      `insert into background_job (type, status, input, input_key, account_ids)
       select 'PRODUCT_SYNC', 'COMPLETED', '{}', '{}', '{}' from generate_series(1, 9)`,
    )
    const deleted = db.transaction().execute((tx) => relate(tx, 7, [{ relation: 'PLAN_OF', jobId: 10 }]))
    await expect(deleted).rejects.toThrow(RelationTaken)
    await db.transaction().execute((tx) => relate(tx, 7, [{ relation: 'PLAN_OF', jobId: 3 }]))
    const second = db.transaction().execute((tx) => relate(tx, 8, [{ relation: 'PLAN_OF', jobId: 3 }]))
    await expect(second).rejects.toThrow(RelationTaken)
    await db.transaction().execute((tx) => relate(tx, 8, [{ relation: 'UNDO_OF', jobId: 3 }]))
    await db.transaction().execute((tx) => relate(tx, 9, [{ relation: 'UNDO_OF', jobId: 3 }]))
  } finally {
    await closeDatabase(orm)
  }
})

test.each([
  ['dryRun', { dryRun: true }],
  ['force', { force: false }],
  ['mappingIds', { mappingIds: ['product-1'] }],
])('%s beside planOf is refused', async (field, others) => {
  await using shop = await startPairs(1)
  const plan = await sync(shop, { dryRun: true })
  expect(await ask(shop.http, 'PRODUCT_SYNC', { planOf: plan.id, ...others })).toMatchObject({
    __typename: 'InvalidInput',
    issues: [{ path: `input.${field}`, message: expect.stringContaining('planOf') }],
  })
})

test('only a dry run of the same kind that reached its end is a plan', async () => {
  await using shop = await startPairs(1)
  const job = await sync(shop)
  const match = await start(shop.http, 'AUTO_MATCH_PRODUCTS', { dryRun: true })
  await finished(shop.ws, match)
  const dry = await sync(shop, { dryRun: true })
  await rowsOf(shop.databaseUrl, `update background_job set status = 'CANCELLED' where id = ${dry.id}`)
  for (const id of [job.id, match, '9999', dry.id])
    expect(await ask(shop.http, 'PRODUCT_SYNC', { planOf: id })).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'input.planOf' }],
    })
})

test('a plan past a breaker is applied when a person applies it', async () => {
  await using shop = await startPairs(60)
  for (let number = 1; number <= 60; number++) setFirst(shop, number, 0)
  const plan = await sync(shop, { dryRun: true })
  expect(plan).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', updated: 60 })
  expect(await sync(shop)).toMatchObject({ status: 'FAILED', error: { code: 'IMPLAUSIBLE_CHANGE' } })
  expect(await sync(shop, { planOf: plan.id })).toMatchObject({ status: 'COMPLETED', updated: 60 })
  expect(shown(shop, 60)).toEqual([0, 23])
})

test('a plan that was deleted since it was begun to be applied is not taken for an empty one', async () => {
  await using shop = await startPairs(2)
  const plan = await sync(shop, { dryRun: true })
  shop.sandbox.faults.add({ platform: 'nhanh', kind: 'status', status: 500, times: Infinity })
  const job = await sync(shop, { planOf: plan.id })
  expect(job.status).toBe('FAILED')
  shop.sandbox.faults.clear()
  await deleteJob(shop, plan.id)
  await control(shop.http, 'resume', job.id)
  expect(await finished(shop.ws, job.id)).toMatchObject({
    status: 'FAILED',
    error: { code: 'EARLIER_JOB_GONE', message: expect.stringContaining(plan.id) },
  })
  expect(shown(shop, 1)).toEqual([10, 23])
})

test('customers: a plan is applied as it was shown; what drifted since is left out and named', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const [first, second, third, fourth, ...others] = await raiseAll(app)
  await unmap(app.http, 'CUSTOMER', [third!.id, fourth!.id])
  const plan = await syncCustomers(app, { dryRun: true })
  // The links of the third and the fourth are gone, so their fields are shown as to be removed.
  expect(plan).toMatchObject({ updated: others.length + 4 })
  const were = shownByCustomer(first!.shopify)
  first!.nhanh.totalAmount += 5
  await unmap(app.http, 'CUSTOMER', [second!.id])
  await map(app.http, 'CUSTOMER', String(fourth!.nhanh.id), customerGid(fourth!.shopify.id))
  const stays = shownByCustomer(fourth!.shopify)
  const applied = await syncCustomers(app, { planOf: plan.id })
  expect(applied).toMatchObject({ status: 'COMPLETED', updated: others.length + 1, skipped: 3, failed: 0 })
  expect(applied.total).toBe(others.length + 4)
  expect(shownByCustomer(first!.shopify)).toEqual(were)
  expect(shownByCustomer(third!.shopify)).toEqual({})
  for (const { shopify, nhanh } of others) expect(shownByCustomer(shopify)).toEqual(booksOf(nhanh))
  const drifted = (await itemsOf(app, applied.id)).filter(({ code }) => code === 'DRIFTED')
  expect(new Set(drifted.map(({ key }) => key))).toEqual(
    new Set([first!, second!, fourth!].map(({ shopify }) => customerGid(shopify.id))),
  )
  expect(shownByCustomer(fourth!.shopify)).toEqual(stays)
  await syncCustomers(app)
  await expectInStep(app)
})

test('customers: totals that fell by more than half are written when the plan was made with force', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const linked = await linkedCustomers(app)
  for (const { nhanh } of linked.slice(0, 3)) nhanh.totalAmount = 1
  const held = await syncCustomers(app, { dryRun: true })
  expect(held).toMatchObject({ updated: 0 })
  expect(await syncCustomers(app, { planOf: held.id })).toMatchObject({ total: 0, updated: 0 })
  const forced = await syncCustomers(app, { dryRun: true, force: true })
  expect(forced).toMatchObject({ updated: 3 })
  expect(await syncCustomers(app, { planOf: forced.id })).toMatchObject({ status: 'COMPLETED', updated: 3 })
  await expectInStep(app)
})
