import { gql } from 'graphql-request'
import { Client } from 'pg'
import { describe, expect, test, vi } from 'vitest'
import type { TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run, start } from '../support/jobs.ts'
import { control } from '../support/control.ts'
import {
  customerGid,
  linkedCustomers,
  startLinkedCustomers,
  syncCustomers,
} from '../support/sync/customers.ts'
import { send, shopifyPost, webhooksFor } from '../support/webhooks.ts'
import { startSandboxFor } from '../support/app.ts'

type WebhookShop = TestApp & { webhookUrl: string }

/** Customers of both platforms are pulled, linked and shown, and webhooks are received. */
async function startShop(): Promise<WebhookShop> {
  const sandbox = await startSandboxFor({ sandbox: { products: 12, customers: 40 } })
  const shop = await startLinkedCustomers({
    existingSandbox: sandbox,
    config: { webhooks: webhooksFor(sandbox) },
    app: { webhookTimes: { workEveryMs: 50, countEveryMs: 100 } },
  })
  await syncCustomers(shop)
  return {
    ...shop,
    webhookUrl: shop.app.webhookUrl!,
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]()
      await sandbox.close()
    },
  }
}

/** Every table and column that holds the text anywhere, whatever its type. */
async function whereIs(databaseUrl: string, text: string): Promise<string[]> {
  const columns = await rowsOf<{ table_name: string; column_name: string }>(
    databaseUrl,
    `select table_name, column_name from information_schema.columns where table_schema = 'public' order by 1, 2`,
  )
  const client = new Client(databaseUrl)
  await client.connect()
  try {
    const found: string[] = []
    for (const { table_name: table, column_name: column } of columns) {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from "${table}" where strpos(lower("${column}"::text), lower($1)) > 0`,
        [text],
      )
      if (rows[0]!.count > 0) found.push(`${table}.${column}`)
    }
    return found
  } finally {
    await client.end()
  }
}

const stateOf = async ({ databaseUrl }: TestApp, topic: string) =>
  (
    await rowsOf<{ state: string; body: string | null; note: string | null }>(
      databaseUrl,
      'select state, body, note from webhook_delivery where topic = $1 order by id desc limit 1',
      [topic],
    )
  )[0]!

const untilObeyed = (shop: TestApp, topic: string) =>
  vi.waitFor(async () => expect(await stateOf(shop, topic)).toMatchObject({ state: 'DONE', body: null }), {
    timeout: 15_000,
    interval: 50,
  })

const order = (shop: TestApp, customer: object, more: object) => ({
  shop_id: 1,
  shop_domain: shop.sandbox.shopify.shop,
  customer,
  ...more,
})

/** A linked customer whose phone and e-mail stand wherever they can. */
async function spreadCustomer(shop: WebhookShop) {
  const linked = await linkedCustomers(shop)
  const { nhanh, shopify, mappingId } = linked.find(({ shopify: one }) => one.phone !== null)!
  const email = 'người.mua+1@example.com'
  shop.sandbox.world.shopify.updateCustomer(shopify, { email, firstName: 'Zyxwvut', lastName: 'Độc Nhất' })
  await run(shop, 'PULL_SHOPIFY_CUSTOMERS', { query: `phone:${shopify.phone!}` })
  // A customer that cannot be read is listed with their name and phone.
  nhanh.totalAmount += 7_000
  await syncCustomers(shop)
  const gid = customerGid(shopify.id)
  const [job] = await rowsOf<{ id: number }>(
    shop.databaseUrl,
    `select id from background_job where type = 'CUSTOMER_SYNC' order by id desc limit 1`,
  )
  await rowsOf(
    shop.databaseUrl,
    `insert into job_log_entry (job_id, number, level, message) values ($1, 900, 'INFO', $2)`,
    [job!.id, `wrote to ${email}, ${shopify.phone!}`],
  )
  await rowsOf(
    shop.databaseUrl,
    `insert into sync_failure (kind, mapping_id, job_id, code, attempts, failed_at) values ('CUSTOMER', $1, $2, 'INTERNAL', 1, now())`,
    [mappingId, job!.id],
  )
  await rowsOf(
    shop.databaseUrl,
    `insert into write_intent (job_id, kind, idempotency_key, payload) values ($1, 'METAFIELDS', gen_random_uuid(), $2)`,
    [job!.id, JSON.stringify({ owners: [gid], email })],
  )
  const webhook = { id: shopify.id, email, phone: shopify.phone, first_name: 'Zyxwvut' }
  await send(shop.webhookUrl, shopifyPost(shop, 'customers/update', webhook))
  await vi.waitFor(async () => expect((await stateOf(shop, 'customers/update')).state).toBe('DONE'), {
    timeout: 10_000,
  })
  const named = { id: shopify.id, email, phone: shopify.phone }
  return { gid, named, email, phone: shopify.phone!, mappingId }
}

const ofNhanh = (place: string) => place.startsWith('nhanh_customer.')

describe('customers/redact', () => {
  test('leaves no trace of the phone, the e-mail address and the name but what Nhanh told of its own', async () => {
    await using shop = await startShop()
    const { gid, named, email, phone } = await spreadCustomer(shop)
    const before = await rowsOf(
      shop.databaseUrl,
      'select id from shopify_customer where id <> $1 order by id',
      [gid],
    )
    expect((await whereIs(shop.databaseUrl, email)).length).toBeGreaterThan(3)
    expect((await whereIs(shop.databaseUrl, 'Zyxwvut')).length).toBeGreaterThan(1)
    await send(
      shop.webhookUrl,
      shopifyPost(shop, 'customers/redact', order(shop, named, { orders_to_redact: [1] })),
    )
    await untilObeyed(shop, 'customers/redact')
    expect((await stateOf(shop, 'customers/redact')).note).toBe('the customer was removed')
    const traces = async (text: string) =>
      (await whereIs(shop.databaseUrl, text)).filter((place) => !ofNhanh(place))
    expect(await traces(email)).toEqual([])
    expect(await traces('Zyxwvut')).toEqual([])
    const nhanhAccount = await rowsOf<{ id: number }>(
      shop.databaseUrl,
      `select id from account where platform = 'NHANH'`,
    )
    const kept = await rowsOf(
      shop.databaseUrl,
      'select distinct account_id from customer_phone where phone = $1',
      [phone],
    )
    expect(kept).toEqual([{ account_id: nhanhAccount[0]!.id }])
    for (const form of [phone, phone.replace('+84', '0')])
      expect((await traces(form)).filter((place) => place !== 'customer_phone.phone')).toEqual([])
    for (const place of [
      `shopify_customer where id = '${gid}'`,
      `customer_mapping where shopify_id = '${gid}'`,
    ])
      expect(await rowsOf(shop.databaseUrl, `select from ${place}`)).toEqual([])
    for (const table of ['sync_failure', 'write_intent'])
      expect(await rowsOf(shop.databaseUrl, `select * from ${table}`)).toEqual([])
    expect(await rowsOf(shop.databaseUrl, 'select id from shopify_customer order by id')).toEqual(before)
  }, 60_000)

  test('waits while a job is at the customers, and goes on after it', async () => {
    await using shop = await startShop()
    const { shopify } = (await linkedCustomers(shop))[0]!
    shop.sandbox.faults.add({
      platform: 'shopify',
      kind: 'hang',
      match: ({ operationName }) => operationName === 'CustomersPage',
    })
    const jobId = await start(shop.http, 'PULL_SHOPIFY_CUSTOMERS')
    const named = { id: shopify.id, email: 'x@example.com', phone: null }
    await send(
      shop.webhookUrl,
      shopifyPost(shop, 'customers/redact', order(shop, named, { orders_to_redact: [] })),
    )
    // Something else that webhooks ask for shows that there was a look at it.
    await send(shop.webhookUrl, shopifyPost(shop, 'products/update', { id: 1 }))
    await vi.waitFor(async () => expect((await stateOf(shop, 'products/update')).state).toBe('DONE'), {
      timeout: 10_000,
    })
    expect((await stateOf(shop, 'customers/redact')).state).toBe('WAITING')
    await control(shop.http, 'cancel', jobId)
    await untilObeyed(shop, 'customers/redact')
  }, 60_000)
})

interface DataRequests {
  dataRequests: {
    id: string
    customerId: string
    requestedAt: string
    data: Record<string, { [key: string]: unknown }[]>
  }[]
}

test('customers/data_request gathers what is stored, once, until somebody has closed it', async () => {
  await using shop = await startShop()
  const { gid, named, email, mappingId } = await spreadCustomer(shop)
  const post = shopifyPost(shop, 'customers/data_request', order(shop, named, { orders_requested: [] }))
  await send(shop.webhookUrl, post)
  await send(shop.webhookUrl, post)
  await untilObeyed(shop, 'customers/data_request')
  const read = async () =>
    (
      await shop.http.request<DataRequests>(gql`
        query {
          dataRequests {
            id
            customerId
            requestedAt
            data
          }
        }
      `)
    ).dataRequests
  const [request, ...others] = await read()
  expect(others).toEqual([])
  expect(request!.customerId).toBe(gid)
  const { data } = request!
  expect(data['shopifyCustomer']).toMatchObject([{ id: gid, email }])
  expect(data['mappings']).toMatchObject([{ id: mappingId }])
  expect(data['nhanhCustomers']!.length).toBe(1)
  expect(data['ledger']!.length).toBeGreaterThan(0)
  const close = (id: string) =>
    shop.http.request<{ closeDataRequest: { __typename: string; message?: string } }>(
      gql`
        mutation ($id: ID!) {
          closeDataRequest(id: $id) {
            __typename
            ... on Problem {
              message
            }
          }
        }
      `,
      { id },
    )
  expect((await close(request!.id)).closeDataRequest.__typename).toBe('CloseDataRequestSuccess')
  for (const id of [request!.id, 'x', '0'])
    expect((await close(id)).closeDataRequest).toMatchObject({
      __typename: 'DataRequestNotFound',
      message: `there is no data request ${id}`,
    })
  expect(await read()).toEqual([])
  expect(await rowsOf(shop.databaseUrl, 'select from data_request')).toEqual([])
}, 60_000)

test('shop/redact waits for the last job and leaves no row of the shop', async () => {
  await using shop = await startShop()
  for (const type of ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'AUTO_MATCH_PRODUCTS', 'PRODUCT_SYNC'])
    await run(shop, type)
  shop.sandbox.faults.add({
    platform: 'shopify',
    kind: 'hang',
    match: ({ operationName }) => operationName === 'ProductsPage',
  })
  const jobId = await start(shop.http, 'PULL_SHOPIFY_PRODUCTS')
  const nhanhRows = await rowsOf(shop.databaseUrl, 'select id from nhanh_product order by id')
  await rowsOf(
    shop.databaseUrl,
    `with ids as (select array_agg(id order by id) as ids from account), made as (
       insert into schedule (account_ids, name, cron, time_zone, enabled, steps, continues_after_errors, active_since,
         handled_until) select ids, 'Stock', '0 0 1 1 *', 'UTC', false, '[]', false, now(), now() from ids returning id
     ), ran as (
       insert into schedule_run (schedule_id, due_at, outcome, steps) select id, now(), 'MISSED', '[]' from made
     ), opened as (
       insert into alert (account_ids, cause, key, detail, opened_at, closed_at)
       select ids, 'JOB_FAILED', 'x', '{}', now(), now() from ids returning id
     ) insert into alert_delivery (alert_id, event, channel, created_at) select id, 'OPENED', 'MAIL', now() from opened`,
  )
  const domain = { shop_id: 1, shop_domain: shop.sandbox.shopify.shop }
  await send(shop.webhookUrl, shopifyPost(shop, 'shop/redact', domain))
  await send(shop.webhookUrl, shopifyPost(shop, 'customers/update', { id: 1 }))
  await vi.waitFor(async () => expect((await stateOf(shop, 'customers/update')).state).toBe('DONE'), {
    timeout: 10_000,
  })
  expect((await stateOf(shop, 'shop/redact')).state).toBe('WAITING')
  await control(shop.http, 'cancel', jobId)
  await untilObeyed(shop, 'shop/redact')
  const tables = await rowsOf<{ name: string }>(
    shop.databaseUrl,
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'mikro_orm_migrations' order by 1`,
  )
  const left: string[] = []
  for (const { name } of tables)
    if ((await rowsOf(shop.databaseUrl, `select from "${name}" limit 1`)).length > 0) left.push(name)
  expect(left).toEqual([
    'account',
    'background_job',
    'customer_phone',
    'job_log_entry',
    'nhanh_customer',
    'nhanh_depot',
    'nhanh_product',
    'rate_limit',
    'stream_mark',
    'webhook_count',
    'webhook_delivery',
  ])
  const [nhanh] = await rowsOf<{ id: number }>(
    shop.databaseUrl,
    `select id from account where platform = 'NHANH'`,
  )
  for (const table of ['customer_phone', 'rate_limit', 'stream_mark'])
    expect(await rowsOf(shop.databaseUrl, `select distinct account_id as id from ${table}`)).toEqual([nhanh])
  expect(await rowsOf(shop.databaseUrl, 'select distinct account_ids as ids from background_job')).toEqual([
    { ids: [nhanh!.id] },
  ])
  expect(await rowsOf(shop.databaseUrl, 'select topic, body from webhook_delivery')).toEqual([
    { topic: 'shop/redact', body: null },
  ])
  expect(await rowsOf(shop.databaseUrl, 'select id from nhanh_product order by id')).toEqual(nhanhRows)
}, 60_000)
