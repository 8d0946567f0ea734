import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createNhanhClient } from '../../src/integrations/nhanh/client.ts'
import { silentLogger } from '../../src/logger.ts'
import { availableOf, NHANH_TYPE, type NhanhProduct } from '../../src/sandbox/nhanh/nhanh-world.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { clientFor, FAST, inTurn } from './nhanh-stub.ts'
import { observedCall, startStub } from './stub-platform.ts'

const ANY = { everyStatus: false }

/** The stocks that a platform with this data answers. */
async function stocksOf(data: unknown[]) {
  await using stub = await startStub(inTurn({ body: { code: 1, data, paginator: {} } }))
  return await clientFor(stub.url).stocksByIds(['1'], ANY, observedCall())
}

describe('the request', () => {
  test.each([
    [{ everyStatus: false }, {}],
    [{ everyStatus: true }, { status: [1, 2, 3, 4] }],
  ])('for stocks asks by ids as integers, and for a whole page: %j', async (query, more) => {
    await using stub = await startStub(inTurn({ body: { code: 1, data: [] } }))
    await clientFor(stub.url).stocksByIds(['7', '9007199254740993'], query, observedCall())
    expect(stub.requests[0]!.url).toMatch(/^\/v3.0\/product\/inventory\?/)
    expect(stub.requests[0]!.body).toContain('"ids":[7,9007199254740993]')
    expect(JSON.parse(stub.requests[0]!.body)).toMatchObject({
      filters: more,
      paginator: { size: 100, sort: { productId: 'asc' } },
    })
    expect('status' in JSON.parse(stub.requests[0]!.body).filters).toBe(query.everyStatus)
  })

  test('is not made without ids, for then Nhanh would answer everything, nor with more than 100', async () => {
    await using stub = await startStub(inTurn({ body: { code: 1, data: [] } }))
    const client = clientFor(stub.url)
    const nothing = { records: [], broken: [], next: undefined, size: 0 }
    expect(await client.stocksByIds([], ANY, observedCall())).toEqual(nothing)
    expect(await client.combosByIds([], observedCall())).toEqual(nothing)
    expect(await client.productsByIds([], observedCall())).toEqual(nothing)
    expect(await client.customersByIds([], observedCall())).toEqual(nothing)
    const many = Array.from({ length: 101 }, (_, id) => String(id))
    await expect(client.stocksByIds(many, ANY, observedCall())).rejects.toThrow(
      '101 ids were given, at most 100 are allowed',
    )
    expect(stub.requests).toEqual([])
  })
})

describe('a stock record', () => {
  const depot = { id: 77, available: 2.5 }
  test.each([
    ['as documented', { available: 7, depots: [depot] }, '7', [{ depotId: '77', available: '2.5' }]],
    ['negative, beyond what is there', { available: -3, depots: [] }, '-3', []],
    ['without a list of depots', { available: 7 }, '7', null],
    ['with null for the depots', { available: 7, depots: null }, '7', null],
    ['without available', { depots: [{ id: 77 }] }, null, [{ depotId: '77', available: null }]],
    ["PHP's empty object", [], null, null],
    ['null', null, null, null],
    ['missing', undefined, null, null],
  ])('%s: what is absent is null, never 0', async (_what, inventory, available, depots) => {
    const { records, broken } = await stocksOf([{ productId: 1, name: 'A', inventory }])
    expect(broken).toEqual([])
    expect(records).toEqual([{ id: '1', available, depots }])
  })

  test.each([
    [{ productId: 1, inventory: { available: 'nhiều' } }, '1', 'inventory.available is "nhiều"'],
    [{ productId: 1, inventory: { available: 1, depots: { 77: depot } } }, '1', 'inventory.depots is'],
    [{ id: 1, inventory: { available: 1 } }, '1', 'productId is missing'],
  ])('that cannot be right is set aside: %j', async (row, id, message) => {
    const page = await stocksOf([row])
    expect(page.records).toEqual([])
    expect(page.broken[0]).toMatchObject({ id, message: expect.stringContaining(message) })
  })
})

describe('components', () => {
  async function combosOf(combos: unknown) {
    await using stub = await startStub(
      inTurn({ body: { code: 1, data: [{ id: 1, combos }], paginator: {} } }),
    )
    const page = await clientFor(stub.url).combosByIds(['1'], observedCall())
    return { ...page, request: JSON.parse(stub.requests[0]!.body) }
  }

  test('come with their quantities, of products of any status', async () => {
    const { records, request } = await combosOf([
      { id: 5, code: 'A', name: 'A', quantity: 2 },
      { id: 6, quantity: '0.5' },
    ])
    expect(records).toEqual([
      {
        id: '1',
        components: [
          { productId: '5', quantity: '2' },
          { productId: '6', quantity: '0.5' },
        ],
      },
    ])
    expect(request.filters).toEqual({ ids: [1], status: [1, 2, 3, 4] })
  })

  test.each([[[]], [null], [undefined]])('are none for what is no combo: %j', async (combos) => {
    expect((await combosOf(combos)).records).toEqual([{ id: '1', components: [] }])
  })

  test.each([[0], [-1], [null], [undefined], ['hai']])(
    'without a quantity to divide by are set aside: %j',
    async (quantity) => {
      const page = await combosOf([{ id: 5, quantity }])
      expect(page.records).toEqual([])
      expect(page.broken[0]?.message).toContain('combos.0.quantity')
    },
  )
})

