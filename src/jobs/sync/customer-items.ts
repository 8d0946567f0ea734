import type { ErrorCode } from '../../errors.ts'
import { ledgerText } from '../../ledger-texts.ts'
import { NO_WEIGHT, type Weight } from './breaker.ts'
import type { CustomerValues } from './customer-decision.ts'
import type { ReadCustomer, SyncedCustomer } from './customer-reading.ts'
import { itemOfLine, resultOf, type ItemResult, type LedgerItem } from './item-results.ts'
import { NOBODY_KNOWN, type ShownPerson, type UnlinkedCustomer } from './published-customers.ts'
import type { Concluded } from './sync-ledger.ts'

/** A customer of whom something is to be written; JSON-safe. */
export interface PlannedCustomer {
  item: LedgerItem
  /** What must still be said of the mapping when it is written; null when it is written whoever it is linked with. */
  mapping: Pick<SyncedCustomer, 'mappingId' | 'customerId' | 'nhanhId' | 'policy'> | null
  /** Of the metafields. */
  namespace: string
  present: CustomerValues
  /** The fields to be set; null removes one. */
  change: Partial<CustomerValues>
}

/** What is to be noted of a customer. */
export interface ConcludedCustomer extends Concluded {
  /** Whose numbers Shopify shows from now on; null when that is as it was. */
  shows: ShownPerson | null
  /** Who shows nobody's numbers from now on. */
  clears: Pick<UnlinkedCustomer, 'customerId' | 'namespace'> | null
}

/** The plan for a customer who was read; null when nothing is to be written. */
export function planOf({ customer, decision }: ReadCustomer): PlannedCustomer | null {
  if (decision.kind !== 'write') return null
  const { mappingId, customerId, nhanhId, policy, namespace } = customer
  return {
    item: itemOf(customer),
    mapping: { mappingId, customerId, nhanhId, policy },
    namespace,
    present: decision.present,
    change: decision.change,
  }
}

/** What becomes of a customer who was read and of whom nothing is to be written. */
export function withoutWrite({ customer, decision }: ReadCustomer): ConcludedCustomer {
  const total = decision.present?.total_spent ?? null
  const weight = weightOf(total, total)
  const item = itemOf(customer)
  if (decision.kind === 'skipped' || decision.kind === 'failed') {
    const { code, message, present } = decision
    const outcome = decision.kind === 'failed' ? 'FAILED' : 'SKIPPED'
    const before = present ? { before: beforeIn(customer.namespace, present) } : {}
    const result = resultOf(item, { outcome, code, message, ...before })
    return { result, weight, shows: null, clears: null }
  }
  const { customerId, namespace, nhanhId, shownNhanhId } = customer
  return {
    result: resultOf(item, { outcome: 'UNCHANGED', code: null, message: null }),
    weight,
    shows: shownNhanhId === nhanhId ? null : { customerId, namespace, nhanhId },
    clears: null,
  }
}

/** What becomes of a customer of whom it was written, or would be in a dry run. */
export function written({ item, mapping, namespace, present, change }: PlannedCustomer): ConcludedCustomer {
  const after = { ...present, ...change }
  const before = beforeIn(namespace, present)
  const shown = { customerId: item.key, namespace }
  const isEmpty = Object.values(after).every((value) => value === null)
  return {
    result: resultOf(item, { outcome: 'UPDATED', code: null, message: null, before, after }),
    weight: weightOf(present.total_spent, after.total_spent),
    shows: isEmpty ? null : { ...shown, nhanhId: mapping?.nhanhId ?? NOBODY_KNOWN },
    clears: isEmpty ? shown : null,
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
    clears: null,
  }
}

/** What became of a customer of whom a write set what it was to set, and did not remove what it was to remove. */
export function withoutRemovals(planned: PlannedCustomer): PlannedCustomer {
  const set = Object.entries(planned.change).filter(([, value]) => value !== null)
  return { ...planned, change: Object.fromEntries(set) }
}

/** What becomes of a customer who is linked no more: what was written there is removed. */
export function cleared(
  { customerId, namespace, title }: UnlinkedCustomer,
  present: CustomerValues | null,
): ConcludedCustomer {
  const message = ledgerText('fieldsRemoved', namespace)
  const before = beforeIn(namespace, present)
  return {
    ...ofClearing({ customerId, namespace, title }, { outcome: 'UPDATED', code: null, message, before }),
    clears: { customerId, namespace },
  }
}

/** What becomes of a customer whose fields a plan showed as to be removed, and that are not any more. */
export function clearingDrifted(customer: UnlinkedCustomer): ConcludedCustomer {
  const message = ledgerText('fieldsStay', customer.namespace)
  return ofClearing(customer, { outcome: 'SKIPPED', code: 'DRIFTED', message })
}

function ofClearing(
  { customerId, namespace, title }: UnlinkedCustomer,
  result: Parameters<typeof resultOf>[1],
): ConcludedCustomer {
  const item = itemOfLine({ key: customerId, title })
  return {
    result: { ...resultOf(item, result), sightedAs: `${customerId} ${namespace}` },
    weight: { ...NO_WEIGHT },
    shows: null,
    clears: null,
  }
}

/** What is to be noted of a customer who is left as he is. */
export function leftAlone(
  item: LedgerItem,
  result: Pick<ItemResult, 'outcome' | 'code' | 'message'> & { before?: unknown },
): ConcludedCustomer {
  return { result: resultOf(item, result), weight: { ...NO_WEIGHT, items: 1 }, shows: null, clears: null }
}

/** How much a plan weighs: what it would come to. */
export function weightOfPlan(planned: PlannedCustomer): Weight {
  return written(planned).weight
}

/** For a ledger line: what was there, and under which namespace. */
function beforeIn(namespace: string, present: CustomerValues | null) {
  return { namespace, ...present }
}

function weightOf(before: string | null, after: string | null): Weight {
  const [from, to] = [amountOf(before), amountOf(after)]
  return { items: 1, toZero: from > 0 && to === 0 ? 1 : 0, unitsBefore: from, unitsAfter: to }
}

/** Whatever else stands there, for instance a text that somebody wrote by hand, weighs nothing. */
function amountOf(total: string | null): number {
  return Number(total) || 0
}

function itemOf({ mappingId, customerId, title, searchable, failures }: SyncedCustomer): LedgerItem {
  return { mappingId, key: customerId, title, searchable, failures }
}
