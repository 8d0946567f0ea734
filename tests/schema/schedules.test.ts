import { Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { gql } from 'graphql-request'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { finished, run as runJob } from '../support/jobs.ts'
import { linkCustomers } from '../support/sync/customers.ts'
import { setWritesEnabled } from '../support/sync/shop.ts'
import {
  askSchedule,
  ended,
  runsOf,
  schedule,
  schedulesOf,
  setSchedule,
  startScheduledApp,
  type ScheduleAnswer,
  type ScheduledApp,
  type ShownSchedule,
} from '../support/schedules.ts'

script('nothing', async () => {})
const NOTHING = [{ type: SCRIPTED, input: { script: 'nothing' } }]
const HOURLY = { name: 'Hourly', cron: '0 * * * *', timeZone: 'UTC', steps: NOTHING }
const NOW = '2026-05-05T08:30:00.000Z'

let server: ScheduledApp
beforeAll(async () => {
  server = await startScheduledApp(NOW, { sandbox: { products: 3 } })
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  server.clock.set(NOW)
  await rowsOf(server.databaseUrl, 'truncate schedule, schedule_run, schedule_run_job')
})

describe('setSchedule', () => {
  test('makes a schedule of the shop’s time zone, enabled, that goes on after COMPLETED alone', async () => {
    const steps = [
      { type: 'PULL_NHANH_PRODUCTS', input: { mode: 'DELTA' } },
      { type: 'PRODUCT_SYNC', input: null },
    ]
    const answer = await setSchedule(server.http, { name: ' Tồn kho ', cron: ' 30  2 * * * ', steps })
    expect(answer).toEqual({
      __typename: 'SetScheduleSuccess',
      schedule: {
        id: expect.any(String) as string,
        name: 'Tồn kho',
        cron: '30 2 * * *',
        timeZone: 'Asia/Ho_Chi_Minh',
        enabled: true,
        continuesAfterErrors: false,
        nextRunAt: '2026-05-05T19:30:00.000Z',
        steps: [steps[0], { type: 'PRODUCT_SYNC', input: {} }],
      },
    })
    expect(await schedulesOf(server.http)).toEqual([answer.schedule])
  })

  test('with an id changes a schedule: what is left out stays, and so do its runs', async () => {
    const id = await schedule(server.http, { ...HOURLY, enabled: false, continuesAfterErrors: true })
    await askSchedule(server.http, 'runScheduleNow', id)
    const before = await ended(server.http, id)
    const change = { id, name: 'Daily', cron: '0 5 * * *', steps: [...NOTHING, ...NOTHING] }
    expect((await setSchedule(server.http, change)).schedule).toEqual({
      ...change,
      timeZone: 'UTC',
      enabled: false,
      continuesAfterErrors: true,
      nextRunAt: null,
    })
    expect(await runsOf(server.http, id)).toEqual(before)
    const enabled = await setSchedule(server.http, {
      ...change,
      timeZone: 'America/New_York',
      enabled: true,
      continuesAfterErrors: false,
    })
    expect(enabled.schedule).toMatchObject({
      nextRunAt: '2026-05-05T09:00:00.000Z',
      continuesAfterErrors: false,
    })
  })

  test.each(['999999', '0', 'abc', ''])('refuses the id %j, which no schedule has', async (id) => {
    expect(await setSchedule(server.http, { ...HOURLY, id })).toEqual({
      __typename: 'ScheduleNotFound',
      message: `there is no schedule ${JSON.stringify(id)}`,
    })
  })

  const sync = (input: object) => ({ type: 'PRODUCT_SYNC', input })
  test.each<[string, object, string, RegExp]>([
    ['a name of blanks', { name: '  ' }, 'input.name', /1 to 100 characters/],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'input.name', /1 to 100 characters/],
    ['a name with NUL', { name: 'a\0b' }, 'input.name', /not allowed/],
    ['a wrong expression', { cron: '99 * * * *' }, 'input.cron', /"99 \* \* \* \*" is not a cron expression/],
    ['six fields', { cron: '0 0 2 * * *' }, 'input.cron', /five fields/],
    ['a day that never comes', { cron: '0 0 31 2 *' }, 'input.cron', /never comes due/],
    ['a wrong zone', { timeZone: 'Asia/Hanoi' }, 'input.timeZone', /"Asia\/Hanoi" is not a time zone/],
    ['no steps', { steps: [] }, 'input.steps', /0 steps are not allowed/],
    ['21 steps', { steps: Array(21).fill(NOTHING[0]) }, 'input.steps', /21 steps are not allowed/],
    [
      'a wrong value',
      { steps: [...NOTHING, sync({ dryRun: 'yes' })] },
      'input.steps.1.input.dryRun',
      /must be true or false/,
    ],
    [
      'a wrong id',
      { steps: [sync({ mappingIds: ['12'] })] },
      'input.steps.0.input.mappingIds.0',
      /product-12/,
    ],
    ['a field that there is not', { steps: [sync({ speed: 1 })] }, 'input.steps.0.input', /speed/],
    [
      'an input that is none',
      { steps: [{ type: SCRIPTED, input: 'nothing' }] },
      'input.steps.0.input',
      /object/,
    ],
    ['an input that is a list', { steps: [{ type: SCRIPTED, input: [] }] }, 'input.steps.0.input', /object/],
    ['a missing field', { steps: [{ type: SCRIPTED }] }, 'input.steps.0.input.script', /must be given/],
    ['a plan', { steps: [sync({ planOf: '7' })] }, 'input.steps.0.input.planOf', /for a person to decide/],
    ['force', { steps: [sync({ force: true })] }, 'input.steps.0.input.force', /for a person to decide/],
    [
      'a mapping that there is not',
      { steps: [...NOTHING, sync({ mappingIds: ['product-4711'] })] },
      'input.steps.1.input.mappingIds.0',
      /there is no mapping product-4711/,
    ],
  ])('refuses %s', async (_what, fields, path, message) => {
    const answer = await setSchedule(server.http, { ...HOURLY, ...fields })
    expect(answer).toMatchObject({ __typename: 'InvalidInput' })
    expect(answer.issues).toEqual([{ path, message: expect.stringMatching(message) as string }])
    expect(await schedulesOf(server.http)).toEqual([])
  })

  test('tells all that is wrong at once', async () => {
    const steps = [{ type: SCRIPTED }, { type: 'PULL_NHANH_PRODUCTS', input: { mode: 'HALF' } }]
    const { issues } = await setSchedule(server.http, { name: '', cron: 'x', timeZone: 'UTC', steps })
    expect(issues!.map(({ path }) => path)).toEqual([
      'input.name',
      'input.cron',
      'input.steps.0.input.script',
      'input.steps.1.input.mode',
    ])
  })

  test('refuses a type that there is not, as every query does', async () => {
    await expect(setSchedule(server.http, { ...HOURLY, steps: [{ type: 'MAKE_TEA' }] })).rejects.toThrow(
      /"MAKE_TEA" does not exist in "JobType" enum/,
    )
  })

  test('refuses a sync that the configuration keeps from writing', async () => {
    const { sync: settings } = server.config
    await using other = await startTestApp({
      databaseUrl: server.databaseUrl,
      existingSandbox: server.sandbox,
      config: { sync: { ...settings, customers: false } },
    })
    const steps = (input: object) => ({ ...HOURLY, steps: [{ type: 'CUSTOMER_SYNC', input }] })
    expect((await setSchedule(other.http, steps({}))).issues).toEqual([
      {
        path: 'input.steps.0.type',
        message: 'CUSTOMER_SYNC cannot write: CUSTOMER_SYNC_ENABLED is not set to true',
      },
    ])
    expect((await setSchedule(other.http, steps({ dryRun: true }))).__typename).toBe('SetScheduleSuccess')
  })

  test('says which platform is missing', async () => {
    await using other = await startTestApp({
      existingSandbox: server.sandbox,
      config: { nhanh: { ready: false, missing: ['NHANH_ACCESS_TOKEN'] } },
    })
    expect(await setSchedule(other.http, { ...HOURLY, steps: [{ type: 'PRODUCT_SYNC' }] })).toMatchObject({
      __typename: 'PlatformNotConfigured',
      missing: ['NHANH_ACCESS_TOKEN'],
    })
    expect(await suggested(other)).toEqual([])
  })
})

