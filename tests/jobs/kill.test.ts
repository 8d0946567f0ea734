import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { finished, run, start, watch } from '../support/jobs.ts'
import { PULLED_KINDS } from '../support/pulls.ts'
import { startServerProcess, variablesFor, type ServerProcess } from '../support/server-process.ts'

vi.setConfig({ hookTimeout: 60_000 })

const TABLES = {
  PULL_NHANH_PRODUCTS: ['nhanh_product'],
  PULL_SHOPIFY_PRODUCTS: ['shopify_product', 'shopify_variant'],
  PULL_NHANH_CUSTOMERS: ['nhanh_customer', 'customer_phone'],
  PULL_SHOPIFY_CUSTOMERS: ['shopify_customer', 'customer_phone'],
}

const SANDBOX = {
  products: 1_500,
  customers: 4_000,
  latencyMs: 15,
  limits: { nhanh: 'off', shopify: 'off' },
} as const

describe('a pull', () => {
  let undisturbed: TestApp
  let disturbed: Awaited<ReturnType<typeof createTestDatabase>>
  /** What takes up a job of one that was killed is the next to be. */
  let server: ServerProcess
  const startServer = async () =>
    startServerProcess({ ...variablesFor(undisturbed.sandbox), DATABASE_URL: disturbed.url })
  beforeAll(async () => {
    undisturbed = await startTestApp({ sandbox: SANDBOX })
    disturbed = await createTestDatabase()
    server = await startServer()
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await undisturbed[Symbol.asyncDispose]()
    await disturbed[Symbol.asyncDispose]()
  })

  test.each(Object.entries(TABLES))(
    '%s, killed three times in mid-page, ends with the rows and counts of an undisturbed run',
    async (type, tables) => {
      const expected = await run(undisturbed, type)
      let jobId: string | undefined
      let processed = 0
      for (const pages of [1, 3, 2]) {
        const hung = hangAfter(undisturbed.sandbox, type, pages)
        if (jobId) server = await startServer()
        else jobId = await start(server.http, type)
        await hung
        // The next page is on its way, and at least one more was written, perhaps not all that came.
        processed = await processedBeyond(server, jobId, processed)
        await server.end('SIGKILL')
        undisturbed.sandbox.faults.clear()
      }
      server = await startServer()
      const end = await finished(server.ws, jobId!)

      const { created, updated, unchanged, skipped, failed, total, status } = expected
      expect(end).toMatchObject({ created, updated, unchanged, skipped, failed, total, status, attempt: 4 })
      expect(end.processed).toBe(expected.processed)
      // Shopify's ranges of ids are cut anew when a run is taken up again.
      if (type.includes('NHANH')) expect(end.metadata['pages']).toBe(expected.metadata['pages'])
      expect(end.metadata['resumedFrom']).toMatch(/page \d+/)
      for (const table of tables) {
        const content =
          table === 'customer_phone'
            ? 'select account_id, customer_id, phone, field from customer_phone order by 1, 2, 3'
            : `select id, content_hash from ${table} order by id`
        expect(await rowsOf(disturbed.url, content)).toEqual(await rowsOf(undisturbed.databaseUrl, content))
      }
      expect(await rowsOf(disturbed.url, 'select * from job_sighting')).toEqual([])
      expect(await rowsOf(disturbed.url, 'select * from job_resource')).toEqual([])
    },
    120_000,
  )
})

/** Lets so many pages of such a pull through; resolves when the next one is asked for, which is never answered. */
function hangAfter({ faults }: Sandbox, type: string, pages: number): Promise<void> {
  const { isList } = PULLED_KINDS.find((kind) => kind.type === type)!
  const hung = Promise.withResolvers<void>()
  let passing = pages
  faults.add({
    platform: type.includes('NHANH') ? 'nhanh' : 'shopify',
    kind: 'hang',
    times: Infinity,
    match: (request) => {
      if (!isList(request) || passing-- > 0) return false
      hung.resolve()
      return true
    },
  })
  return hung.promise
}

/** How many items the job has processed, when they are more than before. */
async function processedBeyond(server: ServerProcess, jobId: string, before: number): Promise<number> {
  for await (const { processed } of watch(server.ws, { jobId })) if (processed > before) return processed
  throw new Error('the job ended before it could be killed')
}

test('a stopped server puts its job back without counting an attempt, and the next one goes on with it', async () => {
  await using database = await createTestDatabase()
  const sandbox = await startSandbox({
    products: 1_000,
    customers: 4_000,
    latencyMs: 30,
    limits: { nhanh: 'off', shopify: 'off' },
  })
  try {
    const variables = { ...variablesFor(sandbox), DATABASE_URL: database.url }
    const first = await startServerProcess(variables)
    const jobId = await start(first.http, 'PULL_NHANH_PRODUCTS')
    for await (const state of watch(first.ws, { jobId })) if (state.processed > 0) break
    expect(await first.end('SIGTERM')).toBe(0)
    const [stopped] = await rowsOf<{ status: string; processed: number }>(
      database.url,
      'select status, created as processed from background_job',
    )
    expect(stopped!.status).toBe('QUEUED')

    await using second = await startServerProcess(variables)
    const end = await finished(second.ws, jobId)
    expect(end).toMatchObject({ status: 'COMPLETED', attempt: 1, created: sandbox.world.nhanh.products.size })
    expect(end.processed).toBeGreaterThan(stopped!.processed)
  } finally {
    await sandbox.close()
  }
})
