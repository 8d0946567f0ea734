import type { z } from 'zod'
import type { CodedError, ErrorCode } from '../../errors.ts'
import type { CallOptions } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { Failures } from '../failures.ts'
import { Http, type HttpAnswer } from '../http.ts'
import { parsedOrUndefined, verbatimPart } from '../json.ts'
import { SlidingWindow } from '../rate-limit.ts'
import { describeIssues } from '../rows.ts'
import type { NhanhClientOptions } from './client.ts'
import { type Envelope, envelope, lock, messagesOf } from './responses.ts'

/** For each app, business and URL. */
export const REQUESTS_A_WINDOW = 150
const WINDOW_MS = 30_000
/** A lock without an end: as long as the window that it punishes. */
const DEFAULT_LOCK_S = 30
/** Believed at most. */
const MAX_LOCK_S = 24 * 3600
/** Locks of one request in a row before it gives up. */
const MAX_LOCKS = 10
/** An absolute end further than this behind the relative one says that the clocks differ. */
const MAX_CLOCK_DIFFERENCE_S = 60

export interface NhanhList {
  rows: unknown[]
  /** The JSON text of `paginator.next`, exactly as it came. Undefined: there is no next page. */
  next: string | undefined
}

type Outcome = { locked: false; answer: Envelope } | { locked: true; seconds: number; said: string }

/** Sends requests to Nhanh within its budget, and tells its failures (HTTP 200, most of them) from its answers. */
export class NhanhTransport {
  readonly #options: NhanhClientOptions
  readonly #failures: Failures
  readonly #clock: Clock
  readonly #http: Http
  readonly #window: SlidingWindow

