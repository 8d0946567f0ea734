import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { control, controlled } from '../../support/control.ts'
import { startTestApp } from '../../support/app.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, start, type JobState } from '../../support/jobs.ts'
import { startServerProcess, variablesFor, type ServerProcess } from '../../support/server-process.ts'
import { expectTrueLedger } from '../../support/sync/ledger-truth.ts'
import { addPairs, levelsOf, pairOf } from '../../support/sync/pairs.ts'
import { pulledDatabase, sync } from '../../support/sync/shop.ts'

const PAIRS = 520
const IN_A_WRITE = 125
const UNTOUCHED = [10, 23]
const WRITTEN = [20, 32]

vi.setConfig({ testTimeout: 120_000 })

let parts: AsyncDisposableStack
let databaseUrl: string
let sandbox: Sandbox
beforeEach(async () => {
  parts = new AsyncDisposableStack()
  sandbox = await startSandbox({ products: 0, customers: 0, limits: { nhanh: 'off', shopify: 'off' } })
  parts.defer(() => sandbox.close())
  addPairs(sandbox.world, PAIRS)
  databaseUrl = parts.use(await pulledDatabase(sandbox)).url
  await using shop = await startTestApp({ databaseUrl, existingSandbox: sandbox })
  await sync(shop)
  for (let number = 1; number <= PAIRS; number++) setStock(number, 20)
})
afterEach(() => parts.disposeAsync())

const sql = <Row extends object>(statement: string, values?: unknown[]) =>
  rowsOf<Row>(databaseUrl, statement, values)
const shown = (number: number) => levelsOf(sandbox.world, pairOf(sandbox.world, number).variant)

function setStock(number: number, available: number): void {
  const { product } = pairOf(sandbox.world, number)
  for (const stock of product.stock.slice(0, 2)) stock.remain = available
}

let server: ServerProcess

async function serve(): Promise<void> {
  server = parts.use(await startServerProcess({ ...variablesFor(sandbox), DATABASE_URL: databaseUrl }))
}

/** A sync by the server that runs now. */
async function syncAgain(): Promise<JobState> {
  return finished(server.ws, await start(server.http, 'PRODUCT_SYNC'))
}

/** What a sync would write, shown by a server that ends then. */
async function dryRun(): Promise<JobState> {
  await using shop = await startTestApp({ databaseUrl, existingSandbox: sandbox })
  return await sync(shop, { dryRun: true })
}

interface Moment {
  /** Writes that are answered before. */
  answered: number
  /** Whether Shopify has carried out those that are not. */
  carriedOut: boolean
}

/** A sync that was killed when Shopify had got its writes, the intents of which are there. */
async function killed(
  { answered, carriedOut }: Moment,
  type = 'PRODUCT_SYNC',
  input: object | null = null,
): Promise<string> {
  await serve()
  const hanging = Promise.withResolvers<void>()
  let waiting = 0
  const fault = sandbox.faults.add({
    platform: 'shopify',
    kind: 'hang',
    carryOut: carriedOut,
    times: Infinity,
    afterRequests: answered,
    match: ({ operationName }) => {
      if (operationName !== 'SetQuantities') return false
      if (++waiting === answered + 3) hanging.resolve()
      return true
    },
  })
  const jobId = await start(server.http, type, input)
  await hanging.promise
  await expect.poll(async () => (await controlled(server.http, jobId)).processed).toBe(answered * IN_A_WRITE)
  await server.end('SIGKILL')
  fault.remove()
  const intents = await sql('select id from write_intent where job_id = $1', [jobId])
  expect(intents.length).toBeGreaterThanOrEqual(2)
  return jobId
}

async function takenUp(jobId: string): Promise<JobState> {
  await serve()
  return finished(server.ws, jobId)
}

const MOMENTS: [string, Moment][] = [
  ['before Shopify carried anything out', { answered: 0, carriedOut: false }],
  ['after Shopify carried it out, before that was recorded', { answered: 0, carriedOut: true }],
  ['with some recorded, and others not carried out', { answered: 2, carriedOut: false }],
  ['with some recorded, and others carried out', { answered: 2, carriedOut: true }],
]

test.each(MOMENTS)('killed %s: the next run writes all, each once', async (_name, moment) => {
  const jobId = await killed(moment)
  const job = await takenUp(jobId)
  expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2, updated: PAIRS, total: PAIRS, failed: 0 })
  expect(job.metadata['levelsWritten']).toBe(2 * PAIRS)
  for (const number of [1, IN_A_WRITE, PAIRS]) expect(shown(number)).toEqual(WRITTEN)
  await expectTrueLedger({ databaseUrl, sandbox }, jobId)
})

test.each(MOMENTS)(
  'a plan that is applied, killed %s: the next run writes what it showed',
  async (_name, moment) => {
    const plan = await dryRun()
    const jobId = await killed(moment, 'PRODUCT_SYNC', { planOf: plan.id })
    const job = await takenUp(jobId)
    expect(job).toMatchObject({
      status: 'COMPLETED',
      attempt: 2,
      updated: PAIRS,
      skipped: 0,
      total: PAIRS,
    })
    for (const number of [1, IN_A_WRITE, PAIRS]) expect(shown(number)).toEqual(WRITTEN)
    await expectTrueLedger({ databaseUrl, sandbox }, jobId)
  },
)

