import { createHmac, timingSafeEqual } from 'node:crypto'
import { isObject, parsedOrUndefined } from '../integrations/json.ts'
import { answer, onlyHeader, type NamedRecord, type Route, type Verdict } from './delivery.ts'
import { privacyOrderOf } from './privacy-order.ts'
import { SHOPIFY_TOPICS, type TopicEffect } from './topics.ts'

/** Shopify's ids are UUIDs. */
const LONGEST_ID = 255

type Payload = Record<PropertyKey, unknown>

/**
 * Shopify's webhooks: the header X-Shopify-Hmac-Sha256 signs the raw body with the app's secret. It signs no header, so
 * the topic decides nothing that the body does not bear out.
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
          topic,
          body: text,
          records,
          isWaiting: effect.to !== 'NOTE',
          note: effect.to === 'NOTE' ? effect.note : null,
        },
      }
    },
  }
}

function recordsIn(payload: Payload, topic: string, effect: TopicEffect & { to: 'READ' }): NamedRecord[] {
  const { kind, wantsSync } = effect
  const record = (id: string, saidDeleted: boolean): NamedRecord => ({ kind, id, wantsSync, saidDeleted })
  const type = kind === 'SHOPIFY_PRODUCT' ? 'Product' : 'Customer'
  if (topic === 'customers/merge') {
    const kept = gidIn(payload, type, ['admin_graphql_api_customer_kept_id'])
    const deleted = gidIn(payload, type, ['admin_graphql_api_customer_deleted_id'])
    return [...(kept ? [record(kept, false)] : []), ...(deleted ? [record(deleted, true)] : [])]
  }
  const id = gidIn(payload, type, ['admin_graphql_api_id', 'customerId', 'id'])
  return id === null ? [] : [record(id, effect.saidDeleted)]
}

/** The first field that holds an id of the type, as a gid or as its number. */
function gidIn(payload: Payload, type: string, fields: readonly string[]): string | null {
  for (const field of fields) {
    const number = new RegExp(`^(?:gid://shopify/${type}/)?([1-9]\\d{0,18})$`).exec(
      String(payload[field]),
    )?.[1]
    if (number !== undefined) return `gid://shopify/${type}/${number}`
  }
  return null
}
