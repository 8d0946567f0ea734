import { sql, type Kysely } from 'kysely'
import type { AlertCause, AlertFacts } from '../entities/alert.ts'
import type { Locale } from '../locale.ts'
import { eventText } from './alert-texts.ts'
import type { AlertChannel, AlertMessage } from './channel.ts'
import { NotDelivered } from './channel.ts'

const MINUTE_MS = 60_000
/** The waits between the attempts of one delivery; the last again and again. */
const WAITS_MS = [
  30_000,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
]
/** What nobody took for so long is not tried again, if each of the waits has passed: no server may have run meanwhile. */
const GIVEN_UP_AFTER_MS = 3 * 24 * 60 * MINUTE_MS
/** At a time, so that a crowd of them does not keep anybody from looking again. */
const MOST_IN_A_PASS = 50

export interface DeliveryOptions {
  db: Kysely<unknown>
  accountIds: readonly number[]
  language: Locale
  /** Takes secrets and personal data out of a text. */
  clean: (text: string) => string
  accountNames: (accountIds: readonly number[]) => AlertMessage['account']
  now: () => Date
  signal: AbortSignal
}

interface Waiting {
  id: number
  message_id: string
  event: 'OPENED' | 'CLOSED'
  attempts: number
  created_at: string
  alert_id: number
  account_ids: number[]
  cause: AlertCause
  key: string
  detail: AlertFacts['detail']
  opened_at: string
  closed_at: string | null
}

/**
 * Sends what is due on a channel, oldest first, one after the other. A target that does not answer keeps everything that
 * waits for it waiting; one that refuses a message does not keep others from passing. An alert's end waits until its
 * beginning was told or given up. Of several servers one sends at a time: the row stays locked while its message is out,
 * so a server that is killed then leaves it to be sent again, under the same id.
 */
export async function deliverDue(channel: AlertChannel, options: DeliveryOptions): Promise<void> {
  for (let sent = 0; sent < MOST_IN_A_PASS; sent++) if (!(await deliverNext(channel, options))) return
}

/** Whether there may be more to send. */
async function deliverNext(channel: AlertChannel, options: DeliveryOptions): Promise<boolean> {
  const { db, accountIds, language, accountNames, now, signal, clean } = options
  const at = now()
  const moment = sql`${at.toISOString()}::timestamptz`
  // One that is further off than any wait was set by a clock that has been set back since.
  const isDue = sql`(delivery.next_at <= ${moment}
    or delivery.next_at > ${moment} + make_interval(secs => ${WAITS_MS.at(-1)! / 1000}))`
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<Waiting>`
      select delivery.id, delivery.message_id, delivery.event, delivery.attempts, delivery.created_at,
        alert.id as alert_id, alert.account_ids, alert.cause, alert.key, alert.detail, alert.opened_at, alert.closed_at
      from alert_delivery delivery join alert on alert.id = delivery.alert_id
      where ${isDue} and delivery.id = (
        select delivery.id from alert_delivery delivery join alert on alert.id = delivery.alert_id
        where delivery.channel = ${channel.name} and ${isDue} and alert.account_ids <@ ${accountIds}::int[]
          and not exists (
            select from alert_delivery before where before.alert_id = delivery.alert_id
              and before.channel = delivery.channel and before.id < delivery.id and before.next_at is not null)
        order by delivery.id limit 1)
      for update of delivery skip locked
    `.execute(tx)
    const delivery = rows[0]
    if (!delivery) return false
    const failure = await channel.send(toMessage(delivery, { language, accountNames }), at, signal).then(
      () => null,
      (error: unknown) => {
        if (error instanceof NotDelivered) return error
        throw error
      },
    )
    if (failure === null) {
      await sql`
        update alert_delivery set attempts = attempts + 1, delivered_at = ${now().toISOString()}, next_at = null,
          last_error = null
        where id = ${delivery.id}
      `.execute(tx)
      return true
    }
    const nextAt = nextAttempt(delivery, now())
    await sql`
      update alert_delivery set attempts = attempts + 1, next_at = ${nextAt}, last_error = ${clean(failure.message)}
      where id = ${delivery.id}
    `.execute(tx)
    if (!failure.isRefusal && nextAt !== null) await holdBack(tx, channel, accountIds, nextAt)
    return failure.isRefusal || nextAt === null
  })
}

/** What waits for a target that does not answer is not tried before `until`. */
async function holdBack(
  tx: Kysely<unknown>,
  { name }: AlertChannel,
  accountIds: readonly number[],
  until: string,
): Promise<void> {
  await sql`
    update alert_delivery delivery set next_at = ${until}::timestamptz
    from alert
    where alert.id = delivery.alert_id and alert.account_ids <@ ${accountIds}::int[]
      and delivery.channel = ${name} and delivery.next_at < ${until}::timestamptz
  `.execute(tx)
}

/** ISO 8601; null when it is given up. */
function nextAttempt({ attempts, created_at: createdAt }: Waiting, failedAt: Date): string | null {
  const ageMs = failedAt.getTime() - new Date(createdAt).getTime()
  if (ageMs >= GIVEN_UP_AFTER_MS && attempts >= WAITS_MS.length) return null
  const waitMs = WAITS_MS[Math.min(attempts, WAITS_MS.length - 1)]!
  return new Date(failedAt.getTime() + waitMs).toISOString()
}

function toMessage(
  delivery: Waiting,
  { language, accountNames }: Pick<DeliveryOptions, 'language' | 'accountNames'>,
): AlertMessage {
  const { event, cause, key, detail } = delivery
  const alert = {
    id: delivery.alert_id,
    cause,
    key,
    openedAt: new Date(delivery.opened_at),
    // An alert that is over by now was not yet when its beginning is told.
    closedAt: event === 'CLOSED' && delivery.closed_at !== null ? new Date(delivery.closed_at) : null,
  }
  return {
    id: delivery.message_id,
    event,
    alert,
    ...eventText({ cause, detail } as AlertFacts, alert, language),
    account: accountNames(delivery.account_ids),
  }
}
