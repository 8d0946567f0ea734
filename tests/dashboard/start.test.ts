import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringifyDocument } from '@urql/core'
import { buildSchema, parse, validate } from 'graphql'
import { gql } from 'graphql-request'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { START_INPUTS } from '../../dashboard/graphql/start-inputs.ts'
import { startDocument } from '../../dashboard/start/start-document.ts'
import { shownFields } from '../../dashboard/start/input-values.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control } from '../support/control.ts'
import { expectAccessible, expectFits, startVisitor, type Visitor } from '../support/dashboard.ts'
import { finished, start } from '../support/jobs.ts'
import { assignDepots, setInNhanh, setWritesEnabled } from '../support/sync/shop.ts'

let server: TestApp
let visitor: Visitor
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 20, customers: 8 } })
  visitor = await startVisitor(server.app.url)
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const step = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, level: 3 }) })

interface ShownJob {
  id: string
  type: string
  input: Record<string, unknown>
  dryRun: boolean
}

/** The newest first. */
async function jobs(): Promise<ShownJob[]> {
  const { jobs: list } = await server.http.request<{ jobs: { nodes: ShownJob[] } }>(gql`
    {
      jobs(first: 30) {
        nodes {
          id
          type
          input
          dryRun
        }
      }
    }
  `)
  return list.nodes
}

test('the mutation of every job type is one that the API has', () => {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema.graphql'), 'utf8'))
  expect(START_INPUTS.length).toBeGreaterThan(9)
  for (const input of START_INPUTS) {
    const text = stringifyDocument(startDocument(input))
    expect(validate(schema, parse(text)), input.type).toEqual([])
    expect(text).toContain(`answer: ${input.mutation}(`)
  }
})

test('every job type is listed in the order of the chain, with a form that has all its fields', async () => {
  const page = await visitor.visit({ path: '/start' })
  await page.getByText('Never run').first().waitFor()
  expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
    'Run everything',
    '1. Pull',
    '2. Match',
    '3. Sync',
    'Mend',
  ])
  const links = page.getByRole('link', { name: /^Start: / })
  expect(await links.count()).toBe(START_INPUTS.length)
  for (const { type, fields } of START_INPUTS) {
    const link = page.locator(`a[href="/start/${type}"]`)
    const name = (await link.getAttribute('aria-label'))!.replace('Start: ', '')
    await link.click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    const form = page.locator('form')
    const controls = form.locator(
      'input:not([type=hidden]):not([tabindex="-1"]), textarea, button[aria-haspopup=listbox]',
    )
    expect(await controls.count(), type).toBe(shownFields(fields).length)
    await page.goBack()
    await links.first().waitFor()
  }
  await page.close()
})

test('what the server has against an input stands at the field that it is about', async () => {
  const page = await visitor.visit({ path: '/start/PULL_NHANH_CUSTOMERS?ids=7&ids=abc' })
  await button(page, 'Start').click()
  await page.getByText('abc: must be an id like 38000001').waitFor()
  const field = page.getByLabel('Only these records')
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  await field.fill('')
  await page.getByLabel('Changed since').fill('2099-01-01T08:00')
  await button(page, 'Start').click()
  await page.getByText('must lie in the past').waitFor()
  expect(await jobs()).toEqual([])
  await expectAccessible(page)
  await page.close()
})

test('what it has against an input is Vietnamese on a Vietnamese page', async () => {
  const page = await visitor.visit({ path: '/start/PULL_NHANH_CUSTOMERS?ids=abc', locale: 'vi-VN' })
  await button(page, 'Chạy').click()
  const said = page.getByText('abc: phải là mã như 38000001')
  await said.waitFor()
  const field = page.getByLabel('Chỉ những bản ghi này')
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  expect(await field.getAttribute('aria-describedby')).toContain(await said.getAttribute('id'))
  expect(await jobs()).toEqual([])
  await page.close()
})

test('a moment is one of the reader’s zone, and what the server takes by itself is not said', async () => {
  const page = await visitor.visit({ path: '/start/PULL_SHOPIFY_PRODUCTS' })
  await page.getByLabel('Changed since').fill('2026-01-02T08:00')
  await button(page, /Status of the product/).click()
  await page.getByRole('option', { name: 'Draft' }).click()
  await button(page, 'Start').click()
  await page.waitForURL(/\/jobs\/\d+$/)
  const [job] = await jobs()
  expect(job).toMatchObject({ type: 'PULL_SHOPIFY_PRODUCTS' })
  expect(job!.input).toEqual({ updatedAfter: '2026-01-02T01:00:00.000Z', status: 'DRAFT' })
  await page.close()
})

test('what runs already is to be watched, and what is in the way is named', async () => {
  const slow = server.sandbox.faults.add({ platform: 'nhanh', kind: 'slow', delayMs: 1_500, times: Infinity })
  const id = await start(server.http, 'PULL_NHANH_PRODUCTS')
  await control(server.http, 'pause', id)
  slow.remove()
  const page = await visitor.visit({ path: '/start/PULL_NHANH_PRODUCTS' })
  await button(page, 'Start').click()
  await page.getByText('This is running already').waitFor()
  expect(await page.getByRole('link', { name: 'Watch it', exact: true }).getAttribute('href')).toBe(
    `/jobs/${id}`,
  )
  await page.getByLabel('Only these records').fill('38000001')
  await button(page, 'Start').click()
  await page.getByText('Another job is in the way: Pull products from Nhanh').waitFor()
  await page.getByRole('link', { name: 'All job types' }).click()
  const watch = page.getByRole('link', { name: 'Watch it: Pull products from Nhanh' })
  await watch.waitFor()
  await control(server.http, 'resume', id)
  await finished(server.ws, id)
  await watch.waitFor({ state: 'hidden' })
  await page.getByRole('link', { name: /^Completed .*Last run: Pull products from Nhanh$/ }).waitFor()
  await page.close()
})

