import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { askShopify } from './platform-calls.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ products: 60, customers: 30, ...options })
}

async function costOf(query: string, variables = {}) {
  const { body } = await askShopify(sandbox, query, variables)
  expect(body.errors).toBeUndefined()
  return body.extensions!.cost!
}

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'
const VARIANT_FIELDS = `id title sku barcode price compareAtPrice inventoryQuantity updatedAt product { id }`

/** The documents of the facts page and what it says that they cost at first: 250. */
const PREDICTED: [name: string, cost: number, document: string][] = [
  [
    'products',
    24,
    `{ products(first: 250) { nodes { id title tags updatedAt variantsCount { count } } ${PAGE_INFO} } }`,
  ],
  ['products without variantsCount', 13, `{ products(first: 250) { nodes { id title tags } ${PAGE_INFO} } }`],
  [
    'variants',
    35,
    `{ productVariants(first: 250) { nodes { ${VARIANT_FIELDS} inventoryItem { id sku tracked } } ${PAGE_INFO} } }`,
  ],
  [
    'customers',
    35,
    `{ customers(first: 250) { nodes { id firstName lastName defaultEmailAddress { emailAddress }
        defaultPhoneNumber { phoneNumber } defaultAddress { id phone city zip countryCodeV2 } tags note
        amountSpent { amount currencyCode } numberOfOrders state createdAt updatedAt } ${PAGE_INFO} } }`,
  ],
  [
    'location levels',
    36,
    `{ location { id inventoryLevels(first: 250) { nodes { id updatedAt item { id }
        quantities(names: ["available", "on_hand"]) { name quantity } } ${PAGE_INFO} } } }`,
  ],
  ...(
    [
      [1, 90],
      [3, 123],
      [5, 156],
      [10, 189],
      [50, 288],
      [250, 420],
    ] as const
  ).map(([levels, cost]): [string, number, string] => [
    `variants + levels:${levels}`,
    cost,
    `{ productVariants(first: 250) { nodes { ${VARIANT_FIELDS} inventoryItem { id sku tracked
          inventoryLevels(first: ${levels}) { nodes { id location { id }
            quantities(names: ["available"]) { name quantity } } } } } ${PAGE_INFO} } }`,
  ]),
  [
    'inventoryItems + levels:10',
    167,
    `{ inventoryItems(first: 250) { nodes { id sku tracked inventoryLevels(first: 10) { nodes { id
        location { id } quantities(names: ["available"]) { name quantity } } } } ${PAGE_INFO} } }`,
  ],
  [
    'locations',
    13,
    `{ locations(first: 250, includeInactive: true, includeLegacy: true) { nodes { id name isActive } ${PAGE_INFO} } }`,
  ],
  [
    'counts',
    30,
    `{ productsCount(limit: null) { count precision } productVariantsCount(limit: null) { count precision }
       customersCount(limit: null) { count precision } }`,
  ],
  [
    'self-check',
    4,
    `{ shop { id myshopifyDomain currencyCode ianaTimezone plan { publicDisplayName shopifyPlus } }
       currentAppInstallation { accessScopes { handle } } }`,
  ],
]

describe('requested cost', () => {
  it.each(PREDICTED)('of %s is %i', async (_name, cost, document) => {
    await start({ limits: { shopify: 'off' } })
    expect((await costOf(document)).requestedQueryCost).toBe(cost)
  })

  it('follows variables, fragments and directives', async () => {
    await start({ limits: { shopify: 'off' } })
    const document = `query Paged($first: Int!, $levels: Boolean!) { products(first: $first) { ...Page } }
      fragment Page on ProductConnection { nodes { id variantsCount @include(if: $levels) { count } } }`
    expect((await costOf(document, { first: 250, levels: true })).requestedQueryCost).toBe(24)
    expect((await costOf(document, { first: 250, levels: false })).requestedQueryCost).toBe(13)
    expect((await costOf(document, { first: 10, levels: false })).requestedQueryCost).toBe(6)
  })
})

describe('actual cost', () => {
  it('counts what came: levels:10 with one level each costs what levels:1 asks for', async () => {
    await start({ products: 400, limits: { shopify: 'off' } })
    for (const item of sandbox.world.shopify.inventoryItems) {
      item.levels = item.levels.filter((level) => level.isActive).slice(0, 1)
    }
    const [, , document] = PREDICTED.find(([name]) => name === 'variants + levels:10')!
    expect(await costOf(document)).toMatchObject({ requestedQueryCost: 189, actualQueryCost: 90 })
  })

  it('of an empty connection is its base', async () => {
    await start()
    expect(await costOf('{ products(first: 250, query: "id:1") { nodes { id } } }')).toMatchObject({
      requestedQueryCost: 13,
      actualQueryCost: 2,
    })
  })
})

describe('throttling', () => {
  it('takes what a query asked for, gives back what it did not use, and refills by the second', async () => {
    let now = 1_700_000_000_000
    await start({ now: () => now })
    const first = await costOf('{ products(first: 250, query: "id:1") { nodes { id } } }')
    expect(first.throttleStatus).toEqual({
      maximumAvailable: 2000,
      currentlyAvailable: 1998,
      restoreRate: 100,
    })
    now += 1000
    expect((await costOf('{ shop { name } }')).throttleStatus.currentlyAvailable).toBe(1999)
  })

  it('refuses a query that the bucket does not hold, inside HTTP 200, without executing it', async () => {
    let now = 1_700_000_000_000
    await start({ now: () => now, limits: { shopify: { maximumAvailable: 40, restoreRate: 10 } } })
    const counts =
      'query Counts { productsCount { count } customersCount { count } productVariantsCount { count } }'
    expect((await costOf(counts)).throttleStatus.currentlyAvailable).toBe(10)
    const { status, body } = await askShopify(sandbox, counts)
    expect(status).toBe(200)
    expect(body).toEqual({
      errors: [
        {
          message: 'Throttled',
          extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
        },
      ],
      extensions: {
        cost: {
          requestedQueryCost: 30,
          actualQueryCost: null,
          throttleStatus: { maximumAvailable: 40, currentlyAvailable: 10, restoreRate: 10 },
        },
      },
    })
    expect(sandbox.world.counters.shopify['Counts']).toMatchObject({ requests: 2, limited: 1 })
    now += 2000
    expect((await costOf(counts)).throttleStatus.currentlyAvailable).toBe(0)
  })

  it('refuses a query of more than 1,000 points whatever the bucket holds', async () => {
    await start({ limits: { shopify: 'off' } })
    const document = `{ products(first: 250) { nodes { id variants(first: 250) { nodes { id inventoryItem { id
      inventoryLevels(first: 250) { nodes { id location { id } } } } } } } } }`
    const { body } = await askShopify(sandbox, document)
    expect(body.data).toBeUndefined()
    expect(body.errors![0]).toMatchObject({
      message: expect.stringMatching(
        /^Query cost is \d+, which exceeds the single query max cost limit \(1000\)\./,
      ),
      extensions: { code: 'MAX_COST_EXCEEDED' },
    })
  })
})
