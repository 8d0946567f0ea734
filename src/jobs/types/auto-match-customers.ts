import { z } from 'zod'
import { defineJob } from '../define-job.ts'
import { objection } from '../input-issues.ts'
import { customerMatch } from '../match/customer-match.ts'
import { runMatch } from '../match/match.ts'
import { matchFields } from './input-fields.ts'

const LARGEST_BATCH = 50_000

export const autoMatchCustomers = defineJob({
  type: 'AUTO_MATCH_CUSTOMERS',
  label: 'Auto Match Customers',
  description:
    'Links the retail customers of Nhanh with the customers of Shopify who have the same phone. What is not certain goes to matchReviews.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: z
    .strictObject({
      ...matchFields(),
      batchSize: z
        .int()
        .min(1)
        .max(LARGEST_BATCH)
        .optional()
        .describe(
          `Shopify customers in a batch, from 1 to ${LARGEST_BATCH}: 2000 unless told. Only for BATCH.`,
        ),
    })
    .refine(({ strategy, batchSize }) => batchSize === undefined || strategy === 'BATCH', {
      path: ['batchSize'],
      ...objection('is only for the strategy BATCH', 'chỉ dùng với cách ghép BATCH'),
    }),
  resources: ({ dryRun }, { NHANH, SHOPIFY }) => (dryRun ? [] : [`${SHOPIFY}:customer-mappings:${NHANH}`]),
  run: (context) => runMatch(context, customerMatch),
})
