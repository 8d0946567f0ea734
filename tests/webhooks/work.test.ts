import { describe, expect, test, vi } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import type { TestApp } from '../support/app.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'
import { startServerProcess, variablesFor } from '../support/server-process.ts'
import {
  availableIn,
  levelOf,
  linkedVariants,
  startSyncedShop,
  setWritesEnabled,
  type SyncedShop,
} from '../support/sync/shop.ts'
import {
  NEVER_WORKS,
  nhanhPost,
  send,
  shopifyPost,
  startWebhookApp,
  storm,
  webhooksFor,
  webhooksNow,
} from '../support/webhooks.ts'

interface JobRow {
  id: number
  type: string
  status: string
  input: { ids?: string[]; deletedIds?: string[]; mappingIds?: string[] }
}

const jobsOf = ({ databaseUrl }: Pick<TestApp, 'databaseUrl'>) =>
  rowsOf<JobRow>(
    databaseUrl,
    `select id, type, status, input from background_job where requested_by = 'synctrack' order by id`,
  )

/** Waits until nothing is left to be read or synced. */
async function untilDone(app: Pick<TestApp, 'databaseUrl'>): Promise<void> {
  await vi.waitFor(
    async () => {
      const left = `select record_id from record_to_read union all
        select id::text from background_job where requested_by = 'synctrack' and completed_at is null`
      expect(await rowsOf(app.databaseUrl, left)).toEqual([])
    },
    { timeout: 20_000, interval: 50 },
  )
}

async function startSyncedWebhookShop(): Promise<SyncedShop & { webhookUrl: string }> {
  const sandbox = await startSandbox({ products: 60, customers: 0, limits: { nhanh: 'off', shopify: 'off' } })
  await sandbox.close()
  const shop = await startSyncedShop({
    config: { webhooks: webhooksFor(sandbox) },
    app: { webhookTimes: { workEveryMs: 50, countEveryMs: 100 } },
  })
  const webhookUrl = shop.app.webhookUrl!
  shop.sandbox.webhooks.sendTo(webhookUrl)
  return { ...shop, webhookUrl }
}

describe('stock that changes at Nhanh', () => {
  test('ends with the level of Shopify right, and what Shopify tells of that starts nothing', async () => {
    await using shop = await startSyncedWebhookShop()
    await run(shop, 'PRODUCT_SYNC')
    const linked = await linkedVariants(shop)
    const { nhanhId, variant } = linked.find(({ nhanhId: id, variant: { inventoryItem } }) => {
      const level = levelOf({ inventoryItem } as never, [...shop.feeds.keys()][0]!)
      return level?.isActive && availableIn(shop, id, shop.feeds.values().next().value!) > 0
    })!
    const [location, depots] = [...shop.feeds][0]!
    shop.sandbox.world.nhanh.setRemain(nhanhId, depots[0]!, 977)
    await vi.waitFor(
      () => expect(levelOf(variant, location)!.available).toBe(availableIn(shop, nhanhId, depots)),
      { timeout: 20_000, interval: 50 },
    )
    expect(availableIn(shop, nhanhId, depots)).toBeGreaterThan(900)
    await vi.waitFor(async () => {
      const told = `select from webhook_delivery where topic = 'inventory_levels/update'`
      expect((await rowsOf(shop.databaseUrl, told)).length).toBeGreaterThan(0)
    })
    await untilDone(shop)
    const jobs = await jobsOf(shop)
    expect(jobs.map(({ type, input }) => [type, input.ids ?? input.mappingIds?.length])).toEqual([
      ['PULL_NHANH_PRODUCTS', [String(nhanhId)]],
      ['PRODUCT_SYNC', linked.filter((one) => one.nhanhId === nhanhId).length],
    ])
    const [row] = await rowsOf<{ available: string }>(
      shop.databaseUrl,
      'select available from nhanh_product where id = $1',
      [nhanhId],
    )
    expect(Number(row!.available)).toBeGreaterThan(900)
  })

  test('is read and not written while writing is off', async () => {
    await using shop = await startSyncedWebhookShop()
    await setWritesEnabled(shop, false)
    const { nhanhId } = (await linkedVariants(shop))[0]!
    await send(shop.webhookUrl, nhanhPost(shop, 'productUpdate', { id: nhanhId }))
    await untilDone(shop)
    expect((await jobsOf(shop)).map(({ type }) => type)).toEqual(['PULL_NHANH_PRODUCTS'])
  })
})

