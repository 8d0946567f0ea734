import { expect, test } from 'vitest'
import { NHANH_TYPE } from '../../../src/sandbox/nhanh/nhanh-world.ts'
import { rowsOf } from '../../support/database.ts'
import { run } from '../../support/jobs.ts'
import {
  availableIn,
  itemsOf,
  levelOf,
  linkedVariants,
  setInNhanh,
  startSyncedShop,
  type LinkedVariant,
  type SyncedShop,
} from '../../support/sync/shop.ts'

/** What a shop shows in the end: pieces of every level, and what it tells of every customer. */
type Books = Map<string, number | Record<string, string>>

const levelKey = (variant: LinkedVariant['variant'], location: number) => `${variant.id} at ${location}`

/** Whether a sync leaves the variant alone, by the rules for kinds. */
function isLeftAlone({ sandbox }: SyncedShop, { variant, nhanhId }: LinkedVariant): boolean {
  const product = sandbox.world.nhanh.products.get(nhanhId)!
  const status = sandbox.world.shopify.products.get(variant.productId)!.status
  return (
    product.type === NHANH_TYPE.weighed ||
    product.type === NHANH_TYPE.combo ||
    product.stock.length === 0 ||
    !variant.inventoryItem.tracked ||
    variant.requiresComponents ||
    status === 'ARCHIVED'
  )
}

/** What Shopify should show by the books of Nhanh, and of what is left alone what it shows. */
async function expectedBooks(shop: SyncedShop): Promise<Books> {
  const books: Books = new Map()
  for (const linked of await linkedVariants(shop)) {
    for (const [location, depots] of shop.feeds) {
      const level = levelOf(linked.variant, location)
      if (!level) continue
      const stays =
        isLeftAlone(shop, linked) ||
        !level.isActive ||
        (level.available < 0 && linked.variant.inventoryPolicy === 'CONTINUE')
      const inNhanh = Math.max(0, Math.floor(availableIn(shop, linked.nhanhId, depots) + 1e-9))
      books.set(levelKey(linked.variant, location), stays ? level.available : inNhanh)
    }
  }
  for (const { nhanh_id, shopify_id } of await customerMappings(shop)) {
    const customer = shop.sandbox.world.nhanh.customers.get(Number(nhanh_id))!
    books.set(shopify_id, {
      total_spent: String(customer.totalAmount),
      points: String(customer.points),
      ...(customer.level && { level: customer.level.name }),
    })
  }
  return books
}

/** What the sandbox's Shopify has. */
async function shownBooks(shop: SyncedShop): Promise<Books> {
  const books: Books = new Map()
  for (const { variant } of await linkedVariants(shop)) {
    for (const location of shop.feeds.keys()) {
      const level = levelOf(variant, location)
      if (level) books.set(levelKey(variant, location), level.available)
    }
  }
  for (const { shopify_id } of await customerMappings(shop)) {
    const customer = shop.sandbox.world.shopify.customers.get(Number(shopify_id.split('/').at(-1)))!
    const fields = customer.metafields.filter(({ key }) => key !== 'updated_at')
    books.set(shopify_id, Object.fromEntries(fields.map(({ key, value }) => [key, value])))
  }
  return books
}

const customerMappings = ({ databaseUrl }: SyncedShop) =>
  rowsOf<{ nhanh_id: string; shopify_id: string }>(
    databaseUrl,
    'select nhanh_id, shopify_id from customer_mapping order by id',
  )

const everyNth = <Item>(items: readonly Item[], n: number, offset = 0) =>
  items.filter((_, index) => index % n === offset)

