import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NHANH_TYPE } from '../../../src/sandbox/nhanh/nhanh-world.ts'
import type { TestApp } from '../../support/app.ts'
import { control } from '../../support/control.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, type JobState } from '../../support/jobs.ts'
import { addPairs, levelsOf, pairOf, shownBy } from '../../support/sync/pairs.ts'
import {
  availableIn,
  itemsOf,
  linkedVariants,
  setInNhanh,
  startSyncedShop,
  sync,
  type SyncedShop,
} from '../../support/sync/shop.ts'

/** How often Shopify was told to set quantities. */
const writesTo = ({ sandbox }: TestApp) => sandbox.world.counters.shopify['SetQuantities']?.requests ?? 0

describe('a shop of every kind of product', () => {
  let shop: SyncedShop
  beforeAll(async () => {
    shop = await startSyncedShop()
  })
  afterAll(() => shop[Symbol.asyncDispose]())

  /** What every level is to show, from the sandbox's own books alone. */
  async function expectedLevels(): Promise<Record<string, (number | null)[]>> {
    const { world } = shop.sandbox
    const expected = shownBy(world)
    for (const { variant, nhanhId } of await linkedVariants(shop)) {
      const product = world.nhanh.products.get(nhanhId)
      const isPlain = product && product.type !== NHANH_TYPE.weighed && product.type !== NHANH_TYPE.combo
      const isSold = world.shopify.products.get(variant.productId)?.status !== 'ARCHIVED'
      if (!isPlain || product.stock.length === 0 || !isSold) continue
      if (variant.requiresComponents || !variant.inventoryItem.tracked) continue
      const levels = [...shop.feeds].map(([location, depots], at) => {
        const level = variant.inventoryItem.levels.find(({ locationId }) => locationId === location)
        const isBackordered = variant.inventoryPolicy === 'CONTINUE' && (level?.available ?? 0) < 0
        if (!level?.isActive || isBackordered) return expected[variant.sku ?? variant.id]![at]!
        return Math.max(0, Math.floor(availableIn(shop, nhanhId, depots) + 1e-6))
      })
      expected[variant.sku ?? variant.id] = levels
    }
    return expected
  }

  /** Whatever order they were written in, and however Shopify calls the writes. */
  const linesOf = async ({ id }: JobState) =>
    (await itemsOf(shop, id))
      .map(({ after, ...line }) => ({ ...line, levels: after?.levels }))
      .toSorted((a, b) => a.key.localeCompare(b.key))

  test('a dry run lists what a run writes, and writes nothing; the next finds nothing to do', async () => {
    const { world } = shop.sandbox
    const before = shownBy(world)
    const expected = await expectedLevels()
    expect(expected).not.toEqual(before)
    const dry = await sync(shop, { dryRun: true })
    expect(shownBy(world)).toEqual(before)
    expect(writesTo(shop)).toBe(0)
    expect(await rowsOf(shop.databaseUrl, 'select * from published_level')).toEqual([])

    const job = await sync(shop)
    expect(job).toMatchObject({ status: 'COMPLETED', failed: 0, attempt: 1 })
    expect(shownBy(world)).toEqual(expected)
    expect(await linesOf(dry)).toEqual(await linesOf(job))
    const { updated, unchanged, skipped, total } = job
    expect(dry).toMatchObject({ status: 'COMPLETED', updated, unchanged, skipped, total })
    const levels = [...world.shopify.inventoryAdjustments].flatMap(({ changes }) => changes)
    expect(job.metadata['levelsWritten']).toBe(levels.length)
    const synced = `select count(*)::int as count from product_mapping where status = 'SYNCED' and last_synced_at is not null`
    expect(await rowsOf(shop.databaseUrl, synced)).toEqual([{ count: updated + unchanged }])

    const writes = writesTo(shop)
    expect(writes).toBe(Math.ceil(levels.length / 250))
    const again = await sync(shop)
    expect(again).toMatchObject({ status: 'COMPLETED', updated: 0, total: total! })
    // Where one level of two was written, the other is still not stocked.
    const partly = (await itemsOf(shop, job.id)).filter(({ outcome, code }) => outcome === 'UPDATED' && code)
    expect(again.skipped).toBe(skipped + partly.length)
    expect(writesTo(shop)).toBe(writes)
    expect(shownBy(world)).toEqual(expected)
    expect(await rowsOf(shop.databaseUrl, 'select * from write_intent')).toEqual([])
  })

  test('some that are chosen, and no others', async () => {
    const [location, [depot]] = [...shop.feeds][0]! as [number, [number]]
    const [chosen, other] = (await linkedVariants(shop)).filter(
      ({ variant, nhanhId }) =>
        !levelsOf(shop.sandbox.world, variant).includes(null) && availableIn(shop, nhanhId, [depot]) > 3,
    )
    for (const { nhanhId } of [chosen!, other!])
      setInNhanh(shop, nhanhId, depot, availableIn(shop, nhanhId, [depot]) + 7)
    const before = shownBy(shop.sandbox.world)
    const job = await sync(shop, { mappingIds: [`product-${chosen!.mappingId}`] })
    expect(job).toMatchObject({ status: 'COMPLETED', total: 1, updated: 1 })
    const after = shownBy(shop.sandbox.world)
    const changed = Object.keys(after).filter((sku) => String(after[sku]) !== String(before[sku]))
    expect(changed).toEqual([chosen!.variant.sku])
    const level = chosen!.variant.inventoryItem.levels.find(({ locationId }) => locationId === location)
    expect(level!.available).toBe(availableIn(shop, chosen!.nhanhId, [depot]))
  })
})

