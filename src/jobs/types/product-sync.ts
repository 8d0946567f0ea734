import { z } from 'zod'
import { defineJob } from '../define-job.ts'
import { numbersOf } from '../mappings/mapping-id.ts'
import { endProductSync, runProductSync } from '../sync/product-sync.ts'
import { syncFields } from './input-fields.ts'
import { unknownMappings } from './unknown-mappings.ts'

export const productSync = defineJob({
  type: 'PRODUCT_SYNC',
  label: 'Product Sync',
  description: 'Writes the stock that Nhanh has available to the levels of Shopify that differ from it.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: z.strictObject(syncFields('PRODUCT')),
  check: ({ mappingIds }, platforms, _call, db) => unknownMappings(db, platforms, 'PRODUCT', mappingIds),
  resources: ({ dryRun }, { SHOPIFY }) => (dryRun ? [] : [`${SHOPIFY}:stock`]),
  writes: () => null,
  readsAfresh: true,
  run: (context) => {
    const { mappingIds, dryRun = false, force = false } = context.input
    return runProductSync(context, { selection: mappingIds ? numbersOf(mappingIds) : 'ALL', dryRun, force })
  },
  cancelled: (context) => endProductSync(context),
})
