import { type ErrorCode, messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { CallOptions, Tuning } from './call.ts'
import { systemClock } from './clock.ts'
import type { Failures } from './failures.ts'
import { isObject } from './json.ts'
import { pause } from './waiting.ts'

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  /** A form goes out as multipart/form-data, in the order of its fields. */
  body?: string | FormData
  /** Longer than any other request may take, for what takes long to send. */
  extraMs?: number
}

export interface StreamedAnswer {
  status: number
  headers: Headers
  body: AsyncIterable<Uint8Array>
}

export interface HttpAnswer {
  status: number
  headers: Headers
  text: string
}

/** The same request may succeed if it is sent again; when it never does, an error with this code and text follows. */
export class Transient extends Error {
  readonly code: ErrorCode
  /** What the platform asked for; null: our own backoff. */
  readonly retryAfterMs: number | null
  /** Attempts worth making, when fewer than usual. */
  readonly attempts: number | null
  /** Time lost in this attempt. */
  readonly tookMs: number

  constructor(
    code: ErrorCode,
    text: string,
    more: { retryAfterMs?: number | null; attempts?: number; tookMs?: number; cause?: unknown } = {},
  ) {
    super(text, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.retryAfterMs = more.retryAfterMs ?? null
    this.attempts = more.attempts ?? null
    this.tookMs = more.tookMs ?? 0
  }
}

/** An answer that is not JSON is more likely a proxy's page or a cut connection than what the platform wants to say. */
const ATTEMPTS_AT_NONSENSE = 3

export class Http {
  readonly #failures: Failures
  readonly #log: Logger
  readonly #tuning: Required<Omit<Tuning, 'pollMs' | 'maxPollMs'>>
  /** The platform's clock less ours, by the Date header of its last answer. */
  #clockDifferenceMs: number | null = null

  constructor(failures: Failures, log: Logger, tuning: Tuning = {}) {
    this.#failures = failures
    this.#log = log
    this.#tuning = {
      clock: systemClock,
      timeoutMs: 30_000,
      attempts: 8,
      backoffMs: 2_000,
      maxBackoffMs: 60_000,
      totalMs: 120_000,
      maxBodyBytes: 64 * 1024 * 1024,
      ...tuning,
    }
  }

