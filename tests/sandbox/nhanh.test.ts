import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { allOfNhanh, askNhanh, type NhanhBody, nextOf, recordsOf, type Reply } from './platform-calls.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  sandbox = await startSandbox({
    products: 120,
    customers: 130,
    limits: { nhanh: 'off', shopify: 'off' },
    ...options,
  })
  return sandbox
}

const ALL_STATUSES = { status: [1, 2, 3, 4] }

function listPage(paginator: object, filters: object = ALL_STATUSES): Promise<Reply<NhanhBody>> {
  return askNhanh(sandbox, '/product/list', { filters, paginator: { size: 10, ...paginator } })
}

describe('lists', () => {
  it('pages through every product exactly once, newest first, with a next of changing shape', async () => {
    await start()
    const { records, nexts } = await allOfNhanh(sandbox, '/product/list', ALL_STATUSES, 20)
    const ids = records.map((record) => Number(record.id))
    expect(ids).toEqual(sandbox.world.nhanh.products.records.map((product) => product.id).toReversed())
    const shapes = nexts.map((next) => (Array.isArray(next) ? 'array' : typeof next))
    expect(new Set(shapes)).toEqual(new Set(['object', 'array', 'string']))
  })

  it('pages through every customer and every stocked product exactly once', async () => {
    await start()
    const customers = await allOfNhanh(sandbox, '/customer/list', {}, 33)
    expect(customers.records).toHaveLength(sandbox.world.nhanh.customers.size)
    expect(new Set(customers.records.map((record) => record.id)).size).toBe(customers.records.length)
    const stock = await allOfNhanh(sandbox, '/product/inventory', ALL_STATUSES, 33)
    const stocked = sandbox.world.nhanh.products.records.filter((product) => product.stock.length > 0)
    expect(stock.records.map((record) => record.productId)).toEqual(stocked.map(({ id }) => id).toReversed())
  })

  it('is not shifted by a product that is added between two pages', async () => {
    await start()
    const ask = (next: unknown) =>
      askNhanh(sandbox, '/product/list', { filters: ALL_STATUSES, paginator: { size: 10, next } })
    const first = await ask('')
    sandbox.world.nhanh.addProduct({ code: 'NEW' })
    const second = await ask(nextOf(first.body))
    const lastId = Number(recordsOf(first.body).at(-1)?.id)
    expect(recordsOf(second.body)[0]?.id).toBe(lastId - 1)
  })

  it('caps the size silently at 100, and gives 20 when none is asked for', async () => {
    await start()
    const capped = await askNhanh(sandbox, '/product/list', { paginator: { size: 1000 } })
    expect(recordsOf(capped.body)).toHaveLength(100)
    expect(recordsOf((await askNhanh(sandbox, '/product/list')).body)).toHaveLength(20)
  })

  it('refuses a next that is not, to the letter, one that this list gave', async () => {
    await start()
    const next = nextOf((await listPage({})).body)
    for (const wrong of [{ next: { id: 38_000_050 } }, { next: 'abc' }, { next: [1, 2] }, { next: 7 }]) {
      expect((await listPage(wrong)).body).toMatchObject({
        code: 0,
        errorCode: 'ERR_INVALID_FORM_FIELDS',
        messages: { 'paginator.next': 'paginator.next is invalid' },
      })
    }
    expect((await listPage({ next }, { status: [2] })).body.errorCode).toBe('ERR_INVALID_FORM_FIELDS')
    expect((await listPage({ next })).body.code).toBe(1)
  })

  it('hides inactive products unless they are asked for by status or id', async () => {
    await start()
    const inactive = sandbox.world.nhanh.products.records.find((product) => product.status === 3)!
    const shown = async (filters: object) =>
      (await allOfNhanh(sandbox, '/product/list', filters)).records.some(({ id }) => id === inactive.id)
    expect(await shown({})).toBe(false)
    expect(await shown({ status: [3] })).toBe(true)
    expect(await shown({ ids: [inactive.id] })).toBe(true)
  })

  it('filters by group, parent, time and price', async () => {
    await start()
    const { records } = sandbox.world.nhanh.products
    const parent = records.find((product) => product.parentId === -2)!
    const count = async (filters: object) =>
      (await allOfNhanh(sandbox, '/product/list', { ...ALL_STATUSES, ...filters })).records.length
    expect(await count({ gpid: -2 })).toBe(records.filter((product) => product.parentId === -2).length)
    expect(await count({ gpid: 1 })).toBe(records.filter((product) => product.parentId > 0).length)
    expect(await count({ parentId: parent.id })).toBe(
      records.filter((product) => product.parentId === parent.id).length,
    )
    const updatedAtFrom = 1_780_000_000
    expect(await count({ updatedAtFrom })).toBe(
      records.filter((product) => product.updatedAt >= updatedAtFrom).length,
    )
    expect(await count({ price: { from: 500_000 } })).toBe(
      records.filter((product) => (product.prices?.retail ?? 0) >= 500_000).length,
    )
  })

  it('leaves a stock change out of product/list by time, and shows it in product/inventory', async () => {
    await start()
    const product = sandbox.world.nhanh.products.records.find((one) => one.stock.length > 0)!
    product.stockUpdatedAt = 2_000_000_000
    const filters = { ...ALL_STATUSES, updatedAtFrom: 2_000_000_000 }
    expect((await allOfNhanh(sandbox, '/product/list', filters)).records).toEqual([])
    const changed = await allOfNhanh(sandbox, '/product/inventory', filters)
    expect(changed.records.map((record) => record.productId)).toEqual([product.id])
  })
})

