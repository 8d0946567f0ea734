import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import {
  NEVER_WORKS,
  nhanhPost,
  send,
  sendRaw,
  shopifyPost,
  startWebhookApp,
  webhooksFor,
  webhooksNow,
  type Post,
  type WebhookApp,
} from '../support/webhooks.ts'

/** Short, so that a slow sender is soon found out. */
const REQUEST_MS = 400

let app: WebhookApp
beforeAll(async () => {
  app = await startWebhookApp({ app: { webhookTimes: { workEveryMs: NEVER_WORKS, requestMs: REQUEST_MS } } })
})
afterAll(async () => app[Symbol.asyncDispose]())

interface Stored {
  topic: string
  body: string | null
  state: string
  note: string | null
}

const storedSince = async (id: number) =>
  rowsOf<Stored>(
    app.databaseUrl,
    'select topic, body, state, note from webhook_delivery where id > $1 order by id',
    [id],
  )
const lastId = async () =>
  (
    await rowsOf<{ id: number }>(
      app.databaseUrl,
      'select coalesce(max(id), 0)::int as id from webhook_delivery',
    )
  )[0]!.id

async function countOf(platform: string | null, outcome: string): Promise<number> {
  const { counts } = await webhooksNow(app.http)
  return counts.find((one) => one.platform === platform && one.outcome === outcome)?.count ?? 0
}

/** Waits until the outcome is counted once more than before. */
async function expectCounted(
  platform: string | null,
  outcome: string,
  act: () => Promise<void>,
): Promise<void> {
  const before = await countOf(platform, outcome)
  await act()
  await vi.waitFor(async () => expect(await countOf(platform, outcome)).toBe(before + 1), {
    timeout: 10_000,
    interval: 50,
  })
}

const resigned = (post: Post, secret: string): Post => ({
  ...post,
  headers: {
    ...post.headers,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(post.body).digest('base64'),
  },
})