test('pull, match, sync; changes and orders, sync again; failures, retry: in the end every number is right', async () => {
  await using shop = await startSyncedShop({ sandbox: { products: 200, customers: 200 } })
  const { nhanh, shopify } = shop.sandbox.world
  for (const type of ['PULL_NHANH_CUSTOMERS', 'PULL_SHOPIFY_CUSTOMERS', 'AUTO_MATCH_CUSTOMERS'])
    await run(shop, type)
  const linked = await linkedVariants(shop)
  const customers = await customerMappings(shop)
  expect(linked.length).toBeGreaterThan(300)
  expect(customers.length).toBeGreaterThan(50)

  // A sandbox's first numbers have nothing to do with each other: a person has looked at the plan.
  expect(await run(shop, 'PRODUCT_SYNC', { force: true })).toMatchObject({ status: 'COMPLETED', failed: 0 })
  expect(await run(shop, 'CUSTOMER_SYNC')).toMatchObject({ status: 'COMPLETED', failed: 0 })
  expect(await shownBooks(shop)).toEqual(await expectedBooks(shop))

  // 3 % change in Nhanh.
  const [first] = [...shop.feeds][0]!
  const [depot] = shop.feeds.get(first)!
  const synced = linked.filter((one) => !isLeftAlone(shop, one))
  for (const [index, { nhanhId }] of everyNth(synced, 33).entries())
    setInNhanh(shop, nhanhId, depot!, 7 + index)
  for (const { nhanh_id } of everyNth(customers, 33))
    nhanh.customers.get(Number(nhanh_id))!.totalAmount += 250_000
  // Orders online: of some Nhanh knows already, of the others not yet.
  const inStock = synced.filter(({ variant }) => {
    const level = levelOf(variant, first)
    return level?.isActive && level.available >= 5
  })
  const known = everyNth(inStock, 20, 1)
  const unknown = everyNth(inStock, 20, 2)
  expect(unknown.length).toBeGreaterThan(3)
  for (const { variant } of [...known, ...unknown])
    shopify.placeOrder({ variantId: variant.id, quantity: 2, locationId: first })
  const sold = (one: LinkedVariant) =>
    setInNhanh(shop, one.nhanhId, depot!, availableIn(shop, one.nhanhId, [depot!]) - 2)
  known.forEach(sold)

  const second = await run(shop, 'PRODUCT_SYNC')
  expect(second).toMatchObject({ status: 'COMPLETED', failed: 0 })
  expect(await run(shop, 'CUSTOMER_SYNC')).toMatchObject({ status: 'COMPLETED', failed: 0 })
  const lines = await itemsOf(shop, second.id)
  for (const { after } of lines.filter(({ outcome }) => outcome === 'UPDATED'))
    expect(after).toMatchObject({ adjustmentId: expect.stringContaining('InventoryAdjustmentGroup') })
  const pending = lines.filter(({ code }) => code === 'SALE_PENDING')
  const pendingIds = pending.map(({ key }) => Number(key.split('/').at(-1)))
  expect(new Set(pendingIds)).toEqual(new Set(unknown.map(({ variant }) => variant.id)))
  expect(pendingIds).toHaveLength(unknown.length)
  const expected = await expectedBooks(shop)
  for (const one of unknown) {
    const key = levelKey(one.variant, first)
    expected.set(key, (expected.get(key) as number) - 2)
  }
  expect(await shownBooks(shop)).toEqual(expected)

  // 5 % of the items fail: Nhanh leaves products out, and customers' totals.
  const lost = everyNth(synced, 20, 5)
  const lostIds = new Set(lost.map(({ nhanhId }) => nhanhId))
  for (const one of lost) setInNhanh(shop, one.nhanhId, depot!, 40)
  const nameless = new Set(everyNth(customers, 20, 5).map(({ nhanh_id }) => Number(nhanh_id)))
  for (const id of nameless) nhanh.customers.get(id)!.totalAmount += 90_000
  unknown.forEach(sold)
  const faults = ['/product/inventory', '/product/list', '/customer/list'].map((path) =>
    shop.sandbox.faults.add({
      platform: 'nhanh',
      kind: 'transform',
      times: Infinity,
      match: (request) => request.path === path,
      change: (answer) => {
        const { data, ...rest } = answer as { data: { id?: number; productId?: number }[] }
        const left = data.filter(({ id, productId }) => !lostIds.has(productId ?? id!))
        return {
          ...rest,
          data: left.map((row) =>
            path === '/customer/list' && nameless.has(row.id!) ? { ...row, totalAmount: null } : row,
          ),
        }
      },
    }),
  )
  const third = await run(shop, 'PRODUCT_SYNC')
  expect(third).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: lost.length })
  const thirdOfCustomers = await run(shop, 'CUSTOMER_SYNC')
  expect(thirdOfCustomers).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: nameless.size })
  for (const fault of faults) fault.remove()

  const retry = await run(shop, 'RETRY_FAILED_SYNC')
  expect(retry).toMatchObject({ status: 'COMPLETED', failed: 0, total: lost.length + nameless.size })
  expect(await shownBooks(shop)).toEqual(await expectedBooks(shop))

  // And nothing is left to do.
  expect(await run(shop, 'PRODUCT_SYNC')).toMatchObject({ status: 'COMPLETED', updated: 0, failed: 0 })
  expect(await run(shop, 'CUSTOMER_SYNC')).toMatchObject({ status: 'COMPLETED', updated: 0, failed: 0 })
}, 120_000)
