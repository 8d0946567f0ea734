import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { ShopifyLevel } from '../../src/sandbox/shopify/shopify-records.ts'
import { askShopify, gidsOf, type ShopifyPage } from './platform-calls.ts'

const START = Date.UTC(2026, 10, 21)

let sandbox: Sandbox
let now: number
let level: ShopifyLevel
let line: { variantId: number; locationId: number }
beforeEach(async () => {
  now = START
  sandbox = await startSandbox({
    products: 60,
    customers: 0,
    limits: { nhanh: 'off', shopify: 'off' },
    now: () => now,
  })
  const { shopify } = sandbox.world
  const item = shopify.inventoryItems.records.find((one) => one.tracked && one.levels.length > 0)!
  level = item.levels[0]!
  Object.assign(level, { available: 10, committed: 0 })
  line = { variantId: item.variantId, locationId: level.locationId }
  shopify.scopes.push('read_orders')
})
afterEach(() => sandbox.close())

async function ordersBy(query: string, args = ''): Promise<string[]> {
  const document = `query Orders($query: String) { orders(first: 50, query: $query ${args}) { nodes { id } } }`
  const { body } = await askShopify<{ orders: ShopifyPage }>(sandbox, document, { query })
  expect(body.extensions?.search?.flatMap(({ warnings }) => warnings) ?? []).toEqual([])
  return body.data!.orders.nodes.map(({ id }) => id)
}

it('an order takes what is available and commits it, until it is fulfilled or cancelled', () => {
  const { shopify } = sandbox.world
  const kept = shopify.placeOrder({ ...line, quantity: 3 })
  now += 1000
  const dropped = shopify.placeOrder({ ...line, quantity: 2 })
  expect(level).toMatchObject({ available: 5, committed: 5, updatedAt: now })
  shopify.fulfillOrder(kept.id, 1)
  expect(level).toMatchObject({ available: 5, committed: 4 })
  shopify.cancelOrder(dropped.id)
  expect(level).toMatchObject({ available: 7, committed: 2 })
  shopify.cancelOrder(kept.id)
  expect(level).toMatchObject({ available: 9, committed: 0 })
})

it('an order of what is not tracked moves no stock; of what is not stocked there, there is none', () => {
  const { shopify } = sandbox.world
  expect(() => shopify.placeOrder({ ...line, locationId: 1, quantity: 1 })).toThrow(
    `Variant ${line.variantId} has no level at location 1`,
  )
  shopify.variants.get(line.variantId)!.inventoryItem.tracked = false
  shopify.placeOrder({ ...line, quantity: 1 })
  expect(level).toMatchObject({ available: 10, committed: 0 })
  expect(() => shopify.cancelOrder(1)).toThrow('There is no order 1')
})

it('orders come with their lines, and need read_orders', async () => {
  const { shopify } = sandbox.world
  const order = shopify.placeOrder({ ...line, quantity: 3 }, { ...line, quantity: 1 })
  shopify.fulfillOrder(order.id, 1)
  const [id] = gidsOf('Order', [order])
  const document = `query Order($id: ID!) { order(id: $id) { id name createdAt closed cancelledAt displayFulfillmentStatus
    lineItems(first: 5) { nodes { quantity currentQuantity unfulfilledQuantity variant { id } } } } }`
  const { body } = await askShopify(sandbox, document, { id })
  const variant = { id: `gid://shopify/ProductVariant/${line.variantId}` }
  expect(body.data).toEqual({
    order: {
      id,
      name: '#1001',
      createdAt: '2026-11-21T00:00:00Z',
      closed: false,
      cancelledAt: null,
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
      lineItems: {
        nodes: [
          { quantity: 3, currentQuantity: 3, unfulfilledQuantity: 2, variant },
          { quantity: 1, currentQuantity: 1, unfulfilledQuantity: 1, variant },
        ],
      },
    },
  })
  shopify.removeVariant(line.variantId)
  const gone = await askShopify(sandbox, document, { id })
  expect(JSON.stringify(gone.body.data)).toContain('"variant":null')
  expect(sandbox.world.shopify.scopes.pop()).toBe('read_orders')
  for (const query of ['{ orders(first: 1) { nodes { id } } }', `{ order(id: "${id}") { id } }`]) {
    const denied = await askShopify(sandbox, query)
    expect(denied.body.errors![0]!.extensions!['code']).toBe('ACCESS_DENIED')
  }
})

it('the scope read_orders is not granted unless a test grants it', async () => {
  await sandbox.close()
  sandbox = await startSandbox({ products: 1, customers: 0 })
  expect(sandbox.world.shopify.scopes).not.toContain('read_orders')
})

it('orders are searched by status, fulfilment and time, and sorted by time', async () => {
  const { shopify } = sandbox.world
  const orders = Array.from({ length: 5 }, () => {
    now += 60_000
    return shopify.placeOrder({ ...line, quantity: 2 })
  })
  const [open, partial, done, cancelled, closed] = gidsOf('Order', orders)
  shopify.fulfillOrder(orders[1]!.id, 1)
  shopify.fulfillOrder(orders[2]!.id)
  shopify.cancelOrder(orders[3]!.id)
  orders[4]!.closedAt = now
  expect(await ordersBy('status:open')).toEqual([open, partial, done])
  expect(await ordersBy('status:not_closed')).toEqual([open, partial, done, cancelled])
  expect(await ordersBy('status:cancelled')).toEqual([cancelled])
  expect(await ordersBy('status:closed')).toEqual([closed])
  expect(await ordersBy('status:open fulfillment_status:unfulfilled')).toEqual([open])
  expect(await ordersBy('fulfillment_status:partial')).toEqual([partial])
  expect(await ordersBy('status:open -fulfillment_status:fulfilled')).toEqual([open, partial])
  const since = new Date(orders[2]!.createdAt).toISOString()
  expect(await ordersBy(`created_at:>='${since}'`)).toEqual([done, cancelled, closed])
  expect(await ordersBy('', ', sortKey: CREATED_AT, reverse: true')).toEqual([
    closed,
    cancelled,
    done,
    partial,
    open,
  ])
})
