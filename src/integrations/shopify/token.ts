import { z } from 'zod'
import type { CallOptions } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { Failures } from '../failures.ts'
import type { Http, HttpAnswer } from '../http.ts'
import { isObject, parsedOrUndefined } from '../json.ts'
import { untilAborted } from '../waiting.ts'
import { CodedError } from '../../errors.ts'

export type ShopifyCredentials =
  | { kind: 'token'; accessToken: string }
  | { kind: 'clientCredentials'; clientId: string; clientSecret: string }

/** Where the access token comes from. */
export interface TokenSource {
  /** @throws CodedError SHOPIFY_TOKEN, PLATFORM_UNREACHABLE … */
  get(call: CallOptions): Promise<string>
  /** Shopify refused `token` with 401. The token to repeat the request with; null when there is no other. */
  replace(token: string, call: CallOptions): Promise<string | null>
  expiresAt(): Date | null
}

/** Renewed when this share of its life is over. */
const RENEW_AFTER = 0.8

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  /** Seconds; always 86399 so far. */
  expires_in: z.number().positive(),
})

interface Held {
  token: string
  renewAt: number
  expiresAt: number
}

/** A renewal that all who need one share; it is given up when the last of them has gone. */
interface Flight {
  token: Promise<string>
  waiting: number
  stop: AbortController
}

export function createTokenSource(
  options: { baseUrl: string; credentials: ShopifyCredentials },
  http: Http,
  failures: Failures,
  clock: Clock,
): TokenSource {
  const { credentials } = options
  if (credentials.kind === 'token') {
    return {
      get: () => Promise.resolve(credentials.accessToken),
      replace: () => Promise.resolve(null),
      expiresAt: () => null,
    }
  }
  return new ClientCredentialsToken(
    `${options.baseUrl.replace(/\/+$/, '')}/admin/oauth/access_token`,
    credentials,
    http,
    failures,
    clock,
  )
}

/** The client credentials grant: a token of 24 h and no refresh token, one asks again (facts page, section 1). */
class ClientCredentialsToken implements TokenSource {
  readonly #url: string
  readonly #credentials: { clientId: string; clientSecret: string }
  readonly #http: Http
  readonly #failures: Failures
  readonly #clock: Clock
  #held: Held | null = null
  #flight: Flight | null = null

  constructor(
    url: string,
    credentials: { clientId: string; clientSecret: string },
    http: Http,
    failures: Failures,
    clock: Clock,
  ) {
    this.#url = url
    this.#credentials = credentials
    this.#http = http
    this.#failures = failures
    this.#clock = clock
  }

  expiresAt(): Date | null {
    return this.#held && new Date(this.#held.expiresAt)
  }

  async get(call: CallOptions): Promise<string> {
    const held = this.#held
    if (held && this.#clock.now() < held.renewAt) return held.token
    try {
      return await this.#renew(call)
    } catch (error) {
      call.signal.throwIfAborted()
      // ahead of time a failure does not matter yet
      if (held && this.#clock.now() < held.expiresAt && error instanceof CodedError) return held.token
      throw error
    }
  }

  async replace(token: string, call: CallOptions): Promise<string | null> {
    // somebody else renewed it while this request was on its way
    if (this.#held && this.#held.token !== token) return this.#held.token
    this.#held = null
    return this.#renew(call)
  }

  async #renew(call: CallOptions): Promise<string> {
    call.signal.throwIfAborted()
    const flight = (this.#flight ??= this.#takeOff(call))
    flight.waiting++
    try {
      return await untilAborted(flight.token, call.signal)
    } finally {
      flight.waiting--
      if (flight.waiting === 0) flight.stop.abort()
    }
  }

  #takeOff(call: CallOptions): Flight {
    const stop = new AbortController()
    const flight: Flight = {
      token: this.#fetch({ ...call, signal: stop.signal }).finally(() => {
        if (this.#flight === flight) this.#flight = null
      }),
      waiting: 0,
      stop,
    }
    // whoever waits gets the error; when all have gone nobody does
    flight.token.catch(() => undefined)
    stop.signal.addEventListener('abort', () => {
      if (this.#flight === flight) this.#flight = null
    })
    return flight
  }

  async #fetch(call: CallOptions): Promise<string> {
    const { clientId, clientSecret } = this.#credentials
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    })
    const askedAt = this.#clock.now()
    const granted = await this.#http.retrying(call, async () => {
      const answer = await this.#http.send(
        {
          method: 'POST',
          url: this.#url,
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
          body: body.toString(),
        },
        call,
      )
      return this.#read(answer)
    })
    this.#failures.keepSecret(granted.access_token)
    const lifeMs = granted.expires_in * 1000
    this.#held = {
      token: granted.access_token,
      renewAt: askedAt + lifeMs * RENEW_AFTER,
      expiresAt: askedAt + lifeMs,
    }
    return granted.access_token
  }

  #read(answer: HttpAnswer): z.output<typeof tokenAnswer> {
    this.#http.requireAnswered(answer)
    const json = parsedOrUndefined(answer.text)
    // "Oauth error shop_not_permitted: …" comes as a page
    if (answer.status >= 400) {
      const said = isObject(json) ? JSON.stringify(json) : answer.text
      const text = `Shopify gives no token (${answer.status}): ${this.#failures.excerpt(said, 200)}`
      throw this.#failures.make('SHOPIFY_TOKEN', text)
    }
    if (json === undefined) throw this.#http.notJson(answer)
    const parsed = tokenAnswer.safeParse(json)
    if (parsed.success) return parsed.data
    // the paths alone: the values beside them may be tokens
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw this.#failures.make('UNEXPECTED_ANSWER', `Shopify's token answer has no valid ${fields || 'body'}`)
  }
}
