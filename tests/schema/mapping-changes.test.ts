import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import {
  KINDS,
  list,
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
  server = await startTestApp({ sandbox: { products: 60, customers: 20 } })
  http = server.http
  records = await pullRecords(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

describe('unmap', () => {
  test.each(KINDS)('%s: removes and remembers, until a person links them again', async (kind) => {
    const [nhanh, shopify] = records.pair(kind)
    const [otherNhanh, otherShopify] = records.pair(kind)
    const mapping = await mapped(http, kind, nhanh, shopify)
    const other = await mapped(http, kind, otherNhanh, otherShopify)
    const remembered = async () =>
      (
        await query<{ pair: string }>(
          `select nhanh_id || ' ' || shopify_id as pair from unlinked_pair where kind = $1 and shopify_id = any($2) order by pair`,
          [kind, [shopify, otherShopify]],
        )
      ).map(({ pair }) => pair)
    expect(await unmap(http, kind, [mapping.id, other.id, mapping.id])).toEqual({
      __typename: 'UnmapSuccess',
      count: 2,
    })
    expect(await remembered()).toEqual([`${nhanh} ${shopify}`, `${otherNhanh} ${otherShopify}`].toSorted())
    const again = await mapped(http, kind, nhanh, shopify)
    expect(await remembered()).toEqual([`${otherNhanh} ${otherShopify}`])
    // Taken apart twice, remembered once.
    expect(await unmap(http, kind, [again.id])).toMatchObject({ count: 1 })
    await mapped(http, kind, otherNhanh, shopify)
    expect(await remembered()).toHaveLength(2)
  })

  test('does nothing when an id names no mapping', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const mapping = await mapped(http, 'PRODUCT', nhanh, shopify)
    expect(await unmap(http, 'PRODUCT', [mapping.id, 'product-999999', 'product-999998'])).toEqual({
      __typename: 'InvalidInput',
      message: expect.any(String),
      issues: [
        { path: 'ids.1', message: 'there is no mapping "product-999999"; nothing was changed' },
        { path: 'ids.2', message: 'there is no mapping "product-999998"; nothing was changed' },
      ],
    })
    const customer = mapping.id.replace('product', 'customer')
    expect(await unmap(http, 'PRODUCT', [mapping.id, customer])).toMatchObject({
      issues: [{ path: 'ids.1', message: `"${customer}" is a customer mapping, but the kind is PRODUCT` }],
    })
    for (const id of [
      '12',
      'abc',
      'product-',
      'product-0',
      'product-1-2',
      'Product-1',
      'product-1\0',
      '',
      'product-99999999999',
    ]) {
      expect(await unmap(http, 'PRODUCT', [id])).toMatchObject({
        issues: [
          { path: 'ids.0', message: `${JSON.stringify(id)} is no id of a mapping; it looks like product-12` },
        ],
      })
    }
    const many = Array.from({ length: 1001 }, (_, index) => `product-${index + 1}`)
    expect(await unmap(http, 'PRODUCT', many)).toMatchObject({
      issues: [{ path: 'ids', message: '1001 ids are too many; at most 1000 are allowed' }],
    })
    const wrong = await unmap(
      http,
      'PRODUCT',
      many.slice(1).map((id) => `${id}x`),
    )
    expect(wrong.issues).toHaveLength(1000)
    expect(wrong.message).toMatch(/and 995 more$/)
    expect(await unmap(http, 'PRODUCT', [])).toMatchObject({ count: 0 })
    expect((await list(http, 'PRODUCT', 'first: 200')).nodes.map(({ id }) => id)).toContain(mapping.id)
  })
})

describe('setMappingPolicy', () => {
  const soon = () => new Date(Date.now() + 3_600_000).toISOString()

  test('holds for mappings of both kinds, until it ends', async () => {
    const product = await mapped(http, 'PRODUCT', ...records.pair('PRODUCT'))
    const customer = await mapped(http, 'CUSTOMER', ...records.pair('CUSTOMER'))
    const until = soon()
    expect(await setPolicy(http, [product.id, customer.id], `policy: HOLD, until: "${until}"`)).toEqual({
      __typename: 'SetMappingPolicySuccess',
      count: 2,
    })
    const shown = async (kind: Kind, id: string, filter = '') =>
      (await list(http, kind, `first: 200${filter && `, filter: { policies: [${filter}] }`}`)).nodes.find(
        (node) => node.id === id,
      )
    for (const [kind, { id }] of [
      ['PRODUCT', product],
      ['CUSTOMER', customer],
    ] as const) {
      expect(await shown(kind, id, 'HOLD, ZERO')).toMatchObject({ policy: 'HOLD', policyUntil: until })
      expect(await shown(kind, id, 'SYNC')).toBeUndefined()
      await query(
        `update ${kind.toLowerCase()}_mapping set policy_until = now() - interval '1 second' where id = $1`,
        [id.split('-')[1]],
      )
      expect(await shown(kind, id, 'SYNC')).toMatchObject({ policy: 'SYNC', policyUntil: null })
      expect(await shown(kind, id, 'HOLD')).toBeUndefined()
    }
  })

  test('reserve stays unless it is given', async () => {
    const { id } = await mapped(http, 'PRODUCT', ...records.pair('PRODUCT'))
    const stored = async () =>
      (
        await query(`select policy, reserve, policy_until from product_mapping where id = $1`, [
          id.split('-')[1],
        ])
      )[0]
    await setPolicy(http, [id], `policy: ZERO, reserve: 3, until: "${soon()}"`)
    expect(await stored()).toMatchObject({ policy: 'ZERO', reserve: 3, policy_until: expect.any(Date) })
    await setPolicy(http, [id], 'policy: HOLD')
    expect(await stored()).toEqual({ policy: 'HOLD', reserve: 3, policy_until: null })
    await setPolicy(http, [id], 'policy: SYNC, reserve: 0')
    expect(await stored()).toEqual({ policy: 'SYNC', reserve: 0, policy_until: null })
  })

  test('says what cannot be, and changes nothing', async () => {
    const product = await mapped(http, 'PRODUCT', ...records.pair('PRODUCT'))
    const customer = await mapped(http, 'CUSTOMER', ...records.pair('CUSTOMER'))
    const issue = async (ids: string[], args: string) => (await setPolicy(http, ids, args)).issues
    expect(await issue([product.id, customer.id], 'policy: ZERO')).toMatchObject([
      { path: 'policy', message: 'ZERO is for product mappings only: a customer has no stock' },
    ])
    expect(await issue([customer.id], 'policy: HOLD, reserve: 0')).toMatchObject([{ path: 'reserve' }])
    expect(await issue([product.id], 'policy: HOLD, reserve: -1')).toEqual([
      { path: 'reserve', message: '-1 is not allowed; it must be 0 or more' },
    ])
    expect(await issue([product.id], 'policy: HOLD, until: "2020-01-01T00:00:00Z"')).toEqual([
      { path: 'until', message: '2020-01-01T00:00:00.000Z is over; it must lie in the future' },
    ])
    expect(await issue([product.id], `policy: SYNC, until: "${soon()}"`)).toMatchObject([{ path: 'until' }])
    expect(await issue([product.id, 'customer-999999'], 'policy: HOLD')).toEqual([
      { path: 'ids.1', message: 'there is no mapping "customer-999999"; nothing was changed' },
    ])
    expect(await issue([product.id, 'nonsense'], 'policy: HOLD')).toMatchObject([{ path: 'ids.1' }])
    await expect(setPolicy(http, [product.id], 'policy: HOLD, reserve: 3000000000')).rejects.toThrow('32-bit')
    const { nodes } = await list(http, 'PRODUCT', 'first: 200')
    expect(nodes.find(({ id }) => id === product.id)).toMatchObject({ policy: 'SYNC' })
  })
})
