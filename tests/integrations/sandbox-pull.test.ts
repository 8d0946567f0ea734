import { afterEach, describe, expect, test } from 'vitest'
import type { CallOptions, Page, RateLimitState } from '../../src/integrations/call.ts'
import { createNhanhClient } from '../../src/integrations/nhanh/client.ts'
import { createShopifyClient } from '../../src/integrations/shopify/client.ts'
import { silentLogger } from '../../src/logger.ts'
import type { FaultEffect } from '../../src/sandbox/faults.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { SteeredClock } from './steered-clock.ts'
import { collect, observedCall, rejection } from './stub-platform.ts'

const TUNING = { attempts: 4, backoffMs: 2, maxBackoffMs: 20, timeoutMs: 5_000 }

let sandbox: Sandbox
afterEach(() => sandbox.close())

/** The sandbox and both clients on one steered clock, with the platforms' real limits unless told. */
async function start(options: SandboxOptions = {}, tuning: object = {}) {
  const clock = new SteeredClock()
  sandbox = await startSandbox({ products: 200, customers: 0, now: () => clock.now(), ...options })
  const { nhanh, shopify } = sandbox
  const common = { log: silentLogger, tuning: { ...TUNING, clock, ...tuning } }
  const stored = new Map<string, RateLimitState>()
  const rateLimitStore = {
    load: (bucket: string) => Promise.resolve(stored.get(bucket) ?? null),
    save: (bucket: string, state: RateLimitState) => Promise.resolve(void stored.set(bucket, state)),
  }
  const { clientId, clientSecret } = shopify
  return {
    clock,
    nhanh: () => createNhanhClient({ ...nhanh, ...common, rateLimitStore }),
    shopify: () =>
      createShopifyClient({
        ...shopify,
        ...common,
        credentials: { kind: 'clientCredentials', clientId, clientSecret },
      }),
  }
}

async function idsOf(pages: AsyncIterable<Page<{ id: string }>>): Promise<string[]> {
  const ids: string[] = []
  for await (const page of pages) {
    expect(page.broken).toEqual([])
    ids.push(...page.records.map(({ id }) => id))
  }
  return ids
}

const numeric = (gids: string[]) => gids.map((gid) => Number(gid.split('/').at(-1)))
const nhanhIds = () => sandbox.world.nhanh.products.records.map(({ id }) => id)
const productIds = () => sandbox.world.shopify.products.records.map(({ id }) => id)
const variantIds = () => [...sandbox.world.shopify.variants].map(({ id }) => id)

describe('a whole pull from the sandbox', () => {
  test('Nhanh: every product once, in order, with its stock', async () => {
    const { nhanh } = await start()
    const pages = await collect(nhanh().productPages({}, observedCall()))
    const records = pages.flatMap((page) => page.records)
    expect(records.map(({ id }) => Number(id))).toEqual(nhanhIds())
    expect(pages.flatMap((page) => page.broken)).toEqual([])
    for (const product of sandbox.world.nhanh.products) {
      const record = records.find(({ id }) => Number(id) === product.id)
      expect(record).toMatchObject({ sku: product.code || null, name: product.name })
      const remain = new Map(product.stock.map((depot) => [String(depot.depotId), depot.remain]))
      expect(new Map(record?.stockByDepot.map((depot) => [depot.depotId, Number(depot.remain)]))).toEqual(
        remain,
      )
    }
  })

  test('Nhanh: depots', async () => {
    const { nhanh } = await start()
    const depots = await nhanh().depots(observedCall())
    expect(depots.map(({ id }) => Number(id))).toEqual(sandbox.world.nhanh.depots.map(({ id }) => id))
  })

  test('Shopify: every product, variant and location once, counted alike, with its stock', async () => {
    const { shopify } = await start()
    const client = shopify()
    const call = observedCall()
    expect(numeric(await idsOf(client.productPages({}, call)))).toEqual(productIds())
    expect(await client.productsCount({}, call)).toBe(productIds().length)
    expect(await client.variantsCount({}, call)).toBe(variantIds().length)
    const locations = await client.locations(call)
    expect(numeric(locations.map(({ id }) => id))).toEqual(
      sandbox.world.shopify.locations.records.map(({ id }) => id),
    )
    const pages = await collect(client.variantPages({ levels: locations.length }, call))
    const variants = pages.flatMap((page) => page.records)
    expect(numeric(variants.map(({ id }) => id))).toEqual(variantIds())
    for (const variant of sandbox.world.shopify.variants) {
      const record = variants.find(({ id }) => numeric([id])[0] === variant.id)
      expect(record).toMatchObject({
        sku: variant.sku || null,
        price: variant.price,
        position: variant.position,
      })
      expect(
        record?.stock.map((level) => [...numeric([level.locationId]), level.available, level.isActive]),
      ).toEqual(
        variant.inventoryItem.levels.map((level) => [level.locationId, level.available, level.isActive]),
      )
    }
  })

  test('Shopify: levels that do not fit beside the variant are fetched', async () => {
    const { shopify } = await start({ products: 5 })
    const client = shopify()
    const [few] = await collect(client.variantPages({ levels: 1 }, observedCall()))
    const [all] = await collect(client.variantPages({ levels: 50 }, observedCall()))
    expect(few).toEqual(all)
    expect(all?.records.some(({ stock }) => stock.length > 1)).toBe(true)
  })
})

