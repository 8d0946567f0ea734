import { expect } from 'vitest'
import { gql } from 'graphql-request'
import type { NhanhCustomer } from '../../../src/sandbox/nhanh/nhanh-world.ts'
import type { ShopifyCustomer } from '../../../src/sandbox/shopify/shopify-records.ts'
import type { FaultRequest } from '../../../src/sandbox/faults.ts'
import { startTestApp, type TestApp, type TestAppOptions } from '../app.ts'
import { rowsOf } from '../database.ts'
import { run, type JobState } from '../jobs.ts'
import { itemsOf, setWritesEnabled } from './shop.ts'

export const customerGid = (id: number) => `gid://shopify/Customer/${id}`
export const NAMESPACE = 'synctrack'
/** Longer than any test: nothing is started by itself. */
export const NEVER_BY_ITSELF = 1_000_000_000

/** Both platforms' customers are pulled and matched, and writing is on. */
export async function startLinkedCustomers(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startTestApp({
    ...options,
    sandbox: { products: 0, customers: 80, ...options.sandbox },
    app: { followUpEveryMs: NEVER_BY_ITSELF, ...options.app },
  })
  await linkCustomers(app)
  await run(app, 'CUSTOMER_SYNC', { dryRun: true })
  await setWritesEnabled(app, true)
  return app
}

export async function linkCustomers(app: TestApp): Promise<void> {
  await run(app, 'PULL_NHANH_CUSTOMERS')
  await run(app, 'PULL_SHOPIFY_CUSTOMERS')
  await run(app, 'AUTO_MATCH_CUSTOMERS')
}

export interface LinkedCustomer {
  mappingId: number
  /** As the API calls the mapping. */
  id: string
  nhanh: NhanhCustomer
  shopify: ShopifyCustomer
}

/** The customers that are linked, as both platforms have them, in the order of their mappings. */
export async function linkedCustomers({
  databaseUrl,
  sandbox,
}: Pick<TestApp, 'databaseUrl' | 'sandbox'>): Promise<LinkedCustomer[]> {
  const rows = await rowsOf<{ id: number; nhanh_id: string; shopify_id: string }>(
    databaseUrl,
    'select id, nhanh_id, shopify_id from customer_mapping order by id',
  )
  const { world } = sandbox
  return rows.flatMap(({ id, nhanh_id, shopify_id }) => {
    const nhanh = world.nhanh.customers.get(Number(nhanh_id))
    const shopify = world.shopify.customers.get(Number(shopify_id.split('/').at(-1)))
    return nhanh && shopify ? [{ mappingId: id, id: `customer-${id}`, nhanh, shopify }] : []
  })
}

/** What a customer shows, but for the moment of writing. */
export function shownBy({ metafields }: ShopifyCustomer, namespace = NAMESPACE): Record<string, string> {
  const ours = metafields.filter((one) => one.namespace === namespace && one.key !== 'updated_at')
  return Object.fromEntries(ours.map(({ key, value }) => [key, value]))
}

/** What Nhanh's books say of a customer, as it is to be shown. */
export function booksOf({ totalAmount, points, level }: NhanhCustomer): Record<string, string> {
  return {
    total_spent: String(totalAmount),
    points: String(points),
    ...(level && { level: level.name }),
  }
}

/** Every linked customer shows what the books say, and nobody else shows anything. */
export async function expectInStep(app: Pick<TestApp, 'databaseUrl' | 'sandbox'>): Promise<void> {
  const linked = await linkedCustomers(app)
  const expected = new Map(linked.map(({ shopify, nhanh }) => [shopify.id, booksOf(nhanh)]))
  const shown = app.sandbox.world.shopify.customers.records
    .map((customer) => [customer.id, shownBy(customer)] as const)
    .filter(([id, values]) => expected.has(id) || Object.keys(values).length > 0)
  expect(new Map(shown)).toEqual(expected)
}

/** What all customers show now, to be compared with later. */
export function pictureOf({ sandbox }: Pick<TestApp, 'sandbox'>): Map<string, Record<string, string>> {
  const { records } = sandbox.world.shopify.customers
  return new Map(records.map((customer) => [customerGid(customer.id), shownBy(customer)]))
}

/** What jobs changed of customers since a picture was taken is exactly what their ledgers list, each item at most once. */
export async function expectLedgersTrue(
  app: TestApp,
  jobIds: readonly string[],
  before: ReadonlyMap<string, Record<string, string>>,
): Promise<void> {
  const expected = new Map(before)
  for (const jobId of jobIds) {
    const items = await itemsOf(app, jobId)
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
    for (const { key, outcome, after } of items) {
      if (outcome !== 'UPDATED' || !before.has(key)) continue
      const { updated_at: _moment, ...values } = after as unknown as Record<string, string | null>
      expected.set(
        key,
        Object.fromEntries(
          Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null),
        ),
      )
    }
  }
  const now = pictureOf(app)
  for (const key of expected.keys()) if (!now.has(key)) expected.delete(key)
  expect(now).toEqual(expected)
}

export const syncCustomers = (app: TestApp, input: object | null = null): Promise<JobState> =>
  run(app, 'CUSTOMER_SYNC', input)

/** Every number that the books have of linked customers is raised, so that each of them differs. */
export async function raiseAll(app: TestApp, by = 1_000): Promise<LinkedCustomer[]> {
  const linked = await linkedCustomers(app)
  for (const { nhanh } of linked) nhanh.totalAmount += by
  return linked
}

/** A call that sets metafields, and of which customers. */
export const isSet = ({ operationName }: FaultRequest) => operationName === 'MetafieldsSet'

export function setEntriesOf({ body }: FaultRequest): { ownerId: string; key: string; value: string }[] {
  const { variables } = body as {
    variables: { metafields: { ownerId: string; key: string; value: string }[] }
  }
  return variables.metafields
}

/** How often Shopify was asked for an operation. */
export function requestsOf({ sandbox }: Pick<TestApp, 'sandbox'>, operation: string): number {
  return sandbox.world.counters.shopify[operation]?.requests ?? 0
}

export interface ToldJob {
  log: { nodes: { level: string; message: string }[] }
  warnings: { code: string; message: string }[]
  errorGroups: { code: string; hint: string | null; count: number }[]
  retryOf: { id: string }[]
  retries: { id: string }[]
}

/** What else is told of a job. */
export async function toldOf({ http }: TestApp, id: string, locale = 'en'): Promise<ToldJob> {
  const { job } = await http.request<{ job: ToldJob }>(
    gql`
      query ($id: ID!) {
        job(id: $id) {
          log {
            nodes {
              level
              message
            }
          }
          warnings {
            code
            message
          }
          errorGroups {
            code
            hint
            count
          }
          retryOf {
            id
          }
          retries {
            id
          }
        }
      }
    `,
    { id },
    { 'accept-language': locale },
  )
  return job
}
