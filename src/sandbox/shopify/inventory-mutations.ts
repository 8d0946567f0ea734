import { gid, readGid } from './gid.ts'
import { idempotencyKeyOf, type MutationError } from './idempotency.ts'
import { requireScope, type Resolver } from './resolver.ts'
import { shopifyError } from './shopify-error.ts'
import type { ShopifyInventoryItem, ShopifyLevelChange } from './shopify-records.ts'
import type { ShopifyWorld } from './shopify-world.ts'

/*
 * inventorySetQuantities of 2026-10. Seen live: the directive and changeFromQuantity are demanded with errors of the
 * request. That a call is atomic is what its single adjustment group says, and not yet seen with mixed entries.
 */

const MAX_QUANTITIES = 250
const MAX_QUANTITY = 1_000_000_000
const REASONS = new Set(
  `correction cycle_count_available damaged movement_canceled movement_created movement_received movement_updated other
  promotion quality_control received reservation_created reservation_deleted reservation_updated restock safety_stock
  shrinkage`.split(/\s+/),
)

interface QuantityInput {
  inventoryItemId: string
  locationId: string
  quantity: number
  changeFromQuantity?: number | null
}

interface SetQuantitiesInput {
  name: string
  reason: string
  referenceDocumentUri?: string | null
  quantities: QuantityInput[]
}

interface SetQuantitiesPayload {
  inventoryAdjustmentGroup: object | null
  userErrors: MutationError[]
}

export const INVENTORY_MUTATIONS: Record<string, Resolver> = {
  inventorySetQuantities: (_: unknown, { input }: { input: SetQuantitiesInput }, context, info) => {
    requireScope(context, 'write_inventory', info)
    const { quantities } = input
    if (quantities.length > MAX_QUANTITIES) {
      const text = `The input array size of ${quantities.length} is greater than the maximum allowed of ${MAX_QUANTITIES}.`
      throw shopifyError('MAX_INPUT_SIZE_EXCEEDED', text)
    }
    const key = idempotencyKeyOf(info)
    if (quantities.some(({ changeFromQuantity }) => changeFromQuantity === undefined)) {
      const text = 'InventoryQuantityInput must include the following argument: changeFromQuantity.'
      throw shopifyError('INVALID_FIELD_ARGUMENTS', text)
    }
    return context.shopify.idempotencyKeys.answer(
      key,
      { inventorySetQuantities: input },
      () => setQuantities(context.shopify, input),
      (error) => refused([error]),
    )
  },
}

/** All quantities, or none and every entry that is to blame. */
function setQuantities(shopify: ShopifyWorld, input: SetQuantitiesInput): SetQuantitiesPayload {
  const wrong = errorsOfInput(input)
  if (wrong.length > 0) return refused(wrong)
  const read = input.quantities.map((entry, index) => readEntry(shopify, input, entry, index))
  const errors = read.filter((one) => 'code' in one)
  if (errors.length > 0) return refused(errors)
  const adjustment = shopify.adjustInventory({
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    changes: read.filter((one) => 'available' in one),
  })
  const group = { ...adjustment, id: gid('InventoryAdjustmentGroup', adjustment.id) }
  return {
    inventoryAdjustmentGroup: { ...group, createdAt: new Date(adjustment.createdAt).toISOString() },
    userErrors: [],
  }
}

function refused(userErrors: MutationError[]): SetQuantitiesPayload {
  return { inventoryAdjustmentGroup: null, userErrors }
}

/** What is wrong with the input as a whole. */
function errorsOfInput({ name, reason, referenceDocumentUri }: SetQuantitiesInput): MutationError[] {
  const wrong = (field: string, code: string, message: string) => ({ field: ['input', field], code, message })
  return [
    ...(name === 'available' || name === 'on_hand'
      ? []
      : [wrong('name', 'INVALID_NAME', "The quantity name must be either 'available' or 'on_hand'.")]),
    ...(REASONS.has(reason) ? [] : [wrong('reason', 'INVALID_REASON', 'The specified reason is invalid.')]),
    ...(referenceDocumentUri == null || isReference(referenceDocumentUri)
      ? []
      : [
          wrong(
            'referenceDocumentUri',
            'INVALID_REFERENCE_DOCUMENT',
            'The specified reference document is invalid.',
          ),
        ]),
  ]
}

/** A URI with scheme and content; a gid must name an app, a kind of entity and an id. */
function isReference(uri: string): boolean {
  return uri.startsWith('gid:')
    ? /^gid:\/\/[^/\s]+\/[^/\s]+\/\S+$/.test(uri)
    : /^[a-z][\w+.-]*:\/\/\S+$/i.test(uri)
}

/** The first thing that is wrong with an entry, or the change that it makes. */
function readEntry(
  shopify: ShopifyWorld,
  { name, quantities }: SetQuantitiesInput,
  entry: QuantityInput,
  index: number,
): MutationError | ShopifyLevelChange {
  const wrong = (field: string, code: string, message: string) => ({
    field: ['input', 'quantities', String(index), field],
    code,
    message,
  })
  const { quantity, changeFromQuantity } = entry
  const isDuplicate = quantities.some(
    (other, at) =>
      at !== index &&
      other.inventoryItemId === entry.inventoryItemId &&
      other.locationId === entry.locationId,
  )
  if (isDuplicate) {
    const message = 'The combination of inventoryItemId and locationId must be unique.'
    return wrong('locationId', 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', message)
  }
  const item = shopify.inventoryItems.get(readGid(entry.inventoryItemId, 'InventoryItem').id)
  const location = shopify.locations.get(readGid(entry.locationId, 'Location').id)
  if (item === undefined) {
    const message = 'The specified inventory item could not be found.'
    return wrong('inventoryItemId', 'INVALID_INVENTORY_ITEM', message)
  }
  if (location === undefined)
    return wrong('locationId', 'INVALID_LOCATION', 'The specified location could not be found.')
  if (shopify.variants.get(item.variantId)?.requiresComponents === true) {
    const message = 'The specified inventory item is not allowed to be adjusted via API.'
    return wrong('inventoryItemId', 'NON_MUTABLE_INVENTORY_ITEM', message)
  }
  if (quantity > MAX_QUANTITY) {
    const message = "The total quantity can't be higher than 1,000,000,000."
    return wrong('quantity', 'INVALID_QUANTITY_TOO_HIGH', message)
  }
  if (quantity < -MAX_QUANTITY) {
    const message = "The total quantity can't be lower than -1,000,000,000."
    return wrong('quantity', 'INVALID_QUANTITY_TOO_LOW', message)
  }
  if (name === 'on_hand' && quantity < 0)
    return wrong('quantity', 'INVALID_QUANTITY_NEGATIVE', "The quantity can't be negative.")
  const { available, committed } = quantitiesAt(item, location.id)
  const apart = name === 'on_hand' ? committed : 0
  if (changeFromQuantity != null && changeFromQuantity !== available + apart) {
    const message = 'The changeFromQuantity value does not match persisted value.'
    return wrong('changeFromQuantity', 'CHANGE_FROM_QUANTITY_STALE', message)
  }
  return { inventoryItemId: item.id, locationId: location.id, available: quantity - apart }
}

/** Where an item was never stocked there is nothing of it. */
function quantitiesAt(
  item: ShopifyInventoryItem,
  locationId: number,
): { available: number; committed: number } {
  return item.levels.find((level) => level.locationId === locationId) ?? { available: 0, committed: 0 }
}
