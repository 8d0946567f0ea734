import { CodedError, type ErrorCode } from '../errors.ts'
import type { Clock } from './clock.ts'

/**
 * Makes the errors of one platform's client: without secrets, whatever the platform echoed, and the last one
 * remembered for `status()`.
 */
export class Failures {
  readonly platform: string
  readonly #clock: Clock
  /** Grows when a token is fetched: an old one stays a secret. */
  readonly #secrets: Set<string>
  #last: { at: Date; message: string } | null = null

  constructor(platform: string, clock: Clock, secrets: readonly string[]) {
    this.platform = platform
    this.#clock = clock
    this.#secrets = new Set(secrets.filter((secret) => secret !== ''))
  }

  get lastErrorAt(): Date | null {
    return this.#last?.at ?? null
  }
  get lastError(): string | null {
    return this.#last?.message ?? null
  }

  keepSecret(secret: string): void {
    if (secret !== '') this.#secrets.add(secret)
  }

  redact(text: string): string {
    let redacted = text
    for (const secret of this.#secrets) redacted = redacted.replaceAll(secret, '[secret]')
    return redacted
  }

  /** The beginning of what a platform sent, on one line, for a message. */
  excerpt(text: string, length = 80): string {
    const line = this.redact(text)
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim()
    return `“${line.length > length ? `${line.slice(0, length)}…` : line}”`
  }

  /** Remembers a failure that may pass; returns its text without secrets. */
  note(message: string): string {
    const redacted = this.redact(message)
    this.#last = { at: new Date(this.#clock.now()), message: redacted }
    return redacted
  }

  make(code: ErrorCode, message: string, cause?: unknown): CodedError {
    return new CodedError(code, this.note(message), cause === undefined ? undefined : { cause })
  }
}
