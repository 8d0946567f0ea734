import { defineEntity, p } from '@mikro-orm/core'

/**
 * A record that a running job has seen. Only the first sighting of a record counts, however many pages or streams
 * touch it; what is not here after a complete pull was not seen. Dropped when the job settles.
 */
export const JobSighting = defineEntity({
  name: 'JobSighting',
  properties: {
    jobId: p.integer().primary(),
    recordId: p.string().columnType('text').primary(),
  },
})
