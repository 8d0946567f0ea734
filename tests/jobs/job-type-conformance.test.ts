import { gql } from 'graphql-request'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { JOB_TYPES } from '../../src/jobs/types/job-types.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import type { FaultRequest } from '../../src/sandbox/faults.ts'
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts'
import type { World } from '../../src/sandbox/world.ts'
import { ask, finished, jobOf, run, start, watch } from '../support/jobs.ts'
import { startLinkedCustomers } from '../support/sync/customers.ts'
import { startSyncedShop } from '../support/sync/shop.ts'

function isPage({ path, operationName }: FaultRequest): boolean {
  return path.endsWith('/list') || /^(Products|Variants|Customers)Page$/.test(operationName ?? '')
}

/** What must have run before, for a job that reads what others have brought. */
const NEEDED: Record<string, string[]> = {
  AUTO_MATCH_PRODUCTS: ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS'],
  AUTO_MATCH_CUSTOMERS: ['PULL_NHANH_CUSTOMERS', 'PULL_SHOPIFY_CUSTOMERS'],
}

/** What is stocked at one of two locations is written at first, and then left out for the other. */
function stockEverywhere({ shopify }: World): void {
  for (const { levels } of shopify.inventoryItems) {
    for (const level of levels) level.isActive = true
    for (const { id: locationId, updatedAt } of shopify.locations)
      if (!levels.some((level) => level.locationId === locationId))
        levels.push({ locationId, available: 0, committed: 0, isActive: true, updatedAt })
  }
}

/** Every customer failed, and could succeed now. */
async function startWithFailures(sandbox: SandboxOptions): Promise<TestApp> {
  const server = await startLinkedCustomers({ sandbox })
  const nobody = server.sandbox.faults.add({
    platform: 'nhanh',
    kind: 'transform',
    times: Infinity,
    match: ({ path }) => path === '/customer/list',
    change: () => ({ code: 1, data: [] }),
  })
  await run(server, 'CUSTOMER_SYNC')
  nobody.remove()
  return server
}

async function startServer(type: string, latencyMs = 0): Promise<TestApp> {
  const sandbox = { products: 300, customers: 800, latencyMs }
  if (type === 'PRODUCT_SYNC') return startSyncedShop({ sandbox, fill: stockEverywhere })
  if (type === 'CUSTOMER_SYNC') return startLinkedCustomers({ sandbox })
  if (type === 'RETRY_FAILED_SYNC') return startWithFailures({ ...sandbox, products: 0 })
  if (type === 'UNDO_SYNC') {
    const linked = await startLinkedCustomers({ sandbox: { ...sandbox, products: 0 } })
    await run(linked, 'CUSTOMER_SYNC')
    return linked
  }
  const server = await startTestApp({ sandbox })
  for (const needed of NEEDED[type] ?? []) await run(server, needed)
  return server
}

/** The least that a job must be told. */
async function leastInput({ databaseUrl }: Pick<TestApp, 'databaseUrl'>, type: string): Promise<object> {
  if (type !== 'UNDO_SYNC') return {}
  const [last] = await rowsOf<{ id: number }>(
    databaseUrl,
    `select max(id) as id from background_job where type = 'CUSTOMER_SYNC' and not dry_run`,
  )
  return { jobId: String(last!.id) }
}

/** Keeps the jobs that link records from getting anywhere, until it is disposed. */
async function holdUpMatches({ databaseUrl }: TestApp): Promise<AsyncDisposable> {
  const client = new Client(databaseUrl)
  await client.connect()
  await client.query('begin; lock table product_mapping, customer_mapping in exclusive mode')
  return { [Symbol.asyncDispose]: () => client.end() }
}

