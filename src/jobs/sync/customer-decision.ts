import type { ErrorCode } from '../../errors.ts'
import type { MAPPING_POLICIES } from '../../entities/mapping.ts'
import type { NhanhCustomerRecord } from '../../integrations/nhanh/records.ts'
import type { MetafieldDefinition, MetafieldEntry } from '../../integrations/shopify/metafields.ts'
import { ledgerText } from '../../ledger-texts.ts'

/** What is shown of a customer of Nhanh at Shopify, each a metafield of our own namespace. */
export const CUSTOMER_FIELDS = [
  {
    key: 'total_spent',
    type: 'number_decimal',
    name: 'Total spent (Nhanh)',
    description: 'What the customer has spent by the books of Nhanh.',
  },
  {
    key: 'points',
    type: 'number_integer',
    name: 'Points (Nhanh)',
    description: 'Loyalty points in Nhanh.',
  },
  {
    key: 'level',
    type: 'single_line_text_field',
    name: 'Level (Nhanh)',
    description: 'The customer level in Nhanh.',
  },
  {
    key: 'updated_at',
    type: 'date_time',
    name: 'As of (Nhanh)',
    description: 'When the other fields were last written.',
  },
] as const satisfies readonly Omit<MetafieldDefinition, 'namespace'>[]

type CustomerField = (typeof CUSTOMER_FIELDS)[number]['key']
export type CustomerValues = Record<CustomerField, string | null>

/** A customer mapping with what is known of it here. */
export interface MappedCustomer {
  mappingId: number
  nhanhId: string
  customerId: string
  policy: (typeof MAPPING_POLICIES)[number]
  /** The phone that both carried when they were linked by it. */
  key: string | null
  /** Whether both have it by the last pulls. */
  hasKey: boolean
  /** Whose numbers the customer shows; null when nobody's were written. */
  shownNhanhId: string | null
}

export interface CustomerReadings {
  /** A text: what is wrong with Nhanh's answer. Null: Nhanh named no such customer. */
  nhanh: NhanhCustomerRecord | { broken: string } | null
  /** The metafields as they are; null when Shopify has no such customer. */
  present: CustomerValues | null
}

export type CustomerDecision =
  | { kind: 'skipped' | 'failed'; code: ErrorCode; message: string; present: CustomerValues | null }
  | { kind: 'unchanged'; present: CustomerValues }
  /** `change`: the fields to be set; null removes one. */
  | { kind: 'write'; present: CustomerValues; change: Partial<CustomerValues> }

/**
 * What is to be written of a customer: whatever differs, and then the moment with it. A number that Nhanh did not send is
 * never taken for 0. `force`: also a total that fell by more than half.
 */
export function decideCustomer(
  { policy, key, hasKey, nhanhId, shownNhanhId }: MappedCustomer,
  { nhanh, present }: CustomerReadings,
  { force, now }: { force: boolean; now: Date },
): CustomerDecision {
  const skip = (code: ErrorCode, message: string) => ({ kind: 'skipped', code, message, present }) as const
  const fail = (code: ErrorCode, message: string) => ({ kind: 'failed', code, message, present }) as const
  if (policy === 'HOLD') return skip('ON_HOLD', ledgerText('onHold'))
  if (present === null) return fail('CUSTOMER_GONE', ledgerText('customerGone'))
  if (key !== null && !hasKey) return fail('KEY_CHANGED', ledgerText('phoneChanged'))
  if (nhanh === null) return fail('TOTAL_UNKNOWN', ledgerText('customerNotNamed'))
  if ('broken' in nhanh) return fail('TOTAL_UNKNOWN', `Nhanh sent ${nhanh.broken}`)
  if (nhanh.totalSpent === null) return fail('TOTAL_UNKNOWN', ledgerText('noTotal'))
  const total = Number(nhanh.totalSpent)
  const before = Number(present.total_spent ?? 0)
  const isSamePerson = shownNhanhId === null || shownNhanhId === nhanhId
  if (!force && isSamePerson && total < before / 2)
    return skip('TOTAL_FELL', ledgerText('totalFell', before, total))

  const change: Partial<CustomerValues> = {}
  if (present.total_spent === null || total !== before) change.total_spent = plainDecimal(nhanh.totalSpent)
  // Nhanh sends points of everybody who has any; none sent is not none left.
  if (nhanh.points !== null && String(nhanh.points) !== present.points) change.points = String(nhanh.points)
  else if (nhanh.points === null && !isSamePerson && present.points !== null) change.points = null
  if (nhanh.level !== present.level) change.level = nhanh.level
  if (Object.keys(change).length === 0) return { kind: 'unchanged', present }
  return { kind: 'write', present, change: { ...change, updated_at: now.toISOString() } }
}

/** Whether values are as a change was to make them, but for the moment: Shopify writes decimals and moments in its own way. */
export function hasTaken(values: Record<string, string | null>, change: Partial<CustomerValues>): boolean {
  return CUSTOMER_FIELDS.every(({ key }) => {
    const [wanted, value] = [change[key], values[key] ?? null]
    if (wanted === undefined || key === 'updated_at') return true
    if (wanted === null || value === null) return wanted === value
    return key === 'total_spent' ? Number(value) === Number(wanted) : value === wanted
  })
}

/** What is to be set and what is to be removed, for Shopify. */
export function entriesOf(
  customerId: string,
  namespace: string,
  change: Partial<CustomerValues>,
): { set: MetafieldEntry[]; remove: Pick<MetafieldEntry, 'ownerId' | 'namespace' | 'key'>[] } {
  const set: MetafieldEntry[] = []
  const remove = []
  for (const { key, type } of CUSTOMER_FIELDS) {
    const value = change[key]
    if (value === undefined) continue
    if (value === null) remove.push({ ownerId: customerId, namespace, key })
    else set.push({ ownerId: customerId, namespace, key, type, value })
  }
  return { set, remove }
}

/** Without zeros that say nothing: 1500000.0000 is 1500000. */
function plainDecimal(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}
