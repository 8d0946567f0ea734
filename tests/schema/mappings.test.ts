import { gql, type GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database.ts'
import { lockPair } from '../../src/jobs/mappings/pair-lock.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import {
  list,
  map,
  mapped,
  pullRecords,
  setPolicy,
  unmap,
  type Kind,
  type PulledRecords,
} from '../support/mappings.ts'

let server: TestApp
let http: GraphQLClient
let records: PulledRecords
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 120, customers: 70 } })
  http = server.http
  records = await pullRecords(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

const NAMED_KINDS: { kind: Kind; names: { nhanh: string; shopify: string } }[] = [
  { kind: 'PRODUCT', names: { nhanh: 'Nhanh product', shopify: 'Shopify variant' } },
  { kind: 'CUSTOMER', names: { nhanh: 'Nhanh customer', shopify: 'Shopify customer' } },
]

describe.each(NAMED_KINDS)('linking by hand: $kind', ({ kind, names }) => {
  test('makes a mapping that both records show', async () => {
    const [nhanh, shopify] = records.pair(kind)
    const mapping = await mapped(http, kind, nhanh, shopify)
    expect(mapping).toMatchObject({
      id: expect.stringMatching(new RegExp(`^${kind.toLowerCase()}-\\d+$`)),
      status: 'PENDING',
      origin: 'MANUAL',
      key: null,
      keyField: null,
      policy: 'SYNC',
      policyUntil: null,
      deletedAtSource: false,
      nhanh: { id: nhanh },
      shopify: { id: shopify },
    })
    const lists =
      kind === 'PRODUCT' ? ['nhanhProducts', 'shopifyVariants'] : ['nhanhCustomers', 'shopifyCustomers']
    for (const [field, id] of [
      [lists[0]!, nhanh],
      [lists[1]!, shopify],
    ] as const) {
      const shown = field === 'nhanhProducts' ? 'mappings' : 'mapping'
      const read = async (wanted: boolean) =>
        (
          await http.request<{ page: { totalCount: number; nodes: { id: string; mapping: unknown }[] } }>(
            `{ page: ${field}(mapped: ${wanted}, first: 200, deleted: null) { totalCount nodes { id mapping: ${shown} { id } } } }`,
          )
        ).page
      const linked = await read(true)
      const without = await read(false)
      const expected = field === 'nhanhProducts' ? [{ id: mapping.id }] : { id: mapping.id }
      expect(linked.nodes.find((node) => node.id === id)?.mapping).toEqual(expected)
      expect(without.nodes.some((node) => node.id === id)).toBe(false)
      const none = field === 'nhanhProducts' ? [] : null
      expect(without.nodes.every((node) => JSON.stringify(node.mapping) === JSON.stringify(none))).toBe(true)
      const all = await http.request<{ page: { totalCount: number } }>(
        `{ page: ${field}(deleted: null) { totalCount } }`,
      )
      expect(linked.totalCount + without.totalCount).toBe(all.page.totalCount)
    }
  })

  test('a Shopify record that is linked already is not linked again', async () => {
    const [nhanh, shopify] = records.pair(kind)
    const mapping = await mapped(http, kind, nhanh, shopify)
    for (const other of [nhanh, records.nhanh(kind)]) {
      expect(await map(http, kind, other, shopify)).toMatchObject({
        __typename: 'AlreadyMapped',
        message: `${shopify} is linked with ${nhanh} in Nhanh already, by the mapping ${mapping.id}`,
        mapping: { id: mapping.id, nhanh: { id: nhanh } },
      })
    }
  })

  test('what is not here is named', async () => {
    const [nhanh, shopify] = records.pair(kind)
    for (const id of ['7', 'abc', '-1', '1e3', '', '0', '99999999999999999999', `${nhanh}\0`, "1' or 1=1"]) {
      expect(await map(http, kind, id, shopify)).toEqual({
        __typename: 'RecordNotFound',
        message: `there is no ${names.nhanh} ${JSON.stringify(id)} here`,
      })
    }
    for (const id of ['7', '', `${shopify}\0`, `${shopify}'`, '\u{1F6B2}']) {
      expect(await map(http, kind, nhanh, id)).toEqual({
        __typename: 'RecordNotFound',
        message: `there is no ${names.shopify} ${JSON.stringify(id)} here`,
      })
    }
  })

  test('what is deleted at its source is not linked', async () => {
    const [nhanh, shopify] = records.pair(kind)
    const [deletedNhanh, deletedShopify] = records.pair(kind)
    await records.markDeleted(kind, 'NHANH', deletedNhanh)
    await records.markDeleted(kind, 'SHOPIFY', deletedShopify)
    expect(await map(http, kind, deletedNhanh, shopify)).toMatchObject({
      __typename: 'RecordDeleted',
      message: expect.stringContaining(`${names.nhanh} "${deletedNhanh}" is deleted at its source`),
      deletedAt: expect.stringMatching(/Z$/),
    })
    expect(await map(http, kind, nhanh, deletedShopify)).toMatchObject({
      __typename: 'RecordDeleted',
      message: expect.stringContaining(`${names.shopify} "${deletedShopify}"`),
    })
  })

  test('of twenty who link the same Shopify record at once, one succeeds', async () => {
    const shopify = records.shopify(kind)
    const others = [records.nhanh(kind), records.nhanh(kind), records.nhanh(kind), records.nhanh(kind)]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => map(http, kind, others[index % others.length]!, shopify)),
    )
    const successes = answers.filter((answer) => answer.__typename.endsWith('Success'))
    expect(successes).toHaveLength(1)
    expect(answers.filter((answer) => answer.__typename === 'AlreadyMapped')).toHaveLength(19)
    expect(new Set(answers.map((answer) => answer.mapping!.id)).size).toBe(1)
  })

  test('waits for a match that is writing, and heeds what it wrote', async () => {
    const [nhanh, shopify] = records.pair(kind)
    const matched = records.nhanh(kind)
    const [accounts] = await query<{ nhanh: number; shopify: number }>(
      `select (select id from account where platform = 'NHANH') nhanh, (select id from account where platform = 'SHOPIFY') shopify`,
    )
    const pair = { nhanhAccountId: accounts!.nhanh, shopifyAccountId: accounts!.shopify }
    const orm = await openDatabase(server.databaseUrl)
    try {
      const byHand = await orm.em
        .fork()
        .getKysely<Record<string, Record<string, unknown>>>()
        .transaction()
        .execute(async (tx) => {
          await lockPair(tx as never, kind, pair)
          const answer = { promise: map(http, kind, nhanh, shopify) }
          const waiting = async () =>
            (await query(`select from pg_locks where locktype = 'advisory' and not granted`)).length
          await expect.poll(waiting).toBe(1)
          await tx
            .insertInto(`${kind.toLowerCase()}_mapping`)
            .values({
              nhanh_account_id: pair.nhanhAccountId,
              shopify_account_id: pair.shopifyAccountId,
              nhanh_id: matched,
              shopify_id: shopify,
              origin: 'MATCHED',
            })
            .execute()
          return answer
        })
      expect(await byHand.promise).toMatchObject({
        __typename: 'AlreadyMapped',
        mapping: { origin: 'MATCHED', nhanh: { id: matched } },
      })
    } finally {
      await orm.close()
    }
  })

  test('a mapping whose Nhanh record is gone is moved, with its policy', async () => {
    const [nhanh, shopify] = records.pair(kind)
    const mapping = await mapped(http, kind, nhanh, shopify)
    await setPolicy(http, [mapping.id], 'policy: HOLD')
    await query(
      `update ${kind.toLowerCase()}_mapping set status = 'FAILED', origin = 'MATCHED', key = 'k', key_field = 'SKU', job_id = 1,
         last_synced_at = now(), last_error = '{"code":"INTERNAL","message":"m","hint":null,"retryable":true}' where shopify_id = $1`,
      [shopify],
    )
    await records.markDeleted(kind, 'NHANH', nhanh)
    expect((await list(http, kind, 'filter: { deletedAtSource: true }')).nodes.map(({ id }) => id)).toContain(
      mapping.id,
    )
    const successor = records.nhanh(kind)
    expect(await mapped(http, kind, successor, shopify)).toMatchObject({
      id: mapping.id,
      status: 'PENDING',
      origin: 'MANUAL',
      key: null,
      keyField: null,
      policy: 'HOLD',
      nhanh: { id: successor },
      deletedAtSource: false,
    })
  })

  test('a mapping whose Shopify record is gone is moved too', async () => {
    const [nhanh, shopify] = records.pair(kind)
    const mapping = await mapped(http, kind, nhanh, shopify)
    await records.markDeleted(kind, 'SHOPIFY', shopify)
    const successor = records.shopify(kind)
    expect(await mapped(http, kind, nhanh, successor)).toMatchObject({
      id: mapping.id,
      shopify: { id: successor },
    })
  })
})

