import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

export const JOB_LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
export type JobLogLevel = (typeof JOB_LOG_LEVELS)[number]

/** A line of a job's log, in words for people. */
export const JobLogEntry = defineEntity({
  name: 'JobLogEntry',
  properties: {
    jobId: p.integer().primary(),
    number: p.integer().primary(),
    at: p.datetime().columnType('timestamptz').defaultRaw('now()'),
    level: p.enum(JOB_LOG_LEVELS),
    message: p.string().columnType('text'),
  },
})
export type JobLogEntry = InferEntity<typeof JobLogEntry>
