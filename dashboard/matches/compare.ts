import type { RecordField, ShownRecord } from './records.ts'

/** How a field of one side stands to the other side; unknown when one of the two has none. */
export type Agreement = 'same' | 'differs' | 'unknown'

/**
 * Against the one record that it may be linked with. While that is not chosen among several, only what differs from all
 * of them is told: what agrees with one of them says nothing yet.
 */
export function agreementOf(field: RecordField, others: readonly ShownRecord[]): Agreement | null {
  if (!field.keys || others.length === 0) return null
  const theirs = others.flatMap(({ fields }) => fields.find(({ name }) => name === field.name)?.keys ?? [])
  if (field.keys.length === 0 || theirs.length === 0) return 'unknown'
  if (!field.keys.some((key) => theirs.includes(key))) return 'differs'
  return others.length === 1 ? 'same' : null
}

/** Without accents and case. */
export function textKey(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Its words in any order: one platform writes `Nước mắm - Vàng - M`, the other `Nước mắm` and `Vàng / M`. */
export function wordsKey(text: string): string {
  return (textKey(text).match(/[\p{Letter}\p{Number}]+/gu) ?? []).toSorted().join(' ')
}

/** 0830 000 148 and +84830000148 are one number. */
export function phoneKey(text: string): string {
  const digits = text.replaceAll(/\D/g, '')
  return digits.replace(/^(?:00)?84(?=\d{9}$)/, '0')
}

export function mailKey(text: string): string {
  return text.trim().toLowerCase()
}

export function numberKey(text: string): string {
  return String(Number(text))
}
