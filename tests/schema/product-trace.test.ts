import { gql, GraphQLClient } from 'graphql-request'
import { beforeAll, afterAll, afterEach, describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../../src/errors.ts'
import type { Locale } from '../../src/locale.ts'
import { NHANH_TYPE } from '../../src/sandbox/nhanh/nhanh-world.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'
import { setPolicy } from '../support/mappings.ts'
import { addPairs, levelsOf, pairOf } from '../support/sync/pairs.ts'
import {
  assignDepots,
  locationGid,
  setInNhanh,
  setWritesEnabled,
  startSyncedShop,
  sync,
  type SyncedShop,
} from '../support/sync/shop.ts'

interface Trace {
  mapping: { id: string; shopifyVariant: { sku: string } }
  expected: {
    locationId: string
    locationName: string
    depots: {
      depotId: string
      name: string
      available: string | null
      counts: boolean
      reason: string | null
    }[]
    nhanhAvailable: string | null
    reserve: number
    pendingSales: number
    target: number | null
    shopifyAvailable: number | null
    code: string | null
    message: string
    lastWritten: number | null
    lastWrittenAt: string | null
    lastWrittenBy: { id: string } | null
  }[]
  lastWrites: { id: string; outcome: string; job: { id: string; dryRun: boolean } }[]
  note: string
}

const TRACE = gql`
  query ($sku: String, $mappingId: ID) {
    productTrace(sku: $sku, mappingId: $mappingId) {
      mapping {
        id
        shopifyVariant {
          sku
        }
      }
      expected {
        locationId
        locationName
        depots {
          depotId
          name
          available
          counts
          reason
        }
        nhanhAvailable
        reserve
        pendingSales
        target
        shopifyAvailable
        code
        message
        lastWritten
        lastWrittenAt
        lastWrittenBy {
          id
        }
      }
      lastWrites {
        id
        outcome
        job {
          id
          dryRun
        }
      }
      note
    }
  }
`

let shop: SyncedShop
let locations: number[]
let depots: number[]

async function traces(
  variables: { sku?: string | null; mappingId?: string | null },
  locale: Locale = 'en',
): Promise<Trace[]> {
  const client = new GraphQLClient(`${shop.app.url}/graphql`, { headers: { 'accept-language': locale } })
  return (await client.request<{ productTrace: Trace[] }>(TRACE, variables)).productTrace
}

/** Of the pair with this number. */
async function traced(number: number, locale?: Locale): Promise<Trace> {
  const found = await traces({ sku: `SP-${number}` }, locale)
  expect(found).toHaveLength(1)
  return found[0]!
}

const pair = (number: number) => pairOf(shop.sandbox.world, number)
const setStock = (number: number, available: number[]) =>
  available.forEach((pieces, at) => setInNhanh(shop, pair(number).product.id, depots[at]!, pieces))
const targets = ({ expected }: Trace) => expected.map(({ target }) => target)
/** An order of which Nhanh knows nothing; without the scope, all that is seen is that the level fell. */
const order = (number: number, quantity: number, at = 0) =>
  shop.sandbox.world.shopify.placeOrder({
    variantId: pair(number).variant.id,
    locationId: locations[at]!,
    quantity,
  })
const answerFails = (platform: 'nhanh' | 'shopify') =>
  shop.sandbox.faults.add({ platform, kind: 'status', status: 503, times: Infinity })

async function exclude(ids: number[]): Promise<void> {
  await shop.http.request(
    gql`
      mutation ($ids: [ID!]!) {
        excludeDepots(nhanhDepotIds: $ids) {
          __typename
        }
      }
    `,
    { ids: ids.map(String) },
  )
}

beforeAll(async () => {
  shop = await startSyncedShop({
    sandbox: { products: 0 },
    fill: (world) => addPairs(world, 22),
  })
  locations = [...shop.feeds.keys()]
  depots = shop.sandbox.world.nhanh.depots.map(({ id }) => id)
  await sync(shop)
})
afterAll(() => shop[Symbol.asyncDispose]())
afterEach(() => shop.sandbox.faults.clear())

describe('what is asked for', () => {
  test('is found by the SKU of either side as it is compared, or by the mapping', async () => {
    const [bySku] = await traces({ sku: '  sp-1 ' })
    expect(bySku!.mapping.shopifyVariant.sku).toBe('SP-1')
    expect(await traces({ mappingId: bySku!.mapping.id })).toMatchObject([{ mapping: bySku!.mapping }])
    const { databaseUrl } = shop
    await rowsOf(databaseUrl, `update nhanh_product set sku_key = 'khac' where sku = 'SP-1'`)
    expect(await traces({ sku: 'Khác'.normalize('NFD').replaceAll(/\p{M}/gu, '') })).toHaveLength(1)
    expect(await traces({ sku: 'SP-1' })).toHaveLength(1)
    await rowsOf(databaseUrl, `update nhanh_product set sku_key = 'sp-1' where sku = 'SP-1'`)
  })

  test('and not there is an empty list', async () => {
    for (const sku of ['nothing', '', ' ', 'a\0b']) expect(await traces({ sku })).toEqual([])
    expect(await traces({ mappingId: 'product-999' })).toEqual([])
  })

  test.each([
    [{}, 'neither was given'],
    [{ sku: null, mappingId: null }, 'neither was given'],
    [{ sku: '', mappingId: 'product-1' }, 'both were given'],
    [{ mappingId: '12' }, '"12" is no id of a mapping; it looks like product-12'],
    [{ mappingId: 'customer-1' }, 'is a customer mapping'],
  ])('%j is refused', async (variables, message) => {
    await expect(traces(variables)).rejects.toThrow(message)
    await expect(traces(variables)).rejects.toThrow('BAD_USER_INPUT')
  })

  test('is at most 20 mappings, the oldest first', async () => {
    const { databaseUrl } = shop
    const own = "where sku_key like 'sp-%'"
    await rowsOf(databaseUrl, `update shopify_variant set sku_key = 'one' ${own}`)
    const found = await traces({ sku: 'ONE' })
    expect(found).toHaveLength(20)
    const numbers = found.map(({ mapping }) => Number(mapping.id.split('-')[1]))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    await rowsOf(databaseUrl, `update shopify_variant set sku_key = lower(sku) where sku_key = 'one'`)
  })
})

describe('a trace', () => {
  test('names every depot and location, and the numbers that the next sync writes', async () => {
    setStock(1, [4, 20, 5])
    await assignDepots(shop, locations[1]!, depots.slice(1), 3)
    const before = await traced(1)
    const names = shop.sandbox.world.nhanh.depots.map(({ name }) => name)
    expect(before.expected).toMatchObject([
      {
        locationId: locationGid(locations[0]!),
        depots: [{ depotId: String(depots[0]), name: names[0], available: '4', counts: true, reason: null }],
        nhanhAvailable: '4',
        reserve: 0,
        target: 4,
        shopifyAvailable: 10,
        code: null,
        message: 'The next sync writes 4.',
        lastWritten: null,
        lastWrittenBy: null,
      },
      {
        depots: [
          { name: names[1], available: '20', counts: true },
          { name: names[2], available: '5', counts: true },
        ],
        nhanhAvailable: '25',
        reserve: 3,
        target: 22,
        shopifyAvailable: 23,
      },
    ])
    expect(before.lastWrites).toEqual([])
    const writesBefore = shop.sandbox.world.counters.shopify['SetQuantities']?.requests ?? 0
    const { id } = await sync(shop, { force: true })
    expect(levelsOf(shop.sandbox.world, pair(1).variant)).toEqual(targets(before))
    expect(shop.sandbox.world.counters.shopify['SetQuantities']!.requests).toBe(writesBefore + 1)

    const after = await traced(1)
    expect(after.expected).toMatchObject([
      { target: 4, shopifyAvailable: 4, message: 'In step.', lastWritten: 4, lastWrittenBy: { id } },
      { target: 22, shopifyAvailable: 22, message: 'In step.', lastWritten: 22, lastWrittenBy: { id } },
    ])
    expect(after.lastWrites).toMatchObject([{ outcome: 'UPDATED', job: { id, dryRun: false } }])
    expect(after.note).toMatch(/^.+: In step\. .+: In step\.$/)
    await assignDepots(shop, locations[1]!, depots.slice(1), 0)
    await sync(shop, { force: true })
  })

  test('tells the newest ten writes and no dry runs', async () => {
    const jobs: string[] = []
    for (let stock = 1; stock <= 11; stock++) {
      setStock(2, [stock + 20, 11, 12])
      await sync(shop, { dryRun: true })
      jobs.unshift((await sync(shop, { mappingIds: [(await traced(2)).mapping.id] })).id)
    }
    expect((await traced(2)).lastWrites.map(({ job }) => job.id)).toEqual(jobs.slice(0, 10))
  })

  test('tells a pending sale, and by how much the target is lower', async () => {
    order(3, 2)
    const [first] = (await traced(3)).expected
    expect(first).toMatchObject({
      pendingSales: 2,
      target: 8,
      shopifyAvailable: 8,
      code: 'SALE_PENDING',
      message: expect.stringMatching(
        /^A sale of 2 is pending since \d\d\/\d\d\/20\d\d, \d\d:\d\d\. Sold online/,
      ) as string,
    })
    await sync(shop)
    expect(levelsOf(shop.sandbox.world, pair(3).variant)[0]).toBe(8)
    // From the first sight of it on, however often it is seen again.
    const since = new Date(Date.now() - 600_000)
    await rowsOf(
      shop.databaseUrl,
      `update published_level set pending_since = '${since.toISOString()}' where pending_since is not null`,
    )
    setStock(3, [30, 11, 12])
    const inHanoi = new Date(since.getTime() + 7 * 3_600_000).toISOString()
    const [held] = (await traced(3)).expected
    expect(held).toMatchObject({ pendingSales: 2, target: 28, code: 'SALE_PENDING' })
    expect(held!.message).toContain(`, ${inHanoi.slice(11, 16)}. `)

    // The orders tell how many were sold, so the rest may be written.
    const { scopes } = shop.sandbox.world.shopify
    scopes.push('read_orders')
    const known = await traced(3)
    expect(known.expected[0]).toMatchObject({ pendingSales: 2, target: 28, shopifyAvailable: 8, code: null })
    expect(known.expected[0]!.message).toMatch(
      /^A sale of 2 is pending since .+\. The next sync writes 28\.$/,
    )
    await sync(shop)
    scopes.pop()
    expect(levelsOf(shop.sandbox.world, pair(3).variant)).toEqual(targets(known))
    setStock(3, [28, 11, 12])
    expect((await traced(3)).expected[0]).toMatchObject({ pendingSales: 0, target: 28, message: 'In step.' })
  })

  test('says why a mapping is left alone, and still what both have', async () => {
    const { mapping } = await traced(4)
    setStock(4, [7, 11, 12])
    await setPolicy(shop.http, [mapping.id], 'policy: HOLD, reserve: 2')
    const held = await traced(4)
    expect(held.expected[0]).toMatchObject({
      code: 'ON_HOLD',
      target: null,
      nhanhAvailable: '7',
      shopifyAvailable: 10,
      reserve: 2,
      message: ERROR_CODES.ON_HOLD.hint.en,
    })
    expect(held.note).toBe(`${ERROR_CODES.ON_HOLD.hint.en} (ON_HOLD: the mapping is on hold)`)
    await setPolicy(shop.http, [mapping.id], 'policy: ZERO')
    const zero = await traced(4)
    expect(zero.expected[0]).toMatchObject({ code: null, target: 0, nhanhAvailable: '7' })
    await setPolicy(shop.http, [mapping.id], 'policy: SYNC')
    expect(targets(await traced(4))).toEqual([5, 21])
    shop.sandbox.world.shopify.variants.get(pair(4).variant.id)!.inventoryItem.tracked = false
    expect((await traced(4)).expected.map(({ code }) => code)).toEqual(['UNTRACKED', 'UNTRACKED'])
  })

  test('of a combo shows what its components make', async () => {
    const { product } = pair(9)
    const { id, code, name } = pair(10).product
    Object.assign(product, { type: NHANH_TYPE.combo, combos: [{ id, code, name, quantity: 3 }] })
    await run(shop, 'PULL_NHANH_PRODUCTS')
    const { sync: settings } = shop.app.platforms.connections.SHOPIFY!
    expect((await traced(9)).expected[0]).toMatchObject({ code: 'COMBO', target: null })
    settings.combos = 'COMPONENTS'
    expect(targets(await traced(9))).toEqual([3, 7])
    answerFails('nhanh')
    expect((await traced(9)).expected[0]).toMatchObject({ code: 'STOCK_UNKNOWN', target: null })
    settings.combos = 'SKIP'
  })

  test('is in the reader’s language', async () => {
    setStock(5, [3, 11, 12])
    order(5, 4, 1)
    const told = await traced(5, 'vi')
    expect(told.expected.map(({ message }) => message)).toEqual([
      'Lần đồng bộ tới sẽ ghi 3.',
      expect.stringMatching(/^Bán online 4 cái, chưa về Nhanh, từ \d\d:\d\d .+\. Vừa bán online/) as string,
    ])
    await setWritesEnabled(shop, false, 'kiểm kê')
    expect((await traced(5, 'vi')).note).toMatch(
      /^Đang tắt ghi nên chưa ghi gì \(kiểm kê\)\. .+ Số sẽ thành 3\./,
    )
    expect((await traced(5)).note).toMatch(
      /^Nothing is written while writing is off \(kiểm kê\)\. .+ become 3\./,
    )
    await setWritesEnabled(shop, true)
  })
})

describe('depots that count nowhere', () => {
  const roles = async () =>
    (await traced(6)).expected.map((level) =>
      level.depots.map(({ depotId, available, reason }) => [Number(depotId), available, reason]),
    )
  afterEach(async () => {
    await exclude([])
    for (const [location, feeding] of shop.feeds) await assignDepots(shop, location, feeding)
    shop.sandbox.world.nhanh.grantedDepotIds = 'All'
  })

  test('are shown with what they have and why', async () => {
    await exclude([depots[2]!])
    const excluded = [depots[2], '12', 'Excluded: not sold online.']
    expect(await roles()).toEqual([
      [[depots[0], '10', null], excluded],
      [[depots[1], '11', null], excluded],
    ])
    expect(targets(await traced(6))).toEqual([10, 11])
    await exclude([])
    const open = [depots[2], '12', 'Neither assigned to a location nor excluded.']
    expect(await roles()).toEqual([
      [[depots[0], '10', null], open],
      [[depots[1], '11', null], open],
    ])
    const { note } = await traced(6)
    const { name } = shop.sandbox.world.nhanh.depots[2]!
    expect(note).toContain(
      `Nothing is written while these depots are neither assigned nor excluded: ${name} (${depots[2]}).`,
    )
    expect(note).toContain('It would become 11.')
  })

  test('stop everything when the token does not cover one any more', async () => {
    shop.sandbox.world.nhanh.grantedDepotIds = depots.slice(0, 2)
    const { expected, note } = await traced(6)
    expect(expected.map(({ target, code }) => [target, code])).toEqual([
      [null, 'DEPOT_LOST'],
      [null, 'DEPOT_LOST'],
    ])
    expect(expected[0]!.depots.at(-1)).toMatchObject({
      available: null,
      counts: false,
      reason: 'The token does not cover it any more.',
    })
    expect(note).toContain(ERROR_CODES.DEPOT_LOST.hint.en)
  })

  test('leave a location that nothing feeds alone', async () => {
    await assignDepots(shop, locations[1]!, depots)
    const [unfed, fed] = (await traced(6)).expected
    expect(unfed).toMatchObject({
      nhanhAvailable: null,
      target: null,
      shopifyAvailable: 10,
      code: null,
      message: 'No depot feeds it, so it is left alone.',
      depots: [],
    })
    expect(fed).toMatchObject({ nhanhAvailable: '33', target: 33, shopifyAvailable: 23 })
  })
})

describe('a platform that does not answer', () => {
  test('is shown as it was pulled', async () => {
    setStock(7, [1, 1, 1])
    levelAt(7, 0).available = 5
    await rowsOf(
      shop.databaseUrl,
      `update nhanh_product set pulled_at = '2026-11-20T01:02:03Z' where sku = 'SP-7';
       update shopify_variant set pulled_at = '2026-11-21T01:02:03Z' where sku = 'SP-7'`,
    )
    expect((await traced(7)).expected[0]).toMatchObject({ nhanhAvailable: '1', shopifyAvailable: 5 })

    answerFails('nhanh')
    const withoutNhanh = await traced(7)
    expect(withoutNhanh.expected[0]).toMatchObject({ nhanhAvailable: '10', shopifyAvailable: 5 })
    expect(withoutNhanh.note).toMatch(
      /^Nhanh could not be read now \(.*503.*\)\. Its numbers are those of 20\/11\/2026, 08:02\. /,
    )
    shop.sandbox.faults.clear()

    answerFails('shopify')
    const withoutShopify = await traced(7, 'vi')
    expect(withoutShopify.expected[0]).toMatchObject({ nhanhAvailable: '1', shopifyAvailable: 10 })
    expect(withoutShopify.note).toMatch(
      /^Hiện không đọc được Shopify \(.*503.*\)\. Số của Shopify là số lúc 08:02 21\/11\/\S+\. /,
    )
    // What was not read now is not what is written next.
    expect(withoutShopify.expected[0]!.message).toBe('Số sẽ thành 1.')

    answerFails('nhanh')
    const withoutBoth = await traced(7)
    expect(withoutBoth.expected[0]).toMatchObject({ nhanhAvailable: '10', shopifyAvailable: 10, target: 10 })
    expect(withoutBoth.note).toMatch(/^Nhanh could .+ Shopify could /)
  })

  test('is not waited for longer than some seconds', async () => {
    shop.sandbox.faults.add({ platform: 'nhanh', kind: 'hang', times: Infinity })
    const { note } = await traced(8)
    expect(note).toContain('Nhanh could not be read now (it did not answer within 5 seconds).')
  })
})

function levelAt(number: number, at: number) {
  return pair(number).variant.inventoryItem.levels.find(({ locationId }) => locationId === locations[at])!
}
