import { RECORD_KINDS, type RecordKind } from '../../entities/pair-columns.ts'

/**
 * Product and customer mappings are counted apart, so a number alone names none: their public ids tell the kind,
 * `product-12`, `customer-12`.
 */
export interface MappingId {
  kind: RecordKind
  number: number
}

export function formatMappingId({ kind, number }: MappingId): string {
  return `${kind.toLowerCase()}-${number}`
}

/** Null for a text that is no id of any mapping. */
export function readMappingId(text: string): MappingId | null {
  const [, prefix, digits] = /^([a-z]+)-([1-9]\d{0,8})$/.exec(text) ?? []
  const kind = RECORD_KINDS.find((known) => known.toLowerCase() === prefix)
  return kind ? { kind, number: Number(digits) } : null
}

/** The numbers of ids that are known to be right. */
export function numbersOf(texts: readonly string[]): number[] {
  return texts.map((text) => readMappingId(text)!.number)
}