describe('products', () => {
  test('one product may have several variants', async () => {
    const nhanh = records.nhanh('PRODUCT')
    const first = await mapped(http, 'PRODUCT', nhanh, records.shopify('PRODUCT'))
    const gone = records.shopify('PRODUCT')
    const second = await mapped(http, 'PRODUCT', nhanh, gone)
    await records.markDeleted('PRODUCT', 'SHOPIFY', gone)
    // The product is linked, so nothing has to be moved.
    const third = await mapped(http, 'PRODUCT', nhanh, records.shopify('PRODUCT'))
    const { nhanhProducts } = await http.request<{
      nhanhProducts: { nodes: { mappings: { id: string }[] }[] }
    }>(`{ nhanhProducts(search: "${nhanh}") { nodes { id mappings { id } } } }`)
    expect(nhanhProducts.nodes.flatMap(({ mappings }) => mappings.map(({ id }) => id))).toEqual(
      expect.arrayContaining([first.id, second.id, third.id]),
    )
    expect(new Set([first.id, second.id, third.id]).size).toBe(3)
  })

  test.each(['PARENT', 'VOUCHER', 'SERVICE', 'TOOL'])('a %s is not linked', async (sort) => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    await query('update nhanh_product set kind = $1 where id = $2', [sort, nhanh])
    expect(await map(http, 'PRODUCT', nhanh, shopify)).toMatchObject({
      __typename: 'InvalidInput',
      issues: [
        {
          path: 'nhanhProductId',
          message: `Nhanh product "${nhanh}" is of the kind ${sort}, which is never synced`,
        },
      ],
    })
  })

  test('a variant of an archived product is not linked, whatever the variant itself says', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const [status] = await query<{ product_id: string; status: string }>(
      `select product_id, product.status from shopify_variant variant join shopify_product product on product.id = product_id where variant.id = $1`,
      [shopify],
    )
    const { product_id: productId } = status!
    await query(`update shopify_product set status = 'ARCHIVED' where id = $1`, [productId])
    expect(await map(http, 'PRODUCT', nhanh, shopify)).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'shopifyVariantId', message: expect.stringContaining('ARCHIVED') }],
    })
    await query(`update shopify_product set status = 'ACTIVE' where id = $1`, [productId])
    await query(`update shopify_variant set product_status = 'ARCHIVED' where id = $1`, [shopify])
    await mapped(http, 'PRODUCT', nhanh, shopify)
  })
})

