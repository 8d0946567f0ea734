import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { mapped, pullRecords, setPolicy, unmap, type PulledRecords } from '../support/mappings.ts'
import { insertReview, reopen, resolve, type NewReview } from '../support/reviews.ts'

let server: TestApp
let http: GraphQLClient
let records: PulledRecords
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 120, customers: 60 } })
  http = server.http
  records = await pullRecords(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

const review = (data: NewReview) => insertReview(server, data)

const OPEN = { decision: null, decidedBy: null, decidedAt: null, linkedNhanhId: null, linkedShopifyId: null }

describe('LINK', () => {
  test.each(['PRODUCT', 'CUSTOMER'] as const)('%s: links two of the candidates by the key', async (kind) => {
    const nhanh = [records.nhanh(kind), records.nhanh(kind)]
    const shopify = records.shopify(kind)
    const id = await review({ kind, key: `k-${kind}`, nhanh, shopify: [shopify] })
    const answer = await resolve(http, id, 'LINK', { nhanhId: nhanh[1]! })
    expect(answer).toMatchObject({
      __typename: 'ResolveMatchReviewSuccess',
      review: {
        id,
        decision: 'LINK',
        decidedBy: null,
        decidedAt: expect.stringMatching(/Z$/),
        linkedNhanhId: nhanh[1],
        linkedShopifyId: shopify,
      },
      linked: {
        origin: 'MANUAL',
        status: 'PENDING',
        key: `k-${kind}`,
        keyField: kind === 'PRODUCT' ? 'SKU' : 'PHONE',
        nhanh: { id: nhanh[1] },
        shopify: { id: shopify },
      },
    })
    expect(await resolve(http, id, 'LINK', { nhanhId: nhanh[0]! })).toMatchObject({
      __typename: 'ReviewAlreadyDecided',
      message: expect.stringContaining(`review ${id} is decided already (LINK, 20`),
      review: { decision: 'LINK', linkedNhanhId: nhanh[1] },
    })
  })

  test('only candidates; which one must be said where there are several', async () => {
    const nhanh = [records.nhanh('PRODUCT'), records.nhanh('PRODUCT')]
    const shopify = records.shopify('PRODUCT')
    const id = await review({ nhanh, shopify: [shopify] })
    const issues = async (ids: object) => (await resolve(http, id, 'LINK', ids)).issues
    expect(await issues({})).toEqual([
      { path: 'nhanhId', message: 'the review has not one candidate in Nhanh only; name the one to link' },
    ])
    const stranger = records.nhanh('PRODUCT')
    for (const wrong of [stranger, shopify, 'x', '', `${nhanh[0]}\0`]) {
      expect(await issues({ nhanhId: wrong })).toEqual([
        { path: 'nhanhId', message: `${JSON.stringify(wrong)} is no candidate in Nhanh of the review` },
      ])
    }
    expect(await issues({ nhanhId: stranger, shopifyId: nhanh[0] })).toMatchObject([
      { path: 'nhanhId' },
      { path: 'shopifyId' },
    ])
    expect(await issues({ nhanhId: nhanh[0], shopifyId: shopify })).toBeUndefined()
  })

  test('under the rules of linking by hand, and then nothing is decided', async () => {
    const [nhanh, shopify] = records.pair('CUSTOMER')
    const other = records.nhanh('CUSTOMER')
    const mapping = await mapped(http, 'CUSTOMER', nhanh, shopify)
    const taken = await review({
      kind: 'CUSTOMER',
      reason: 'ALREADY_LINKED',
      nhanh: [nhanh, other],
      shopify: [shopify],
    })
    expect(await resolve(http, taken, 'LINK', { nhanhId: other })).toMatchObject({
      __typename: 'AlreadyMapped',
      mapping: { id: mapping.id },
    })
    const [parent, variant] = records.pair('PRODUCT')
    await query(`update nhanh_product set kind = 'PARENT' where id = $1`, [parent])
    const unfit = await review({ nhanh: [parent], shopify: [variant] })
    expect(await resolve(http, unfit, 'LINK')).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'nhanhId' }],
    })
    const [gone, left] = records.pair('PRODUCT')
    await records.markDeleted('PRODUCT', 'NHANH', gone)
    const late = await review({ nhanh: [gone], shopify: [left] })
    expect(await resolve(http, late, 'LINK')).toMatchObject({ __typename: 'RecordDeleted' })
    for (const id of [taken, unfit, late])
      expect(await reopen(http, id)).toMatchObject({ review: { id, ...OPEN } })
  })

  test('gives a product that is linked another variant', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const mapping = await mapped(http, 'PRODUCT', nhanh, shopify)
    const second = records.shopify('PRODUCT')
    const id = await review({ reason: 'ALREADY_LINKED', nhanh: [nhanh], shopify: [shopify, second] })
    const answer = await resolve(http, id, 'LINK', { shopifyId: second })
    expect(answer.linked).toMatchObject({ nhanh: { id: nhanh }, shopify: { id: second } })
    expect(answer.linked!.id).not.toBe(mapping.id)
  })

  test.each(['NHANH', 'SHOPIFY'] as const)('REPLACED in %s: the mapping is moved', async (side) => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const mapping = await mapped(http, 'PRODUCT', nhanh, shopify)
    await setPolicy(http, [mapping.id], 'policy: HOLD, reserve: 2')
    await records.markDeleted('PRODUCT', side, side === 'NHANH' ? nhanh : shopify)
    const pair = {
      nhanh: side === 'NHANH' ? records.nhanh('PRODUCT') : nhanh,
      shopify: side === 'SHOPIFY' ? records.shopify('PRODUCT') : shopify,
    }
    const id = await review({ reason: 'REPLACED', nhanh: [pair.nhanh], shopify: [pair.shopify] })
    expect((await resolve(http, id, 'LINK')).linked).toMatchObject({
      id: mapping.id,
      policy: 'HOLD',
      reserve: 2,
      nhanh: { id: pair.nhanh },
      shopify: { id: pair.shopify },
    })
  })

  test('forgets that the two were taken apart', async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    await unmap(http, 'PRODUCT', [(await mapped(http, 'PRODUCT', nhanh, shopify)).id])
    const id = await review({ nhanh: [nhanh], shopify: [shopify] })
    expect(await resolve(http, id, 'LINK')).toMatchObject({ __typename: 'ResolveMatchReviewSuccess' })
    expect(await query('select from unlinked_pair where shopify_id = $1', [shopify])).toEqual([])
  })

  test('of ten at once, one decides', async () => {
    const nhanh = [records.nhanh('PRODUCT'), records.nhanh('PRODUCT')]
    const shopify = records.shopify('PRODUCT')
    const id = await review({ nhanh, shopify: [shopify] })
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => resolve(http, id, 'LINK', { nhanhId: nhanh[index % 2]! })),
    )
    expect(answers.map((answer) => answer.__typename).toSorted()).toEqual([
      'ResolveMatchReviewSuccess',
      ...Array.from({ length: 9 }, () => 'ReviewAlreadyDecided'),
    ])
    const stored = await query<{ nhanh_id: string }>(
      'select nhanh_id from product_mapping where shopify_id = $1',
      [shopify],
    )
    expect(stored).toEqual([{ nhanh_id: answers.find(({ linked }) => linked)!.linked!.nhanh.id }])
  })
})

