import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

const JOB_RELATIONS = ['RETRY_OF'] as const

/** What a job has to do with an earlier one. */
export const JobRelation = defineEntity({
  name: 'JobRelation',
  properties: {
    jobId: p.integer().primary(),
    relation: p.enum(JOB_RELATIONS).primary(),
    relatedJobId: p.integer().primary(),
  },
  indexes: [{ properties: ['relatedJobId', 'relation'] }],
})
export type JobRelation = InferEntity<typeof JobRelation>
