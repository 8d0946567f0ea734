import { describe, expect, test } from 'vitest'
import { ConfigError, loadConfig } from '../src/config.ts'

describe('without any variable', () => {
  test('the server is on loopback, with the sandbox and an embedded database', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4000, allowedOrigins: [], databaseUrl: null })
    expect(config.dataDir).toMatch(/\.data$/)
    expect(config.sandbox).toEqual({ catalogueFile: null, products: 1000, customers: 500, latencyMs: 0 })
    expect(config.nhanh).toMatchObject({
      ready: false,
      missing: ['NHANH_APP_ID', 'NHANH_BUSINESS_ID', 'NHANH_ACCESS_TOKEN'],
    })
  })

  test('an empty variable counts as not set', () => {
    expect(loadConfig({ PORT: '', SHOPIFY_SHOP: '', SANDBOX: '' })).toEqual(loadConfig({}))
  })
})

test.each([
  ['HOST', '0.0.0.0', 'loopback'],
  ['HOST', 'shop.example', 'no access control yet'],
  ['PORT', 'http', 'a whole number from 0 to 65535'],
  ['PORT', '70000', 'a whole number from 0 to 65535'],
  ['ALLOWED_ORIGINS', 'http://localhost:5173/path', 'without a path'],
  ['ALLOWED_ORIGINS', '*', 'origins parted by commas'],
  ['DATABASE_URL', 'mysql://root@localhost/x', 'a PostgreSQL URL'],
  ['NHANH_APP_ID', 'abc', 'digits'],
  ['NHANH_BASE_URL', 'ftp://nhanh', 'http or https URL'],
  ['SHOPIFY_SHOP', 'shop.example', '<name>.myshopify.com'],
  ['SHOPIFY_API_VERSION', '2026-11', 'a version like 2026-10'],
  ['SANDBOX', 'maybe', 'true or false'],
  ['SANDBOX_PRODUCTS', '-1', 'a whole number from 0 to 200000'],
  ['SANDBOX_LATENCY_MS', '1.5', 'a whole number from 0 to 60000'],
  ['SALE_PENDING_MINUTES', '10081', 'a whole number from 0 to 10080'],
  ['COMBO_STOCK', 'SKIP', 'skip or components'],
  ['STOPPED_PRODUCTS', 'hide', 'publish, zero or keep'],
  ['CUSTOMER_SYNC_ENABLED', 'maybe', 'true or false'],
  ['CUSTOMER_METAFIELD_NAMESPACE', 'My fields', '3 to 64 small letters, digits, hyphens and underscores'],
  ['ALERT_WEBHOOK_URL', 'ftp://example.com', 'an http or https URL'],
  ['ALERT_WEBHOOK_SECRET', 'whsec_c2hvcnQ=', 'whsec_ and the base64 of 24 to 64 bytes'],
  ['ALERT_SMTP_URL', 'mail.example.com:587', 'an SMTP URL: smtp://user:password@host:587'],
  ['ALERT_MAIL_FROM', 'synctrack', 'a mail address'],
  ['ALERT_MAIL_TO', 'a@example.com,b', 'mail addresses parted by commas'],
  ['ALERT_LANGUAGE', 'fr', 'en or vi'],
  ['WEBHOOK_PORT', 'on', 'a whole number from 0 to 65535'],
  ['WEBHOOK_HOST', 'http://0.0.0.0', 'an address or name of this machine'],
  ['NHANH_WEBHOOK_TOKEN', 'short', '16 to 128 letters and digits'],
  ['NHANH_WEBHOOK_TOKEN', 'has-a-hyphen-and-is-long', '16 to 128 letters and digits'],
  ['SHOPIFY_WEBHOOK_SECRET', 'short,0123456789abcdef', 'secrets of 16 characters or more'],
  ['KEEP_JOBS_DAYS', '-1', 'a whole number from 0 to 36500'],
  ['KEEP_FAILED_JOBS_DAYS', '36501', 'a whole number from 0 to 36500'],
  ['KEEP_PERSONAL_DAYS', 'never', 'a whole number from 0 to 36500'],
  ['LOG_LEVEL', 'loud', 'one of trace, debug, info, warn, error, silent'],
])('%s=%s is refused in one line that says what is allowed', (name, value, allowed) => {
  const load = () => loadConfig({ [name]: value })
  expect(load).toThrow(ConfigError)
  try {
    load()
  } catch (error) {
    const { message } = error as Error
    expect(message).toContain(allowed)
    expect(message).toMatch(new RegExp(`^${name}=`))
    expect(message).not.toContain('\n')
  }
})

