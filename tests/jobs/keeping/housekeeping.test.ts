import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { silentLogger, type Logger } from '../../../src/logger.ts'
import { startTestApp } from '../../support/app.ts'
import { control } from '../../support/control.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'
import { jobOf, run } from '../../support/jobs.ts'
import { insertLines, insertPastJob, jobIdsIn, remainsOf } from '../../support/past-jobs.ts'
import { startServerProcess, type ServerProcess } from '../../support/server-process.ts'

/** Who sets the scene drops nothing of it. */
const NEVER = { jobsDays: 0, failedJobsDays: 0, personalDays: 0 }

/** Any wait for a lock that is longer than this is an error to whoever waits. */
const LONGEST_WAIT_MS = 2_000

/** The database for somebody who does not wait for locks. */
function impatient(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  url.searchParams.set('options', `-c lock_timeout=${LONGEST_WAIT_MS}`)
  return url.href
}

/** Of the jobs up to this one. */
async function linesOf(databaseUrl: string, last = 1_000_000): Promise<number> {
  const [row] = await rowsOf<{ lines: number }>(
    databaseUrl,
    'select count(*)::int as lines from job_item where job_id <= $1',
    [last],
  )
  return row!.lines
}

test('200,000 lines are dropped by two servers at once while jobs run and readers read, and nobody waits', async () => {
  await using database = await createTestDatabase()
  await using server = await startTestApp({
    databaseUrl: database.url,
    sandbox: { products: 300 },
    config: { keeping: NEVER },
  })
  const { url } = database
  const lines = 20_000
  const old: number[] = []
  for (let job = 0; job < 10; job++) {
    old.push(await insertPastJob(url, { type: job < 5 ? 'CUSTOMER_SYNC' : 'PRODUCT_SYNC' }))
    await insertLines(url, old.at(-1)!, { lines, kind: job < 5 ? 'Customer' : 'ProductVariant' })
  }
  // The newest of its type, so its lines lose what is personal and stay.
  const kept = await insertPastJob(url, { type: 'CUSTOMER_SYNC', status: 'FAILED' })
  await insertLines(url, kept, { lines: 5_000 })
  const newest = await insertPastJob(url, { type: 'PRODUCT_SYNC' })
  await insertLines(url, newest, { lines: 10, kind: 'ProductVariant' })

  const failed = vi.fn<Logger['error']>()
  const log: Logger = { ...silentLogger, error: failed, child: () => log }
  const options = { existingSandbox: server.sandbox, app: { keepEveryMs: 500, log } }
  await using first = await startTestApp({ ...options, databaseUrl: impatient(url) })
  await using second = await startTestApp({ ...options, databaseUrl: impatient(url) })
  const done = new AbortController()
  const reading = (async () => {
    while (!done.signal.aborted) {
      const shown = await first.http.request<Record<'kept' | 'newest', { items: { totalCount: number } }>>(
        `query ($kept: ID!, $newest: ID!) {
          kept: job(id: $kept) { items(first: 50) { totalCount nodes { title } } }
          newest: job(id: $newest) { items(first: 50) { totalCount nodes { title } } }
          jobs(first: 10) { totalCount nodes { errorGroups { code count } } }
        }`,
        { kept: String(kept), newest: String(newest) },
      )
      expect(shown).toMatchObject({
        kept: { items: { totalCount: 5_000 } },
        newest: { items: { totalCount: 10 } },
      })
    }
  })()
  const working = (async () => {
    const states: string[] = []
    while (!done.signal.aborted || states.length === 0) {
      for (const type of ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'AUTO_MATCH_PRODUCTS'])
        states.push((await run(second, type)).status)
      await control(first.http, 'cancel', String(kept))
    }
    return states
  })()
  try {
    await vi.waitFor(
      async () => {
        expect(await linesOf(url, newest)).toBe(5_010)
        expect(
          await rowsOf(url, 'select from background_job where id = $1 and anonymized_at is not null', [kept]),
        ).toEqual([{}])
        expect((await remainsOf(url))['dropped_job']).toBeUndefined()
      },
      { timeout: 150_000, interval: 250 },
    )
  } finally {
    done.abort()
    await Promise.allSettled([reading, working])
  }
  await reading
  expect(new Set(await working)).toEqual(new Set(['COMPLETED']))
  expect(failed).not.toHaveBeenCalled()
  expect((await jobIdsIn(url)).filter((id) => id <= newest)).toEqual([kept, newest])
  expect((await remainsOf(url))['job_item']!.filter((id) => id <= newest)).toEqual([kept, newest])
  expect(await rowsOf(url, `select from job_item where job_id = $1 and title is not null`, [kept])).toEqual(
    [],
  )
}, 200_000)