/** What is promised of every job type, whatever it does. A new type in the list is tested by being there. */
describe.each(JOB_TYPES.map((type) => ({ type: type.type, definition: type })))(
  '$type',
  ({ type, definition }) => {
    test('has a name, a label and a description for people', () => {
      expect(type).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
      expect(definition.label).toMatch(/^[A-Z]/)
      expect(definition.description).toMatch(/^[A-Z].*\.$/)
    })

    test('refuses fields that it does not know, and needs none but what it is about', () => {
      const least = type === 'UNDO_SYNC' ? { jobId: '7' } : {}
      expect(definition.input.safeParse({ ...least, nonsense: 1 }).success).toBe(false)
      expect(definition.input.safeParse(least).success).toBe(true)
    })

    test('holds resources of its accounts', () => {
      const accountIds = { NHANH: 11, SHOPIFY: 22 }
      for (const resource of definition.resources({}, accountIds)) expect(resource).toMatch(/^(11|22):\w+/)
    })

    test('runs to its end; run again, it finds nothing changed', async () => {
      await using server = await startServer(type)
      const input = await leastInput(server, type)
      const first = await run(server, type, input)
      expect(first).toMatchObject({
        status: 'COMPLETED',
        attempt: 1,
        failed: 0,
        error: null,
        waitingOn: null,
        phase: null,
      })
      expect(first.processed).toBeGreaterThan(0)
      expect(first.total).toBe(first.processed)
      expect(first.metadata).toMatchObject({
        requests: expect.any(Number),
        rateLimitHits: 0,
        waitedMs: expect.any(Number),
      })
      const second = await run(server, type, input)
      expect(second).toMatchObject({
        status: 'COMPLETED',
        created: 0,
        updated: 0,
        // What succeeded is not retried.
        unchanged: type === 'RETRY_FAILED_SYNC' ? 0 : first.successful,
        skipped: first.skipped,
      })
      expect(await rowsOf(server.databaseUrl, 'select * from job_resource')).toEqual([])
      expect(await rowsOf(server.databaseUrl, 'select * from job_sighting')).toEqual([])
    })

    test('started again while it runs answers the running job; nulls in the input are no difference', async () => {
      await using server = await startServer(type, 30)
      const held = await holdUpMatches(server)
      const input = await leastInput(server, type)
      const jobId = await start(server.http, type, input)
      const nulls = Object.fromEntries(
        Object.keys((definition.input as never as { shape: object }).shape).map((key) => [key, null]),
      )
      expect(await ask(server.http, type, { ...nulls, ...input })).toMatchObject({
        __typename: 'JobAlreadyRunning',
        job: { id: jobId },
      })
      await held[Symbol.asyncDispose]()
      await finished(server.ws, jobId)
    })
  },
)

/** What is promised of every job type that reads a platform. */
describe.each(JOB_TYPES.map(({ type }) => ({ type })).filter(({ type }) => type.startsWith('PULL_')))(
  '$type',
  ({ type }) => {
    test('stopped between batches, it goes on from its checkpoint and counts nothing twice', async () => {
      await using server = await startServer(type)
      // The platform answers no page after its second, so that is where the run is stopped.
      for (const platform of ['nhanh', 'shopify'] as const) {
        server.sandbox.faults.add({
          platform,
          kind: 'hang',
          match: isPage,
          afterRequests: 2,
          times: Infinity,
        })
      }
      const jobId = await start(server.http, type)
      for await (const { metadata } of watch(server.ws, { jobId })) if (metadata['pages'] === 2) break
      await server.app.stop()
      server.sandbox.faults.clear()
      const [stopped] = await rowsOf<{ status: string; checkpoint: unknown }>(
        server.databaseUrl,
        'select status, checkpoint from background_job',
      )
      expect(stopped).toEqual({ status: 'QUEUED', checkpoint: expect.anything() })
      await using next = await startTestApp({
        databaseUrl: server.databaseUrl,
        existingSandbox: server.sandbox,
      })
      const end = await finished(next.ws, jobId)
      expect(end).toMatchObject({ status: 'COMPLETED', attempt: 1 })
      const again = await run(next, type)
      expect(again).toMatchObject({ unchanged: end.processed, processed: end.processed })
      expect((await jobOf(next.http, jobId))!.seq).toBe(end.seq)
    })

    test('while its platform is down it says why it waits, then fails with a named error and keeps what it has', async () => {
      await using server = await startServer(type)
      for (const platform of ['nhanh', 'shopify'] as const) {
        server.sandbox.faults.add({
          platform,
          kind: 'status',
          status: 503,
          match: isPage,
          afterRequests: 1,
          times: Infinity,
        })
      }
      const end = await run(server, type)
      expect(end).toMatchObject({
        status: 'FAILED',
        error: { code: 'PLATFORM_UNREACHABLE', retryable: true },
        waitingOn: null,
      })
      const { job } = await server.http.request<{
        job: { log: { nodes: { level: string; message: string }[] } }
      }>(
        gql`
          query ($id: ID!) {
            job(id: $id) {
              log {
                nodes {
                  level
                  message
                }
              }
            }
          }
        `,
        { id: end.id },
      )
      const waits = job.log.nodes.filter((line) => line.level === 'WARN')
      expect(waits[0]?.message).toContain('503')
      expect(job.log.nodes.at(-1)).toMatchObject({
        level: 'ERROR',
        message: expect.stringContaining('PLATFORM_UNREACHABLE'),
      })
      server.sandbox.faults.clear()
      expect(await run(server, type)).toMatchObject({ status: 'COMPLETED' })
    })
  },
)
