import type { EntityManager } from '@mikro-orm/postgresql'
import { isDatabaseUnavailable, messageOf } from '../errors.ts'
import type { Locale } from '../locale.ts'
import type { Logger } from '../logger.ts'
import type { JobService } from '../jobs/job-service.ts'
import type { Platforms } from '../jobs/platforms.ts'
import { RepeatedLook } from '../jobs/repeated-look.ts'
import type { OverdueSchedule } from '../jobs/schedules/schedule-queries.ts'
import { accountNamesOf } from './account-names.ts'
import { noteLook, openAlerts } from './alert-book.ts'
import type { CauseSource, HeldCause, OpenAlert } from './cause.ts'
import type { AlertChannel } from './channel.ts'
import { deliverDue } from './deliveries.ts'
import { jobCauses } from './job-causes.ts'
import { depotCauses, scopeCauses, tokenCauses } from './platform-causes.ts'
import { scheduleCauses } from './schedule-causes.ts'

interface AlertWatchOptions {
  em: EntityManager
  platforms: Platforms
  jobs: Pick<JobService, 'typeNames' | 'accountIds' | 'accountId' | 'label'>
  overdueSchedules: () => Promise<OverdueSchedule[]>
  channels: readonly AlertChannel[]
  /** Of what is sent. */
  language: Locale
  /** Takes secrets and personal data out of a text. */
  clean: (text: string) => string
  log: Logger
  everyMs: number
  now: () => Date
}

/**
 * Looks every `everyMs` at what a person should know, keeps the alerts that say so, and tells of them: once when a cause
 * begins to hold, once when it is over.
 */
export class AlertWatch {
  readonly #options: AlertWatchOptions
  readonly #sources: CauseSource[]
  readonly #stop = new AbortController()
  readonly #repeated: RepeatedLook

  constructor(options: AlertWatchOptions) {
    this.#options = options
    this.#repeated = new RepeatedLook(options.everyMs, () => this.look())
    const tools = { ...options, signal: this.#stop.signal }
    this.#sources = [
      jobCauses(tools),
      depotCauses(tools),
      scopeCauses(tools),
      tokenCauses(tools),
      scheduleCauses(options.overdueSchedules),
    ]
  }

  start(): void {
    this.#repeated.start()
  }

  /** Ends what is being asked and sent; what was not delivered is sent by the next server. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#repeated.stop()
  }

  /** One look, and the deliveries that are due then. What fails is logged, and done at the next look. */
  async look(): Promise<void> {
    const { channels } = this.#options
    await this.#attempt('alerts were not looked at', () => this.#note())
    const deliveries = {
      ...this.#options,
      db: this.#options.em.fork().getKysely<unknown>(),
      accountIds: this.#options.platforms.accountIds,
      accountNames: accountNamesOf(this.#options.platforms),
      signal: this.#stop.signal,
    }
    await Promise.all(
      channels.map((channel) =>
        this.#attempt(`alerts were not sent: ${channel.name}`, () => deliverDue(channel, deliveries)),
      ),
    )
  }

  async #note(): Promise<void> {
    const { em, platforms, channels, everyMs, now } = this.#options
    const { accountIds } = platforms
    const db = em.fork().getKysely<unknown>()
    const open = await openAlerts(db, accountIds)
    const held = await Promise.all(this.#sources.map((source) => this.#heldBy(source, open)))
    await noteLook(db, {
      accountIds,
      held: held.flat(),
      channels: channels.map(({ name }) => name),
      at: now(),
      // Two servers look side by side; what they see at about the same time is one look.
      settleMs: everyMs / 2,
    })
  }

  /** A source that fails keeps nobody from the others. */
  async #heldBy(source: CauseSource, open: readonly OpenAlert[]): Promise<HeldCause[]> {
    const own = open.filter((alert) => source.owns(alert))
    let held: HeldCause[] = own
    await this.#attempt(`causes of alerts were not looked at: ${source.name}`, async () => {
      held = await source.look(own)
    })
    return held
  }

  async #attempt(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (!isDatabaseUnavailable(error) && !this.#stop.signal.aborted)
        this.#options.log.error({ error: messageOf(error) }, what)
    }
  }
}
