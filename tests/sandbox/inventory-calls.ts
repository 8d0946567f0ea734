import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { askShopify, type ShopifyError } from './platform-calls.ts'

/** One entry of `quantities`, as it is sent. */
export interface QuantityInput {
  inventoryItemId: string
  locationId: string
  quantity: number
  changeFromQuantity?: number | null
}

export interface SetQuantitiesPayload {
  inventoryAdjustmentGroup: { id: string; createdAt: string; reason: string } | null
  userErrors: { code: string; field: string[] | null; message: string }[]
}

const MUTATION = `mutation Set($key: String!, $input: InventorySetQuantitiesInput!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id createdAt reason } userErrors { code field message } } }`

const REFERENCE = 'gid://synctrack/BackgroundJob/42'

/** Sets what is available; `more` replaces fields of the input. Gives the payload, or the errors of the request. */
export async function setQuantities(
  sandbox: Sandbox,
  key: string,
  quantities: QuantityInput[],
  more: object = {},
): Promise<{ payload: SetQuantitiesPayload | null | undefined; errors: ShopifyError[] | undefined }> {
  const input = {
    name: 'available',
    reason: 'correction',
    referenceDocumentUri: REFERENCE,
    quantities,
    ...more,
  }
  const { body } = await askShopify<{ inventorySetQuantities: SetQuantitiesPayload | null }>(
    sandbox,
    MUTATION,
    { key, input },
  )
  return { payload: body.data?.inventorySetQuantities, errors: body.errors }
}
