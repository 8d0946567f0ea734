import { gql, type GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'

interface Answer {
  __typename: string
  enabled?: boolean
  until?: string | null
  reason?: string | null
  message?: string
  issues?: { path: string; message: string }[]
}

const SET = gql`
  mutation ($enabled: Boolean!, $until: DateTime, $reason: String) {
    answer: setWritesEnabled(enabled: $enabled, until: $until, reason: $reason) {
      __typename
      ... on Problem {
        message
      }
      ... on SetWritesEnabledSuccess {
        enabled
        until
        reason
      }
      ... on InvalidInput {
        issues {
          path
          message
        }
      }
      ... on PlatformNotConfigured {
        platform
      }
    }
  }
`

const PLATFORMS = gql`
  {
    platforms {
      platform
      writesEnabled
      writesUntil
      writesReason
    }
  }
`

async function set(
  http: GraphQLClient,
  enabled: boolean,
  more: { until?: string; reason?: string } = {},
): Promise<Answer> {
  return (await http.request<{ answer: Answer }>(SET, { enabled, ...more })).answer
}

/** How both platforms show it. */
async function shown(http: GraphQLClient): Promise<object> {
  const { platforms } = await http.request<{ platforms: { platform: string }[] }>(PLATFORMS)
  return Object.fromEntries(platforms.map(({ platform, ...state }) => [platform, state]))
}

const OFF = { writesEnabled: false, writesUntil: null, writesReason: null }
const ON = { ...OFF, writesEnabled: true }
const done = (enabled: boolean, until: string | null = null, reason: string | null = null): Answer => ({
  __typename: 'SetWritesEnabledSuccess',
  enabled,
  until,
  reason,
})
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

let server: TestApp
let http: GraphQLClient
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 3 } })
  http = server.http
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => query('truncate write_switch, background_job cascade'))

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

interface PastJob {
  type?: string
  status?: string
  dryRun?: boolean
  ago?: string
  accountIds?: string
}

const CONNECTED = `(select array_agg(id) from account)`

async function insertJob({
  type = 'PRODUCT_SYNC',
  status = 'COMPLETED',
  dryRun = true,
  ago = '1 minute',
  accountIds = CONNECTED,
}: PastJob = {}): Promise<void> {
  await query(
    `insert into background_job (type, status, input, input_key, dry_run, account_ids, completed_at)
     values ($1, $2, '{}', '{}', $3, ${accountIds}, now() - $4::interval)`,
    [type, status, dryRun, ago],
  )
}

/** Lets the time of the switch be over. */
const endNow = () => query(`update write_switch set until = now() - interval '1 second'`)

describe('a real shop', () => {
  test('starts with writing off, and is switched on only after a dry run', async () => {
    expect(await shown(http)).toEqual({ NHANH: OFF, SHOPIFY: OFF })
    expect(await set(http, true)).toEqual({
      __typename: 'DryRunRequired',
      message: expect.stringMatching(/^writing stays as it was: no dry run of PRODUCT_SYNC or CUSTOMER_SYNC/),
    })
    expect(await query('select from write_switch')).toEqual([])
    await insertJob()
    expect(await set(http, true, { reason: 'Bắt đầu' })).toEqual(done(true, null, 'Bắt đầu'))
    expect(await shown(http)).toEqual({ NHANH: OFF, SHOPIFY: { ...ON, writesReason: 'Bắt đầu' } })
    expect(await set(http, false)).toEqual(done(false))
    expect(await shown(http)).toEqual({ NHANH: OFF, SHOPIFY: OFF })
  })

  test.each<[string, PastJob]>([
    ['that wrote', { dryRun: false }],
    ['of another type', { type: 'AUTO_MATCH_PRODUCTS' }],
    ['that failed', { status: 'FAILED' }],
    ['that was cancelled', { status: 'CANCELLED' }],
    ['that is more than a day old', { ago: '25 hours' }],
    ['of another shop', { accountIds: `array[(select id from account where platform = 'NHANH'), 4711]` }],
    [
      'of another business',
      { accountIds: `array[(select id from account where platform = 'SHOPIFY'), 4711]` },
    ],
  ])('a job %s is no dry run that allows it', async (_name, job) => {
    await insertJob(job)
    expect(await set(http, true)).toMatchObject({ __typename: 'DryRunRequired' })
  })

  test.each<[string, PastJob]>([
    ['of customers', { type: 'CUSTOMER_SYNC' }],
    ['with errors', { status: 'COMPLETED_WITH_ERRORS' }],
    ['of yesterday', { ago: '23 hours' }],
  ])('a dry run %s allows it', async (_name, job) => {
    await insertJob(job)
    expect(await set(http, true)).toMatchObject({ enabled: true })
  })

  test('is on until its time is over', async () => {
    await insertJob()
    const until = inHours(2)
    expect(await set(http, true, { until })).toEqual(done(true, until))
    expect(await shown(http)).toMatchObject({ SHOPIFY: { ...ON, writesUntil: until } })
    await endNow()
    expect(await shown(http)).toEqual({ NHANH: OFF, SHOPIFY: OFF })
  })

  test('stays on for a shorter time without another dry run, not for a longer one', async () => {
    await insertJob()
    await set(http, true, { until: inHours(2) })
    await query('truncate background_job cascade')
    const sooner = inHours(1)
    expect(await set(http, true, { until: sooner })).toEqual(done(true, sooner))
    expect(await set(http, true, { until: inHours(3) })).toMatchObject({ __typename: 'DryRunRequired' })
    expect(await set(http, true)).toMatchObject({ __typename: 'DryRunRequired' })
    expect(await shown(http)).toMatchObject({ SHOPIFY: { ...ON, writesUntil: sooner } })
    await insertJob()
    expect(await set(http, true)).toEqual(done(true))
    await query('truncate background_job cascade')
    expect(await set(http, true, { reason: 'Như cũ' })).toEqual(done(true, null, 'Như cũ'))
    expect(await set(http, true, { until: sooner })).toEqual(done(true, sooner))
  })

  describe('is switched off at any time', () => {
    test('for a stock-take, and is on again at its end', async () => {
      await insertJob()
      await set(http, true)
      await query('truncate background_job cascade')
      const [until, later] = [inHours(2), inHours(4)]
      expect(await set(http, false, { until, reason: 'Kiểm kho' })).toEqual(done(false, until, 'Kiểm kho'))
      expect(await shown(http)).toMatchObject({
        SHOPIFY: { writesEnabled: false, writesUntil: until, writesReason: 'Kiểm kho' },
      })
      expect(await set(http, false, { until: later })).toEqual(done(false, later))
      await endNow()
      expect(await shown(http)).toEqual({ NHANH: OFF, SHOPIFY: ON })
    })

    test('its end switches nothing on that was never allowed', async () => {
      expect(await set(http, false, { until: inHours(1) })).toEqual(done(false))
      expect(await set(http, false)).toEqual(done(false))
      expect(await set(http, false, { until: inHours(1) })).toEqual(done(false))
    })

    test('its end does not make of a time that was allowed for ever', async () => {
      await insertJob()
      await set(http, true, { until: inHours(2) })
      expect(await set(http, false, { until: inHours(1) })).toEqual(done(false))
    })

    test('its end switches on what may be switched on now', async () => {
      await insertJob()
      const until = inHours(1)
      expect(await set(http, false, { until })).toEqual(done(false, until))
    })
  })
})

