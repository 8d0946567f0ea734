import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

const JOB_RELATIONS = ['RETRY_OF', 'PLAN_OF', 'UNDO_OF'] as const
export type JobRelationName = (typeof JOB_RELATIONS)[number]

/** What a job has to do with an earlier one. */
export const JobRelation = defineEntity({
  name: 'JobRelation',
  properties: {
    jobId: p.integer().primary(),
    relation: p.enum(JOB_RELATIONS).primary(),
    relatedJobId: p.integer().primary(),
  },
  indexes: [
    { properties: ['relatedJobId', 'relation'] },
    {
      name: 'job_relation_plan_applies_once',
      expression: `create unique index "job_relation_plan_applies_once" on "job_relation" ("related_job_id") where relation = 'PLAN_OF'`,
    },
  ],
})
export type JobRelation = InferEntity<typeof JobRelation>
