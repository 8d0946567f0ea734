import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import {
  allOfShopify,
  askShopify,
  gidsOf,
  type Reply,
  type ShopifyBody,
  type ShopifyError,
  type ShopifyPage,
} from './platform-calls.ts'

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

type LevelsPage = ShopifyPage<{ item: { id: string } }>

async function productsPage(args: string): Promise<ShopifyPage> {
  const { body } = await askShopify<{ products: ShopifyPage }>(
    sandbox,
    `{ products(${args}) { nodes { id } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }`,
  )
  return body.data!.products
}

async function errorOf(args: string): Promise<ShopifyError> {
  const { body } = await askShopify(sandbox, `{ products${args} { nodes { id } } }`)
  expect(body.data).toBeNull()
  return body.errors![0]!
}

describe('connections', () => {
  it('page through every record exactly once, by id', async () => {
    const { shopify } = (await start()).world
    expect(await allOfShopify(sandbox, 'products', ', sortKey: ID')).toEqual(
      gidsOf('Product', shopify.products.records),
    )
    expect(await allOfShopify(sandbox, 'productVariants')).toEqual(
      gidsOf('ProductVariant', shopify.variants.records),
    )
    expect(await allOfShopify(sandbox, 'customers')).toEqual(gidsOf('Customer', shopify.customers.records))
    expect(await allOfShopify(sandbox, 'inventoryItems')).toEqual(
      gidsOf('InventoryItem', shopify.inventoryItems.records),
    )
    expect(await allOfShopify(sandbox, 'productVariants', ', reverse: true')).toEqual(
      gidsOf('ProductVariant', shopify.variants.records).toReversed(),
    )
  })

  it('page by another sort key, ties broken by id', async () => {
    const { shopify } = (await start()).world
    const sorted = shopify.products.records.toSorted((a, b) => a.updatedAt - b.updatedAt || a.id - b.id)
    expect(await allOfShopify(sandbox, 'products', ', sortKey: UPDATED_AT', 7)).toEqual(
      gidsOf('Product', sorted),
    )
  })

  it('go on behind a cursor whose record was deleted, and backwards with last and before', async () => {
    const { shopify } = (await start()).world
    const ids = gidsOf('Product', shopify.products.records)
    const first = await productsPage('first: 10')
    const cursor = first.pageInfo.endCursor!
    expect(JSON.parse(Buffer.from(cursor, 'base64').toString())).toEqual({
      last_id: shopify.products.records[9]!.id,
      last_value: String(shopify.products.records[9]!.id),
    })
    const before = await productsPage(`last: 3, before: "${cursor}"`)
    expect(before.nodes.map((node) => node.id)).toEqual(ids.slice(6, 9))
    shopify.removeProduct(shopify.products.records[9]!.id)
    const second = await productsPage(`first: 3, after: "${cursor}"`)
    expect(second.nodes.map((node) => node.id)).toEqual(ids.slice(10, 13))
  })

  it('give all 120 variants of one product, at once or in pages', async () => {
    const { shopify } = (await start()).world
    const product = shopify.products.records.find((one) => one.variants.length > 100)!
    const id = `gid://shopify/Product/${product.id}`
    const { body } = await askShopify<{ product: { variants: ShopifyPage } }>(
      sandbox,
      'query One($id: ID!) { product(id: $id) { variants(first: 2048) { nodes { id } } } }',
      { id },
    )
    expect(body.data!.product.variants.nodes.map((node) => node.id)).toEqual(
      gidsOf('ProductVariant', product.variants),
    )
  })

  it('refuse what Shopify refuses', async () => {
    await start()
    expect(await errorOf('')).toMatchObject({
      message: 'you must provide one of first or last',
      path: ['products'],
    })
    expect((await errorOf('(first: 251)')).message).toContain('250')
    expect((await errorOf('(first: 1, after: "bm9wZQ==")')).message).toBe(
      'Invalid cursor for current pagination sort.',
    )
  })

  it('of levels at one location go by item', async () => {
    const { shopify } = (await start()).world
    const [, second] = shopify.locations.records
    const stocked = shopify.inventoryItems.records.filter((item) =>
      item.levels.some((level) => level.locationId === second!.id && level.isActive),
    )
    const document = `query L($id: ID!, $after: String) { location(id: $id) {
      inventoryLevels(first: 50, after: $after) { nodes { item { id } } pageInfo { hasNextPage endCursor } } } }`
    const items: string[] = []
    for (let after: string | null = null; ;) {
      const variables = { id: `gid://shopify/Location/${second!.id}`, after }
      const reply: Reply<ShopifyBody<{ location: { inventoryLevels: LevelsPage } }>> = await askShopify(
        sandbox,
        document,
        variables,
      )
      const { nodes, pageInfo } = reply.body.data!.location.inventoryLevels
      items.push(...nodes.map((node) => node.item.id))
      if (!pageInfo.hasNextPage) break
      after = pageInfo.endCursor
    }
    expect(items).toEqual(gidsOf('InventoryItem', stocked))
  })
})
