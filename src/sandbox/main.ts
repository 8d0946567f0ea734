import { z } from 'zod'
import { CatalogueError } from './data/shopify-csv.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const MAX_PORT = 65_535

class SettingError extends Error {}

/** A variable's text; undefined when it is not set or empty. */
function text(name: string): string | undefined {
  const value = process.env[name]
  return value === '' ? undefined : value
}

/** @throws SettingError for what is no whole number up to `most`. */
function wholeNumber(name: string, most: number): number | undefined {
  const value = text(name)
  if (value === undefined) return undefined
  const parsed = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(most)).safeParse(value)
  if (!parsed.success)
    throw new SettingError(`${name} is '${value}'; allowed is a whole number from 0 to ${most}`)
  return parsed.data
}

function start(): Promise<Sandbox> {
  return startSandbox({
    catalogueFile: text('SANDBOX_CATALOGUE'),
    products: wholeNumber('SANDBOX_PRODUCTS', 200_000),
    customers: wholeNumber('SANDBOX_CUSTOMERS', 500_000),
    latencyMs: wholeNumber('SANDBOX_LATENCY_MS', 60_000),
    port: {
      nhanh: wholeNumber('SANDBOX_NHANH_PORT', MAX_PORT),
      shopify: wholeNumber('SANDBOX_SHOPIFY_PORT', MAX_PORT),
    },
  })
}

function describe({ name, nhanh, shopify, world, webhooks }: Sandbox): string {
  return [
    `# Sandbox '${name}': ${world.nhanh.products.size} Nhanh products, ${world.shopify.variants.size} Shopify variants`,
    `NHANH_BASE_URL=${nhanh.baseUrl}`,
    `NHANH_APP_ID=${nhanh.appId}`,
    `NHANH_BUSINESS_ID=${nhanh.businessId}`,
    `NHANH_ACCESS_TOKEN=${nhanh.accessToken}`,
    `SHOPIFY_BASE_URL=${shopify.baseUrl}`,
    `SHOPIFY_SHOP=${shopify.shop}`,
    `SHOPIFY_API_VERSION=${shopify.apiVersion}`,
    `SHOPIFY_CLIENT_ID=${shopify.clientId}`,
    `SHOPIFY_CLIENT_SECRET=${shopify.clientSecret}`,
    `NHANH_WEBHOOK_TOKEN=${webhooks.nhanhToken}`,
    '# or, in place of the client:',
    `# SHOPIFY_ACCESS_TOKEN=${shopify.accessToken}`,
    '',
  ].join('\n')
}

/** What a person can put right, in one line; anything else is a defect and keeps its stack. */
function isExpected(error: unknown): error is Error {
  return (
    error instanceof SettingError ||
    error instanceof CatalogueError ||
    (error instanceof Error && 'syscall' in error && error.syscall === 'listen')
  )
}

try {
  const sandbox = await start()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close())
  }
  process.stdout.write(describe(sandbox))
} catch (error) {
  if (!isExpected(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
