import { describe, expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { ask, run } from '../support/jobs.ts'
import { PULLED_KINDS, SHOPIFY_PRODUCTS } from '../support/pulls.ts'

const sandbox = { products: 40, customers: 60 }

/** Shopify's variants are read by their products. */
const byProduct = ({ type }: { type: string }) => type === SHOPIFY_PRODUCTS.type

describe.each(PULLED_KINDS.filter((kind) => !byProduct(kind)))('$type of named records', (kind) => {
  test('reads these and no others, marks only what is said to be deleted, and moves no mark', async () => {
    await using app = await startTestApp({ sandbox })
    await run(app, kind.type)
    const marks = () =>
      rowsOf(app.databaseUrl, 'select stream, covered_until, open_ids from stream_mark order by 1')
    const [before, ids] = [await marks(), kind.ids(app.sandbox)]
    const [changed, notNamed, gone, goneUnsaid, stays] = ids as [string, string, string, string, string]
    kind.change(app.sandbox, changed)
    kind.change(app.sandbox, notNamed)
    for (const id of [gone, goneUnsaid]) kind.remove(app.sandbox, id)
    const job = await run(app, kind.type, { ids: [changed, goneUnsaid, changed], deletedIds: [gone, stays] })
    expect(job).toMatchObject({
      status: 'COMPLETED',
      created: 0,
      updated: 1,
      unchanged: 1,
      processed: 2,
      total: 2,
    })
    expect(job.metadata).toMatchObject({ mode: 'NAMED', named: 4, filters: {}, markedDeleted: 1 })
    const deleted = await rowsOf(
      app.databaseUrl,
      `select id::text as id from ${kind.table} where deleted_at is not null`,
    )
    expect(deleted).toEqual([{ id: gone }])
    expect(await marks()).toEqual(before)
    expect(await run(app, kind.type)).toMatchObject({ updated: 1 })
  })
})

test('PULL_SHOPIFY_PRODUCTS of named products reads all their variants, also those that are new', async () => {
  await using app = await startTestApp({ sandbox })
  await run(app, SHOPIFY_PRODUCTS.type)
  const { shopify } = app.sandbox.world
  const [large, gone] = shopify.products.records
  for (let number = 0; number < 120; number++)
    shopify.addVariant(large!, { title: `V${number}`, price: '5.00' })
  shopify.removeProduct(gone!.id)
  const gid = (id: number) => `gid://shopify/Product/${id}`
  const job = await run(app, SHOPIFY_PRODUCTS.type, { ids: [gid(large!.id)], deletedIds: [gid(gone!.id)] })
  expect(job).toMatchObject({ status: 'COMPLETED', created: 120, processed: large!.variants.length })
  expect(job.metadata['markedDeleted']).toBe(1 + gone!.variants.length)
  const deleted = await rowsOf(
    app.databaseUrl,
    'select distinct product_id as id from shopify_variant where deleted_at is not null',
  )
  expect(deleted).toEqual([{ id: gid(gone!.id) }])
})

describe('input', () => {
  test.each([
    ['PULL_NHANH_PRODUCTS', { ids: ['1'], mode: 'DELTA' }, 'input.mode'],
    [
      'PULL_NHANH_PRODUCTS',
      { deletedIds: ['1'], updatedAfter: '2026-11-21T08:00:00Z' },
      'input.updatedAfter',
    ],
    ['PULL_NHANH_PRODUCTS', { ids: [] }, 'input.ids'],
    ['PULL_NHANH_PRODUCTS', { ids: ['1', 'x'] }, 'input.ids.1'],
    ['PULL_NHANH_PRODUCTS', { ids: Array.from({ length: 10_001 }, (_, id) => `${id + 1}`) }, 'input.ids'],
    [
      'PULL_NHANH_PRODUCTS',
      {
        ids: Array.from({ length: 9_000 }, (_, id) => `${id + 1}`),
        deletedIds: Array.from({ length: 1_001 }, (_, id) => `${id + 1}`),
      },
      'input.deletedIds',
    ],
    ['PULL_NHANH_CUSTOMERS', { ids: ['1'], type: 'RETAIL' }, 'input.type'],
    ['PULL_SHOPIFY_PRODUCTS', { ids: ['gid://shopify/Product/1'], status: 'ACTIVE' }, 'input.status'],
    ['PULL_SHOPIFY_PRODUCTS', { ids: ['gid://shopify/ProductVariant/1'] }, 'input.ids.0'],
    ['PULL_SHOPIFY_CUSTOMERS', { ids: ['gid://shopify/Customer/1'], query: 'tag:vip' }, 'input.query'],
  ])('%s refuses what does not go together', async (type, input, path) => {
    await using app = await startTestApp({ sandbox: { products: 0 } })
    const answer = await ask(app.http, type, input)
    expect(answer).toMatchObject({ __typename: 'InvalidInput', issues: [{ path }] })
  })
})
