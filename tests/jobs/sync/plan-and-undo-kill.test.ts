import { expect, test, vi } from 'vitest'
import { IN_A_WRITE, MOMENTS, PAIRS, sharedKilledShop } from '../../support/sync/killed-shop.ts'
import { expectTrueLedger } from '../../support/sync/ledger-truth.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const shared = sharedKilledShop()

test.each(MOMENTS)(
  'a plan that is applied, killed %s: the next run writes what it showed',
  async (_name, moment) => {
    const { shop } = shared
    const plan = await shop.syncAgain({ dryRun: true })
    const jobId = await shop.killed(moment, 'PRODUCT_SYNC', { planOf: plan.id })
    const job = await shop.takenUp(jobId)
    expect(job).toMatchObject({
      status: 'COMPLETED',
      attempt: 2,
      updated: PAIRS,
      skipped: 0,
      total: PAIRS,
    })
    for (const number of [1, IN_A_WRITE, PAIRS]) expect(shop.shown(number)).toEqual(shop.inStep)
    await expectTrueLedger(shop, jobId)
  },
)

test.each(MOMENTS)('an undo, killed %s: the next run puts back all, each once', async (_name, moment) => {
  const { shop } = shared
  const before = shop.shown(1)
  const synced = await shop.syncAgain()
  expect(shop.shown(1)).not.toEqual(before)
  const jobId = await shop.killed(moment, 'UNDO_SYNC', { jobId: synced.id })
  const job = await shop.takenUp(jobId)
  expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2, updated: PAIRS, total: PAIRS, failed: 0 })
  for (const number of [1, IN_A_WRITE, PAIRS]) expect(shop.shown(number)).toEqual(before)
  await expectTrueLedger(shop, jobId)
})
