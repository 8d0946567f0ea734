import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gql } from 'graphql-request'
import { expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { finished, run, start, watch } from '../support/jobs.ts'

/** Every full pull of Shopify reads in bulk. */
const BULK = { bulkFrom: 1 }
const TABLES = {
  PULL_SHOPIFY_PRODUCTS: ['shopify_product', 'shopify_variant'],
  PULL_SHOPIFY_CUSTOMERS: ['shopify_customer'],
}
const TYPES = Object.keys(TABLES) as (keyof typeof TABLES)[]

const startServer = (options: Parameters<typeof startTestApp>[0] = {}) =>
  startTestApp({ sandbox: { products: 700, customers: 900 }, app: BULK, ...options })

async function contentOf({ databaseUrl }: TestApp, type: keyof typeof TABLES): Promise<unknown[]> {
  const tables = TABLES[type].map((table) =>
    rowsOf(databaseUrl, `select id, content_hash from ${table} order by id collate "C"`),
  )
  return Promise.all(tables)
}

const downloads = ({ config }: TestApp) => readdir(join(config.dataDir, 'downloads')).catch(() => [])

async function logOf({ http }: TestApp, id: string): Promise<string[]> {
  const query = gql`
    query ($id: ID!) {
      job(id: $id) {
        log {
          nodes {
            message
          }
        }
      }
    }
  `
  const { job } = await http.request<{ job: { log: { nodes: { message: string }[] } } }>(query, { id })
  return job.log.nodes.map(({ message }) => message)
}

test.each(TYPES)('%s in bulk writes the rows that reading page by page writes', async (type) => {
  await using server = await startServer()
  const end = await run(server, type)
  expect(end).toMatchObject({ status: 'COMPLETED', failed: 0, metadata: { source: 'BULK' } })
  expect(end.total).toBe(end.processed)
  expect(await downloads(server)).toEqual([])
  await using paged = await startServer({ existingSandbox: server.sandbox, app: { bulkFrom: Infinity } })
  expect(await run(paged, type)).toMatchObject({
    created: end.created,
    metadata: { source: 'PAGES', sourceReason: expect.stringContaining('in bulk from') },
  })
  expect(await contentOf(server, type)).toEqual(await contentOf(paged, type))
})

test.each(TYPES)('%s takes up the operation that a killed server left running', async (type) => {
  await using database = await createTestDatabase()
  await using first = await startServer({ databaseUrl: database.url })
  const { shopify } = first.sandbox.world
  shopify.bulk.objectsPerSecond = 500
  const jobId = await start(first.http, type)
  for await (const { waitingOn } of watch(first.ws, { jobId }))
    if (waitingOn?.reason === 'BULK_OPERATION') break
  const begun = shopify.bulkOperations.size
  await first.app.stop()
  shopify.bulk.objectsPerSecond = Infinity
  await using second = await startServer({ databaseUrl: database.url, existingSandbox: first.sandbox })
  expect(await finished(second.ws, jobId)).toMatchObject({
    status: 'COMPLETED',
    metadata: { source: 'BULK' },
  })
  expect(shopify.bulkOperations.size).toBe(begun)
})

test.each(['FAILED', 'CANCELED', 'EXPIRED'] as const)(
  'an operation that ends %s: reads page by page',
  async (status) => {
    await using server = await startServer()
    const { shopify } = server.sandbox.world
    shopify.nextBulkOutcomes.push(
      status === 'FAILED' ? { status, errorCode: 'TIMEOUT', afterObjects: 40 } : { status },
    )
    const end = await run(server, 'PULL_SHOPIFY_CUSTOMERS')
    expect(end).toMatchObject({
      status: 'COMPLETED',
      created: shopify.customers.size,
      metadata: { source: 'PAGES', sourceReason: expect.stringContaining(status) },
    })
    expect((await logOf(server, end.id)).join('\n')).toContain('page by page instead')
  },
)

test('a malformed line, a missing and an additional one end the job before it concludes anything from the file', async () => {
  await using server = await startServer()
  await run(server, 'PULL_SHOPIFY_CUSTOMERS')
  const changes: ((text: string) => string)[] = [
    (text) => text.replace('\n', '\n{"id":"gid:\\/\\/shop'),
    (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1),
    (text) => `${text}${text.slice(0, text.indexOf('\n') + 1)}`,
  ]
  for (const change of changes) {
    server.sandbox.faults.add({
      platform: 'shopify',
      kind: 'transformText',
      match: ({ path }) => path.includes('/bulk/'),
      change,
    })
    const end = await run(server, 'PULL_SHOPIFY_CUSTOMERS')
    expect(end).toMatchObject({
      status: 'FAILED',
      error: { code: 'BULK_RESULT_INCOMPLETE', retryable: true },
    })
    expect(
      await rowsOf(server.databaseUrl, 'select 1 from shopify_customer where deleted_at is not null'),
    ).toEqual([])
  }
  expect(await run(server, 'PULL_SHOPIFY_CUSTOMERS')).toMatchObject({
    status: 'COMPLETED',
    created: 0,
    updated: 0,
  })
})

test('cancelled while Shopify prepares, it cancels the operations there too', async () => {
  await using server = await startServer()
  const { shopify } = server.sandbox.world
  shopify.bulk.objectsPerSecond = 20
  const jobId = await start(server.http, 'PULL_SHOPIFY_PRODUCTS')
  for await (const { waitingOn } of watch(server.ws, { jobId }))
    if (waitingOn?.reason === 'BULK_OPERATION') break
  const cancel = gql`
    mutation ($id: ID!) {
      cancelJob(id: $id) {
        __typename
      }
    }
  `
  await server.http.request(cancel, { id: jobId })
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'CANCELLED', waitingOn: null })
  const statuses = shopify.bulkOperations.records.map(({ status }) => status)
  expect(statuses).toHaveLength(2)
  for (const status of statuses) expect(['CANCELING', 'CANCELED']).toContain(status)
  expect(await downloads(server)).toEqual([])
})
