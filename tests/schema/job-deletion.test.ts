import '../support/job-types/scripted-job.ts'
import { gql } from 'graphql-request'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { jobOf, watch } from '../support/jobs.ts'
import { insertLines, insertPastJob, jobIdsIn, remainsOf } from '../support/past-jobs.ts'
import { startSyncedShop, sync } from '../support/sync/shop.ts'

/** Nothing goes but what is deleted. */
const NEVER = { jobsDays: 0, failedJobsDays: 0, personalDays: 0 }

let server: TestApp
let url: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 }, config: { keeping: NEVER } })
  url = server.databaseUrl
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  await rowsOf(url, 'delete from background_job')
})

interface Answer {
  __typename: string
  message?: string
  issues?: { path: string; message: string }[]
  deletedCount?: number
  keptCount?: number
  kept?: { reason: string; count: number }[]
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

async function deleteJobs(before: string, statuses?: string[], app: TestApp = server): Promise<Answer> {
  const { answer } = await app.http.request<{ answer: Answer }>(
    gql`
      mutation ($before: DateTime!, $statuses: [JobStatus!]) {
        answer: deleteJobs(before: $before, statuses: $statuses) {
          __typename
          ... on Problem {
            message
          }
          ... on InvalidInput {
            issues {
              path
              message
            }
          }
          ... on DeleteJobsSuccess {
            deletedCount
            keptCount
            kept {
              reason
              count
            }
          }
        }
      }
    `,
    { before, statuses },
  )
  return answer
}

async function count(before: string, statuses?: string[]): Promise<number> {
  const answer = await server.http.request<{ deletableJobCount: number }>(
    'query ($before: DateTime!, $statuses: [JobStatus!]) { deletableJobCount(before: $before, statuses: $statuses) }',
    { before, statuses },
  )
  return answer.deletableJobCount
}

const done = (deletedCount: number, kept: [string, number][] = []) => ({
  __typename: 'DeleteJobsSuccess',
  deletedCount,
  keptCount: kept.reduce((sum, [, number]) => sum + number, 0),
  kept: kept.map(([reason, number]) => ({ reason, count: number })),
})

test('jobs that ended before the moment go, with all that they left, and nobody sees them any more', async () => {
  const ids: number[] = []
  for (const endedAgo of ['30 minutes', '20 minutes', '10 minutes', '1 minute'])
    ids.push(await insertPastJob(url, { endedAgo }))
  for (const id of ids) await insertLines(url, id, { lines: 3_000, kind: 'ProductVariant' })
  const running = await insertPastJob(url, { status: 'PAUSED', endedAgo: null })
  expect(await count(minutesAgo(15))).toBe(2)
  expect(await deleteJobs(minutesAgo(15))).toEqual(done(2))
  expect(await jobOf(server.http, String(ids[0]))).toBeNull()
  const { jobs } = await server.http.request<{ jobs: { totalCount: number; nodes: { id: string }[] } }>(
    '{ jobs(filter: { search: "product" }) { totalCount nodes { id } } }',
  )
  expect(jobs).toEqual({ totalCount: 2, nodes: [{ id: String(ids[3]) }, { id: String(ids[2]) }] })
  expect(await jobIdsIn(url)).toEqual([ids[2], ids[3], running])
  const left = [ids[2], ids[3]]
  await expect
    .poll(() => remainsOf(url), { timeout: 10_000 })
    .toEqual({ job_item: left, job_item_count: left, job_log_entry: left })
})

test.each([
  [['CANCELLED'], [1]],
  [
    ['FAILED', 'COMPLETED_WITH_ERRORS'],
    [2, 3],
  ],
  [[], []],
  [undefined, [0, 1, 2, 3]],
])('of the statuses %j', async (statuses, gone) => {
  const ids: number[] = []
  for (const status of ['COMPLETED', 'CANCELLED', 'FAILED', 'COMPLETED_WITH_ERRORS'])
    ids.push(await insertPastJob(url, { status }))
  const newest = await insertPastJob(url, { endedAgo: '0' })
  expect(await count(minutesAgo(1), statuses)).toBe(gone.length)
  expect(await deleteJobs(minutesAgo(1), statuses)).toEqual(done(gone.length))
  expect(await jobIdsIn(url)).toEqual([...ids.filter((_, index) => !gone.includes(index)), newest])
})

test('what something rests on stays, and the answer says why', async () => {
  const latest = await insertPastJob(url, { type: 'PULL_SHOPIFY_PRODUCTS', status: 'FAILED' })
  const resumable = await insertPastJob(url, {
    status: 'CANCELLED',
    endedAgo: '5 minutes',
    checkpointAgo: '5 minutes',
  })
  const plan = await insertPastJob(url, { type: 'PRODUCT_SYNC', dryRun: true, endedAgo: '5 minutes' })
  const day = await insertPastJob(url, { type: 'CUSTOMER_SYNC', dryRun: true, endedAgo: '23 hours' })
  const old = await insertPastJob(url, { type: 'CUSTOMER_SYNC', dryRun: true, endedAgo: '25 hours' })
  const match = await insertPastJob(url, { type: 'AUTO_MATCH_PRODUCTS', dryRun: true, endedAgo: '5 minutes' })
  const open = await insertPastJob(url)
  await rowsOf(
    url,
    `insert into write_intent (job_id, kind, idempotency_key, payload) values ($1, 'LEVELS', gen_random_uuid(), '{}')`,
    [open],
  )
  const failed = await insertPastJob(url)
  await rowsOf(
    url,
    `insert into sync_failure (kind, mapping_id, job_id, code, attempts, failed_at)
     values ('PRODUCT', 1, $1, 'STOCK_UNKNOWN', 1, now())`,
    [failed],
  )
  const used = await insertPastJob(url)
  await insertPastJob(url, { status: 'PAUSED', endedAgo: null, input: { jobId: String(used) } })
  const newest = await insertPastJob(url)
  expect(await count(minutesAgo(1))).toBe(2)
  expect(await deleteJobs(minutesAgo(1))).toEqual(
    done(2, [
      ['DRY_RUN', 2],
      ['LATEST', 2],
      ['FAILURE_OPEN', 1],
      ['IN_USE', 1],
      ['RESUMABLE', 1],
      ['WRITE_OPEN', 1],
    ]),
  )
  const ids = await jobIdsIn(url)
  expect(ids).toEqual(expect.arrayContaining([latest, resumable, plan, day, open, failed, used, newest]))
  expect(ids).not.toContain(old)
  expect(ids).not.toContain(match)
  await rowsOf(url, 'delete from write_intent; delete from sync_failure')
})

test('jobs of other accounts, and of types that this server does not know, stay', async () => {
  await insertPastJob(url, { accountIds: `'{77}'` })
  await insertPastJob(url, { type: 'OF_LATER' })
  await insertPastJob(url, { accountIds: `'{77}'` })
  await insertPastJob(url, { type: 'OF_LATER' })
  expect(await count(minutesAgo(1))).toBe(0)
  expect(await deleteJobs(minutesAgo(1))).toEqual(done(0))
  expect(await jobIdsIn(url)).toHaveLength(4)
})

describe('is refused in words', () => {
  test('for a moment in the future', async () => {
    await insertPastJob(url)
    await insertPastJob(url)
    const before = minutesAgo(-5)
    const message = `${before} lies in the future; give a moment that is over`
    expect(await deleteJobs(before)).toEqual({
      __typename: 'InvalidInput',
      message: `before: ${message}`,
      issues: [{ path: 'before', message }],
    })
    await expect(count(before)).rejects.toThrow(`before: ${message}`)
    expect(await jobIdsIn(url)).toHaveLength(2)
  })

  test('for statuses that are not settled', async () => {
    await insertPastJob(url, { status: 'PAUSED', endedAgo: '1 day' })
    const answer = await deleteJobs(minutesAgo(1), ['COMPLETED', 'PAUSED', 'RUNNING'])
    expect(answer).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'statuses.1' }, { path: 'statuses.2' }],
    })
    expect(answer.message).toContain(
      'statuses.1: PAUSED is not settled; only CANCELLED, COMPLETED, COMPLETED_WITH_ERRORS, FAILED can be deleted',
    )
    await expect(count(minutesAgo(1), ['QUEUED'])).rejects.toThrow('QUEUED is not settled')
    expect(await jobIdsIn(url)).toHaveLength(1)
  })
})

