import type { ErrorCode } from '../../errors.ts'
import { NO_WEIGHT, type Weight } from './breaker.ts'
import type { CustomerValues } from './customer-decision.ts'
import type { ReadCustomer, SyncedCustomer } from './customer-reading.ts'
import type { ItemResult } from './item-results.ts'
import type { ShownPerson, UnlinkedCustomer } from './published-customers.ts'

/** A customer of whom something is to be written; JSON-safe. */
export interface PlannedCustomer {
  customer: SyncedCustomer
  present: CustomerValues
  /** The fields to be set; null removes one. */
  change: Partial<CustomerValues>
}

/** What is to be noted of a customer. */
export interface ConcludedCustomer {
  result: ItemResult
  weight: Weight
  /** Whose numbers Shopify shows from now on; null when nothing was written. */
  shows: ShownPerson | null
}

/** The plan for a customer who was read; null when nothing is to be written. */
export function planOf({ customer, decision }: ReadCustomer): PlannedCustomer | null {
  if (decision.kind !== 'write') return null
  return { customer, present: decision.present, change: decision.change }
}

/** What becomes of a customer who was read and of whom nothing is to be written. */
export function withoutWrite({ customer, decision }: ReadCustomer): ConcludedCustomer {
  const total = decision.present?.total_spent ?? null
  const weight = weightOf(total, total)
  if (decision.kind === 'skipped' || decision.kind === 'failed') {
    const { code, message, present } = decision
    const outcome = decision.kind === 'failed' ? 'FAILED' : 'SKIPPED'
    const before = present ? { before: present } : {}
    return { result: resultOf(customer, { outcome, code, message, ...before }), weight, shows: null }
  }
  const { customerId, nhanhId, shownNhanhId } = customer
  return {
    result: resultOf(customer, { outcome: 'UNCHANGED', code: null, message: null }),
    weight,
    shows: shownNhanhId === nhanhId ? null : { customerId, nhanhId },
  }
}

/** What becomes of a customer of whom it was written, or would be in a dry run. */
export function written({ customer, present, change }: PlannedCustomer): ConcludedCustomer {
  const { customerId, nhanhId } = customer
  const after = { ...present, ...change }
  return {
    result: resultOf(customer, { outcome: 'UPDATED', code: null, message: null, before: present, after }),
    weight: weightOf(present.total_spent, after.total_spent),
    shows: { customerId, nhanhId },
  }
}

/** What becomes of a customer of whom it was to be written and was not. */
export function notWritten(
  planned: PlannedCustomer,
  outcome: 'SKIPPED' | 'FAILED',
  code: ErrorCode,
  message: string,
): ConcludedCustomer {
  const { total_spent: total } = planned.present
  return {
    result: { ...written(planned).result, outcome, code, message },
    weight: weightOf(total, total),
    shows: null,
  }
}

/** What becomes of a customer who is linked no more: what was written there is removed. */
export function cleared({ customerId, namespace, title }: UnlinkedCustomer): ConcludedCustomer {
  return {
    result: {
      mappingId: null,
      key: customerId,
      sightedAs: `${customerId} ${namespace}`,
      title,
      searchable: [],
      outcome: 'UPDATED',
      code: null,
      message: `linked no more: the fields of ${namespace} were removed`,
      attempts: 1,
    },
    weight: { ...NO_WEIGHT },
    shows: null,
  }
}

function weightOf(before: string | null, after: string | null): Weight {
  const [from, to] = [amountOf(before), amountOf(after)]
  return { items: 1, toZero: from > 0 && to === 0 ? 1 : 0, unitsBefore: from, unitsAfter: to }
}

/** Whatever else stands there, for instance a text that somebody wrote by hand, weighs nothing. */
function amountOf(total: string | null): number {
  return Number(total) || 0
}

function resultOf(
  { mappingId, customerId, title, searchable, failures }: SyncedCustomer,
  result: Pick<ItemResult, 'outcome' | 'code' | 'message'> & { before?: unknown; after?: unknown },
): ItemResult {
  return { mappingId, key: customerId, title, searchable, attempts: failures + 1, ...result }
}
