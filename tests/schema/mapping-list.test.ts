import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import {
  KINDS,
  LISTS,
  RECORDS,
  list,
  mapped,
  pullRecords,
  type Kind,
  type MappingPage,
  type PulledRecords,
} from '../support/mappings.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

let server: TestApp
let http: GraphQLClient
let records: PulledRecords
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 60, customers: 20 } })
  http = server.http
  records = await pullRecords(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

describe('lists', () => {
  test.each(KINDS)('%s: newest first, walked both ways', async (kind) => {
    for (let index = 0; index < 5; index++) await mapped(http, kind, ...records.pair(kind))
    const all = await list(http, kind, 'first: 200')
    const numbers = all.nodes.map(({ id }) => Number(id.split('-')[1]))
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
    expect(all.totalCount).toBe(numbers.length)
    const one = await list(http, kind, 'first: 3')
    const two = await list(http, kind, `first: 2, after: "${one.pageInfo.endCursor}"`)
    expect([...one.nodes, ...two.nodes]).toEqual(all.nodes.slice(0, 5))
    const back = await list(http, kind, `last: 2, before: "${two.pageInfo.startCursor}"`)
    expect(back.nodes).toEqual(all.nodes.slice(1, 3))
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
    expect((await list(http, kind, 'last: 2')).nodes).toEqual(all.nodes.slice(-2))
    const other = kind === 'PRODUCT' ? 'CUSTOMER' : 'PRODUCT'
    await expect(list(http, other, `after: "${one.pageInfo.endCursor}"`)).rejects.toThrow(
      'is not a cursor of this list',
    )
    await expect(list(http, kind, 'first: 201')).rejects.toThrow('first: 201 is not allowed')
  })

  test('filtered and searched', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const mapping = await mapped(http, 'PRODUCT', nhanh, shopify)
    await query(
      `update product_mapping set status = 'SYNCED', origin = 'MATCHED', key = 'áo-đỏ 50%', key_field = 'SKU' where id = $1`,
      [mapping.id.split('-')[1]],
    )
    await query(`update nhanh_product set search_text = 'nón lá tre'  where id = $1`, [nhanh])
    await query(
      `update shopify_product set search_text = 'gia dinh zebra' where id = (select product_id from shopify_variant where id = $1)`,
      [shopify],
    )
    const found = async (filter: string) =>
      (await list(http, 'PRODUCT', `filter: { ${filter} }`)).nodes.map(({ id }) => id)
    expect(await found('statuses: [SYNCED]')).toEqual([mapping.id])
    expect(await found('origins: [MATCHED], deletedAtSource: false, statuses: [SYNCED]')).toEqual([
      mapping.id,
    ])
    expect(await found('statuses: [SYNCED], policies: [HOLD, ZERO]')).toEqual([])
    expect(await found('statuses: []')).toEqual([])
    expect(await found('search: "ÁO-ĐỎ  50%"')).toEqual([mapping.id])
    expect(await found('search: "50_"')).toEqual([])
    expect(await found('search: "ZÉBRA"')).toEqual([mapping.id])
    expect(await found(`search: "${shopify}"`)).toEqual([mapping.id])
    expect(await found('search: "\\u0000zebra"')).toEqual([mapping.id])
    expect((await list(http, 'PRODUCT', 'filter: { search: "zebra" }')).totalCount).toBe(1)
    await expect(found(`search: "${'x'.repeat(201)}"`)).rejects.toThrow('201 characters are too many')
  })

  test('a mapping whose record is no longer here is left out', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const mapping = await mapped(http, 'PRODUCT', nhanh, shopify)
    await query('delete from nhanh_product where id = $1', [nhanh])
    const { nodes, totalCount } = await list(http, 'PRODUCT', 'first: 200')
    expect(nodes.map(({ id }) => id)).not.toContain(mapping.id)
    expect(totalCount).toBe(nodes.length)
    const { shopifyVariants } = await http.request<{ shopifyVariants: { nodes: { mapping: unknown }[] } }>(
      `{ shopifyVariants(search: "${shopify}") { nodes { mapping { id } } } }`,
    )
    expect(shopifyVariants.nodes).toEqual([{ mapping: null }])
    // It is in nobody's way either.
    expect(await mapped(http, 'PRODUCT', records.nhanh('PRODUCT'), shopify)).toMatchObject({ id: mapping.id })
  })

  test('what many mappings and records have is read in one statement, not in one for each', async () => {
    for (const kind of KINDS)
      for (let index = 0; index < 3; index++) await mapped(http, kind, ...records.pair(kind))
    const url = new URL(server.databaseUrl)
    const statements: string[] = []
    await using proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) }, (text) => {
      statements.push(
        ...(text.replaceAll('"', '').match(/ from (nhanh|shopify)_\w+ record|_mapping mapping/g) ?? []),
      )
      return true
    })
    url.port = String(proxy.port)
    await using other = await startTestApp({ databaseUrl: url.href, existingSandbox: server.sandbox })
    const page = (kind: Kind) => {
      const { nhanh, shopify } = RECORDS[kind]
      const own = kind === 'PRODUCT' ? 'mappings' : 'mapping'
      return `{ page: ${LISTS[kind]} { nodes { deletedAtSource ${nhanh} { id ${own} { id } } ${shopify} { id mapping { id } } } } }`
    }
    for (const kind of KINDS) {
      statements.length = 0
      const { page: answer } = await other.http.request<{ page: MappingPage }>(page(kind))
      expect(answer.nodes.length).toBeGreaterThanOrEqual(3)
      // The list, the mappings of each side, and the records of each side.
      expect(statements.toSorted()).toEqual([
        ` from nhanh_${kind.toLowerCase()} record`,
        ` from shopify_${kind === 'PRODUCT' ? 'variant' : 'customer'} record`,
        ...Array.from({ length: 3 }, () => '_mapping mapping'),
      ])
    }
  })
})
