import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { LOCALES, type Locale } from './locale.ts'
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

const mailAddresses = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((address) => address.trim())
      .filter(Boolean),
  )
  .refine(
    (addresses) => addresses.length > 0 && addresses.every(isMailAddress),
    'mail addresses parted by commas, for example shop@example.com,owner@example.com',
  )

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
  NHANH_SECRET_KEY: z.string().regex(/^\S+$/, 'a secret without blanks').optional(),
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
  ALERT_WEBHOOK_URL: z
    .string()
    .refine(isHttpUrl, 'an http or https URL, for example https://example.com/alerts')
    .optional(),
  ALERT_WEBHOOK_SECRET: z
    .string()
    .refine(isWebhookSecret, 'whsec_ and the base64 of 24 to 64 bytes')
    .optional(),
  ALERT_SMTP_URL: z
    .string()
    .refine(isSmtpUrl, 'an SMTP URL: smtp://user:password@host:587 or smtps://user:password@host:465')
    .optional(),
  ALERT_MAIL_FROM: z
    .string()
    .refine(isMailAddress, 'a mail address, for example synctrack@example.com')
    .optional(),
  ALERT_MAIL_TO: mailAddresses.optional(),
  ALERT_LANGUAGE: z.enum(LOCALES, 'en or vi').default('en'),
  WEBHOOK_PORT: wholeNumber(0, 65_535).optional(),
  WEBHOOK_HOST: z
    .string()
    .regex(/^[0-9A-Za-z.:-]+$/, 'an address or name of this machine, for example 0.0.0.0')
    .default('127.0.0.1'),
  NHANH_WEBHOOK_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{16,128}$/, '16 to 128 letters and digits')
    .optional(),
  SHOPIFY_WEBHOOK_SECRET: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((secret) => secret.trim())
        .filter(Boolean),
    )
    .refine(
      (secrets) => secrets.length > 0 && secrets.every((secret) => /^\S{16,}$/.test(secret)),
      'secrets of 16 characters or more without blanks, parted by commas',
    )
    .optional(),
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

function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\/[^/\s]+\/?$/.test(text) || !URL.canParse(text)) return false
  const { username, password, hostname } = new URL(text)
  try {
    decodeURIComponent(username + password)
    return hostname !== ''
  } catch {
    return false
  }
}

function isMailAddress(text: string): boolean {
  return /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(text)
}

/** As https://www.standardwebhooks.com has it. */
function isWebhookSecret(text: string): boolean {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1]
  const bytes = Buffer.from(base64 ?? '', 'base64').length
  return bytes >= 24 && bytes <= 64
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
