import { describe, expect, test } from 'vitest'
import { asked, clientFor, cost, inTurn, json, pagesInTurn, productsPage } from './shopify-stub.ts'
import { SteeredClock } from './steered-clock.ts'
import { collect, observedCall, rejection, type Reply, startStub } from './stub-platform.ts'

const location = (id: number, isActive: boolean) => ({
  id: `gid://shopify/Location/${id}`,
  name: `L${id}`,
  isActive,
  isFulfillmentService: false,
})

describe('records', () => {
  test('products', async () => {
    await using stub = await startStub(inTurn(json('products-page.json')))
    const [page, ...more] = await collect(clientFor(stub.url).productPages({}, observedCall()))
    expect(more).toEqual([])
    expect(page?.next).toBeUndefined()
    expect(page?.records[0]).toEqual({
      id: 'gid://shopify/Product/7001',
      title: 'Áo thun',
      handle: 'ao-thun',
      status: 'ACTIVE',
      vendor: 'Nhà Việt',
      productType: 'Áo',
      tags: ['hè', 'sale'],
      sourceCreatedAt: new Date('2026-01-02T03:04:05Z'),
      sourceUpdatedAt: new Date('2026-11-01T00:00:00Z'),
    })
    expect(page?.records[1]?.status).toBe('UNLISTED')
  })

  test('variants, with the levels that did not fit beside them', async () => {
    await using stub = await startStub((request) =>
      json(asked(request).operationName === 'VariantsPage' ? 'variants-page.json' : 'item-levels-page.json'),
    )
    const [page] = await collect(clientFor(stub.url).variantPages({ levels: 2 }, observedCall()))
    expect(page?.records).toEqual([
      {
        id: 'gid://shopify/ProductVariant/9001',
        productId: 'gid://shopify/Product/7001',
        productTitle: 'Áo thun',
        productStatus: 'ACTIVE',
        title: 'M / Đỏ',
        sku: 'AO-01',
        barcode: null,
        price: '199000.00',
        compareAtPrice: null,
        inventoryItemId: 'gid://shopify/InventoryItem/8001',
        tracked: true,
        inventoryPolicy: 'DENY',
        inventoryQuantity: 12,
        isBundle: false,
        position: 1,
        options: [
          { name: 'Size', value: 'M' },
          { name: 'Màu', value: 'Đỏ' },
        ],
        stock: [
          { locationId: 'gid://shopify/Location/1', available: 12, isActive: true },
          { locationId: 'gid://shopify/Location/2', available: null, isActive: false },
        ],
        sourceCreatedAt: new Date('2026-01-02T03:04:05Z'),
        sourceUpdatedAt: new Date('2026-11-01T00:00:00Z'),
      },
      expect.objectContaining({
        sku: null,
        compareAtPrice: '249000.50',
        inventoryPolicy: 'CONTINUE',
        inventoryQuantity: null,
        isBundle: true,
        tracked: false,
        stock: [
          { locationId: 'gid://shopify/Location/1', available: -3, isActive: true },
          { locationId: 'gid://shopify/Location/2', available: 4, isActive: true },
          { locationId: 'gid://shopify/Location/3', available: 0, isActive: true },
        ],
      }),
    ])
    expect(asked(stub.requests[1]!).variables).toEqual({
      id: 'gid://shopify/InventoryItem/8002',
      first: 250,
      after: 'level-1',
    })
  })

  test('a variant whose item is gone while its levels are read is broken, not without stock', async () => {
    await using stub = await startStub(
      inTurn(json('variants-page.json'), {
        body: { data: { inventoryItem: null }, extensions: { cost: cost() } },
      }),
    )
    const [page] = await collect(clientFor(stub.url).variantPages({ levels: 2 }, observedCall()))
    expect(page?.records).toHaveLength(1)
    expect(page?.broken[0]).toMatchObject({
      id: 'gid://shopify/ProductVariant/9002',
      message: 'inventoryItem gid://shopify/InventoryItem/8002 is gone',
    })
    expect(page?.size).toBe(2)
  })

  test('a broken row names the field, what was there and what is allowed', async () => {
    await using stub = await startStub(inTurn(json('products-page-broken-row.json')))
    const [page] = await collect(clientFor(stub.url).productPages({}, observedCall()))
    expect(page?.records).toHaveLength(1)
    expect(page?.broken).toEqual([
      {
        id: 'gid://shopify/Product/7002',
        title: 'Lạ',
        sku: null,
        message: 'status is "SOLD", expected ACTIVE, DRAFT, ARCHIVED, UNLISTED',
      },
    ])
  })

  test('customers; what is empty is null', async () => {
    const customer = {
      id: 'gid://shopify/Customer/5001',
      firstName: 'Hoa',
      lastName: '',
      defaultEmailAddress: { emailAddress: 'hoa@example.com' },
      defaultPhoneNumber: { phoneNumber: '+84901234567' },
      defaultAddress: { phone: '090 123 45 67' },
      tags: ['vip'],
      note: 'gọi 0912345678',
      amountSpent: { amount: '1250000.5', currencyCode: 'VND' },
      numberOfOrders: '12',
      state: 'ENABLED',
      createdAt: '2026-01-02T03:04:05Z',
      updatedAt: '2026-11-01T00:00:00Z',
    }
    const nobody = {
      ...customer,
      id: 'gid://shopify/Customer/5002',
      firstName: null,
      defaultEmailAddress: null,
      defaultPhoneNumber: null,
      defaultAddress: { phone: '' },
      note: '',
    }
    const endless = { ...customer, id: 'gid://shopify/Customer/5003', numberOfOrders: '9007199254740993' }
    const nodes = [customer, nobody, endless]
    const data = { customers: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } }
    await using stub = await startStub(() => ({ body: { data, extensions: { cost: cost() } } }))
    const [page] = await collect(clientFor(stub.url).customerPages({}, observedCall()))
    expect(page?.records).toEqual([
      {
        id: 'gid://shopify/Customer/5001',
        firstName: 'Hoa',
        lastName: null,
        email: 'hoa@example.com',
        phone: '+84901234567',
        addressPhone: '090 123 45 67',
        tags: ['vip'],
        note: 'gọi 0912345678',
        amountSpent: '1250000.5',
        currency: 'VND',
        numberOfOrders: 12,
        state: 'ENABLED',
        sourceCreatedAt: new Date('2026-01-02T03:04:05Z'),
        sourceUpdatedAt: new Date('2026-11-01T00:00:00Z'),
      },
      expect.objectContaining({ firstName: null, email: null, phone: null, addressPhone: null, note: null }),
    ])
    expect(page?.broken).toEqual([
      expect.objectContaining({
        id: 'gid://shopify/Customer/5003',
        title: 'Hoa',
        message: expect.stringContaining('numberOfOrders is "9007199254740993"'),
      }),
    ])
  })

  test('fields withheld from the app are a failure, not nulls', async () => {
    await using stub = await startStub(() => ({
      body: {
        data: { customers: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } },
        errors: [
          { message: 'Not approved to access defaultEmailAddress', extensions: { code: 'ACCESS_DENIED' } },
        ],
      },
    }))
    await expect(collect(clientFor(stub.url).customerPages({}, observedCall()))).rejects.toMatchObject({
      code: 'SHOPIFY_ACCESS',
    })
  })

  test('locations of all pages', async () => {
    const locations = (id: number, active: boolean, endCursor: string | null): Reply => ({
      body: {
        data: {
          locations: {
            nodes: [location(id, active)],
            pageInfo: { hasNextPage: endCursor !== null, endCursor },
          },
        },
        extensions: { cost: cost() },
      },
    })
    await using stub = await startStub(inTurn(locations(1, true, 'c'), locations(2, false, null)))
    expect(await clientFor(stub.url).locations(observedCall())).toEqual([
      location(1, true),
      location(2, false),
    ])
  })
})