test('everything: it stops where a step did not end well, and goes on to what is written', async () => {
  const page = await visitor.visit({ path: '/start' })
  await button(page, 'Run everything').click()
  const compare = step(page, 'Compare, without writing')
  await compare.getByText(/Nothing is written until these feed a location/).waitFor({ timeout: 20_000 })
  expect(await compare.getByRole('link', { name: 'Assign depots' }).getAttribute('href')).toBe('/places')
  await expectAccessible(page)
  expect((await jobs()).slice(0, 4).map(({ type, input }) => [type, input])).toEqual(
    expect.arrayContaining([
      ['PULL_NHANH_PRODUCTS', { mode: 'DELTA' }],
      // Only a filtered one has run: that is no good run of everything.
      ['PULL_SHOPIFY_PRODUCTS', expect.anything()],
      ['AUTO_MATCH_PRODUCTS', {}],
      ['PRODUCT_SYNC', { dryRun: true }],
    ]),
  )

  const [first, second] = server.sandbox.world.shopify.locations.records.map(({ id }) => id)
  const [depot, ...others] = server.sandbox.world.nhanh.depots.map(({ id }) => id)
  await assignDepots(server, first!, [depot!])
  await assignDepots(server, second!, others)
  await button(page, 'Try this step again').click()
  const write = button(page, /^Write \d+ changes$/)
  await write.waitFor({ timeout: 20_000 })
  await page.getByRole('heading', { name: 'The largest changes' }).waitFor()
  for (const width of [360, 768] as const) {
    await page.setViewportSize({ width, height: 800 })
    await expectFits(page)
  }

  // Its address is all that another window needs.
  await page.reload()
  await write.click()
  await page.getByText('Writing to Shopify is switched off').waitFor()
  expect(await page.getByRole('link', { name: 'To the switch for writing' }).getAttribute('href')).toBe(
    '/settings#writes',
  )
  await setWritesEnabled(server, true)
  await button(page, 'Try again').click()
  await page.getByText(/^\d+ changes are written$/).waitFor({ timeout: 20_000 })
  // The button is gone; the step that it began has the focus, and is in sight by that.
  expect(await page.locator(':focus').textContent()).toMatch(/^\d?Write to Shopify/)
  const [applied, plan] = await jobs()
  expect(applied).toMatchObject({ type: 'PRODUCT_SYNC', dryRun: false, input: { planOf: plan!.id } })

  await button(page, 'Done').click()
  await button(page, 'Run everything').click()
  await page.getByText('Nothing differs: Shopify shows what it should.').waitFor({ timeout: 20_000 })
  expect((await jobs()).filter(({ type }) => type === 'PULL_SHOPIFY_PRODUCTS')[0]!.input).toEqual({
    mode: 'DELTA',
  })
  await page.close()
})

test('a dry run comes first, and exactly that is applied', async () => {
  const [variant] = server.sandbox.world.shopify.variants.records
  const product = server.sandbox.world.nhanh.products.records.find(({ code }) => code === variant!.sku)!
  setInNhanh(server, product.id, server.sandbox.world.nhanh.depots[0]!.id, 4_321)
  const page = await visitor.visit({ path: '/start/PRODUCT_SYNC', locale: 'vi-VN' })
  await button(page, 'Chạy thử').click()
  const apply = button(page, 'Áp dụng đúng như vậy: 1 thay đổi')
  await apply.waitFor({ timeout: 20_000 })
  await page.getByText('4.321').waitFor()
  const [shown] = await jobs()
  const { job } = await server.http.request<{ job: { largestChanges: { change: number }[] } }>(
    gql`
      query ($id: ID!) {
        job(id: $id) {
          largestChanges {
            change
          }
        }
      }
    `,
    { id: shown!.id },
  )
  expect(job.largestChanges).toEqual([{ change: expect.any(Number) }])
  expect(job.largestChanges[0]!.change).toBeGreaterThan(4_000)
  await expectAccessible(page)
  await apply.click()
  await page.waitForURL(/\/jobs\/\d+$/)
  const [applied, plan] = await jobs()
  expect(applied!.input).toEqual({ planOf: plan!.id })
  await finished(server.ws, applied!.id)

  await page.goto(`${server.app.url}/start/PRODUCT_SYNC?dry=${plan!.id}`)
  await apply.click()
  await page.getByText(/đã áp dụng rồi; hãy chạy thử lại/).waitFor()
  await page.close()
})

test.each(['/start', '/start/AUTO_MATCH_CUSTOMERS'])(
  '%s fits every screen, in light and dark',
  async (path) => {
    const page = await visitor.visit({ path, locale: 'vi-VN' })
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page)
    }
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await expectFits(page)
    }
    await page.close()
  },
)

test('a type that is none leads to nothing', async () => {
  const page = await visitor.visit({ path: '/start/NOTHING' })
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor()
  await page.close()
})
