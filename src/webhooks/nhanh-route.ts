import { createHash, hash, randomUUID, timingSafeEqual } from 'node:crypto'
import { isObject, parsedOrUndefined } from '../integrations/json.ts'
import { answer, onlyHeader, type NamedRecord, type Route, type Verdict } from './delivery.ts'
import { NHANH_TOPICS } from './topics.ts'

const ID = /^[1-9]\d{0,17}$/

/**
 * Nhanh's webhooks 3.0: the verify token stands raw in the header Authorization, the body is `{event, businessId, data}`.
 * Nhanh gives a delivery no id, so while one waits, another with the very same body is the same.
 */
export function nhanhRoute(options: { accountId: number; businessId: string; token: string }): Route {
  const { accountId, businessId } = options
  const expected = digest(options.token)

  function read(body: string): Verdict {
    const payload = parsedOrUndefined(body)
    if (!isObject(payload)) return answer(400, 'MALFORMED', 'the body is no JSON object')
    const { event, data } = payload
    if (typeof event !== 'string') return answer(400, 'MALFORMED', 'the body has no event')
    // Sent when webhooks are switched on, and later to see whether somebody is there.
    if (event === 'webhooksEnabled') return answer(200, 'ACCEPTED', 'ok')
    // One callback serves all businesses that have the app.
    if (String(payload['businessId']) !== businessId)
      return answer(200, 'FOREIGN', 'the business is not connected here; ignored')
    const effect = Object.hasOwn(NHANH_TOPICS, event) ? NHANH_TOPICS[event] : undefined
    if (!effect) return answer(200, 'UNKNOWN_TOPIC', 'the event is not known; ignored')
    const records: NamedRecord[] = []
    if (effect.to === 'READ') {
      const { kind, wantsSync, saidDeleted } = effect
      const ids = idsIn(data)
      // Sending it again would not mend it, and refusals make Nhanh switch webhooks off.
      if (ids === null) return answer(200, 'MALFORMED', 'data names no records; ignored')
      for (const id of ids) records.push({ kind, id, wantsSync, saidDeleted })
    }
    const isWaiting = records.length > 0
    return {
      kind: 'deliver',
      delivery: {
        accountId,
        key: randomUUID(),
        eventKey: null,
        contentKey: isWaiting ? hash('sha256', body) : null,
        mayRepeat: true,
        topic: event,
        body: effect.to === 'NOTE' && !effect.keepsBody ? null : body,
        records,
        isWaiting,
        note: effect.to === 'NOTE' ? effect.note : null,
      },
    }
  }

  return {
    accountId,

    refuseEarly(headers) {
      // Without the header it may be version 2.0, whose token is in the body: that is told when the body is there.
      if (headers['authorization'] === undefined) return null
      const token = onlyHeader(headers, 'authorization')
      const isRight = token !== null && timingSafeEqual(digest(token), expected)
      return isRight ? null : answer(401, 'FORGED', 'the header Authorization is not the verify token')
    },

    judge(headers, body) {
      const text = body.toString('utf8')
      if (headers['authorization'] !== undefined) return read(text)
      const payload = parsedOrUndefined(text)
      return isObject(payload) && 'webhooksVerifyToken' in payload
        ? answer(
            400,
            'REFUSED',
            "this is version 2.0; choose Webhooks version 3.0 on the app's page at Nhanh",
          )
        : answer(401, 'FORGED', 'the header Authorization is missing')
    },
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Of one product, of a list of products, or a list of ids, whose numbers may be texts; null when one has none. */
function idsIn(data: unknown): string[] | null {
  if (!isObject(data)) return null
  const entries: unknown[] = Array.isArray(data) ? data : [data]
  const ids = entries.map((entry) => String(isObject(entry) ? entry['id'] : entry))
  return ids.every((id) => ID.test(id)) ? ids : null
}
