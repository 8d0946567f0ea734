import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { LOG_LEVELS, type LogLevel } from './logger.ts'

/** A value of the environment that synctrack cannot start with. The message is one line for a person. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

export interface NhanhConfig {
  baseUrl: string
  appId: string
  businessId: string
  accessToken: string
}

export interface ShopifyConfig {
  baseUrl: string
  /** `<name>.myshopify.com` */
  shop: string
  apiVersion: string
  credentials:
    | { kind: 'token'; accessToken: string }
    | { kind: 'clientCredentials'; clientId: string; clientSecret: string }
}

/** A platform is ready, or the names of the variables that it still needs. */
export type PlatformConfig<C> = { ready: true; config: C } | { ready: false; missing: string[] }

export interface Config {
  host: string
  port: number
  allowedOrigins: string[]
  databaseUrl: string | null
  dataDir: string
  nhanh: PlatformConfig<NhanhConfig>
  shopify: PlatformConfig<ShopifyConfig>
  /** Both platforms are the ones of src/sandbox; the real ones are left alone. */
  sandbox: { catalogueFile: string | null; products: number; customers: number; latencyMs: number } | null
  /** How Shopify is written to. */
  sync: {
    salePendingMs: number
    combos: 'SKIP' | 'COMPONENTS'
    stoppedProducts: 'PUBLISH' | 'ZERO' | 'KEEP'
    customers: boolean
    metafieldNamespace: string
  }
  /** How many days something is kept; 0: for ever. */
  keeping: {
    /** Jobs that completed or were cancelled, with their ledgers and logs. */
    jobsDays: number
    /** Jobs that failed, or completed with errors. */
    failedJobsDays: number
    /** Personal values in ledgers. */
    personalDays: number
  }
  logLevel: LogLevel
  /** Every secret value that was given, so that the logger can keep them out of its lines. */
  secrets: string[]
}

const SECRET_VARIABLES = [
  'NHANH_ACCESS_TOKEN',
  'SHOPIFY_ACCESS_TOKEN',
  'SHOPIFY_CLIENT_SECRET',
  'DATABASE_URL',
] as const

const NHANH_VARIABLES = ['NHANH_APP_ID', 'NHANH_BUSINESS_ID', 'NHANH_ACCESS_TOKEN'] as const
const SHOPIFY_VARIABLES = [
  'SHOPIFY_SHOP',
  'SHOPIFY_ACCESS_TOKEN',
  'SHOPIFY_CLIENT_ID',
  'SHOPIFY_CLIENT_SECRET',
] as const

const wholeNumber = (low: number, high: number) => {
  const allowed = `a whole number from ${low} to ${high}`
  return z
    .string()
    .regex(/^\d{1,9}$/, allowed)
    .transform(Number)
    .refine((value) => value >= low && value <= high, allowed)
}

const httpUrl = z
  .string()
  .refine(isHttpUrl, 'an http or https URL, for example https://example.com')
  .transform((text) => text.replace(/\/+$/, ''))

const yesOrNo = z.stringbool({ truthy: ['true', '1', 'yes', 'on'], falsy: ['false', '0', 'no', 'off'] })

