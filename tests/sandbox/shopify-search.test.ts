import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import {
  allOfShopify,
  askShopify,
  gidsOf,
  type Reply,
  type ShopifyBody,
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

function found(query: string): Promise<string[]> {
  return allOfShopify(sandbox, 'productVariants', `, query: "${query}"`)
}

function searchProducts(query: string, headers = {}): Promise<Reply<ShopifyBody<{ products: ShopifyPage }>>> {
  const document = 'query Warned($query: String) { products(first: 250, query: $query) { nodes { id } } }'
  return askShopify(sandbox, document, { query }, headers)
}

describe('search', () => {
  it('filters by id range, status, time, SKU and barcode', async () => {
    const { shopify } = (await start()).world
    const { records } = shopify.variants
    const middle = records[Math.floor(records.length / 2)]!
    const expected = (matches: (variant: (typeof records)[number]) => boolean) =>
      gidsOf('ProductVariant', records.filter(matches))
    expect(await found(`id:>${middle.id}`)).toEqual(expected((variant) => variant.id > middle.id))
    expect(await found(`id:${middle.id}`)).toEqual(gidsOf('ProductVariant', [middle]))
    expect(await found(`sku:'${middle.sku!.trim()}'`)).toContain(`gid://shopify/ProductVariant/${middle.id}`)
    expect(await found('product_status:draft')).toEqual(
      expected((variant) => shopify.products.get(variant.productId)?.status === 'DRAFT'),
    )
    const since = Date.parse('2026-06-01T00:00:00Z')
    expect(await found("updated_at:>='2026-06-01T00:00:00Z' AND product_status:active")).toEqual(
      expected(
        (variant) =>
          variant.updatedAt >= since && shopify.products.get(variant.productId)?.status === 'ACTIVE',
      ),
    )
    expect(await found(`(id:${records[0]!.id} OR id:${records[1]!.id}) -id:${records[0]!.id}`)).toEqual(
      gidsOf('ProductVariant', [records[1]!]),
    )
  })

  it('ignores an unknown field, and says so in extensions.search', async () => {
    const { shopify } = (await start()).world
    const { body } = await searchProducts('stauts:active')
    expect(body.data!.products.nodes).toHaveLength(shopify.products.size)
    expect(body.extensions!.search).toEqual([
      {
        path: ['products'],
        query: 'stauts:active',
        parsed: { field: 'stauts', match_all: 'active' },
        warnings: [
          { field: 'stauts', message: 'Invalid search field for this query.', code: 'invalid_field' },
        ],
      },
    ])
    expect((await searchProducts('status:active')).body.extensions!.search).toBeUndefined()
    const debugged = await searchProducts('status:active', { 'shopify-search-query-debug': '1' })
    expect(debugged.body.extensions!.search).toHaveLength(1)
  })

  it('knows no created_at for variants, and only three fields for customersCount', async () => {
    await start()
    const { body } = await askShopify(
      sandbox,
      `{ productVariants(first: 1, query: "created_at:>2020-01-01") { nodes { id } }
         customersCount(query: "email:a@example.com") { count } }`,
    )
    expect(body.extensions!.search!.map((report) => report.warnings[0]!.field)).toEqual([
      'created_at',
      'email',
    ])
  })
})
