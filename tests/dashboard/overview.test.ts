import { gql } from 'graphql-request'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { expectAccessible, expectFits, startVisitor, type Visit, type Visitor } from '../support/dashboard.ts'
import { rowsOf } from '../support/database.ts'
import { run, start } from '../support/jobs.ts'
import { insertPastJob } from '../support/past-jobs.ts'
import { addPairs, pairOf } from '../support/sync/pairs.ts'
import { assignDepots, setWritesEnabled } from '../support/sync/shop.ts'

/** The tests follow a shop from its first morning on: each begins where the one before it has ended. */
let server: TestApp
let visitor: Visitor
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
  const { world } = server.sandbox
  addPairs(world, 4)
  const [level] = pairOf(world, 1).variant.inventoryItem.levels
  level!.available = 30
  world.nhanh.addProduct({ code: 'DOUBLE', name: 'Nón lá' })
  world.nhanh.addProduct({ code: 'DOUBLE', name: 'Nón lá thêu' })
  const levels = pairOf(world, 2).variant.inventoryItem.levels.map((one) => ({ ...one, available: 30 }))
  world.shopify.addProduct({ title: 'Áo dài lụa Vạn Phúc thêu tay' }, [{ sku: 'ALONE', levels }])
  world.shopify.addProduct({ title: 'Nón lá' }, [
    { sku: 'DOUBLE', levels: levels.map((one) => ({ ...one })) },
  ])
  visitor = await startVisitor(server.app.url)
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Ended 20 days ago, with a code that no other job has. */
let ofOld: number
beforeAll(async () => {
  const past = { type: 'PULL_SHOPIFY_CUSTOMERS', counts: { created: 600 }, took: '1 minute' }
  const old = { ...past, endedAgo: '20 days', status: 'FAILED', error: 'SHOPIFY_TOKEN' }
  ofOld = await insertPastJob(server.databaseUrl, old)
  await insertPastJob(server.databaseUrl, { ...past, endedAgo: '3 days', took: '90 seconds', speed: 6.7 })
})

/** As the visitor does it, but what does not come says soon what it was. */
async function visit(how?: Visit): Promise<Page> {
  const page = await visitor.visit(how)
  page.setDefaultTimeout(10_000)
  return page
}

const step = (page: Page, type: string) => page.locator(`[data-type="${type}"]`)
const figure = (page: Page, name: string) => page.getByRole('button', { name })

async function toTheEnd(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Writing, tokens, depots' }).waitFor()
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await page.getByRole('heading', { name: 'Rate budgets' }).waitFor()
}

async function sentenceOf(): Promise<string> {
  const { shopHealth } = await server.http.request<{ shopHealth: { sentence: string } }>(gql`
    {
      shopHealth {
        sentence
      }
    }
  `)
  return shopHealth.sentence
}

test('a new shop is welcomed and told how to begin', async () => {
  const page = await visit()
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  expect(await page.getByRole('link', { name: 'Run everything' }).first().getAttribute('href')).toBe('/start')
  expect(await page.getByRole('heading', { name: 'What costs money' }).count()).toBe(0)
  await expectAccessible(page)
  await page.close()
  const phone = await visit({ width: 360, scheme: 'dark' })
  await phone.getByRole('heading', { name: 'Welcome' }).waitFor()
  await expectFits(phone)
  await expectAccessible(phone)
  await phone.close()
})

test('what a shop does is shown when it has settled, and what it should do next', async () => {
  const page = await visit()
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  await run(server, 'PULL_NHANH_PRODUCTS')
  await run(server, 'PULL_SHOPIFY_PRODUCTS')
  await page.getByRole('heading', { name: 'What costs money' }).waitFor()
  await run(server, 'AUTO_MATCH_PRODUCTS')
  await step(page, 'AUTO_MATCH_PRODUCTS').getByText('4 written').waitFor()
  await page.getByText('Act now').waitFor()
  const todo = page.getByRole('list', { name: 'What to do' })
  expect(
    await todo.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
  ).toEqual(['/places', '/settings#writes', '/start/PRODUCT_SYNC', '/mappings?status=FAILED&status=PENDING'])
  await page.close()
})

