import { expect, test } from 'vitest'
import type { FaultEffect, FaultRequest } from '../../../src/sandbox/faults.ts'
import type { BulkOutcome } from '../../../src/sandbox/shopify/bulk-operation.ts'
import type { World } from '../../../src/sandbox/world.ts'
import type { TestApp } from '../../support/app.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, start, type JobState } from '../../support/jobs.ts'
import { startServerProcess, variablesFor, type ServerProcess } from '../../support/server-process.ts'
import {
  expectInStep,
  expectLedgersTrue,
  isSet,
  linkedCustomers,
  type LinkedCustomer,
  pictureOf,
  startLinkedCustomers,
} from '../../support/sync/customers.ts'
import { itemsOf } from '../../support/sync/shop.ts'

interface Moment {
  at: string
  effect: FaultEffect
  match: (request: FaultRequest, world: World) => boolean
  /** Requests that pass before. */
  afterRequests?: number
  /** Bulk operations that there are in the end. */
  operations: number
  /** How its bulk operation ends. */
  outcome?: BulkOutcome
  /** Some customers are listed when it is killed. */
  isPartlyListed?: true
}

const isCall = (name: string) => (request: FaultRequest) => request.operationName === name
const LOST = { kind: 'hang', carryOut: true } as const
const NEVER = { kind: 'hang' } as const

const isLookUp: Moment['match'] = ({ operationName }, { shopify }) =>
  operationName === 'CustomerMetafields' && shopify.bulkOperations.records.at(-1)?.status === 'FAILED'

