import { defineEntity, p } from '@mikro-orm/core'

export const WEBHOOK_OUTCOMES = [
  'ACCEPTED',
  'DUPLICATE',
  'FORGED',
  'UNKNOWN_TOPIC',
  'FOREIGN',
  'OVERSIZED',
  'SLOW',
  'MALFORMED',
  'REFUSED',
] as const
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number]

/** How many webhooks of a day (UTC) ended so. */
export const WebhookCount = defineEntity({
  name: 'WebhookCount',
  properties: {
    /** 0: of requests that ended before they said which platform they are of. */
    accountId: p.integer().primary().autoincrement(false),
    day: p.date().primary(),
    outcome: p.enum(WEBHOOK_OUTCOMES).primary(),
    count: p.integer(),
  },
})
