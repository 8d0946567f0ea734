import { hash } from 'node:crypto'
import { gql } from 'graphql-request'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import type { ShopifyVariant } from '../../../src/sandbox/shopify/shopify-records.ts'
import type { World } from '../../../src/sandbox/world.ts'
import { startSandboxFor, startTestApp, type TestApp, type TestAppOptions } from '../app.ts'
import { createTestDatabase, rowsOf } from '../database.ts'
import { run, type JobState } from '../jobs.ts'

export const locationGid = (id: number) => `gid://shopify/Location/${id}`
export const variantGid = (id: number) => `gid://shopify/ProductVariant/${id}`

/** A shop whose records are pulled and matched, and whose depots feed its locations. */
export interface SyncedShop extends TestApp {
  /** The depots that feed each location, by Shopify's number of the location. */
  feeds: Map<number, number[]>
}

/**
 * Both platforms' products are pulled and matched; the first depot feeds the first location, the others the second.
 * `fill` adds to the platforms before that. What has been pulled once is cloned for whoever wants the same again.
 */
export async function startSyncedShop({
  fill,
  ...options
}: TestAppOptions & { fill?: (world: World) => void } = {}): Promise<SyncedShop> {
  const sandbox = await startSandboxFor(options)
  fill?.(sandbox.world)
  const database = await pulledDatabase(sandbox)
  const app = await startTestApp({ ...options, databaseUrl: database.url, existingSandbox: sandbox })
  return {
    ...app,
    feeds: feedsOf(sandbox.world),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await sandbox.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Databases by what they were pulled from. */
const pulled: Record<string, Promise<string>> = {}

/** A database as a shop has it that begins to sync; nobody is connected to it. */
export async function pulledDatabase(sandbox: Sandbox): ReturnType<typeof createTestDatabase> {
  const key = digestOf(sandbox.world)
  pulled[key] ??= pull(sandbox)
  return createTestDatabase(await pulled[key])
}

async function pull(sandbox: Sandbox): Promise<string> {
  const { url, name } = await createTestDatabase()
  await using app = await startTestApp({ databaseUrl: url, existingSandbox: sandbox })
  await run(app, 'PULL_NHANH_PRODUCTS')
  await run(app, 'PULL_SHOPIFY_PRODUCTS')
  await run(app, 'AUTO_MATCH_PRODUCTS')
  for (const [location, depots] of feedsOf(sandbox.world)) await assignDepots(app, location, depots)
  await run(app, 'PRODUCT_SYNC', { dryRun: true })
  await setWritesEnabled(app, true)
  for (const counters of Object.values(sandbox.world.counters))
    for (const counted of Object.keys(counters)) delete counters[counted]
  return name
}

function feedsOf({ nhanh, shopify }: World): Map<number, number[]> {
  const [first, second] = shopify.locations.records.map(({ id }) => id)
  const [depot, ...others] = nhanh.depots.map(({ id }) => id)
  const feeds = new Map([[first!, [depot!]]])
  if (second !== undefined) feeds.set(second, others)
  return feeds
}

/** Of all that a pull of products reads, but for the times. */
function digestOf({ nhanh, shopify }: World): string {
  const records = [nhanh.products, shopify.products, shopify.locations].map((table) => table.records)
  const isTime = (key: string) => key.endsWith('At')
  const text = JSON.stringify([nhanh.depots, nhanh.grantedDepotIds, ...records], (key, value: unknown) =>
    isTime(key) ? undefined : value,
  )
  return hash('sha256', text)
}

export async function setWritesEnabled({ http }: TestApp, enabled: boolean, reason?: string): Promise<void> {
  const { answer } = await http.request<{ answer: { __typename: string } }>(
    gql`
      mutation ($enabled: Boolean!, $reason: String) {
        answer: setWritesEnabled(enabled: $enabled, reason: $reason) {
          __typename
        }
      }
    `,
    { enabled, reason },
  )
  if (answer.__typename !== 'SetWritesEnabledSuccess') throw new Error(JSON.stringify(answer))
}

export async function assignDepots(
  { http }: TestApp,
  location: number,
  depots: number[],
  reserve?: number,
): Promise<void> {
  const { answer } = await http.request<{ answer: { __typename: string } }>(
    gql`
      mutation ($location: ID!, $depots: [ID!]!, $reserve: Int) {
        answer: setLocationMapping(shopifyLocationId: $location, nhanhDepotIds: $depots, reserve: $reserve) {
          __typename
        }
      }
    `,
    { location: locationGid(location), depots: depots.map(String), reserve },
  )
  if (answer.__typename !== 'SetLocationMappingSuccess') throw new Error(JSON.stringify(answer))
}

/** A variant that is linked with a product of Nhanh, as both platforms have them. */
export interface LinkedVariant {
  mappingId: number
  variant: ShopifyVariant
  nhanhId: number
}

export async function linkedVariants({ databaseUrl, sandbox }: TestApp): Promise<LinkedVariant[]> {
  const rows = await rowsOf<{ id: number; nhanh_id: string; shopify_id: string }>(
    databaseUrl,
    'select id, nhanh_id, shopify_id from product_mapping order by id',
  )
  return rows.flatMap(({ id, nhanh_id, shopify_id }) => {
    const variant = sandbox.world.shopify.variants.get(Number(shopify_id.split('/').at(-1)))
    return variant ? { mappingId: id, variant, nhanhId: Number(nhanh_id) } : []
  })
}

/** What Nhanh has available of a product in these depots, from the sandbox's own books. */
export function availableIn({ sandbox }: TestApp, nhanhId: number, depots: readonly number[]): number {
  const product = sandbox.world.nhanh.products.get(nhanhId)
  const parts = product?.stock.filter(({ depotId }) => depots.includes(depotId)) ?? []
  return parts.reduce(
    (sum, { remain, shipping, damaged, holding }) => sum + remain - shipping - damaged - holding,
    0,
  )
}

/** The level of a variant at a location; undefined when it was never stocked there. */
export function levelOf(variant: ShopifyVariant, location: number) {
  return variant.inventoryItem.levels.find(({ locationId }) => locationId === location)
}

/** Changes what Nhanh has in a depot. */
export function setInNhanh({ sandbox }: TestApp, nhanhId: number, depot: number, available: number): void {
  const stock = sandbox.world.nhanh.products.get(nhanhId)!.stock.find(({ depotId }) => depotId === depot)!
  Object.assign(stock, { remain: available, shipping: 0, damaged: 0, holding: 0 })
}

export interface ShownItem {
  key: string
  outcome: string
  code: string | null
  message: string | null
  attempts: number
  before: { levels?: { locationId: string; available: number | null }[] } | null
  after: { levels?: { locationId: string; available: number | null }[] } | null
}

interface ItemsPage {
  nodes: ShownItem[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** Every line of a job's ledger. */
export async function itemsOf({ http }: TestApp, jobId: string): Promise<ShownItem[]> {
  const items: ShownItem[] = []
  for (let after: string | null = null; ;) {
    const { job }: { job: { items: ItemsPage } } = await http.request(
      gql`
        query ($id: ID!, $after: String) {
          job(id: $id) {
            items(first: 200, after: $after) {
              nodes {
                key
                outcome
                code
                message
                attempts
                before
                after
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
          }
        }
      `,
      { id: jobId, after },
    )
    items.push(...job.items.nodes)
    if (!job.items.pageInfo.hasNextPage) return items
    after = job.items.pageInfo.endCursor
  }
}

export async function sync(shop: TestApp, input: object | null = null): Promise<JobState> {
  return run(shop, 'PRODUCT_SYNC', input)
}
