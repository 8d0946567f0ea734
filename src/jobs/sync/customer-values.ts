import type { CallOptions } from '../../integrations/call.ts'
import type { ShopifyMetafields } from '../../integrations/shopify/metafields.ts'
import { chunksOf } from './chunks.ts'
import { CUSTOMER_FIELDS, type CustomerValues } from './customer-decision.ts'

/** Whom Shopify is asked about at once. */
export const MOST_CUSTOMERS = 250
export const CUSTOMER_KEYS = CUSTOMER_FIELDS.map(({ key }) => key)

/** What customers show now, each under its namespace; who does not exist is absent. */
export async function readValues<Customer extends { namespace: string }>(
  metafields: ShopifyMetafields,
  customers: readonly Customer[],
  idOf: (customer: Customer) => string,
  call: CallOptions,
): Promise<Map<Customer, CustomerValues>> {
  const present = new Map<Customer, CustomerValues>()
  for (const [namespace, people] of Map.groupBy(customers, (one) => one.namespace)) {
    for (const chunk of chunksOf(people, MOST_CUSTOMERS)) {
      const values = await metafields.read(chunk.map(idOf), { namespace, keys: CUSTOMER_KEYS }, call)
      for (const one of chunk) {
        const ofOne = values.get(idOf(one))
        if (ofOne) present.set(one, ofOne as CustomerValues)
      }
    }
  }
  return present
}
