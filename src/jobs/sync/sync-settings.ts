import { words, type Words } from '../../locale.ts'

/** How a shop wants to be written to; from the environment. */
export interface SyncSettings {
  /** So long a sale online may stay unknown to Nhanh before its level is raised again. */
  salePendingMs: number
  /** Combos: left out, or as many as their components make. */
  combos: 'SKIP' | 'COMPONENTS'
  /** Products that are stopped in Nhanh (status 3): their true stock, 0, or left as they are. */
  stoppedProducts: 'PUBLISH' | 'ZERO' | 'KEEP'
  /** Whether CUSTOMER_SYNC may write. */
  customers: boolean
  /** Of the customers' metafields. */
  metafieldNamespace: string
  /** From so many customers on they are written in bulk. */
  customersInBulkFrom: number
}

/** Why the configuration keeps customers from being written; null when it does not. */
export function whyNoCustomers({ customers }: SyncSettings): Words | null {
  if (customers) return null
  return words('CUSTOMER_SYNC_ENABLED is not set to true', 'CUSTOMER_SYNC_ENABLED chưa được đặt là true')
}