test('IGNORE links nothing', async () => {
  const [nhanh, shopify] = records.pair('PRODUCT')
  const id = await review({ nhanh: [nhanh], shopify: [shopify] })
  expect(await resolve(http, id, 'IGNORE', { nhanhId: nhanh })).toMatchObject({
    __typename: 'InvalidInput',
    issues: [{ path: 'nhanhId', message: 'goes with LINK; IGNORE links nothing' }],
  })
  expect(await resolve(http, id, 'IGNORE')).toMatchObject({
    __typename: 'ResolveMatchReviewSuccess',
    review: { ...OPEN, decision: 'IGNORE', decidedAt: expect.any(String) },
    linked: null,
  })
  expect(await resolve(http, id, 'LINK')).toMatchObject({ __typename: 'ReviewAlreadyDecided' })
  expect(await reopen(http, id)).toMatchObject({ review: OPEN })
  expect(await query('select from product_mapping where shopify_id = $1', [shopify])).toEqual([])
})

describe('reopenMatchReview', () => {
  const linked = async () => {
    const [nhanh, shopify] = records.pair('PRODUCT')
    const id = await review({ nhanh: [nhanh], shopify: [shopify] })
    return { id, nhanh, shopify, mapping: (await resolve(http, id, 'LINK')).linked! }
  }
  const mappingsOf = async (shopify: string) =>
    query<{ nhanh_id: string; key: string | null }>(
      'select nhanh_id, key from product_mapping where shopify_id = $1',
      [shopify],
    )

  test('takes back what was linked, and remembers nothing against the pair', async () => {
    const { id, shopify } = await linked()
    expect(await reopen(http, id)).toMatchObject({
      __typename: 'ResolveMatchReviewSuccess',
      review: { id, ...OPEN },
      linked: null,
    })
    expect(await mappingsOf(shopify)).toEqual([])
    expect(await query('select from unlinked_pair where shopify_id = $1', [shopify])).toEqual([])
    expect(await resolve(http, id, 'LINK')).toMatchObject({ __typename: 'ResolveMatchReviewSuccess' })
    expect(await mappingsOf(shopify)).toHaveLength(1)
  })

  test('leaves a mapping that the decision did not make', async () => {
    const { id, nhanh, shopify, mapping } = await linked()
    await unmap(http, 'PRODUCT', [mapping.id])
    await mapped(http, 'PRODUCT', nhanh, shopify)
    expect(await reopen(http, id)).toMatchObject({ review: OPEN })
    expect(await mappingsOf(shopify)).toEqual([{ nhanh_id: nhanh, key: null }])

    const moved = await linked()
    await records.markDeleted('PRODUCT', 'NHANH', moved.nhanh)
    const successor = records.nhanh('PRODUCT')
    await mapped(http, 'PRODUCT', successor, moved.shopify)
    expect(await reopen(http, moved.id)).toMatchObject({ review: OPEN })
    expect(await mappingsOf(moved.shopify)).toMatchObject([{ nhanh_id: successor }])
  })
})

test('an unknown review is named', async () => {
  for (const id of ['999999', 'abc', '-1', '', '1\0', '99999999999999']) {
    const expected = { __typename: 'ReviewNotFound', message: `there is no review ${JSON.stringify(id)}` }
    expect(await resolve(http, id, 'IGNORE')).toEqual(expected)
    expect(await reopen(http, id)).toEqual(expected)
  }
  const [nhanh, shopify] = records.pair('PRODUCT')
  const id = await review({ nhanh: [nhanh], shopify: [shopify] })
  await query('update match_review set shopify_account_id = 99 where id = $1', [id])
  expect(await resolve(http, id, 'LINK')).toMatchObject({ __typename: 'ReviewNotFound' })
})