type Suggested = Pick<ShownSchedule, 'name' | 'cron' | 'timeZone' | 'steps' | 'continuesAfterErrors'>

async function suggested({ http }: Pick<ScheduledApp, 'http'>): Promise<Suggested[]> {
  const { suggestedSchedules } = await http.request<{ suggestedSchedules: Suggested[] }>(gql`
    query {
      suggestedSchedules {
        name
        cron
        timeZone
        continuesAfterErrors
        steps {
          type
          input
        }
      }
    }
  `)
  return suggestedSchedules
}

test('a first set-up is suggested, and each suggestion can be set as it is', async () => {
  const [stock, night, ...others] = await suggested(server)
  expect(others).toEqual([])
  expect(stock).toMatchObject({ name: 'Stock', cron: '*/10 * * * *', timeZone: 'Asia/Ho_Chi_Minh' })
  expect(night).toMatchObject({ name: 'Night', cron: '30 2 * * *', timeZone: 'Asia/Ho_Chi_Minh' })
  expect(night!.steps.filter(({ type }) => type === 'PRODUCT_SYNC')).toEqual([
    { type: 'PRODUCT_SYNC', input: { dryRun: true } },
  ])
  const set = await setSchedule(server.http, stock!)
  expect(set.schedule).toMatchObject(stock!)
  expect(await suggested(server)).toEqual([night])
  // Another name and time, and more steps, cover it too; fewer do not.
  const steps = [...NOTHING, ...night!.steps]
  await setSchedule(server.http, { ...HOURLY, enabled: false, steps: night!.steps.slice(1) })
  expect(await suggested(server)).toEqual([night])
  await setSchedule(server.http, { ...HOURLY, enabled: false, steps })
  expect(await suggested(server)).toEqual([])
})