test('the sentence, what costs money, the chain and its largest changes', async () => {
  const [first, second] = server.sandbox.world.shopify.locations.records
  const [depot, ...others] = server.sandbox.world.nhanh.depots.map(({ id }) => id)
  await assignDepots(server, first!.id, [depot!])
  await assignDepots(server, second!.id, others)
  await run(server, 'PRODUCT_SYNC', { dryRun: true })
  await setWritesEnabled(server, true)
  const { id } = await run(server, 'PRODUCT_SYNC')
  await rowsOf(
    server.databaseUrl,
    `update product_mapping set policy = 'HOLD' where key = 'SP-4' or key = 'sp-4'`,
  )

  const page = await visit()
  await page.getByRole('heading', { level: 2, name: await sentenceOf() }).waitFor()
  await page.getByText('All is right').waitFor()

  await figure(page, '2 Selling, not linked').click()
  const alone = page.getByRole('listitem').filter({ hasText: 'Áo dài lụa Vạn Phúc' })
  expect(await alone.getByRole('link').getAttribute('href')).toBe(
    '/records?of=shopify-variants&linked=no&q=ALONE',
  )
  await figure(page, '1 On hold').press('Enter')
  expect(await alone.isVisible()).toBe(false)
  expect(await page.getByRole('link', { name: 'SP-4' }).getAttribute('href')).toBe('/mappings?search=SP-4')

  const sync = step(page, 'PRODUCT_SYNC')
  expect(await sync.getByRole('link', { name: 'now', exact: true }).getAttribute('href')).toBe(`/jobs/${id}`)
  await sync.getByText('1 written').waitFor()
  expect(await sync.getByRole('link', { name: /^Run now/ }).getAttribute('href')).toBe('/start/PRODUCT_SYNC')
  await page.getByRole('button', { name: 'Largest changes' }).click()
  const change = page.getByRole('row', { name: 'Sản phẩm 1' })
  await change.waitFor()
  expect(await change.getByRole('cell').allInnerTexts()).toEqual([first!.name, '30', '→ 10'])

  const reviews = page.getByRole('row', { name: 'Several in Nhanh' })
  expect(await reviews.getByRole('cell').allInnerTexts()).toEqual(['1', '1'])
  expect(await reviews.getByRole('link').getAttribute('href')).toBe('/matches?reason=SEVERAL_IN_NHANH')
  expect(await page.getByRole('link', { name: 'None' }).getAttribute('href')).toBe('/places')
  await expectAccessible(page)
  await page.close()
})

test('a step that runs shows how far it is, and what has failed or is overdue is red', async () => {
  const page = await visit({ width: 768, scheme: 'dark' })
  const pull = step(page, 'PULL_NHANH_PRODUCTS')
  await pull.getByText('written').waitFor()
  const slow = server.sandbox.faults.add({ platform: 'nhanh', kind: 'slow', delayMs: 1_000, times: Infinity })
  const id = await start(server.http, 'PULL_NHANH_PRODUCTS')
  const running = pull.getByRole('link', { name: 'Running' }).filter({ has: page.getByRole('progressbar') })
  expect(await running.getAttribute('href')).toBe(`/jobs/${id}`)
  slow.remove()
  await pull.getByRole('link', { name: /^Run now/ }).waitFor()

  const failed = await insertPastJob(server.databaseUrl, {
    type: 'PULL_NHANH_CUSTOMERS',
    status: 'FAILED',
    error: 'NHANH_TOKEN',
    endedAgo: '1 minute',
  })
  await rowsOf(
    server.databaseUrl,
    `insert into schedule (account_ids, name, cron, time_zone, enabled, steps, continues_after_errors, active_since,
       handled_until)
     select array_agg(id order by id), 'Đêm', '0 * * * *', 'UTC', true,
       '[{"type":"PULL_SHOPIFY_CUSTOMERS","input":{}}]', false, now() - interval '3 days', now() from account`,
  )
  await setWritesEnabled(server, false, 'Kiểm kê')
  await run(server, 'PULL_SHOPIFY_PRODUCTS')
  await step(page, 'PULL_NHANH_CUSTOMERS').getByText('Last run failed').waitFor()
  await step(page, 'PULL_SHOPIFY_CUSTOMERS').getByText('Overdue').waitFor()
  await page.getByRole('link', { name: 'Off' }).waitFor()
  await page.getByText('Kiểm kê').waitFor()
  const todo = page.getByRole('list', { name: 'What to do' })
  const links = await todo
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href')]))
  expect(links).toEqual(
    expect.arrayContaining([
      ['Switch it on', '/settings#writes'],
      ['See why', `/jobs/${failed}`],
      ['Run it now', '/start/PULL_SHOPIFY_CUSTOMERS'],
    ]),
  )
  await expectFits(page)
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Language and look' }).click()
  await page.getByRole('button', { name: /English/ }).click()
  await page.getByRole('option', { name: 'Tiếng Việt' }).click()
  await page.getByRole('heading', { name: 'đang tắt ghi lên Shopify' }).waitFor()
  // The tests' browser keeps one store for all its windows.
  await page.evaluate(() => localStorage.clear())
  await page.close()
})