describe('quirks', () => {
  it('answers parents with empty arrays in place of objects, and numeric codes as numbers now and then', async () => {
    await start()
    const { records } = await allOfNhanh(sandbox, '/product/list', ALL_STATUSES)
    const parent = records.find((record) => record['parentId'] === -2)!
    expect(parent).toMatchObject({
      prices: [],
      shipping: [],
      units: [],
      inventory: { warranty: [], depots: [] },
    })
    expect(records.some((record) => typeof record['code'] === 'number')).toBe(true)
    const weighed = records.find((record) => record['type'] === 3)!
    expect(JSON.stringify(weighed['inventory'])).toMatch(/"available":-?\d+\.375/)
    expect(JSON.stringify(weighed)).toContain('"transfering"')
  })

  it('leaves out of product/inventory what keeps no stock, even when asked for by id', async () => {
    await start()
    const parent = sandbox.world.nhanh.products.records.find((product) => product.parentId === -2)!
    const { body } = await askNhanh(sandbox, '/product/inventory', { filters: { ids: [parent.id] } })
    expect(body.data).toEqual([])
  })

  it('shows only the stock of granted depots', async () => {
    await start()
    const [depot] = sandbox.world.nhanh.depots
    sandbox.world.nhanh.grantedDepotIds = [depot!.id]
    const depots = await askNhanh(sandbox, '/business/depot')
    expect(recordsOf(depots.body).map(({ id }) => id)).toEqual([depot!.id])
    const { records } = await allOfNhanh(sandbox, '/product/inventory', ALL_STATUSES)
    const product = sandbox.world.nhanh.products.get(records[0]!.productId!)!
    expect(records[0]!['inventory']).toMatchObject({ remain: product.stock[0]!.remain })
  })

  it('answers detail with objects where the list has ids', async () => {
    await start()
    const product = sandbox.world.nhanh.products.records.find((one) => one.stock.length > 0)!
    const { body } = await askNhanh(sandbox, '/product/detail', { filters: { id: product.id } })
    expect(body.data).toMatchObject({
      id: product.id,
      status: String(product.status),
      type: { id: product.type },
      category: { id: product.categoryId },
      inventory: { warranty: 0 },
    })
  })
})

