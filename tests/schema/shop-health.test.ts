import { gql } from 'graphql-request'
import { NHANH_TYPE } from '../../src/sandbox/nhanh/nhanh-world.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTestApp, type TestApp, type TestAppOptions } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'
import { insertPastJob } from '../support/past-jobs.ts'
import { schedule } from '../support/schedules.ts'
import { raiseAll, startLinkedCustomers, syncCustomers } from '../support/sync/customers.ts'
import { addPairs, pairOf } from '../support/sync/pairs.ts'
import {
  availableIn,
  itemsOf,
  linkedVariants,
  setInNhanh,
  setWritesEnabled,
  startSyncedShop,
  sync,
  variantGid,
  type SyncedShop,
} from '../support/sync/shop.ts'

interface Finding {
  count: number
  examples: { id: string; sku: string | null; mapping: { id: string } | null }[]
}

interface Step {
  type: string
  lastGoodRun: { id: string } | null
  lastRun: { id: string; status: string } | null
  overdueSince: string | null
  written: number
  largestChanges: { change: number; item: { key: string; before: unknown; after: unknown } }[]
}

interface Health {
  sentence: string
  level: string
  reasons: string[]
  asOf: string | null
  linked: number
  right: number
  needYou: number
  costs: Record<
    'onSaleWithoutStock' | 'inStockNotOnline' | 'sellingUnlinked' | 'stoppedOnSale' | 'held',
    Finding
  > | null
  chain: Step[]
  reviews: {
    kind: string
    open: number
    newSinceYesterday: number
    reasons: { reason: string; open: number; newSinceYesterday: number }[]
  }[]
  writes: { enabled: boolean; until: string | null; reason: string | null }
  tokens: { platform: string; expiresAt: string; daysLeft: number }[]
  openDepots: { name: string }[]
  lostDepots: { name: string }[]
  openAlerts: { cause: string; title: string }[]
}

const HEALTH = gql`
  fragment FindingFields on ShopHealthFinding {
    count
    examples {
      id
      sku
      mapping {
        id
      }
    }
  }
  query ($timeZone: String! = "Asia/Ho_Chi_Minh") {
    shopHealth(timeZone: $timeZone) {
      sentence
      level
      reasons
      asOf
      linked
      right
      needYou
      costs {
        onSaleWithoutStock {
          ...FindingFields
        }
        inStockNotOnline {
          ...FindingFields
        }
        sellingUnlinked {
          ...FindingFields
        }
        stoppedOnSale {
          ...FindingFields
        }
        held {
          ...FindingFields
        }
      }
      chain {
        type
        lastGoodRun {
          id
        }
        lastRun {
          id
          status
        }
        overdueSince
        written
        largestChanges {
          change
          item {
            key
            before
            after
          }
        }
      }
      reviews {
        kind
        open
        newSinceYesterday
        reasons {
          reason
          open
          newSinceYesterday
        }
      }
      writes {
        enabled
        until
        reason
      }
      tokens {
        platform
        expiresAt
        daysLeft
      }
      openDepots {
        name
      }
      lostDepots {
        name
      }
      openAlerts {
        cause
        title
      }
    }
  }
`

async function healthOf({ http }: TestApp, language = 'en', variables: object = {}): Promise<Health> {
  return (await http.request<{ shopHealth: Health }>(HEALTH, variables, { 'accept-language': language }))
    .shopHealth
}

function stepOf({ chain }: Health, type: string): Step {
  return chain.find((step) => step.type === type)!
}

/** A shop of pairs that are in step, each SKU SP-n; `options` as of a test server. */
async function startPairs(count: number, options: TestAppOptions = {}): Promise<SyncedShop> {
  const shop = await startSyncedShop({
    sandbox: { products: 0 },
    fill: (world) => addPairs(world, count),
    ...options,
  })
  onTestFinished(() => shop[Symbol.asyncDispose]())
  return shop
}

