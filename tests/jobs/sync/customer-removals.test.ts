import { expect, test } from 'vitest'
import type { FaultRequest } from '../../../src/sandbox/faults.ts'
import { control, controlled } from '../../support/control.ts'
import { finished, run, start } from '../../support/jobs.ts'
import {
  customerGid,
  expectInStep,
  isSet,
  linkedCustomers,
  pictureOf,
  raiseAll,
  shownBy,
  startLinkedCustomers,
  syncCustomers,
} from '../../support/sync/customers.ts'
import { itemsOf } from '../../support/sync/shop.ts'

test('a call that is refused as a whole has removed nothing', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const linked = await linkedCustomers(app)
  for (const { nhanh } of linked) Object.assign(nhanh, { totalAmount: nhanh.totalAmount + 1, level: null })
  const before = pictureOf(app)
  const isFilled = linked.filter(({ shopify }) => 'level' in shownBy(shopify))
  expect(isFilled.length).toBeGreaterThan(0)
  app.sandbox.faults.add({
    platform: 'shopify',
    kind: 'status',
    status: 403,
    match: isSet,
    times: Infinity,
  })
  expect(await syncCustomers(app)).toMatchObject({ status: 'FAILED', updated: 0 })
  expect(pictureOf(app)).toEqual(before)
  app.sandbox.faults.clear()
  await syncCustomers(app)
  await expectInStep(app)
})

test('a removal that fails after its set leaves the write unconfirmed, and it is said what was taken', async () => {
  await using app = await startLinkedCustomers()
  await syncCustomers(app)
  const linked = await linkedCustomers(app)
  const levelled = linked.filter(({ nhanh }) => nhanh.level)
  for (const { nhanh } of levelled) Object.assign(nhanh, { totalAmount: nhanh.totalAmount + 1, level: null })
  const isRemoval = ({ operationName }: FaultRequest) => operationName === 'MetafieldsDelete'
  app.sandbox.faults.add({
    platform: 'shopify',
    kind: 'status',
    status: 403,
    match: isRemoval,
    times: Infinity,
  })
  const job = await syncCustomers(app)
  expect(job.status).toBe('FAILED')
  const lines = await itemsOf(app, job.id)
  const taken = levelled.filter(
    ({ shopify, nhanh }) => shownBy(shopify).total_spent === String(nhanh.totalAmount),
  )
  expect(taken.length).toBeGreaterThan(0)
  expect(new Set(lines.map(({ key }) => key))).toEqual(
    new Set(taken.map(({ shopify }) => customerGid(shopify.id))),
  )
  expect(new Set(lines.map(({ code }) => code))).toEqual(new Set(['WRITE_UNCONFIRMED']))
  app.sandbox.faults.clear()
  await syncCustomers(app)
  const told = new Set((await itemsOf(app, job.id)).map(({ message }) => message))
  expect(told).toEqual(new Set(['Shopify had taken a part of it, as was found later']))
  await expectInStep(app)
})

test('what is removed too goes by calls, so that nothing is gone before it is listed', async () => {
  await using app = await startLinkedCustomers({ app: { customersInBulkFrom: 5 } })
  await syncCustomers(app)
  const linked = await raiseAll(app)
  const without = linked.filter(({ nhanh }) => nhanh.level).slice(0, 3)
  for (const { nhanh } of without) nhanh.level = null
  const before = pictureOf(app)
  const met = Promise.withResolvers<void>()
  app.sandbox.faults.add({
    platform: 'shopify',
    kind: 'hang',
    match: ({ operationName }) => {
      if (operationName === 'StageUpload') met.resolve()
      return operationName === 'StageUpload'
    },
  })
  const jobId = await start(app.http, 'CUSTOMER_SYNC')
  await met.promise
  await control(app.http, 'pause', jobId)
  await expect
    .poll(async () => (await controlled(app.http, jobId)).status, { timeout: 20_000 })
    .toBe('PAUSED')
  expect(pictureOf(app)).toEqual(before)
  await control(app.http, 'resume', jobId)
  expect(await finished(app.ws, jobId)).toMatchObject({ status: 'COMPLETED', updated: linked.length })
  const were = new Map((await itemsOf(app, jobId)).map((item) => [item.key, item.before]))
  for (const { shopify } of without) {
    const key = customerGid(shopify.id)
    expect(were.get(key)).toMatchObject(before.get(key)!)
  }
  await expectInStep(app)
})

test('an undo that failed between setting and removing is finished by another', async () => {
  await using app = await startLinkedCustomers()
  for (const { nhanh } of await linkedCustomers(app)) nhanh.level = null
  await syncCustomers(app)
  const before = pictureOf(app)
  const linked = await raiseAll(app)
  for (const { nhanh } of linked) nhanh.level = { id: 9, name: 'New' }
  const job = await syncCustomers(app)
  app.sandbox.faults.add({
    platform: 'shopify',
    kind: 'status',
    status: 403,
    times: Infinity,
    match: ({ operationName }) => operationName === 'MetafieldsDelete',
  })
  expect(await run(app, 'UNDO_SYNC', { jobId: job.id })).toMatchObject({ status: 'FAILED', updated: 0 })
  app.sandbox.faults.clear()
  const again = await run(app, 'UNDO_SYNC', { jobId: job.id })
  expect(again).toMatchObject({ status: 'COMPLETED', updated: linked.length, skipped: 0 })
  expect(pictureOf(app)).toEqual(before)
})