/** Each variable: what it may be. The texts complete the sentence "… is not allowed; it must be …". */
const VARIABLES = {
  HOST: z
    .string()
    .refine(
      isLoopback,
      'a loopback address (127.0.0.1, ::1 or localhost): there is no access control yet, so other machines must not reach the server',
    )
    .default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4000),
  ALLOWED_ORIGINS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    )
    .refine(
      (origins) => origins.every(isOrigin),
      'origins parted by commas, each scheme, host and port without a path, for example http://localhost:5173',
    )
    .default([]),
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'a PostgreSQL URL: postgres://user:password@host:5432/database')
    .optional(),
  DATA_DIR: z.string().default('.data'),
  NHANH_APP_ID: z.string().regex(/^\d+$/, 'the digits of the app id').optional(),
  NHANH_BUSINESS_ID: z.string().regex(/^\d+$/, 'the digits of the business id').optional(),
  NHANH_ACCESS_TOKEN: z.string().regex(/^\S+$/, 'a token without blanks').optional(),
  NHANH_BASE_URL: httpUrl.default('https://pos.open.nhanh.vn'),
  SHOPIFY_SHOP: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'the shop domain <name>.myshopify.com')
    .optional(),
  SHOPIFY_ACCESS_TOKEN: z.string().regex(/^\S+$/, 'a token without blanks').optional(),
  SHOPIFY_CLIENT_ID: z.string().regex(/^\S+$/, 'a client id without blanks').optional(),
  SHOPIFY_CLIENT_SECRET: z.string().regex(/^\S+$/, 'a secret without blanks').optional(),
  SHOPIFY_API_VERSION: z
    .string()
    .regex(/^20\d\d-(01|04|07|10)$/, 'a version like 2026-10')
    .default('2026-10'),
  SHOPIFY_BASE_URL: httpUrl.optional(),
  SANDBOX: yesOrNo.optional(),
  SANDBOX_CATALOGUE: z.string().optional(),
  SANDBOX_PRODUCTS: wholeNumber(0, 200_000).default(1000),
  SANDBOX_CUSTOMERS: wholeNumber(0, 500_000).default(500),
  SANDBOX_LATENCY_MS: wholeNumber(0, 60_000).default(0),
  SALE_PENDING_MINUTES: wholeNumber(0, 10_080).default(60),
  COMBO_STOCK: z.enum(['skip', 'components'], 'skip or components').default('skip'),
  STOPPED_PRODUCTS: z.enum(['publish', 'zero', 'keep'], 'publish, zero or keep').default('publish'),
  CUSTOMER_SYNC_ENABLED: yesOrNo.default(false),
  CUSTOMER_METAFIELD_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9_-]{3,64}$/, '3 to 64 small letters, digits, hyphens and underscores')
    .default('synctrack'),
  KEEP_JOBS_DAYS: wholeNumber(0, 36_500).default(90),
  KEEP_FAILED_JOBS_DAYS: wholeNumber(0, 36_500).default(365),
  KEEP_PERSONAL_DAYS: wholeNumber(0, 36_500).default(90),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
} satisfies Record<string, z.ZodType>

/** Every variable that {@link loadConfig} reads. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES)

type Variables = { [Name in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Name]> }

/** The environment of this process, with what a file `.env` in the working directory adds to it. */
export function readEnvironment(): Record<string, string | undefined> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return process.env
}

/**
 * Reads the configuration from the environment. A variable that is empty counts as not set.
 * Throws {@link ConfigError} with one line that names the variable, its value (never a secret's) and what is allowed.
 */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  const variables = Object.fromEntries(
    Object.entries(VARIABLES).map(([name, schema]) => [name, parseVariable(name, schema, environment[name])]),
  ) as Variables
  const anyPlatformSet = [...NHANH_VARIABLES, ...SHOPIFY_VARIABLES].some(
    (name) => variables[name] !== undefined,
  )
  const sandbox = variables.SANDBOX ?? !anyPlatformSet
  return {
    host: variables.HOST,
    port: variables.PORT,
    allowedOrigins: variables.ALLOWED_ORIGINS,
    databaseUrl: variables.DATABASE_URL ?? null,
    dataDir: resolve(variables.DATA_DIR),
    nhanh: nhanhConfig(variables),
    shopify: shopifyConfig(variables),
    sandbox: sandbox
      ? {
          catalogueFile: variables.SANDBOX_CATALOGUE ? resolve(variables.SANDBOX_CATALOGUE) : null,
          products: variables.SANDBOX_PRODUCTS,
          customers: variables.SANDBOX_CUSTOMERS,
          latencyMs: variables.SANDBOX_LATENCY_MS,
        }
      : null,
    sync: {
      salePendingMs: variables.SALE_PENDING_MINUTES * 60_000,
      combos: variables.COMBO_STOCK === 'components' ? 'COMPONENTS' : 'SKIP',
      stoppedProducts: ({ publish: 'PUBLISH', zero: 'ZERO', keep: 'KEEP' } as const)[
        variables.STOPPED_PRODUCTS
      ],
      customers: variables.CUSTOMER_SYNC_ENABLED,
      metafieldNamespace: variables.CUSTOMER_METAFIELD_NAMESPACE,
    },
    keeping: {
      jobsDays: variables.KEEP_JOBS_DAYS,
      failedJobsDays: variables.KEEP_FAILED_JOBS_DAYS,
      personalDays: variables.KEEP_PERSONAL_DAYS,
    },
    logLevel: variables.LOG_LEVEL,
    secrets: [
      variables.NHANH_ACCESS_TOKEN,
      variables.SHOPIFY_ACCESS_TOKEN,
      variables.SHOPIFY_CLIENT_SECRET,
      ...passwordOf(variables.DATABASE_URL),
    ].filter((secret) => secret !== undefined),
  }
}

