import { gql } from 'graphql-request'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { insertPastJob, type PastJob } from '../support/past-jobs.ts'

interface Stats {
  type: string
  runs: number
  completed: number
  completedWithErrors: number
  failed: number
  cancelled: number
  averageDurationMs: number | null
  p50DurationMs: number | null
  p95DurationMs: number | null
  averageSpeed: number | null
  lastCompletedAt: string | null
  topErrorCodes: string[]
  dryRuns: number
  drift: {
    comparisons: number
    lastAt: string | null
    lastItems: number | null
    lastProcessed: number | null
    averageItems: number | null
    mostItems: number | null
  } | null
}

let server: TestApp
let url: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
  url = server.databaseUrl
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  await rowsOf(url, 'delete from background_job; delete from job_item_count')
})

async function readStats(since?: string): Promise<Stats[]> {
  const { jobStats } = await server.http.request<{ jobStats: Stats[] }>(
    gql`
      query ($since: DateTime) {
        jobStats(since: $since) {
          type
          runs
          completed
          completedWithErrors
          failed
          cancelled
          averageDurationMs
          p50DurationMs
          p95DurationMs
          averageSpeed
          lastCompletedAt
          topErrorCodes
          dryRuns
          drift {
            comparisons
            lastAt
            lastItems
            lastProcessed
            averageItems
            mostItems
          }
        }
      }
    `,
    { since },
  )
  return jobStats
}

async function statsOf(type: string, since?: string): Promise<Stats> {
  return (await readStats(since)).find((stats) => stats.type === type)!
}

const insert = (job: PastJob = {}) => insertPastJob(url, { endedAgo: '1 day', ...job })

async function endOf(id: number): Promise<string> {
  const [row] = await rowsOf<{ completed_at: Date }>(
    url,
    'select completed_at from background_job where id = $1',
    [id],
  )
  return row!.completed_at.toISOString()
}

const NOTHING = {
  runs: 0,
  completed: 0,
  completedWithErrors: 0,
  failed: 0,
  cancelled: 0,
  averageDurationMs: null,
  p50DurationMs: null,
  p95DurationMs: null,
  averageSpeed: null,
  lastCompletedAt: null,
  topErrorCodes: [],
  dryRuns: 0,
}
const NO_DRIFT = {
  comparisons: 0,
  lastAt: null,
  lastItems: null,
  lastProcessed: null,
  averageItems: null,
  mostItems: null,
}

test('each type has a row, in the order of the types, where nothing ran too', async () => {
  const { __type } = await server.http.request<{ __type: { enumValues: { name: string }[] } }>(
    '{ __type(name: "JobType") { enumValues { name } } }',
  )
  const stats = await readStats()
  expect(stats.map(({ type }) => type).toSorted()).toEqual(
    __type.enumValues.map(({ name }) => name).toSorted(),
  )
  for (const { type, ...rest } of stats)
    expect(rest).toEqual({ ...NOTHING, drift: /^(PRODUCT|CUSTOMER)_SYNC$/.test(type) ? NO_DRIFT : null })
})

test('runs are counted by how they ended, and timed when they reached their end', async () => {
  for (const [took, speed] of [
    ['1 second', 10],
    ['2 seconds', 20],
    ['3 seconds', 30],
  ] as const)
    await insert({ took, speed })
  const last = await insert({
    took: '14 seconds',
    speed: 40,
    status: 'COMPLETED_WITH_ERRORS',
    endedAgo: '1 hour',
  })
  await insert({ took: '1 hour', status: 'FAILED', endedAgo: '1 minute', speed: 1_000 })
  await insert({ took: '1 hour', status: 'CANCELLED' })
  await insert({ took: null, status: 'CANCELLED' })
  await insert({ took: '1 hour', status: 'RUNNING', endedAgo: null })
  const { p95DurationMs, ...stats } = await statsOf('PULL_NHANH_PRODUCTS')
  const { p95DurationMs: _none, ...nothing } = NOTHING
  expect(stats).toEqual({
    type: 'PULL_NHANH_PRODUCTS',
    ...nothing,
    runs: 7,
    completed: 3,
    completedWithErrors: 1,
    failed: 1,
    cancelled: 2,
    averageDurationMs: 5_000,
    p50DurationMs: 2_500,
    averageSpeed: 25,
    lastCompletedAt: await endOf(last),
    drift: null,
  })
  expect(p95DurationMs).toBeCloseTo(12_350)
})

