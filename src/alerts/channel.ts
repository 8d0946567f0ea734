import type { AlertCause, AlertChannelName } from '../entities/alert.ts'

export type AlertEvent = 'OPENED' | 'CLOSED' | 'TEST'

/** What is told. It holds no secret and nothing personal. */
export interface AlertMessage {
  /** The same at every attempt, so that a receiver can drop repeats. */
  id: string
  event: AlertEvent
  /** What it is about; null for a test. */
  alert: { id: number; cause: AlertCause; key: string; openedAt: Date; closedAt: Date | null } | null
  title: string
  message: string
  /** Nhanh's business id and the shop's domain, of the accounts that it is about. */
  account: { nhanh: string | null; shopify: string | null }
}

/** A way to tell people. */
export interface AlertChannel {
  name: AlertChannelName
  /**
   * Resolves when the target has taken the message. `at` is the time of the attempt.
   * @throws NotDelivered; the signal's reason
   */
  send(message: AlertMessage, at: Date, signal: AbortSignal): Promise<void>
}

/** The target did not take a message. Its text is for a person and may still hold what the target said. */
export class NotDelivered extends Error {
  override name = 'NotDelivered'
  /** The target answers and does not want this message; others may pass. */
  readonly isRefusal: boolean

  constructor(message: string, { isRefusal }: { isRefusal: boolean }) {
    super(message)
    this.isRefusal = isRefusal
  }
}
