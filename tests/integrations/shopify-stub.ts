import { createShopifyClient, type ShopifyCredentials } from '../../src/integrations/shopify/client.ts'
import { silentLogger } from '../../src/logger.ts'
import { type Answer, fixture, type Reply, type StubRequest } from './stub-platform.ts'

const FAST = { backoffMs: 1, maxBackoffMs: 5 }
export const TOKEN: ShopifyCredentials = { kind: 'token', accessToken: 'shpat_static_0123456789' }
export const GRANT: ShopifyCredentials = {
  kind: 'clientCredentials',
  clientId: 'client-id',
  clientSecret: 'shpss_secret_0123456789',
}

export function clientFor(baseUrl: string, credentials: ShopifyCredentials = TOKEN, tuning: object = {}) {
  return createShopifyClient({
    baseUrl,
    shop: 'demo.myshopify.com',
    apiVersion: '2026-10',
    credentials,
    log: silentLogger,
    tuning: { ...FAST, ...tuning },
  })
}

export interface Asked {
  operationName: string
  variables: { first?: number; after?: string | null; query?: string | null; levels?: number; id?: string }
}
export const asked = ({ body }: StubRequest): Asked => JSON.parse(body)
export const json = (name: string): Reply => ({ body: fixture(`shopify/${name}`) })
/** Answers one after the other; the last again and again. */
export const inTurn =
  (...replies: Reply[]) =>
  ({ n }: StubRequest): Reply =>
    replies[Math.min(n, replies.length) - 1]!
/** The same for the pages of products; which of them is the last is never known. */
export const pagesInTurn = (...replies: Reply[]): ((request: StubRequest) => Reply) => {
  let n = 0
  return (request) =>
    asked(request).operationName === 'LastProduct'
      ? productsPage([], null)
      : replies[Math.min(++n, replies.length) - 1]!
}
export const cost = (currentlyAvailable = 2000, requestedQueryCost = 13) => ({
  requestedQueryCost,
  actualQueryCost: requestedQueryCost,
  throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 },
})
export const productsPage = (ids: number[], endCursor: string | null, more: object = {}): Answer => ({
  body: {
    data: {
      products: {
        nodes: ids.map((id) => ({
          id: `gid://shopify/Product/${id}`,
          title: `P${id}`,
          handle: `p-${id}`,
          status: 'ACTIVE',
          vendor: '',
          productType: '',
          tags: [],
          createdAt: '2026-01-01T00:00:00Z',
          updatedAt: '2026-01-01T00:00:00Z',
        })),
        pageInfo: { hasNextPage: endCursor !== null, endCursor },
      },
    },
    extensions: { cost: cost() },
    ...more,
  },
})
