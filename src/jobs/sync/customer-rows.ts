import {
  MAX_METAFIELDS_IN_CALL,
  type MetafieldsSetResult,
  type RejectedMetafield,
} from '../../integrations/shopify/metafields.ts'
import { packed } from './chunks.ts'
import { entriesOf } from './customer-decision.ts'
import { notWritten, written, type ConcludedCustomer, type PlannedCustomer } from './customer-items.ts'

/** Customers in groups whose metafields fit into one call each. */
export function rowsOf(customers: readonly PlannedCustomer[]): PlannedCustomer[][] {
  return packed(customers, MAX_METAFIELDS_IN_CALL, ({ change }) => Object.keys(change).length)
}

/** What is to be set and what is to be removed of all of them. */
export function entriesOfAll(customers: readonly PlannedCustomer[]): ReturnType<typeof entriesOf> {
  const all = customers.map(({ item, namespace, change }) => entriesOf(item.key, namespace, change))
  return { set: all.flatMap(({ set }) => set), remove: all.flatMap(({ remove }) => remove) }
}

/** What became of the customers of one call; `left`: those whom another's fault kept from being written. */
export function outcomesOf(
  customers: readonly PlannedCustomer[],
  result: MetafieldsSetResult,
): { concluded: ConcludedCustomer[]; left: PlannedCustomer[] } {
  if (result.kind === 'applied') return { concluded: customers.map(written), left: [] }
  const owners = customers.flatMap((planned) =>
    entriesOf(planned.item.key, planned.namespace, planned.change).set.map(() => planned),
  )
  const blamed = new Map<PlannedCustomer, RejectedMetafield>()
  for (const entry of result.entries) {
    const owner = owners[entry.index]
    if (owner && !blamed.has(owner)) blamed.set(owner, entry)
  }
  // Who is to blame for a row that was refused as a whole, each finds out alone.
  if (blamed.size === 0 && customers.length === 1)
    return { concluded: [notWritten(customers[0]!, 'FAILED', 'SHOPIFY_REFUSED', result.message)], left: [] }
  const concluded = [...blamed].map(([planned, { reason, message }]) =>
    notWritten(planned, 'FAILED', reason === 'OWNER_GONE' ? 'CUSTOMER_GONE' : 'SHOPIFY_REFUSED', message),
  )
  return { concluded, left: customers.filter((planned) => !blamed.has(planned)) }
}