  /** The platform's clock now, by its last answer, to a second; null before the first. */
  platformTime(): Date | null {
    if (this.#clockDifferenceMs === null) return null
    return new Date(this.#tuning.clock.now() + this.#clockDifferenceMs)
  }

  /**
   * Runs `attempt` until it does not throw a {@link Transient}, with exponential backoff and full jitter, a bounded
   * number of times.
   * @throws CodedError with the code of the last Transient; anything else that `attempt` throws, as it is
   */
  async retrying<T>(call: CallOptions, attempt: () => Promise<T>): Promise<T> {
    const { clock, backoffMs, maxBackoffMs, totalMs } = this.#tuning
    let spentMs = 0
    for (let made = 1; ; made++) {
      call.signal.throwIfAborted()
      try {
        return await attempt()
      } catch (error) {
        call.signal.throwIfAborted()
        if (!(error instanceof Transient)) throw error
        if (call.meter && error.code === 'RATE_LIMITED') call.meter.rateLimitHits++
        const text = this.#failures.note(error.message)
        const attempts = Math.min(error.attempts ?? Infinity, this.#tuning.attempts)
        const jittered = Math.random() * Math.min(maxBackoffMs, backoffMs * 2 ** (made - 1))
        const delayMs = Math.min(maxBackoffMs, error.retryAfterMs ?? jittered)
        spentMs += error.tookMs + delayMs
        if (made >= attempts || spentMs > totalMs)
          throw this.#failures.make(error.code, `${text} (gave up after ${made} attempts)`, error.cause)
        this.#log.warn({ platform: this.#failures.platform, attempt: made, delayMs }, text)
        const detail = `${text}; trying again (${made + 1} of ${attempts})`
        call.onRetry?.(detail)
        const until = new Date(clock.now() + delayMs)
        await pause(delayMs, { reason: 'RETRY_BACKOFF', until, detail }, call, clock)
      }
    }
  }

  /**
   * Sends once; any status is an answer. The time limit covers the body. Redirects are not followed: the request
   * carries credentials.
   * @throws Transient when no whole answer came; the signal's reason
   */
  async send(request: HttpRequest, call: CallOptions): Promise<HttpAnswer> {
    return this.#exchange(request, call, async ({ status, headers, body }) => {
      const date = Date.parse(headers.get('date') ?? '')
      if (!Number.isNaN(date)) this.#clockDifferenceMs = date - this.#tuning.clock.now()
      return { status, headers, text: await this.#text(body) }
    })
  }

  /**
   * Sends once and hands the body over as it comes, however long it takes: the time limit is on silence alone. What is
   * left of the body when `read` is done is not fetched.
   * @throws Transient, also out of the body, when it broke off; the signal's reason; what `read` throws
   */
  async receive<T>(
    request: HttpRequest,
    call: CallOptions,
    read: (answer: StreamedAnswer) => Promise<T>,
  ): Promise<T> {
    return this.#exchange(request, call, ({ body, ...answer }, heard) =>
      read({ ...answer, body: observed(body, heard) }),
    )
  }

  /**
   * Judges what HTTP itself says.
   * @throws Transient for 408, 429, 430 and 5xx; UNEXPECTED_ANSWER for a redirect
   */
  requireAnswered(answer: Pick<HttpAnswer, 'status' | 'headers'>): void {
    const { status, headers } = answer
    const text = `${this.#failures.platform} answered ${status}`
    if (status >= 300 && status < 400) {
      const to = URL.parse(headers.get('location') ?? '')?.host ?? 'another address'
      throw this.#failures.make('UNEXPECTED_ANSWER', `${text}, a redirect to ${to}, which is not followed`)
    }
    const retryAfterMs = retryAfter(headers.get('retry-after'), this.#tuning.clock.now())
    if (status === 429 || status === 430) throw new Transient('RATE_LIMITED', text, { retryAfterMs })
    if (status === 408 || status >= 500) throw new Transient('PLATFORM_UNREACHABLE', text, { retryAfterMs })
  }

  /**
   * What to throw for a body that is not JSON, with its beginning; the error of `JSON.parse` would quote it, secrets
   * and all. A Transient, except for a 4xx: that page is what the platform means.
   */
  notJson({ status, headers, text }: HttpAnswer): Error {
    const type = headers.get('content-type') ?? 'no content type'
    const what = `${this.#failures.platform} answered ${status} without valid JSON: ${type}, ${this.#failures.excerpt(text)}`
    if (status >= 400) return this.#failures.make('UNEXPECTED_ANSWER', what)
    return new Transient('UNEXPECTED_ANSWER', what, { attempts: ATTEMPTS_AT_NONSENSE })
  }

  async #exchange<T>(
    request: HttpRequest,
    call: CallOptions,
    read: (answer: StreamedAnswer, heard: () => void) => Promise<T>,
  ): Promise<T> {
    const timeoutMs = this.#tuning.timeoutMs + (request.extraMs ?? 0)
    call.signal.throwIfAborted()
    if (call.meter) call.meter.requests++
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), timeoutMs)
    const from = performance.now()
    const broken = (error: unknown): Error => {
      call.signal.throwIfAborted()
      return this.#wireFailure(error, limit.signal.aborted ? timeoutMs : null, performance.now() - from)
    }
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        body: request.body,
        redirect: 'manual',
        signal: AbortSignal.any([call.signal, limit.signal]),
      }).catch((error: unknown) => {
        throw broken(error)
      })
      const { status, headers } = response
      return await read({ status, headers, body: bodyOf(response, broken) }, () => timer.refresh())
    } finally {
      clearTimeout(timer)
      limit.abort()
    }
  }

  #wireFailure(error: unknown, timedOutMs: number | null, tookMs: number): Error {
    const { platform } = this.#failures
    if (timedOutMs !== null) {
      const text = `${platform} did not answer within ${timedOutMs / 1000} s`
      return new Transient('PLATFORM_UNREACHABLE', text, { tookMs })
    }
    // On the wire things go wrong for a cause. Without one the request itself cannot be made, and the message
    // quotes it, header values and all.
    if (!(error instanceof Error) || error.cause === undefined)
      return this.#failures.make('INTERNAL', `The request to ${platform} could not be made`)
    const text = `${platform} could not be reached: ${wireProblem(error)}`
    return new Transient('PLATFORM_UNREACHABLE', text, { tookMs, cause: error })
  }

  async #text(body: AsyncIterable<Uint8Array>): Promise<string> {
    const { maxBodyBytes } = this.#tuning
    const decoder = new TextDecoder()
    let text = ''
    let bytes = 0
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > maxBodyBytes) {
        const what = `${this.#failures.platform} sent more than ${maxBodyBytes} bytes in one answer`
        throw this.#failures.make('UNEXPECTED_ANSWER', what)
      }
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  }
}

async function* bodyOf(
  { body }: Response,
  broken: (error: unknown) => Error,
): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader()
  for (;;) {
    const read = await reader?.read().catch((error: unknown) => {
      throw broken(error)
    })
    if (!read || read.done) return
    yield read.value
  }
}

async function* observed(
  body: AsyncIterable<Uint8Array>,
  heard: () => void,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body) {
    heard()
    yield chunk
  }
}

/** Milliseconds of a Retry-After: seconds, also with a fraction, or an HTTP date. Null when it says nothing usable. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

function wireProblem(error: Error): string {
  const { cause } = error
  return isObject(cause) && typeof cause.code === 'string' ? cause.code : messageOf(cause)
}
