/** The four lists of records, as the address calls them. */
export const RECORD_KINDS = [
  'nhanh-products',
  'shopify-variants',
  'nhanh-customers',
  'shopify-customers',
] as const
export type RecordKindName = (typeof RECORD_KINDS)[number]

export function isRecordKind(text: string | undefined): text is RecordKindName {
  return RECORD_KINDS.includes(text as RecordKindName)
}

export function isCustomer(kind: RecordKindName): boolean {
  return kind.endsWith('customers')
}
