import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

const ALERT_CAUSES = [
  'JOB_FAILED',
  'IMPLAUSIBLE_CHANGE',
  'SCHEDULE_OVERDUE',
  'DEPOT_LOST',
  'SCOPE_LOST',
  'TOKEN_EXPIRES',
] as const
export type AlertCause = (typeof ALERT_CAUSES)[number]

export const ALERT_CHANNELS = ['WEBHOOK', 'MAIL'] as const
export type AlertChannelName = (typeof ALERT_CHANNELS)[number]

/** A job that failed, as an alert tells of it. */
export interface FailedJobDetail {
  jobId: number
  type: string
  /** For people: "Pull Nhanh Products". */
  label: string
  code: string
  /** Masked: without secrets, phones and e-mail addresses. */
  message: string
}

/** What the words of each cause are made of. Times are ISO 8601. */
export type AlertFacts =
  | { cause: 'JOB_FAILED' | 'IMPLAUSIBLE_CHANGE'; detail: FailedJobDetail }
  | { cause: 'SCOPE_LOST'; detail: FailedJobDetail | { scope: string } }
  | { cause: 'DEPOT_LOST'; detail: { name: string } }
  | { cause: 'SCHEDULE_OVERDUE'; detail: { name: string; dueAt: string } }
  | { cause: 'TOKEN_EXPIRES'; detail: { expiresAt: string; days: number } }

/** Something that a person should know: open as long as it is true, at most once at a time. */
export const Alert = defineEntity({
  name: 'Alert',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** The accounts that it is about, ascending. */
    accountIds: p.array<number>((text) => Number(text)).columnType('int[]'),
    cause: p.enum(ALERT_CAUSES),
    /** What of its kind it is: a job type, a depot's id, a scope. */
    key: p.string().columnType('text'),
    detail: p.json<AlertFacts['detail']>(),
    openedAt: p.datetime().columnType('timestamptz'),
    /** When it was first seen to hold no more; null while it holds, or held when it was last looked at. */
    absentSince: p.datetime().columnType('timestamptz').nullable(),
    closedAt: p.datetime().columnType('timestamptz').nullable(),
  },
  uniques: [
    { name: 'alert_open_unique', properties: ['accountIds', 'cause', 'key'], where: 'closed_at is null' },
  ],
})
export type Alert = InferEntity<typeof Alert>

/** The telling of one event of an alert over one channel. It waits while it has a `nextAt`, and is given up without one. */
export const AlertDelivery = defineEntity({
  name: 'AlertDelivery',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** Goes out with every attempt, so that a receiver can drop repeats. */
    messageId: p.uuid().defaultRaw('gen_random_uuid()'),
    alertId: p.integer(),
    event: p.enum(['OPENED', 'CLOSED']),
    channel: p.enum(ALERT_CHANNELS),
    attempts: p.integer().default(0),
    createdAt: p.datetime().columnType('timestamptz'),
    nextAt: p.datetime().columnType('timestamptz').nullable(),
    deliveredAt: p.datetime().columnType('timestamptz').nullable(),
    lastError: p.string().columnType('text').nullable(),
  },
  uniques: [{ properties: ['alertId', 'event', 'channel'] }],
  indexes: [
    { name: 'alert_delivery_waiting_index', properties: ['channel', 'id'], where: 'next_at is not null' },
  ],
})
