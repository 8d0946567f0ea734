import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

const DELIVERY_STATES = ['WAITING', 'DONE'] as const

/** A webhook that was accepted. It says what to read again; nothing in it is ever taken for data. */
export const WebhookDelivery = defineEntity({
  name: 'WebhookDelivery',
  properties: {
    id: p.integer().primary().autoincrement(),
    accountId: p.integer(),
    /** Shopify's id of the delivery; of Nhanh, which has none, one of our own. */
    deliveryKey: p.string().columnType('text').nullable(),
    /** Shopify's id of the event with the topic: several subscriptions may tell the same. */
    eventKey: p.string().columnType('text').nullable(),
    /** A hash of topic and body, which alone are proved: while it stands here, the same again is a replay. */
    contentKey: p.string().columnType('text').nullable(),
    /** The same topic and body may come again as news: its contentKey goes when its records are begun to be read. */
    mayRepeat: p.boolean().default(false),
    /** As the platform calls it: `inventoryChange`, `products/update`. */
    topic: p.string().columnType('text'),
    /** The JSON as it came; null once it is not needed, and seven days after it came. */
    body: p.string().columnType('text').nullable(),
    receivedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
    /** WAITING until what it asks for was begun, or for the privacy topics, done. */
    state: p.enum(DELIVERY_STATES).default('WAITING'),
    /** What came of it, in words. */
    note: p.string().columnType('text').nullable(),
    /** How far an order of law has come that takes long. Opaque to all but who obeys it; null when it is done. */
    progress: p.json<unknown>().nullable(),
  },
  uniques: [
    { properties: ['accountId', 'deliveryKey'] },
    { properties: ['accountId', 'eventKey'] },
    { properties: ['accountId', 'contentKey'] },
  ],
  indexes: [
    { properties: ['receivedAt'] },
    { name: 'webhook_delivery_waiting_index', properties: ['accountId', 'id'], where: "state = 'WAITING'" },
    { name: 'webhook_delivery_body_index', properties: ['receivedAt'], where: 'body is not null' },
  ],
})
export type WebhookDelivery = InferEntity<typeof WebhookDelivery>