describe('customers', () => {
  test('a Nhanh customer has one mapping, and the answer names it', async () => {
    const [nhanh, shopify] = records.pair('CUSTOMER')
    const mapping = await mapped(http, 'CUSTOMER', nhanh, shopify)
    expect(await map(http, 'CUSTOMER', nhanh, records.shopify('CUSTOMER'))).toMatchObject({
      __typename: 'AlreadyMapped',
      mapping: { id: mapping.id, shopify: { id: shopify } },
    })
  })

  test('of two mappings that lead nowhere one is moved and the other removed', async () => {
    const [nhanh, goneShopify] = records.pair('CUSTOMER')
    const [goneNhanh, shopify] = records.pair('CUSTOMER')
    const removed = await mapped(http, 'CUSTOMER', nhanh, goneShopify)
    const moved = await mapped(http, 'CUSTOMER', goneNhanh, shopify)
    await records.markDeleted('CUSTOMER', 'SHOPIFY', goneShopify)
    await records.markDeleted('CUSTOMER', 'NHANH', goneNhanh)
    expect(await mapped(http, 'CUSTOMER', nhanh, shopify)).toMatchObject({
      id: moved.id,
      nhanh: { id: nhanh },
      shopify: { id: shopify },
    })
    const left = await list(http, 'CUSTOMER', 'first: 200')
    expect(left.nodes.map(({ id }) => id)).not.toContain(removed.id)
  })

  test('crosswise links at once leave every customer with one mapping', async () => {
    const people = Array.from({ length: 3 }, () => records.pair('CUSTOMER'))
    const nhanhIds = people.map(([nhanh]) => nhanh)
    const shopifyIds = people.map(([, shopify]) => shopify)
    await Promise.all(
      nhanhIds.flatMap((nhanh) => shopifyIds.map((shopify) => map(http, 'CUSTOMER', nhanh, shopify))),
    )
    const rows = await query<{ nhanh_id: string; shopify_id: string }>(
      'select nhanh_id, shopify_id from customer_mapping where nhanh_id = any($1::bigint[]) or shopify_id = any($2)',
      [nhanhIds, shopifyIds],
    )
    expect(new Set(rows.map((row) => row.nhanh_id)).size).toBe(3)
    expect(new Set(rows.map((row) => row.shopify_id)).size).toBe(3)
    expect(rows).toHaveLength(3)
  })
})

test('a platform that is not connected is named', async () => {
  await using bare = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
    config: { shopify: { ready: false, missing: ['SHOPIFY_SHOP'] } },
  })
  const expected = {
    __typename: 'PlatformNotConfigured',
    message: 'SHOPIFY is not connected; set SHOPIFY_SHOP',
  }
  expect(await map(bare.http, 'PRODUCT', '1', '2')).toMatchObject({
    ...expected,
    platform: 'SHOPIFY',
    missing: ['SHOPIFY_SHOP'],
  })
  expect(await unmap(bare.http, 'PRODUCT', ['product-1'])).toEqual(expected)
  expect(
    await bare.http.request(gql`
      {
        productMappings {
          totalCount
        }
        nhanhProducts(first: 1, mapped: true) {
          nodes {
            mappings {
              id
            }
          }
        }
      }
    `),
  ).toEqual({ productMappings: { totalCount: 0 }, nhanhProducts: { nodes: [] } })
})