describe('paging', () => {
  test('follows the cursor within a range; each page says after which id to go on', async () => {
    await using stub = await startStub(
      pagesInTurn(productsPage([1, 3], 'a'), productsPage([4], 'b'), productsPage([9], null)),
    )
    const pages = await collect(clientFor(stub.url).productPages({ search: ' vendor:X ' }, observedCall()))
    const lists = stub.requests.filter((request) => asked(request).operationName === 'ProductsPage')
    expect(lists.map((request) => asked(request).variables)).toEqual([
      { first: 250, after: null, query: '(vendor:X)' },
      { first: 250, after: 'a', query: '(vendor:X)' },
      { first: 250, after: 'b', query: '(vendor:X)' },
    ])
    expect(pages.map(({ next }) => next)).toEqual([
      [{ after: '3', until: null }],
      [{ after: '4', until: null }],
      undefined,
    ])
  })

  test('resumes by greater ids, beside the search', async () => {
    await using stub = await startStub(inTurn(productsPage([10], null)))
    const next = [{ after: '9007199254740993', until: '9007199254740999' }]
    await collect(clientFor(stub.url).productPages({ search: 'vendor:X OR vendor:Y', next }, observedCall()))
    expect(asked(stub.requests[0]!).variables.query).toBe(
      '(vendor:X OR vendor:Y) AND id:>9007199254740993 AND id:<=9007199254740999',
    )
  })

  test.each([
    ['a cursor', [productsPage([1], 'a'), productsPage([2], 'a'), productsPage([3], null)]],
    ['a page', [productsPage([1], 'a'), productsPage([1], 'b'), productsPage([3], null)]],
  ])('fails as CURSOR_LOOP when %s repeats', async (_what, replies) => {
    await using stub = await startStub(pagesInTurn(...replies))
    await expect(collect(clientFor(stub.url).productPages({}, observedCall()))).rejects.toMatchObject({
      code: 'CURSOR_LOOP',
    })
  })

  test('MAX_COST_EXCEEDED halves the page and goes on', async () => {
    await using stub = await startStub(
      inTurn(json('max-cost.json'), json('max-cost.json'), productsPage([1], null)),
    )
    await collect(clientFor(stub.url).productPages({}, observedCall()))
    expect(stub.requests.map((request) => asked(request).variables.first)).toEqual([250, 125, 62])
  })

  test('MAX_COST_EXCEEDED of a single record ends', async () => {
    await using stub = await startStub(() => json('max-cost.json'))
    const error = await rejection(collect(clientFor(stub.url).productPages({}, observedCall())))
    expect(error).toMatchObject({ code: 'SHOPIFY_REFUSED', message: expect.stringContaining('1723') })
    expect(stub.requests).toHaveLength(8)
  })

  test('many levels make the pages smaller', async () => {
    await using stub = await startStub(inTurn(json('variants-page.json'), json('item-levels-page.json')))
    await collect(clientFor(stub.url).variantPages({ levels: 250 }, observedCall()))
    expect(asked(stub.requests[0]!).variables).toMatchObject({ first: 50, levels: 250 })
  })
})