describe('records', () => {
  test('of every kind are read again, and those that are gone are marked when it was said', async () => {
    await using app = await startWebhookApp({ sandbox: { customers: 20 } })
    for (const type of ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'PULL_SHOPIFY_CUSTOMERS'])
      await run(app, type)
    const { nhanh, shopify } = app.sandbox.world
    const [changed, gone, goneUnsaid, stays] = nhanh.products.records
    changed!.name = 'Tên mới'
    for (const product of [gone!, goneUnsaid!]) nhanh.products.delete(product.id)
    const [product, removed] = shopify.products.records
    product!.title = 'New title'
    product!.variants[0]!.price = '123456.00'
    shopify.removeProduct(removed!.id)
    const [customer, lost] = shopify.customers.records
    customer!.firstName = 'Mới'
    shopify.customers.delete(lost!.id)
    for (const post of [
      nhanhPost(app, 'productUpdate', { id: changed!.id }),
      nhanhPost(app, 'productDelete', [String(gone!.id), stays!.id]),
      nhanhPost(app, 'inventoryChange', [{ id: goneUnsaid!.id }]),
      shopifyPost(app, 'products/update', { admin_graphql_api_id: `gid://shopify/Product/${product!.id}` }),
      shopifyPost(app, 'products/delete', { id: removed!.id }),
      shopifyPost(app, 'customers/update', { id: customer!.id }),
      shopifyPost(app, 'customers/delete', { id: lost!.id }),
    ])
      expect((await send(app.webhookUrl, post)).status).toBe(200)
    await untilDone(app)
    const ids = async (table: string, where: string) =>
      (
        await rowsOf<{ id: string }>(
          app.databaseUrl,
          `select id::text as id from ${table} where ${where} order by 1`,
        )
      ).map(({ id }) => id)
    expect(await ids('nhanh_product', `name = 'Tên mới'`)).toEqual([String(changed!.id)])
    expect(await ids('nhanh_product', 'deleted_at is not null')).toEqual([String(gone!.id)])
    expect(await ids('shopify_product', `title = 'New title'`)).toEqual([
      `gid://shopify/Product/${product!.id}`,
    ])
    expect(await ids('shopify_variant', `price = 123456`)).toEqual([
      `gid://shopify/ProductVariant/${product!.variants[0]!.id}`,
    ])
    expect(await ids('shopify_product', 'deleted_at is not null')).toEqual([
      `gid://shopify/Product/${removed!.id}`,
    ])
    expect(await ids('shopify_variant', 'deleted_at is not null')).toEqual(
      removed!.variants.map(({ id }) => `gid://shopify/ProductVariant/${id}`).toSorted(),
    )
    expect(await ids('shopify_customer', `first_name = 'Mới'`)).toEqual([
      `gid://shopify/Customer/${customer!.id}`,
    ])
    expect(await ids('shopify_customer', 'deleted_at is not null')).toEqual([
      `gid://shopify/Customer/${lost!.id}`,
    ])
    expect((await webhooksNow(app.http)).waiting).toBe(0)
    expect(await rowsOf(app.databaseUrl, `select from webhook_delivery where state = 'WAITING'`)).toEqual([])
  })

  test('named again while they are read are read again, and the same body of Nhanh is news then', async () => {
    await using app = await startWebhookApp()
    const [product] = app.sandbox.world.nhanh.products.records
    const post = nhanhPost(app, 'productUpdate', { id: product!.id })
    app.sandbox.faults.add({
      platform: 'nhanh',
      kind: 'meanwhile',
      act: async () => {
        await vi.waitFor(async () => {
          const taken = 'select from record_to_read where job_id is not null'
          expect((await rowsOf(app.databaseUrl, taken)).length).toBe(1)
        })
        await send(app.webhookUrl, post)
      },
      match: ({ path }) => path === '/product/list',
    })
    await send(app.webhookUrl, post)
    await untilDone(app)
    expect((await jobsOf(app)).map(({ input }) => input.ids)).toEqual([
      [String(product!.id)],
      [String(product!.id)],
    ])
    const kept = await rowsOf(app.databaseUrl, 'select from webhook_delivery')
    expect(kept.length).toBe(2)
  })

  test('wait while another pull holds the products, and are kept when their pull fails', async () => {
    await using app = await startWebhookApp()
    const [product] = app.sandbox.world.nhanh.products.records
    const fault = app.sandbox.faults.add({
      platform: 'nhanh',
      kind: 'status',
      status: 503,
      times: Infinity,
      match: ({ path }) => path === '/product/list',
    })
    await send(app.webhookUrl, nhanhPost(app, 'productUpdate', { id: product!.id }))
    await vi.waitFor(
      async () => expect((await jobsOf(app)).map(({ status }) => status)).toEqual(['FAILED']),
      { timeout: 20_000, interval: 50 },
    )
    fault.remove()
    await vi.waitFor(async () => {
      const waiting = 'select from record_to_read where job_id is null'
      expect((await rowsOf(app.databaseUrl, waiting)).length).toBe(1)
    })
    // Not at once: what fails as a whole may fail for long.
    expect((await jobsOf(app)).length).toBe(1)
    await rowsOf(
      app.databaseUrl,
      `update background_job set completed_at = completed_at - interval '16 minutes'`,
    )
    await untilDone(app)
    expect((await jobsOf(app)).map(({ status }) => status)).toEqual(['FAILED', 'COMPLETED'])
  })
})

