import { createHash } from 'node:crypto'
import { buildCatalogue } from './data/build-catalogue.ts'
import { buildCustomers } from './data/customers.ts'
import { demoCatalogue } from './data/demo-catalogue.ts'
import { currencyOf, readShopifyCsv } from './data/shopify-csv.ts'
import { Faults } from './faults.ts'
import { nhanhPlatform } from './nhanh/nhanh-platform.ts'
import { type NhanhIdentity, NhanhWorld } from './nhanh/nhanh-world.ts'
import type { NhanhLimit } from './nhanh/rate-limit.ts'
import { type PlatformServer, servePlatform } from './platform-server.ts'
import type { BulkSettings } from './shopify/bulk-operation.ts'
import type { ShopifyLimit } from './shopify/cost-bucket.ts'
import { API_VERSION, shopifyPlatform } from './shopify/shopify-platform.ts'
import { type ShopifyIdentity, ShopifyWorld } from './shopify/shopify-world.ts'
import { SandboxWebhooks } from './webhooks.ts'
import type { World } from './world.ts'

/** How a sandbox is made; every setting has a default. */
export interface SandboxOptions {
  /** A product export in Shopify's CSV format, served in place of the demo data. */
  catalogueFile?: string
  /** Demo products when there is no catalogue (1,000); each has one or more variants. */
  products?: number
  /** Demo customers on each side (500). */
  customers?: number
  /** Added to each answer (0). */
  latencyMs?: number
  /** On 127.0.0.1; 0, the default, takes a free port. */
  port?: { nhanh?: number; shopify?: number }
  /** The platforms' own limits unless told: 150 requests in 30 s a URL; 2,000 points, refilled by 100 a second. */
  limits?: { nhanh?: NhanhLimit | 'off'; shopify?: ShopifyLimit | 'off' }
  /** How the shop's bulk operations run; changed later in `world.shopify.bulk`. */
  shopify?: { bulk?: Partial<BulkSettings> }
  /** The clock of limits, tokens, bulk operations, `Date` headers and new records, in ms; latency is real time. */
  now?: () => number
}

/** Both platforms, serving. */
export interface Sandbox {
  /** Names the data set: `demo-<products>`, or `<slug of the file name>-<8 hex of the content's hash>`. */
  name: string
  nhanh: NhanhIdentity & { baseUrl: string }
  shopify: ShopifyIdentity & { baseUrl: string; apiVersion: typeof API_VERSION }
  /** What the platforms know, to be read and changed at any time, and how often each was asked. */
  world: World
  faults: Faults
  /** What the platforms tell by themselves, once they know whom. */
  webhooks: SandboxWebhooks
  /** Ends every connection and both ports; answers that are still due are not sent. */
  close(): Promise<void>
}

const NHANH_LIMIT: NhanhLimit = { requests: 150, windowMs: 30_000 }
const SHOPIFY_LIMIT: ShopifyLimit = { maximumAvailable: 2000, restoreRate: 100 }

/**
 * Starts both platforms. The same options give the same data, ids and credentials every time.
 *
 * @throws CatalogueError when the catalogue cannot be read or is no product export; the error of a port that is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { catalogueFile, products = 1000, customers = 500, latencyMs = 0, now = Date.now } = options
  const catalogue = catalogueFile === undefined ? undefined : readShopifyCsv(catalogueFile)
  const name = catalogue?.name ?? `demo-${products}`
  const nhanh = new NhanhWorld(nhanhIdentity(name), now)
  const shopify = new ShopifyWorld(shopifyIdentity(name), now)
  Object.assign(shopify.bulk, options.shopify?.bulk)
  if (catalogue !== undefined) shopify.currencyCode = currencyOf(catalogue.products)
  buildCatalogue(nhanh, shopify, catalogue?.products ?? demoCatalogue(products))
  buildCustomers(nhanh, shopify, customers)

  const world: World = { nhanh, shopify, counters: { nhanh: {}, shopify: {} } }
  const faults = new Faults()
  const webhooks = new SandboxWebhooks(world, secretOf(name, 'webhook token'))
  const { nhanh: nhanhLimit = NHANH_LIMIT, shopify: shopifyLimit = SHOPIFY_LIMIT } = options.limits ?? {}
  const servers: PlatformServer[] = []
  const close = async (): Promise<void> => {
    webhooks.close()
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    for (const [platform, port = 0] of [
      [nhanhPlatform(world, nhanhLimit, now), options.port?.nhanh],
      [shopifyPlatform(world, shopifyLimit, now), options.port?.shopify],
    ] as const) {
      servers.push(await servePlatform(platform, { port, latencyMs, faults, now }))
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    name,
    nhanh: { baseUrl: servers[0]!.baseUrl, ...nhanh.identity },
    shopify: { baseUrl: servers[1]!.baseUrl, ...shopify.identity, apiVersion: API_VERSION },
    world,
    faults,
    webhooks,
    close,
  }
}

function nhanhIdentity(name: string): NhanhIdentity {
  const number = Number.parseInt(secretOf(name, 'business').slice(0, 8), 16)
  return {
    appId: '70001',
    businessId: String(100_000 + (number % 900_000)),
    accessToken: secretOf(name, 'nhanh token') + secretOf(name, 'more nhanh token'),
  }
}

function shopifyIdentity(name: string): ShopifyIdentity {
  return {
    shop: `sandbox-${name}.myshopify.com`,
    accessToken: `shpat_${secretOf(name, 'shopify token').slice(0, 32)}`,
    clientId: secretOf(name, 'client id').slice(0, 32),
    clientSecret: `shpss_${secretOf(name, 'client secret').slice(0, 32)}`,
  }
}

/** Not secret at all: made from the name, so that a restarted sandbox takes the same credentials. */
function secretOf(name: string, purpose: string): string {
  return createHash('sha256').update(`sandbox ${purpose} of ${name}`).digest('hex')
}
