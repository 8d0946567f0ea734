import { jsonObjectOf } from '../json.ts'
import type { Platform, PlatformAnswer, PlatformRequest } from '../platform.ts'
import { counterOf, type World } from '../world.ts'
import { ENDPOINTS } from './endpoints.ts'
import { NhanhError } from './nhanh-error.ts'
import { type Lock, type NhanhLimit, NhanhRateLimit } from './rate-limit.ts'

const VERSION = '/v3.0'

/** Nhanh's POS API, version 3.0: business errors come inside HTTP 200, an unknown route as a page of HTML. */
export function nhanhPlatform(world: World, limit: NhanhLimit | 'off', now: () => number): Platform {
  const rateLimit = new NhanhRateLimit(limit, now)

  function refusal(path: string, lock: Lock): PlatformAnswer {
    const counter = counterOf(world.counters.nhanh, path)
    counter.limited += 1
    if (lock.wasLocked) counter.whileLocked += 1
    const { lockedSeconds, unlockedAt } = lock
    return json({
      code: 0,
      errorCode: 'ERR_429',
      [world.nhanh.rateLimitTextKey]: 'Your app exceeded the API Rate Limit',
      data: { lockedSeconds, unlockedAt },
    })
  }

  function answer(request: PlatformRequest): PlatformAnswer {
    const path = pathOf(request)
    const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined
    if (endpoint === undefined || request.method !== 'POST' || !request.pathname.startsWith(VERSION)) {
      return { status: 404, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: NOT_FOUND_PAGE }
    }
    try {
      checkCaller(request)
      const lock = rateLimit.take(bucketOf(request))
      if (lock !== undefined) return refusal(path, lock)
      return json({ code: 1, ...endpoint(world.nhanh, readJson(request.body)) })
    } catch (error) {
      if (!(error instanceof NhanhError)) throw error
      return json({ code: 0, errorCode: error.errorCode, messages: error.messages })
    }
  }

  function checkCaller(request: PlatformRequest): void {
    const { appId, businessId } = world.nhanh.identity
    if (request.query.get('appId') !== appId) throw new NhanhError('ERR_INVALID_APP_ID', 'Invalid appId')
    if (request.query.get('businessId') !== businessId) {
      throw new NhanhError('ERR_INVALID_BUSINESS_ID', 'Invalid businessId')
    }
    const expiresAt = world.nhanh.tokens.get(request.headers['authorization'] ?? '')
    if (expiresAt === undefined || expiresAt <= now()) {
      throw new NhanhError('ERR_INVALID_ACCESS_TOKEN', ['Invalid accessToken or accessToken has expired'])
    }
  }

  return {
    name: 'nhanh',
    describe: (request) => ({ path: pathOf(request), body: jsonObjectOf(request.body) ?? request.body }),
    count: ({ path }) => {
      counterOf(world.counters.nhanh, path).requests += 1
    },
    answer,
    refuse: (_kind, request) => refusal(pathOf(request), rateLimit.lock(bucketOf(request))),
    expireToken: (request) => {
      world.nhanh.tokens.delete(request.headers['authorization'] ?? '')
    },
    close: () => Promise.resolve(),
  }
}

const NOT_FOUND_PAGE =
  '<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>'

function pathOf(request: PlatformRequest): string {
  return request.pathname.startsWith(`${VERSION}/`)
    ? request.pathname.slice(VERSION.length)
    : request.pathname
}

function bucketOf(request: PlatformRequest): string {
  return [request.query.get('appId'), request.query.get('businessId'), request.pathname].join(' ')
}

function json(body: object): PlatformAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** Nhanh takes an empty body for an empty object. @throws NhanhError ERR_INVALID_DATA */
function readJson(body: string): unknown {
  const parsed = body === '' ? {} : jsonObjectOf(body)
  if (parsed === undefined) throw new NhanhError('ERR_INVALID_DATA', 'Invalid JSON data')
  return parsed
}
