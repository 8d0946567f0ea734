import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, type Orm } from '../../../src/database.ts'
import { decideProduct, isToWrite, type LevelDecision } from '../../../src/jobs/sync/product-decision.ts'
import { noteLevels, readBaselines } from '../../../src/jobs/sync/published-levels.ts'
import { quantityOf } from '../../../src/jobs/sync/quantity.ts'
import { randomFrom, type Random } from '../../../src/sandbox/random.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let orm: Orm
beforeAll(async () => {
  database = await createTestDatabase()
  orm = await openDatabase(database.url)
})
afterAll(async () => {
  await orm.close()
  await database[Symbol.asyncDispose]()
})

const MINUTE = 60_000
const db = () => orm.em.fork().getKysely<unknown>()

/** One variant at one location, sold online and restocked, and synced now and then. */
class Level {
  nhanh = 10
  shopify = 10
  /** Units of online sales that Nhanh does not know yet. */
  notImported = 0
  now = Date.UTC(2026, 10, 22)
  /** When something was sold last. */
  soldAt = 0
  #sales: { at: number; units: number }[] = []
  readonly #variantId: string
  readonly #readsOrders: boolean

  constructor(variantId: string, { readsOrders }: { readsOrders: boolean }) {
    this.#variantId = variantId
    this.#readsOrders = readsOrders
  }

  /** What can still be promised to anybody. */
  get truth(): number {
    return Math.max(0, this.nhanh - this.notImported)
  }

  sell(units: number): void {
    this.shopify -= units
    this.notImported += units
    this.soldAt = this.now
    this.#sales.push({ at: this.now, units })
  }

  import(units: number): void {
    this.notImported -= units
    this.nhanh -= units
  }

