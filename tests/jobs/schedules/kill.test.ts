import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { randomFrom } from '../../../src/sandbox/random.ts'
import { startSandboxFor } from '../../support/app.ts'
import { rowsOf } from '../../support/database.ts'
import { ended, schedule } from '../../support/schedules.ts'
import { variablesFor } from '../../support/server-process.ts'
import { startSteeredServer } from '../../support/steered-server.ts'
import { pulledDatabase } from '../../support/sync/shop.ts'

const CHAIN = ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'AUTO_MATCH_PRODUCTS', 'PRODUCT_SYNC']
const BEFORE = new Date('2026-05-05T08:30:00Z')
const DUE = new Date('2026-05-05T09:00:00Z')
const AFTER = new Date('2026-05-05T09:00:30Z')

/** A shop with a chain that is due at 09:00, and a connection to look at what became of it. */
async function prepare() {
  const sandbox = await startSandboxFor({ sandbox: { products: 40, latencyMs: 5 } })
  onTestFinished(() => sandbox.close())
  const database = await pulledDatabase(sandbox)
  onTestFinished(() => database[Symbol.asyncDispose]())
  await rowsOf(
    database.url,
    'truncate background_job, job_log_entry, job_item, job_item_count restart identity',
  )
  const variables = { ...variablesFor(sandbox), DATABASE_URL: database.url }
  const client = new Client(database.url)
  await client.connect()
  onTestFinished(() => client.end())
  const first = await startSteeredServer(variables, BEFORE)
  const id = await schedule(first.http, { steps: CHAIN.map((type) => ({ type })) })
  return { variables, client, first, id, url: database.url }
}

/** The run is whole: each of its jobs once, one after the other, and nothing besides. */
async function expectWhole(url: string): Promise<void> {
  expect(await rowsOf(url, 'select due_at, outcome, note from schedule_run')).toEqual([
    { due_at: DUE, outcome: 'COMPLETED', note: null },
  ])
  expect(await rowsOf(url, 'select id, type, status, requested_by from background_job order by id')).toEqual(
    CHAIN.map((type, index) => ({
      id: expect.any(Number) as number,
      type,
      status: 'COMPLETED',
      requested_by: 'schedule "Test"',
      ...(index === 0 && { id: 1 }),
    })),
  )
  expect(await rowsOf(url, 'select step, job_id from schedule_run_job order by step')).toEqual(
    (await rowsOf<{ id: number }>(url, 'select id from background_job order by id')).map(({ id }, step) => ({
      step,
      job_id: id,
    })),
  )
  expect(await rowsOf(url, 'select * from job_resource')).toEqual([])
}

test('a server that is killed at each step of a chain ends it whole, and does nothing twice', async () => {
  const { variables, client, first, id, url } = await prepare()
  let server = first
  for (const step of CHAIN.keys()) {
    // The job stands in the database from this instant on; nobody may have been told yet.
    server.setClock(step === 0 ? DUE : AFTER)
    for (let isThere = false; !isThere;) {
      const { rowCount } = await client.query('select from schedule_run_job where step = $1', [step])
      isThere = rowCount === 1
    }
    await server.kill()
    server = await startSteeredServer(variables, AFTER)
  }
  await using last = server
  await ended(last.http, id)
  await expectWhole(url)
}, 120_000)

test('a server that is killed at random moments of a chain ends it whole, and does nothing twice', async () => {
  const { variables, first, id, url } = await prepare()
  const random = randomFrom('kills')
  let server = first
  await server.at(DUE)
  // One more at the same place, and the job would be given up as one that always breaks off.
  for (let kill = 0; kill < 4; kill++) {
    await delay(random.int(0, 300))
    await server.kill()
    server = await startSteeredServer(variables, AFTER)
  }
  await using last = server
  await ended(last.http, id)
  await expectWhole(url)
}, 120_000)
