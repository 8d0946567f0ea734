import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { randomFrom, type Random } from '../../src/sandbox/random.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { SECRET, startReceiver, TAKEN, type Receiver } from './alerts.ts'
import { startSandboxFor } from './app.ts'
import { variablesFor } from './server-process.ts'
import { prepareSteeredServer, type PreparedServer, type SteeredServer } from './steered-server.ts'
import { addPairs, levelsOf, pairOf } from './sync/pairs.ts'
import { pulledDatabase } from './sync/shop.ts'

const PAIRS = 20
const MINUTE_MS = 60_000
/** A run that a server did not end by then does not end. */
const LONGEST_RUN_MS = 60_000

const REFUSALS = {
  nhanh: { code: 0, errorCode: 'ERR_INVALID_ACCESS_TOKEN', messages: ['Invalid accessToken'] },
  shopify: { errors: [{ message: 'Access denied', extensions: { code: 'ACCESS_DENIED' } }] },
}

/** A row of schedule_run, in few words. */
export interface RunRow {
  name: string
  dueAt: string
  outcome: string
  note: string | null
  /** The types of its jobs in the order of the steps, with what was not COMPLETED. */
  jobs: string[]
}

/**
 * A shop under a clock that a test steers, at a server that can be killed and started again. Its stock changes in Nhanh
 * whenever {@link sell} says so.
 */
