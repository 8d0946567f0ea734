import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { fold } from '../../src/entities/search-text.ts'
import { expectAccessible, expectFits, startVisitor, type Visitor } from '../support/dashboard.ts'
import { rowsOf } from '../support/database.ts'
import { list, mapped, pullRecords, type Kind, type PulledRecords } from '../support/mappings.ts'

let server: TestApp
let visitor: Visitor
let records: PulledRecords
let page: Page

beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 60, customers: 30 } })
  records = await pullRecords(server)
  visitor = await startVisitor(server.app.url)
  page = await visitor.visit({ path: '/mappings' })
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await query('delete from product_mapping')
  await query('delete from customer_mapping')
})

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

/** Linked products whose names in Nhanh are these. */
async function linkedProducts(...names: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const name of names) {
    const [nhanh, shopify] = records.pair('PRODUCT')
    await rename(nhanh, name)
    ids.push((await mapped(server.http, 'PRODUCT', nhanh, shopify)).id)
  }
  return ids
}

const rename = (nhanh: string, name: string) =>
  query('update nhanh_product set name = $2, search_text = $3 where id = $1', [nhanh, name, fold(name)])

async function open(path = '/mappings'): Promise<void> {
  await page.goto(server.app.url + path)
  await page.getByRole('heading', { name: 'Mappings', level: 1 }).waitFor()
}

const row = (name: string) => page.getByRole('row').filter({ hasText: name })
const choose = (name: string) => page.getByRole('checkbox', { name: `Choose ${name}` }).press('Space')
const notice = (text: string) => page.getByRole('alertdialog').filter({ hasText: text }).last()
const stored = async (kind: Kind = 'PRODUCT') => (await list(server.http, kind)).nodes

async function act(name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

test('searched and filtered, with the reason of a failure and what to do; kept in the address', async () => {
  const [failed] = await linkedProducts('mũ hỏng', 'áo lành')
  await query(`update product_mapping set status = 'FAILED', last_error = $2 where id = $1`, [
    failed!.split('-')[1],
    { code: 'VARIANT_GONE', message: 'the variant is gone', retryable: false },
  ])
  await open()
  await row('áo lành').waitFor()
  expect(await row('mũ hỏng').innerText()).toContain('the variant is gone')
  expect(await row('mũ hỏng').innerText()).toContain('Pull Shopify products, then match again.')
  await page
    .getByRole('button', { name: /Status/ })
    .first()
    .click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await page.keyboard.press('Escape')
  await row('áo lành').waitFor({ state: 'detached' })
  expect(page.url()).toContain('status=FAILED')
  await page.getByRole('searchbox', { name: /^Search name/ }).fill('lành')
  await page.getByText('No mapping fits').waitFor()
  await page.getByRole('link', { name: 'Show all' }).click()
  await row('mũ hỏng').waitFor()
  await page.getByRole('button', { name: 'Actions for mũ hỏng' }).click()
  await page.getByRole('menuitem', { name: 'Why does it show this?' }).click()
  await page.waitForURL(`**/trace?mapping=${failed}`)
})

test('several held until a moment with a reserve; a moment that is over is refused at its field', async () => {
  await linkedProducts('nón một', 'nón hai', 'nón ba')
  await open()
  await row('nón ba').waitFor()
  await choose('nón một')
  await choose('nón hai')
  await page.getByRole('group', { name: '2 chosen' }).getByRole('button', { name: 'Hold' }).click()
  const dialog = page.getByRole('dialog', { name: 'Hold 2 mappings' })
  await dialog.getByLabel('Until').fill('2020-01-01T08:00')
  await dialog.getByLabel('Pieces held back').fill('4')
  await dialog.getByRole('button', { name: 'Hold' }).click()
  await dialog.getByText('it must lie in the future').waitFor()
  expect(await dialog.getByLabel('Until').getAttribute('aria-invalid')).toBe('true')
  await expectAccessible(page)
  await dialog.getByLabel('Until').fill('2099-01-01T08:00')
  await dialog.getByRole('button', { name: 'Hold' }).click()
  await notice('Held: 2 mappings').waitFor()
  await row('nón một').getByText('Held until 01/01/2099, 08:00').waitFor()
  await row('nón một').getByText('4 held back').waitFor()
  expect((await stored()).map(({ policy, policyUntil }) => [policy, policyUntil])).toEqual([
    ['SYNC', null],
    ['HOLD', '2099-01-01T01:00:00.000Z'],
    ['HOLD', '2099-01-01T01:00:00.000Z'],
  ])
  await act('nón ba', 'Show 0')
  await page.getByRole('dialog').getByRole('button', { name: 'Show 0' }).click()
  await row('nón ba').getByText('Shows 0').waitFor()
})

test('all of a page are unlinked, once a question that says what follows is answered', async () => {
  await linkedProducts('túi một', 'túi hai')
  await open()
  await row('túi hai').waitFor()
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).press('Space')
  await page.getByRole('group', { name: '2 chosen' }).getByRole('button', { name: 'Unlink' }).click()
  const question = page.getByRole('alertdialog', { name: 'Unlink 2 mappings?' })
  await question.getByText('Shopify keeps the stock that it shows now').waitFor()
  expect(
    await question.getByRole('button', { name: 'Cancel' }).evaluate((one) => one === document.activeElement),
  ).toBe(true)
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect(await stored()).toHaveLength(2)
  await page.getByRole('group', { name: '2 chosen' }).getByRole('button', { name: 'Unlink' }).click()
  await question.getByRole('button', { name: 'Unlink' }).click()
  await page.getByText('Nothing is linked yet').waitFor()
  expect(await stored()).toEqual([])
})

