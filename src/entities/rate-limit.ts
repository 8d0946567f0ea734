import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** What must outlive a kill of a platform's rate limit: when a lock ends, and the calls of the last window. */
export const RateLimit = defineEntity({
  name: 'RateLimit',
  properties: {
    accountId: p.integer().primary(),
    bucket: p.string().columnType('text').primary(),
    lockedUntil: p.datetime().columnType('timestamptz').nullable(),
    /** Moments of the calls, as ISO 8601. */
    calls: p.json<string[]>(),
  },
})
export type RateLimit = InferEntity<typeof RateLimit>
