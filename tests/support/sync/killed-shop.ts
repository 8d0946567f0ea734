import { expect } from 'vitest'
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { startTestApp } from '../app.ts'
import { controlled } from '../control.ts'
import { rowsOf } from '../database.ts'
import { finished, start, type JobState } from '../jobs.ts'
import { startServerProcess, variablesFor, type ServerProcess } from '../server-process.ts'
import { addPairs, levelsOf, pairOf } from './pairs.ts'
import { pulledDatabase, sync } from './shop.ts'

export const PAIRS = 520
export const IN_A_WRITE = 125
export const UNTOUCHED = [10, 23]
export const WRITTEN = [20, 32]

interface Moment {
  /** Writes that are answered before. */
  answered: number
  /** Whether Shopify has carried out those that are not. */
  carriedOut: boolean
}

export const MOMENTS: [string, Moment][] = [
  ['before Shopify carried anything out', { answered: 0, carriedOut: false }],
  ['after Shopify carried it out, before that was recorded', { answered: 0, carriedOut: true }],
  ['with some recorded, and others not carried out', { answered: 2, carriedOut: false }],
  ['with some recorded, and others carried out', { answered: 2, carriedOut: true }],
]

/** A shop in step whose stock in Nhanh then changed, and servers that are killed while they write it. */
export class KilledShop implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly databaseUrl: string
  readonly #parts: AsyncDisposableStack
  #server: ServerProcess | null = null

  private constructor(sandbox: Sandbox, databaseUrl: string, parts: AsyncDisposableStack) {
    this.sandbox = sandbox
    this.databaseUrl = databaseUrl
    this.#parts = parts
  }

  /** Nhanh has 20 of each product in the depots of both locations; Shopify shows {@link UNTOUCHED}. */
  static async open(): Promise<KilledShop> {
    const parts = new AsyncDisposableStack()
    const sandbox = await startSandbox({
      products: 0,
      customers: 0,
      limits: { nhanh: 'off', shopify: 'off' },
    })
    parts.defer(() => sandbox.close())
    addPairs(sandbox.world, PAIRS)
    const { url } = parts.use(await pulledDatabase(sandbox))
    const killed = new KilledShop(sandbox, url, parts)
    await using app = await startTestApp({ databaseUrl: url, existingSandbox: sandbox })
    await sync(app)
    for (let number = 1; number <= PAIRS; number++) killed.setStock(number, 20)
    return killed
  }

  get server(): ServerProcess {
    return this.#server!
  }

  sql<Row extends object>(statement: string, values?: unknown[]): Promise<Row[]> {
    return rowsOf<Row>(this.databaseUrl, statement, values)
  }

  /** What a product shows at each location. */
  shown(number: number): (number | null)[] {
    return levelsOf(this.sandbox.world, pairOf(this.sandbox.world, number).variant)
  }

  setStock(number: number, available: number): void {
    const { product } = pairOf(this.sandbox.world, number)
    for (const stock of product.stock.slice(0, 2)) stock.remain = available
  }

  async serve(): Promise<void> {
    this.#server = this.#parts.use(
      await startServerProcess({ ...variablesFor(this.sandbox), DATABASE_URL: this.databaseUrl }),
    )
  }

  /** A sync by the server that runs now. */
  async syncAgain(): Promise<JobState> {
    return finished(this.server.ws, await start(this.server.http, 'PRODUCT_SYNC'))
  }

  /** A job that was killed when Shopify had got its writes, the intents of which are there. */
  async killed(
    { answered, carriedOut }: Moment,
    type = 'PRODUCT_SYNC',
    input: object | null = null,
  ): Promise<string> {
    await this.serve()
    const hanging = Promise.withResolvers<void>()
    let waiting = 0
    const fault = this.sandbox.faults.add({
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
    const jobId = await start(this.server.http, type, input)
    await hanging.promise
    await expect
      .poll(async () => (await controlled(this.server.http, jobId)).processed)
      .toBe(answered * IN_A_WRITE)
    await this.server.end('SIGKILL')
    fault.remove()
    const intents = await this.sql('select id from write_intent where job_id = $1', [jobId])
    expect(intents.length).toBeGreaterThanOrEqual(2)
    return jobId
  }

  /** What another server makes of a job. */
  async takenUp(jobId: string): Promise<JobState> {
    await this.serve()
    return finished(this.server.ws, jobId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync()
  }
}