test('a storm of 5,000 is answered wholly and folds into a few pulls', async () => {
  await using app = await startWebhookApp({ sandbox: { products: 1_000 } })
  const ids = app.sandbox.world.nhanh.products.records.map(({ id }) => id)
  const posts = Array.from({ length: 5_000 }, (_, index) => {
    const data = [{ id: ids[index % ids.length], available: index }]
    return nhanhPost(app, 'inventoryChange', data)
  })
  const begun = performance.now()
  const statuses = await storm(app.webhookUrl, posts, 100)
  process.stderr.write(`\n5,000 webhooks were answered in ${Math.round(performance.now() - begun)} ms\n`)
  expect(statuses.length).toBe(5_000)
  expect(new Set(statuses)).toEqual(new Set([200]))
  await untilDone(app)
  const jobs = await jobsOf(app)
  expect(jobs.length).toBeLessThan(20)
  expect(new Set(jobs.flatMap(({ input }) => input.ids))).toEqual(new Set(ids.map(String)))
  const [stored] = await rowsOf<{ count: number }>(
    app.databaseUrl,
    'select count(*)::int as count from webhook_delivery',
  )
  expect(stored!.count).toBe(5_000)
  await app.app.stop()
  const counts = await rowsOf(app.databaseUrl, 'select outcome, count from webhook_count')
  expect(counts).toEqual([{ outcome: 'ACCEPTED', count: 5_000 }])
})

test('of two servers one reads', async () => {
  await using database = await createTestDatabase()
  await using first = await startWebhookApp({
    databaseUrl: database.url,
    app: { webhookTimes: { workEveryMs: NEVER_WORKS } },
  })
  const ids = first.sandbox.world.nhanh.products.records.slice(0, 40).map(({ id }) => id)
  await send(
    first.webhookUrl,
    nhanhPost(
      first,
      'inventoryChange',
      ids.map((id) => ({ id })),
    ),
  )
  const shared = { databaseUrl: database.url, existingSandbox: first.sandbox }
  const working = { app: { webhookTimes: { workEveryMs: 5 } } }
  await using one = await startWebhookApp({ ...shared, ...working })
  await using two = await startWebhookApp({ ...shared, ...working })
  await untilDone(one)
  for (const server of [one, two])
    expect((await send(server.webhookUrl, nhanhPost(first, 'productUpdate', { id: ids[0] }))).status).toBe(
      200,
    )
  await untilDone(two)
  const jobs = await jobsOf(one)
  expect(jobs[0]!.input.ids).toEqual(ids.map(String))
  expect(jobs.slice(1).every(({ input }) => input.ids?.length === 1)).toBe(true)
  // The second event is the same one, unless the first was taken up in between.
  expect(jobs.length).toBeLessThanOrEqual(3)
})

test('a kill after the answer loses nothing', async () => {
  await using database = await createTestDatabase()
  const sandbox = await startSandbox({
    products: 200,
    customers: 0,
    limits: { nhanh: 'off', shopify: 'off' },
  })
  try {
    const variables = {
      ...variablesFor(sandbox),
      DATABASE_URL: database.url,
      WEBHOOK_PORT: '0',
      NHANH_WEBHOOK_TOKEN: sandbox.webhooks.nhanhToken,
    }
    const ids = sandbox.world.nhanh.products.records.map(({ id }) => id)
    const server = await startServerProcess(variables)
    const answered = await Promise.all(
      ids.map((id) => send(server.webhookUrl!, nhanhPost({ sandbox }, 'productAdd', { id }))),
    )
    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]))
    await server.end('SIGKILL')
    await using next = await startServerProcess(variables)
    await untilDone({ databaseUrl: database.url })
    expect(next.webhookUrl).not.toBeNull()
    const read = await rowsOf<{ id: string }>(
      database.url,
      'select id::text as id from nhanh_product order by id',
    )
    expect(read.map(({ id }) => Number(id))).toEqual(ids)
  } finally {
    await sandbox.close()
  }
}, 60_000)

test('the sandbox tries again what was not answered with 200', async () => {
  await using app = await startWebhookApp({ app: { webhookTimes: { workEveryMs: NEVER_WORKS } } })
  app.sandbox.webhooks.sendTo(`${app.webhookUrl}/nowhere`)
  expect(await app.sandbox.webhooks.nhanh('productAdd', { id: 1 })).toEqual([404, 404, 404, 404])
  app.sandbox.webhooks.sendTo(app.webhookUrl)
  expect(await app.sandbox.webhooks.shopify('products/update', { id: 1 })).toEqual([200])
})