const setSold = ({ sandbox: { world } }: TestApp, number: number, available: number) => {
  for (const level of pairOf(world, number).variant.inventoryItem.levels) level.available = available
}

/** What a clock shows there; a test may run across midnight, so the day may follow. */
const clock = (iso: string, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(iso))

describe('the sentence', () => {
  test('of a shop of which nothing was pulled yet', async () => {
    await using server = await startTestApp({ sandbox: { products: 3 } })
    const health = await healthOf(server)
    expect(health).toMatchObject({
      sentence: 'Stock is not kept right: the products have not been pulled yet',
      level: 'RED',
      asOf: null,
      linked: 0,
      right: 0,
      needYou: 0,
      tokens: [],
      lostDepots: [],
      openAlerts: [],
    })
    expect(health.reasons).toEqual(expect.arrayContaining(['NOTHING_PULLED', 'NEVER_SYNCED', 'DEPOT_OPEN']))
    expect(health.openDepots).toHaveLength(3)
    expect(health.chain.map(({ lastRun, written }) => [lastRun, written])).toEqual(
      Array.from({ length: 8 }, () => [null, 0]),
    )
    expect((await healthOf(server, 'vi')).sentence).toBe('Tồn chưa được giữ đúng: chưa tải sản phẩm lần nào')
  })

  test('of a platform that is not connected', async () => {
    await using server = await startTestApp({
      sandbox: { products: 3 },
      config: { shopify: { ready: false, missing: ['SHOPIFY_SHOP'] } },
    })
    expect(await healthOf(server)).toMatchObject({
      sentence: 'Stock is not kept right: Nhanh or Shopify is not connected',
      level: 'RED',
      costs: null,
      reviews: [],
    })
  })

  test('of a shop in which all is right, in the zone that is asked for', async () => {
    const shop = await startPairs(3)
    // What a person chose to apply to one record says nothing of the others.
    const past = { type: 'PRODUCT_SYNC', endedAgo: '1 minute' }
    const plan = await insertPastJob(shop.databaseUrl, {
      ...past,
      dryRun: true,
      input: { mappingIds: ['product-1'] },
    })
    const applied = await insertPastJob(shop.databaseUrl, { ...past, input: { planOf: String(plan) } })
    await rowsOf(shop.databaseUrl, `insert into job_relation values ($1, 'PLAN_OF', $2)`, [applied, plan])
    expect(await healthOf(shop)).toMatchObject({
      level: 'RED',
      reasons: ['NEVER_SYNCED', 'NEED_YOU'],
      needYou: 3,
    })
    const { id } = await sync(shop)
    const health = await healthOf(shop)
    expect(health).toMatchObject({ level: 'GOOD', reasons: [], linked: 3, right: 3, needYou: 0 })
    expect(stepOf(health, 'PRODUCT_SYNC')).toMatchObject({
      lastGoodRun: { id },
      lastRun: { id, status: 'COMPLETED' },
      written: 0,
      largestChanges: [],
    })
    const inVietnam = clock(health.asOf!, 'Asia/Ho_Chi_Minh')
    expect(health.sentence).toBe(`Stock right as of ${inVietnam}: all 3 linked variants`)
    expect((await healthOf(shop, 'vi')).sentence).toBe(`Tồn đúng lúc ${inVietnam}: cả 3 biến thể đã liên kết`)
    const inNepal = clock(health.asOf!, 'Asia/Kathmandu')
    expect((await healthOf(shop, 'en', { timeZone: 'Asia/Kathmandu' })).sentence).toContain(inNepal)
    await expect(healthOf(shop, 'en', { timeZone: '+07:00' })).rejects.toThrow(/"\+07:00" is not a time zone/)
  })

  test('names the day when the last good sync was not today', async () => {
    const now = new Date(Date.now() + 2 * 86_400_000)
    const shop = await startPairs(1, { app: { now: () => now } })
    await sync(shop)
    const { sentence, asOf } = await healthOf(shop)
    const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date(asOf!))
    expect(sentence).toContain(`${clock(asOf!, 'Asia/Ho_Chi_Minh')} ${day}`)
  })

  test('counts what failed, what was skipped and what was linked since; what a retry mended is right', async () => {
    const shop = await startPairs(6)
    const { databaseUrl, sandbox } = shop
    pairOf(sandbox.world, 1).variant.inventoryItem.tracked = false
    const gone = pairOf(sandbox.world, 2)
    sandbox.world.shopify.variants.delete(gone.variant.id)
    await rowsOf(databaseUrl, `update product_mapping set policy = 'HOLD' where shopify_id = $1`, [
      pairOf(sandbox.world, 3).gid,
    ])
    const { id } = await sync(shop)
    const health = await healthOf(shop)
    expect(health).toMatchObject({
      level: 'ATTENTION',
      reasons: ['NEED_YOU'],
      linked: 5,
      right: 3,
      needYou: 2,
    })
    expect(health.sentence).toMatch(/^Stock right as of \d\d:\d\d: 3 of 5 linked variants; 2 need you$/)
    expect((await healthOf(shop, 'vi')).sentence).toMatch(
      /^Tồn đúng lúc \d\d:\d\d: 3 trên 5 biến thể đã liên kết; 2 cần bạn xem$/,
    )
    // As a retry, and a sync of what was linked since, leave them.
    await rowsOf(
      databaseUrl,
      `update product_mapping set status = 'SYNCED', last_synced_at = now() where shopify_id = $1`,
      [gone.gid],
    )
    expect(await healthOf(shop)).toMatchObject({ linked: 5, right: 4 })
    await rowsOf(
      databaseUrl,
      `update product_mapping set status = 'PENDING', last_synced_at = null, created_at = now() where shopify_id = $1`,
      [pairOf(sandbox.world, 4).gid],
    )
    expect(await healthOf(shop)).toMatchObject({ linked: 5, right: 3 })
    for (const [number, code] of [
      [5, 'SALE_PENDING'],
      [6, 'BACKORDERED'],
    ] as const)
      await rowsOf(
        databaseUrl,
        `insert into job_item (job_id, number, key, outcome, code, search_text) values ($1, 1000 + $2::int, $3, 'SKIPPED', $4, '')`,
        [id, number, pairOf(sandbox.world, number).gid, code],
      )
    expect(await healthOf(shop)).toMatchObject({ linked: 5, right: 2 })
  })

  test('what a plan found in step is right once it is applied, what it could not write is not', async () => {
    const shop = await startPairs(5)
    const [depot] = shop.feeds.values().toArray()[0]!
    for (const number of [1, 2]) setInNhanh(shop, pairOf(shop.sandbox.world, number).product.id, depot!, 3)
    pairOf(shop.sandbox.world, 3).variant.inventoryItem.tracked = false
    const plan = await sync(shop, { dryRun: true })
    expect(await healthOf(shop)).toMatchObject({ reasons: ['NEVER_SYNCED', 'NEED_YOU'], right: 0 })
    setSold(shop, 2, 1)
    const { id } = await sync(shop, { planOf: plan.id })
    const health = await healthOf(shop)
    expect(stepOf(health, 'PRODUCT_SYNC')).toMatchObject({ lastGoodRun: { id }, written: 1 })
    expect(health).toMatchObject({ linked: 5, right: 3 })
  })

  test('of a sync that failed after a good one', async () => {
    const shop = await startPairs(2)
    await sync(shop)
    shop.sandbox.world.nhanh.grantedDepotIds = [shop.sandbox.world.nhanh.depots[0]!.id]
    expect(await sync(shop)).toMatchObject({ status: 'FAILED', error: { code: 'DEPOT_LOST' } })
    const health = await healthOf(shop)
    expect(health).toMatchObject({ level: 'RED', reasons: ['DEPOT_LOST', 'SYNC_FAILED'], right: 2 })
    const lost = shop.sandbox.world.nhanh.depots.slice(1).map(({ name }) => name)
    expect(health.lostDepots).toEqual(lost.map((name) => ({ name })))
    const at = clock(health.asOf!, 'Asia/Ho_Chi_Minh')
    expect(health.sentence).toBe(
      `Stock is not kept right: the token does not cover the depot ${lost.join(', ')} any more; the last product sync failed; last synced at ${at}`,
    )
    expect((await healthOf(shop, 'vi')).sentence).toBe(
      `Tồn chưa được giữ đúng: token không còn quyền xem kho ${lost.join(', ')}; lần đồng bộ sản phẩm gần nhất bị lỗi; đồng bộ lần cuối lúc ${at}`,
    )
  })

  test('of a shop that is not written to', async () => {
    const shop = await startPairs(1)
    await sync(shop)
    await setWritesEnabled(shop, false, 'stocktaking')
    const health = await healthOf(shop)
    expect(health).toMatchObject({
      level: 'RED',
      reasons: ['WRITES_OFF'],
      writes: { enabled: false, until: null, reason: 'stocktaking' },
    })
    expect(health.sentence).toMatch(
      /^Stock is not kept right: writing to Shopify is switched off; last synced at/,
    )
  })
})