test.each([
  [360, 'dark'],
  [1440, 'light'],
] as const)(
  'below the fold, %d px: jobs a day, how they went, what goes wrong again and again, budgets',
  async (width, scheme) => {
    const page = await visit({ width, scheme })
    await toTheEnd(page)
    await expect.poll(() => page.locator('canvas').count()).toBe(2)
    await page.getByRole('button', { name: 'Show as a table' }).click()
    await page.getByRole('row', { name: '600' }).waitFor()
    await page.getByText(/jobs in 30 days: .* 2 failed/).waitFor()

    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: 'Pull customers from Shopify', exact: true }) })
    await row.getByText('1m 30s').first().waitFor()
    await expect.poll(() => page.getByText('SHOPIFY_TOKEN').count()).toBe(0)
    await page.getByRole('link', { name: '30 days' }).click()
    await row.getByText('SHOPIFY_TOKEN').waitFor()
    await expect.poll(() => page.url()).toContain('window=month')
    const pattern = page.getByRole('row', { name: /^SHOPIFY_TOKEN/ })
    await pattern.getByText('Check the credentials').waitFor()
    expect(await pattern.getByRole('link').getAttribute('href')).toBe(`/jobs/${ofOld}`)
    await expect.poll(() => page.getByRole('meter').count()).toBe(2)
    await expectFits(page)
    await expectAccessible(page)
    await page.close()
  },
)

test('what cannot be read is said, and can be tried again', async () => {
  const page = await visit({ path: '/more' })
  await page.getByRole('heading', { name: 'More pages' }).waitFor()
  await page.route('**/graphql', (route) => route.abort('connectionrefused'))
  await page.getByRole('link', { name: 'Overview' }).first().click()
  await page.getByRole('alert').getByText('synctrack cannot be reached').waitFor()
  await page.unroute('**/graphql')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'What costs money' }).waitFor()
  await page.close()
})

test('the first load is under 150 kB; charts and what is below the fold come later', async () => {
  const page = await visit({ path: '/missing' })
  const loaded = new Set<string>([server.app.url])
  page.on('request', (request) => {
    if (/\/assets\//.test(request.url())) loaded.add(request.url())
  })
  await page.goto(server.app.url)
  await figure(page, 'Selling, not linked').waitFor()
  const first = [...loaded]
  const sizes = await Promise.all(
    first.map(async (url) => {
      // What a browser asks for where there is no TLS; with brotli it is less.
      const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip', accept: 'text/html,*/*' } })
      expect(answer.headers.get('content-encoding'), url).toBe('gzip')
      return Number(answer.headers.get('content-length'))
    }),
  )
  const size = sizes.reduce((sum, one) => sum + one, 0)
  expect(size).toBeGreaterThan(80_000)
  expect(size).toBeLessThan(150_000)
  expect(first.filter((url) => /history|plot/.test(url))).toEqual([])
  await toTheEnd(page)
  await expect.poll(() => [...loaded].some((url) => /plot/.test(url))).toBe(true)
  await page.close()
})
