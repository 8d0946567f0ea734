import { expect, test } from 'vitest'
import type { FaultEffect, FaultRequest } from '../../../src/sandbox/faults.ts'
import type { TestApp } from '../../support/app.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, start } from '../../support/jobs.ts'
import { startServerProcess, variablesFor } from '../../support/server-process.ts'
import {
  expectInStep,
  expectLedgersTrue,
  isSet,
  linkedCustomers,
  type LinkedCustomer,
  pictureOf,
  startLinkedCustomers,
} from '../../support/sync/customers.ts'

interface Moment {
  at: string
  effect: FaultEffect
  match: (request: FaultRequest) => boolean
  /** Bulk operations that there are in the end. */
  operations: number
}

const isCall = (name: string) => (request: FaultRequest) => request.operationName === name
const LOST = { kind: 'hang', carryOut: true } as const
const NEVER = { kind: 'hang' } as const

/** In bulk, while 500 and more differ. */
const BULK: Moment[] = [
  { at: 'before the rows are staged', effect: NEVER, match: isCall('StageUpload'), operations: 1 },
  { at: 'before the operation begins', effect: NEVER, match: isCall('RunBulkMutation'), operations: 1 },
  { at: 'when it has just begun', effect: LOST, match: isCall('RunBulkMutation'), operations: 1 },
  { at: 'while it runs', effect: NEVER, match: isCall('BulkById'), operations: 1 },
  {
    at: 'while the result is read',
    effect: { kind: 'hang', afterBytes: 100 },
    match: ({ path }) => path.endsWith('.jsonl'),
    operations: 1,
  },
]
/** By calls, a few customers each. */
const CALLS: Moment[] = [
  { at: 'before a call is carried out', effect: NEVER, match: isSet, operations: 0 },
  { at: 'before a call is answered', effect: LOST, match: isSet, operations: 0 },
]

const WAYS = [
  { way: 'in bulk', customers: 1_000, moments: BULK },
  { way: 'by calls', customers: 200, moments: CALLS },
]

interface StoppedShop extends AsyncDisposable {
  /** Its server has ended; its sandbox and its database are there. */
  app: TestApp
  variables: Record<string, string>
  linked: LinkedCustomer[]
}

async function startShop(customers: number): Promise<StoppedShop> {
  const app = await startLinkedCustomers({
    sandbox: { customers, shopify: { bulk: { rowsPerSecond: Infinity } } },
  })
  await app.app.stop()
  const variables = {
    ...variablesFor(app.sandbox),
    DATABASE_URL: app.databaseUrl,
    CUSTOMER_SYNC_ENABLED: 'true',
  }
  const linked = await linkedCustomers(app)
  return { app, variables, linked, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

/** A job whose server is killed at a moment. */
async function killedAt(
  { effect, match }: Moment,
  {
    app,
    variables,
    type,
    input = null,
  }: { app: TestApp; variables: Record<string, string>; type: string; input?: object | null },
): Promise<string> {
  const { faults } = app.sandbox
  const met = Promise.withResolvers<void>()
  faults.add({
    ...effect,
    platform: 'shopify',
    times: Infinity,
    match: (request) => {
      if (!match(request)) return false
      met.resolve()
      return true
    },
  })
  await using server = await startServerProcess(variables)
  const jobId = await start(server.http, type, input)
  await met.promise
  await server.end('SIGKILL')
  faults.clear()
  return jobId
}

/** A sync by a server of its own; returns its id. */
async function synced(variables: Record<string, string>): Promise<string> {
  await using server = await startServerProcess(variables)
  return (await finished(server.ws, await start(server.http, 'CUSTOMER_SYNC'))).id
}

test.each(WAYS)(
  'killed at every step of writing $way, it ends with what the ledger says',
  async ({ customers, moments }) => {
    await using shop = await startShop(customers)
    const { app, variables, linked } = shop
    const { world } = app.sandbox
    for (const moment of moments) {
      const { at, operations } = moment
      for (const { nhanh } of linked) nhanh.totalAmount += 1_000
      const before = pictureOf(app)
      const begun = world.shopify.bulkOperations.size
      const jobId = await killedAt(moment, { app, variables, type: 'CUSTOMER_SYNC' })
      await using server = await startServerProcess(variables)
      const end = await finished(server.ws, jobId)
      expect({ at, ...end }).toMatchObject({
        at,
        status: 'COMPLETED',
        attempt: 2,
        updated: linked.length,
        total: linked.length,
        metadata: { customersWritten: linked.length },
      })
      await expectInStep(app)
      await expectLedgersTrue({ ...app, http: server.http }, [jobId], before)
      expect({ at, operations: world.shopify.bulkOperations.size - begun }).toEqual({ at, operations })
      expect(await rowsOf(app.databaseUrl, 'select * from write_intent')).toEqual([])
      expect(await server.end('SIGTERM')).toBe(0)
    }
  },
  180_000,
)

test.each(WAYS)(
  'an undo, killed at every step of writing $way, puts back what was there',
  async ({ customers, moments }) => {
    await using shop = await startShop(customers)
    const { app, variables, linked } = shop
    await synced(variables)
    for (const moment of moments) {
      const { at } = moment
      for (const { nhanh } of linked) nhanh.totalAmount += 1_000
      const before = pictureOf(app)
      const input = { jobId: await synced(variables) }
      const between = pictureOf(app)
      const jobId = await killedAt(moment, { app, variables, type: 'UNDO_SYNC', input })
      await using server = await startServerProcess(variables)
      const end = await finished(server.ws, jobId)
      expect({ at, ...end }).toMatchObject({
        at,
        status: 'COMPLETED',
        attempt: 2,
        updated: linked.length,
        total: linked.length,
      })
      expect({ at, shown: pictureOf(app) }).toEqual({ at, shown: before })
      await expectLedgersTrue({ ...app, http: server.http }, [jobId], between)
      expect(await rowsOf(app.databaseUrl, 'select * from write_intent')).toEqual([])
      expect(await server.end('SIGTERM')).toBe(0)
    }
  },
  240_000,
)

test.each([
  ['carried out', NEVER],
  ['answered', LOST],
] as const)(
  'an undo, killed before a removal is %s, removes what the sync created, and its ledger says so',
  async (_what, effect) => {
    await using shop = await startShop(1_000)
    const { app, variables, linked } = shop
    const before = pictureOf(app)
    const input = { jobId: await synced(variables) }
    const between = pictureOf(app)
    const moment = { at: '', effect, match: isCall('MetafieldsDelete'), operations: 0 }
    const jobId = await killedAt(moment, { app, variables, type: 'UNDO_SYNC', input })
    await using server = await startServerProcess(variables)
    expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', updated: linked.length })
    expect(pictureOf(app)).toEqual(before)
    await expectLedgersTrue({ ...app, http: server.http }, [jobId], between)
    expect(await rowsOf(app.databaseUrl, 'select * from write_intent')).toEqual([])
  },
  120_000,
)