test('the runs of a schedule are paged, the newest first, and a job leads back to its run', async () => {
  const id = await schedule(server.http, HOURLY)
  for (let hour = 9; hour < 14; hour++) {
    await server.at(`2026-05-05T${String(hour).padStart(2, '0')}:00:00Z`)
    await ended(server.http, id)
  }
  const dues: string[] = []
  for (let after: string | null = null; ;) {
    const answer: { schedules: { runs: RunsPage }[] } = await server.http.request<typeof answer>(
      gql`
        query ($after: String) {
          schedules {
            runs(first: 2, after: $after) {
              totalCount
              pageInfo {
                hasNextPage
                endCursor
              }
              nodes {
                id
                dueAt
                jobs {
                  scheduleRun {
                    id
                  }
                }
              }
            }
          }
        }
      `,
      { after },
    )
    const { nodes, pageInfo, totalCount } = answer.schedules[0]!.runs
    expect(totalCount).toBe(5)
    for (const run of nodes) expect(run.jobs).toEqual([{ scheduleRun: { id: run.id } }])
    dues.push(...nodes.map(({ dueAt }) => dueAt.slice(11, 16)))
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }
  expect(dues).toEqual(['13:00', '12:00', '11:00', '10:00', '09:00'])
})

interface RunsPage {
  totalCount: number
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: { id: string; dueAt: string; jobs: { scheduleRun: { id: string } }[] }[]
}

test.each(['deleteSchedule', 'runScheduleNow'] as const)(
  '%s says when there is no such schedule',
  async (request) => {
    for (const id of ['999999', 'x'])
      expect(await askSchedule(server.http, request, id)).toEqual({
        __typename: 'ScheduleNotFound',
        message: `there is no schedule "${id}"`,
      })
  },
)