  async sync(): Promise<LevelDecision> {
    const baseline = (await readBaselines(db(), 1, [this.#variantId])).get(this.#variantId)
    const recent = this.#sales.filter(({ at }) => at > this.now - 60 * MINUTE)
    const decision = decideProduct(
      {
        mappingId: 1,
        nhanhId: '1',
        variantId: this.#variantId,
        policy: 'SYNC',
        reserve: 0,
        key: null,
        keyField: null,
        nhanh: null,
      },
      {
        stock: { kind: 'known', availableIn: () => quantityOf(String(this.nhanh)) },
        variant: {
          id: this.#variantId,
          tracked: true,
          isBundle: false,
          productStatus: 'ACTIVE',
          inventoryPolicy: 'DENY',
          stock: [{ locationId: 'A', available: this.shopify, isActive: true }],
        } as never,
        baselines: baseline ?? new Map(),
        orderedUnits: this.#readsOrders ? recent.reduce((sum, { units }) => sum + units, 0) : null,
      },
      {
        feeds: [{ locationId: 'A', depotIds: ['1'], reserve: 0 }],
        settings: { salePendingMs: 60 * MINUTE, combos: 'SKIP', stoppedProducts: 'PUBLISH' },
        now: new Date(this.now),
      },
    )
    if (decision.kind !== 'levels') throw new Error(decision.code)
    const [level] = decision.levels as [LevelDecision]
    const written = isToWrite(level) ? level.target : null
    const outcome = {
      variantId: this.#variantId,
      decision: level,
      baseline: baseline?.get('A') ?? null,
      written,
    }
    await noteLevels(db(), { shopifyAccountId: 1, jobId: 5, now: new Date(this.now) }, [outcome])
    if (written !== null) this.shopify = written
    return level
  }
}

describe('sales that Nhanh does not know', () => {
  test('are taken off as long as Nhanh has not fallen by them, also when it is restocked meanwhile', async () => {
    const level = new Level('restocked', { readsOrders: true })
    await level.sync()
    level.sell(2)
    level.nhanh += 5
    expect(await level.sync()).toMatchObject({ pendingSales: 2, target: 13, code: null })
    expect(await level.sync()).toMatchObject({ pendingSales: 2, target: 13, present: 13 })
    level.import(2)
    expect(await level.sync()).toMatchObject({ pendingSales: 0, target: 13, present: 13 })
    level.import(0)
    expect(await level.sync()).toMatchObject({ pendingSales: 0, target: 13, present: 13 })
  })

  test('are known when Nhanh falls, though it was restocked after they were seen', async () => {
    const level = new Level('held', { readsOrders: false })
    await level.sync()
    level.sell(2)
    level.nhanh += 5
    expect(await level.sync()).toMatchObject({ target: 13, present: 8, code: 'SALE_PENDING' })
    level.import(2)
    expect(await level.sync()).toMatchObject({ pendingSales: 0, target: 13, code: null })
    expect(level.shopify).toBe(13)
  })

  test('what was never seen in step is not raised while orders are open', async () => {
    const level = new Level('first sight', { readsOrders: true })
    level.sell(2)
    expect(await level.sync()).toMatchObject({ pendingSales: 2, code: 'SALE_PENDING' })
    expect(level.shopify).toBe(8)
    level.import(2)
    expect(await level.sync()).toMatchObject({ pendingSales: 0, target: 8 })
    expect(level.shopify).toBe(8)
  })

  test('the first sight of the last fall is what counts', async () => {
    const level = new Level('two sales', { readsOrders: false })
    await level.sync()
    level.sell(1)
    await level.sync()
    level.now += 50 * MINUTE
    level.sell(1)
    expect(await level.sync()).toMatchObject({ code: 'SALE_PENDING' })
    level.now += 50 * MINUTE
    expect(await level.sync()).toMatchObject({ code: 'SALE_PENDING' })
    level.now += 10 * MINUTE
    expect(await level.sync()).toMatchObject({ code: null, target: 10 })
  })

  function disturb(level: Level, random: Random): void {
    const event = random.int(0, 4)
    if (event === 0 && level.shopify > 0) level.sell(random.int(1, Math.min(3, level.shopify)))
    if (event === 1) level.import(random.int(0, level.notImported))
    if (event === 2) level.nhanh += random.int(0, 4)
    if (event === 3) level.now += random.int(0, 5) * MINUTE
  }

  test.each([true, false])(
    'sold, imported and restocked at random, never more is shown than there is (orders known: %s)',
    async (readsOrders) => {
      const random = randomFrom(`levels ${readsOrders}`)
      for (let shop = 0; shop < 12; shop++) {
        const level = new Level(`random ${readsOrders} ${shop}`, { readsOrders })
        await level.sync()
        for (let step = 0; step < 40; step++) {
          for (let events = random.int(0, 3); events > 0; events--) disturb(level, random)
          // A shop whose orders come after more than an hour is told so, and may then be wrong.
          if (level.now - level.soldAt > 50 * MINUTE) level.import(level.notImported)
          const before = level.shopify
          await level.sync()
          if (level.shopify > before) expect(level.shopify).toBeLessThanOrEqual(level.truth)
        }
        level.import(level.notImported)
        await level.sync()
        level.now += 61 * MINUTE
        await level.sync()
        await level.sync()
        expect(level.shopify).toBe(level.truth)
      }
    },
  )
})

test('what is in step and stays so is not written again; what was written last is kept', async () => {
  const rows = () =>
    rowsOf<Record<string, unknown>>(
      database.url,
      `select quantity, nhanh_available::text, written_quantity, job_id, in_step_at, written_at, pending_since, xmin::text
       from published_level where variant_id = 'kept'`,
    )
  const level = new Level('kept', { readsOrders: false })
  await level.sync()
  const [first] = await rows()
  expect(first).toMatchObject({ quantity: 10, written_quantity: null, job_id: null, written_at: null })
  await level.sync()
  expect(await rows()).toEqual([first])
  level.nhanh = 14
  await level.sync()
  const [second] = await rows()
  expect(second).toMatchObject({ quantity: 14, written_quantity: 14, job_id: 5, pending_since: null })
  level.sell(1)
  await level.sync()
  const [third] = await rows()
  expect(third).toMatchObject({ quantity: 14, written_quantity: 14, in_step_at: second!['in_step_at'] })
  expect(third!['pending_since']).not.toBe(null)
})
