import { defineJob } from '../define-job.ts'
import { endProductSync, runProductSync } from '../sync/product-sync.ts'
import { syncInput } from './input-fields.ts'
import { chosenMappings, planRelations, syncObjections } from './sync-choice.ts'

export const productSync = defineJob({
  type: 'PRODUCT_SYNC',
  label: 'Product Sync',
  description: 'Writes the stock that Nhanh has available to the levels of Shopify that differ from it.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: syncInput('PRODUCT'),
  check: (input, platforms, _call, db) => syncObjections(db, platforms, 'PRODUCT', input),
  resources: ({ dryRun }, { SHOPIFY }) => (dryRun ? [] : [`${SHOPIFY}:stock`]),
  relations: planRelations,
  writes: () => null,
  readsAfresh: true,
  run: async (context) => {
    const choice = await chosenMappings(context.em.getKysely<unknown>(), context.input)
    return runProductSync(context, choice)
  },
  cancelled: (context) => endProductSync(context),
})
