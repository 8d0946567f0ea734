import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'
import { fillWithDuplicates } from '../support/match/crowd.ts'
import { MATCHES } from '../support/match/outcome.ts'

let server: TestApp
beforeEach(async () => {
  server = await startTestApp({ sandbox: { products: 0, customers: 0 } })
})
afterEach(() => server[Symbol.asyncDispose]())

const sql = <Row extends object>(statement: string, values?: unknown[]) =>
  rowsOf<Row>(server.databaseUrl, statement, values)

describe.each(['PRODUCT', 'CUSTOMER'] as const)('10,000 with the same key on each side: %s', (kind) => {
  test.each(['SQL', 'BATCH'])('%s ends, with one review', async (strategy) => {
    await fillWithDuplicates(server.databaseUrl, kind, 10_000)
    const job = await run(server, MATCHES[kind].type, { strategy })
    const lookedAt = { lookedAt: 10_000, linked: 0, review: { SEVERAL_IN_NHANH: 10_000 } }
    expect(job).toMatchObject({
      status: 'COMPLETED',
      total: 10_000,
      created: 0,
      skipped: 10_000,
      metadata: { nhanh: lookedAt, shopify: lookedAt },
    })
    expect(await sql('select reason, nhanh_count, shopify_count from match_review')).toEqual([
      { reason: 'SEVERAL_IN_NHANH', nhanh_count: 10_000, shopify_count: 10_000 },
    ])
    expect(await sql('select side, count(*)::int from match_candidate group by 1 order by 1')).toEqual([
      { side: 'NHANH', count: 10_000 },
      { side: 'SHOPIFY', count: 10_000 },
    ])
    expect(
      await sql('select code, count(*)::int from job_item where job_id = $1 group by 1', [job.id]),
    ).toEqual([{ code: 'SEVERAL_IN_NHANH', count: 10_000 }])
  })
})

test('5,000 pairs of products that all have the same barcode are linked by their SKUs', async () => {
  await fillWithDuplicates(server.databaseUrl, 'PRODUCT', 5_000)
  await sql(`update nhanh_product set barcode_key = 'box', sku_key = id`)
  await sql(
    `update shopify_variant set barcode_key = 'box', sku_key = (split_part(id, '/', 5)::int - 1000000)::text`,
  )
  for (const [strategy, counts] of [
    ['BATCH', { created: 5_000, unchanged: 0 }],
    ['SQL', { created: 0, unchanged: 5_000 }],
  ] as const) {
    const job = await run(server, MATCHES.PRODUCT.type, { strategy })
    expect(job).toMatchObject({ status: 'COMPLETED', skipped: 0, ...counts })
  }
  expect(await sql('select * from match_review')).toEqual([])
})

test('2,000 pairs of which half have the same meaningless barcode on the wrong side are shown once each', async () => {
  await fillWithDuplicates(server.databaseUrl, 'PRODUCT', 2_000)
  await sql(
    `update nhanh_product set sku_key = id, barcode_key = case when id % 2 = 0 then '0' else 'n' || id end`,
  )
  await sql(`update shopify_variant set sku_key = (split_part(id, '/', 5)::int - 1000000)::text`)
  await sql(
    `update shopify_variant set barcode_key = case when sku_key::int % 2 = 1 then '0' else 's' || id end`,
  )
  for (const strategy of ['SQL', 'BATCH']) {
    const job = await run(server, MATCHES.PRODUCT.type, { strategy })
    expect(job).toMatchObject({ status: 'COMPLETED', skipped: 2_000 })
    expect(await sql('select reason, count(*)::int from match_review group by 1')).toEqual([
      { reason: 'KEYS_DISAGREE', count: 2_000 },
    ])
    expect(await sql('select count(*)::int from match_candidate')).toEqual([{ count: 4_000 }])
  }
})
