import { gql } from 'graphql-request'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FaultRequest } from '../../../src/sandbox/faults.ts'
import { NHANH_TYPE } from '../../../src/sandbox/nhanh/nhanh-world.ts'
import type { TestApp } from '../../support/app.ts'
import { control, controlled } from '../../support/control.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, type JobState } from '../../support/jobs.ts'
import { addPairs, levelsOf, pairOf, shownBy, type Pair } from '../../support/sync/pairs.ts'
import {
  assignDepots,
  itemsOf,
  setInNhanh,
  startSyncedShop,
  sync,
  type ShownItem,
  type SyncedShop,
} from '../../support/sync/shop.ts'

/** How often Shopify was told to set quantities. */
const writesTo = ({ sandbox }: TestApp) => sandbox.world.counters.shopify['SetQuantities']?.requests ?? 0

async function lineOf(shop: TestApp, job: JobState, { gid }: Pair): Promise<ShownItem | undefined> {
  return (await itemsOf(shop, job.id)).find(({ key }) => key === gid)
}

/** In few words: `UPDATED`, `SKIPPED COMBO`, or UNCHANGED for what has no line. */
async function outcomeOf(shop: TestApp, job: JobState, pair: Pair): Promise<string> {
  const line = await lineOf(shop, job, pair)
  return line ? [line.outcome, line.code].filter(Boolean).join(' ') : 'UNCHANGED'
}

const isAskedForStock = ({ path }: FaultRequest) => path === '/product/inventory' || path === '/product/list'

async function isDryRun({ http }: TestApp, id: string): Promise<boolean> {
  const { job } = await http.request<{ job: { dryRun: boolean } }>(
    gql`
      query ($id: ID!) {
        job(id: $id) {
          dryRun
        }
      }
    `,
    { id },
  )
  return job.dryRun
}

