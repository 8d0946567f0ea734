import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { expectAccessible, expectFitsEverywhere, startVisitor, type Visitor } from '../support/dashboard.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'

let server: TestApp
let visitor: Visitor
let page: Page

beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 60, customers: 40 } })
  visitor = await startVisitor(server.app.url)
  page = await visitor.visit({ path: '/records' })
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const table = (name: string) => page.getByRole('table', { name })
const rows = (name: string) =>
  table(name)
    .getByRole('row')
    .filter({ has: page.getByRole('link') })
const address = () => new URL(page.url()).searchParams
const panel = () => page.getByRole('dialog')

async function choose(filter: string, option: string): Promise<void> {
  await page.getByRole('button', { name: filter }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function open(query: string): Promise<void> {
  await page.goto(`${server.app.url}/records?${query}`)
}

/** On a machine that has much to do, too. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 15_000 })

test('before the first pull it leads to it', async () => {
  await page.getByText('Nothing pulled yet').waitFor()
  await expectAccessible(page)
  const pull = page.getByRole('link', { name: 'Pull products from Nhanh' })
  expect(await pull.getAttribute('href')).toBe('/start/PULL_NHANH_PRODUCTS')
  for (const what of ['NHANH_PRODUCTS', 'SHOPIFY_PRODUCTS', 'NHANH_CUSTOMERS', 'SHOPIFY_CUSTOMERS'])
    await run(server, `PULL_${what}`)
  for (const what of ['PRODUCTS', 'CUSTOMERS']) await run(server, `AUTO_MATCH_${what}`)
})

test('lists of both platforms are paged both ways, and the address tells where one is', async () => {
  // Since the pulls have ended, without being loaded again.
  await table('Nhanh products').waitFor()
  const first = await rows('Nhanh products').first().innerText()
  await page.getByRole('button', { name: 'Next' }).click()
  await eventually(() => address().get('after')).toBeTruthy()
  await eventually(() => rows('Nhanh products').first().innerText()).not.toBe(first)
  const second = await rows('Nhanh products').first().innerText()
  await page.reload()
  await eventually(() => rows('Nhanh products').first().innerText()).toBe(second)
  await page.getByRole('button', { name: 'Previous' }).click()
  await eventually(() => rows('Nhanh products').first().innerText()).toBe(first)
  for (const kind of ['Shopify variants', 'Nhanh customers', 'Shopify customers']) {
    await page.getByRole('tab', { name: kind }).click()
    await table(kind).waitFor()
  }
  expect(address().get('of')).toBe('shopify-customers')
  expect(address().get('before')).toBeNull()
})

test('a search and filters narrow a list, and are taken off again', async () => {
  const { name } = (
    await rowsOf<{ name: string }>(
      server.databaseUrl,
      `select name from nhanh_product where deleted_at is null and kind = 'PRODUCT' order by id limit 1`,
    )
  )[0]!
  await open('')
  await table('Nhanh products').waitFor()
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
  await page.getByRole('searchbox').fill(plain.toUpperCase())
  await eventually(() => rows('Nhanh products').first().innerText()).toContain(name)
  await eventually(() => rows('Nhanh products').count()).toBeLessThan(10)
  expect(address().get('q')).toBe(plain.toUpperCase())

  await choose('Linked or not', 'Not linked')
  await page.getByText('Nothing found').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await table('Nhanh products').waitFor()
  expect(await page.getByRole('searchbox').inputValue()).toBe('')

  await choose('Linked or not', 'Not linked')
  await eventually(() => rows('Nhanh products').getByText('Linked', { exact: true }).count()).toBe(0)
  await choose('Linked or not', 'Linked')
  await eventually(() => rows('Nhanh products').getByText('Not linked').count()).toBe(0)
})

test('one that is deleted at its source is shown when it is asked for', async () => {
  const { id, first_name } = (
    await rowsOf<{ id: string; first_name: string }>(
      server.databaseUrl,
      `update shopify_customer set deleted_at = now()
      where id = (select id from shopify_customer where first_name is not null order by id limit 1)
      returning id, first_name`,
    )
  )[0]!
  await open('of=shopify-customers')
  await table('Shopify customers').waitFor()
  expect(await rows('Shopify customers').getByText('Deleted').count()).toBe(0)
  await choose('Deleted or not', 'Deleted')
  await eventually(() => rows('Shopify customers').count()).toBe(1)
  await rows('Shopify customers').getByRole('link', { name: first_name }).click()
  await panel()
    .getByText(/^Deleted in Shopify, seen /)
    .waitFor()
  expect(address().get('record')).toBe(id)
  expect(await panel().getByRole('link', { name: 'Link by hand' }).count()).toBe(0)
})

test('a line opens what is known of its product, and the other side of its mapping', async () => {
  const [linked] = await rowsOf<{ id: string; sku: string; nhanh: string; shopify: string; title: string }>(
    server.databaseUrl,
    `select 'product-' || m.id as id, v.sku, m.nhanh_id::text as nhanh, m.shopify_id as shopify, n.name as title
    from product_mapping m join nhanh_product n on n.id = m.nhanh_id
    join shopify_variant v on v.id = m.shopify_id where v.sku is not null order by m.id limit 1`,
  )
  const { id, sku, nhanh, shopify, title } = linked!
  await open(`q=${sku}`)
  const line = rows('Nhanh products').filter({ hasText: sku }).first()
  await line.waitFor()
  // The whole of the line can be pressed.
  await line.getByRole('cell').nth(1).click({ force: true })
  const depots = panel().getByRole('table', { name: 'Stock by depot' })
  await depots.waitFor()
  expect(await panel().getByRole('heading', { level: 2 }).first().innerText()).toBe(title)
  const pieces = server.sandbox.world.nhanh.products.get(Number(nhanh))!.stock
  for (const [at, { remain, shipping, damaged, holding }] of pieces.entries()) {
    const cells = depots
      .getByRole('row')
      .nth(at + 1)
      .getByRole('cell')
    expect(await cells.nth(1).innerText()).toBe(String(remain - shipping - damaged - holding))
  }
  const hrefOf = (name: string) => panel().getByRole('link', { name }).getAttribute('href')
  expect(await hrefOf('Why this stock?')).toBe(`/trace?mapping=${id}`)
  expect(await hrefOf('In mappings')).toMatch(/^\/mappings\?search=/)
  expect(await hrefOf('Link one more by hand')).toBe(`/mappings?link=${nhanh}`)

  await page.reload()
  await panel().getByText('Kept in step').waitFor()
  await page.keyboard.press('Escape')
  await eventually(() => address().get('record')).toBeNull()
  await line.getByRole('link').focus()
  await page.keyboard.press('Enter')
  await panel().getByRole('link').first().click()
  await panel().getByRole('table', { name: 'Stock by location' }).waitFor()
  expect(address().get('of')).toBe('shopify-variants')
  expect(address().get('record')).toBe(shopify)
  await page.keyboard.press('Escape')
  await table('Shopify variants').waitFor()
})

test('a customer that is not linked is linked by hand, and phones are told', async () => {
  const { id, phone } = (
    await rowsOf<{ id: string; phone: string }>(
      server.databaseUrl,
      `select id::text, phone from nhanh_customer where phone is not null and not exists
      (select from customer_mapping where nhanh_id = nhanh_customer.id) order by id limit 1`,
    )
  )[0]!
  await open(`of=nhanh-customers&record=${id}`)
  await panel().getByText('It is linked with nothing.').waitFor()
  await panel().getByText(phone, { exact: true }).waitFor()
  const link = panel().getByRole('link', { name: 'Link by hand' })
  expect(await link.getAttribute('href')).toBe(`/mappings?kind=customers&link=${id}`)
  await open('record=1')
  await panel().getByText('No such record').waitFor()
})

test('it fits every width, in light and dark', { timeout: 90_000 }, async () => {
  const { id } = (
    await rowsOf<{ id: string }>(
      server.databaseUrl,
      'select nhanh_id::text as id from product_mapping limit 1',
    )
  )[0]!
  await using visited = await visitor.visit({ path: '/records?of=nhanh-customers', locale: 'vi-VN' })
  await visited.getByRole('table').waitFor()
  await expectFitsEverywhere(visited)
  await visited.goto(`${server.app.url}/records?record=${id}`)
  await visited.getByRole('dialog').getByRole('table').waitFor()
  await expectFitsEverywhere(visited)
})

test('a list that cannot be read says so, and is read again', async () => {
  await page.route('**/graphql', (route) => route.abort('connectionrefused'))
  await open('')
  await page.getByRole('alert').getByText('This could not be read').waitFor()
  await page.unroute('**/graphql')
  await page.getByRole('button', { name: 'Try again' }).click()
  await table('Nhanh products').waitFor()
})