test('a secret is never shown in the refusal', () => {
  expect(() => loadConfig({ NHANH_ACCESS_TOKEN: 'very secret' })).toThrow(
    /^NHANH_ACCESS_TOKEN=\(a secret, not shown\)/,
  )
  expect(() => loadConfig({ DATABASE_URL: 'mysql://u:hunter2@h/d' })).not.toThrow(/hunter2/)
})

describe('alerts', () => {
  const webhook = {
    ALERT_WEBHOOK_URL: 'https://hooks.example.com/T0/very-secret-path',
    ALERT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  }
  const mail = {
    ALERT_SMTP_URL: 'smtps://shop:p%40ssword@mail.example.com:465',
    ALERT_MAIL_FROM: 'synctrack@example.com',
    ALERT_MAIL_TO: 'an@example.com, binh@example.com',
  }

  test('go nowhere unless told', () => {
    expect(loadConfig({}).alerts).toEqual({ webhook: null, mail: null, language: 'en' })
  })

  test('take a webhook, mail, or both, and keep their secrets', () => {
    const { alerts, secrets } = loadConfig({ ...webhook, ...mail, ALERT_LANGUAGE: 'vi' })
    expect(alerts).toEqual({
      webhook: { url: webhook.ALERT_WEBHOOK_URL, secret: webhook.ALERT_WEBHOOK_SECRET },
      mail: {
        smtpUrl: mail.ALERT_SMTP_URL,
        from: 'synctrack@example.com',
        to: ['an@example.com', 'binh@example.com'],
      },
      language: 'vi',
    })
    expect(secrets).toEqual([...Object.values(webhook), 'p%40ssword', 'p@ssword'])
    expect(loadConfig(mail).alerts.webhook).toBeNull()
  })

  test.each(Object.keys({ ...webhook, ...mail }))('without %s a channel is half configured', (missing) => {
    const load = () => loadConfig({ ...webhook, ...mail, [missing]: '' })
    expect(load).toThrow(ConfigError)
    expect(load).toThrow(new RegExp(` needs ${missing}, which is not set; set all or none$`))
  })

  test('an address that is wrong is not shown, since it may hold the right to post', () => {
    expect(() => loadConfig({ ALERT_WEBHOOK_URL: 'hooks.example.com/T0/secret' })).not.toThrow(/T0/)
    expect(() => loadConfig({ ALERT_SMTP_URL: 'smtp://shop:hunter2' })).not.toThrow(/hunter2/)
  })
})

describe('syncing', () => {
  test('waits an hour for sales, leaves combos alone, and customers too, unless told', () => {
    expect(loadConfig({}).sync).toEqual({
      salePendingMs: 3_600_000,
      combos: 'SKIP',
      stoppedProducts: 'PUBLISH',
      customers: false,
      metafieldNamespace: 'synctrack',
    })
  })

  test('takes what is told', () => {
    const told = {
      SALE_PENDING_MINUTES: '0',
      COMBO_STOCK: 'components',
      STOPPED_PRODUCTS: 'zero',
      CUSTOMER_SYNC_ENABLED: 'true',
      CUSTOMER_METAFIELD_NAMESPACE: 'shop_2-nhanh',
    }
    expect(loadConfig(told).sync).toEqual({
      salePendingMs: 0,
      combos: 'COMPONENTS',
      stoppedProducts: 'ZERO',
      customers: true,
      metafieldNamespace: 'shop_2-nhanh',
    })
    expect(loadConfig({ STOPPED_PRODUCTS: 'keep' }).sync.stoppedProducts).toBe('KEEP')
  })
})

