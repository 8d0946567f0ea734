import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** A job that a schedule starts, as a person asked for it. */
export interface ScheduleStep {
  type: string
  input: Record<string, unknown>
}

const moment = () => p.datetime().columnType('timestamptz')

/** One job, or a chain of them one after the other, by a cron expression in a time zone. */
export const Schedule = defineEntity({
  name: 'Schedule',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** The accounts that its steps read or write. */
    accountIds: p.array<number>((text) => Number(text)).columnType('int[]'),
    name: p.string().columnType('text'),
    cron: p.string().columnType('text'),
    timeZone: p.string().columnType('text'),
    enabled: p.boolean(),
    steps: p.json<ScheduleStep[]>(),
    /** Whether the next step also follows on COMPLETED_WITH_ERRORS. */
    continuesAfterErrors: p.boolean(),
    /** Since when it is enabled with this expression: moments before are nobody's concern. */
    activeSince: moment(),
    /** The due moments up to this one are done with, whatever became of them. */
    handledUntil: moment(),
    createdAt: moment().defaultRaw('now()'),
    updatedAt: moment().defaultRaw('now()'),
  },
})
export type Schedule = InferEntity<typeof Schedule>
