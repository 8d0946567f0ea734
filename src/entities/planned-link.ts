import { defineEntity, p } from '@mikro-orm/core'

/** What a dry run of a match would link, for as long as it runs: it counts as linked for the rest of the run. */
export const PlannedLink = defineEntity({
  name: 'PlannedLink',
  properties: {
    jobId: p.integer().primary(),
    shopifyId: p.string().columnType('text').primary(),
    nhanhId: p.bigint('string'),
  },
  indexes: [{ properties: ['jobId', 'nhanhId'] }],
})
