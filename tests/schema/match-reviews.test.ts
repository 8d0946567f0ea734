import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { map, mapped, pullRecords, type Kind, type PulledRecords } from '../support/mappings.ts'
import { insertReview, resolve, type NewReview } from '../support/reviews.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

let server: TestApp
let http: GraphQLClient
let records: PulledRecords
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 60, customers: 30 } })
  http = server.http
  records = await pullRecords(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

const review = (data: NewReview) => insertReview(server, data)

interface Candidates {
  totalCount: number
  nodes: { record: { __typename: string; id: string }; matchedOn: string; alreadyLinkedTo: string | null }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}
interface Reviews {
  totalCount: number
  nodes: {
    id: string
    key: string
    keyField: string
    reason: string
    nhanhCount: number
    shopifyCount: number
    nhanhCandidates: Candidates
    shopifyCandidates: Candidates
  }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

const CANDIDATES = `{ totalCount pageInfo { hasNextPage endCursor } nodes { matchedOn alreadyLinkedTo record { __typename
  ... on NhanhProduct { id } ... on ShopifyVariant { id } ... on NhanhCustomer { id } ... on ShopifyCustomer { id } } } }`

async function reviews(
  kind: Kind,
  args = '',
  candidateArgs = '',
  from: GraphQLClient = http,
): Promise<Reviews> {
  const { page } = await from.request<{ page: Reviews }>(
    `{ page: matchReviews(kind: ${kind}, ${args}) { totalCount
      nodes { id key keyField reason nhanhCount shopifyCount
        nhanhCandidates${candidateArgs} ${CANDIDATES} shopifyCandidates${candidateArgs} ${CANDIDATES} }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  )
  return page
}

describe('matchReviews', () => {
  test('newest first, walked both ways, those of one kind', async () => {
    const made: string[] = []
    for (let index = 0; index < 5; index++) {
      const [nhanh, shopify] = records.pair('CUSTOMER')
      made.unshift(await review({ kind: 'CUSTOMER', nhanh: [nhanh], shopify: [shopify] }))
    }
    const ids = ({ nodes }: Reviews) => nodes.map(({ id }) => id)
    const one = await reviews('CUSTOMER', 'first: 3')
    const two = await reviews('CUSTOMER', `first: 2, after: "${one.pageInfo.endCursor}"`)
    expect([...ids(one), ...ids(two)]).toEqual(made)
    const back = await reviews('CUSTOMER', `last: 2, before: "${two.pageInfo.startCursor}"`)
    expect(ids(back)).toEqual(made.slice(1, 3))
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
    expect(ids(await reviews('PRODUCT', 'first: 200')).some((id) => made.includes(id))).toBe(false)
    await expect(reviews('CUSTOMER', 'after: "bm9uc2Vuc2U"')).rejects.toThrow('is not a cursor of this list')
    await expect(reviews('CUSTOMER', 'first: 300')).rejects.toThrow('first: 300 is not allowed')
  })

  test('filtered and searched', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const key = 'mũ len 100%'
    const id = await review({ key, reason: 'KEYS_DISAGREE', nhanh: [nhanh], shopify: [shopify] })
    await query(`update nhanh_product set search_text = 'mu len quai thao' where id = $1`, [nhanh])
    const found = async (args: string) => (await reviews('PRODUCT', args)).nodes.map((node) => node.id)
    expect(await found('reasons: [KEYS_DISAGREE]')).toEqual([id])
    expect(await found('reasons: [KEYS_DISAGREE, REPLACED], search: "MŨ  LEN 100%"')).toEqual([id])
    expect(await found('search: "quai thảo"')).toEqual([id])
    expect(await found(`search: "${shopify}"`)).toContain(id)
    expect(await found('search: "100_"')).toEqual([])
    expect(await found('reasons: []')).toEqual([])
    expect(await found('search: "quai\\u0000 thao", reasons: [REPLACED]')).toEqual([])
    expect((await reviews('PRODUCT', 'search: "quai thao"')).totalCount).toBe(1)
    await resolve(http, id, 'IGNORE')
    expect(await found('search: "quai thao"')).toEqual([])
    expect(await found('search: "quai thao", decided: true')).toEqual([id])
    expect(await found('search: "quai thao", decided: null')).toEqual([id])
    // A customer of Nhanh may have the number of a product.
    const [, customer] = records.pair('CUSTOMER')
    await review({ kind: 'CUSTOMER', nhanh: [nhanh], shopify: [customer] })
    expect((await reviews('CUSTOMER', 'search: "quai thao", decided: null')).nodes).toEqual([])
  })

  test('one by its id, decided or not; none that there is not', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const id = await review({ key: 'mot minh', nhanh: [nhanh], shopify: [shopify] })
    const found = (one: string) =>
      http.request(`query ($id: ID!) { matchReview(id: $id) { key decision } }`, { id: one })
    expect(await found(id)).toEqual({ matchReview: { key: 'mot minh', decision: null } })
    await resolve(http, id, 'IGNORE')
    expect(await found(id)).toEqual({ matchReview: { key: 'mot minh', decision: 'IGNORE' } })
    for (const other of ['999999', 'x', '0']) expect(await found(other)).toEqual({ matchReview: null })
  })

  test('candidates: what they are, what matched, with whom they are linked', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const [otherNhanh, otherShopify] = records.pair('PRODUCT')
    const [stale, goneShopify] = records.pair('PRODUCT')
    const [absent] = records.pair('PRODUCT')
    await mapped(http, 'PRODUCT', nhanh, otherShopify)
    await mapped(http, 'PRODUCT', stale, goneShopify)
    await records.markDeleted('PRODUCT', 'SHOPIFY', goneShopify)
    await query('delete from nhanh_product where id = $1', [absent])
    const id = await review({
      reason: 'SEVERAL_IN_NHANH',
      nhanh: [nhanh, otherNhanh, stale, absent],
      shopify: [shopify, otherShopify],
    })
    const found = (await reviews('PRODUCT', 'first: 1')).nodes[0]!
    expect(found).toMatchObject({
      id,
      keyField: 'SKU',
      reason: 'SEVERAL_IN_NHANH',
      nhanhCount: 4,
      shopifyCount: 2,
    })
    const candidate = (typename: string, recordId: string, alreadyLinkedTo: string | null) => ({
      matchedOn: 'SKU',
      alreadyLinkedTo,
      record: { __typename: typename, id: recordId },
    })
    const byId = (nodes: Candidates['nodes']) =>
      nodes.toSorted((a, b) => (a.record.id < b.record.id ? -1 : 1))
    expect(byId(found.nhanhCandidates.nodes)).toEqual(
      byId([
        candidate('NhanhProduct', nhanh, otherShopify),
        candidate('NhanhProduct', otherNhanh, null),
        candidate('NhanhProduct', stale, null),
      ]),
    )
    expect(byId(found.shopifyCandidates.nodes)).toEqual(
      byId([candidate('ShopifyVariant', shopify, null), candidate('ShopifyVariant', otherShopify, nhanh)]),
    )

    const [buyer, customer] = records.pair('CUSTOMER')
    await mapped(http, 'CUSTOMER', buyer, customer)
    await review({ kind: 'CUSTOMER', nhanh: [buyer], shopify: [customer] })
    const { nhanhCandidates, shopifyCandidates } = (await reviews('CUSTOMER', 'first: 1')).nodes[0]!
    expect(nhanhCandidates.nodes).toMatchObject([
      { matchedOn: 'OWN', alreadyLinkedTo: customer, record: { __typename: 'NhanhCustomer', id: buyer } },
    ])
    expect(shopifyCandidates.nodes).toMatchObject([
      { alreadyLinkedTo: buyer, record: { __typename: 'ShopifyCustomer', id: customer } },
    ])
  })

  test('ten thousand candidates are paged', async () => {
    const [first] = await query<{ id: string }>('select id from nhanh_product limit 1')
    await query(
      `insert into nhanh_product select (jsonb_populate_record(p, jsonb_build_object('id', 900000000 + n))).*
       from nhanh_product p, generate_series(1, 10000) n where p.id = $1`,
      [first!.id],
    )
    const ids = (await query<{ id: string }>('select id from nhanh_product where id > 900000000')).map(
      ({ id }) => id,
    )
    await review({ nhanh: ids, shopify: [records.shopify('PRODUCT')] })
    const seen: string[] = []
    let after: string | null = null
    for (let page = 0; page < 3; page++) {
      const args: string = `(first: 200${after ? `, after: "${after}"` : ''})`
      // The cursor of the Nhanh side is none of the Shopify side, so only that one is asked for.
      const answer: { page: { nodes: { nhanhCandidates: Candidates }[] } } = await http.request(
        `{ page: matchReviews(kind: PRODUCT, first: 1) { nodes { nhanhCandidates${args} ${CANDIDATES} } } }`,
      )
      const { nodes, pageInfo, totalCount } = answer.page.nodes[0]!.nhanhCandidates
      expect(totalCount).toBe(10_000)
      expect(pageInfo.hasNextPage).toBe(true)
      seen.push(...nodes.map(({ record }) => record.id))
      after = pageInfo.endCursor
    }
    expect(new Set(seen).size).toBe(600)
    expect(seen).toEqual(ids.toSorted().slice(0, 600))
    await expect(reviews('PRODUCT', 'first: 1', `(first: 1, after: "${after}")`)).rejects.toThrow(
      'is not a cursor',
    )
    await expect(reviews('PRODUCT', 'first: 1', '(first: 201)')).rejects.toThrow('first: 201 is not allowed')
  })

  test('candidates of many reviews are read in one statement for each side', async () => {
    for (let index = 0; index < 3; index++) {
      const [nhanh, shopify] = records.pair('PRODUCT')
      await review({ nhanh: [nhanh], shopify: [shopify] })
    }
    const url = new URL(server.databaseUrl)
    const statements: string[] = []
    await using proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) }, (text) => {
      const known = /from match_candidate|from (?:nhanh_product|shopify_variant) record\s|_mapping" mapping/g
      statements.push(...(text.match(known) ?? []).map((match) => match.trim()))
      return true
    })
    url.port = String(proxy.port)
    await using other = await startTestApp({ databaseUrl: url.href, existingSandbox: server.sandbox })
    const page = await reviews('PRODUCT', 'first: 50', '', other.http)
    expect(page.nodes.length).toBeGreaterThanOrEqual(3)
    expect(statements.filter((statement) => statement === 'from match_candidate')).toHaveLength(2)
    expect(statements.filter((statement) => statement === '_mapping" mapping')).toHaveLength(2)
    // Once as candidates, once as those whom candidates are linked with.
    const reads = statements.filter((statement) => statement.endsWith('record'))
    expect(reads.length).toBeLessThanOrEqual(4)
  })
})

test('a page that is asked for twice is answered twice the same', async () => {
  const [nhanh, shopify] = records.pair('PRODUCT')
  await review({ nhanh: [nhanh], shopify: [shopify] })
  const { page } = await http.request<{ page: { nodes: { a: Candidates; b: Candidates }[] } }>(
    `{ page: matchReviews(kind: PRODUCT, first: 1) { nodes { a: nhanhCandidates ${CANDIDATES} b: nhanhCandidates ${CANDIDATES} } } }`,
  )
  expect(page.nodes[0]!.a.nodes).toHaveLength(1)
  expect(page.nodes[0]!.b).toEqual(page.nodes[0]!.a)
})

test('a person may link by hand what a review is about; the review stays for the next match', async () => {
  const [nhanh, shopify] = records.pair('PRODUCT')
  const id = await review({ nhanh: [nhanh], shopify: [shopify] })
  expect(await map(http, 'PRODUCT', nhanh, shopify)).toMatchObject({ __typename: 'MapProductSuccess' })
  expect((await reviews('PRODUCT', 'first: 1')).nodes.map((node) => node.id)).toEqual([id])
})
