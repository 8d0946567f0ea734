import { gql } from 'graphql-request'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { insertPastJob, type PastJob } from '../support/past-jobs.ts'

interface Day {
  day: string
  completed: number
  completedWithErrors: number
  failed: number
  cancelled: number
  items: number
  speed: number | null
}

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => rowsOf(server.databaseUrl, 'delete from background_job'))

async function readDays(variables: { days?: number; timeZone?: string } = {}): Promise<Day[]> {
  const { jobDays } = await server.http.request<{ jobDays: Day[] }>(
    gql`
      query ($days: Int! = 30, $timeZone: String! = "Asia/Ho_Chi_Minh") {
        jobDays(days: $days, timeZone: $timeZone) {
          day
          completed
          completedWithErrors
          failed
          cancelled
          items
          speed
        }
      }
    `,
    variables,
  )
  return jobDays
}

/** A job that ended at that moment. */
async function insertAt(at: string, job: PastJob = {}): Promise<void> {
  const id = await insertPastJob(server.databaseUrl, job)
  await rowsOf(
    server.databaseUrl,
    'update background_job set started_at = $2::timestamptz - (completed_at - started_at), completed_at = $2 where id = $1',
    [id, at],
  )
}

const NOTHING = { completed: 0, completedWithErrors: 0, failed: 0, cancelled: 0, items: 0, speed: null }
const HOUR = 3_600_000

test('each of the last days has a row, where nothing ran too; today is the last', async () => {
  const days = await readDays()
  expect(days.map(({ day: _day, ...rest }) => rest)).toEqual(Array.from({ length: 30 }, () => NOTHING))
  const [first, last] = [days[0]!.day, days.at(-1)!.day]
  expect(Date.parse(last) - Date.parse(first)).toBe(29 * 24 * HOUR)
  expect(Math.abs(Date.parse(`${last}T12:00:00+07:00`) - Date.now())).toBeLessThan(13 * HOUR)
})

test('runs are counted on the day of the zone on which they ended', async () => {
  const yesterday = (await readDays({ days: 2 }))[0]!.day
  const at = (time: string) => `${yesterday}T${time}+07:00`
  await insertAt(at('00:00:00'), { counts: { created: 60, failed: 30 }, took: '1 minute' })
  await insertAt(at('12:00:00'), {
    counts: { unchanged: 210 },
    took: '2 minutes',
    status: 'COMPLETED_WITH_ERRORS',
  })
  await insertAt(at('23:59:59'), { status: 'FAILED', counts: { created: 1_000 } })
  await insertAt(at('12:00:00'), { status: 'CANCELLED' })
  await insertAt(at('12:00:00'), { took: '1 hour' })
  await insertAt(at('12:00:00'), { dryRun: true })
  await insertAt(at('12:00:00'), { accountIds: `'{77}'` })
  await insertAt(new Date(Date.parse(at('00:00:00')) - 1).toISOString())
  expect((await readDays({ days: 2 }))[0]).toEqual({
    day: yesterday,
    completed: 2,
    completedWithErrors: 1,
    failed: 1,
    cancelled: 1,
    items: 300,
    speed: 300 / 180,
  })
  const inNewYork = (await readDays({ days: 366, timeZone: 'America/New_York' })).filter(
    ({ completed }) => completed,
  )
  expect(inNewYork.map(({ completed }) => completed)).toEqual([2, 1])
})

test('refuses a zone or a number of days that makes no sense', async () => {
  await expect(readDays({ timeZone: 'Saigon' })).rejects.toThrow(/"Saigon" is not a time zone/)
  await expect(readDays({ days: 0 })).rejects.toThrow(/days: 0 is not one of 1 to 366/)
  await expect(readDays({ days: 367 })).rejects.toThrow(/days: 367/)
})