describe('errors', () => {
  it('come inside HTTP 200, each with its code', async () => {
    await start()
    const list = (body: unknown, identity = {}) => askNhanh(sandbox, '/product/list', body, identity)
    const cases = [
      [await list({}, { appId: '1' }), 'ERR_INVALID_APP_ID'],
      [await list({}, { businessId: '1' }), 'ERR_INVALID_BUSINESS_ID'],
      [await list({}, { accessToken: `Bearer ${sandbox.nhanh.accessToken}` }), 'ERR_INVALID_ACCESS_TOKEN'],
      [await list('{"filters":'), 'ERR_INVALID_DATA'],
      [await list({ filters: { ids: ['38000001'] } }), 'ERR_INVALID_FORM_FIELDS'],
      [
        await list({ filters: { ids: Array.from({ length: 101 }, (_, id) => id) } }),
        'ERR_INVALID_FORM_FIELDS',
      ],
    ] as const
    for (const [reply, errorCode] of cases) {
      expect(reply.status).toBe(200)
      expect(reply.body).toMatchObject({ code: 0, errorCode })
    }
    expect(cases[4][0].body.messages).toEqual({ 'filters.ids': 'filters.ids must be integer' })
  })

  it('has no customer/detail: a page of HTML with status 404', async () => {
    await start()
    const url = `${sandbox.nhanh.baseUrl}/v3.0/customer/detail?appId=1&businessId=1`
    const response = await fetch(url, { method: 'POST', body: '{}' })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toContain('text/html')
  })

  it('tells what the token may do, and when it ends', async () => {
    await start({ now: () => 1_700_000_000_000 })
    const { body } = await askNhanh(sandbox, '/app/checkaccesstoken', { secretKey: 'any' })
    expect(body.data).toMatchObject({ version: '3.0', depotIds: 'All' })
    sandbox.world.nhanh.tokens.set(sandbox.nhanh.accessToken, 1_699_999_999_999)
    expect((await askNhanh(sandbox, '/product/list')).body.errorCode).toBe('ERR_INVALID_ACCESS_TOKEN')
  })
})

describe('rate limit', () => {
  const FULL_WINDOW = 150

  async function useUp(path: string): Promise<void> {
    for (let n = 0; n < FULL_WINDOW; n += 1) {
      expect((await askNhanh(sandbox, path, { paginator: { size: 1 } })).body.code).toBe(1)
    }
  }

  it('locks a URL at the 151st call in 30 s, and prolongs the lock with every call while locked', async () => {
    let now = 1_700_000_000_000
    await start({ limits: {}, now: () => now })
    await useUp('/product/list')
    const locked = async () => (await askNhanh(sandbox, '/product/list')).body
    expect(await locked()).toEqual({
      code: 0,
      errorCode: 'ERR_429',
      messages: 'Your app exceeded the API Rate Limit',
      data: { lockedSeconds: 10, unlockedAt: 1_700_000_010 },
    })
    now += 1000
    expect((await locked()).data).toEqual({ lockedSeconds: 19, unlockedAt: 1_700_000_020 })
    expect((await locked()).data).toEqual({ lockedSeconds: 29, unlockedAt: 1_700_000_030 })
    expect((await askNhanh(sandbox, '/product/inventory')).body.code).toBe(1)
    expect(sandbox.world.counters.nhanh['/product/list']).toEqual({
      requests: 153,
      limited: 3,
      whileLocked: 2,
    })
    now = 1_700_000_030_000
    expect((await askNhanh(sandbox, '/product/list')).body.code).toBe(1)
  })

  it('slides: a call is free again 30 s after it was made', async () => {
    let now = 1_700_000_000_000
    await start({ limits: {}, now: () => now })
    expect((await askNhanh(sandbox, '/product/list')).body.code).toBe(1)
    now += 29_000
    for (let n = 1; n < FULL_WINDOW; n += 1) await askNhanh(sandbox, '/product/list')
    now += 1000
    expect((await askNhanh(sandbox, '/product/list')).body.code).toBe(1)
    sandbox.world.nhanh.rateLimitTextKey = 'message'
    const refused = (await askNhanh(sandbox, '/product/list')).body
    expect(refused).toMatchObject({ errorCode: 'ERR_429', message: 'Your app exceeded the API Rate Limit' })
    expect(refused.messages).toBeUndefined()
  })
})