export class ShopUnderClock implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly random: Random
  /** Whom the server tells of alerts. */
  readonly receiver: Receiver
  readonly #parts: AsyncDisposableStack
  readonly #variables: Record<string, string>
  readonly #database: Client
  #server: SteeredServer | null = null
  #next: PreparedServer
  /** Milliseconds since 1970. */
  #now: number
  kills = 0

  private constructor(options: {
    sandbox: Sandbox
    receiver: Receiver
    database: Client
    variables: Record<string, string>
    parts: AsyncDisposableStack
    random: Random
    now: number
  }) {
    this.sandbox = options.sandbox
    this.receiver = options.receiver
    this.#database = options.database
    this.#variables = options.variables
    this.#next = prepareSteeredServer(options.variables)
    this.#parts = options.parts
    this.random = options.random
    this.#now = options.now
  }

  /** A shop whose products are pulled and linked, with a server that serves. */
  static async open(options: { seed: string; now: number }): Promise<ShopUnderClock> {
    const parts = new AsyncDisposableStack()
    const sandbox = await startSandboxFor({ sandbox: { products: 0, customers: 10 } })
    parts.defer(() => sandbox.close())
    addPairs(sandbox.world, PAIRS)
    const { url } = parts.use(await pulledDatabase(sandbox))
    const database = new Client(url)
    await database.connect()
    parts.defer(() => database.end())
    await database.query('truncate background_job, job_log_entry, job_item, job_item_count')
    const receiver = parts.use(await startReceiver())
    const variables = {
      ...variablesFor(sandbox),
      DATABASE_URL: url,
      ALERT_WEBHOOK_URL: receiver.url,
      ALERT_WEBHOOK_SECRET: SECRET,
    }
    const random = randomFrom(options.seed)
    const shop = new ShopUnderClock({
      sandbox,
      receiver,
      database,
      variables,
      parts,
      random,
      now: options.now,
    })
    await shop.start(options.now)
    return shop
  }

  get server(): SteeredServer {
    return this.#server!
  }

  /** Sets the clock; resolves when the server has begun what is due then. */
  async at(now: number): Promise<void> {
    this.#now = now
    await this.server.at(new Date(now))
  }

  async start(now: number): Promise<void> {
    this.#now = now
    this.#server = await this.#next.start(new Date(now))
    this.#next = prepareSteeredServer(this.#variables)
  }

  async kill(): Promise<void> {
    await this.server.kill()
    this.kills += 1
  }

  /** Kills the server at some moment of what it does now, and starts another one some minutes later. */
  async killAtSomeMoment(): Promise<void> {
    await delay(this.random.int(0, 150))
    await this.kill()
    await this.start(this.#now + 5 * MINUTE_MS)
  }

  /** Lets no request to a platform be answered; returns when one waits, with what lets the later ones pass. */
  async holdUp(begin: () => Promise<void>): Promise<() => void> {
    const { promise: isHeld, resolve } = Promise.withResolvers<void>()
    const match = () => {
      resolve()
      return true
    }
    const fault = this.sandbox.faults.add({ platform: 'nhanh', kind: 'hang', times: Infinity, match })
    await begin()
    await isHeld
    return () => fault.remove()
  }

  /** Waits until no run is going on, with the server looking now and then as it does by itself. */
  async settled(): Promise<void> {
    const giveUp = AbortSignal.timeout(LONGEST_RUN_MS)
    for (let looks = 1; ; looks++) {
      const { rowCount } = await this.#database.query(`select from schedule_run where outcome = 'RUNNING'`)
      if (rowCount === 0) break
      giveUp.throwIfAborted()
      await delay(20)
      if (looks % 50 === 0) await this.at(this.#now)
    }
    // What has become of it is told before anything else comes due.
    await this.at(this.#now)
  }

  /** A platform refuses the pulls of its products while this is done. */
  async refusing(platform: 'nhanh' | 'shopify', during: () => Promise<void>): Promise<void> {
    const fault = this.sandbox.faults.add({
      platform,
      kind: 'transform',
      times: Infinity,
      match: ({ path, operationName }) =>
        path === '/product/list' || operationName?.endsWith('Page') === true,
      change: () => REFUSALS[platform],
    })
    await during()
    fault.remove()
  }

  /** Nobody takes alerts while this is done. */
  async untold(during: () => Promise<void>): Promise<void> {
    this.receiver.reply = () => ({ status: 503, body: '' })
    await during()
    this.receiver.reply = () => TAKEN
  }

  /** What was told, in its order; what came again under the same id was told once. */
  told(): string[] {
    const { messages, taken } = this.receiver
    return taken.filter((_text, at) => messages.findIndex(({ id }) => id === messages[at]!.id) === at)
  }

  /** Some products are sold or delivered elsewhere: Nhanh has another number of them. */
  sell(): void {
    for (let changes = 0; changes < 3; changes++) {
      const { product } = pairOf(this.sandbox.world, this.random.int(1, PAIRS))
      this.random.pick(product.stock).remain = this.random.int(5, 60)
    }
  }

  /** What both of the shop's locations show of each product, and what Nhanh has for them. */
  levels(): { shown: (number | null | undefined)[][]; wanted: number[][] } {
    const pairs = Array.from({ length: PAIRS }, (_, index) => pairOf(this.sandbox.world, index + 1))
    return {
      shown: pairs.map(({ variant }) => levelsOf(this.sandbox.world, variant)),
      wanted: pairs.map(({ product }) => {
        const [first, ...others] = product.stock.map(({ remain }) => remain)
        return [first!, others.reduce((sum, remain) => sum + remain, 0)]
      }),
    }
  }

  async runs(): Promise<RunRow[]> {
    const { rows } = await this.#database.query<RunRow & { dueAt: Date }>(`
      select schedule.name, due_at as "dueAt", outcome, note, coalesce((
        select json_agg(job.type || case job.status when 'COMPLETED' then '' else ' ' || job.status end order by part.step)
        from schedule_run_job part join background_job job on job.id = part.job_id where part.run_id = run.id
      ), '[]') as jobs
      from schedule_run run join schedule on schedule.id = run.schedule_id order by due_at, schedule.id
    `)
    return rows.map((row) => ({ ...row, dueAt: row.dueAt.toISOString() }))
  }

  /** Jobs that belong to no run. */
  async strayJobs(): Promise<string[]> {
    const { rows } = await this.#database.query<{ type: string }>(
      `select type from background_job job where not exists (select from schedule_run_job where job_id = job.id)`,
    )
    return rows.map(({ type }) => type)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.kill()
    await this.#next[Symbol.asyncDispose]()
    await this.#parts.disposeAsync()
  }
}
