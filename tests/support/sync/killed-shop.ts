import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { controlled } from '../control.ts'
import { rowsOf } from '../database.ts'
import { finished, start, type JobState } from '../jobs.ts'
import { startServerProcess, variablesFor, type ServerProcess } from '../server-process.ts'
import { addPairs, levelsOf, pairOf } from './pairs.ts'
import { pulledDatabase } from './shop.ts'

export const PAIRS = 520
export const IN_A_WRITE = 125

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

/** What the last depot has of each product, beside the one that is raised with the first. */
const IN_LAST_DEPOT = 12

/**
 * A shop whose stock in Nhanh changes again and again, and servers that are killed while they write it. The one that takes
 * up what another has left is the next one to be killed.
 */
export class KilledShop implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly databaseUrl: string
  readonly #parts: AsyncDisposableStack
  #server: ServerProcess | null = null
  #available = 10

  private constructor(sandbox: Sandbox, databaseUrl: string, parts: AsyncDisposableStack) {
    this.sandbox = sandbox
    this.databaseUrl = databaseUrl
    this.#parts = parts
  }

  /** A shop in step. */
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
    await killed.serve()
    await killed.syncAgain()
    return killed
  }

  /** Nhanh has two more of each product from now on in the depots of both locations. */
  raise(): void {
    this.#available += 2
    for (let number = 1; number <= PAIRS; number++) this.setStock(number, this.#available)
  }

  /** What Nhanh has of each product in the first depot. */
  get available(): number {
    return this.#available
  }

  /** What a product shows that is in step. */
  get inStep(): number[] {
    return [this.#available, this.#available + IN_LAST_DEPOT]
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

  /** Starts another server. */
  async serve(): Promise<void> {
    this.#server = this.#parts.use(
      await startServerProcess({ ...variablesFor(this.sandbox), DATABASE_URL: this.databaseUrl }),
    )
  }

  /** A sync by the server that runs now. */
  async syncAgain(input: object | null = null): Promise<JobState> {
    return finished(this.server.ws, await start(this.server.http, 'PRODUCT_SYNC', input))
  }

  /** A job that was killed, with the server that runs now, when Shopify had got its writes, the intents of which are there. */
  async killed(
    { answered, carriedOut }: Moment,
    type = 'PRODUCT_SYNC',
    input: object | null = null,
  ): Promise<string> {
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
      .poll(async () => (await controlled(this.server.http, jobId)).processed, { timeout: 20_000 })
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

/** One shop for the tests of a file, raised before each; after one that failed, the next has another. */
export function sharedKilledShop(): { shop: KilledShop } {
  const shared: { opened: KilledShop | null; shop: KilledShop } = {
    opened: null,
    get shop() {
      return this.opened!
    },
  }
  const close = async () => {
    await shared.opened?.[Symbol.asyncDispose]()
    shared.opened = null
  }
  beforeEach(async () => {
    shared.opened ??= await KilledShop.open()
    shared.opened.raise()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await close()
  })
  afterAll(close)
  return shared
}
