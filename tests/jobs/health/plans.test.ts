import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readChain, largestChanges } from '../../../src/jobs/health/chain-health.ts'
import { readReviewCounts } from '../../../src/jobs/health/review-counts.ts'
import { readStockFindings } from '../../../src/jobs/health/stock-findings.ts'
import { readStockHealth } from '../../../src/jobs/health/stock-health.ts'
import { scheduledTypes } from '../../../src/jobs/schedules/schedule-queries.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'

const JOBS = 20_000
const PAIR = { nhanhAccountId: 1, shopifyAccountId: 2 }

let url: string
let drop: () => PromiseLike<void>
beforeAll(async () => {
  const database = await createTestDatabase()
  url = database.url
  drop = () => database[Symbol.asyncDispose]()
  // Most are syncs of some records, as webhooks bring them; each twentieth is a whole pull, and none a good whole sync but
  // the first.
  await rowsOf(
    url,
    `insert into background_job (type, status, input, input_key, account_ids, started_at, completed_at)
     select case when number % 20 = 0 then 'PULL_NHANH_PRODUCTS' else 'PRODUCT_SYNC' end, 'COMPLETED',
       case when number % 20 = 0 or number = 1 then '{}' else '{"mappingIds":["product-1"]}' end::jsonb, '', '{1,2}',
       now() - make_interval(mins => ${JOBS} - number), now() - make_interval(mins => ${JOBS} - number)
     from generate_series(1, ${JOBS}) as number`,
  )
  await rowsOf(
    url,
    `insert into job_item (job_id, number, key, outcome, search_text)
     select 1 + number % ${JOBS / 10}, number, number, 'SKIPPED', '' from generate_series(1, ${JOBS}) as number`,
  )
  await rowsOf(url, 'analyze')
}, 60_000)
afterAll(async () => drop())

test('no statement looks at all jobs or at all ledgers', async () => {
  const statements: { sql: string; parameters: readonly unknown[] }[] = []
  const pool = new Pool({ connectionString: url })
  onTestFinished(() => pool.end())
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool }),
    log({ query }) {
      statements.push(query)
    },
  })
  const now = new Date()
  const scheduled = await scheduledTypes(db, [1, 2])
  const chain = await readChain(db, [1, 2], { scheduled, now })
  const sync = chain.find(({ type }) => type === 'PRODUCT_SYNC')!.lastGoodRun
  expect(sync?.id).toBe(1)
  await readStockHealth(db, PAIR, sync)
  await readStockFindings(db, PAIR, { depots: [], feeds: [] })
  await readReviewCounts(db, PAIR, { kinds: ['PRODUCT', 'CUSTOMER'], timeZone: 'UTC', now })
  await largestChanges(db, { type: 'PRODUCT_SYNC', jobId: 1, most: 10 })
  expect(statements).toHaveLength(6)

  for (const { sql, parameters } of statements) {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain analyze ${sql}`, [...parameters])
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).not.toMatch(/Seq Scan on (background_job|job_item)\b/)
    // Nor by way of an index: what is found and thrown away was looked at.
    const removed = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, count]) => Number(count))
    expect(Math.max(0, ...removed), plan).toBeLessThan(JOBS / 100)
  }
})