test('one depot and one location need no assigning', async () => {
  await using shop = await startSyncedShop({
    sandbox: { products: 0 },
    fill: (world) => {
      world.nhanh.depots.splice(1)
      world.shopify.locations.delete(world.shopify.locations.records[1]!.id)
      addPairs(world, 3)
    },
  })
  await rowsOf(shop.databaseUrl, 'delete from depot_assignment')
  setInNhanh(shop, pairOf(shop.sandbox.world, 1).product.id, shop.sandbox.world.nhanh.depots[0]!.id, 15)
  expect(await sync(shop)).toMatchObject({ status: 'COMPLETED', updated: 1, unchanged: 2 })
  expect(levelsOf(shop.sandbox.world, pairOf(shop.sandbox.world, 1).variant)).toEqual([15])
})

describe('a plan that is not believed', () => {
  let shop: SyncedShop
  beforeAll(async () => {
    shop = await startSyncedShop({ sandbox: { products: 0 }, fill: (world) => addPairs(world, 60) })
    await sync(shop)
  })
  afterAll(() => shop[Symbol.asyncDispose]())

  function setAll(howMany: number, stock: number[]): void {
    const depots = shop.sandbox.world.nhanh.depots.map(({ id }) => id)
    for (let number = 1; number <= howMany; number++)
      for (const [at, depot] of depots.entries())
        setInNhanh(shop, pairOf(shop.sandbox.world, number).product.id, depot, stock[at]!)
  }

  test.each<[string, number, number[]]>([
    ['more than fifty items to 0 at one location', 51, [0, 11, 12]],
    ['a third of all pieces', 60, [6, 8, 8]],
  ])('%s: nothing is written, the plan is listed, and it stays so', async (_name, howMany, stock) => {
    setAll(howMany, stock)
    const { world } = shop.sandbox
    const before = shownBy(world)
    const writes = writesTo(shop)
    const job = await sync(shop)
    expect(job).toMatchObject({
      status: 'FAILED',
      error: { code: 'IMPLAUSIBLE_CHANGE', retryable: false },
      skipped: howMany,
      updated: 0,
    })
    const lines = await itemsOf(shop, job.id)
    expect(lines.filter(({ code }) => code === 'IMPLAUSIBLE_CHANGE')).toHaveLength(howMany)
    expect(lines[0]).toMatchObject({ before: { levels: [{ available: 10 }, { available: 23 }] } })
    expect(lines[0]!.after?.levels?.[0]?.available).toBe(stock[0])
    await control(shop.http, 'resume', job.id)
    expect(await finished(shop.ws, job.id)).toMatchObject({
      status: 'FAILED',
      error: { code: 'IMPLAUSIBLE_CHANGE' },
    })
    expect(shownBy(world)).toEqual(before)
    expect(writesTo(shop)).toBe(writes)

    const forced = await sync(shop, { force: true })
    expect(forced).toMatchObject({ status: 'COMPLETED', updated: howMany })
    expect(levelsOf(world, pairOf(world, 1).variant)).toEqual([stock[0], stock[1]! + stock[2]!])
    setAll(60, [10, 11, 12])
    await rowsOf(shop.databaseUrl, 'delete from published_level')
    await sync(shop)
    expect(shownBy(world)).toEqual(before)
  })

  test('fifty items to 0 are believed', async () => {
    setAll(50, [10, 0, 0])
    setAll(20, [10, 11, 12])
    expect(await sync(shop, { dryRun: true })).toMatchObject({ status: 'COMPLETED_WITH_ERRORS' })
    setAll(30, [10, 11, 12])
    expect(await sync(shop)).toMatchObject({ status: 'COMPLETED', updated: 20 })
  })
})