describe('reading apart from the lists', () => {
  test('Shopify: by id, what exists, as its list has it', async () => {
    const { shopify } = await start({ products: 60, customers: 40 })
    const client = shopify()
    const call = observedCall()
    const [products] = await collect(client.productPages({}, call))
    const [variants] = await collect(client.variantPages({ levels: 5 }, call))
    const [customers] = await collect(client.customerPages({}, call))
    expect(customers?.records.map(({ id }) => numeric([id])[0])).toEqual(
      sandbox.world.shopify.customers.records.map(({ id }) => id),
    )
    expect(await client.customersCount({}, call)).toBe(customers?.size)
    const some = (page: Page<{ id: string }>) => page.records.slice(3, 9)
    const ids = (page: Page<{ id: string }>, gone: string) => [gone, ...some(page).map(({ id }) => id)]
    const found = await client.productsByIds(ids(products!, 'gid://shopify/Product/1'), call)
    expect(found).toEqual({ records: some(products!), broken: [], size: 6, next: undefined })
    expect(
      (await client.variantsByIds(ids(variants!, 'gid://shopify/ProductVariant/1'), 5, call)).records,
    ).toEqual(some(variants!))
    // what does not fit beside a variant is fetched here too
    expect(
      (await client.variantsByIds(ids(variants!, 'gid://shopify/ProductVariant/1'), 1, call)).records,
    ).toEqual(some(variants!))
    expect((await client.customersByIds(ids(customers!, 'gid://shopify/Customer/1'), call)).records).toEqual(
      some(customers!),
    )
    expect(await client.productsByIds([], call)).toMatchObject({ records: [], size: 0 })
  })

  test('Shopify: the items whose stock changed at a location, page by page, and on from any', async () => {
    const { shopify, clock } = await start({ products: 700 })
    const client = shopify()
    const call = observedCall()
    const [location] = sandbox.world.shopify.locations.records
    const locationId = `gid://shopify/Location/${location!.id}`
    clock.advance(3_600_000)
    const changedSince = new Date(clock.now())
    const changed: string[] = []
    for (const { inventoryItem } of [...sandbox.world.shopify.variants].slice(0, 600)) {
      const level = inventoryItem.levels.find((one) => one.locationId === location!.id)
      if (!level) continue
      level.updatedAt = clock.now()
      changed.push(`gid://shopify/InventoryItem/${inventoryItem.id}`)
    }
    expect(changed.length).toBeGreaterThan(500)
    const pages = await collect(client.changedLevelPages({ locationId, changedSince }, call))
    expect(pages.flatMap(({ inventoryItemIds }) => inventoryItemIds).toSorted()).toEqual(changed.toSorted())
    expect(pages.length).toBeGreaterThan(2)
    expect(pages.at(-1)?.next).toBeUndefined()
    const next = JSON.parse(JSON.stringify(pages[0]!.next))
    expect(await collect(client.changedLevelPages({ locationId, changedSince, next }, call))).toEqual(
      pages.slice(1),
    )
    const gone = { locationId: 'gid://shopify/Location/1', changedSince }
    expect(await collect(client.changedLevelPages(gone, call))).toEqual([
      { inventoryItemIds: [], next: undefined },
    ])
  })

  test('Shopify: a search is understood by its list or not', async () => {
    const { shopify } = await start({ products: 5, customers: 5 })
    const client = shopify()
    const call = observedCall()
    await client.checkSearch('customers', 'orders_count:>1', call)
    for (const list of ['products', 'variants', 'customers'] as const) {
      await client.checkSearch(list, "updated_at:>='2026-01-01T00:00:00Z'", call)
      await expect(client.checkSearch(list, 'vendr:Nike', call)).rejects.toMatchObject({
        code: 'SEARCH_NOT_UNDERSTOOD',
      })
    }
  })

  test('Shopify: records that come and go while a list is read', async () => {
    const { shopify } = await start({ products: 3_000 })
    const { products } = sandbox.world.shopify
    const gone = new Set<number>()
    const added = new Set<number>()
    const ids: number[] = []
    for await (const page of shopify().productPages({}, observedCall())) {
      ids.push(...numeric(page.records.map(({ id }) => id)))
      for (const record of products.records.filter((_, at) => at % 97 === ids.length % 97)) {
        products.delete(record.id)
        gone.add(record.id)
      }
      const id = products.nextId(1)
      products.add({ ...products.records[0]!, id })
      added.add(id)
    }
    expect(new Set(ids).size).toBe(ids.length)
    const missed = productIds().filter((id) => !added.has(id) && !ids.includes(id))
    expect(missed).toEqual([])
    expect(gone.size).toBeGreaterThan(20)
    // all but those that came when the highest range was read
    expect([...added].filter((id) => ids.includes(id)).length).toBeGreaterThan(0)
  })
})