test('2,500 jobs are deleted by several who ask at once, each once', async () => {
  await insertPastJob(url, { endedAgo: '0' })
  await rowsOf(
    url,
    `insert into background_job (type, status, input, input_key, account_ids, completed_at)
     select 'PULL_NHANH_PRODUCTS', 'COMPLETED', '{}', '{}', array_agg(id), now() - interval '1 day'
     from account cross join generate_series(1, 2500) as number group by number`,
  )
  await insertPastJob(url, { endedAgo: '0' })
  const answers = await Promise.all(Array.from({ length: 4 }, () => deleteJobs(minutesAgo(1))))
  expect(answers.reduce((sum, { deletedCount }) => sum + deletedCount!, 0)).toBe(2_500)
  expect(await jobIdsIn(url)).toHaveLength(2)
})

describe('whoever watches', () => {
  test('a job whose end was not seen here comes to the end of the stream when it is deleted', async () => {
    const id = await insertPastJob(url, { status: 'PAUSED', endedAgo: null })
    await insertPastJob(url, { endedAgo: '0' })
    const states = watch(server.ws, { jobId: String(id) })
    expect((await states.next()).value).toMatchObject({ status: 'PAUSED' })
    // As another server on the same database ends it.
    await rowsOf(
      url,
      `update background_job set status = 'CANCELLED', completed_at = now() - interval '1 hour' where id = $1`,
      [id],
    )
    expect(await deleteJobs(minutesAgo(1))).toEqual(done(1))
    expect(await states.next()).toEqual({ done: true, value: undefined })
    await expect(watch(server.ws, { jobId: String(id), after: 1 }).next()).rejects.toThrow(
      `there is no job "${id}"`,
    )
  })

  test('all jobs goes on watching', async () => {
    const id = await insertPastJob(url)
    await insertPastJob(url, { endedAgo: '0' })
    const active = await insertPastJob(url, { status: 'PAUSED', endedAgo: null })
    const states = watch(server.ws, {})
    expect((await states.next()).value).toMatchObject({ id: String(active) })
    expect(await deleteJobs(minutesAgo(1))).toEqual(done(1))
    expect(await jobOf(server.http, String(id))).toBeNull()
    const next = states.next()
    await server.http.request('mutation ($id: ID!) { cancelJob(id: $id) { __typename } }', {
      id: String(active),
    })
    expect((await next).value).toMatchObject({ id: String(active), status: 'CANCELLED' })
    await states.return(undefined)
  })
})