function parseVariable(name: string, schema: z.ZodType, text: string | undefined): unknown {
  const result = schema.safeParse(text === '' ? undefined : text)
  if (result.success) return result.data
  const secret = (SECRET_VARIABLES as readonly string[]).includes(name)
  const shown = secret ? '(a secret, not shown)' : JSON.stringify(text)
  const isYesOrNo = name === 'SANDBOX' || name === 'CUSTOMER_SYNC_ENABLED'
  const allowed = isYesOrNo ? 'true or false' : result.error.issues[0]?.message
  throw new ConfigError(`${name}=${shown} is not allowed; it must be ${allowed}`)
}

function nhanhConfig(variables: Variables): PlatformConfig<NhanhConfig> {
  const { NHANH_APP_ID: appId, NHANH_BUSINESS_ID: businessId, NHANH_ACCESS_TOKEN: accessToken } = variables
  if (!appId || !businessId || !accessToken) {
    return { ready: false, missing: NHANH_VARIABLES.filter((name) => variables[name] === undefined) }
  }
  return { ready: true, config: { baseUrl: variables.NHANH_BASE_URL, appId, businessId, accessToken } }
}

function shopifyConfig(variables: Variables): PlatformConfig<ShopifyConfig> {
  const { SHOPIFY_SHOP: shop, SHOPIFY_ACCESS_TOKEN: accessToken } = variables
  const { SHOPIFY_CLIENT_ID: clientId, SHOPIFY_CLIENT_SECRET: clientSecret } = variables
  const credentials = accessToken
    ? ({ kind: 'token', accessToken } as const)
    : clientId && clientSecret
      ? ({ kind: 'clientCredentials', clientId, clientSecret } as const)
      : null
  if (!shop || !credentials) {
    const missing: string[] = shop ? [] : ['SHOPIFY_SHOP']
    if (!credentials) {
      if (clientId) missing.push('SHOPIFY_CLIENT_SECRET')
      else if (clientSecret) missing.push('SHOPIFY_CLIENT_ID')
      else missing.push('SHOPIFY_ACCESS_TOKEN (or SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET)')
    }
    return { ready: false, missing }
  }
  const baseUrl = variables.SHOPIFY_BASE_URL ?? `https://${shop}`
  return { ready: true, config: { baseUrl, shop, apiVersion: variables.SHOPIFY_API_VERSION, credentials } }
}

/** The password of a database URL, as it is written there and as it is. */
function passwordOf(url: string | undefined): string[] {
  const { password } = new URL(url ?? 'postgres:')
  return password ? [password, decodeURIComponent(password)] : []
}

function isPostgresUrl(text: string): boolean {
  if (!/^postgres(ql)?:\/\/[^/\s]+\S*$/.test(text) || !URL.canParse(text)) return false
  const { username, password, pathname } = new URL(text)
  try {
    // Throws for a % that escapes nothing, which would fail only when connecting.
    decodeURIComponent([username, password, pathname].join(' '))
    return true
  } catch {
    return false
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).origin === text
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}