describe('what is accepted', () => {
  test('is stored before it is answered, and names records once', async () => {
    const from = await lastId()
    const stock = nhanhPost(app, 'inventoryChange', [{ id: 38000001 }, { id: '38000002' }])
    expect(await send(app.webhookUrl, stock)).toEqual({ status: 200, text: 'ok\n' })
    expect(await storedSince(from)).toEqual([
      { topic: 'inventoryChange', body: stock.body, state: 'WAITING', note: null },
    ])
    const product = { id: 8100000000001, admin_graphql_api_id: 'gid://shopify/Product/8100000000001' }
    for (const topic of ['products/update', 'products/create'])
      expect((await send(app.webhookUrl, shopifyPost(app, topic, product))).status).toBe(200)
    const deleted = shopifyPost(app, 'products/delete', '{"id":788032119674292922}')
    expect((await send(app.webhookUrl, deleted)).status).toBe(200)
    const records = await rowsOf(
      app.databaseUrl,
      'select kind, record_id, wants_sync, said_deleted from record_to_read order by 1, 2',
    )
    expect(records).toEqual([
      { kind: 'NHANH_PRODUCT', record_id: '38000001', wants_sync: true, said_deleted: false },
      { kind: 'NHANH_PRODUCT', record_id: '38000002', wants_sync: true, said_deleted: false },
      {
        kind: 'SHOPIFY_PRODUCT',
        record_id: 'gid://shopify/Product/788032119674292922',
        wants_sync: false,
        said_deleted: true,
      },
      {
        kind: 'SHOPIFY_PRODUCT',
        record_id: 'gid://shopify/Product/8100000000001',
        wants_sync: false,
        said_deleted: false,
      },
    ])
    expect((await webhooksNow(app.http)).waiting).toBe(4)
  })

  const gid = (number: number) => `gid://shopify/Customer/${number}`
  const merge = (status: string, kept: number, deleted: number) => ({
    admin_graphql_api_customer_kept_id: gid(kept),
    admin_graphql_api_customer_deleted_id: gid(deleted),
    admin_graphql_api_job_id: null,
    status,
    errors: [],
  })
  const happened = { occurredAt: '2026-11-20T03:00:00.000Z' }

  test.each<[string, object, [string, boolean][]]>([
    [
      'customers/merge',
      merge('completed', 501, 502),
      [
        [gid(501), false],
        [gid(502), true],
      ],
    ],
    [
      'customers/merge',
      merge('failed', 503, 504),
      [
        [gid(503), false],
        [gid(504), false],
      ],
    ],
    ['customers/merge', { admin_graphql_api_customer_deleted_id: 505 }, [[gid(505), true]]],
    ['customer.tags_added', { customerId: gid(506), tags: ['vip'], ...happened }, [[gid(506), false]]],
    ['customer.tags_removed', { customerId: '507', tags: ['vip'], ...happened }, [[gid(507), false]]],
    [
      'customer.tags_added',
      { customer_id: gid(508), id: 509 },
      [
        [gid(508), false],
        [gid(509), false],
      ],
    ],
    [
      'customers/purchasing_summary',
      { customerId: gid(510), numberOfOrders: 1, lastOrderId: 'gid://shopify/Order/1', ...happened },
      [[gid(510), false]],
    ],
    ['customers/update', { id: 511, admin_graphql_api_id: gid(511) }, [[gid(511), false]]],
  ])('%s names its customers: %j', async (topic, payload, expected) => {
    const { last } = (await rowsOf<{ last: Date }>(app.databaseUrl, 'select clock_timestamp() as last'))[0]!
    expect((await send(app.webhookUrl, shopifyPost(app, topic, payload))).status).toBe(200)
    const named = await rowsOf<{ record_id: string; said_deleted: boolean }>(
      app.databaseUrl,
      'select record_id, said_deleted from record_to_read where asked_at >= $1 order by record_id',
      [last],
    )
    expect(named.map((row) => [row.record_id, row.said_deleted])).toEqual(expected)
  })

  test('stock of Shopify is stored and names nothing; orders of Nhanh leave no body', async () => {
    const from = await lastId()
    const before = (await webhooksNow(app.http)).waiting
    const level = { inventory_item_id: 1, location_id: 2, available: 3 }
    await send(app.webhookUrl, shopifyPost(app, 'inventory_levels/update', level))
    await send(app.webhookUrl, nhanhPost(app, 'orderAdd', { shippingAddress: { mobile: '0912345678' } }))
    const [stock, order] = await storedSince(from)
    expect(stock).toMatchObject({ state: 'DONE', body: JSON.stringify(level) })
    expect(order).toMatchObject({ state: 'DONE', body: null, note: 'orders are not read' })
    expect((await webhooksNow(app.http)).waiting).toBe(before)
  })

  test('an uninstalled app is noted, each time', async () => {
    for (let time = 0; time < 2; time++)
      expect((await send(app.webhookUrl, nhanhPost(app, 'appUninstalled'))).status).toBe(200)
    await send(app.webhookUrl, shopifyPost(app, 'app/uninstalled', { id: 1 }))
    const { uninstalled } = await webhooksNow(app.http)
    expect(uninstalled.map(({ platform }) => platform)).toEqual(['NHANH', 'SHOPIFY'])
    const rows = await rowsOf(app.databaseUrl, `select from webhook_delivery where topic = 'appUninstalled'`)
    expect(rows.length).toBe(2)
  })

  test('Nhanh asks whether somebody is there', async () => {
    const post = { ...nhanhPost(app, ''), body: '{"event":"webhooksEnabled"}' }
    expect((await send(app.webhookUrl, post)).status).toBe(200)
  })
})

describe('a replay is answered with 200 and ignored', () => {
  test('of Shopify by its id, or by the event with the topic', async () => {
    const from = await lastId()
    const post = shopifyPost(app, 'customers/update', { id: 7200000000001 })
    post.headers['x-shopify-event-id'] = 'event-1'
    const sameEvent = { ...post, headers: { ...post.headers, 'x-shopify-webhook-id': 'another' } }
    await send(app.webhookUrl, post)
    await expectCounted('SHOPIFY', 'DUPLICATE', async () => {
      expect((await send(app.webhookUrl, post)).status).toBe(200)
    })
    await expectCounted('SHOPIFY', 'DUPLICATE', async () => {
      expect((await send(app.webhookUrl, sameEvent)).status).toBe(200)
    })
    expect((await storedSince(from)).length).toBe(1)
  })

  test('of Nhanh while the first one waits, at once as well', async () => {
    const from = await lastId()
    const post = nhanhPost(app, 'productUpdate', { id: 38000003 })
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(app.webhookUrl, post)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await storedSince(from)).length).toBe(1)
  })
})

