import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { VARIABLES, type Variables } from './config-variables.ts'
import type { Locale } from './locale.ts'
import type { LogLevel } from './logger.ts'

/** A value of the environment that synctrack cannot start with. The message is one line for a person. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

export interface NhanhConfig {
  baseUrl: string
  appId: string
  businessId: string
  accessToken: string
  /** The app's, which Nhanh wants before it tells when the token expires. */
  secretKey?: string
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

/** Whom to tell of what a person should know. */
interface AlertsConfig {
  /** `secret`: `whsec_` and base64, as Standard Webhooks writes it. */
  webhook: { url: string; secret: string } | null
  mail: { smtpUrl: string; from: string; to: string[] } | null
  language: Locale
}

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
  alerts: AlertsConfig
  /** Where webhooks are received; null when they are not. A platform without its secret has none. */
  webhooks: {
    host: string
    port: number
    nhanhToken: string | null
    /** The newest first; while one is being changed, the former one too. */
    shopifySecrets: string[]
  } | null
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
  'NHANH_SECRET_KEY',
  'SHOPIFY_ACCESS_TOKEN',
  'SHOPIFY_CLIENT_SECRET',
  'NHANH_WEBHOOK_TOKEN',
  'SHOPIFY_WEBHOOK_SECRET',
  'DATABASE_URL',
  // Many services put the right to post into the address.
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
  'ALERT_SMTP_URL',
] as const

const NHANH_VARIABLES = ['NHANH_APP_ID', 'NHANH_BUSINESS_ID', 'NHANH_ACCESS_TOKEN'] as const
const SHOPIFY_VARIABLES = [
  'SHOPIFY_SHOP',
  'SHOPIFY_ACCESS_TOKEN',
  'SHOPIFY_CLIENT_ID',
  'SHOPIFY_CLIENT_SECRET',
] as const
const WEBHOOK_ALERT_VARIABLES = ['ALERT_WEBHOOK_URL', 'ALERT_WEBHOOK_SECRET'] as const
const MAIL_ALERT_VARIABLES = ['ALERT_SMTP_URL', 'ALERT_MAIL_FROM', 'ALERT_MAIL_TO'] as const

/** Every variable that {@link loadConfig} reads. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES)

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
    alerts: alertsConfig(variables),
    webhooks: webhooksConfig(variables),
    keeping: {
      jobsDays: variables.KEEP_JOBS_DAYS,
      failedJobsDays: variables.KEEP_FAILED_JOBS_DAYS,
      personalDays: variables.KEEP_PERSONAL_DAYS,
    },
    logLevel: variables.LOG_LEVEL,
    secrets: [
      variables.NHANH_ACCESS_TOKEN,
      variables.NHANH_SECRET_KEY,
      variables.SHOPIFY_ACCESS_TOKEN,
      variables.SHOPIFY_CLIENT_SECRET,
      variables.ALERT_WEBHOOK_URL,
      variables.ALERT_WEBHOOK_SECRET,
      ...passwordOf(variables.ALERT_SMTP_URL),
      variables.NHANH_WEBHOOK_TOKEN,
      ...(variables.SHOPIFY_WEBHOOK_SECRET ?? []),
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
  const { NHANH_BASE_URL: baseUrl, NHANH_SECRET_KEY: secretKey } = variables
  return { ready: true, config: { baseUrl, appId, businessId, accessToken, ...(secretKey && { secretKey }) } }
}

function alertsConfig(variables: Variables): AlertsConfig {
  requireAllOrNone(variables, WEBHOOK_ALERT_VARIABLES)
  requireAllOrNone(variables, MAIL_ALERT_VARIABLES)
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret, ALERT_SMTP_URL: smtpUrl } = variables
  const { ALERT_MAIL_FROM: from, ALERT_MAIL_TO: to } = variables
  return {
    webhook: url && secret ? { url, secret } : null,
    mail: smtpUrl && from && to ? { smtpUrl, from, to } : null,
    language: variables.ALERT_LANGUAGE,
  }
}

/** @throws ConfigError when some of the variables are set and others are not */
function requireAllOrNone(variables: Variables, names: readonly (keyof Variables)[]): void {
  const missing = names.filter((name) => variables[name] === undefined)
  if (missing.length === 0 || missing.length === names.length) return
  const set = names.filter((name) => !missing.includes(name))
  throw new ConfigError(`${set.join(', ')} needs ${missing.join(', ')}, which is not set; set all or none`)
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

/** The password of a URL, as it is written there and as it is. */
/** Shopify signs with the secret of the app, whatever the app reads the shop with. */
function webhooksConfig(variables: Variables): Config['webhooks'] {
  const { WEBHOOK_PORT: port, SHOPIFY_CLIENT_SECRET: clientSecret } = variables
  if (port === undefined) return null
  return {
    host: variables.WEBHOOK_HOST,
    port,
    nhanhToken: variables.NHANH_WEBHOOK_TOKEN ?? null,
    shopifySecrets: variables.SHOPIFY_WEBHOOK_SECRET ?? (clientSecret === undefined ? [] : [clientSecret]),
  }
}

/** The password of a database URL, as it is written there and as it is. */
function passwordOf(url: string | undefined): string[] {
  const { password } = new URL(url ?? 'postgres:')
  return password ? [password, decodeURIComponent(password)] : []
}
