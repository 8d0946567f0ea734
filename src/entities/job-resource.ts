import { defineEntity, p } from '@mikro-orm/core'

/** What a job holds from QUEUED until it is settled. A held resource is unique: that is the exclusion. */
export const JobResource = defineEntity({
  name: 'JobResource',
  properties: {
    resource: p.string().columnType('text').primary(),
    jobId: p.integer().index(),
  },
})
