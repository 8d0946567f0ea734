import { gql } from 'graphql-request'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { insertPastJob } from '../support/past-jobs.ts'

const PATTERNS = gql`
  query ($since: DateTime) {
    errorPatterns(since: $since) {
      code
      hint
      failed
      skipped
      jobs
      types
      lastJob {
        id
      }
    }
  }
`

test('codes are counted over all runs of the window, the most failures first', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  const { databaseUrl: url } = server
  const insert = (job: Parameters<typeof insertPastJob>[1]) =>
    insertPastJob(url, { endedAgo: '1 day', ...job })
  const count = (jobId: number, outcome: string, code: string, items: number) =>
    rowsOf(url, 'insert into job_item_count values ($1, $2, $3, $4)', [jobId, outcome, code, items])
  const patterns = async (since?: Date, language = 'en') =>
    (
      await server.http.request<{ errorPatterns: Record<string, unknown>[] }>(
        PATTERNS,
        { since: since?.toISOString() },
        { 'accept-language': language },
      )
    ).errorPatterns

  expect(await patterns()).toEqual([])
  const sync = await insert({ type: 'PRODUCT_SYNC', endedAgo: '2 hours' })
  await count(sync, 'FAILED', 'STOCK_UNKNOWN', 3)
  await count(sync, 'SKIPPED', 'ON_HOLD', 90)
  await count(sync, 'SKIPPED', 'STOCK_UNKNOWN', 2)
  await count(sync, 'UPDATED', 'SALE_PENDING', 50)
  const pull = await insert({ status: 'FAILED', error: 'STOCK_UNKNOWN', endedAgo: '1 hour' })
  const old = await insert({ status: 'FAILED', error: 'NHANH_TOKEN', endedAgo: '20 days' })
  await insert({ status: 'FAILED', error: 'NHANH_TOKEN', endedAgo: '40 days' })
  await insert({ status: 'FAILED', error: 'NHANH_TOKEN', dryRun: true })
  await insert({ status: 'FAILED', error: 'NHANH_TOKEN', accountIds: `'{77}'` })

  const found = await patterns()
  expect(found.map(({ hint: _hint, ...pattern }) => pattern)).toEqual([
    {
      code: 'STOCK_UNKNOWN',
      failed: 4,
      skipped: 2,
      jobs: 2,
      types: ['PRODUCT_SYNC', 'PULL_NHANH_PRODUCTS'],
      lastJob: { id: String(pull) },
    },
    {
      code: 'NHANH_TOKEN',
      failed: 1,
      skipped: 0,
      jobs: 1,
      types: ['PULL_NHANH_PRODUCTS'],
      lastJob: { id: String(old) },
    },
    {
      code: 'ON_HOLD',
      failed: 0,
      skipped: 90,
      jobs: 1,
      types: ['PRODUCT_SYNC'],
      lastJob: { id: String(sync) },
    },
  ])
  expect(found[1]!['hint']).toContain('Nhanh refused the token')
  expect((await patterns(undefined, 'vi'))[1]!['hint']).toContain('Nhanh từ chối token')
  expect(await patterns(new Date(Date.now() - 86_400_000))).toHaveLength(2)
})
