import { gql } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { rowsOf } from '../../support/database.ts'
import { insertLines, insertPastJob } from '../../support/past-jobs.ts'

const CUSTOMER_TYPES = [
  'PULL_NHANH_CUSTOMERS',
  'PULL_SHOPIFY_CUSTOMERS',
  'AUTO_MATCH_CUSTOMERS',
  'CUSTOMER_SYNC',
]
const LINES = 1_500

let server: TestApp
const ids: Record<string, number> = {}
beforeAll(async () => {
  const never = { jobsDays: 0, failedJobsDays: 0, personalDays: 0 }
  const before = await startTestApp({ sandbox: { products: 0 }, config: { keeping: never } })
  const { databaseUrl: url } = before
  // Failed, so that they are kept for a year; each the newest of its type or not does not matter here.
  const insert = async (name: string, type: string, endedAgo: string) => {
    ids[name] = await insertPastJob(url, { type, status: 'FAILED', endedAgo, error: 'INTERNAL' })
  }
  for (const type of CUSTOMER_TYPES) await insert(type, type, '91 days')
  await insert('recent', 'CUSTOMER_SYNC', '89 days')
  await insert('mixed', 'RETRY_FAILED_SYNC', '91 days')
  await insert('products', 'PRODUCT_SYNC', '91 days')
  await insert('unknown', 'OF_LATER', '91 days')
  for (const [name, id] of Object.entries(ids)) {
    const kind = name === 'products' ? 'ProductVariant' : 'Customer'
    await insertLines(url, id, { lines: name === 'CUSTOMER_SYNC' ? LINES : 5, kind })
  }
  await insertLines(url, ids['mixed']!, { lines: 4, kind: 'ProductVariant', from: 6 })
  server = await startTestApp({
    databaseUrl: url,
    existingSandbox: before.sandbox,
    app: { keepEveryMs: 200 },
  })
  const disposeServer = server[Symbol.asyncDispose].bind(server)
  server = {
    ...server,
    async [Symbol.asyncDispose]() {
      await disposeServer()
      await before[Symbol.asyncDispose]()
    },
  }
  const cleaned = () =>
    rowsOf(url, 'select id from background_job where anonymized_at is not null order by id')
  const expected = [...CUSTOMER_TYPES, 'mixed', 'unknown'].map((name) => ({ id: ids[name] }))
  await vi.waitFor(async () => expect(await cleaned()).toEqual(expected), { timeout: 20_000 })
})
afterAll(() => server[Symbol.asyncDispose]())

interface Shown {
  seq: number
  errorGroups: { code: string; count: number; message: string; sample: { title: string | null }[] }[]
  items: {
    totalCount: number
    nodes: {
      key: string
      title: string | null
      outcome: string
      code: string
      message: string | null
      before: unknown
      after: unknown
    }[]
  }
}

async function shown(name: string, search?: string): Promise<Shown> {
  const { job } = await server.http.request<{ job: Shown }>(
    gql`
      query ($id: ID!, $search: String) {
        job(id: $id) {
          seq
          errorGroups {
            code
            count
            message
            sample {
              title
            }
          }
          items(first: 20, search: $search) {
            totalCount
            nodes {
              key
              title
              outcome
              code
              message
              before
              after
            }
          }
        }
      }
    `,
    { id: String(ids[name]), search },
  )
  return job
}

const FULL = {
  title: 'Nguyễn Văn An',
  message: 'the total of Nguyễn Văn An fell',
  before: { total_spent: '2' },
  after: { total_spent: '1' },
}
const EMPTY = { title: null, message: null, before: null, after: null }

describe.each(CUSTOMER_TYPES)('of %s', (name) => {
  test('the lines stay with their code and lose what is personal', async () => {
    const { items, errorGroups, seq } = await shown(name)
    expect(items.nodes[0]).toEqual({
      key: 'gid://shopify/Customer/1',
      outcome: 'FAILED',
      code: 'TOTAL_FELL',
      ...EMPTY,
    })
    const count = name === 'CUSTOMER_SYNC' ? LINES : 5
    expect(items.totalCount).toBe(count)
    expect(errorGroups).toEqual([
      {
        code: 'TOTAL_FELL',
        count,
        message: 'TOTAL_FELL',
        sample: [{ title: null }, { title: null }, { title: null }],
      },
    ])
    expect(seq).toBe(2)
  })

  test.each(['+84903111222', '903111222', 'Nguyễn', 'an@example.com'])(
    'nothing is found by %s',
    async (search) => {
      expect((await shown(name, search)).items.totalCount).toBe(0)
    },
  )

  test.each(['customer/3', 'total_fell'])('a line is found by %s', async (search) => {
    expect((await shown(name, search)).items.totalCount).toBeGreaterThan(0)
  })
})

test('of a retry of both kinds only those of customers lose it', async () => {
  const { nodes } = (await shown('mixed')).items
  expect(
    nodes.map(({ key, title, message, before, after }) => ({ key, title, message, before, after })),
  ).toEqual([
    ...Array.from({ length: 5 }, (_, index) => ({ key: `gid://shopify/Customer/${index + 1}`, ...EMPTY })),
    ...Array.from({ length: 4 }, (_, index) => ({
      key: `gid://shopify/ProductVariant/${index + 6}`,
      ...FULL,
    })),
  ])
})

test('products, and customers of the last 90 days, are as they were', async () => {
  for (const name of ['products', 'recent']) {
    const job = await shown(name, '+84903111222')
    expect(job.seq).toBe(1)
    expect(job.items.nodes).toHaveLength(5)
    expect(job.items.nodes[0]).toMatchObject(FULL)
  }
})

test('the list of jobs no longer finds the phone of whom it has forgotten', async () => {
  const found = async (search: string) => {
    const { jobs } = await server.http.request<{ jobs: { nodes: { id: string }[] } }>(
      `query ($search: String) { jobs(filter: { search: $search }) { nodes { id } } }`,
      { search },
    )
    return jobs.nodes.map(({ id }) => Number(id)).toSorted((a, b) => a - b)
  }
  expect(await found('903111222')).toEqual([ids['recent'], ids['mixed'], ids['products']])
  expect(await found('Customer/3')).toContain(ids['CUSTOMER_SYNC'])
})

test('not a byte of it is left in the table', async () => {
  const rows = await rowsOf(
    server.databaseUrl,
    `select i.* from job_item i join background_job j on j.id = i.job_id
     where j.anonymized_at is not null and i.key like '%Customer%' and i::text ~ '903111222|Nguy|nguyen|example|total_spent'`,
  )
  expect(rows).toEqual([])
})

test('what a job writes when it is gone on with is kept as long again', async () => {
  const id = ids['CUSTOMER_SYNC']!
  await insertLines(server.databaseUrl, id, { lines: 3, from: LINES + 1 })
  await rowsOf(
    server.databaseUrl,
    `update background_job set completed_at = now() - interval '1 day', anonymized_at = now() - interval '2 days'
     where id = $1`,
    [id],
  )
  const marked = () =>
    rowsOf(
      server.databaseUrl,
      'select seq from background_job where id = $1 and anonymized_at > completed_at',
      [id],
    )
  expect((await shown('CUSTOMER_SYNC', '903111222')).items.totalCount).toBe(3)
  await rowsOf(
    server.databaseUrl,
    `update background_job set completed_at = now() - interval '91 days', anonymized_at = now() - interval '92 days'
     where id = $1`,
    [id],
  )
  await expect.poll(marked, { timeout: 10_000 }).toEqual([{ seq: 3 }])
  expect((await shown('CUSTOMER_SYNC', '903111222')).items.totalCount).toBe(0)
})