test.each(MOMENTS)('an undo, killed %s: the next run puts back all, each once', async (_name, moment) => {
  await serve()
  const synced = await syncAgain()
  expect(await server.end('SIGTERM')).toBe(0)
  const jobId = await killed(moment, 'UNDO_SYNC', { jobId: synced.id })
  const job = await takenUp(jobId)
  expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2, updated: PAIRS, total: PAIRS, failed: 0 })
  for (const number of [1, IN_A_WRITE, PAIRS]) expect(shown(number)).toEqual(UNTOUCHED)
  await expectTrueLedger({ databaseUrl, sandbox }, jobId)
})

test.each(MOMENTS.slice(2))('killed %s, then cancelled: the ledger is true', async (_name, moment) => {
  const jobId = await killed(moment)
  // As another server does that was asked to.
  await sql(`update background_job set status = 'CANCELLING', seq = seq + 1 where id = $1`, [jobId])
  const job = await takenUp(jobId)
  expect(job.status).toBe('CANCELLED')
  await expectTrueLedger({ databaseUrl, sandbox }, jobId)
  const next = await syncAgain()
  expect(next).toMatchObject({ status: 'COMPLETED', updated: PAIRS - job.updated, unchanged: job.updated })
  expect(shown(PAIRS)).toEqual(WRITTEN)
})

test.each(MOMENTS.slice(0, 2))(
  'killed %s, and taken up when its reading of Nhanh is too old: nothing old is written',
  async (_name, moment) => {
    const jobId = await killed(moment)
    await sql(`update write_intent set payload = (
      select jsonb_agg(jsonb_set(one, '{stockReadAt}', to_jsonb((one->>'stockReadAt')::bigint - 600000)))
      from jsonb_array_elements(payload) one)`)
    for (let number = 1; number <= PAIRS; number++) setStock(number, 19)
    const job = await takenUp(jobId)
    expect(job).toMatchObject({ status: 'COMPLETED', updated: PAIRS, failed: 0 })
    await expectTrueLedger({ databaseUrl, sandbox }, jobId)
    const written = new Set(
      sandbox.world.shopify.inventoryAdjustments.records.flatMap(({ changes }) =>
        changes.map(({ available }) => available),
      ),
    )
    expect(written.has(20)).toBe(moment.carriedOut)
    expect(written.has(19)).toBe(true)
    await syncAgain()
    for (const number of [1, PAIRS]) expect(shown(number)).toEqual([19, 31])
  },
)

test('put on hold after it was killed: what was not carried out is not written', async () => {
  const jobId = await killed({ answered: 0, carriedOut: false })
  await sql(`update product_mapping set policy = 'HOLD'`)
  expect(await takenUp(jobId)).toMatchObject({ status: 'COMPLETED', updated: 0, skipped: PAIRS })
  expect(shown(1)).toEqual(UNTOUCHED)
  await expectTrueLedger({ databaseUrl, sandbox }, jobId)
})

test('sold after it was killed: the sale is not given back', async () => {
  const jobId = await killed({ answered: 0, carriedOut: true })
  const { variant } = pairOf(sandbox.world, 1)
  const [location] = sandbox.world.shopify.locations.records
  sandbox.world.shopify.placeOrder({ variantId: variant.id, quantity: 3, locationId: location!.id })
  expect(await takenUp(jobId)).toMatchObject({ status: 'COMPLETED', updated: PAIRS })
  expect(shown(1)).toEqual([17, 32])
  expect(await syncAgain()).toMatchObject({ updated: 0, skipped: 1 })
  expect(shown(1)).toEqual([17, 32])
})

test('paused in a write that is never answered, then cancelled: the ledger is true', async () => {
  const jobId = await killed({ answered: 0, carriedOut: true })
  await sql(`update background_job set status = 'PAUSING', seq = seq + 1 where id = $1`, [jobId])
  await serve()
  await expect.poll(async () => (await controlled(server.http, jobId)).status).toBe('PAUSED')
  await control(server.http, 'cancel', jobId)
  const job = await finished(server.ws, jobId)
  expect(job.status).toBe('CANCELLED')
  expect(job.updated).toBeGreaterThan(0)
  await expectTrueLedger({ databaseUrl, sandbox }, jobId)
})

test('a plan that is not believed, broken off while it was listed, is listed whole when the job goes on', async () => {
  await using shop = await startTestApp({ databaseUrl, existingSandbox: sandbox })
  for (let number = 1; number <= PAIRS; number++) setStock(number, 0)
  await sql(`create function refuse() returns trigger language plpgsql as
    $$ begin if new.number > 500 then raise exception 'the disk is full'; end if; return new; end $$`)
  await sql(
    'create trigger refuse before insert on job_item for each row when (new.number > 500) execute function refuse()',
  )
  const broken = await sync(shop)
  expect(broken).toMatchObject({ status: 'FAILED', error: { code: 'INTERNAL' }, skipped: 500 })
  await sql('drop trigger refuse on job_item')
  await control(shop.http, 'resume', broken.id)
  const job = await finished(shop.ws, broken.id)
  expect(job).toMatchObject({
    status: 'FAILED',
    error: { code: 'IMPLAUSIBLE_CHANGE' },
    skipped: PAIRS,
    total: PAIRS,
  })
  expect(shown(1)).toEqual(UNTOUCHED)
  expect(sandbox.world.shopify.inventoryAdjustments.size).toBe(0)
})
