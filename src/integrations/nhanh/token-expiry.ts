import { CodedError } from '../../errors.ts'
import type { CallOptions } from '../call.ts'
import type { Clock } from '../clock.ts'
import { tokenData } from './responses.ts'
import type { NhanhTransport } from './transport.ts'

const ASK_EVERY_MS = 6 * 3_600_000
/** When the last question failed for something that passes. */
const ASK_AGAIN_AFTER_MS = 15 * 60_000

/** When the access token expires: a year after it was granted, and Nhanh renews none (facts page, section 2). */
export class TokenExpiry {
  readonly #transport: NhanhTransport
  readonly #secretKey: string
  readonly #clock: Clock
  #expiresAt: Date | null = null
  #askAt = 0

  constructor(transport: NhanhTransport, secretKey: string, clock: Clock) {
    this.#transport = transport
    this.#secretKey = secretKey
    this.#clock = clock
  }

  /** As Nhanh told it last; null before that. */
  get expiresAt(): Date | null {
    return this.#expiresAt
  }

  /** Asks Nhanh, at most every 6 hours. What Nhanh refuses is noted in the client's status and thrown nowhere. */
  async refresh(call: CallOptions): Promise<void> {
    const waitMs = this.#askAt - this.#clock.now()
    // A longer wait was set by a clock that has been set back since.
    if (waitMs > 0 && waitMs <= ASK_EVERY_MS) return
    this.#askAt = this.#clock.now() + ASK_EVERY_MS
    try {
      const body = { secretKey: this.#secretKey }
      const { expiredAt } = await this.#transport.data('app/checkaccesstoken', body, tokenData, call)
      this.#expiresAt = expiredAt
    } catch (error) {
      const passes = !(error instanceof CodedError) || error.retryable
      if (passes) this.#askAt = this.#clock.now() + ASK_AGAIN_AFTER_MS
    }
  }
}
