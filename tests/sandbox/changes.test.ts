import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { Table } from '../../src/sandbox/table.ts'
import {
  allOfNhanh,
  allOfShopify,
  askNhanh,
  askShopify,
  gidsOf,
  recordsOf,
  type ShopifyPage,
} from './platform-calls.ts'

const DAY = 86_400_000

/** Takes a record out of a table; gives what brings it back. */
function removed<T extends { id: number }>(table: Table<T>, id: number): () => unknown {
  const record = table.delete(id)!
  return () => table.add(record)
}

let now = 0
let sandbox: Sandbox
beforeEach(async () => {
  now = Date.UTC(2026, 10, 21)
  sandbox = await startSandbox({
    products: 120,
    customers: 130,
    now: () => now,
    limits: { nhanh: 'off', shopify: 'off' },
  })
})
afterEach(() => sandbox.close())

describe('ranges', () => {
  it.each([
    ['productVariants', 'variants', 'ProductVariant'],
    ['products', 'products', 'Product'],
    ['customers', 'customers', 'Customer'],
  ] as const)('of %s are read from both ends', async (field, table, type) => {
    const { records } = sandbox.world.shopify[table]
    const [low, high] = [
      records[Math.floor(records.length / 3)]!.id,
      records[Math.floor(records.length / 2)]!.id,
    ]
    const within = gidsOf(
      type,
      records.filter(({ id }) => id >= low && id < high),
    )
    const args = `, sortKey: ID, query: "id:>=${low} id:<${high}"`
    expect(await allOfShopify(sandbox, field, args, 7)).toEqual(within)
    expect(await allOfShopify(sandbox, field, `${args}, reverse: true`, 7)).toEqual(within.toReversed())
    const below = gidsOf(
      type,
      records.filter(({ id }) => id <= low),
    )
    expect(await allOfShopify(sandbox, field, `, query: "id:<=${low}", reverse: true`, 250)).toEqual(
      below.toReversed(),
    )
    const either = `, query: "id:${low} OR id:>${high}", reverse: true`
    const ends = gidsOf(
      type,
      records.filter(({ id }) => id === low || id > high),
    )
    expect(await allOfShopify(sandbox, field, either, 250)).toEqual(ends.toReversed())
  })
})

describe('Shopify answers', () => {
  it('customers with all that a pull keeps', async () => {
    const { customers } = sandbox.world.shopify
    customers.add({
      ...customers.records[0]!,
      email: 'lan@example.com',
      phone: '+84900000000',
      defaultAddress: { id: 9, address1: '1 Example', city: 'Hà Nội', phone: '0900 000 000', zip: '100000' },
      tags: ['vip'],
      note: 'Gọi trước',
      amountSpent: '1200000',
      numberOfOrders: 3,
      state: 'ENABLED',
    })
    const { body } = await askShopify<{ customers: ShopifyPage<object> }>(
      sandbox,
      `{ customers(first: 1, sortKey: ID) { nodes { defaultEmailAddress { emailAddress }
        defaultPhoneNumber { phoneNumber } defaultAddress { id phone city zip countryCodeV2 } tags note
        amountSpent { amount currencyCode } numberOfOrders state } } }`,
    )
    expect(body.data!.customers.nodes).toEqual([
      {
        defaultEmailAddress: { emailAddress: 'lan@example.com' },
        defaultPhoneNumber: { phoneNumber: '+84900000000' },
        defaultAddress: {
          id: 'gid://shopify/MailingAddress/9?model_name=CustomerAddress',
          phone: '0900 000 000',
          city: 'Hà Nội',
          zip: '100000',
          countryCodeV2: 'VN',
        },
        tags: ['vip'],
        note: 'Gọi trước',
        amountSpent: { amount: '1200000', currencyCode: 'VND' },
        numberOfOrders: '3',
        state: 'ENABLED',
      },
    ])
  })

  it('customersCount, with a warning for a field that it does not know', async () => {
    const { records } = sandbox.world.shopify.customers
    const count = async (query: string) => {
      const document =
        'query Count($query: String) { customersCount(query: $query, limit: null) { count precision } }'
      const { data, extensions } = (
        await askShopify<{ customersCount: { count: number; precision: string } }>(sandbox, document, {
          query,
        })
      ).body
      return {
        ...data!.customersCount,
        warnings: extensions!.search?.[0]?.warnings.map(({ field }) => field),
      }
    }
    const since = records[60]!.updatedAt
    expect(await count(`updated_at:>='${new Date(since).toISOString()}'`)).toEqual({
      count: records.filter(({ updatedAt }) => updatedAt >= since).length,
      precision: 'EXACT',
      warnings: undefined,
    })
    expect(await count('tagg:vip')).toEqual({ count: records.length, precision: 'EXACT', warnings: ['tagg'] })
  })

  it('nodes by id, in their order, null for what is gone', async () => {
    const { products, variants, customers } = sandbox.world.shopify
    const [product, variant, customer] = [products.records[3]!, variants.records[5]!, customers.records[7]!]
    const gone = sandbox.world.shopify.removeVariant(variants.records[9]!.id)!
    const ids = [
      ...gidsOf('Customer', [customer]),
      ...gidsOf('ProductVariant', [gone, variant]),
      ...gidsOf('Product', [product]),
    ]
    const document = `query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id
      ... on ProductVariant { sku product { id } } ... on Product { title } ... on Customer { state } } }`
    expect((await askShopify(sandbox, document, { ids })).body.data!['nodes']).toEqual([
      { __typename: 'Customer', id: ids[0], state: customer.state },
      null,
      {
        __typename: 'ProductVariant',
        id: ids[2],
        sku: variant.sku,
        product: { id: `gid://shopify/Product/${variant.productId}` },
      },
      { __typename: 'Product', id: ids[3], title: product.title },
    ])
  })
})

