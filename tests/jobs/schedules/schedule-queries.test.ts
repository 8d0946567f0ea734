import { script, SCRIPTED } from '../../support/job-types/scripted-job.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase, type Orm } from '../../../src/database.ts'
import { scheduleCauses } from '../../../src/alerts/schedule-causes.ts'
import { overdueSchedules, schedulesThatRun } from '../../../src/jobs/schedules/schedule-queries.ts'
import { rowsOf } from '../../support/database.ts'
import {
  ended,
  schedule,
  setSchedule,
  startScheduledApp,
  type ScheduledApp,
} from '../../support/schedules.ts'

script('nothing', async () => {})
const NOTHING = [{ type: SCRIPTED, input: { script: 'nothing' } }]
const at = (time: string) => `2026-05-05T${time}:00Z`

let server: ScheduledApp
let orm: Orm
beforeAll(async () => {
  server = await startScheduledApp(at('08:30'))
  orm = await openDatabase(server.databaseUrl)
})
afterAll(async () => {
  await orm.close()
  await server[Symbol.asyncDispose]()
})
beforeEach(async () => {
  server.clock.set(at('08:30'))
  await rowsOf(server.databaseUrl, 'truncate schedule, schedule_run, schedule_run_job')
})

const db = () => orm.em.fork().getKysely<unknown>()
const overdue = async (time: string) =>
  (await overdueSchedules(db(), server.app.platforms.accountIds, new Date(at(time)))).map(
    ({ name, dueAt }) => [name, dueAt.toISOString().slice(11, 16)],
  )

test('the schedules that run a type are those that are enabled and have it as more than a dry run', async () => {
  const steps = (input: object) => [...NOTHING, { type: 'PRODUCT_SYNC', input }]
  const id = await schedule(server.http, { name: 'Writes', steps: steps({}) })
  await schedule(server.http, { name: 'Says it is none', steps: steps({ dryRun: false }) })
  await schedule(server.http, { name: 'Compares', steps: steps({ dryRun: true }) })
  await schedule(server.http, { name: 'Sleeps', enabled: false, steps: steps({}) })
  await schedule(server.http, { name: 'Does other things', steps: NOTHING })
  const { accountIds } = server.app.platforms
  const found = await schedulesThatRun(db(), accountIds, 'PRODUCT_SYNC')
  expect(found).toEqual([
    { id: Number(id), name: 'Writes' },
    { id: expect.any(Number) as number, name: 'Says it is none' },
  ])
  expect(await schedulesThatRun(db(), accountIds, 'CUSTOMER_SYNC')).toEqual([])
  expect(await schedulesThatRun(db(), [accountIds[0]!], 'PRODUCT_SYNC')).toEqual([])
})

test('a schedule that nobody looked at is overdue after its interval, until a run begins', async () => {
  const id = await schedule(server.http, { name: 'Hourly', steps: NOTHING })
  expect(await overdue('10:00')).toEqual([])
  expect(await overdue('10:01')).toEqual([['Hourly', '09:00']])
  await server.at(at('10:01'))
  await ended(server.http, id)
  expect(await overdue('10:01')).toEqual([])
  expect(await overdue('12:01')).toEqual([['Hourly', '11:00']])
})

test('a schedule of every minute is not overdue before five minutes', async () => {
  await schedule(server.http, { name: 'Often', cron: '* * * * *', steps: NOTHING })
  expect(await overdue('08:36')).toEqual([])
  expect(await overdue('08:37')).toEqual([['Often', '08:31']])
})

test('what was skipped or missed, or failed before it had a job, has not run', async () => {
  const id = await schedule(server.http, { name: 'Stuck', steps: NOTHING })
  await server.at(at('09:00'))
  await ended(server.http, id)
  await rowsOf(
    server.databaseUrl,
    `insert into schedule_run (schedule_id, due_at, outcome, steps) values
      ($1, '2026-05-05T10:00Z', 'SKIPPED', '[]'), ($1, '2026-05-05T11:00Z', 'MISSED', '[]'),
      ($1, '2026-05-05T11:15Z', 'FAILED', '[]')`,
    [Number(id)],
  )
  expect(await overdue('11:30')).toEqual([['Stuck', '10:00']])
  await rowsOf(
    server.databaseUrl,
    `insert into schedule_run_job (run_id, step, job_id) select id, 0, 4711 from schedule_run where outcome = 'FAILED'`,
  )
  expect(await overdue('11:30')).toEqual([])
})

test('a run of a clock that was ahead does not hide that nothing runs', async () => {
  const id = await schedule(server.http, { name: 'Ahead', steps: NOTHING })
  await rowsOf(
    server.databaseUrl,
    `insert into schedule_run (schedule_id, due_at, outcome, steps) values ($1, '2027-05-05T10:00Z', 'COMPLETED', '[]')`,
    [Number(id)],
  )
  expect(await overdue('10:30')).toEqual([['Ahead', '09:00']])
})

test('a schedule that cannot be read is overdue, and hides none of the others', async () => {
  await schedule(server.http, { name: 'Broken', steps: NOTHING })
  await schedule(server.http, { name: 'Good', steps: NOTHING })
  await rowsOf(server.databaseUrl, `update schedule set time_zone = 'Mars/Olympus' where name = 'Broken'`)
  expect(await overdue('09:01')).toEqual([['Broken', '08:30']])
  expect(await overdue('10:01')).toEqual([
    ['Broken', '08:30'],
    ['Good', '09:00'],
  ])
})

test('a clock that was ahead is forgotten: overdue counts from when it was set right', async () => {
  await schedule(server.http, { name: 'Set back', steps: NOTHING })
  await server.at('2027-05-05T08:30:00Z')
  await schedule(server.http, { name: 'Made meanwhile', steps: NOTHING })
  await server.at(at('12:15'))
  expect(await overdue('13:59')).toEqual([])
  expect(await overdue('14:01')).toEqual([
    ['Set back', '13:00'],
    ['Made meanwhile', '13:00'],
  ])
})

test('an overdue schedule is of its own accounts, whatever else its server is connected to', async () => {
  const { accountIds, connections } = server.app.platforms
  const nhanh = connections.NHANH!.accountId
  await schedule(server.http, { name: 'Nhanh alone', steps: [{ type: 'PULL_NHANH_PRODUCTS' }] })
  const late = new Date(at('12:00'))
  for (const accounts of [accountIds, [nhanh]])
    expect(await overdueSchedules(db(), accounts, late)).toMatchObject([{ accountIds: [nhanh] }])
  const [alert] = await scheduleCauses(() => overdueSchedules(db(), accountIds, late)).look([])
  expect(alert).toMatchObject({ accountIds: [nhanh] })
})

test('a schedule that is disabled, or was enabled just now, is not overdue', async () => {
  const id = await schedule(server.http, { name: 'Asleep', enabled: false, steps: NOTHING })
  expect(await overdue('23:00')).toEqual([])
  server.clock.set(at('22:55'))
  await setSchedule(server.http, { id, name: 'Awake', cron: '0 * * * *', enabled: true, steps: NOTHING })
  expect(await overdue('23:59')).toEqual([])
})