test('a server that is killed in the middle leaves nothing half dropped, and the next one goes on', async () => {
  await using database = await createTestDatabase()
  const { url } = database
  const variables = { DATABASE_URL: url, SANDBOX: 'true', SANDBOX_PRODUCTS: '0', SANDBOX_CUSTOMERS: '0' }
  // The accounts of the sandbox come with the first start.
  await (await startServerProcess(variables)).end('SIGTERM')
  const lines = 60_000
  const old = await insertPastJob(url, { type: 'CUSTOMER_SYNC' })
  await insertLines(url, old, { lines })
  const kept = await insertPastJob(url, { type: 'CUSTOMER_SYNC', status: 'FAILED' })
  await insertLines(url, kept, { lines: 20_000 })
  const personal = async () =>
    (await rowsOf(url, 'select from job_item where job_id = $1 and title is not null', [kept])).length

  await killWhen(await startServerProcess(variables), async () => (await personal()) < 20_000)
  expect(await personal()).toBeGreaterThan(0)
  await killWhen(await startServerProcess(variables), async () => (await linesOf(url)) < lines + 20_000)
  const left = await linesOf(url)
  expect(left).toBeGreaterThan(20_000)
  expect(left % 1_000).toBe(0)
  expect(await jobIdsIn(url)).toEqual([kept])
  expect((await remainsOf(url))['dropped_job']).toEqual([old])

  await using last = await startServerProcess(variables)
  await expect
    .poll(() => remainsOf(url), { timeout: 30_000 })
    .toEqual({
      job_item: [kept],
      job_item_count: [kept],
      job_log_entry: [kept],
    })
  expect(await jobOf(last.http, String(old))).toBeNull()
  expect(await personal()).toBe(0)
}, 120_000)

async function killWhen(server: ServerProcess, isTime: () => Promise<boolean>): Promise<void> {
  await using killed = server
  await expect.poll(isTime, { timeout: 20_000, interval: 5 }).toBe(true)
  await killed.end('SIGKILL')
}

test('a server that stops does not wait for the end of the dropping', async () => {
  await using database = await createTestDatabase()
  await using server = await startTestApp({
    databaseUrl: database.url,
    sandbox: { products: 0 },
    config: { keeping: NEVER },
  })
  const old = await insertPastJob(database.url)
  await insertPastJob(database.url, { endedAgo: '1 minute' })
  await insertLines(database.url, old, { lines: 60_000 })
  const next = await startTestApp({ databaseUrl: database.url, existingSandbox: server.sandbox })
  await expect.poll(() => linesOf(database.url), { interval: 5 }).toBeLessThan(60_000)
  await next[Symbol.asyncDispose]()
  expect(await linesOf(database.url)).toBeGreaterThan(0)
})

test('a row that somebody has locked is passed over, and taken when it is free', async () => {
  await using database = await createTestDatabase()
  await using server = await startTestApp({
    databaseUrl: database.url,
    sandbox: { products: 0 },
    config: { keeping: NEVER },
  })
  const { url } = database
  const old = await insertPastJob(url)
  const other = await insertPastJob(url)
  await insertPastJob(url, { endedAgo: '1 minute' })
  const client = new Client(url)
  await client.connect()
  await client.query('begin')
  await client.query('select from background_job where id = $1 for update', [old])
  await using keeping = await startTestApp({
    databaseUrl: impatient(url),
    existingSandbox: server.sandbox,
    app: { keepEveryMs: 20 },
  })
  await expect.poll(() => jobOf(keeping.http, String(other))).toBeNull()
  expect(await jobIdsIn(url)).toContain(old)
  await client.query('commit')
  await client.end()
  await expect.poll(() => jobIdsIn(url)).not.toContain(old)
})