test('says what cannot be, and changes nothing', async () => {
  await insertJob()
  expect(await set(http, true, { until: '2020-01-01T00:00:00Z', reason: 'x'.repeat(501) })).toMatchObject({
    __typename: 'InvalidInput',
    issues: [
      { path: 'until', message: '2020-01-01T00:00:00.000Z is over; it must lie in the future' },
      { path: 'reason', message: '501 characters are too many; at most 500 are allowed' },
    ],
  })
  expect(await query('select from write_switch')).toEqual([])
  expect(await set(http, true, { reason: 'x'.repeat(500) })).toMatchObject({ enabled: true })
  expect(await set(http, true, { reason: 'a\0b' })).toEqual(done(true, null, 'a\uFFFDb'))
})

test('many at once: one after the other, the last one stands', async () => {
  await insertJob()
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => set(http, index % 2 === 0, { reason: `${index}` })),
  )
  const [row] = await query<{ enabled: boolean; reason: string }>('select enabled, reason from write_switch')
  expect(row!.enabled).toBe(Number(row!.reason) % 2 === 0)
})

test('the sandbox starts with writing on and needs no dry run', async () => {
  await using own = await startTestApp({
    config: { sandbox: { catalogueFile: null, products: 3, customers: 0, latencyMs: 0 } },
  })
  expect(await shown(own.http)).toEqual({ NHANH: OFF, SHOPIFY: ON })
  const until = inHours(1)
  expect(await set(own.http, false, { until })).toEqual(done(false, until))
  expect(await set(own.http, false)).toEqual(done(false))
  expect(await shown(own.http)).toEqual({ NHANH: OFF, SHOPIFY: OFF })
  expect(await set(own.http, true)).toEqual(done(true))
  expect(await shown(own.http)).toEqual({ NHANH: OFF, SHOPIFY: ON })
})

test('without Nhanh it can be switched off and not on; without Shopify there is nothing to switch', async () => {
  const existing = { existingSandbox: server.sandbox, databaseUrl: server.databaseUrl }
  await insertJob()
  await set(http, true)
  await using withoutNhanh = await startTestApp({
    ...existing,
    config: { nhanh: { ready: false, missing: ['NHANH_APP_ID'] } },
  })
  const lacking = (platform: string) => ({ __typename: 'PlatformNotConfigured', platform })
  expect(await set(withoutNhanh.http, true)).toMatchObject(lacking('NHANH'))
  expect(await set(withoutNhanh.http, false)).toEqual(done(false))
  await using withoutShopify = await startTestApp({
    ...existing,
    config: { shopify: { ready: false, missing: ['SHOPIFY_SHOP'] } },
  })
  expect(await set(withoutShopify.http, false)).toMatchObject(lacking('SHOPIFY'))
  expect(await shown(withoutShopify.http)).toEqual({ NHANH: OFF, SHOPIFY: OFF })
})
