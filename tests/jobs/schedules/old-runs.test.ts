import { expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../../src/database.ts'
import { oldAlerts } from '../../../src/alerts/old-alerts.ts'
import { oldScheduleRuns } from '../../../src/jobs/schedules/old-runs.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'

const NOW = new Date('2026-11-22T03:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString()

test('runs and alerts that ended long ago are dropped, with what belongs to them', async () => {
  await using database = await createTestDatabase()
  const query = (text: string, values: unknown[] = []) => rowsOf<{ id: number }>(database.url, text, values)
  const schedule = async (accounts: string) =>
    (
      await query(
        `insert into schedule (account_ids, name, cron, time_zone, enabled, steps, continues_after_errors, active_since,
           handled_until) values ($1, 'Stock', '* * * * *', 'UTC', true, '[]', false, now(), now()) returning id`,
        [accounts],
      )
    )[0]!.id
  const run = async (scheduleId: number, days: number, outcome = 'COMPLETED') => {
    const [row] = await query(
      `insert into schedule_run (schedule_id, due_at, outcome, steps) values ($1, $2, $3, '[]') returning id`,
      [scheduleId, daysAgo(days), outcome],
    )
    await query('insert into schedule_run_job (run_id, step, job_id) values ($1, 0, $1)', [row!.id])
    return row!.id
  }
  const [busy, asleep, foreign] = [await schedule('{1,2}'), await schedule('{1}'), await schedule('{7}')]
  await run(busy, 91)
  const kept = [await run(busy, 95, 'RUNNING'), await run(busy, 89), await run(asleep, 200)]
  kept.push(await run(foreign, 91), await run(foreign, 1))

  const alert = async (days: number | null, waits: boolean, accounts = '{1}') => {
    const [row] = await query(
      `insert into alert (account_ids, cause, key, detail, opened_at, closed_at)
       values ($1, 'JOB_FAILED', gen_random_uuid()::text, '{}', $2, $3) returning id`,
      [accounts, daysAgo(100), days === null ? null : daysAgo(days)],
    )
    await query(
      `insert into alert_delivery (alert_id, event, channel, created_at, next_at) values ($1, 'OPENED', 'MAIL', now(), $2)`,
      [row!.id, waits ? NOW.toISOString() : null],
    )
    return row!.id
  }
  await alert(91, false)
  const alerts = [await alert(null, false), await alert(89, false), await alert(91, true)]
  alerts.push(await alert(91, false, '{7}'))

  const orm = await openDatabase(database.url)
  try {
    const db = orm.em.fork().getKysely<unknown>()
    for (const rule of [oldScheduleRuns, oldAlerts]) {
      expect(await rule(0, [1, 2]).drop(db, NOW, 10)).toBe(0)
      expect(await rule(90, [1, 2]).drop(db, NOW, 10)).toBe(1)
      expect(await rule(90, [1, 2]).drop(db, NOW, 10)).toBe(0)
    }
  } finally {
    await closeDatabase(orm)
  }
  const idsIn = async (text: string) => (await query(text)).map(({ id }) => id)
  expect(await idsIn('select id from schedule_run order by 1')).toEqual(kept.toSorted((a, b) => a - b))
  expect(await idsIn('select run_id as id from schedule_run_job order by 1')).toEqual(
    kept.toSorted((a, b) => a - b),
  )
  expect(await idsIn('select id from alert order by 1')).toEqual(alerts)
  expect(await idsIn('select alert_id as id from alert_delivery order by 1')).toEqual(alerts)
})