describe('overdue', () => {
  const MINUTE = 60_000
  test('is each step of which a schedule brought no good run for longer than its interval', async () => {
    let now = new Date()
    const shop = await startPairs(1, { app: { now: () => now, schedulesEveryMs: 3_600_000 } })
    await schedule(shop.http, {
      name: 'Stock',
      cron: '*/10 * * * *',
      steps: [
        { type: 'PULL_NHANH_PRODUCTS', input: null },
        { type: 'PRODUCT_SYNC', input: null },
        { type: 'PULL_SHOPIFY_PRODUCTS', input: null },
      ],
    })
    const overdue = async () => {
      const health = await healthOf(shop)
      return [
        health.chain.filter((step) => step.overdueSince !== null).map(({ type }) => type),
        health.reasons,
      ]
    }
    await sync(shop)
    expect(await overdue()).toEqual([[], []])
    now = new Date(now.getTime() + 9 * MINUTE)
    expect(await overdue()).toEqual([[], []])
    now = new Date(now.getTime() + 12 * MINUTE)
    expect(await overdue()).toEqual([
      ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'PRODUCT_SYNC'],
      ['SYNC_OVERDUE', 'STEP_OVERDUE'],
    ])
    const step = stepOf(await healthOf(shop), 'PRODUCT_SYNC')
    expect(new Date(step.overdueSince!).getMinutes() % 10).toBe(0)

    // Neither a dry run, nor one about some records, nor one that failed is a good run; one that goes on may become one.
    const { databaseUrl } = shop
    const endedAgo = '-20 minutes'
    await insertPastJob(databaseUrl, { type: 'PRODUCT_SYNC', endedAgo, dryRun: true })
    await insertPastJob(databaseUrl, { type: 'PRODUCT_SYNC', endedAgo, input: { mappingIds: ['product-1'] } })
    await insertPastJob(databaseUrl, { type: 'PULL_NHANH_PRODUCTS', endedAgo, status: 'FAILED' })
    await insertPastJob(databaseUrl, { type: 'PULL_SHOPIFY_PRODUCTS', endedAgo })
    expect(await overdue()).toEqual([
      ['PULL_NHANH_PRODUCTS', 'PRODUCT_SYNC'],
      ['SYNC_OVERDUE', 'STEP_FAILED', 'STEP_OVERDUE'],
    ])
    await insertPastJob(databaseUrl, { type: 'PULL_NHANH_PRODUCTS', endedAgo })
    await rowsOf(
      databaseUrl,
      `insert into background_job (type, status, input, input_key, account_ids, started_at)
       values ('PRODUCT_SYNC', 'RUNNING', '{}', '{}', (select array_agg(id) from account), $1)`,
      [new Date(now.getTime() - MINUTE)],
    )
    expect(await overdue()).toEqual([[], []])
  })

  test('is nothing that no schedule runs, and nothing of a schedule that rests', async () => {
    const now = new Date(Date.now() + 3 * 86_400_000)
    const shop = await startPairs(1, { app: { now: () => now, schedulesEveryMs: 3_600_000 } })
    await sync(shop)
    await rowsOf(
      shop.databaseUrl,
      `insert into schedule (account_ids, name, cron, time_zone, enabled, steps, continues_after_errors, active_since,
         handled_until)
       select array_agg(id), 'Stock', '*/10 * * * *', 'UTC', false, '[{"type":"PRODUCT_SYNC","input":{}}]', true,
         now() - interval '1 day', now() from account`,
    )
    const overdue = async () => stepOf(await healthOf(shop), 'PRODUCT_SYNC').overdueSince
    expect(await overdue()).toBeNull()
    await rowsOf(shop.databaseUrl, 'update schedule set enabled = true')
    expect(await overdue()).not.toBeNull()
    await rowsOf(shop.databaseUrl, `update schedule set account_ids = '{99}'`)
    expect(await overdue()).toBeNull()
  })
})

