import { z } from 'zod'
import { defineJob } from '../define-job.ts'
import { runMatch } from '../match/match.ts'
import { productMatch } from '../match/product-match.ts'
import { matchFields } from './input-fields.ts'

export const autoMatchProducts = defineJob({
  type: 'AUTO_MATCH_PRODUCTS',
  label: 'Auto Match Products',
  description:
    'Links the products of Nhanh with the variants of Shopify that have the same SKU, or the same barcode where one has no SKU. What is not certain goes to matchReviews.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: z.strictObject(matchFields()),
  resources: ({ dryRun }, { NHANH, SHOPIFY }) => (dryRun ? [] : [`${SHOPIFY}:product-mappings:${NHANH}`]),
  run: (context) => runMatch(context, productMatch),
})