describe('pairs that are in step', () => {
  const PAIRS = 60
  let shop: SyncedShop
  let depots: number[]
  let locations: number[]

  beforeAll(async () => {
    shop = await startSyncedShop({
      sandbox: { products: 0 },
      fill: (world) =>
        addPairs(world, PAIRS, (number) => {
          if (number === 50) return { nhanh: { type: NHANH_TYPE.weighed } }
          if (number === 51) return { nhanh: { type: NHANH_TYPE.combo } }
          if (number === 52) return { nhanh: { stock: [] } }
          return number === 53 ? { nhanh: { status: 3 } } : {}
        }),
      config: {
        sync: {
          salePendingMs: 3_600_000,
          combos: 'SKIP',
          stoppedProducts: 'KEEP',
          customers: true,
          metafieldNamespace: 'synctrack',
        },
      },
    })
    depots = shop.sandbox.world.nhanh.depots.map(({ id }) => id)
    locations = shop.sandbox.world.shopify.locations.records.map(({ id }) => id)
    expect(await sync(shop)).toMatchObject({ status: 'COMPLETED', updated: 0, unchanged: PAIRS - 4 })
    expect(writesTo(shop)).toBe(0)
  })
  afterAll(() => shop[Symbol.asyncDispose]())
  afterEach(() => shop.sandbox.faults.clear())

  const pair = (number: number) => pairOf(shop.sandbox.world, number)
  const shown = (number: number) => levelsOf(shop.sandbox.world, pair(number).variant)
  const query = <Row extends object>(text: string, values?: unknown[]) =>
    rowsOf<Row>(shop.databaseUrl, text, values)
  const ofMapping = (change: string, number: number) =>
    query(`update product_mapping set ${change} where shopify_id = $1`, [pair(number).gid])
  const setRemain = (number: number, at: number, available: number) =>
    setInNhanh(shop, pair(number).product.id, depots[at]!, available)
  const edit = (number: number, at: number, available: number) =>
    shop.sandbox.world.shopify.setAvailable(pair(number).variant.inventoryItem.id, locations[at]!, available)
  const sell = (number: number, quantity: number, at = 0) =>
    shop.sandbox.world.shopify.placeOrder({
      variantId: pair(number).variant.id,
      quantity,
      locationId: locations[at]!,
    })

  test('the reserve of a mapping is held back at each location, that of a location from each item', async () => {
    await ofMapping('reserve = 4', 1)
    expect(await sync(shop)).toMatchObject({ updated: 1 })
    expect(shown(1)).toEqual([6, 19])
    await ofMapping('reserve = 0', 1)
    await assignDepots(shop, locations[0]!, [depots[0]!], 1)
    const job = await sync(shop)
    expect(job).toMatchObject({ status: 'COMPLETED', updated: PAIRS - 4 })
    expect(shown(1)).toEqual([9, 23])
    expect(shown(2)).toEqual([9, 23])
    await assignDepots(shop, locations[0]!, [depots[0]!], 0)
    await sync(shop)
    expect(shown(2)).toEqual([10, 23])
  })

  test('on hold nothing is touched; zero is 0 at every location, until it is over', async () => {
    setRemain(3, 0, 17)
    await ofMapping(`policy = 'HOLD'`, 3)
    await ofMapping(`policy = 'ZERO'`, 4)
    await ofMapping(`policy = 'ZERO', policy_until = now() - interval '1 minute'`, 5)
    const job = await sync(shop)
    expect(await outcomeOf(shop, job, pair(3))).toBe('SKIPPED ON_HOLD')
    expect([shown(3), shown(4), shown(5)]).toEqual([
      [10, 23],
      [0, 0],
      [10, 23],
    ])
    expect((await lineOf(shop, job, pair(4)))?.before?.levels?.map(({ available }) => available)).toEqual([
      10, 23,
    ])
    await ofMapping(`policy = 'SYNC'`, 3)
    await ofMapping(`policy = 'SYNC'`, 4)
    await sync(shop)
    expect([shown(3), shown(4)]).toEqual([
      [17, 23],
      [10, 23],
    ])
  })

  test('an edit by hand: what is too high is lowered, what is too low waits as a sale', async () => {
    edit(6, 0, 99)
    edit(7, 0, 4)
    const job = await sync(shop)
    expect([shown(6), shown(7)]).toEqual([
      [10, 23],
      [4, 23],
    ])
    expect(await outcomeOf(shop, job, pair(7))).toBe('SKIPPED SALE_PENDING')
    expect(job.status).toBe('COMPLETED')
    await query(`update published_level set pending_since = pending_since - interval '60 minutes'
      where pending_since is not null`)
    const later = await sync(shop)
    expect(await outcomeOf(shop, later, pair(7))).toBe('UPDATED')
    expect(shown(7)).toEqual([10, 23])
  })

  test('an order that Nhanh does not know holds its level, until Nhanh falls', async () => {
    sell(8, 3)
    setRemain(8, 1, 15)
    const first = await sync(shop)
    const line = await lineOf(shop, first, pair(8))
    expect(line).toMatchObject({ outcome: 'UPDATED', code: 'SALE_PENDING' })
    expect(shown(8)).toEqual([7, 27])
    expect(await outcomeOf(shop, await sync(shop), pair(8))).toBe('SKIPPED SALE_PENDING')
    setRemain(8, 0, 7)
    expect(await outcomeOf(shop, await sync(shop), pair(8))).toBe('UNCHANGED')
    setRemain(8, 0, 9)
    expect(await outcomeOf(shop, await sync(shop), pair(8))).toBe('UPDATED')
    expect(shown(8)).toEqual([9, 27])
  })

  test('with the orders known, exactly their units are taken off, and the level may rise', async () => {
    const { scopes } = shop.sandbox.world.shopify
    scopes.push('read_orders')
    try {
      sell(9, 3)
      setRemain(9, 0, 20)
      edit(10, 0, 2)
      expect(await sync(shop)).toMatchObject({ updated: 2 })
      expect([shown(9), shown(10)]).toEqual([
        [17, 23],
        [10, 23],
      ])
      expect(await sync(shop)).toMatchObject({ updated: 0 })
      setRemain(9, 0, 17)
      expect(await sync(shop)).toMatchObject({ updated: 0 })
      expect(shown(9)).toEqual([17, 23])
    } finally {
      scopes.pop()
    }
  })

  test('an order between the reading of the levels and that of the orders is not given back', async () => {
    const { scopes } = shop.sandbox.world.shopify
    scopes.push('read_orders')
    try {
      edit(11, 0, 9)
      const sale = { platform: 'shopify', kind: 'meanwhile' } as const
      let isSold = false
      shop.sandbox.faults.add({
        ...sale,
        match: ({ operationName }) => operationName === 'NewestOrdersPage',
        act: () => {
          if (!isSold) sell(12, 2)
          isSold = true
        },
      })
      await sync(shop)
      expect(isSold).toBe(true)
      expect([shown(11), shown(12)]).toEqual([
        [10, 23],
        [8, 23],
      ])
    } finally {
      scopes.pop()
      setRemain(12, 0, 8)
      await sync(shop)
    }
  })

  test('each reason for which a thing is left alone is told, and none of them is an error', async () => {
    const { world } = shop.sandbox
    pair(20).variant.inventoryItem.tracked = false
    pair(21).variant.requiresComponents = true
    world.shopify.products.get(pair(22).variant.productId)!.status = 'ARCHIVED'
    Object.assign(pair(23).variant, { inventoryPolicy: 'CONTINUE' })
    edit(23, 0, -2)
    Object.assign(pair(24).variant.inventoryItem.levels[1]!, { isActive: false })
    await ofMapping(`policy = 'HOLD'`, 25)
    sell(26, 1)
    const before = shownBy(world)
    const job = await sync(shop)
    expect(shownBy(world)).toEqual(before)
    const outcomes = await Promise.all(
      [20, 21, 22, 23, 24, 25, 26, 50, 51, 52, 53].map((number) => outcomeOf(shop, job, pair(number))),
    )
    expect(outcomes).toEqual(
      `UNTRACKED BUNDLE_PARENT ARCHIVED BACKORDERED NOT_STOCKED_AT_LOCATION ON_HOLD SALE_PENDING
       WEIGHED_GOODS COMBO NO_STOCK_RECORD STOPPED_IN_NHANH`
        .split(/\s+/)
        .map((code) => `SKIPPED ${code}`),
    )
    expect(job).toMatchObject({ status: 'COMPLETED', failed: 0, skipped: 11, updated: 0 })
    setRemain(26, 0, 9)
  })

  test('what is wrong is told as an error, and makes the job end with errors', async () => {
    const { world } = shop.sandbox
    const gone = pair(30)
    world.shopify.removeProduct(gone.variant.productId)
    const { variant } = pair(31)
    const changed = pair(31)
    variant.sku = 'SP-31-B'
    const absent = pair(32)
    world.nhanh.products.delete(absent.product.id)
    const before = levelsOf(world, absent.variant)
    const job = await sync(shop)
    expect(await Promise.all([gone, changed, absent].map((one) => outcomeOf(shop, job, one)))).toEqual([
      'FAILED VARIANT_GONE',
      'FAILED KEY_CHANGED',
      'FAILED STOCK_UNKNOWN',
    ])
    expect(levelsOf(world, absent.variant)).toEqual(before)
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: 3, error: null })
    const failures = await query(
      'select code, attempts, retry_at is not null as waits from sync_failure order by 1',
    )
    expect(failures).toEqual([
      { code: 'KEY_CHANGED', attempts: 1, waits: false },
      { code: 'STOCK_UNKNOWN', attempts: 1, waits: true },
      { code: 'VARIANT_GONE', attempts: 1, waits: false },
    ])
    world.nhanh.products.add(absent.product)
    variant.sku = 'SP-31'
    const again = await sync(shop)
    expect(again).toMatchObject({ failed: 1 })
    expect((await lineOf(shop, again, gone))?.attempts).toBe(2)
    expect(await query('select code, attempts from sync_failure')).toEqual([
      { code: 'VARIANT_GONE', attempts: 2 },
    ])
  })

  test('half of the ids missing in every answer: asked for in three ways, then left as they are', async () => {
    const { world, faults } = shop.sandbox
    const isMissing = ({ id, productId }: { id?: number; productId?: number }) => (id ?? productId)! % 2 === 0
    const change = (answer: unknown) => {
      const { data } = answer as { data: { id?: number; productId?: number }[] }
      return { ...(answer as object), data: data.filter((one) => !isMissing(one)) }
    }
    faults.add({ platform: 'nhanh', kind: 'transform', match: isAskedForStock, change, times: Infinity })
    for (const number of [33, 34, 35, 36]) setRemain(number, 0, 11)
    const before = shownBy(world)
    const { nhanh } = world.counters
    const asked = () => [nhanh['/product/inventory']?.requests ?? 0, nhanh['/product/list']?.requests ?? 0]
    const [inventory, list] = asked() as [number, number]
    const job = await sync(shop)
    expect(asked()).toEqual([inventory + 2, list + 1])
    expect(job.status).toBe('COMPLETED_WITH_ERRORS')
    for (const number of [33, 34, 35, 36]) {
      const isLost = isMissing(pair(number).product)
      expect(await outcomeOf(shop, job, pair(number))).toBe(isLost ? 'FAILED STOCK_UNKNOWN' : 'UPDATED')
      expect(shown(number)).toEqual(isLost ? before[`SP-${number}`] : [11, 23])
    }
    faults.clear()
    await sync(shop)
    expect([33, 34, 35, 36].map(shown)).toEqual(Array.from({ length: 4 }, () => [11, 23]))
  })

  test('a depot less in one answer, without a change of the total: unknown, and untouched', async () => {
    const before = shownBy(shop.sandbox.world)
    shop.sandbox.faults.add({
      platform: 'nhanh',
      kind: 'transform',
      match: ({ path }) => path === '/product/inventory',
      change: (answer) => {
        const { data } = answer as { data: { inventory: { depots: unknown[] } }[] }
        for (const { inventory } of data) inventory.depots.pop()
        return answer
      },
    })
    const job = await sync(shop)
    expect(job.status).toBe('COMPLETED_WITH_ERRORS')
    expect(await outcomeOf(shop, job, pair(40))).toBe('FAILED STOCK_UNKNOWN')
    expect(shownBy(shop.sandbox.world)).toEqual(before)
  })

  test('a depot that the token does not cover any more stops it', async () => {
    const { nhanh } = shop.sandbox.world
    const before = shownBy(shop.sandbox.world)
    nhanh.grantedDepotIds = depots.slice(0, 2)
    const job = await sync(shop)
    expect(job).toMatchObject({ status: 'FAILED', processed: 0, error: { code: 'DEPOT_LOST' } })
    expect(job.error!.message).toContain(String(depots[2]))
    expect(shownBy(shop.sandbox.world)).toEqual(before)
    nhanh.grantedDepotIds = 'All'
    await control(shop.http, 'resume', job.id)
    expect(await finished(shop.ws, job.id)).toMatchObject({ failed: 1, updated: 0 })
  })

  test('a new depot makes it a dry run that names it, until it is assigned', async () => {
    const { nhanh } = shop.sandbox.world
    nhanh.depots.push({ ...nhanh.depots[0]!, id: 9999, name: 'Kho Vinh' })
    setRemain(41, 0, 12)
    const job = await sync(shop)
    const { warnings } = await controlled(shop.http, job.id)
    expect(warnings).toMatchObject([{ code: 'DEPOT_UNASSIGNED' }])
    expect(
      JSON.stringify(await query('select warnings from background_job order by id desc limit 1')),
    ).toContain('Kho Vinh (9999)')
    expect(job.status).toBe('COMPLETED_WITH_ERRORS')
    expect(await isDryRun(shop, job.id)).toBe(true)
    expect(await outcomeOf(shop, job, pair(41))).toBe('UPDATED')
    expect(shown(41)).toEqual([10, 23])
    await assignDepots(shop, locations[1]!, [...depots.slice(1), 9999])
    await sync(shop)
    expect(shown(41)).toEqual([12, 23])
  })
})
