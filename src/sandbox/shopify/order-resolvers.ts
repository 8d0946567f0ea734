import { type ConnectionArgs, connect } from './connection.ts'
import { gid } from './gid.ts'
import { identified, timeOf } from './identified.ts'
import { type ListArgs, listOf } from './lists.ts'
import { byGid } from './nodes.ts'
import {
  fulfillmentStatusOf,
  ORDER_FIELDS,
  ORDER_SORTS,
  type ShopifyLineItem,
  type ShopifyOrder,
} from './orders.ts'
import { requireScope, type Resolver } from './resolver.ts'

/** The fields of the query root that are about orders. */
export const ORDER_QUERIES: Record<string, Resolver> = {
  order: byGid('Order'),
  orders: (_: unknown, args: ListArgs, context, info) => {
    requireScope(context, 'read_orders', info)
    return listOf(context.shopify.orders.records, ORDER_FIELDS, ORDER_SORTS, { args, context, info })
  },
}

/** The types of orders. */
export const ORDER_RECORD_RESOLVERS: Record<string, Record<string, Resolver>> = {
  Order: {
    ...identified('Order'),
    processedAt: (order: ShopifyOrder) => timeOf(order.createdAt),
    cancelledAt: (order: ShopifyOrder) => timeOf(order.cancelledAt),
    closedAt: (order: ShopifyOrder) => timeOf(order.closedAt),
    closed: (order: ShopifyOrder) => order.closedAt !== null,
    displayFulfillmentStatus: fulfillmentStatusOf,
    lineItems: ({ lineItems }: ShopifyOrder, args: ConnectionArgs) =>
      connect(args, { records: lineItems, idOf: (line) => line.id, nodeOf: (line) => line }),
  },
  LineItem: {
    id: (line: ShopifyLineItem) => gid('LineItem', line.id),
    name: (line: ShopifyLineItem) => line.title,
    currentQuantity: (line: ShopifyLineItem) => line.fulfilled + line.unfulfilled,
    unfulfilledQuantity: (line: ShopifyLineItem) => line.unfulfilled,
    /** Null when it was deleted since. */
    variant: (line: ShopifyLineItem, _args: unknown, { shopify }) =>
      shopify.variants.get(line.variantId) ?? null,
  },
}
