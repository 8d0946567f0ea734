import { countingBatch, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { gql, type GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { run } from '../support/jobs.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

interface Page {
  totalCount: number
  nodes: { id: string; sku?: string | null; name?: string }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

let server: TestApp
let http: GraphQLClient
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 120 } })
  http = server.http
  await run(server, 'PULL_NHANH_PRODUCTS')
  await run(server, 'PULL_SHOPIFY_PRODUCTS')
  script('ledger', async ({ jobId, progress }) => {
    for (let number = 1; number <= 3; number++) {
      const batch = countingBatch(jobId, number, 10)
      await progress.batch({
        ...batch,
        write: async (tx) => ({
          ...(await batch.write(tx)),
          created: 6,
          failed: 4,
          entries: Array.from({ length: 4 }, (_, index) => ({
            key: `${number}-${index}`,
            title: `Áo Đặng ${number}-${index}`,
            outcome: 'FAILED' as const,
            code: index === 0 ? 'INVALID_ITEM' : 'SHOPIFY_REFUSED',
            message: `case ${number}-${index}`,
            searchable: [`sku-${number}-${index}`],
          })),
        }),
      })
    }
    await progress.drain()
    await progress.log('WARN', 'a line of the log')
  })
  await run(server, SCRIPTED, { script: 'ledger' })
})
afterAll(() => server[Symbol.asyncDispose]())

