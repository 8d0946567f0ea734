import { shopifyError } from './shopify-error.ts'

export interface Gid {
  type: string
  id: number
  /** Only of inventory levels: the level of this item at the location `id`. */
  inventoryItemId?: number
}

export function gid(type: string, id: number): string {
  return `gid://shopify/${type}/${id}`
}

/** An inventory level is named by its place and, in a query, its item. */
export function levelGid(locationId: number, inventoryItemId: number): string {
  return `${gid('InventoryLevel', locationId)}?inventory_item_id=${inventoryItemId}`
}

/** @throws GraphQLError for what is no gid, or one of another type than `expected`. */
export function readGid(text: string, expected?: string): Gid {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?inventory_item_id=(\d+))?$/.exec(text)
  const type = match?.[1]
  if (match === null || type === undefined || (expected !== undefined && type !== expected)) {
    throw shopifyError('RESOURCE_NOT_FOUND', `Invalid global id '${text}'`)
  }
  const item = match[3] === undefined ? {} : { inventoryItemId: Number(match[3]) }
  return { type, id: Number(match[2]), ...item }
}
