import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { control } from '../../support/control.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'
import { jobOf, run } from '../../support/jobs.ts'
import { insertLines, insertPastJob, jobIdsIn, remainsOf } from '../../support/past-jobs.ts'
import { startServerProcess, type ServerProcess } from '../../support/server-process.ts'

/** Any wait for a lock that is longer than this is an error to whoever waits. */
const LONGEST_WAIT_MS = 250

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
  await using server = await startTestApp({ databaseUrl: database.url, sandbox: { products: 300 } })
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

  const options = { existingSandbox: server.sandbox, app: { keepEveryMs: 10 } }
  const waits = vi.fn<(statement: string) => void>()
  await using first = await startTestApp({ ...options, databaseUrl: impatient(url) })
  await using second = await startTestApp({ ...options, databaseUrl: impatient(url) })
  const watcher = new Client(url)
  await watcher.connect()
  const done = new AbortController()
  const watching = (async () => {
    while (!done.signal.aborted) {
      const { rows } = await watcher.query<{ query: string }>(
        `select query from pg_stat_activity
         where wait_event_type = 'Lock' and now() - state_change > interval '${LONGEST_WAIT_MS} ms'
           and datname = current_database()`,
      )
      for (const { query } of rows) waits(query)
    }
  })()
  const reading = (async () => {
    while (!done.signal.aborted) {
      const { jobs } = await first.http.request<{ jobs: { nodes: { id: string }[] } }>(
        '{ jobs(first: 30) { totalCount nodes { id errorGroups { code count } items(first: 5) { nodes { title } } } } }',
      )
      // What is listed is whole.
      expect(jobs.nodes.map(({ id }) => Number(id))).toEqual(expect.arrayContaining([kept, newest]))
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
      { timeout: 60_000, interval: 100 },
    )
  } finally {
    done.abort()
    await Promise.allSettled([watching, reading, working])
    await watcher.end()
  }
  await Promise.all([watching, reading])
  expect(new Set(await working)).toEqual(new Set(['COMPLETED']))
  expect(waits).not.toHaveBeenCalled()
  expect((await jobIdsIn(url)).filter((id) => id <= newest)).toEqual([kept, newest])
  expect((await remainsOf(url))['job_item']!.filter((id) => id <= newest)).toEqual([kept, newest])
  expect(await rowsOf(url, `select from job_item where job_id = $1 and title is not null`, [kept])).toEqual(
    [],
  )
}, 120_000)

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
  await using server = await startTestApp({ databaseUrl: database.url, sandbox: { products: 0 } })
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
  await using server = await startTestApp({ databaseUrl: database.url, sandbox: { products: 0 } })
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