describe('webhooks', () => {
  const secret = 'shpss_0123456789'

  test('are off without a port, and take the secret of the app unless told', () => {
    expect(loadConfig({ NHANH_WEBHOOK_TOKEN: 'token16charsLong' }).webhooks).toBeNull()
    expect(loadConfig({ WEBHOOK_PORT: '0', SHOPIFY_CLIENT_SECRET: secret }).webhooks).toEqual({
      host: '127.0.0.1',
      port: 0,
      nhanhToken: null,
      shopifySecrets: [secret],
    })
    expect(loadConfig({ WEBHOOK_PORT: '4001', WEBHOOK_HOST: '0.0.0.0' }).webhooks).toMatchObject({
      host: '0.0.0.0',
      shopifySecrets: [],
    })
  })

  test('take several secrets while one is changed, all of which are kept out of the log', () => {
    const told = {
      SHOPIFY_WEBHOOK_SECRET: `${secret}, ${secret}-old`,
      NHANH_WEBHOOK_TOKEN: 'token16charsLong',
    }
    const config = loadConfig({ ...told, WEBHOOK_PORT: '4001', SHOPIFY_CLIENT_SECRET: 'client-secret' })
    expect(config.webhooks?.shopifySecrets).toEqual([secret, `${secret}-old`])
    expect(config.secrets).toEqual(['client-secret', 'token16charsLong', secret, `${secret}-old`])
    expect(() => loadConfig({ SHOPIFY_WEBHOOK_SECRET: 'hunter2' })).not.toThrow(/hunter2/)
  })
})

test('jobs are kept for 90 days, failed ones for 365, and what is personal for 90, unless told', () => {
  expect(loadConfig({}).keeping).toEqual({ jobsDays: 90, failedJobsDays: 365, personalDays: 90 })
  const told = { KEEP_JOBS_DAYS: '0', KEEP_FAILED_JOBS_DAYS: '30', KEEP_PERSONAL_DAYS: '7' }
  expect(loadConfig(told).keeping).toEqual({ jobsDays: 0, failedJobsDays: 30, personalDays: 7 })
})

describe('platforms', () => {
  const nhanh = { NHANH_APP_ID: '7', NHANH_BUSINESS_ID: '8', NHANH_ACCESS_TOKEN: 'token-of-nhanh' }

  test('one real platform switches the sandbox off', () => {
    const config = loadConfig(nhanh)
    expect(config.sandbox).toBeNull()
    expect(config.nhanh).toEqual({
      ready: true,
      config: {
        baseUrl: 'https://pos.open.nhanh.vn',
        appId: '7',
        businessId: '8',
        accessToken: 'token-of-nhanh',
      },
    })
  })

  test('the secret key of the Nhanh app is optional, and a secret', () => {
    const { nhanh: platform, secrets } = loadConfig({ ...nhanh, NHANH_SECRET_KEY: 'key-of-the-app' })
    expect(platform).toMatchObject({ ready: true, config: { secretKey: 'key-of-the-app' } })
    expect(secrets).toEqual(['token-of-nhanh', 'key-of-the-app'])
  })

  test('a half-configured platform switches the sandbox off and names what is missing', () => {
    const config = loadConfig({ NHANH_APP_ID: '7', SHOPIFY_CLIENT_ID: 'id' })
    expect(config.sandbox).toBeNull()
    expect(config.nhanh).toEqual({ ready: false, missing: ['NHANH_BUSINESS_ID', 'NHANH_ACCESS_TOKEN'] })
    expect(config.shopify).toEqual({ ready: false, missing: ['SHOPIFY_SHOP', 'SHOPIFY_CLIENT_SECRET'] })
  })

  test('SANDBOX=true takes the sandbox and leaves the real platforms alone', () => {
    expect(loadConfig({ ...nhanh, SANDBOX: 'true' }).sandbox).not.toBeNull()
  })

  test('the shop gives the base URL, and a token goes before client credentials', () => {
    const config = loadConfig({
      SHOPIFY_SHOP: 'demo.myshopify.com',
      SHOPIFY_ACCESS_TOKEN: 'shpat_token',
      SHOPIFY_CLIENT_ID: 'id',
      SHOPIFY_CLIENT_SECRET: 'client-secret',
    })
    expect(config.shopify).toMatchObject({
      ready: true,
      config: {
        baseUrl: 'https://demo.myshopify.com',
        apiVersion: '2026-10',
        credentials: { kind: 'token', accessToken: 'shpat_token' },
      },
    })
    expect(config.secrets).toEqual(['shpat_token', 'client-secret'])
  })

  test('the password of the database is a secret, its host is not', () => {
    expect(loadConfig({ DATABASE_URL: 'postgres://shop:p%40ss@db.example:5432/synctrack' }).secrets).toEqual([
      'p%40ss',
      'p@ss',
    ])
  })
})