test('the costs are those of the books of both platforms', async () => {
  const shop = await startSyncedShop({ sandbox: { products: 300 } })
  onTestFinished(() => shop[Symbol.asyncDispose]())
  const { sandbox, databaseUrl } = shop
  const links = await linkedVariants(shop)
  const [emptied, unseen, stopped, held, zeroed] = links
    .filter(({ variant }) => variant.inventoryItem.tracked && !variant.requiresComponents)
    .filter(({ variant }) => sandbox.world.shopify.products.get(variant.productId)!.status === 'ACTIVE')
  const depots = [...shop.feeds.values()].flat()
  for (const depot of depots) setInNhanh(shop, emptied!.nhanhId, depot, 0)
  for (const { variant, nhanhId } of [unseen!, zeroed!]) {
    for (const level of variant.inventoryItem.levels) level.available = 0
    for (const depot of depots) setInNhanh(shop, nhanhId, depot, 7)
  }
  sandbox.world.nhanh.products.get(stopped!.nhanhId)!.status = 3
  await run(shop, 'PULL_NHANH_PRODUCTS')
  await run(shop, 'PULL_SHOPIFY_PRODUCTS')
  await rowsOf(databaseUrl, `update product_mapping set policy = 'HOLD' where id = $1`, [held!.mappingId])
  await rowsOf(databaseUrl, `update product_mapping set policy = 'ZERO' where id = $1`, [zeroed!.mappingId])
  await rowsOf(
    databaseUrl,
    `update product_mapping set policy = 'HOLD', policy_until = now() - interval '1 second' where id = $1`,
    [unseen!.mappingId],
  )

  const inBooks = (sold: number[]) => {
    const linkOf = new Map(links.map((link) => [link.variant.id, link]))
    const shown = sandbox.world.shopify.variants.records.map((variant) => {
      const { status } = sandbox.world.shopify.products.get(variant.productId)!
      const { tracked, levels } = variant.inventoryItem
      const online = levels
        .filter(({ isActive }) => isActive)
        .reduce((sum, { available }) => sum + available, 0)
      const isActive = status === 'ACTIVE' || status === 'UNLISTED'
      const link = linkOf.get(variant.id)
      const product = link && sandbox.world.nhanh.products.get(link.nhanhId)!
      const inNhanh = product && product.stock.length > 0 ? availableIn(shop, product.id, sold) : null
      const isOnSale = isActive && (!tracked || online > 0 || variant.inventoryPolicy === 'CONTINUE')
      return { id: variant.id, variant, link, product, tracked, online, isActive, inNhanh, isOnSale }
    })
    const isCounted = ({ product }: (typeof shown)[number]) =>
      product && product.combos.length === 0 && product.type !== NHANH_TYPE.weighed
    return {
      onSaleWithoutStock: shown.filter(
        (one) => one.isOnSale && isCounted(one) && one.inNhanh !== null && one.inNhanh <= 0,
      ),
      inStockNotOnline: shown.filter(
        (one) =>
          isCounted(one) &&
          one.isActive &&
          one.tracked &&
          !one.variant.requiresComponents &&
          one.online <= 0 &&
          one.variant.inventoryPolicy !== 'CONTINUE' &&
          one.link!.mappingId !== zeroed!.mappingId &&
          one.inNhanh! > 0,
      ),
      sellingUnlinked: shown.filter(
        ({ link, isOnSale, variant }) => !link && isOnSale && !variant.requiresComponents,
      ),
      stoppedOnSale: shown.filter(({ isOnSale, product }) => isOnSale && product?.status === 3),
      held: shown.filter(({ link }) => link && link.mappingId === held!.mappingId),
    }
  }
  const expectBooks = async (sold: number[]) => {
    const expected = inBooks(sold)
    const { costs } = await healthOf(shop)
    const idsOf = (kind: string) => expected[kind as keyof typeof expected].map(({ id }) => variantGid(id))
    expect(Object.entries(costs!).map(([kind, { count }]) => [kind, count])).toEqual(
      Object.keys(costs!).map((kind) => [kind, idsOf(kind).length]),
    )
    for (const [kind, { examples }] of Object.entries(costs!)) {
      expect(examples).toHaveLength(Math.min(10, idsOf(kind).length))
      expect(idsOf(kind)).toEqual(expect.arrayContaining(examples.map(({ id }) => id)))
    }
    return { costs: costs!, expected }
  }
  const { costs, expected } = await expectBooks(depots)
  for (const [kind, link] of [
    ['onSaleWithoutStock', emptied!],
    ['inStockNotOnline', unseen!],
    ['stoppedOnSale', stopped!],
    ['held', held!],
  ] as const)
    expect(expected[kind].map(({ link: found }) => found?.mappingId)).toContain(link.mappingId)
  expect(costs.held.examples[0]!.mapping).toEqual({ id: `product-${held!.mappingId}` })
  expect(costs.sellingUnlinked.examples.every(({ mapping }) => mapping === null)).toBe(true)

  // What an excluded depot has is not for sale.
  await shop.http.request(`mutation { excludeDepots(nhanhDepotIds: ["${depots.at(-1)}"]) { __typename } }`)
  setInNhanh(shop, emptied!.nhanhId, depots.at(-1)!, 5)
  await run(shop, 'PULL_NHANH_PRODUCTS')
  const without = await expectBooks(depots.slice(0, -1))
  expect(without.expected.onSaleWithoutStock.map(({ link }) => link?.mappingId)).toContain(emptied!.mappingId)
})

