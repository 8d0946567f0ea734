import type { Config, NhanhConfig, PlatformConfig, ShopifyConfig } from './config.ts'
import type { Orm } from './database.ts'
import type { Platform } from './entities/account.ts'
import type { Tuning } from './integrations/call.ts'
import { createNhanhClient } from './integrations/nhanh/client.ts'
import { createShopifyClient } from './integrations/shopify/client.ts'
import { ensureAccount, Platforms, type PlatformConnections } from './jobs/platforms.ts'
import { createRateLimitStore } from './jobs/rate-limit-store.ts'
import type { Logger } from './logger.ts'
import { startSandbox } from './sandbox/sandbox.ts'

export interface PlatformConfigs {
  nhanh: PlatformConfig<NhanhConfig>
  shopify: PlatformConfig<ShopifyConfig>
}

interface OpenSandbox {
  platforms: PlatformConfigs
  description: string
  /** What its platforms prove themselves with. */
  webhookSecrets: { nhanhToken: string; shopifySecrets: string[] }
  sendWebhooksTo(url: string): void
}

/** The sandbox is all or nothing: with it, no real platform is connected. Null when it is off. */
export async function openSandbox(
  { sandbox: wanted }: Config,
  parts: AsyncDisposableStack,
): Promise<OpenSandbox | null> {
  if (wanted === null) return null
  const sandbox = await startSandbox({ ...wanted, catalogueFile: wanted.catalogueFile ?? undefined })
  parts.defer(() => sandbox.close())
  const { shop, baseUrl, apiVersion, clientId, clientSecret } = sandbox.shopify
  const credentials = { kind: 'clientCredentials', clientId, clientSecret } as const
  return {
    platforms: {
      nhanh: { ready: true, config: sandbox.nhanh },
      shopify: { ready: true, config: { shop, baseUrl, apiVersion, credentials } },
    },
    description: wanted.catalogueFile ?? `demo data, ${wanted.products} products`,
    webhookSecrets: { nhanhToken: sandbox.webhooks.nhanhToken, shopifySecrets: [clientSecret] },
    sendWebhooksTo: (url) => sandbox.webhooks.sendTo(url),
  }
}

/** A client for each platform that is configured, with the account whose rows it reads and writes. */
export async function connectPlatforms(
  orm: Orm,
  client: { log: Logger; tuning?: Tuning },
  ways: Pick<PlatformConnections['SHOPIFY'], 'bulkFrom' | 'downloads' | 'sync'>,
  { nhanh, shopify }: PlatformConfigs,
  sandbox: boolean,
): Promise<Platforms> {
  const connections: Partial<PlatformConnections> = {}
  const accountOf = (platform: Platform, externalId: string) =>
    ensureAccount(orm.em.fork(), { platform, externalId, sandbox })
  if (nhanh.ready) {
    const accountId = await accountOf('NHANH', nhanh.config.businessId)
    const rateLimitStore = createRateLimitStore(orm.em.fork(), accountId)
    connections.NHANH = {
      accountId,
      account: nhanh.config.businessId,
      sandbox,
      client: createNhanhClient({ ...nhanh.config, ...client, rateLimitStore }),
    }
  }
  if (shopify.ready) {
    const accountId = await accountOf('SHOPIFY', shopify.config.shop)
    connections.SHOPIFY = {
      accountId,
      account: shopify.config.shop,
      sandbox,
      client: createShopifyClient({ ...shopify.config, ...client }),
      ...ways,
    }
  }
  return new Platforms(connections, {
    NHANH: nhanh.ready ? [] : nhanh.missing,
    SHOPIFY: shopify.ready ? [] : shopify.missing,
  })
}
