import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BulkResult } from '../../src/integrations/shopify/bulk-operations.ts'
import type { MetafieldsRow } from '../../src/integrations/shopify/bulk-metafields.ts'
import { createShopifyClient, type ShopifyClient } from '../../src/integrations/shopify/client.ts'
import type { MetafieldEntry } from '../../src/integrations/shopify/metafields.ts'
import { silentLogger } from '../../src/logger.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { SteeredClock } from './steered-clock.ts'
import { observedCall } from './stub-platform.ts'

let sandbox: Sandbox
let folder: string
/** The system's temporary folder of this test. */
let uploads: string
let clock: SteeredClock
const call = observedCall()
const CLIENT_IDENTIFIER = 'job-42-part-1'
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulk-test-'))
  uploads = await mkdtemp(join(tmpdir(), 'bulk-test-uploads-'))
  vi.stubEnv('TMPDIR', uploads)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await sandbox.close()
  await rm(folder, { recursive: true })
  await rm(uploads, { recursive: true })
})

async function start(options: SandboxOptions = {}): Promise<ShopifyClient> {
  clock = new SteeredClock()
  sandbox = await startSandbox({ products: 3, customers: 20, now: () => clock.now(), ...options })
  while (customers().length < 50) sandbox.world.shopify.addCustomer({})
  return client()
}

function client(): ShopifyClient {
  const { clientId, clientSecret } = sandbox.shopify
  return createShopifyClient({
    ...sandbox.shopify,
    credentials: { kind: 'clientCredentials', clientId, clientSecret },
    log: silentLogger,
    tuning: { clock, attempts: 4, backoffMs: 2, maxBackoffMs: 20, timeoutMs: 2_000 },
  })
}

const GONE = 'gid://shopify/Customer/1'
const entry = (ownerId: string, value: string): MetafieldEntry => ({
  ownerId,
  namespace: 'pos',
  key: 'points',
  type: 'number_integer',
  value,
})
const customers = () => sandbox.world.shopify.customers.records
/** A row for each customer, its number the value. */
const rowsOfAll = (): MetafieldEntry[][] =>
  customers().map(({ id }, at) => [entry(`gid://shopify/Customer/${id}`, String(at))])
const values = () => customers().map(({ metafields }) => metafields.map(({ value }) => value).join())
const operations = () => sandbox.world.shopify.bulkOperations.records
const requests = (operation: string) => sandbox.world.counters.shopify[operation]?.requests ?? 0
const isCall = (operationName: string) =>
  ({
    platform: 'shopify',
    match: (request: { operationName?: string }) => request.operationName === operationName,
  }) as const
const isPath = (prefix: string) =>
  ({ platform: 'shopify', match: (request: { path: string }) => request.path.startsWith(prefix) }) as const
/** How much of the rows lies in the temporary folder. */
async function bytesOnDisk(): Promise<number> {
  const files = await readdir(uploads, { recursive: true })
  const found = await Promise.all(files.map((file) => stat(join(uploads, file))))
  return found.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0)
}

async function begun(shopify: ShopifyClient, rows = rowsOfAll()): Promise<string> {
  const stagedPath = await shopify.bulkMetafields.stage(rows, call)
  return shopify.bulkMetafields.begin({ stagedPath, clientIdentifier: CLIENT_IDENTIFIER }, call)
}

async function finished(shopify: ShopifyClient, rows = rowsOfAll()): Promise<BulkResult> {
  return shopify.bulkMetafields.finished(await begun(shopify, rows), call)
}

async function results(
  shopify: ShopifyClient,
  result: BulkResult & { rows?: number },
): Promise<MetafieldsRow[]> {
  const pages = await Array.fromAsync(shopify.bulkMetafields.results(result, folder, call))
  return pages.flat().toSorted((a, b) => a.row - b.row)
}

