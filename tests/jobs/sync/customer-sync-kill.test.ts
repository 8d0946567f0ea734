import { expect, test } from 'vitest'
import type { FaultEffect, FaultRequest } from '../../../src/sandbox/faults.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, start } from '../../support/jobs.ts'
import { startServerProcess, variablesFor } from '../../support/server-process.ts'
import {
  expectInStep,
  expectLedgersTrue,
  isSet,
  linkedCustomers,
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

test.each([
  { way: 'in bulk', customers: 1_000, moments: BULK },
  { way: 'by calls', customers: 200, moments: CALLS },
])(
  'killed at every step of writing $way, it ends with what the ledger says',
  async ({ customers, moments }) => {
    await using app = await startLinkedCustomers({
      sandbox: { customers, shopify: { bulk: { rowsPerSecond: Infinity } } },
    })
    await app.app.stop()
    const variables = {
      ...variablesFor(app.sandbox),
      DATABASE_URL: app.databaseUrl,
      CUSTOMER_SYNC_ENABLED: 'true',
    }
    const linked = await linkedCustomers(app)
    const { faults, world } = app.sandbox
    for (const { at, effect, match, operations } of moments) {
      for (const { nhanh } of linked) nhanh.totalAmount += 1_000
      const before = pictureOf(app)
      const begun = world.shopify.bulkOperations.size
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
      let jobId: string
      {
        await using killed = await startServerProcess(variables)
        jobId = await start(killed.http, 'CUSTOMER_SYNC')
        await met.promise
        await killed.end('SIGKILL')
      }
      faults.clear()
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
