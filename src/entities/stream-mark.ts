import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/**
 * What has been covered of one stream of an account: everything that changed before `coveredUntil` is here, except for
 * `openIds`. Moved only by complete, unfiltered coverage, and never deleted with old jobs.
 */
export const StreamMark = defineEntity({
  name: 'StreamMark',
  properties: {
    accountId: p.integer().primary(),
    /** For instance `products`, `stock`, `customers`. */
    stream: p.string().columnType('text').primary(),
    /** On the platform's clock. */
    coveredUntil: p.datetime().columnType('timestamptz'),
    /** Records that failed before it, to be asked for again. */
    openIds: p.array().columnType('text[]'),
  },
})
export type StreamMark = InferEntity<typeof StreamMark>
