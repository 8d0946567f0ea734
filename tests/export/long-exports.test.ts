import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { ask, fetchWhole, linesOf } from '../support/exports.ts'
import { insertPastJob } from '../support/past-jobs.ts'

const NEVER = { jobsDays: 0, failedJobsDays: 0, personalDays: 0 }
/** Read at once they would hold some 50 MB. */
const MANY = 250_000
/** Every so many bytes the memory is looked at. */
const LOOK_AT_BYTES = 10_000_000
const MOST_GROWTH = 30_000_000
/** For what must come; how fast is not the question. */
const SOON = { timeout: 20_000, interval: 50 }

let server: TestApp
let url: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 }, config: { keeping: NEVER } })
  url = server.databaseUrl
})
afterAll(() => server[Symbol.asyncDispose]())

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is really held, in bytes: this process is the server and its client. */
function heldBytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function insertLongLedger(lines: number, message: string | null = null): Promise<number> {
  const id = await insertPastJob(url)
  await rowsOf(
    url,
    `insert into job_item (job_id, number, key, title, outcome, message, search_text)
     select $1, number, format('gid://shopify/ProductVariant/%s', number), 'Áo dài lụa', 'UPDATED', $3, ''
     from generate_series(1, $2::int) as number`,
    [id, lines, message],
  )
  return id
}

const itemsOf = (id: number, query = '') => `${server.app.url}/export/jobs/${id}/items.csv${query}`

test('very many lines come whole, and the memory stays flat', async () => {
  const id = await insertLongLedger(MANY)
  const before = heldBytes()
  const response = await ask(itemsOf(id))
  let [lineEnds, bytes, looked, most] = [0, 0, 0, 0]
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lineEnds++
    if (bytes < looked + LOOK_AT_BYTES) continue
    looked = bytes
    most = Math.max(most, heldBytes() - before)
  }
  expect(lineEnds).toBe(MANY + 1)
  expect(most).toBeLessThan(MOST_GROWTH)
  await rowsOf(url, 'delete from job_item where job_id = $1', [id])
}, 300_000)

test('a client that takes nothing is sent nothing: the lines are read as it takes them', async () => {
  // More than all buffers on the way hold.
  const id = await insertLongLedger(30_000, 'x'.repeat(1_000))
  const response = await ask(itemsOf(id))
  response.pause()
  // The server has stopped reading when no statement has begun between two looks.
  let last: string | null = null
  await vi.waitFor(
    async () => {
      const [row] = await rowsOf<{ at: string }>(
        url,
        `select max(query_start)::text as at from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and query like '%from "job_item" where%'`,
      )
      const isSame = last === row!.at
      last = row!.at
      expect(isSame).toBe(true)
    },
    { timeout: 60_000, interval: 500 },
  )
  await rowsOf(url, `update job_item set title = 'late' where job_id = $1 and number = 30000`, [id])
  const lines = linesOf(await text(response))
  expect(lines.length).toBe(30_000)
  expect(lines.at(-1)!['title']).toBe('late')
}, 120_000)

/** Holds all ledgers locked meanwhile, so that whoever reads one waits. */
async function whileLocked(databaseUrl: string, work: () => Promise<void>): Promise<void> {
  const client = new Client(databaseUrl)
  await client.connect()
  try {
    await client.query('begin')
    await client.query('lock table job_item in access exclusive mode')
    await work()
  } finally {
    await client.end()
  }
}

/** How many connections wait for a ledger. */
async function waitingForLedgers(databaseUrl: string): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    databaseUrl,
    `select count(*)::int as count from pg_locks where not granted and relation = 'job_item'::regclass
       and database = (select oid from pg_database where datname = current_database())`,
  )
  return row!.count
}

describe('the statement is gone from the database', () => {
  test('when the client goes away in the middle of the file', async () => {
    const id = await insertLongLedger(100_000)
    const response = await ask(itemsOf(id))
    response.on('error', () => {})
    await once(response, 'readable')
    await whileLocked(url, async () => {
      response.resume()
      await vi.waitFor(async () => expect(await waitingForLedgers(url)).toBe(1), SOON)
      response.destroy()
      await vi.waitFor(async () => expect(await waitingForLedgers(url)).toBe(0), SOON)
    })
  })

  test('when the client goes away before the file begins', async () => {
    const id = await insertLongLedger(10)
    await whileLocked(url, async () => {
      const leaving = new AbortController()
      const asked = fetch(itemsOf(id), { signal: leaving.signal }).catch(() => 'left')
      await vi.waitFor(async () => expect(await waitingForLedgers(url)).toBe(1), SOON)
      leaving.abort()
      expect(await asked).toBe('left')
      await vi.waitFor(async () => expect(await waitingForLedgers(url)).toBe(0), SOON)
    })
  })

  test('when the server stops, and the client is not left with a part that looks whole', async () => {
    await using own = await startTestApp({
      databaseUrl: url,
      existingSandbox: server.sandbox,
      config: { keeping: NEVER },
    })
    const id = await insertLongLedger(100_000)
    const response = await ask(`${own.app.url}/export/jobs/${id}/items.csv`)
    await once(response, 'readable')
    await whileLocked(url, async () => {
      const taken = text(response).catch((error: Error) => error.message)
      await vi.waitFor(async () => expect(await waitingForLedgers(url)).toBe(1), SOON)
      await own.app.stop()
      expect(await waitingForLedgers(url)).toBe(0)
      expect(await taken).toBe('aborted')
    })
  })
})

test('a job that is deleted while its items are sent breaks the file off', async () => {
  const id = await insertLongLedger(50_000)
  const response = await ask(itemsOf(id))
  await once(response, 'readable')
  await rowsOf(url, 'delete from background_job where id = $1', [id])
  await expect(text(response)).rejects.toThrow('aborted')
  expect(await fetchWhole(itemsOf(id))).toMatchObject({ status: 404 })
})
