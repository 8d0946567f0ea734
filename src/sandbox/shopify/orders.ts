import type { SearchFields } from './search.ts'
import type { ShopifyLevel } from './shopify-records.ts'
import type { ShopifyWorld } from './shopify-world.ts'
import type { SortKeys } from './sort-keys.ts'

export interface ShopifyLineItem {
  id: number
  variantId: number
  title: string
  sku: string | null
  /** Where its units are committed. */
  locationId: number
  quantity: number
  fulfilled: number
  /** Neither fulfilled nor taken out by a cancellation. */
  unfulfilled: number
}

/** Times in ms. */
export interface ShopifyOrder {
  id: number
  /** `#1001` and so on. */
  name: string
  lineItems: ShopifyLineItem[]
  createdAt: number
  updatedAt: number
  cancelledAt: number | null
  /** Archived. A cancelled or fulfilled order stays open until somebody closes it. */
  closedAt: number | null
}

/** What is bought, and which location's stock it is taken from. */
export interface OrderLine {
  variantId: number
  quantity: number
  locationId: number
}

const FIRST_ORDER_ID = 5_900_000_000_001
const FIRST_ORDER_NUMBER = 1001
/** More lines than any order has: their ids follow from that of the order. */
const LINE_IDS_A_ORDER = 1000

/** Adds an order. What it buys is committed; whether there is so much is not asked, as for orders that an app makes. */
export function placeOrder(shopify: ShopifyWorld, lines: readonly OrderLine[], now: number): ShopifyOrder {
  const id = shopify.orders.nextId(FIRST_ORDER_ID)
  const lineItems = lines.map(({ variantId, quantity, locationId }, index): ShopifyLineItem => {
    const variant = shopify.variants.get(variantId)
    if (variant === undefined) throw new RangeError(`There is no variant ${variantId} to order`)
    commit(levelOf(shopify, variantId, locationId), quantity, now)
    return {
      id: (id - FIRST_ORDER_ID + 1) * LINE_IDS_A_ORDER + index,
      variantId,
      title: shopify.products.get(variant.productId)?.title ?? variant.title,
      sku: variant.sku,
      locationId,
      quantity,
      fulfilled: 0,
      unfulfilled: quantity,
    }
  })
  const name = `#${FIRST_ORDER_NUMBER + id - FIRST_ORDER_ID}`
  return shopify.orders.add({
    id,
    name,
    lineItems,
    createdAt: now,
    updatedAt: now,
    cancelledAt: null,
    closedAt: null,
  })
}

/** Cancels what is not fulfilled, and puts it back into stock. */
export function cancelOrder(shopify: ShopifyWorld, id: number, now: number): void {
  const order = orderOf(shopify, id)
  for (const line of order.lineItems) {
    commit(levelOf(shopify, line.variantId, line.locationId), -line.unfulfilled, now)
    line.unfulfilled = 0
  }
  order.cancelledAt = now
  order.updatedAt = now
}

/** Ships so many units, in the order of the lines: they are no longer committed, and gone from what is on hand. */
export function fulfillOrder(shopify: ShopifyWorld, id: number, units: number, now: number): void {
  const order = orderOf(shopify, id)
  let left = units
  for (const line of order.lineItems) {
    const shipped = Math.min(left, line.unfulfilled)
    const level = levelOf(shopify, line.variantId, line.locationId)
    if (level !== undefined) level.committed -= shipped
    line.unfulfilled -= shipped
    line.fulfilled += shipped
    left -= shipped
  }
  order.updatedAt = now
}

/** As the schema names the status of the whole order. */
export function fulfillmentStatusOf({
  lineItems,
}: ShopifyOrder): 'FULFILLED' | 'PARTIALLY_FULFILLED' | 'UNFULFILLED' {
  if (lineItems.every((line) => line.fulfilled === 0)) return 'UNFULFILLED'
  return lineItems.every((line) => line.unfulfilled === 0) ? 'FULFILLED' : 'PARTIALLY_FULFILLED'
}

export const ORDER_FIELDS: SearchFields<ShopifyOrder> = {
  default: { kind: 'text', read: (order) => order.name },
  id: { kind: 'id', read: (order) => order.id },
  name: { kind: 'keyword', read: (order) => order.name },
  status: {
    kind: 'keyword',
    read: ({ cancelledAt, closedAt }) => [
      cancelledAt !== null ? 'cancelled' : closedAt !== null ? 'closed' : 'open',
      ...(closedAt === null ? ['not_closed'] : []),
    ],
  },
  fulfillment_status: {
    kind: 'keyword',
    read: (order) =>
      ({
        FULFILLED: ['fulfilled', 'shipped'],
        PARTIALLY_FULFILLED: ['partial'],
        UNFULFILLED: ['unfulfilled', 'unshipped'],
      })[fulfillmentStatusOf(order)],
  },
  sku: { kind: 'keyword', read: (order) => order.lineItems.map((line) => line.sku) },
  created_at: { kind: 'date', read: (order) => order.createdAt },
  processed_at: { kind: 'date', read: (order) => order.createdAt },
  updated_at: { kind: 'date', read: (order) => order.updatedAt },
}

export const ORDER_SORTS: SortKeys<ShopifyOrder> = {
  CREATED_AT: (order) => order.createdAt,
  PROCESSED_AT: (order) => order.createdAt,
  UPDATED_AT: (order) => order.updatedAt,
}

function orderOf(shopify: ShopifyWorld, id: number): ShopifyOrder {
  const order = shopify.orders.get(id)
  if (order === undefined) throw new RangeError(`There is no order ${id}`)
  return order
}

/** Undefined for what keeps no stock: not tracked, or deleted since. @throws RangeError where it is not stocked. */
function levelOf(shopify: ShopifyWorld, variantId: number, locationId: number): ShopifyLevel | undefined {
  const item = shopify.variants.get(variantId)?.inventoryItem
  if (item === undefined || !item.tracked) return undefined
  const level = item.levels.find((one) => one.locationId === locationId)
  if (level === undefined) throw new RangeError(`Variant ${variantId} has no level at location ${locationId}`)
  return level
}

function commit(level: ShopifyLevel | undefined, units: number, now: number): void {
  if (level === undefined) return
  level.available -= units
  level.committed += units
  level.updatedAt = now
}