describe('the chain', () => {
  test('has the ten largest changes of the last sync, up or down', async () => {
    const shop = await startPairs(14)
    const [depot] = shop.feeds.values().toArray()[0]!
    // The depot has 10 of each, and feeds the first location alone.
    for (let number = 1; number <= 12; number++) {
      const { product } = pairOf(shop.sandbox.world, number)
      setInNhanh(shop, product.id, depot!, number === 5 ? 0 : 10 + number)
    }
    const job = await sync(shop)
    const step = stepOf(await healthOf(shop), 'PRODUCT_SYNC')
    expect(step.written).toBe(12)
    expect(step.largestChanges.map(({ change }) => change)).toEqual([12, 11, 10, 10, 9, 8, 7, 6, 4, 3])
    const lines = await itemsOf(shop, job.id)
    for (const { item } of step.largestChanges) {
      const { key, before, after } = lines.find((line) => line.key === item.key)!
      expect(item).toEqual({ key, before, after })
    }
    const fallen = step.largestChanges.find(({ item }) => item.key === pairOf(shop.sandbox.world, 5).gid)!
    expect(fallen.change).toBe(10)
  })

  test('tells of customers too, by the money that they spent', async () => {
    await using server = await startLinkedCustomers({ sandbox: { products: 0, customers: 20 } })
    await syncCustomers(server)
    const raised = await raiseAll(server, 5_000)
    const { id, updated } = await syncCustomers(server)
    expect(updated).toBe(raised.length)
    const health = await healthOf(server)
    const step = stepOf(health, 'CUSTOMER_SYNC')
    expect(step).toMatchObject({ lastGoodRun: { id }, written: updated })
    expect(step.largestChanges).toHaveLength(Math.min(10, updated))
    expect(new Set(step.largestChanges.map(({ change }) => change))).toEqual(new Set([5_000]))
    expect(stepOf(health, 'AUTO_MATCH_CUSTOMERS').lastRun?.status).toBe('COMPLETED')
  })
})

