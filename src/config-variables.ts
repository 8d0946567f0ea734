import { isIP } from 'node:net'
import { z } from 'zod'
import { LOCALES } from './locale.ts'
import { LOG_LEVELS } from './logger.ts'

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
export const VARIABLES = {
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

/** What the environment says, each variable as its schema gives it. */
export type Variables = { [Name in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Name]> }

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