describe('setting metafields in bulk', () => {
  test('sets every row and says of each what became of it', async () => {
    const shopify = await start()
    const rows = rowsOfAll()
    const [first] = rows[0]!
    rows[4] = [first!, entry(GONE, '1'), entry(first!.ownerId, 'four')]
    const result = await finished(shopify, rows)
    expect(result).toMatchObject({ objectCount: 50, url: expect.any(String) })
    const answered = await results(shopify, { ...result, rows: rows.length })
    expect(answered.map(({ row }) => row)).toEqual(rows.map((_, row) => row))
    expect(answered[4]?.result).toMatchObject({
      kind: 'rejected',
      entries: [
        { index: 1, reason: 'OWNER_GONE', message: 'INVALID, Owner does not exist.' },
        { index: 2, reason: 'REFUSED', message: 'INVALID_VALUE, Value must be an integer.' },
      ],
    })
    expect(answered.filter(({ result: { kind } }) => kind === 'applied')).toHaveLength(49)
    expect(values()).toEqual(rows.map((_, at) => (at === 4 ? '' : String(at))))
    await shopify.bulkMetafields.discard(result.id, folder)
    expect(await readdir(folder)).toEqual([])
  })

  test('goes on after each step in another process', async () => {
    await start()
    const stagedPath: string = JSON.parse(
      JSON.stringify(await client().bulkMetafields.stage(rowsOfAll(), call)),
    )
    const id = await client().bulkMetafields.begin({ stagedPath, clientIdentifier: CLIENT_IDENTIFIER }, call)
    const result: BulkResult = JSON.parse(JSON.stringify(await client().bulkMetafields.finished(id, call)))
    expect(await results(client(), result)).toHaveLength(50)
    expect(await results(client(), result)).toHaveLength(50)
    expect(requests('(download)')).toBe(1)
  })

  test('shows how many rows are done', async () => {
    const shopify = await start({ shopify: { bulk: { rowsPerSecond: 5 } } })
    const counts: number[] = []
    const told = observedCall()
    await shopify.bulkMetafields.finished(await begun(shopify), told, (count) => counts.push(count))
    expect(counts.length).toBeGreaterThan(3)
    expect(counts.at(-1)).toBe(50)
    expect(told.waits[0]).toMatchObject({
      reason: 'BULK_OPERATION',
      detail: 'Shopify writes in bulk: 0 rows so far',
    })
  })
})

describe('staging', () => {
  test('reads the rows one by one and uploads each as a line, in their order', async () => {
    const shopify = await start()
    const rows = rowsOfAll()
    let uploaded: unknown = null
    sandbox.faults.add({
      kind: 'meanwhile',
      act: ({ body }) => {
        uploaded = body
      },
      ...isPath('/staged-uploads'),
    })
    async function* oneByOne() {
      for (const row of rows) yield row
    }
    const stagedPath = await shopify.bulkMetafields.stage(oneByOne(), call)
    const lines = rows.map((metafields) => `${JSON.stringify({ metafields })}\n`).join('')
    expect(uploaded).toMatchObject({ key: stagedPath, file: lines, success_action_status: '201' })
    expect(requests('StageUpload')).toBe(1)
  })

  test.each([
    { kind: 'reset' },
    { kind: 'reset', carryOut: true },
    { kind: 'hang' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
  ] as const)('%j: the upload is made again', async (effect) => {
    const shopify = await start()
    const fault = sandbox.faults.add({ ...effect, ...isPath('/staged-uploads') })
    expect(await results(shopify, await finished(shopify))).toHaveLength(50)
    expect(fault.hits).toBe(1)
    expect(requests('(upload)')).toBe(2)
    expect(requests('StageUpload')).toBe(1)
  })

  test('that the storage refuses fails, and leaves nothing on the disk', async () => {
    const shopify = await start()
    sandbox.faults.add({
      kind: 'status',
      status: 403,
      body: '<Code>AccessDenied</Code>',
      ...isPath('/staged-uploads'),
    })
    await expect(shopify.bulkMetafields.stage(rowsOfAll(), call)).rejects.toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message: expect.stringContaining(
        'answered 403 to the rows of a bulk mutation: “<Code>AccessDenied</Code>”',
      ),
    })
    expect(await readdir(uploads)).toEqual([])
  })

  test('ends when it is aborted', async () => {
    const shopify = await start()
    const abort = new AbortController()
    sandbox.faults.add({
      kind: 'meanwhile',
      act: () => abort.abort(new Error('cancelled by a person')),
      ...isCall('StageUpload'),
    })
    const staging = shopify.bulkMetafields.stage(rowsOfAll(), { signal: abort.signal })
    await expect(staging).rejects.toThrow('cancelled by a person')
    expect(requests('(upload)')).toBe(0)
  })

  test('refuses what Shopify would not take, before anything is sent', async () => {
    const shopify = await start()
    function* endless() {
      const row = Array.from({ length: 25 }, () => entry(GONE, 'x'.repeat(10_000)))
      for (;;) yield row
    }
    await expect(shopify.bulkMetafields.stage(endless(), call)).rejects.toThrow(
      'The rows have more than the 104857600 bytes that Shopify takes at once',
    )
    await expect(shopify.bulkMetafields.stage([], call)).rejects.toThrow('No rows were given')
    const row = Array.from({ length: 26 }, () => entry(GONE, '1'))
    await expect(shopify.bulkMetafields.stage([row], call)).rejects.toThrow('A row has 26 metafields')
    expect(requests('StageUpload')).toBe(0)
  })
})