test('a trace whose job is gone still shows the number and the moment', async () => {
  await using shop = await startSyncedShop({ sandbox: { products: 20 } })
  const first = await sync(shop)
  await sync(shop)
  const [written] = await rowsOf<{
    variant_id: string
    written_quantity: number
    written_at: Date
    sku: string
  }>(
    shop.databaseUrl,
    `select l.variant_id, l.written_quantity, l.written_at, v.sku from published_level l
     join shopify_variant v on v.id = l.variant_id where l.job_id = $1 limit 1`,
    [Number(first.id)],
  )
  const traced = async () => {
    const { productTrace } = await shop.http.request<{
      productTrace: {
        expected: {
          lastWritten: number | null
          lastWrittenAt: string | null
          lastWrittenBy: { id: string } | null
        }[]
        lastWrites: { id: string }[]
      }[]
    }>(
      `query ($sku: String) { productTrace(sku: $sku) {
        expected { lastWritten lastWrittenAt lastWrittenBy { id } } lastWrites { id } } }`,
      { sku: written!.sku },
    )
    const level = productTrace[0]!.expected.find(
      ({ lastWritten }) => lastWritten === written!.written_quantity,
    )
    return { level, lines: productTrace[0]!.lastWrites.length }
  }
  const level = { lastWritten: written!.written_quantity, lastWrittenAt: written!.written_at.toISOString() }
  expect(await traced()).toEqual({ level: { ...level, lastWrittenBy: { id: first.id } }, lines: 1 })
  const answer = await deleteJobs(new Date().toISOString(), undefined, shop)
  expect(answer).toMatchObject({ __typename: 'DeleteJobsSuccess' })
  expect(await jobOf(shop.http, first.id)).toBeNull()
  expect(await traced()).toEqual({ level: { ...level, lastWrittenBy: null }, lines: 0 })
})
