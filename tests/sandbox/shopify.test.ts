import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { askShopify, type ShopifyError } from './platform-calls.ts'

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

async function errorOf(query: string, variables = {}): Promise<ShopifyError> {
  const reply = await askShopify(sandbox, query, variables)
  expect(reply.status).toBe(200)
  return reply.body.errors![0]!
}

function askToken(secret: string, json = false): Promise<Response> {
  const form = {
    grant_type: 'client_credentials',
    client_id: sandbox.shopify.clientId,
    client_secret: secret,
  }
  return fetch(`${sandbox.shopify.baseUrl}/admin/oauth/access_token`, {
    method: 'POST',
    ...(json
      ? { body: JSON.stringify(form), headers: { 'content-type': 'application/json' } }
      : { body: new URLSearchParams(form) }),
  })
}

describe('records', () => {
  it('come with 64-bit numbers and decimals as strings, and times in UTC', async () => {
    await start()
    const { body } = await askShopify<{
      productVariants: { nodes: Record<string, unknown>[] }
      customers: { nodes: Record<string, unknown>[] }
    }>(
      sandbox,
      `{ productVariants(first: 1) { nodes { legacyResourceId price inventoryQuantity updatedAt displayName title } }
         customers(first: 1) { nodes { numberOfOrders amountSpent { amount currencyCode } } } }`,
    )
    const variant = sandbox.world.shopify.variants.records[0]!
    expect(body.data!.productVariants.nodes[0]).toMatchObject({
      legacyResourceId: String(variant.id),
      price: variant.price,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
    expect(body.data!.customers.nodes[0]).toMatchObject({
      numberOfOrders: expect.stringMatching(/^\d+$/),
      amountSpent: { amount: expect.stringMatching(/^\d+$/), currencyCode: 'VND' },
    })
  })

  it('have their stock for each location, inactive levels only when asked for', async () => {
    const { shopify } = (await start()).world
    const item = shopify.inventoryItems.records.find((one) => one.levels.some((level) => !level.isActive))!
    const ask = async (includeInactive: boolean) => {
      const { body } = await askShopify<{ inventoryItem: { inventoryLevels: { nodes: object[] } } }>(
        sandbox,
        `query Levels($id: ID!, $all: Boolean!) { inventoryItem(id: $id) {
          inventoryLevels(first: 5, includeInactive: $all) {
            nodes { isActive location { id } item { id } quantities(names: ["available", "on_hand"]) { name quantity } }
          } } }`,
        { id: `gid://shopify/InventoryItem/${item.id}`, all: includeInactive },
      )
      return body.data!.inventoryItem.inventoryLevels.nodes
    }
    expect(await ask(false)).toHaveLength(1)
    expect(await ask(true)).toHaveLength(2)
    const [active] = await ask(false)
    const { available } = item.levels[0]!
    expect(active).toMatchObject({
      isActive: true,
      quantities: [
        { name: 'available', quantity: available },
        { name: 'on_hand', quantity: available },
      ],
    })
  })

  it('are found by gid, through node and nodes too', async () => {
    const { shopify } = (await start()).world
    const [product] = shopify.products.records
    const id = `gid://shopify/Product/${product!.id}`
    const { body } = await askShopify(
      sandbox,
      'query N($id: ID!) { node(id: $id) { id ... on Product { title } } nodes(ids: [$id, "gid://shopify/Customer/1"]) { id } }',
      { id },
    )
    expect(body.data).toEqual({ node: { id, title: product!.title }, nodes: [{ id }, null] })
  })
})

describe('errors', () => {
  it('of a document have the codes that Shopify gives them, with HTTP 200', async () => {
    await start()
    expect(await errorOf('query P { products(first: 1) { nodes { foo } } }')).toMatchObject({
      message: "Field 'foo' doesn't exist on type 'Product'",
      path: ['query P', 'products', 'nodes', 'foo'],
      extensions: { code: 'undefinedField', typeName: 'Product', fieldName: 'foo' },
    })
    expect((await errorOf('{ products(size: 1) { nodes { id } } }')).extensions!['code']).toBe(
      'argumentNotAccepted',
    )
    expect((await errorOf('{ product { id } }')).extensions!['code']).toBe('missingRequiredArguments')
    const wrongVariable = await errorOf('query P($n: Int!) { products(first: $n) { nodes { id } } }', {
      n: 'x',
    })
    expect(wrongVariable).toMatchObject({
      message: 'Variable $n of type Int! was provided invalid value',
      extensions: { code: 'INVALID_VARIABLE' },
    })
    const ids = Array.from({ length: 251 }, (_, n) => `gid://shopify/Product/${n}`)
    const tooMany = await errorOf('query N($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
    expect(tooMany.message).toBe('The input array size of 251 is greater than the maximum allowed of 250.')
  })

  it('of a missing scope are ACCESS_DENIED', async () => {
    await start()
    sandbox.world.shopify.scopes = ['read_products']
    const { body, status } = await askShopify(sandbox, '{ customers(first: 1) { nodes { id } } }')
    expect(status).toBe(200)
    expect(body.errors![0]).toMatchObject({ path: ['customers'], extensions: { code: 'ACCESS_DENIED' } })
    sandbox.world.shopify.scopes = ['write_customers']
    expect(
      (await askShopify(sandbox, '{ customers(first: 1) { nodes { id } } }')).body.errors,
    ).toBeUndefined()
  })
})

describe('tokens', () => {
  it('come for client credentials, as form or JSON, and end after a day', async () => {
    let now = 1_700_000_000_000
    await start({ now: () => now })
    for (const json of [false, true]) {
      const response = await askToken(sandbox.shopify.clientSecret, json)
      const grant: Record<string, string> = JSON.parse(await response.text())
      expect(grant).toMatchObject({ expires_in: 86_399, scope: expect.stringContaining('read_products') })
      const headers = { 'x-shopify-access-token': grant['access_token']! }
      expect((await askShopify(sandbox, '{ shop { name } }', {}, headers)).status).toBe(200)
      now += 86_400_000
      const expired = await askShopify(sandbox, '{ shop { name } }', {}, headers)
      expect(expired.status).toBe(401)
      expect(expired.body.errors).toBe(
        '[API] Invalid API key or access token (unrecognized login or wrong password)',
      )
    }
  })

  it('are refused with 400 for a wrong secret', async () => {
    await start()
    const response = await askToken('wrong')
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Oauth error invalid_client')
  })

  it('do not matter to the version: any other falls forward, as the header says', async () => {
    await start()
    const response = await fetch(`${sandbox.shopify.baseUrl}/admin/api/2024-01/graphql.json`, {
      method: 'POST',
      headers: { 'x-shopify-access-token': sandbox.shopify.accessToken, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ shop { myshopifyDomain } }' }),
    })
    expect(response.headers.get('x-shopify-api-version')).toBe('2026-10')
    expect(await response.json()).toMatchObject({ data: { shop: { myshopifyDomain: sandbox.shopify.shop } } })
  })
})