/** In bulk, while 500 and more differ. */
const BULK: Moment[] = [
  { at: 'before the rows are staged', effect: NEVER, match: isCall('StageUpload'), operations: 1 },
  { at: 'before the operation begins', effect: NEVER, match: isCall('RunBulkMutation'), operations: 1 },
  { at: 'when it has just begun', effect: LOST, match: isCall('RunBulkMutation'), operations: 1 },
  { at: 'while it runs', effect: NEVER, match: isCall('BulkById'), operations: 1 },
  {
    at: 'while it is looked up whom an operation that failed wrote',
    effect: NEVER,
    match: isLookUp,
    afterRequests: 1,
    operations: 1,
    outcome: { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', afterObjects: 30 },
    isPartlyListed: true,
  },
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

/** Of what is set and then removed. */
const REMOVALS = [
  { at: 'before a removal is carried out', effect: NEVER },
  { at: 'before a removal is answered', effect: LOST },
]

const WAYS = [
  { way: 'in bulk', customers: 1_000, moments: BULK },
  { way: 'by calls', customers: 200, moments: CALLS },
]

/** A shop of customers, and servers that are killed; the one that takes up what another has left is the next to be. */
class KilledCustomers implements AsyncDisposable {
  readonly app: TestApp
  readonly linked: LinkedCustomer[]
  readonly #variables: Record<string, string>
  #server: ServerProcess

  private constructor(options: {
    app: TestApp
    linked: LinkedCustomer[]
    variables: Record<string, string>
    server: ServerProcess
  }) {
    this.app = options.app
    this.linked = options.linked
    this.#variables = options.variables
    this.#server = options.server
  }

  static async open(customers: number): Promise<KilledCustomers> {
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
    return new KilledCustomers({ app, linked, variables, server: await startServerProcess(variables) })
  }

  /** As its server has it that runs now. */
  get served(): TestApp {
    return { ...this.app, http: this.#server.http }
  }

  raise(): void {
    for (const { nhanh } of this.linked) nhanh.totalAmount += 1_000
  }

  async synced(): Promise<string> {
    return (await finished(this.#server.ws, await start(this.#server.http, 'CUSTOMER_SYNC'))).id
  }

  /** A job whose server is killed at a moment. */
  async killed(
    { effect, match, afterRequests = 0 }: Moment,
    type: string,
    input: object | null = null,
  ): Promise<string> {
    const { faults, world } = this.app.sandbox
    let passing = afterRequests
    const met = Promise.withResolvers<void>()
    faults.add({
      ...effect,
      platform: 'shopify',
      times: Infinity,
      match: (request) => {
        if (!match(request, world) || passing-- > 0) return false
        met.resolve()
        return true
      },
    })
    const jobId = await start(this.#server.http, type, input)
    await met.promise
    await this.#server[Symbol.asyncDispose]()
    faults.clear()
    return jobId
  }

  /** What another server makes of a job; no write is open after that. */
  async takenUp(jobId: string): Promise<JobState> {
    this.#server = await startServerProcess(this.#variables)
    const end = await finished(this.#server.ws, jobId)
    expect(await rowsOf(this.app.databaseUrl, 'select * from write_intent')).toEqual([])
    return end
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
    await this.app[Symbol.asyncDispose]()
  }
}

test.each(WAYS)(
  'killed at every step of writing $way, it ends with what the ledger says',
  async ({ customers, moments }) => {
    await using shop = await KilledCustomers.open(customers)
    const { app, linked } = shop
    const { world } = app.sandbox
    for (const moment of moments) {
      const { at, operations, outcome, isPartlyListed } = moment
      shop.raise()
      if (outcome) world.shopify.nextBulkOutcomes.push(outcome)
      const before = pictureOf(app)
      const begun = world.shopify.bulkOperations.size
      const jobId = await shop.killed(moment, 'CUSTOMER_SYNC')
      if (isPartlyListed) {
        const updated = 'select updated > 0 as yes from background_job where id = $1'
        expect({ at, listed: await rowsOf(app.databaseUrl, updated, [jobId]) }).toEqual({
          at,
          listed: [{ yes: true }],
        })
      }
      expect({ at, ...(await shop.takenUp(jobId)) }).toMatchObject({
        at,
        status: 'COMPLETED',
        attempt: 2,
        updated: linked.length,
        total: linked.length,
        metadata: { customersWritten: linked.length },
      })
      await expectInStep(app)
      await expectLedgersTrue(shop.served, [jobId], before)
      expect({ at, operations: world.shopify.bulkOperations.size - begun }).toEqual({ at, operations })
    }
  },
  180_000,
)

test.each(WAYS)(
  'an undo, killed at every step of writing $way, puts back what was there',
  async ({ customers, moments }) => {
    await using shop = await KilledCustomers.open(customers)
    const { app, linked } = shop
    await shop.synced()
    for (const moment of moments) {
      const { at, outcome } = moment
      shop.raise()
      const before = pictureOf(app)
      const input = { jobId: await shop.synced() }
      const between = pictureOf(app)
      if (outcome) app.sandbox.world.shopify.nextBulkOutcomes.push(outcome)
      const jobId = await shop.killed(moment, 'UNDO_SYNC', input)
      expect({ at, ...(await shop.takenUp(jobId)) }).toMatchObject({
        at,
        status: 'COMPLETED',
        attempt: 2,
        updated: linked.length,
        total: linked.length,
      })
      expect({ at, shown: pictureOf(app) }).toEqual({ at, shown: before })
      await expectLedgersTrue(shop.served, [jobId], between)
    }
  },
  240_000,
)

test('an undo, killed between setting and removing, does both, and its ledger tells what was there before', async () => {
  await using shop = await KilledCustomers.open(200)
  const { app, linked } = shop
  for (const { nhanh } of linked) nhanh.level = null
  await shop.synced()
  const before = pictureOf(app)
  for (const [index, { effect, at }] of REMOVALS.entries()) {
    shop.raise()
    for (const { nhanh } of linked) nhanh.level = { id: index, name: `Level ${index}` }
    const input = { jobId: await shop.synced() }
    const between = pictureOf(app)
    const moment = { at, effect, match: isCall('MetafieldsDelete'), operations: 0 }
    const jobId = await shop.killed(moment, 'UNDO_SYNC', input)
    expect({ at, shown: pictureOf(app) }).not.toEqual({ at, shown: between })
    expect(await shop.takenUp(jobId)).toMatchObject({
      status: 'COMPLETED',
      updated: linked.length,
      skipped: 0,
    })
    expect({ at, shown: pictureOf(app) }).toEqual({ at, shown: before })
    await expectLedgersTrue(shop.served, [jobId], between)
    // Its lines tell what was there before it, as a whole.
    for (const { key, before: was } of await itemsOf(shop.served, jobId))
      expect(was).toMatchObject(between.get(key)!)
  }
}, 120_000)
