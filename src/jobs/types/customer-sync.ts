import { defineJob } from '../define-job.ts'
import { endCustomerSync, runCustomerSync } from '../sync/customer-sync.ts'
import { whyNoCustomers } from '../sync/sync-settings.ts'
import { syncInput } from './input-fields.ts'
import { chosenMappings, planRelations, syncObjections } from './sync-choice.ts'

export const customerSync = defineJob({
  type: 'CUSTOMER_SYNC',
  label: 'Customer Sync',
  description:
    'Writes total spent, points and level of Nhanh into metafields of the linked customers where they differ, and removes them from customers who are linked no more.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: syncInput('CUSTOMER'),
  check: (input, platforms, _call, db) => syncObjections(db, platforms, 'CUSTOMER', input),
  resources: ({ dryRun }, { SHOPIFY }) => (dryRun ? [] : [`${SHOPIFY}:customer-fields`]),
  relations: planRelations,
  writes: whyNoCustomers,
  readsAfresh: true,
  run: async (context) => {
    const choice = await chosenMappings(context.em.getKysely<unknown>(), context.input)
    return runCustomerSync(context, { ...choice, clearsUnlinked: true })
  },
  cancelled: (context) => endCustomerSync(context),
})