test('a deleted schedule is gone with its runs, and another one begins anew', async () => {
  const id = await schedule(server.http, HOURLY)
  await askSchedule(server.http, 'runScheduleNow', id)
  await ended(server.http, id)
  expect(await askSchedule(server.http, 'deleteSchedule', id)).toEqual({
    __typename: 'DeleteScheduleSuccess',
  })
  expect(await schedulesOf(server.http)).toEqual([])
  expect(await askSchedule(server.http, 'deleteSchedule', id)).toMatchObject({
    __typename: 'ScheduleNotFound',
  })
  expect(await runsOf(server.http, await schedule(server.http, HOURLY))).toEqual([])
})

test('of many who want a run now, one begins it and the others are told which', async () => {
  const gate = new Gate()
  script('asked', ({ signal }) => gate.pass(signal))
  const id = await schedule(server.http, {
    ...HOURLY,
    steps: [{ type: SCRIPTED, input: { script: 'asked' } }],
  })
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => askSchedule(server.http, 'runScheduleNow', id)),
  )
  gate.open()
  expect(answers.filter(({ __typename }) => __typename === 'RunScheduleSuccess')).toHaveLength(1)
  expect(answers.filter(({ __typename }) => __typename === 'ScheduleAlreadyRunning')).toHaveLength(7)
  expect(new Set(answers.map(({ run }) => run!.id)).size).toBe(1)
  expect(await ended(server.http, id)).toHaveLength(1)
})

test('an undo is told which schedules would write the same again, and one can be let rest', async () => {
  await using app = await startScheduledApp('2026-11-22T00:00:00Z', { sandbox: { customers: 20 } })
  await linkCustomers(app)
  await runJob(app, 'CUSTOMER_SYNC', { dryRun: true })
  await setWritesEnabled(app, true)
  const { id: jobId } = await runJob(app, 'CUSTOMER_SYNC')
  const customers = await schedule(app.http, { steps: [{ type: 'CUSTOMER_SYNC' }] })
  await schedule(app.http, { steps: [{ type: 'CUSTOMER_SYNC', input: { dryRun: true } }] })
  await schedule(app.http, { steps: [{ type: 'PRODUCT_SYNC' }] })
  const undo = async () => {
    const { answer } = await app.http.request<{
      answer: { job: { id: string }; wouldWriteAgain: { id: string }[] }
    }>(
      gql`
        mutation ($jobId: ID!) {
          answer: startUndoSync(input: { jobId: $jobId }) {
            ... on StartJobSuccess {
              job {
                id
              }
              wouldWriteAgain {
                id
              }
            }
          }
        }
      `,
      { jobId },
    )
    await finished(app.ws, answer.job.id)
    return answer.wouldWriteAgain
  }
  expect(await undo()).toEqual([{ id: customers }])
  const setEnabled = async (id: string, enabled: boolean) => {
    const { answer } = await app.http.request<{ answer: ScheduleAnswer }>(
      gql`
        mutation ($id: ID!, $enabled: Boolean!) {
          answer: setScheduleEnabled(id: $id, enabled: $enabled) {
            __typename
            ... on SetScheduleSuccess {
              schedule {
                enabled
                nextRunAt
              }
            }
          }
        }
      `,
      { id, enabled },
    )
    return answer
  }
  expect(await setEnabled(customers, false)).toMatchObject({ schedule: { enabled: false, nextRunAt: null } })
  expect(await undo()).toEqual([])
  app.clock.set('2026-11-22T05:30:00Z')
  expect(await setEnabled(customers, true)).toMatchObject({
    schedule: { enabled: true, nextRunAt: '2026-11-22T06:00:00.000Z' },
  })
  expect(await setEnabled('999', true)).toEqual({ __typename: 'ScheduleNotFound' })
})

test('what a person decides after having looked is not for a schedule', async () => {
  await using app = await startScheduledApp('2026-11-22T00:00:00Z')
  for (const [type, input, path] of [
    ['UNDO_SYNC', { jobId: '1' }, 'input.steps.0.type'],
    ['PRODUCT_SYNC', { planOf: '1' }, 'input.steps.0.input.planOf'],
  ] as const)
    expect(
      await setSchedule(app.http, { name: 'x', cron: '0 * * * *', steps: [{ type, input }] }),
    ).toMatchObject({ __typename: 'InvalidInput', issues: [{ path }] })
})
