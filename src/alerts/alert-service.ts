import { randomUUID } from 'node:crypto'
import type { AlertChannelName, AlertFacts } from '../entities/alert.ts'
import type { Locale } from '../locale.ts'
import type { Platforms } from '../jobs/platforms.ts'
import { accountNamesOf } from './account-names.ts'
import { alertText, testText, type AlertText } from './alert-texts.ts'
import { NotDelivered, type AlertChannel, type AlertEvent } from './channel.ts'

/** How the telling of an event over one channel stands. */
export interface DeliveryState {
  channel: AlertChannelName
  event: AlertEvent
  attempts: number
  deliveredAt: Date | null
  lastError: string | null
  /** When it is tried again; null when it has arrived, or is given up. */
  nextAt: Date | null
}

export type TestResult =
  | { kind: 'sent'; deliveries: DeliveryState[] }
  /** Nobody is there to be told. `missing`: the environment's variables. */
  | { kind: 'alertsNotConfigured'; missing: string[] }

const VARIABLES = [
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
  'ALERT_SMTP_URL',
  'ALERT_MAIL_FROM',
  'ALERT_MAIL_TO',
]

interface Options {
  platforms: Platforms
  channels: readonly AlertChannel[]
  language: Locale
  clean: (text: string) => string
  now: () => Date
}

/** What the API may ask of the alerts, beside reading them. */
export class AlertService {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /** What an alert says, in the reader's language. */
  textOf(alert: AlertFacts, locale: Locale): AlertText {
    return alertText(alert, locale)
  }

  /** Sends a test message over every channel, once; it is not kept and not tried again. */
  async sendTest(): Promise<TestResult> {
    const { channels } = this.#options
    if (channels.length === 0) return { kind: 'alertsNotConfigured', missing: VARIABLES }
    return { kind: 'sent', deliveries: await Promise.all(channels.map((channel) => this.#test(channel))) }
  }

  async #test(channel: AlertChannel): Promise<DeliveryState> {
    const { platforms, language, clean, now } = this.#options
    const account = accountNamesOf(platforms)(platforms.accountIds)
    const message = { id: randomUUID(), event: 'TEST' as const, alert: null, ...testText(language), account }
    const outcome = { channel: channel.name, event: message.event, attempts: 1, nextAt: null }
    try {
      await channel.send(message, now(), new AbortController().signal)
      return { ...outcome, deliveredAt: now(), lastError: null }
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error
      return { ...outcome, deliveredAt: null, lastError: clean(error.message) }
    }
  }
}