async function page(field: string, args: string, more = ''): Promise<Page> {
  const answer = await http.request<Record<string, Page>>(
    `{ ${field}${args && `(${args})`} { totalCount nodes { id ${more} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  )
  return answer[field]!
}

describe.each(['nhanhProducts', 'shopifyVariants'])('%s', (field) => {
  test('is walked forwards and backwards, each record once', async () => {
    const all: string[] = []
    let after: string | null = null
    const pages: Page[] = []
    do {
      pages.push(await page(field, `first: 50${after ? `, after: "${after}"` : ''}`))
      after = pages.at(-1)!.pageInfo.endCursor
      all.push(...pages.at(-1)!.nodes.map((node) => node.id))
    } while (pages.at(-1)!.pageInfo.hasNextPage)
    expect(new Set(all).size).toBe(pages[0]!.totalCount)
    expect(all).toHaveLength(pages[0]!.totalCount)
    const back = await page(field, `last: 50, before: "${pages.at(-1)!.pageInfo.startCursor}"`)
    expect(back.nodes).toEqual(pages.at(-2)!.nodes)
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: pages.length > 2 })
    expect((await page(field, 'last: 3')).nodes.map((node) => node.id)).toEqual(all.slice(-3))
  })

  test('is searched by SKU and by words without their accents', async () => {
    const { nodes } = await page(field, 'first: 200', 'sku')
    const { sku } = nodes.find((node) => node.sku?.trim())!
    const found = await page(field, `search: ${JSON.stringify(sku!.toUpperCase())}`, 'sku')
    expect(found.nodes.some((node) => node.sku === sku)).toBe(true)
    const folded = await page(field, 'search: "ao"')
    const accented = await page(field, 'search: "ÁO"')
    expect(accented.totalCount).toBe(folded.totalCount)
    expect(folded.totalCount).toBeGreaterThan(0)
    expect(await page(field, 'search: "   "')).toMatchObject({
      totalCount: (await page(field, '')).totalCount,
    })
    expect(await page(field, 'search: "100%_"')).toMatchObject({ totalCount: 0, nodes: [] })
  })

  test('tells deleted records apart', async () => {
    const { totalCount } = await page(field, '')
    expect((await page(field, 'deleted: null')).totalCount).toBe(totalCount)
    expect((await page(field, 'deleted: true')).totalCount).toBe(0)
  })

  test.each([
    { args: 'first: 100000', says: 'first: 100000 is not allowed; it must be from 0 to 200' },
    { args: 'last: -1', says: 'last: -1 is not allowed' },
    { args: 'first: 1, last: 1', says: 'first or last, not both' },
    { args: 'after: "nonsense"', says: 'after: "nonsense" is not a cursor of this list' },
    { args: `after: "${Buffer.from('item:5').toString('base64url')}"`, says: 'is not a cursor of this list' },
    {
      args: `search: "${'x'.repeat(5000)}"`,
      says: 'search: 5000 characters are too many; at most 200 are allowed',
    },
  ])('refuses $args in words', async ({ args, says }) => {
    await expect(page(field, args)).rejects.toThrow(says)
  })
})

describe('jobs', () => {
  test('newest first, filtered and searched', async () => {
    const { jobs } = await http.request<{ jobs: { nodes: { type: string }[]; runningCount: number } }>(gql`
      {
        jobs {
          runningCount
          nodes {
            type
          }
        }
      }
    `)
    expect(jobs.nodes.map((job) => job.type)).toEqual([
      SCRIPTED,
      'PULL_SHOPIFY_PRODUCTS',
      'PULL_NHANH_PRODUCTS',
    ])
    expect(jobs.runningCount).toBe(0)
    const found = async (filter: string) =>
      (await page('jobs', `filter: { ${filter} }`)).nodes.map((job) => job.id)
    expect(await found('types: [PULL_NHANH_PRODUCTS]')).toEqual(['1'])
    expect(await found('statuses: [FAILED]')).toEqual([])
    expect(await found('statuses: [COMPLETED_WITH_ERRORS]')).toEqual(['3'])
    expect(await found('search: "2"')).toContain('2')
    expect(await found('search: "AO DANG 3-1"')).toEqual(['3'])
    expect(await found('search: "SKU-2-2"')).toEqual(['3'])
    expect(await found('search: "shopify_refused"')).toEqual(['3'])
    expect(await found('createdAfter: "2100-01-01T00:00:00Z"')).toEqual([])
    expect(await found('dryRun: true')).toEqual([])
  })

  test('an unknown id is no job', async () => {
    for (const id of ['99', 'abc', '-1', '1e3', '99999999999999']) {
      expect(
        await http.request(
          gql`
            query ($id: ID!) {
              job(id: $id) {
                id
              }
            }
          `,
          { id },
        ),
      ).toEqual({ job: null })
    }
  })

  test('the ledger: paged, filtered, searched, grouped', async () => {
    const { job } = await http.request<{
      job: {
        items: { totalCount: number; nodes: { key: string }[] }
        refused: Page
        searched: {
          totalCount: number
          nodes: { key: string; title: string; code: string; message: string; outcome: string }[]
        }
        errorGroups: unknown[]
        log: { totalCount: number; nodes: { level: string; message: string }[] }
      }
    }>(gql`
      {
        job(id: "3") {
          items(first: 5) {
            totalCount
            nodes {
              key
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
          refused: items(codes: ["SHOPIFY_REFUSED"], outcomes: [FAILED]) {
            totalCount
            nodes {
              id
            }
          }
          searched: items(search: "đặng 2-0") {
            totalCount
            nodes {
              key
              title
              code
              message
              outcome
            }
          }
          errorGroups {
            code
            outcome
            count
            message
            hint
            retryable
            sample {
              key
            }
          }
          log(last: 2) {
            totalCount
            nodes {
              level
              message
            }
          }
        }
      }
    `)
    expect(job.items).toMatchObject({ totalCount: 12, pageInfo: { hasNextPage: true } })
    expect(job.items.nodes.map(({ key }) => key)).toEqual(['1-0', '1-1', '1-2', '1-3', '2-0'])
    expect(job.refused.totalCount).toBe(9)
    expect(job.searched).toEqual({
      totalCount: 1,
      nodes: [
        { key: '2-0', title: 'Áo Đặng 2-0', code: 'INVALID_ITEM', message: 'case 2-0', outcome: 'FAILED' },
      ],
    })
    expect(job.errorGroups).toMatchObject([
      {
        code: 'SHOPIFY_REFUSED',
        count: 9,
        message: 'case 1-1',
        sample: [{ key: '1-1' }, { key: '1-2' }, { key: '1-3' }],
      },
      {
        code: 'INVALID_ITEM',
        outcome: 'FAILED',
        count: 3,
        retryable: false,
        hint: expect.stringContaining('Correct it there'),
      },
    ])
    expect(job.log).toMatchObject({
      totalCount: 3,
      nodes: [
        { level: 'WARN', message: 'a line of the log' },
        { level: 'WARN', message: 'Completed: 18 created, 0 updated, 0 unchanged, 0 skipped, 12 failed' },
      ],
    })
  })

  test('a page that is asked for twice is answered twice the same', async () => {
    const { job } = await http.request<{ job: Record<'a' | 'b', { nodes: { key: string }[] }> }>(gql`
      {
        job(id: "3") {
          a: items(codes: ["INVALID_ITEM"]) {
            nodes {
              key
            }
          }
          b: items(codes: ["INVALID_ITEM"]) {
            nodes {
              key
            }
          }
        }
      }
    `)
    expect(job.a.nodes).toEqual([{ key: '1-0' }, { key: '2-0' }, { key: '3-0' }])
    expect(job.b).toEqual(job.a)
  })

  test('what several jobs have is read in one statement, not in one for each job', async () => {
    const url = new URL(server.databaseUrl)
    let statements = 0
    await using proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) }, (text) => {
      statements += text.split('from unnest(').length - 1
      return true
    })
    url.port = String(proxy.port)
    await using other = await startTestApp({ databaseUrl: url.href, existingSandbox: server.sandbox })
    const { jobs } = await other.http.request<{ jobs: { nodes: { items: { nodes: unknown[] } }[] } }>(gql`
      {
        jobs {
          nodes {
            items(first: 2) {
              nodes {
                key
              }
            }
          }
        }
      }
    `)
    expect(jobs.nodes.map((job) => job.items.nodes.length)).toEqual([2, 0, 0])
    expect(statements).toBe(1)
  })
})

test('a start with a wrong input names the path', async () => {
  const start = async (input: string) =>
    http.request(
      `mutation { start: startPullNhanhProducts(input: ${input}) { __typename ... on InvalidInput { issues { path message } } } }`,
    )
  expect(await start('{ updatedAfter: "2100-01-01T00:00:00Z" }')).toEqual({
    start: {
      __typename: 'InvalidInput',
      issues: [{ path: 'input.updatedAfter', message: 'must lie in the past' }],
    },
  })
  await expect(start('{ updatedAfter: "soon" }')).rejects.toThrow('is not a DateTime')
  await expect(start('{ nonsense: 1 }')).rejects.toThrow('nonsense')
})

test('platforms tell how they stand', async () => {
  const { platforms } = await http.request<{ platforms: object[] }>(gql`
    {
      platforms {
        platform
        configured
        sandbox
        account
        writesEnabled
        budgetUsed
        budgetLimit
        lockedUntil
        lastError
      }
    }
  `)
  expect(platforms).toMatchObject([
    {
      platform: 'NHANH',
      configured: true,
      sandbox: false,
      writesEnabled: false,
      budgetLimit: 150,
      lockedUntil: null,
    },
    { platform: 'SHOPIFY', configured: true, account: server.sandbox.shopify.shop, lastError: null },
  ])
})

test('a platform that is not connected is named with what it lacks', async () => {
  await using bare = await startTestApp({
    config: { nhanh: { ready: false, missing: ['NHANH_ACCESS_TOKEN'] } },
  })
  expect(
    await bare.http.request(gql`
      mutation {
        start: startPullNhanhProducts {
          ... on PlatformNotConfigured {
            platform
            missing
            message
          }
        }
      }
    `),
  ).toEqual({
    start: {
      platform: 'NHANH',
      missing: ['NHANH_ACCESS_TOKEN'],
      message: 'NHANH is not connected; set NHANH_ACCESS_TOKEN',
    },
  })
})
