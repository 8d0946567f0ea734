import { isCustomer, type RecordKindName } from './record-kinds.ts'

/** Where a record of this list is linked by hand; its id tells of which platform it is. */
export function linkByHand(kind: RecordKindName, id: string): string {
  return mappingsPage(kind, { link: id })
}

/** Where the mappings of a record are changed. */
export function mappingsOf(kind: RecordKindName, search: string): string {
  return mappingsPage(kind, { search })
}

/** Why the stock of a linked variant is what it is. */
export function traceOf(mappingId: string): string {
  return `/trace?${new URLSearchParams({ mapping: mappingId }).toString()}`
}

function mappingsPage(kind: RecordKindName, wanted: Record<string, string>): string {
  const parameters = new URLSearchParams({ ...(isCustomer(kind) && { kind: 'customers' }), ...wanted })
  return `/mappings?${parameters.toString()}`
}