test('two are linked by hand after both were looked at; what is linked already is shown', async () => {
  const [nhanh, shopify] = records.pair('PRODUCT')
  await rename(nhanh, 'váy tay')
  await open()
  await page.getByRole('button', { name: 'Link by hand' }).click()
  const dialog = page.getByRole('dialog', { name: 'Link two products by hand' })
  const look = async (platform: string, words: string) => {
    await dialog.getByRole('searchbox', { name: `Search in ${platform}` }).fill(words)
    const found = dialog.getByRole('listbox', { name: `Found in ${platform}` }).getByRole('option')
    await expect.poll(() => found.count(), { timeout: 15_000 }).toBe(1)
    await found.click()
  }
  await look('Nhanh', 'váy tay')
  await look('Shopify', shopify)
  await dialog
    .getByRole('region', { name: 'Both beside each other' })
    .getByText('(differs)')
    .first()
    .waitFor({ state: 'attached' })
  await expectAccessible(page)
  // Somebody else is quicker.
  const other = records.nhanh('PRODUCT')
  const { id } = await mapped(server.http, 'PRODUCT', other, shopify)
  await dialog.getByRole('button', { name: 'Link', exact: true }).click()
  const alert = dialog.getByRole('alert')
  await alert.getByText('is linked with').waitFor()
  expect(await alert.getByRole('link', { name: 'Show the mapping' }).getAttribute('href')).toContain(
    encodeURIComponent(shopify),
  )
  await query('delete from product_mapping where id = $1', [id.split('-')[1]])
  await dialog.getByRole('button', { name: 'Link', exact: true }).click()
  await notice('Linked: váy tay').waitFor()
  await row('váy tay').waitFor()
  expect(await stored()).toMatchObject([{ origin: 'MANUAL', nhanh: { id: nhanh }, shopify: { id: shopify } }])
})

test('one is synced alone; a refusal says why and where to go', async () => {
  await linkedProducts('giày một')
  await open()
  await row('giày một').waitFor()
  await act('giày một', 'Sync this one')
  const alert = page.getByRole('main').getByRole('alert')
  await alert.getByText('Writing to Shopify is switched off').waitFor()
  expect(await alert.getByRole('link').getAttribute('href')).toBe('/settings#writes')
})

test('customers have a page of their own, without what only stock has', async () => {
  await mapped(server.http, 'CUSTOMER', ...records.pair('CUSTOMER'))
  await open()
  await page.getByRole('link', { name: 'Customers' }).click()
  await page.getByText('1 mapping', { exact: true }).waitFor()
  await page.getByRole('button', { name: /^Actions for/ }).click()
  expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
    'Sync this one',
    'Hold',
    'Keep in step',
    'Unlink',
  ])
})

test.each([
  [360, 'dark', 'vi-VN'],
  [768, 'light', 'en-US'],
  [1440, 'dark', 'en-US'],
  [1440, 'light', 'vi-VN'],
] as const)('it fits %i px and is accessible, %s, %s', async (width, scheme, locale) => {
  await linkedProducts('Áo khoác gió hai lớp chống thấm nước dành cho trẻ em, màu xanh nước biển đậm, cỡ đại')
  const other = await visitor.visit({ path: '/mappings', width, scheme, locale })
  await other.locator('tbody').getByText('Áo khoác gió').last().waitFor()
  await other.getByRole('checkbox').nth(1).press('Space')
  await expectFits(other)
  await expectAccessible(other)
  await other.close()
})