describe('a start', () => {
  test.each([
    ['a reset after it was carried out', { kind: 'reset', carryOut: true }],
    ['a time-out after it was carried out', { kind: 'hang', carryOut: true }],
    ['a reset before', { kind: 'reset' }],
    ['a 502', { kind: 'status', status: 502 }],
    ['THROTTLED', { kind: 'throttled' }],
    ['an expired token', { kind: 'expireToken' }],
  ] as const)('that meets %s leaves one operation', async (_what, effect) => {
    const shopify = await start()
    const fault = sandbox.faults.add({ ...effect, ...isCall('RunBulkMutation') })
    const result = await finished(shopify)
    expect(fault.hits).toBe(1)
    expect(operations()).toHaveLength(1)
    expect(result.id).toContain(String(operations()[0]!.id))
  })

  test('is found by its path and identifier, and no other is', async () => {
    const shopify = await start()
    const stagedPath = await shopify.bulkMetafields.stage(rowsOfAll(), call)
    const staged = { stagedPath, clientIdentifier: CLIENT_IDENTIFIER }
    expect(await shopify.bulkMetafields.find(staged, call)).toBeNull()
    const id = await shopify.bulkMetafields.begin(staged, call)
    const other = await shopify.bulkMetafields.stage(rowsOfAll(), call)
    const find = (more: object = {}) => client().bulkMetafields.find({ ...staged, ...more }, call)
    expect(await find({ clientIdentifier: 'job-42-part-2' })).toBeNull()
    expect(await find({ stagedPath: other })).toBeNull()
    expect(await find()).toBe(id)
    await shopify.bulkMetafields.finished(id, call)
    expect(await find()).toBe(id)
  })

  test('is found when it failed, for some of its rows may be carried out', async () => {
    const shopify = await start()
    sandbox.world.shopify.nextBulkOutcomes.push({ status: 'FAILED', errorCode: 'TIMEOUT', afterObjects: 10 })
    const stagedPath = await shopify.bulkMetafields.stage(rowsOfAll(), call)
    const staged = { stagedPath, clientIdentifier: CLIENT_IDENTIFIER }
    const id = await shopify.bulkMetafields.begin(staged, call)
    await expect(shopify.bulkMetafields.finished(id, call)).rejects.toMatchObject({
      code: 'BULK_OPERATION_FAILED',
    })
    expect(await client().bulkMetafields.find(staged, call)).toBe(id)
    const again = await shopify.bulkMetafields.begin(staged, call)
    expect(again).not.toBe(id)
    expect(await results(shopify, await shopify.bulkMetafields.finished(again, call))).toHaveLength(50)
    expect(values()).toEqual(rowsOfAll().map((_, at) => String(at)))
  })

  test('waits while five mutations run, not for queries', async () => {
    const shopify = await start({ shopify: { bulk: { rowsPerSecond: 0.01, objectsPerSecond: 0.01 } } })
    for (let n = 0; n < 5; n++) await shopify.bulk.begin('customers', {}, call)
    const running: string[] = []
    for (let n = 0; n < 5; n++) running.push(await begun(shopify))
    const stagedPath = await shopify.bulkMetafields.stage(rowsOfAll(), call)
    const waited = Promise.withResolvers<void>()
    const sixth = shopify.bulkMetafields.begin(
      { stagedPath, clientIdentifier: CLIENT_IDENTIFIER },
      {
        signal: call.signal,
        onWait: (wait) => {
          if (wait?.reason === 'BULK_OPERATION') waited.resolve()
        },
      },
    )
    await waited.promise
    await shopify.bulkMetafields.cancel(running[0]!, call)
    expect(running).not.toContain(await sixth)
    expect(operations()).toHaveLength(11)
  })

  test('over rows that are not there says to stage them again; with a bad identifier it is refused', async () => {
    const shopify = await start()
    const begin = (stagedPath: string, clientIdentifier = CLIENT_IDENTIFIER) =>
      shopify.bulkMetafields.begin({ stagedPath, clientIdentifier }, call)
    await expect(begin('tmp/gone')).rejects.toMatchObject({
      code: 'BULK_OPERATION_FAILED',
      message: expect.stringContaining('The JSONL file could not be found.'),
    })
    const stagedPath = await shopify.bulkMetafields.stage(rowsOfAll(), call)
    await expect(begin(stagedPath, 'short')).rejects.toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message: expect.stringContaining('is too short'),
    })
  })

  test('is made again when Shopify could not read the file', async () => {
    const shopify = await start()
    const userErrors = [{ field: null, message: 'Try again.', code: 'INTERNAL_FILE_SERVER_ERROR' }]
    const answer = { data: { bulkOperationRunMutation: { bulkOperation: null, userErrors } } }
    const fault = sandbox.faults.add({
      kind: 'transform',
      change: () => answer,
      ...isCall('RunBulkMutation'),
    })
    await begun(shopify)
    expect(fault.hits).toBe(1)
  })
})

