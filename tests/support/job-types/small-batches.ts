import { z } from 'zod'
import { defineJob, type JobType } from '../../../src/jobs/define-job.ts'
import { productMatch } from '../../../src/jobs/match/product-match.ts'
import { runMatch } from '../../../src/jobs/match/match.ts'
import { matchFields } from '../../../src/jobs/types/input-fields.ts'
import { JOB_TYPES } from '../../../src/jobs/types/job-types.ts'

/**
 * The match of products, whose API has no size of a batch, in batches so small that a set of hundreds has many. Import it
 * before anything that builds the schema.
 */
export const PRODUCTS_IN_SMALL_BATCHES = 'MATCH_PRODUCTS_IN_SMALL_BATCHES'

const smallBatches = defineJob({
  type: PRODUCTS_IN_SMALL_BATCHES,
  label: 'Match Products in Small Batches',
  description: 'What a test needs to see batches meet.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: z.strictObject({ ...matchFields(), batchSize: z.int() }),
  resources: ({ dryRun }, { SHOPIFY }) => (dryRun ? [] : [`${SHOPIFY}:small-batches`]),
  run: (context) => runMatch(context, productMatch),
})
;(JOB_TYPES as JobType[]).push(smallBatches)
