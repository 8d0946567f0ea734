import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { rowsOf } from '../support/database.ts'
import { send, shopifyPost, startWebhookApp, webhooksNow, type WebhookApp } from '../support/webhooks.ts'

let app: WebhookApp
beforeAll(async () => {
  app = await startWebhookApp({ sandbox: { customers: 5 } })
})
afterAll(async () => app[Symbol.asyncDispose]())

/** Signed anew with the same secret it is byte for byte the same; the ids are others, as of one who makes them up. */
const sendAsNew = async (topic: string, payload: object) => {
  const post = shopifyPost(app, topic, payload)
  post.headers['x-shopify-event-id'] = randomUUID()
  expect(await send(app.webhookUrl, post)).toEqual({ status: 200, text: 'ok\n' })
}

const deliveriesOf = (topic: string) =>
  rowsOf<{ state: string; body: string | null }>(
    app.databaseUrl,
    'select state, body from webhook_delivery where topic = $1 order by id',
    [topic],
  )

const readsOf = (id: string) =>
  rowsOf<{ id: number; created_at: Date }>(
    app.databaseUrl,
    `select id, created_at from background_job where input -> 'ids' ? $1 or input -> 'deletedIds' ? $1 order by id`,
    [id],
  )

const untilRead = () =>
  vi.waitFor(
    async () => {
      const left = `select record_id from record_to_read union all
        select id::text from background_job where completed_at is null`
      expect(await rowsOf(app.databaseUrl, left)).toEqual([])
    },
    { timeout: 20_000, interval: 50 },
  )

async function expectReplay(act: () => Promise<void>): Promise<void> {
  const count = async () =>
    (await webhooksNow(app.http)).counts.find(({ outcome }) => outcome === 'DUPLICATE')?.count ?? 0
  const before = await count()
  await act()
  await vi.waitFor(async () => expect(await count()).toBe(before + 1), { timeout: 10_000, interval: 50 })
}

test('the same signed body under other ids costs no read, neither before the first was read nor after', async () => {
  const { id } = app.sandbox.world.shopify.products.records[0]!
  const payload = { id, title: 'x', updated_at: '2026-11-20T10:00:00+07:00' }
  await sendAsNew('products/update', payload)
  await expectReplay(() => sendAsNew('products/update', payload))
  await untilRead()
  await expectReplay(() => sendAsNew('products/update', payload))
  await untilRead()
  expect((await readsOf(`gid://shopify/Product/${id}`)).length).toBe(1)
  expect((await deliveriesOf('products/update')).length).toBe(1)
  await sendAsNew('products/update', { ...payload, updated_at: '2026-11-20T10:00:01+07:00' })
  await untilRead()
  expect((await readsOf(`gid://shopify/Product/${id}`)).length).toBe(2)
})

test('a record of Shopify is read when the second is over in which it may have changed again with the same body', async () => {
  const { id } = app.sandbox.world.shopify.customers.records[0]!
  await sendAsNew('customer.tags_added', {
    customerId: `gid://shopify/Customer/${id}`,
    tags: ['vip'],
    occurredAt: '2026-11-20T03:00:00.000Z',
  })
  await untilRead()
  const [read] = await readsOf(`gid://shopify/Customer/${id}`)
  const [told] = await rowsOf<{ received_at: Date }>(
    app.databaseUrl,
    `select received_at from webhook_delivery where topic = 'customer.tags_added'`,
  )
  expect(read!.created_at.getTime() - told!.received_at.getTime()).toBeGreaterThanOrEqual(1_000)
})

test('a body that does not tell when it happened is news once the first was read, unless it tells of an end', async () => {
  const [, product, gone] = app.sandbox.world.shopify.products.records
  for (let time = 0; time < 2; time++) {
    await sendAsNew('products/create', { id: product!.id })
    await untilRead()
  }
  expect((await readsOf(`gid://shopify/Product/${product!.id}`)).length).toBe(2)
  app.sandbox.world.shopify.removeProduct(gone!.id)
  await sendAsNew('products/delete', { id: gone!.id })
  await untilRead()
  await expectReplay(() => sendAsNew('products/delete', { id: gone!.id }))
  expect((await readsOf(`gid://shopify/Product/${gone!.id}`)).length).toBe(1)
})

test('an order of law is obeyed once, though it is sent again under other ids', async () => {
  const customer = { id: 7200000000077, email: 'replayed@example.com', phone: null }
  const named = { shop_id: 1, shop_domain: app.sandbox.shopify.shop, customer }
  for (const [topic, payload] of [
    ['customers/redact', { ...named, orders_to_redact: [] }],
    ['customers/data_request', { ...named, orders_requested: [], data_request: { id: 9 } }],
  ] as const) {
    await sendAsNew(topic, payload)
    await vi.waitFor(async () => expect(await deliveriesOf(topic)).toEqual([{ state: 'DONE', body: null }]), {
      timeout: 10_000,
      interval: 50,
    })
    await expectReplay(() => sendAsNew(topic, payload))
    expect((await deliveriesOf(topic)).length).toBe(1)
  }
  expect((await rowsOf(app.databaseUrl, 'select from data_request')).length).toBe(1)
})

test('a note is stored once where it tells its moment; an uninstalled app each time, without its body', async () => {
  const level = { inventory_item_id: 1, location_id: 2, available: 3 }
  const told = { ...level, updated_at: '2026-11-20T10:00:00+07:00' }
  await sendAsNew('inventory_levels/update', told)
  await expectReplay(() => sendAsNew('inventory_levels/update', told))
  for (let time = 0; time < 2; time++) await sendAsNew('inventory_levels/connect', level)
  expect((await deliveriesOf('inventory_levels/update')).length).toBe(1)
  expect((await deliveriesOf('inventory_levels/connect')).length).toBe(2)
  for (let time = 0; time < 2; time++) await sendAsNew('app/uninstalled', told)
  const uninstalled = { state: 'DONE', body: null }
  expect(await deliveriesOf('app/uninstalled')).toEqual([uninstalled, uninstalled])
})
