import { isCustomer, type RecordKindName } from './record-kinds.ts'

/** Where a record of this list is linked by hand. */
export function linkByHand(kind: RecordKindName, id: string): string {
  const side = kind.startsWith('nhanh') ? 'nhanh' : 'shopify'
  const parameters = new URLSearchParams({ kind: mappingKind(kind), link: id, side })
  return `/mappings?${parameters.toString()}`
}

/** Where the mappings of a record are changed. */
export function mappingsOf(kind: RecordKindName, search: string): string {
  return `/mappings?${new URLSearchParams({ kind: mappingKind(kind), q: search }).toString()}`
}

/** Why the stock of a linked variant is what it is. */
export function traceOf(mappingId: string): string {
  return `/trace?${new URLSearchParams({ mapping: mappingId }).toString()}`
}

function mappingKind(kind: RecordKindName): string {
  return isCustomer(kind) ? 'CUSTOMER' : 'PRODUCT'
}
