import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import type { JobEvents } from '../../../src/events.ts'
import { SCRIPTED } from './scripted-job.ts'

export interface Crowd extends AsyncDisposable {
  ids: string[]
  /** How many changes were stored and told so far, of all jobs together. */
  updates(): number
  /** Ends all of them as COMPLETED. */
  complete(): Promise<void>
}

/** So few that tenths of it go by. */
const TOTAL = 20_000

/**
 * Jobs that run at once and all change so many times a second, more than a runner runs at a time: their rows are written
 * here, one statement for all, and told as a run tells its own. `perSecond` is what it tries; a busy machine does less.
 */
export async function startCrowd(options: {
  databaseUrl: string
  events: JobEvents
  count: number
  perSecond: number
}): Promise<Crowd> {
  const { databaseUrl, events, count, perSecond } = options
  const client = new Client(databaseUrl)
  await client.connect()
  const { rows } = await client.query<{ id: number; seq: number }>(
    `insert into background_job (type, status, input, input_key, account_ids, started_at, total, phase, speed)
     select $1, 'RUNNING', '{}', 'crowd', '{}', now(), $3, 'page 1', 50 from generate_series(1, $2::int) returning id, seq`,
    [SCRIPTED, count, TOTAL],
  )
  const ids = rows.map(({ id }) => id)
  let updates = 0
  const tell = (told: { id: number; seq: number }[], statusChanged: boolean) => {
    for (const { id, seq } of told) events.publish({ jobId: id, type: SCRIPTED, seq, statusChanged })
  }
  tell(rows, true)

  const over = new AbortController()
  const change = async (assignments: string) => {
    const changed = await client.query<{ id: number; seq: number }>(
      `update background_job set seq = seq + 1, ${assignments} where id = any($1::int[]) returning id, seq`,
      [ids],
    )
    updates += changed.rows.length
    return changed.rows
  }
  const running = (async () => {
    let due = performance.now()
    while (!over.signal.aborted) {
      tell(
        await change(
          `created = least(created + 10 + 10 * (id % 7), total), phase = 'page ' || seq, speed = 40 + id % 20 + seq % 10,
           eta_low = 1000 + seq % 60, eta_high = 1100 + seq % 60`,
        ),
        false,
      )
      due = Math.max(due + 1000 / perSecond, performance.now() - 100)
      // Ends at once when it is over.
      const rest = Math.max(1, due - performance.now())
      await delay(rest, undefined, { signal: over.signal }).catch(() => {})
    }
  })()
  const end = async () => {
    over.abort()
    await running
  }
  return {
    ids: ids.map(String),
    updates: () => updates,
    async complete() {
      await end()
      tell(await change(`status = 'COMPLETED', completed_at = now()`), true)
    },
    async [Symbol.asyncDispose]() {
      await end()
      await client.end()
    },
  }
}
