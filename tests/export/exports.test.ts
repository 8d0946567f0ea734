import { parse } from 'csv-parse/sync'
import { gql } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { fetchWhole, linesOf } from '../support/exports.ts'
import { insertLines, insertPastJob } from '../support/past-jobs.ts'

/** Nothing goes but what a test deletes. */
const NEVER = { jobsDays: 0, failedJobsDays: 0, personalDays: 0 }

const NOW = new Date('2026-11-22T23:30:00Z')

let server: TestApp
let url: string
beforeAll(async () => {
  server = await startTestApp({
    sandbox: { products: 0 },
    config: { keeping: NEVER, allowedOrigins: ['https://frontend.example'] },
    app: { now: () => NOW },
  })
  url = server.databaseUrl
})
afterAll(() => server[Symbol.asyncDispose]())

const get = (path: string, options = {}) => fetchWhole(`${server.app.url}${path}`, options)

/** One line of a ledger, as it is written there. */
async function insertLine(jobId: number, number: number, line: Record<string, unknown>): Promise<void> {
  const { key = 'k', title = null, outcome = 'UPDATED', code = null, message = null } = line
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
  await rowsOf(
    url,
    `insert into job_item (job_id, number, key, title, outcome, code, message, before, after, search_text)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
    [jobId, number, key, title, outcome, code, message, json(line['before']), json(line['after'])],
  )
}

/** All jobs that the API lists, page by page. */
async function listedIds(filter: object, after: string | null = null): Promise<string[]> {
  const { jobs } = await server.http.request<{
    jobs: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
  }>(
    gql`
      query ($filter: JobFilter, $after: String) {
        jobs(filter: $filter, first: 200, after: $after) {
          nodes {
            id
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    `,
    { filter, after },
  )
  const ids = jobs.nodes.map(({ id }) => id)
  const { hasNextPage, endCursor } = jobs.pageInfo
  return hasNextPage ? [...ids, ...(await listedIds(filter, endCursor))] : ids
}

describe('jobs.csv', () => {
  beforeAll(async () => {
    await rowsOf(url, 'delete from background_job')
    const failed = await insertPastJob(url, { status: 'FAILED', error: 'TOTAL_FELL', counts: { failed: 2 } })
    await insertLines(url, failed, { lines: 2 })
    await insertPastJob(url, { type: 'PRODUCT_SYNC', dryRun: true, counts: { created: 1, updated: 2 } })
    await insertPastJob(url, { type: 'PRODUCT_SYNC', status: 'CANCELLED', took: null })
    // Another shop's.
    await insertPastJob(url, { type: 'PRODUCT_SYNC', accountIds: `'{999999}'` })
    // More than a page.
    for (let number = 0; number < 3; number++) await insertPastJob(url)
    await rowsOf(
      url,
      `insert into background_job (type, status, input, input_key, account_ids, created_at)
       select type, status, input, input_key, account_ids, now() - make_interval(days => number)
       from background_job, generate_series(1, 1100) as number
       where id = (select max(id) from background_job)`,
    )
  })

  const day = 86_400_000
  const ago = (days: number) => new Date(Date.now() - days * day).toISOString()

  test.each([
    ['nothing', {}],
    ['types', { types: ['PRODUCT_SYNC', 'CUSTOMER_SYNC'] }],
    ['statuses', { statuses: ['FAILED', 'CANCELLED'] }],
    ['dry runs', { dryRun: true }],
    ['runs that were no dry runs', { dryRun: false, types: ['PRODUCT_SYNC'] }],
    ['a search', { search: 'Nguyễn' }],
    ['a time', { createdAfter: ago(300), createdBefore: ago(3.5) }],
    ['what there is not', { search: 'nobody has this' }],
  ])('holds what the API lists, in its order, filtered by %s', async (_by, filter) => {
    const listed = await listedIds(filter)
    const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]))
    const { status, body } = await get(`/export/jobs.csv?${query}`)
    expect(status).toBe(200)
    expect(linesOf(body).map(({ id }) => id)).toEqual(listed)
  })

  test('tells of each job what the API tells', async () => {
    const { jobs } = await server.http.request<{ jobs: { nodes: Record<string, unknown>[] } }>(gql`
      {
        jobs(filter: { dryRun: true }) {
          nodes {
            id
            type
            label
            status
            dryRun
            createdAt
            startedAt
            completedAt
            durationMs
            processed
            created
            updated
          }
        }
      }
    `)
    const texts = Object.entries(jobs.nodes[0]!).map(([name, value]) => [name, String(value)])
    const [line] = linesOf((await get('/export/jobs.csv?dryRun=true')).body)
    expect(line).toMatchObject(Object.fromEntries(texts))
    expect(line).toMatchObject({ durationMs: '60000', processed: '3', input: '{}', errorCode: '' })
  })

  test('takes a list as several parameters too', async () => {
    const together = await get('/export/jobs.csv?statuses=FAILED,CANCELLED')
    expect((await get('/export/jobs.csv?statuses=FAILED&statuses=CANCELLED')).body).toBe(together.body)
  })
})

describe('items.csv', () => {
  test('holds what the API lists, in its order', async () => {
    const id = await insertPastJob(url, { status: 'COMPLETED_WITH_ERRORS' })
    await insertLines(url, id, { lines: 150 })
    await insertLine(id, 151, { outcome: 'SKIPPED', code: 'SALE_PENDING', key: 'other' })
    for (const [count, query, args] of [
      [151, '', ''],
      [1, 'outcomes=SKIPPED,UPDATED', ', outcomes: [SKIPPED, UPDATED]'],
      [1, 'codes=SALE_PENDING', ', codes: ["SALE_PENDING"]'],
      [0, 'codes=A,B', ', codes: ["A", "B"]'],
      [11, 'search=customer/12', ', search: "customer/12"'],
      [0, 'outcomes=SKIPPED&search=customer', ', outcomes: [SKIPPED], search: "customer"'],
    ] as const) {
      const { job } = await server.http.request<{ job: { items: { nodes: Record<string, string>[] } } }>(
        `{ job(id: ${id}) { items(first: 200${args}) { nodes { key outcome code at } } } }`,
      )
      const lines = linesOf((await get(`/export/jobs/${id}/items.csv?${query}`)).body)
      expect(lines.length).toBe(count)
      expect(lines.map(({ key, outcome, code, at }) => ({ key, outcome, code, at }))).toEqual(job.items.nodes)
    }
  })

  test('has a column before and after for each location, and JSON for all else', async () => {
    const id = await insertPastJob(url, { type: 'PRODUCT_SYNC' })
    const [account] = await rowsOf<{ id: number }>(url, `select id from account where platform = 'SHOPIFY'`)
    await rowsOf(
      url,
      `insert into shopify_location (account_id, id, name, is_active, is_fulfillment_service)
       values ($1, 'L1', 'Kho Hà Nội', true, false), ($1, 'L2', 'Đà Nẵng, 2', false, false),
         ($1, 'L9', 'Not named', true, false)`,
      [account!.id],
    )
    const levels = (...given: [string, number | null][]) => ({
      levels: given.map(([locationId, available]) => ({ locationId, available })),
    })
    await insertLine(id, 1, { before: levels(['L1', -3], ['L2', 7]), after: levels(['L1', 0]) })
    await insertLine(id, 2, { before: levels(['L3', null]) })
    await insertLine(id, 3, { before: { total_spent: '5' }, after: { total_spent: '6' } })
    const { body } = await get(`/export/jobs/${id}/items.csv`)
    const lines = linesOf(body).map((line) =>
      Object.fromEntries(Object.entries(line).filter(([name]) => /^(before|after)/.test(name))),
    )
    const none = {
      'before: L3': '',
      'after: L3': '',
      'before: Kho Hà Nội': '',
      'after: Kho Hà Nội': '',
      'before: Đà Nẵng, 2': '',
      'after: Đà Nẵng, 2': '',
      before: '',
      after: '',
    }
    expect(lines).toEqual([
      { ...none, 'before: Kho Hà Nội': '-3', 'after: Kho Hà Nội': '0', 'before: Đà Nẵng, 2': '7' },
      none,
      { ...none, before: '{"total_spent":"5"}', after: '{"total_spent":"6"}' },
    ])
  })

  test('cannot make a spreadsheet execute anything', async () => {
    const id = await insertPastJob(url)
    const evil = ['=1+1', '+84903111222', '-2', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("x","y, z")']
    for (const [at, title] of evil.entries()) await insertLine(id, at + 1, { title, key: `k${at}` })
    await insertLine(id, 90, { title: 'a = 1 + 1 - 2 @ home', key: 'harmless' })
    const { body } = await get(`/export/jobs/${id}/items.csv`)
    const titles = linesOf(body).map(({ title }) => title)
    expect(titles).toEqual([...evil.map((title) => `'${title}`), 'a = 1 + 1 - 2 @ home'])
    expect(body).toContain(`"'=HYPERLINK(""x"",""y, z"")"`)
  })

  test('is UTF-8 with a mark, ends each line with CRLF and quotes what needs it', async () => {
    const id = await insertPastJob(url)
    await insertLine(id, 1, { title: 'Áo dài "Huế",\nđỏ', message: '' })
    const { body } = await get(`/export/jobs/${id}/items.csv`)
    expect(body.startsWith('\uFEFFnumber,key,title,')).toBe(true)
    expect(body).toContain(',"Áo dài ""Huế"",\nđỏ",')
    expect(body.endsWith('\r\n')).toBe(true)
    expect(parse(body, { bom: true, record_delimiter: '\r\n' }).length).toBe(2)
  })

  test('of a ledger without lines has a header all the same', async () => {
    const id = await insertPastJob(url)
    expect((await get(`/export/jobs/${id}/items.csv`)).body).toBe(
      '\uFEFFnumber,key,title,outcome,code,message,attempts,at,before,after\r\n',
    )
  })
})

describe('the answer', () => {
  test('names the file, with the day', async () => {
    const id = await insertPastJob(url)
    const jobs = await get('/export/jobs.csv?search=nothing-like-it')
    expect(jobs.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="synctrack-jobs-2026-11-22.csv"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    const items = await get(`/export/jobs/${id}/items.csv`)
    expect(items.headers['content-disposition']).toBe(
      `attachment; filename="synctrack-job-${id}-items-2026-11-22.csv"`,
    )
  })

  test('to HEAD has the same headers and no body, and the same refusals', async () => {
    const id = await insertPastJob(url)
    for (const path of ['/export/jobs.csv', `/export/jobs/${id}/items.csv`]) {
      const [head, whole] = [await get(path, { method: 'HEAD' }), await get(path)]
      expect(head).toMatchObject({ status: 200, body: '' })
      for (const name of ['content-type', 'content-disposition', 'x-content-type-options']) {
        expect(head.headers[name]).toBe(whole.headers[name])
      }
    }
    expect(await get('/export/jobs/999999/items.csv', { method: 'HEAD' })).toMatchObject({ status: 404 })
    expect(await get('/export/jobs.csv?types=X', { method: 'HEAD' })).toMatchObject({ status: 400 })
  })

  test.each([
    ['jobs.csv?types=NONSENSE', 'types: Value "NONSENSE" does not exist in "JobType" enum.'],
    ['jobs.csv?types=', 'types: Value "" does not exist in "JobType" enum.'],
    ['jobs.csv?statuses=FAILED,GONE', 'statuses: Value "GONE" does not exist in "JobStatus" enum.'],
    ['jobs.csv?dryRun=maybe', 'dryRun: Boolean cannot represent a non boolean value: "maybe"'],
    ['jobs.csv?createdAfter=yesterday', 'createdAfter: "yesterday" is not a DateTime'],
    ['jobs.csv?createdBefore=2026-02-31T00:00:00Z', 'createdBefore: "2026-02-31T00:00:00Z" is not'],
    ['jobs.csv?search=a&search=b', 'search: it is given 2 times; once is allowed'],
    [`jobs.csv?search=${'x'.repeat(201)}`, 'search: 201 characters are too many'],
    ['jobs.csv?first=5', 'first: there is no such parameter; there are createdAfter, createdBefore,'],
    ['jobs.csv?__proto__=1', '__proto__: there is no such parameter'],
    ['jobs/1/items.csv?outcomes=UNCHANGED', 'outcomes: Value "UNCHANGED" does not exist'],
    ['jobs/1/items.csv?codes=a%00b', 'codes: a code has no character NUL'],
    ['jobs/1/items.csv?first=5', 'first: there is no such parameter; there are codes, outcomes, search'],
  ])('to a wrong filter names the parameter: %s', async (path, says) => {
    const id = await insertPastJob(url)
    const { status, headers, body } = await get(`/export/${path.replace('/1/', `/${id}/`)}`)
    expect({ status, body }).toEqual({ status: 400, body: expect.stringContaining(says) })
    expect(body).toMatch(/^[^\n]+\n$/)
    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8' })
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
  })

  test('to a job that is not there, or not this shop’s, is 404', async () => {
    const stranger = await insertPastJob(url, { accountIds: `'{999999}'` })
    for (const id of [stranger, 999_999, 'abc', '1%27', '99999999999999999999']) {
      const { status, body } = await get(`/export/jobs/${id}/items.csv`)
      expect({ status, body }).toEqual({ status: 404, body: `there is no job "${id}"\n` })
    }
    for (const path of ['/export/', '/export/nothing.csv', '/export/jobs/1/2/items.csv']) {
      expect(await get(path)).toMatchObject({ status: 404, body: expect.stringContaining('jobs.csv') })
    }
  })

  test('is for GET and HEAD alone', async () => {
    for (const method of ['POST', 'DELETE', 'PUT', 'PATCH']) {
      const answer = await get('/export/jobs.csv', { method })
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    }
  })

  test('is refused to other hosts and origins', async () => {
    const from = (headers: Record<string, string>) => get('/export/jobs.csv', { headers })
    expect(await from({ host: 'evil.example' })).toMatchObject({ status: 421 })
    expect(await from({ origin: 'https://evil.example' })).toMatchObject({ status: 403 })
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
    expect(await from(image)).toMatchObject({ status: 403 })
    expect(await from({ origin: 'https://frontend.example' })).toMatchObject({ status: 200 })
  })
})
