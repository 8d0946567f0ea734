import type { EntityManager } from '@mikro-orm/postgresql'
import type { Platforms } from '../jobs/platforms.ts'
import type { Logger } from '../logger.ts'
import type { Route } from './delivery.ts'
import { DeliveryStore } from './delivery-store.ts'
import { nhanhRoute } from './nhanh-route.ts'
import { shopifyRoute } from './shopify-route.ts'
import { WebhookCounts } from './webhook-counts.ts'
import { startWebhookServer, type WebhookServer } from './webhook-server.ts'

const REQUEST_MS = 10_000
const COUNT_EVERY_MS = 3_000

/** Shorter, in tests. */
export interface WebhookTimes {
  /** A webhook, its headers included, must be here by then. */
  requestMs?: number
  /** How often counts are stored. */
  countEveryMs?: number
}

export interface WebhooksConfig {
  host: string
  port: number
  /** Null: webhooks of Nhanh are not served. */
  nhanhToken: string | null
  /** None: webhooks of Shopify are not served. The newest first. */
  shopifySecrets: readonly string[]
}

/** Receives the webhooks of the platforms that are connected and whose secret is configured. */
export async function receiveWebhooks(
  { nhanhToken, shopifySecrets, ...address }: WebhooksConfig,
  options: { em: EntityManager; platforms: Platforms; log: Logger; times: WebhookTimes },
): Promise<WebhookServer> {
  const { em, log, times } = options
  const { requestMs = REQUEST_MS, countEveryMs = COUNT_EVERY_MS } = times
  const { NHANH, SHOPIFY } = options.platforms.connections
  const routes = new Map<string, Route>()
  if (NHANH && nhanhToken !== null) {
    const { accountId, account: businessId } = NHANH
    routes.set('/webhooks/nhanh', nhanhRoute({ accountId, businessId, token: nhanhToken }))
  }
  if (SHOPIFY && shopifySecrets.length > 0) {
    const { accountId, account: shop } = SHOPIFY
    routes.set('/webhooks/shopify', shopifyRoute({ accountId, shop, secrets: shopifySecrets }))
  }
  const db = () => em.fork().getKysely<unknown>()
  const counts = new WebhookCounts({ db, log, everyMs: countEveryMs })
  const store = new DeliveryStore({ db })
  const server = await startWebhookServer({ ...address, routes, store, counts, log, requestMs })
  return {
    url: server.url,
    async close() {
      await server.close()
      await counts.flush()
    },
  }
}