  constructor(options: NhanhClientOptions, failures: Failures, clock: Clock) {
    this.#options = options
    this.#failures = failures
    this.#clock = clock
    this.#http = new Http(failures, options.log, options.tuning)
    this.#window = new SlidingWindow({
      platform: 'Nhanh',
      limit: REQUESTS_A_WINDOW,
      windowMs: WINDOW_MS,
      clock,
      store: options.rateLimitStore,
    })
  }

  status(): { used: number | null; lockedUntil: Date | null } {
    return this.#window.status()
  }

  /** The platform's clock now, as the Date header of its last answer tells; null before the first answer. */
  platformTime(): Date | null {
    return this.#http.platformTime()
  }

  /**
   * One page of a list endpoint, for instance `product/list`.
   * @throws CodedError NHANH_TOKEN, NHANH_ACCESS, NHANH_REFUSED, RATE_LIMITED, PLATFORM_UNREACHABLE, UNEXPECTED_ANSWER
   */
  async list(action: string, body: object, call: CallOptions): Promise<NhanhList> {
    const { answer, text } = await this.#ask(action, body, call)
    return this.#page(action, answer, text)
  }

  /**
   * The `data` of an endpoint that is no list, for instance `app/checkaccesstoken`.
   * @throws what {@link list} throws
   */
  async data<S extends z.ZodType>(
    action: string,
    body: object,
    schema: S,
    call: CallOptions,
  ): Promise<z.output<S>> {
    const { answer } = await this.#ask(action, body, call)
    const parsed = schema.safeParse(answer.data)
    if (parsed.success) return parsed.data
    throw this.#unexpected(action, describeIssues(parsed.error, answer.data))
  }

  async #ask(action: string, body: object, call: CallOptions): Promise<{ answer: Envelope; text: string }> {
    const { baseUrl, appId, businessId, accessToken } = this.#options
    const url = new URL(`${baseUrl.replace(/\/+$/, '')}/v3.0/${action}`)
    const bucket = `${url.host}${url.pathname} appId=${appId} businessId=${businessId}`
    url.search = new URLSearchParams({ appId, businessId }).toString()
    const request = {
      method: 'POST' as const,
      url: url.href,
      // the token alone: Nhanh wants no "Bearer"
      headers: { Authorization: accessToken, 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
    }
    for (let locks = 1; ; locks++) {
      const { outcome, text } = await this.#http.retrying(call, async () => {
        const pass = await this.#window.enter(bucket, call)
        try {
          const answer = await this.#http.send(request, call)
          const read = this.#read(action, answer)
          // before the place in the window is given back: nobody slips through
          if (read.locked) await pass.lock(read.seconds * 1000)
          return { outcome: read, text: answer.text }
        } finally {
          pass.done()
        }
      })
      if (!outcome.locked) return { answer: outcome.answer, text }
      if (call.meter) call.meter.rateLimitHits++
      const said = this.#failures.note(outcome.said)
      this.#options.log.warn({ platform: 'Nhanh', action, lockedSeconds: outcome.seconds }, said)
      if (locks >= MAX_LOCKS)
        throw this.#failures.make('RATE_LIMITED', `Nhanh locked ${action} ${locks} times in a row: ${said}`)
    }
  }

  /** @throws Transient; CodedError for everything that is neither a success nor a lock */
  #read(action: string, answer: HttpAnswer): Outcome {
    const json = parsedOrUndefined(answer.text)
    const parsed = envelope.safeParse(json)
    if (parsed.success && !parsed.data.code) {
      const said = `Nhanh refused ${action}: ${this.#said(parsed.data)}`
      if (isRateLimit(parsed.data)) return { locked: true, seconds: this.#lockSeconds(parsed.data), said }
      this.#http.requireAnswered(answer)
      throw this.#failures.make(codeOf(parsed.data, answer.status), said)
    }
    this.#http.requireAnswered(answer)
    if (json === undefined) throw this.#http.notJson(answer)
    if (answer.status >= 400) throw this.#refusedByStatus(action, answer)
    if (parsed.success) return { locked: false, answer: parsed.data }
    throw this.#unexpected(action, describeIssues(parsed.error, json))
  }

  #page(action: string, answer: Envelope, text: string): NhanhList {
    if (!Array.isArray(answer.data))
      throw this.#unexpected(
        action,
        `data is ${this.#failures.excerpt(JSON.stringify(answer.data) ?? 'missing')}, expected array`,
      )
    const next = answer.paginator?.next
    return { rows: answer.data, next: isEnd(next) ? undefined : verbatimPart(text, ['paginator', 'next']) }
  }

  #said(answer: Envelope): string {
    return [answer.errorCode, messagesOf(answer)].filter(Boolean).join(', ') || 'without a reason'
  }

  /** Nhanh's clock is not ours: its seconds count from now; its absolute end only when it says about the same. */
  #lockSeconds(answer: Envelope): number {
    const { lockedSeconds, unlockedAt } = lock.parse(answer.data) ?? {}
    const relative = lockedSeconds !== undefined && lockedSeconds > 0 ? lockedSeconds : null
    const absolute = (unlockedAt ?? 0) - this.#clock.now() / 1000
    const sane = absolute > 0 && absolute < (relative ?? DEFAULT_LOCK_S) + MAX_CLOCK_DIFFERENCE_S
    return Math.min(MAX_LOCK_S, Math.max(relative ?? 0, sane ? absolute : 0) || DEFAULT_LOCK_S)
  }

  #refusedByStatus(action: string, { status, text }: HttpAnswer): CodedError {
    const code = status === 401 ? 'NHANH_TOKEN' : status === 403 ? 'NHANH_ACCESS' : 'NHANH_REFUSED'
    return this.#failures.make(code, `Nhanh answered ${status} to ${action}: ${this.#failures.excerpt(text)}`)
  }

  #unexpected(action: string, what: string): CodedError {
    return this.#failures.make('UNEXPECTED_ANSWER', `Nhanh answered ${action} in an unknown form: ${what}`)
  }
}

function isRateLimit(answer: Envelope): boolean {
  const code = String(answer.errorCode ?? '')
  if (code === 'ERR_429' || code === 'ERR_EXCEEDED_RATE_LIMIT') return true
  // what was seen live was this text
  return /rate limit/i.test(messagesOf(answer))
}

const TOKEN_ERRORS = new Set([
  'ERR_INVALID_ACCESS_TOKEN',
  'ERR_INVALID_APP_ID',
  'ERR_INVALID_BUSINESS_ID',
  'ERR_INVALID_VERSION',
  'ERR_BUSINESS_NOT_ENABLE_API',
])

function codeOf(answer: Envelope, status: number): ErrorCode {
  const code = String(answer.errorCode ?? '')
  if (TOKEN_ERRORS.has(code) || (code === '' && status === 401)) return 'NHANH_TOKEN'
  // seen without an error code, in `messages` alone
  if (code === '' && /invalid accesstoken/i.test(messagesOf(answer))) return 'NHANH_TOKEN'
  return code === 'ERR_403' || (code === '' && status === 403) ? 'NHANH_ACCESS' : 'NHANH_REFUSED'
}

/**
 * Missing and null end a list. So do PHP's ways to say nothing, `[]` and `{}`, and '', which as a request means the
 * first page: sent back it could only begin again.
 */
function isEnd(next: unknown): boolean {
  if (next === undefined || next === null || next === '') return true
  return typeof next === 'object' && Object.keys(next).length === 0
}
