import { z } from 'zod'
import { defineJob } from '../define-job.ts'
import { numbersOf } from '../mappings/mapping-id.ts'
import { endCustomerSync, runCustomerSync } from '../sync/customer-sync.ts'
import { syncFields } from './input-fields.ts'
import { unknownMappings } from './unknown-mappings.ts'

export const customerSync = defineJob({
  type: 'CUSTOMER_SYNC',
  label: 'Customer Sync',
  description:
    'Writes total spent, points and level of Nhanh into metafields of the linked customers where they differ, and removes them from customers who are linked no more.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: z.strictObject(syncFields('CUSTOMER')),
  check: ({ mappingIds }, platforms, _call, db) => unknownMappings(db, platforms, 'CUSTOMER', mappingIds),
  resources: ({ dryRun }, { SHOPIFY }) => (dryRun ? [] : [`${SHOPIFY}:customer-fields`]),
  writes: ({ customers }) => (customers ? null : 'CUSTOMER_SYNC_ENABLED is not set to true'),
  readsAfresh: true,
  run: (context) => {
    const { mappingIds, dryRun = false, force = false } = context.input
    const selection = mappingIds ? numbersOf(mappingIds) : 'ALL'
    return runCustomerSync(context, { selection, dryRun, force, clearsUnlinked: true })
  },
  cancelled: (context) => endCustomerSync(context),
})
