import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import type { JobState } from '../../support/jobs.ts'
import { IN_A_WRITE, KilledShop, MOMENTS, PAIRS, UNTOUCHED, WRITTEN } from '../../support/sync/killed-shop.ts'
import { expectTrueLedger } from '../../support/sync/ledger-truth.ts'
import { sync } from '../../support/sync/shop.ts'

vi.setConfig({ testTimeout: 120_000 })

let shop: KilledShop
beforeEach(async () => {
  shop = await KilledShop.open()
})
afterEach(() => shop[Symbol.asyncDispose]())

/** What a sync would write, shown by a server that ends then. */
async function dryRun(): Promise<JobState> {
  await using app = await startTestApp({ databaseUrl: shop.databaseUrl, existingSandbox: shop.sandbox })
  return await sync(app, { dryRun: true })
}

test.each(MOMENTS)(
  'a plan that is applied, killed %s: the next run writes what it showed',
  async (_name, moment) => {
    const plan = await dryRun()
    const jobId = await shop.killed(moment, 'PRODUCT_SYNC', { planOf: plan.id })
    const job = await shop.takenUp(jobId)
    expect(job).toMatchObject({
      status: 'COMPLETED',
      attempt: 2,
      updated: PAIRS,
      skipped: 0,
      total: PAIRS,
    })
    for (const number of [1, IN_A_WRITE, PAIRS]) expect(shop.shown(number)).toEqual(WRITTEN)
    await expectTrueLedger(shop, jobId)
  },
)

test.each(MOMENTS)('an undo, killed %s: the next run puts back all, each once', async (_name, moment) => {
  await shop.serve()
  const synced = await shop.syncAgain()
  expect(await shop.server.end('SIGTERM')).toBe(0)
  const jobId = await shop.killed(moment, 'UNDO_SYNC', { jobId: synced.id })
  const job = await shop.takenUp(jobId)
  expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2, updated: PAIRS, total: PAIRS, failed: 0 })
  for (const number of [1, IN_A_WRITE, PAIRS]) expect(shop.shown(number)).toEqual(UNTOUCHED)
  await expectTrueLedger(shop, jobId)
})