describe('what is refused', () => {
  const nothingStored = async (act: () => Promise<void>) => {
    const from = await lastId()
    await act()
    expect(await storedSince(from)).toEqual([])
  }

  test.each(['', 'x', 'Bearer TOKEN', 'TOKEN ', 'x'.repeat(5_000)])(
    'a token of Nhanh that is not the right one: %j',
    async (wrong) => {
      const token = app.sandbox.webhooks.nhanhToken
      const headers = { authorization: wrong.replace('TOKEN', token.toUpperCase()) }
      await nothingStored(() =>
        expectCounted('NHANH', 'FORGED', async () => {
          expect(
            (await send(app.webhookUrl, { ...nhanhPost(app, 'productAdd', { id: 1 }), headers })).status,
          ).toBe(401)
        }),
      )
    },
  )

  test.each(['', 'x', '=', 'SIGNATURE0', 'A'.repeat(4_000), 'SIGNATURE, SIGNATURE'])(
    'a signature of Shopify that is not the right one: %j',
    async (wrong) => {
      const post = shopifyPost(app, 'products/update', { id: 1 })
      const signature = wrong.replaceAll('SIGNATURE', post.headers['x-shopify-hmac-sha256']!.replace('=', ''))
      post.headers['x-shopify-hmac-sha256'] = signature
      await nothingStored(() =>
        expectCounted('SHOPIFY', 'FORGED', async () => {
          expect((await send(app.webhookUrl, post)).status).toBe(401)
        }),
      )
    },
  )

  test('a body that was changed by one byte, and a secret of somebody else', async () => {
    const post = shopifyPost(app, 'products/update', { id: 1 })
    await nothingStored(async () => {
      expect((await send(app.webhookUrl, { ...post, body: post.body.replace('1', '2') })).status).toBe(401)
      expect((await send(app.webhookUrl, resigned(post, 'another secret'))).status).toBe(401)
    })
  })

  test('a header that came twice, for nobody knows which one counts', async () => {
    const { body, headers } = nhanhPost(app, 'productAdd', { id: 1 })
    const head = `POST /webhooks/nhanh HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n`
    const line = `authorization: ${headers['authorization']}\r\n`
    expect(await sendRaw(app.webhookUrl, `${head}${line}\r\n${body}`)).toMatch(/^HTTP\/1.1 200/)
    const spoilt = [`${line}authorization: x\r\n`, `authorization: x\r\n${line}`]
    for (const lines of spoilt)
      expect(await sendRaw(app.webhookUrl, `${head}${lines}\r\n${body}`)).toMatch(/^HTTP\/1.1 401/)
  })

  test('requests whose headers can be read in two ways', async () => {
    const { body, headers } = nhanhPost(app, 'productAdd', { id: 1 })
    const start = `POST /webhooks/nhanh HTTP/1.1\r\nhost: x\r\nauthorization: ${headers['authorization']}\r\n`
    const length = `content-length: ${body.length}\r\n`
    await nothingStored(async () => {
      for (const twice of [
        `${length}transfer-encoding: chunked\r\n`,
        `${length}content-length: 1\r\n`,
        `x: y\r\n folded: z\r\n${length}`,
        `x: a\rb\r\n${length}`,
      ])
        expect(await sendRaw(app.webhookUrl, `${start}${twice}\r\n${body}`)).toMatch(/^HTTP\/1.1 400/)
    })
  })

  test('version 2.0 of Nhanh, with a word on what to do', async () => {
    const body = JSON.stringify({ event: 'productAdd', webhooksVerifyToken: 'x', businessId: 1, data: {} })
    await nothingStored(() =>
      expectCounted('NHANH', 'REFUSED', async () => {
        const { status, text } = await send(app.webhookUrl, { path: '/webhooks/nhanh', body, headers: {} })
        expect({ status, text }).toMatchObject({ status: 400, text: expect.stringContaining('version 3.0') })
      }),
    )
  })

  test.each([
    ['no JSON', '{"event":', 400],
    ['no object', '"productAdd"', 400],
    ['no event', '{"data":1}', 400],
  ])('of Nhanh what has %s', async (_what, body, status) => {
    await nothingStored(() =>
      expectCounted('NHANH', 'MALFORMED', async () => {
        expect((await send(app.webhookUrl, { ...nhanhPost(app, ''), body })).status).toBe(status)
      }),
    )
  })

  test('what would not be better when it is sent again is answered with 200', async () => {
    await nothingStored(async () => {
      for (const data of [undefined, 'x', [{ id: 'x' }], [{}], { id: -1 }, [{ id: 1 }, null]])
        expect((await send(app.webhookUrl, nhanhPost(app, 'productUpdate', data))).status).toBe(200)
      const customer = { admin_graphql_api_id: 'gid://shopify/Customer/1', id: 1 }
      for (const payload of [{}, { id: 'x' }, { admin_graphql_api_id: 'gid://shopify/Order/1' }, customer])
        expect((await send(app.webhookUrl, shopifyPost(app, 'products/update', payload))).status).toBe(200)
      for (const [topic, payload] of [
        ['customers/merge', { status: 'completed', id: 1 }],
        ['customer.tags_added', { tags: ['vip'], customerId: null }],
      ] as const)
        expect((await send(app.webhookUrl, shopifyPost(app, topic, payload))).status).toBe(200)
    })
  })

  test('of Shopify what is no JSON, though it is signed', async () => {
    await nothingStored(async () => {
      for (const body of ['{', '', '[1', 'null'])
        expect((await send(app.webhookUrl, shopifyPost(app, 'products/update', body))).status).toBe(400)
    })
  })

  test('a topic or event that nobody knows, and names of every object', async () => {
    await nothingStored(async () => {
      await expectCounted('SHOPIFY', 'UNKNOWN_TOPIC', async () => {
        expect((await send(app.webhookUrl, shopifyPost(app, 'orders/create', { id: 1 }))).status).toBe(200)
      })
      await expectCounted('NHANH', 'UNKNOWN_TOPIC', async () => {
        expect((await send(app.webhookUrl, nhanhPost(app, 'constructor', {}))).status).toBe(200)
      })
    })
  })

  test('another business and another shop', async () => {
    await nothingStored(async () => {
      await expectCounted('NHANH', 'FOREIGN', async () => {
        const post = { ...nhanhPost(app, ''), body: '{"event":"productAdd","businessId":1,"data":{"id":1}}' }
        expect((await send(app.webhookUrl, post)).status).toBe(200)
      })
      await expectCounted('SHOPIFY', 'FOREIGN', async () => {
        const post = shopifyPost(app, 'products/update', { id: 1 })
        post.headers['x-shopify-shop-domain'] = 'another.myshopify.com'
        expect((await send(app.webhookUrl, post)).status).toBe(200)
      })
    })
  })

  test('a privacy topic over a body that was signed for another one', async () => {
    const { shop } = app.sandbox.shopify
    const customer = { id: 1, email: 'a@example.com', phone: null }
    const redact = { shop_id: 1, shop_domain: shop, customer, orders_to_redact: [] }
    const request = { shop_id: 1, shop_domain: shop, customer, orders_requested: [] }
    await nothingStored(async () => {
      for (const [topic, body] of [
        ['shop/redact', redact],
        ['shop/redact', { id: 1 }],
        ['shop/redact', { shop_domain: 'another.myshopify.com' }],
        ['customers/redact', request],
        ['customers/redact', { id: 1 }],
        ['customers/data_request', redact],
      ] as const)
        expect((await send(app.webhookUrl, shopifyPost(app, topic, body))).status).toBe(400)
    })
  })

  test('everything but POST to the two paths', async () => {
    const status = async (path: string, method: string) =>
      (await fetch(app.webhookUrl + path, { method })).status
    for (const path of ['/', '/graphql', '/webhooks', '/webhooks/nhanh/', '/health', '/webhooks/../graphql'])
      expect(await status(path, 'POST')).toBe(404)
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await status('/webhooks/shopify', method)).toBe(405)
  })
})

