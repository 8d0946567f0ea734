import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { AlertChannelName } from '../entities/alert.ts'
import { storableJson } from '../jobs/storable-json.ts'
import type { HeldCause, OpenAlert } from './cause.ts'

/** The open alerts of the accounts, oldest first. */
export async function openAlerts(db: Kysely<unknown>, accountIds: readonly number[]): Promise<OpenAlert[]> {
  const { rows } = await sql<OpenAlert>`
    select id, cause, key, account_ids as "accountIds", detail from alert
    where closed_at is null and account_ids <@ ${accountIds}::int[] order by id
  `.execute(db)
  return rows
}

interface Look {
  accountIds: readonly number[]
  held: readonly HeldCause[]
  /** Whom to tell. */
  channels: readonly AlertChannelName[]
  at: Date
  /** An alert that is absent in two looks in a row, so far apart at least, is over. */
  settleMs: number
}

/**
 * Compares what holds now with the open alerts: opens what is new, and closes what was absent in two looks in a row.
 * Alerts and the deliveries that tell of them commit together; two servers that look at once open and close each only
 * once. What is to be told of a channel makes everything that waits there due, so that it goes out in order.
 */
export async function noteLook(db: Kysely<unknown>, look: Look): Promise<void> {
  const { accountIds, held, channels, settleMs } = look
  const at = sql`${look.at.toISOString()}::timestamptz`
  const heldRows = sql`json_to_recordset(${storableJson(held.map(toRow))}::json)
    as held(account_ids int[], cause text, key text, detail jsonb)`
  const isHeld = sql`exists (select from ${heldRows} where held.account_ids = alert.account_ids
    and held.cause = alert.cause and held.key = alert.key)`
  const isOurs = sql`closed_at is null and account_ids <@ ${accountIds}::int[]`
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('alerts', 0))`.execute(tx)
    await sql`
      insert into alert (account_ids, cause, key, detail, opened_at)
      select account_ids, cause, key, detail, ${at} from ${heldRows}
      on conflict (account_ids, cause, key) where closed_at is null do nothing
    `.execute(tx)
    const closed = await sql<{ id: number }>`
      update alert set closed_at = ${at}
      where ${isOurs} and not ${isHeld} and absent_since <= ${at} - make_interval(secs => ${settleMs / 1000})
      returning id
    `.execute(tx)
    await sql`
      update alert set absent_since = case when not ${isHeld} then ${at} end
      where ${isOurs} and (absent_since is not null and ${isHeld}
        or not ${isHeld} and (absent_since is null or absent_since > ${at}))
    `.execute(tx)
    // Whoever was not told that it began need not be told that it is over.
    const closings = sql`select alert_id, 'CLOSED', channel, ${at}, ${at} from alert_delivery
      where event = 'OPENED' and alert_id = any(${closed.rows.map(({ id }) => id)}::int[]) order by alert_id`
    // All that is open, for the server that opened it may have had nobody to tell.
    const openings = sql`select alert.id, 'OPENED', channel, ${at}, ${at}
      from alert, unnest(${channels}::text[]) as channel
      where ${isOurs} and not exists (
        select from alert_delivery told where told.alert_id = alert.id and told.channel = channel)
      order by alert.id`
    for (const deliveries of [closings, openings]) await announce(tx, deliveries, at)
  })
}

async function announce(
  tx: Kysely<unknown>,
  deliveries: RawBuilder<unknown>,
  at: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    with added as (
      insert into alert_delivery (alert_id, event, channel, created_at, next_at) ${deliveries} returning alert_id, channel
    )
    update alert_delivery waiting set next_at = ${at}
    from added join alert on alert.id = added.alert_id, alert other
    where waiting.channel = added.channel and waiting.next_at > ${at}
      and other.id = waiting.alert_id and other.account_ids && alert.account_ids
  `.execute(tx)
}

function toRow({ accountIds, cause, key, detail }: HeldCause) {
  return { account_ids: accountIds, cause, key, detail }
}
