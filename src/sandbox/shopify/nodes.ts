import type { GraphQLResolveInfo } from 'graphql'
import { readGid } from './gid.ts'
import { requireScope, type Resolver, type ShopifyContext } from './resolver.ts'
import type { PlacedLevel } from './search-fields.ts'
import type { ShopifyInventoryItem } from './shopify-records.ts'

const SCOPES: Readonly<Record<string, string>> = {
  Product: 'read_products',
  ProductVariant: 'read_products',
  Customer: 'read_customers',
  InventoryItem: 'read_inventory',
  InventoryLevel: 'read_inventory',
  Location: 'read_locations',
  Order: 'read_orders',
}

/** The resolver of a field `x(id: ID!)`; of any type when none is named. */
export function byGid(type?: string): Resolver {
  return (_: unknown, { id }: { id: string }, context, info) => nodeOf(id, type, context, info)
}

/** The record of a gid with its type's name, or null when there is none. @throws GraphQLError for a malformed gid. */
export function nodeOf(
  id: string,
  expected: string | undefined,
  context: ShopifyContext,
  info: GraphQLResolveInfo,
): object | null {
  const { type, id: number, inventoryItemId } = readGid(id, expected)
  const scope = SCOPES[type]
  if (scope !== undefined) requireScope(context, scope, info)
  const record = recordOf(context, type, number, inventoryItemId)
  // The record stays the prototype, so that resolvers read it and graphql-js learns its type.
  return record === null ? null : Object.assign(inheriting(record), { __typename: type })
}

function inheriting(record: object): object {
  const heir: object = {}
  return Object.setPrototypeOf(heir, record)
}

function recordOf(
  { shopify }: ShopifyContext,
  type: string,
  id: number,
  inventoryItemId: number | undefined,
): object | null {
  switch (type) {
    case 'Product':
      return shopify.products.get(id) ?? null
    case 'ProductVariant':
      return shopify.variants.get(id) ?? null
    case 'InventoryItem':
      return shopify.inventoryItems.get(id) ?? null
    case 'Customer':
      return shopify.customers.get(id) ?? null
    case 'Location':
      return shopify.locations.get(id) ?? null
    case 'Order':
      return shopify.orders.get(id) ?? null
    case 'BulkOperation':
      return shopify.bulkOperations.get(id) ?? null
    case 'InventoryLevel': {
      const item = inventoryItemId === undefined ? undefined : shopify.inventoryItems.get(inventoryItemId)
      return item === undefined ? null : levelAt(item, id, true)
    }
    default:
      return null
  }
}

/** The level of an item at a location; null when it is not stocked there (any more, unless inactive ones count). */
export function levelAt(
  item: ShopifyInventoryItem,
  locationId: number,
  includeInactive: boolean,
): PlacedLevel | null {
  const level = item.levels.find((one) => one.locationId === locationId)
  return level !== undefined && (includeInactive || level.isActive) ? { item, level } : null
}

/** Whether this is a field of `product(id:)`, where more records are allowed than inside a list. */
export function isOfSingleProduct(info: GraphQLResolveInfo): boolean {
  return info.path.prev?.prev === undefined && info.path.prev?.typename === 'QueryRoot'
}