describe('a pull that is resumed', () => {
  test('Nhanh: goes on after any page', async () => {
    const { nhanh } = await start()
    let first: Page<{ id: string }> | undefined
    for await (const page of nhanh().productPages({}, observedCall())) {
      first = page
      break
    }
    const rest = await idsOf(
      nhanh().productPages({ next: JSON.parse(JSON.stringify(first!.next)) }, observedCall()),
    )
    expect([...first!.records.map(({ id }) => id), ...rest].map(Number)).toEqual(nhanhIds())
  })

  test('Shopify: goes on after any page, beside a search', async () => {
    const { shopify } = await start({ products: 2_000 })
    const search = 'status:active'
    const ids = (page: Page<{ id: string }>) => page.records.map(({ id }) => id)
    const pages = await collect(shopify().productPages({ search }, observedCall()))
    expect(pages.length).toBeGreaterThan(4)
    const all = pages.flatMap(ids).toSorted()
    for (const [at, { next }] of pages.slice(0, -1).entries()) {
      const query = { search, next: JSON.parse(JSON.stringify(next)) }
      const rest = await idsOf(shopify().productPages(query, observedCall()))
      expect([...pages.slice(0, at + 1).flatMap(ids), ...rest].toSorted()).toEqual(all)
    }
  })
})

