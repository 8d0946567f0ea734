import type { PlatformConfigs } from '../../src/connect-platforms.ts'

/** As many calls as a full bucket lets through at once are made first and not counted: the standard limit holds after them. */
const FREE_CALLS = 250
const CALLS = 150

/** Levels a second, when each is written by a call of its own. */
export async function levelsOneByOne(platforms: PlatformConfigs): Promise<number> {
  const shop = new Shop(platforms)
  const { productVariants, locations } = (await shop.call(
    '{ productVariants(first: 1) { nodes { inventoryItem { id } } } locations(first: 1) { nodes { id } } }',
  )) as {
    productVariants: { nodes: { inventoryItem: { id: string } }[] }
    locations: { nodes: { id: string }[] }
  }
  const level = {
    inventoryItemId: productVariants.nodes[0]!.inventoryItem.id,
    locationId: locations.nodes[0]!.id,
    changeFromQuantity: null,
  }
  return rateOf((n) =>
    shop.call(
      `mutation ($input: InventorySetQuantitiesInput!, $key: String!) {
        inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { message } } }`,
      {
        key: crypto.randomUUID(),
        input: { name: 'available', reason: 'correction', quantities: [{ ...level, quantity: n }] },
      },
    ),
  )
}

/** Customers a second, when each is written by a customerUpdate of its own. */
export async function customersOneByOne(platforms: PlatformConfigs): Promise<number> {
  const shop = new Shop(platforms)
  const { customers } = (await shop.call('{ customers(first: 1) { nodes { id } } }')) as {
    customers: { nodes: { id: string }[] }
  }
  const { id } = customers.nodes[0]!
  return rateOf((n) =>
    shop.call(
      'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }',
      {
        input: {
          id,
          metafields: [
            { namespace: 'rival', key: 'total_spent', type: 'number_decimal', value: String(n) },
            { namespace: 'rival', key: 'points', type: 'number_integer', value: String(n) },
          ],
        },
      },
    ),
  )
}

async function rateOf(call: (n: number) => Promise<unknown>): Promise<number> {
  for (let n = 0; n < FREE_CALLS; n++) await call(n)
  const from = performance.now()
  for (let n = 0; n < CALLS; n++) await call(n)
  return (CALLS * 1_000) / (performance.now() - from)
}

/** The simplest client there is: it waits when it is throttled. */
class Shop {
  readonly #url: string
  readonly #token: string

  constructor({ shopify }: PlatformConfigs) {
    if (!shopify.ready || shopify.config.credentials.kind !== 'token')
      throw new Error('the sandbox has a token')
    this.#url = `${shopify.config.baseUrl}/admin/api/${shopify.config.apiVersion}/graphql.json`
    this.#token = shopify.config.credentials.accessToken
  }

  async call(query: string, variables: object = {}): Promise<unknown> {
    for (;;) {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': this.#token },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = (await answer.json()) as {
        data?: Record<string, { userErrors?: unknown[] }>
        errors?: { extensions?: { code?: string } }[]
      }
      const isThrottled = errors?.some(({ extensions }) => extensions?.code === 'THROTTLED')
      if (!isThrottled) {
        const refused = errors ?? Object.values(data ?? {}).flatMap((field) => field.userErrors ?? [])
        if (refused.length > 0) throw new Error(JSON.stringify(refused))
        return data
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
