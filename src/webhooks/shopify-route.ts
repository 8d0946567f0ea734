import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { isObject, parsedOrUndefined } from '../integrations/json.ts'
import { answer, onlyHeader, type NamedRecord, type Route, type Verdict } from './delivery.ts'
import { privacyOrderOf } from './privacy-order.ts'
import { SHOPIFY_TOPICS, UNINSTALL_TOPICS, type TopicEffect } from './topics.ts'

/** Shopify's ids are UUIDs. */
const LONGEST_ID = 255

type Payload = Record<PropertyKey, unknown>

/**
 * Shopify's webhooks: the header X-Shopify-Hmac-Sha256 signs the raw body with the app's secret. It signs no header, so
 * the topic decides nothing that the body does not bear out, and the ids of delivery and event tell a retry, but no replay.
 */
export function shopifyRoute(options: {
  accountId: number
  /** `<name>.myshopify.com` */
  shop: string
  /** The newest first; while one is being changed, the former one too. */
  secrets: readonly string[]
}): Route {
  const { accountId, shop, secrets } = options

  function isSigned(signature: string | null, body: Buffer): boolean {
    const given = Buffer.from(signature ?? '', 'base64')
    const isRight = (secret: string) => {
      const expected = createHmac('sha256', secret).update(body).digest()
      return given.length === expected.length && timingSafeEqual(given, expected)
    }
    // Each is computed, whichever is right.
    return secrets.map(isRight).includes(true)
  }

  return {
    accountId,

    refuseEarly: (headers) =>
      onlyHeader(headers, 'x-shopify-hmac-sha256') === null
        ? answer(401, 'FORGED', 'the header X-Shopify-Hmac-Sha256 is missing')
        : null,

    judge(headers, body): Verdict {
      if (!isSigned(onlyHeader(headers, 'x-shopify-hmac-sha256'), body))
        return answer(401, 'FORGED', 'the header X-Shopify-Hmac-Sha256 does not sign this body')
      if (onlyHeader(headers, 'x-shopify-shop-domain') !== shop)
        return answer(200, 'FOREIGN', 'the shop is not connected here; ignored')
      const topic = onlyHeader(headers, 'x-shopify-topic') ?? ''
      const effect = Object.hasOwn(SHOPIFY_TOPICS, topic) ? SHOPIFY_TOPICS[topic] : undefined
      if (!effect) return answer(200, 'UNKNOWN_TOPIC', 'the topic is not known; ignored')
      const id = onlyHeader(headers, 'x-shopify-webhook-id')
      if (id === null || id === '')
        return answer(400, 'MALFORMED', 'the header X-Shopify-Webhook-Id is missing')
      const event = onlyHeader(headers, 'x-shopify-event-id')
      // Neither is signed.
      if (id.length > LONGEST_ID || (event?.length ?? 0) > LONGEST_ID)
        return answer(400, 'MALFORMED', `an id of more than ${LONGEST_ID} characters is none of Shopify's`)
      const text = body.toString('utf8')
      const payload = parsedOrUndefined(text)
      if (!isObject(payload)) return answer(400, 'MALFORMED', 'the body is no JSON object')
      if (effect.to === 'PRIVACY' && privacyOrderOf(topic, payload, shop) === null)
        return answer(400, 'MALFORMED', 'the body is not one of this topic')
      const records = effect.to === 'READ' ? recordsIn(payload, topic, effect) : []
      // Sending it again would not mend it, and after some refusals Shopify deletes the subscription.
      if (effect.to === 'READ' && records.length === 0)
        return answer(200, 'MALFORMED', 'the body names no record; ignored')
      return {
        kind: 'deliver',
        delivery: {
          accountId,
          key: id,
          eventKey: event ? `${event} ${topic}` : null,
          contentKey: isKnownByContent(topic, payload, effect) ? hash('sha256', `${topic}\n${text}`) : null,
          mayRepeat: effect.to === 'READ' && !effect.saidDeleted && !tellsMoment(payload),
          topic,
          body: effect.to === 'NOTE' && !effect.keepsBody ? null : text,
          records,
          isWaiting: effect.to !== 'NOTE',
          note: effect.to === 'NOTE' ? effect.note : null,
        },
      }
    },
  }
}

/**
 * When it happened, to the second or better: `updated_at` of records, `occurredAt` of what happens to customers. A body
 * that has one comes again only in the same second. Subscriptions may leave it out (`include_fields`).
 */
function tellsMoment(payload: Payload): boolean {
  return ['updated_at', 'occurredAt', 'completed_at'].some((field) => typeof payload[field] === 'string')
}

/** Nothing but a moment tells one note from the next; and an app can be uninstalled twice from a shop that is the same. */
function isKnownByContent(topic: string, payload: Payload, effect: TopicEffect): boolean {
  return effect.to !== 'NOTE' || (tellsMoment(payload) && !UNINSTALL_TOPICS.includes(topic))
}

/** Where ids stand: of the record itself, and of its customer where it tells of what happened to one. */
const ID_FIELDS: Record<'Product' | 'Customer', readonly string[]> = {
  Product: ['admin_graphql_api_id', 'id'],
  Customer: ['admin_graphql_api_id', 'id', 'customerId', 'customer_id', 'admin_graphql_api_customer_id'],
}

function recordsIn(payload: Payload, topic: string, effect: TopicEffect & { to: 'READ' }): NamedRecord[] {
  const { kind, wantsSync } = effect
  const record = (id: string, saidDeleted: boolean): NamedRecord => ({ kind, id, wantsSync, saidDeleted })
  const type = kind === 'SHOPIFY_PRODUCT' ? 'Product' : 'Customer'
  if (topic === 'customers/merge') {
    const { admin_graphql_api_customer_deleted_id: gone, admin_graphql_api_customer_kept_id: kept } = payload
    // It tells of merges that failed too, whose customers are both still there.
    const isMerged = payload['status'] !== 'failed'
    return [
      ...gidsIn([kept], type).map((id) => record(id, false)),
      ...gidsIn([gone], type).map((id) => record(id, isMerged)),
    ]
  }
  // What is said to be of another type has its number there too.
  const own = payload['admin_graphql_api_id']
  if (typeof own === 'string' && gidsIn([own], type).length === 0) return []
  const values = ID_FIELDS[type].map((field) => payload[field])
  return gidsIn(values, type).map((id) => record(id, effect.saidDeleted))
}

/** Each once, as a gid, of the values that are an id of the type: its gid, or its number. */
function gidsIn(values: readonly unknown[], type: string): string[] {
  const pattern = new RegExp(`^(?:gid://shopify/${type}/)?([1-9]\\d{0,18})$`)
  const numbers = values.flatMap((value) => pattern.exec(String(value))?.[1] ?? [])
  return [...new Set(numbers)].map((number) => `gid://shopify/${type}/${number}`)
}