describe('the sandbox', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({ products: 200, customers: 0 })
  })
  afterEach(() => sandbox.close())

  const client = () => createNhanhClient({ ...sandbox.nhanh, log: silentLogger, tuning: FAST })
  const stocked = (): NhanhProduct[] =>
    sandbox.world.nhanh.products.records.filter(({ stock }) => stock.length > 0).slice(0, 100)
  const idsOf = (products: NhanhProduct[]) => products.map(({ id }) => String(id))

  test('answers 100 at once, each with its depots, and those without a stock record not at all', async () => {
    const products = stocked()
    const page = await client().stocksByIds(idsOf(products), ANY, observedCall())
    expect(page.records.map(({ id }) => id)).toEqual(idsOf(products))
    for (const [index, { stock }] of products.entries()) {
      const { available, depots } = page.records[index]!
      expect(depots).toEqual(
        stock.map((one) => ({ depotId: String(one.depotId), available: String(availableOf(one)) })),
      )
      const sum = stock.reduce((total, one) => total + availableOf(one), 0)
      expect(Number(available)).toBeCloseTo(sum, 3)
    }
    expect(sandbox.world.counters.nhanh['/product/inventory']!.requests).toBe(1)
    const parent = sandbox.world.nhanh.products.records.find(({ parentId }) => parentId === -2)!
    const ids = [String(parent.id), '1']
    expect(await client().stocksByIds(ids, { everyStatus: true }, observedCall())).toMatchObject({ size: 0 })
  })

  test('shows what is asked for by id, whatever its status', async () => {
    const products = stocked().slice(0, 4)
    for (const [index, product] of products.entries()) product.status = index + 1
    for (const everyStatus of [false, true]) {
      const page = await client().stocksByIds(idsOf(products), { everyStatus }, observedCall())
      expect(page.records.map(({ id }) => id)).toEqual(idsOf(products))
    }
  })

  test('half of the ids answered: the others are not there, none of them as 0', async () => {
    const products = stocked()
    sandbox.faults.add({
      platform: 'nhanh',
      kind: 'transform',
      change: (answer) => {
        const { data, ...rest } = Object(answer)
        return { ...rest, data: data.slice(0, 50) }
      },
    })
    const page = await client().stocksByIds(idsOf(products), ANY, observedCall())
    expect(page).toMatchObject({ size: 50, broken: [] })
    expect(page.records.map(({ id }) => id)).toEqual(idsOf(products).slice(0, 50))
  })

  test('a depot less: it is gone from the list, and from the total', async () => {
    const [lost] = sandbox.world.nhanh.depots
    const products = stocked().filter(({ stock }) => stock.length > 1)
    sandbox.world.nhanh.grantedDepotIds = sandbox.world.nhanh.depots.slice(1).map(({ id }) => id)
    const page = await client().stocksByIds(idsOf(products), ANY, observedCall())
    expect(page.records.length).toBe(products.length)
    expect(products.length).toBeGreaterThan(0)
    for (const [index, { available, depots }] of page.records.entries()) {
      const left = products[index]!.stock.filter(({ depotId }) => depotId !== lost!.id)
      expect(depots!.map(({ depotId }) => depotId)).toEqual(left.map(({ depotId }) => String(depotId)))
      expect(Number(available)).toBeCloseTo(
        left.reduce((total, one) => total + availableOf(one), 0),
        3,
      )
    }
  })

  test('tells of what a combo consists', async () => {
    const { products } = sandbox.world.nhanh
    const combo = products.records.find(({ type }) => type === NHANH_TYPE.combo)!
    combo.status = 3
    const page = await client().combosByIds([String(combo.id)], observedCall())
    expect(page.records).toEqual([
      {
        id: String(combo.id),
        components: combo.combos.map(({ id, quantity }) => ({
          productId: String(id),
          quantity: String(quantity),
        })),
      },
    ])
    expect(combo.combos.length).toBeGreaterThan(0)
  })

  test('an answer that is lost is asked for again', async () => {
    const products = stocked()
    sandbox.faults.add({ platform: 'nhanh', kind: 'reset', afterBytes: 200 })
    const page = await client().stocksByIds(idsOf(products), ANY, observedCall())
    expect(page.records).toHaveLength(products.length)
  })
})
