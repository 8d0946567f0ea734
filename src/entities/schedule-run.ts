import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

const RUN_OUTCOMES = [
  'RUNNING',
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
  'CANCELLED',
  /** The run before was still going. */
  'SKIPPED',
  /** The server was down, and it was too late to make up for it. */
  'MISSED',
] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]

const moment = () => p.datetime().columnType('timestamptz')

/** What became of one due moment of a schedule. However many servers see it come due, it has one row. */
export const ScheduleRun = defineEntity({
  name: 'ScheduleRun',
  properties: {
    id: p.integer().primary().autoincrement(),
    scheduleId: p.integer(),
    /** Of a run that a person asked for: when. */
    dueAt: moment(),
    /** The moment that it was due at by a clock that was ahead; its `dueAt` is then when that clock was set right. */
    aheadDueAt: moment().nullable(),
    /** Null when it never began. */
    startedAt: moment().nullable(),
    completedAt: moment().nullable(),
    outcome: p.enum(RUN_OUTCOMES),
    /** In words for people. */
    note: p.string().columnType('text').nullable(),
    /** Its jobs as they were prepared when it began, so that the next one needs no more than a transaction. */
    steps: p.json<unknown[]>(),
    /** The index of the present step; its job is missing while another one holds what it needs. */
    step: p.integer().default(0),
    /** Until when the present step is tried; null while it has not been refused. */
    waitsUntil: moment().nullable(),
  },
  uniques: [{ properties: ['scheduleId', 'dueAt'] }],
  indexes: [{ properties: ['scheduleId', 'id'] }, { properties: ['outcome', 'scheduleId'] }],
})
export type ScheduleRun = InferEntity<typeof ScheduleRun>

/** The job of a step of a run. */
export const ScheduleRunJob = defineEntity({
  name: 'ScheduleRunJob',
  properties: {
    runId: p.integer().primary().autoincrement(false),
    step: p.integer().primary().autoincrement(false),
    jobId: p.integer().unique(),
  },
})