test('the five most frequent codes of items and runs', async () => {
  const counts: [string, string, number][] = [
    ['FAILED', 'STOCK_UNKNOWN', 7],
    ['SKIPPED', 'ON_HOLD', 9],
    ['FAILED', 'VARIANT_GONE', 1],
    ['UPDATED', 'SALE_PENDING', 100],
    ['SKIPPED', 'COMBO', 4],
    ['SKIPPED', 'ARCHIVED', 3],
    ['FAILED', '', 50],
  ]
  const jobs = [await insert(), await insert({ status: 'FAILED', error: 'SHOPIFY_TOKEN' })]
  for (const [index, [outcome, code, count]] of counts.entries())
    await rowsOf(url, 'insert into job_item_count values ($1, $2, $3, $4)', [
      jobs[index % 2],
      outcome,
      code,
      count,
    ])
  await rowsOf(url, `insert into job_item_count values ($1, 'FAILED', 'COMBO', 4)`, [jobs[1]])
  await insert({ status: 'FAILED', error: 'SHOPIFY_TOKEN' })
  const dry = await insert({ dryRun: true, status: 'FAILED', error: 'NHANH_TOKEN' })
  await rowsOf(url, `insert into job_item_count values ($1, 'FAILED', 'UNTRACKED', 1000)`, [dry])
  expect((await statsOf('PULL_NHANH_PRODUCTS')).topErrorCodes).toEqual([
    'ON_HOLD',
    'COMBO',
    'STOCK_UNKNOWN',
    'ARCHIVED',
    'SHOPIFY_TOKEN',
  ])
})

test.each(['PRODUCT_SYNC', 'CUSTOMER_SYNC'])(
  'dry runs of %s show the drift, and are no runs',
  async (type) => {
    const dry = { type, dryRun: true }
    await insert({
      ...dry,
      counts: { updated: 30, unchanged: 70, skipped: 2, failed: 1 },
      endedAgo: '3 days',
    })
    const last = await insert({
      ...dry,
      counts: { updated: 6, unchanged: 90 },
      endedAgo: '1 day',
      status: 'COMPLETED_WITH_ERRORS',
    })
    await insert({ ...dry, counts: { updated: 9, unchanged: 90 }, endedAgo: '2 days' })
    await insert({ ...dry, counts: { updated: 99 }, status: 'CANCELLED', endedAgo: '1 hour' })
    await insert({ ...dry, counts: { updated: 1 }, input: { mappingIds: ['product-1'] }, endedAgo: '1 hour' })
    await insert({ type, counts: { updated: 77 }, endedAgo: '1 hour' })
    expect(await statsOf(type)).toMatchObject({
      runs: 1,
      dryRuns: 5,
      drift: {
        comparisons: 3,
        lastAt: await endOf(last),
        lastItems: 6,
        lastProcessed: 96,
        averageItems: 15,
        mostItems: 30,
      },
    })
  },
)

describe('the window', () => {
  test('is of 30 days unless told', async () => {
    await insert({ endedAgo: '31 days' })
    await insert({ endedAgo: '29 days' })
    await insert({ endedAgo: '1 hour', took: '40 days' })
    expect((await statsOf('PULL_NHANH_PRODUCTS')).runs).toBe(2)
    const since = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    expect((await statsOf('PULL_NHANH_PRODUCTS', since(32))).runs).toBe(3)
    expect((await statsOf('PULL_NHANH_PRODUCTS', since(2))).runs).toBe(1)
    expect((await statsOf('PULL_NHANH_PRODUCTS', since(-1))).runs).toBe(0)
  })

  test('shows the jobs of this server’s accounts alone', async () => {
    await insert({ accountIds: `'{77}'` })
    await insert({ accountIds: `(select array_agg(id) || 77 from account)` })
    await insert()
    expect((await statsOf('PULL_NHANH_PRODUCTS')).runs).toBe(1)
  })
})