describe('the world changes:', () => {
  const levelsSince = async (locationId: number, since: number) => {
    const document = `query Levels($id: ID!, $query: String!) { location(id: $id) {
      inventoryLevels(first: 50, query: $query) { nodes { item { id } quantities(names: ["available"]) { quantity } } } } }`
    const { body } = await askShopify<{ location: { inventoryLevels: { nodes: object[] } } }>(
      sandbox,
      document,
      {
        id: `gid://shopify/Location/${locationId}`,
        query: `updated_at:>='${new Date(since).toISOString()}'`,
      },
    )
    return body.data!.location.inventoryLevels.nodes
  }

  it('stock at Shopify moves the time of its level, and no other', async () => {
    const { shopify } = sandbox.world
    const [location] = shopify.locations.records
    const variant = shopify.variants.records[4]!
    const times = [variant.updatedAt, variant.inventoryItem.updatedAt]
    expect(await levelsSince(location!.id, now)).toEqual([])
    now += DAY
    shopify.setAvailable(variant.inventoryItem.id, location!.id, 321)
    expect(await levelsSince(location!.id, now)).toEqual([
      {
        item: { id: `gid://shopify/InventoryItem/${variant.inventoryItem.id}` },
        quantities: [{ quantity: 321 }],
      },
    ])
    expect([variant.updatedAt, variant.inventoryItem.updatedAt]).toEqual(times)
    expect(() => shopify.setAvailable(1, location!.id, 3)).toThrow(
      'Inventory item 1 has no level at location',
    )
  })

  it('stock at Nhanh moves the time of the stock, and no other', async () => {
    const { nhanh } = sandbox.world
    const product = nhanh.products.records.find(({ stock }) => stock.length > 0)!
    const updatedAtFrom = now / 1000
    expect((await allOfNhanh(sandbox, '/product/inventory', { updatedAtFrom })).records).toEqual([])
    nhanh.setRemain(product.id, product.stock[0]!.depotId, 77)
    const [changed, ...others] = (await allOfNhanh(sandbox, '/product/inventory', { updatedAtFrom })).records
    expect(others).toEqual([])
    expect(changed).toMatchObject({
      productId: product.id,
      inventory: {
        depots: expect.arrayContaining([
          expect.objectContaining({ id: product.stock[0]!.depotId, remain: 77 }),
        ]),
      },
    })
    expect((await allOfNhanh(sandbox, '/product/list', { updatedAtFrom })).records).toEqual([])
    expect(() => nhanh.setRemain(1, 2, 3)).toThrow('Product 1 keeps no stock in depot 2')
  })

  it('records of Shopify go and come back as they were', async () => {
    const { shopify } = sandbox.world
    const product = shopify.products.records.find(({ variants }) => variants.length > 2)!
    const [first, second] = product.variants
    const all = { fields: ['products', 'productVariants', 'inventoryItems', 'customers'] }
    const everything = () => Promise.all(all.fields.map((field) => allOfShopify(sandbox, field, '', 250)))
    const before = await everything()

    const variant = shopify.removeVariant(second!.id)!
    expect(product.variants).not.toContain(second)
    const goneProduct = shopify.removeProduct(product.id)!
    const customer = shopify.customers.delete(shopify.customers.records[5]!.id)!
    const without = await everything()
    expect(without[0]).not.toContain(`gid://shopify/Product/${product.id}`)
    expect(without[1]).not.toContain(`gid://shopify/ProductVariant/${first!.id}`)
    expect(without[2]).not.toContain(`gid://shopify/InventoryItem/${second!.inventoryItem.id}`)
    expect(without[3]).toHaveLength(before[3]!.length - 1)
    expect([shopify.removeVariant(second!.id), shopify.removeProduct(product.id)]).toEqual([
      undefined,
      undefined,
    ])

    shopify.restoreProduct(goneProduct)
    shopify.restoreVariant(variant)
    shopify.customers.add(customer)
    expect(product.variants[1]).toBe(second)
    expect(await everything()).toEqual(before)
  })

  it('records of Nhanh go and come back as they were', async () => {
    const { products, customers } = sandbox.world.nhanh
    const tables: [string, number, () => () => unknown][] = [
      ['/product/list', products.records[7]!.id, () => removed(products, products.records[7]!.id)],
      ['/customer/list', customers.records[7]!.id, () => removed(customers, customers.records[7]!.id)],
    ]
    for (const [path, id, remove] of tables) {
      const before = await allOfNhanh(sandbox, path, {})
      const restore = remove()
      expect(recordsOf((await askNhanh(sandbox, path, { filters: { ids: [id] } })).body)).toEqual([])
      const without = before.records.filter((record) => record.id !== id)
      expect((await allOfNhanh(sandbox, path, {})).records).toEqual(without)
      restore()
      expect((await allOfNhanh(sandbox, path, {})).records).toEqual(before.records)
    }
  })

  it('while a list is read: after the answer is made', async () => {
    const { shopify, nhanh } = sandbox.world
    const before = gidsOf('Customer', shopify.customers.records)
    const paths: string[] = []
    for (const platform of ['shopify', 'nhanh'] as const) {
      sandbox.faults.add({
        platform,
        kind: 'meanwhile',
        act: ({ path }) => {
          paths.push(path)
          if (platform === 'shopify') shopify.addCustomer({})
          else nhanh.addCustomer({ name: 'New' })
        },
      })
    }
    expect(await allOfShopify(sandbox, 'customers', '', 250)).toEqual(before)
    expect(await allOfShopify(sandbox, 'customers', '', 250)).toHaveLength(before.length + 1)
    // Newest first: who comes while the list is read is on no page of it.
    expect((await allOfNhanh(sandbox, '/customer/list', {})).records.map(({ name }) => name)).not.toContain(
      'New',
    )
    expect((await allOfNhanh(sandbox, '/customer/list', {})).records[0]!['name']).toBe('New')
    expect(paths).toEqual(['/graphql.json', '/customer/list'])
  })
})

it('Nhanh filters customers by type, last purchase, update and id', async () => {
  const { records } = sandbox.world.nhanh.customers
  const found = async (filters: object) =>
    (await allOfNhanh(sandbox, '/customer/list', filters)).records.map(({ id }) => id)
  const expected = (matches: (customer: (typeof records)[number]) => boolean) =>
    records
      .filter(matches)
      .map(({ id }) => id)
      .toReversed()
  expect(await found({ type: 2 })).toEqual(expected(({ type }) => type === 2))
  const [from, to] = ['2026-03-01', '2026-09-30']
  const bought = expected(({ lastBoughtDate }) => lastBoughtDate >= from && lastBoughtDate <= to)
  expect(bought.length).toBeGreaterThan(5)
  expect(await found({ lastBoughtDateFrom: from, lastBoughtDateTo: to })).toEqual(bought)
  const updatedAtFrom = records[50]!.updatedAt
  expect(await found({ updatedAtFrom })).toEqual(expected(({ updatedAt }) => updatedAt >= updatedAtFrom))
  const ids = [records[9]!.id, records[3]!.id, 1]
  expect(await found({ ids })).toEqual(expected(({ id }) => ids.includes(id)))
})