describe('counts', () => {
  test('count, and a search that Shopify does not understand is fatal', async () => {
    const count: Reply = {
      body: { data: { productVariantsCount: { count: 123456 } }, extensions: { cost: cost() } },
    }
    await using stub = await startStub(inTurn(count, json('search-warning.json')))
    const client = clientFor(stub.url)
    expect(await client.variantsCount({ search: 'sku:A*' }, observedCall())).toBe(123456)
    expect(asked(stub.requests[0]!).variables.query).toBe('sku:A*')
    await expect(client.productsCount({ search: 'vendr:Nike' }, observedCall())).rejects.toMatchObject({
      code: 'SEARCH_NOT_UNDERSTOOD',
      message: expect.stringContaining('vendr: Invalid search field'),
    })
  })
})

describe('by id', () => {
  const nodes = (n: number) => ({
    body: { data: { nodes: Array.from({ length: n }, () => null) }, extensions: { cost: cost() } },
  })

  test('gives those that exist', async () => {
    const found = productsPage([2], null)
    const rows = (found.body as { data: { products: { nodes: unknown[] } } }).data.products.nodes
    await using stub = await startStub(() => ({
      body: { data: { nodes: [null, ...rows] }, extensions: { cost: cost() } },
    }))
    const ids = ['gid://shopify/Product/1', 'gid://shopify/Product/2']
    const page = await clientFor(stub.url).productsByIds(ids, observedCall())
    expect(page).toMatchObject({ records: [{ id: 'gid://shopify/Product/2' }], broken: [], size: 1 })
    expect(asked(stub.requests[0]!).variables).toEqual({ ids })
  })

  test('asks for less at once where levels make the answer heavy, or where it is too dear', async () => {
    await using stub = await startStub(({ n }) => (n === 1 ? json('max-cost.json') : nodes(1)))
    const ids = Array.from({ length: 60 }, (_, id) => `gid://shopify/ProductVariant/${id}`)
    await clientFor(stub.url).variantsByIds(ids, 250, observedCall())
    const sizes = stub.requests.map(({ body }) => JSON.parse(body).variables.ids.length)
    expect(sizes).toEqual([50, 25, 25, 10])
  })

  test('refuses more than 250', async () => {
    const ids = Array.from({ length: 251 }, (_, id) => `gid://shopify/Customer/${id}`)
    const asking = clientFor('http://127.0.0.1:1').customersByIds(ids, observedCall())
    await expect(asking).rejects.toThrow('251 ids were given, at most 250')
  })
})

describe("the platform's clock", () => {
  test('is known from the first answer on', async () => {
    await using stub = await startStub(() => ({
      headers: { date: 'Sat, 21 Nov 2026 08:00:00 GMT' },
      body: { data: { productsCount: { count: 1 } } },
    }))
    const clock = new SteeredClock(Date.parse('2026-11-21T07:00:00Z'))
    const client = clientFor(stub.url, undefined, { clock })
    expect(client.platformTime()).toBeNull()
    await client.productsCount({}, observedCall())
    clock.advance(60_000)
    expect(client.platformTime()).toEqual(new Date('2026-11-21T08:01:00Z'))
  })
})
