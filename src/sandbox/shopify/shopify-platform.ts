import { randomBytes } from 'node:crypto'
import type { Platform, PlatformAnswer, PlatformRequest } from '../platform.ts'
import { isObject, jsonObjectOf } from '../json.ts'
import { counterOf, type World } from '../world.ts'
import { answerDownload, downloadedOperation } from './bulk-download.ts'
import { BulkOperations } from './bulk-operations.ts'
import { CostBucket, type ShopifyLimit } from './cost-bucket.ts'
import { type GraphqlAnswer, GraphqlEngine, type GraphqlRequest } from './graphql-engine.ts'
import { UPLOAD_PATH } from './staged-uploads.ts'

/** The only version here: what asks for any other is answered by this one, as the header says. */
export const API_VERSION = '2026-10'

const TOKEN_PATH = '/oauth/access_token'
const GRAPHQL_PATH = '/graphql.json'
/** `expires_in` is one second short of a day. */
const TOKEN_LIFETIME_MS = 86_400_000
const UNAUTHORIZED = '[API] Invalid API key or access token (unrecognized login or wrong password)'

/** Shopify's Admin API: client credentials, and GraphQL executed against the real schema. */
export function shopifyPlatform(world: World, limit: ShopifyLimit | 'off', now: () => number): Platform {
  const { shopify } = world
  const bulk = new BulkOperations(shopify, now)
  const engine = new GraphqlEngine(shopify, bulk, new CostBucket(limit, now))

  function answer(request: PlatformRequest): PlatformAnswer {
    const path = pathOf(request)
    const operationId = downloadedOperation(path)
    if (operationId !== undefined && (request.method === 'GET' || request.method === 'HEAD')) {
      const { clientSecret: secret } = shopify.identity
      return answerDownload(operationId, request, { result: bulk.fileOf(operationId), secret, now: now() })
    }
    if (request.method !== 'POST') return json(404, { errors: 'Not Found' })
    if (path === TOKEN_PATH) return issueToken(request)
    if (path === UPLOAD_PATH) return bulk.uploads.receive(request)
    if (path !== GRAPHQL_PATH) return json(404, { errors: 'Not Found' })
    const expiresAt = shopify.tokens.get(tokenOf(request))
    if (expiresAt === undefined || expiresAt <= now()) return json(401, { errors: UNAUTHORIZED })
    const parsed = readGraphqlRequest(request)
    if (parsed === undefined) return json(400, { errors: { query: 'Required parameter missing or invalid' } })
    bulk.advance()
    const body = engine.execute(parsed)
    if (isThrottled(body)) counterOf(world.counters.shopify, operationOf(request)).limited += 1
    return graphql(body)
  }

  function issueToken(request: PlatformRequest): PlatformAnswer {
    const form = readForm(request)
    const { clientId, clientSecret } = shopify.identity
    if (form['grant_type'] !== 'client_credentials') {
      return oauthError('unsupported_grant_type: The grant type is not supported.')
    }
    if (form['client_id'] !== clientId || form['client_secret'] !== clientSecret) {
      return oauthError('invalid_client: The client credentials are invalid.')
    }
    const token = `shpat_${randomBytes(16).toString('hex')}`
    shopify.tokens.set(token, now() + TOKEN_LIFETIME_MS)
    return json(200, { access_token: token, scope: shopify.scopes.join(','), expires_in: 86_399 })
  }

  return {
    name: 'shopify',
    describe: (request) => {
      const path = pathOf(request)
      const body = path === TOKEN_PATH ? readForm(request) : bodyOf(request)
      const operationName = operationOf(request)
      const { range } = request.headers
      return {
        path,
        body,
        ...(!operationName.startsWith('(') && { operationName }),
        ...(range !== undefined && { range }),
      }
    },
    count: ({ path, operationName }) => {
      counterOf(world.counters.shopify, counterKeyOf(path, operationName)).requests += 1
    },
    answer,
    refuse: (_kind, request) => {
      const parsed = readGraphqlRequest(request)
      if (parsed === undefined) return answer(request)
      counterOf(world.counters.shopify, operationOf(request)).limited += 1
      return graphql(engine.throttle(parsed))
    },
    expireToken: (request) => {
      shopify.tokens.delete(tokenOf(request))
    },
    close: () => bulk.close(),
  }
}

/** `/admin/oauth/access_token`, `/admin/api/<version>/graphql.json`: without what comes before. */
function pathOf({ pathname }: PlatformRequest): string {
  return pathname.replace(/^\/admin(\/api\/[^/]+)?/, '')
}

function counterKeyOf(path: string, operationName = '(anonymous)'): string {
  if (path === TOKEN_PATH) return '(token)'
  if (path === UPLOAD_PATH) return '(upload)'
  return downloadedOperation(path) === undefined ? operationName : '(download)'
}

function tokenOf(request: PlatformRequest): string {
  return String(request.headers['x-shopify-access-token'] ?? '')
}

function operationOf(request: PlatformRequest): string {
  const { operationName, query } = jsonObjectOf(request.body) ?? {}
  if (typeof operationName === 'string' && operationName !== '') return operationName
  const named = typeof query === 'string' ? /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] : undefined
  return named ?? '(anonymous)'
}

function readGraphqlRequest(request: PlatformRequest): GraphqlRequest | undefined {
  const { query, variables, operationName } = jsonObjectOf(request.body) ?? {}
  if (typeof query !== 'string') return undefined
  return {
    query,
    variables: isObject(variables) ? variables : {},
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : undefined,
    debugSearch: request.headers['shopify-search-query-debug'] === '1',
    origin: `http://${request.headers.host ?? 'localhost'}`,
  }
}

/** The JSON of a body, or the fields of its form; the raw text when it is neither. */
function bodyOf({ body, form }: PlatformRequest): unknown {
  return form === undefined ? (jsonObjectOf(body) ?? body) : Object.fromEntries(form)
}

/** A body as form or as JSON: the real endpoint takes both. */
function readForm(request: PlatformRequest): Record<string, unknown> {
  const isJson = (request.headers['content-type'] ?? '').includes('json')
  if (isJson) return jsonObjectOf(request.body) ?? {}
  return Object.fromEntries(new URLSearchParams(request.body))
}

function isThrottled({ errors = [] }: GraphqlAnswer): boolean {
  return errors.some((error) => error.extensions?.['code'] === 'THROTTLED')
}

function graphql(body: GraphqlAnswer): PlatformAnswer {
  return json(200, body, { 'x-shopify-api-version': API_VERSION })
}

function json(status: number, body: object, headers: Record<string, string> = {}): PlatformAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** OAuth errors come as a page, with the reason in its title. */
function oauthError(reason: string): PlatformAnswer {
  const title = `Oauth error ${reason}`
  return {
    status: 400,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${title}</body></html>`,
  }
}