describe('faults in mid-pull: in the end every record once', () => {
  const common: FaultEffect[] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, headers: { 'Retry-After': '1.5' } },
    { kind: 'html' },
    { kind: 'truncatedJson' },
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'reset', afterBytes: 100 },
  ]
  test.each([...common, { kind: 'lock' } as const])('Nhanh: %j', async (effect) => {
    const { nhanh } = await start()
    const fault = sandbox.faults.add({ ...effect, platform: 'nhanh', afterRequests: 2 })
    expect((await idsOf(nhanh().productPages({}, observedCall()))).map(Number)).toEqual(nhanhIds())
    expect(fault.hits).toBe(1)
    expect(sandbox.world.counters.nhanh['/product/list']?.whileLocked).toBe(0)
  })

  test.each([...common, { kind: 'throttled' } as const, { kind: 'expireToken' } as const])(
    'Shopify: %j',
    async (effect) => {
      const { shopify } = await start()
      // the token is the first request
      const fault = sandbox.faults.add({ ...effect, platform: 'shopify', afterRequests: 2 })
      expect(numeric(await idsOf(shopify().variantPages({ levels: 5 }, observedCall())))).toEqual(
        variantIds(),
      )
      expect(fault.hits).toBe(1)
    },
  )
})

describe("the platforms' own limits", () => {
  test('Nhanh: eight jobs at once, far beyond the limit; not one refusal', async () => {
    const { nhanh, clock } = await start({ products: 5 })
    const from = clock.now()
    const client = nhanh()
    const call = observedCall()
    let left = 500
    const job = async () => {
      while (left-- > 0) await client.depots(call)
    }
    await Promise.all(Array.from({ length: 8 }, job))
    const counter = sandbox.world.counters.nhanh['/business/depot']
    expect(counter).toEqual({ requests: 500, limited: 0, whileLocked: 0 })
    expect(call.meter).toMatchObject({ requests: 500, rateLimitHits: 0 })
    // what the limit imposes: 30 s × floor(499 / 150)
    expect(clock.now() - from).toBeGreaterThanOrEqual(90_000)
    expect(clock.now() - from).toBeLessThan(90_000 * 1.05)
    expect(client.status()).toMatchObject({ budgetLimit: 150, lockedUntil: null, lastError: null })
  })

  test('Shopify: eight streams on a small bucket; not one THROTTLED', async () => {
    const limits = { shopify: { maximumAvailable: 1_000, restoreRate: 50 } }
    const { shopify, clock } = await start({ products: 300, limits })
    const from = clock.now()
    const client = shopify()
    const pulls = Array.from({ length: 8 }, () => idsOf(client.variantPages({ levels: 10 }, observedCall())))
    for (const ids of await Promise.all(pulls)) expect(numeric(ids)).toEqual(variantIds())
    expect(sandbox.world.counters.shopify['VariantsPage']?.limited).toBe(0)
    expect(clock.now() - from).toBeGreaterThan(1_000)
    expect(client.status().budgetLimit).toBe(1_000)
  })
})

const failureOf = (pages: AsyncIterable<unknown>) => rejection(collect(pages))

describe('refusals', () => {
  test('a search that Shopify does not understand, a missing scope', async () => {
    const { shopify } = await start({ products: 5 })
    const client = shopify()
    const search = 'vendr:Nike'
    expect(await failureOf(client.productPages({ search }, observedCall()))).toMatchObject({
      code: 'SEARCH_NOT_UNDERSTOOD',
    })
    sandbox.world.shopify.scopes = ['read_locations']
    expect(await failureOf(client.productPages({}, observedCall()))).toMatchObject({ code: 'SHOPIFY_ACCESS' })
  })

  test('wrong credentials', async () => {
    await start({ products: 5 })
    const call: CallOptions = observedCall()
    const log = silentLogger
    const nhanh = createNhanhClient({
      ...sandbox.nhanh,
      accessToken: 'wrong-token-of-nhanh',
      log,
      tuning: TUNING,
    })
    expect(await failureOf(nhanh.productPages({}, call))).toMatchObject({ code: 'NHANH_TOKEN' })
    for (const credentials of [
      { kind: 'token', accessToken: 'wrong-token' } as const,
      { kind: 'clientCredentials', clientId: 'x', clientSecret: 'wrong-secret' } as const,
    ]) {
      const shopify = createShopifyClient({ ...sandbox.shopify, credentials, log, tuning: TUNING })
      expect(await failureOf(shopify.productPages({}, call))).toMatchObject({ code: 'SHOPIFY_TOKEN' })
    }
  })
})
