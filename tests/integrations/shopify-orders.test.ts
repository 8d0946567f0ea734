import { afterEach, describe, expect, test } from 'vitest'
import { createShopifyClient } from '../../src/integrations/shopify/client.ts'
import { silentLogger } from '../../src/logger.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { OrderLine } from '../../src/sandbox/shopify/orders.ts'
import { SteeredClock } from './steered-clock.ts'
import { observedCall } from './stub-platform.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())

async function start() {
  const clock = new SteeredClock()
  sandbox = await startSandbox({ products: 60, customers: 0, now: () => clock.now() })
  sandbox.world.shopify.scopes.push('read_orders')
  const credentials = { kind: 'token' as const, accessToken: sandbox.shopify.accessToken }
  const client = createShopifyClient({
    ...sandbox.shopify,
    credentials,
    log: silentLogger,
    tuning: { clock, backoffMs: 2, attempts: 4 },
  })
  return { clock, inventory: client.inventory }
}

/** A line of the n-th variant that is stocked. */
function line(n: number, quantity: number): OrderLine {
  const items = sandbox.world.shopify.inventoryItems.records.filter(({ levels }) => levels.length > 0)
  const { variantId, levels } = items[n]!
  return { variantId, quantity, locationId: levels[0]!.locationId }
}

const variant = (n: number) => `gid://shopify/ProductVariant/${line(n, 1).variantId}`
const LONG_AGO = new Date(0)

describe('units of open orders', () => {
  test('count what waits to be fulfilled, in orders that are neither cancelled nor archived', async () => {
    const { inventory } = await start()
    const { shopify } = sandbox.world
    shopify.placeOrder(line(0, 3), line(1, 1))
    shopify.placeOrder(line(0, 4))
    shopify.fulfillOrder(shopify.placeOrder(line(1, 5)).id, 2)
    shopify.fulfillOrder(shopify.placeOrder(line(2, 1)).id)
    shopify.cancelOrder(shopify.placeOrder(line(3, 1)).id)
    shopify.placeOrder(line(4, 1)).closedAt = 1
    const deleted = shopify.placeOrder(line(5, 9))
    const units = new Map([
      [variant(0), 7],
      [variant(1), 4],
    ])
    shopify.removeVariant(deleted.lineItems[0]!.variantId)
    expect(await inventory.openOrderUnits({ since: LONG_AGO }, observedCall())).toEqual(units)
  })

  test('count from the second in which the time lies, for Shopify writes no parts of one', async () => {
    const { clock, inventory } = await start()
    const { shopify } = sandbox.world
    shopify.placeOrder(line(0, 1))
    clock.advance(60_000)
    shopify.placeOrder(line(1, 2))
    clock.advance(700)
    const since = new Date(clock.now())
    shopify.placeOrder(line(1, 4))
    clock.advance(1_000)
    shopify.placeOrder(line(2, 8))
    expect(await inventory.openOrderUnits({ since }, observedCall())).toEqual(
      new Map([
        [variant(1), 6],
        [variant(2), 8],
      ]),
    )
  })

  test('are read over all pages, and no further than the time', async () => {
    const { clock, inventory } = await start()
    for (let n = 0; n < 600; n += 1) {
      clock.advance(1_000)
      sandbox.world.shopify.placeOrder(line(0, 1))
    }
    const recent = async (orders: number) => {
      const since = new Date(clock.now() - (orders - 1) * 1_000)
      const units = await inventory.openOrderUnits({ since }, observedCall())
      return units.get(variant(0))
    }
    const asked = () => sandbox.world.counters.shopify['NewestOrdersPage']!.requests
    expect(await recent(10)).toBe(10)
    expect(asked()).toBe(1)
    expect(await recent(300)).toBe(300)
    expect(asked()).toBe(3)
    expect(await recent(600)).toBe(600)
  })

  test('of long orders are read to the last line', async () => {
    const { inventory } = await start()
    sandbox.world.shopify.placeOrder(...Array.from({ length: 270 }, (_, n) => line(n % 3, 1)))
    expect(await inventory.openOrderUnits({ since: LONG_AGO }, observedCall())).toEqual(
      new Map([0, 1, 2].map((n) => [variant(n), 90])),
    )
  })

  test('are not guessed at when an order cannot be read', async () => {
    const { inventory } = await start()
    sandbox.world.shopify.placeOrder(line(0, 1))
    sandbox.faults.add({
      platform: 'shopify',
      kind: 'transformText',
      match: ({ operationName }) => operationName === 'NewestOrdersPage',
      change: (text) => text.replace('"unfulfilledQuantity":1', '"unfulfilledQuantity":null'),
    })
    await expect(inventory.openOrderUnits({ since: LONG_AGO }, observedCall())).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      message: expect.stringContaining('unfulfilledQuantity is null'),
    })
  })

  test('want read_orders', async () => {
    const { inventory } = await start()
    sandbox.world.shopify.scopes.pop()
    await expect(inventory.openOrderUnits({ since: LONG_AGO }, observedCall())).rejects.toMatchObject({
      code: 'SHOPIFY_ACCESS',
    })
  })
})

test('a scope is granted when it is named, or when the right to write implies the one to read', async () => {
  const { inventory } = await start()
  sandbox.world.shopify.scopes = ['write_inventory', 'read_orders']
  const has = (scope: string) => inventory.hasScope(scope, observedCall())
  expect(await has('write_inventory')).toBe(true)
  expect(await has('read_inventory')).toBe(true)
  expect(await has('read_orders')).toBe(true)
  expect(await has('write_orders')).toBe(false)
  expect(await has('read_customers')).toBe(false)
})