test('reviews are counted by kind, and from the beginning of yesterday in the zone', async () => {
  const now = new Date('2027-03-05T18:30:00Z')
  await using server = await startTestApp({ sandbox: { products: 0 }, app: { now: () => now } })
  const { databaseUrl } = server
  // It is 01:30 on 6 March in Vietnam, where yesterday began at 17:00 UTC on 4 March.
  const reviews = [
    ['PRODUCT', '2027-03-04T16:59:59Z', null, 'KEYS_DISAGREE'],
    ['PRODUCT', '2027-03-04T17:00:00Z', null, 'SEVERAL_IN_NHANH'],
    ['PRODUCT', '2027-03-05T01:00:00Z', 'IGNORE', 'REPLACED'],
    ['CUSTOMER', '2027-03-01T01:00:00Z', null, 'NOTE_ONLY'],
  ]
  for (const [index, [kind, at, decision, reason]] of reviews.entries())
    await rowsOf(
      databaseUrl,
      `insert into match_review (kind, nhanh_account_id, shopify_account_id, key_field, key, reason, facts_hash,
         nhanh_count, shopify_count, decision, created_at)
       select $1, (select id from account where platform = 'NHANH'), (select id from account where platform = 'SHOPIFY'),
         'SKU', $2, $5, gen_random_uuid(), 2, 1, $3, $4`,
      [kind, String(index), decision, at, reason],
    )
  expect((await healthOf(server)).reviews).toEqual([
    {
      kind: 'PRODUCT',
      open: 2,
      newSinceYesterday: 1,
      reasons: [
        { reason: 'SEVERAL_IN_NHANH', open: 1, newSinceYesterday: 1 },
        { reason: 'KEYS_DISAGREE', open: 1, newSinceYesterday: 0 },
      ],
    },
    {
      kind: 'CUSTOMER',
      open: 1,
      newSinceYesterday: 0,
      reasons: [{ reason: 'NOTE_ONLY', open: 1, newSinceYesterday: 0 }],
    },
  ])
  // In New York it is still 5 March, and yesterday began at 05:00 UTC on 4 March.
  expect((await healthOf(server, 'en', { timeZone: 'America/New_York' })).reviews[0]).toMatchObject({
    newSinceYesterday: 2,
  })
})

test('open alerts are those of the accounts that hold still', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  await rowsOf(
    server.databaseUrl,
    `insert into alert (account_ids, cause, key, detail, opened_at, closed_at)
     select array_agg(id order by id), 'DEPOT_LOST', key, jsonb_build_object('name', key), now(), closed_at
     from account, (values ('Kho A', null), ('Kho B', now())) as given(key, closed_at) group by key, closed_at
     union all select '{99}', 'DEPOT_LOST', 'Kho C', '{"name":"Kho C"}', now(), null`,
  )
  expect((await healthOf(server, 'vi')).openAlerts).toEqual([
    { cause: 'DEPOT_LOST', title: 'Kho Kho A không còn được cấp quyền' },
  ])
})