describe('what is too large or too slow', () => {
  const head = (path: string, more: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n`
  const token = () => `authorization: ${app.sandbox.webhooks.nhanhToken}\r\n`

  test('a body that says so beforehand is not read', async () => {
    await expectCounted('NHANH', 'OVERSIZED', async () => {
      const request = head('/webhooks/nhanh', `${token()}content-length: 1000001\r\n`)
      expect(await sendRaw(app.webhookUrl, request)).toMatch(/^HTTP\/1.1 413[^]*connection: close/i)
    })
  })

  test('a body that does not say how large it is, is read no further', async () => {
    await expectCounted('SHOPIFY', 'OVERSIZED', async () => {
      const request = head('/webhooks/shopify', 'x-shopify-hmac-sha256: x\r\ntransfer-encoding: chunked\r\n')
      const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`
      const answer = await sendRaw(app.webhookUrl, request, ...Array.from({ length: 12 }, () => chunk))
      expect(answer).toMatch(/^HTTP\/1.1 413/)
    })
  })

  test('a body of the largest size is taken', async () => {
    const data = { id: 38000009, name: 'x'.repeat(990_000) }
    expect((await send(app.webhookUrl, nhanhPost(app, 'productUpdate', data))).status).toBe(200)
  })

  test.each([
    ['headers', null, 'POST /webhooks/nhanh HTTP/1.1\r\nhost: x\r\n'],
    ['nothing', null, ''],
    [
      'a body',
      'SHOPIFY',
      'POST /webhooks/shopify HTTP/1.1\r\nhost: x\r\nx-shopify-hmac-sha256: x\r\ncontent-length: 10\r\n\r\n{',
    ],
  ])('whoever stops after %s is told so and put out', async (_what, platform, sent) => {
    await expectCounted(platform, 'SLOW', async () => {
      expect(await sendRaw(app.webhookUrl, sent)).toMatch(/^HTTP\/1.1 408/)
    })
  })

  test('headers without end are refused', async () => {
    const answer = await sendRaw(app.webhookUrl, `POST / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 4/)
  })

  test('hundreds of idle connections keep nobody out', async () => {
    const idle = Array.from({ length: 300 }, () =>
      sendRaw(app.webhookUrl, 'POST /webhooks/nhanh HTTP/1.1\r\n'),
    )
    expect((await send(app.webhookUrl, nhanhPost(app, 'productAdd', { id: 38000010 }))).status).toBe(200)
    for (const answer of await Promise.all(idle)) expect(answer).toMatch(/^HTTP\/1.1 408/)
  })
})

describe('configured otherwise', () => {
  test('a path whose secret is not configured is not there; both secrets count while one is changed', async () => {
    const webhooks = {
      ...webhooksFor(app.sandbox),
      nhanhToken: null,
      shopifySecrets: ['the new secret', 'the old secret'],
    }
    await using other = await startWebhookApp({ existingSandbox: app.sandbox, config: { webhooks } })
    expect((await send(other.webhookUrl, nhanhPost(app, 'productAdd', { id: 1 }))).status).toBe(404)
    const post = shopifyPost(app, 'app/uninstalled', { id: 1 })
    expect((await send(other.webhookUrl, resigned(post, 'the new secret'))).status).toBe(200)
    expect((await send(other.webhookUrl, resigned(post, 'the old secret'))).status).toBe(200)
    expect((await send(other.webhookUrl, resigned(post, 'the oldest secret'))).status).toBe(401)
  })

  test('without a port there is none', async () => {
    await using other = await startTestApp({ existingSandbox: app.sandbox })
    expect(other.app.webhookUrl).toBeNull()
    expect(await webhooksNow(other.http)).toMatchObject({ enabled: false, url: null, counts: [], waiting: 0 })
  })

  test('a flood of forged requests becomes one row', async () => {
    await using other = await startWebhookApp({ existingSandbox: app.sandbox })
    const forged = { ...nhanhPost(app, 'productAdd', { id: 1 }), headers: { authorization: 'x' } }
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 50 }, () => send(other.webhookUrl, forged)))
    await other.app.stop()
    expect(await rowsOf(other.databaseUrl, 'select outcome, count from webhook_count')).toEqual([
      { outcome: 'FORGED', count: 500 },
    ])
  })
})