describe('an operation', () => {
  test.each([
    [{ status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', afterObjects: 7 }, 'BULK_OPERATION_FAILED', 7],
    [{ status: 'FAILED', errorCode: 'ACCESS_DENIED' }, 'SHOPIFY_ACCESS', 0],
    [{ status: 'CANCELED', afterObjects: 3 }, 'BULK_OPERATION_FAILED', 3],
    [{ status: 'EXPIRED' }, 'BULK_OPERATION_FAILED', 50],
  ] as const)('that ended as %j fails with %s', async (outcome, code, applied) => {
    const shopify = await start()
    sandbox.world.shopify.nextBulkOutcomes.push(outcome)
    await expect(finished(shopify)).rejects.toMatchObject({ code })
    expect(values().filter((value) => value !== '')).toHaveLength(applied)
  })

  test('can be cancelled; what it did stays', async () => {
    const shopify = await start({ shopify: { bulk: { rowsPerSecond: 10 } } })
    const id = await begun(shopify)
    clock.advance(1_000)
    await shopify.bulkMetafields.cancel(id, call)
    await expect(shopify.bulkMetafields.finished(id, call)).rejects.toMatchObject({
      code: 'BULK_OPERATION_FAILED',
      message: expect.stringContaining('CANCELED'),
    })
    expect(values().filter((value) => value !== '').length).toBe(10)
    await shopify.bulkMetafields.cancel(id, call)
  })
})

describe('results', () => {
  test.each<[string, (lines: string[]) => string[], string]>([
    ['without one row', (lines) => lines.toSpliced(10, 1), 'lacks row'],
    ['without the last line', (lines) => lines.slice(0, -1), 'it has 49 of 50'],
    ['with one row twice', (lines) => lines.toSpliced(10, 0, lines[3]!), 'twice'],
    ['with one row in place of another', (lines) => lines.with(10, lines[3]!), 'twice'],
    [
      'with a row that was never sent',
      (lines) => lines.with(10, lines[10]!.replace(/:\d+\}$/, ':50}')),
      'has row 50 of 50',
    ],
    ['with half a line', (lines) => lines.with(10, lines[10]!.slice(0, 20)), 'has no row number in line 11'],
    ['with nothing', () => [], 'it has 0 of 50'],
  ])('%s are not taken, and nothing of them is kept', async (_what, change, flaw) => {
    const shopify = await start()
    const result = await finished(shopify)
    sandbox.faults.add({
      kind: 'transformText',
      change: (text) =>
        change(text.trimEnd().split('\n'))
          .map((line) => `${line}\n`)
          .join(''),
      ...isPath('/bulk/'),
    })
    const taken: MetafieldsRow[][] = []
    const taking = (async () => {
      for await (const page of shopify.bulkMetafields.results(result, folder, call)) taken.push(page)
    })()
    await expect(taking).rejects.toMatchObject({
      code: 'BULK_RESULT_INCOMPLETE',
      message: expect.stringContaining(flaw),
    })
    expect(taken).toEqual([])
    expect(await readdir(folder)).toEqual([])
    expect(await results(shopify, result)).toHaveLength(50)
  })

  test('are measured by the rows that were staged, when these are told', async () => {
    const shopify = await start()
    const result = await finished(shopify)
    await expect(results(shopify, { ...result, rows: 51 })).rejects.toMatchObject({
      code: 'BULK_RESULT_INCOMPLETE',
      message: `The result of ${result.id} lacks row 50: it has 50 of 51`,
    })
    expect(await results(shopify, { ...result, objectCount: 4_000, rows: 50 })).toHaveLength(50)
    await expect(results(shopify, { ...result, url: null })).rejects.toMatchObject({
      code: 'BULK_RESULT_INCOMPLETE',
    })
  })

  test.each([
    { kind: 'reset', afterBytes: 700 },
    { kind: 'status', status: 503 },
  ] as const)('%j: the download goes on', async (effect) => {
    const shopify = await start()
    const result = await finished(shopify)
    const fault = sandbox.faults.add({ ...effect, ...isPath('/bulk/') })
    expect(await results(shopify, result)).toHaveLength(50)
    expect(fault.hits).toBe(1)
  })

  test('say of a row that was not carried out as a whole what Shopify said', async () => {
    const shopify = await start()
    const wrong: MetafieldEntry[] = JSON.parse('[{ "ownerId": 1 }]')
    const rows = rowsOfAll().with(2, wrong)
    const answered = await results(shopify, await finished(shopify, rows))
    expect(answered[2]?.result).toEqual({
      kind: 'rejected',
      entries: [],
      message: 'Variable $metafields of type [MetafieldsSetInput!]! was provided invalid value',
    })
  })

  test('without the scope fail as such', async () => {
    const shopify = await start()
    sandbox.world.shopify.scopes = ['read_customers']
    await expect(results(shopify, await finished(shopify))).rejects.toMatchObject({
      code: 'SHOPIFY_ACCESS',
      message: expect.stringContaining('Access denied for metafieldsSet'),
    })
  })
})

test('20,000 rows are staged, carried out and answered, a block at a time', async () => {
  const shopify = await start({ shopify: { bulk: { rowsPerSecond: Infinity } } })
  const many = 20_000
  const owner = `gid://shopify/Customer/${customers()[0]!.id}`
  const held: number[] = []
  let made = 0
  async function* rows() {
    for (let row = 0; row < many; row++) {
      const entries = Array.from({ length: 5 }, () => entry(owner, String(row)))
      if (row % 1_000 === 0) held.push(made - (await bytesOnDisk()))
      made += JSON.stringify({ metafields: entries }).length + 1
      yield entries
    }
  }
  const stagedPath = await shopify.bulkMetafields.stage(rows(), call)
  expect(made).toBeGreaterThan(10_000_000)
  expect(Math.max(...held)).toBeLessThan(500_000)

  const staged = { stagedPath, clientIdentifier: CLIENT_IDENTIFIER }
  const operation = await shopify.bulkMetafields.begin(staged, call)
  const result = await shopify.bulkMetafields.finished(operation, call)
  const pages: number[] = []
  for await (const page of shopify.bulkMetafields.results({ ...result, rows: many }, folder, call))
    pages.push(page.filter(({ result: { kind } }) => kind === 'applied').length)
  expect(pages.reduce((sum, size) => sum + size, 0)).toBe(many)
  expect(Math.max(...pages)).toBe(1_000)
  expect(requests('StageUpload') + requests('(upload)') + requests('RunBulkMutation')).toBe(3)
})
