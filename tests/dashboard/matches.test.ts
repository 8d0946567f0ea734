import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { expectAccessible, expectFits, startVisitor, type Visitor } from '../support/dashboard.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'
import { list, mapped, pullRecords, type PulledRecords } from '../support/mappings.ts'
import { insertReview } from '../support/reviews.ts'

let server: TestApp
let visitor: Visitor
let records: PulledRecords
let page: Page

beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 60, customers: 30 } })
  records = await pullRecords(server)
  visitor = await startVisitor(server.app.url)
  page = await visitor.visit({ path: '/matches' })
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
beforeEach(() => query('delete from match_review'))

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

/** What is stored of a review. */
async function stored(id: string) {
  const [row] = await query<{ decision: string | null; nhanh: string | null; shopify: string | null }>(
    'select decision, linked_nhanh_id::text as nhanh, linked_shopify_id as shopify from match_review where id = $1',
    [id],
  )
  return row
}

/** A product with several candidates in Nhanh, whose second is the right one. */
async function reviewOfProduct(key: string) {
  const [right, shopify] = records.pair('PRODUCT')
  const wrong = records.nhanh('PRODUCT')
  const [first, second] = [wrong, right].toSorted()
  const id = await insertReview(server, { key, nhanh: [wrong, right], shopify: [shopify] })
  const describe = (nhanhId: string, name: string, barcode: string) =>
    query('update nhanh_product set name = $2, sku = $3, barcode = $4, price = 100000 where id = $1', [
      nhanhId,
      name,
      key,
      barcode,
    ])
  await describe(wrong, `Quần ${key}`, '111')
  await describe(right, `Áo ${key} - Đỏ`, '222')
  await query(
    `update shopify_variant set title = 'ĐỎ', sku = $2, barcode = '222', price = 120000 where id = $1`,
    [shopify, key.toUpperCase()],
  )
  await query(
    'update shopify_product set title = $2 where id = (select product_id from shopify_variant where id = $1)',
    [shopify, `Áo ${key}`],
  )
  return {
    id,
    right,
    wrong,
    shopify,
    numberOf: (one: string) => ([first, second].indexOf(one) + 1).toString(),
  }
}

async function open(path: string): Promise<void> {
  await page.goto(server.app.url + path)
  await page.getByRole('heading', { name: 'Matches', level: 1 }).waitFor()
}

const heading = (key: string) => page.getByRole('heading', { level: 2, name: key })
const link = () => page.getByRole('button', { name: 'Link', exact: true })
const notice = (text: string | RegExp) => page.getByRole('alertdialog').filter({ hasText: text }).last()

test('both sides stand beside each other, and what differs is marked', async () => {
  const { id, right, wrong, numberOf } = await reviewOfProduct('at-1')
  await open('/matches')
  await heading('at-1').waitFor()
  expect(await page.getByText('More than one record of Nhanh has this key.').count()).toBe(1)
  const card = (one: string) =>
    page
      .getByRole('radiogroup', { name: /^Nhanh: 2/ })
      .getByRole('radio')
      .nth(Number(numberOf(one)) - 1)
  const labelOf = async (one: string) =>
    (await card(one).locator('xpath=ancestor::label').innerText()).replaceAll('\n', ' ')
  const rightText = await labelOf(right)
  expect(rightText).toMatch(/Name Áo at-1 - Đỏ \(the same\)/)
  expect(rightText).toMatch(/SKU at-1 \(the same\)/)
  expect(rightText).toMatch(/Barcode 222 \(the same\)/)
  expect(rightText).toMatch(/Price ₫100,000 \(differs\)/)
  const wrongText = await labelOf(wrong)
  expect(wrongText).toMatch(/Name Quần at-1 \(differs\)/)
  expect(wrongText).toMatch(/Barcode 111 \(differs\)/)
  // The only one of the other side is chosen by itself, and nothing is linked before both are.
  expect(await page.getByRole('radio', { name: /Áo at-1 · ĐỎ/ }).isChecked()).toBe(true)
  await link().click()
  await page.getByText('Choose one of each side first.').waitFor()
  expect(await stored(id)).toMatchObject({ decision: null })
})

test('decided with keys alone, and undone', async () => {
  const one = await reviewOfProduct('kb-1')
  const two = await reviewOfProduct('kb-2')
  const three = await reviewOfProduct('kb-3')
  await open('/matches')
  await heading('kb-3').waitFor()
  await page.keyboard.press('j')
  await heading('kb-2').waitFor()
  await page.keyboard.press('k')
  await heading('kb-3').waitFor()
  // Who reads by ear is at the review that is shown.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('kb-3')
  await page.keyboard.press(three.numberOf(three.right))
  await page.keyboard.press('Enter')
  await heading('kb-2').waitFor()
  await notice('Linked: Áo kb-3').waitFor()
  expect(await stored(three.id)).toEqual({ decision: 'LINK', nhanh: three.right, shopify: three.shopify })
  await page.keyboard.press('x')
  await heading('kb-1').waitFor()
  await notice('Ignored: kb-2').waitFor()
  expect(await stored(two.id)).toMatchObject({ decision: 'IGNORE' })
  await page.keyboard.press('u')
  await heading('kb-2').waitFor()
  // Back in the list too, not only beside it.
  await page.locator(`li a[href*="review=${encodeURIComponent(two.id)}"]`).waitFor()
  expect(await stored(two.id)).toMatchObject({ decision: null })
  await notice('Linked: Áo kb-3').getByRole('button', { name: 'Undo' }).click()
  await heading('kb-3').waitFor()
  expect(await stored(three.id)).toMatchObject({ decision: null })
  expect((await list(server.http, 'PRODUCT')).nodes.map(({ nhanh }) => nhanh.id)).not.toContain(three.right)
  expect(await stored(one.id)).toMatchObject({ decision: null })
})

test('keys do nothing while somebody types, nor when they are switched off', async () => {
  const { id } = await reviewOfProduct('ty-1')
  await open('/matches')
  await heading('ty-1').waitFor()
  const search = page.getByRole('searchbox', { name: 'Search key or name' })
  await search.fill('x1ty')
  await search.press('x')
  await page.getByText('No review fits').waitFor()
  await page.getByRole('button', { name: 'Show all that are open' }).click()
  await heading('ty-1').waitFor()
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Deciding with keys' })
  await keys.waitFor()
  await expectAccessible(page)
  await keys.getByRole('switch', { name: 'Use these keys' }).press('Space')
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
  await page.keyboard.press('x')
  await page.keyboard.press('?')
  expect(await heading('ty-1').count()).toBe(1)
  expect(await keys.count()).toBe(0)
  await page.getByRole('button', { name: 'Keys' }).click()
  await keys.getByRole('switch', { name: 'Use these keys' }).press('Space')
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
  expect(await stored(id)).toMatchObject({ decision: null })
})

test('a decision that is refused brings the review back, with the reason and what is in the way', async () => {
  const { right, shopify, numberOf } = await reviewOfProduct('rf-1')
  await reviewOfProduct('rf-2')
  await open('/matches?search=rf-1')
  await heading('rf-1').waitFor()
  await mapped(server.http, 'PRODUCT', records.nhanh('PRODUCT'), shopify)
  await page
    .getByRole('radiogroup', { name: /^Nhanh/ })
    .getByRole('radio')
    .nth(Number(numberOf(right)) - 1)
    .check({ force: true })
  await link().click()
  const alert = page.getByRole('alert').filter({ hasText: 'is linked with' })
  await alert.waitFor()
  expect(await heading('rf-1').count()).toBe(1)
  await alert.getByRole('link', { name: 'Show the mapping' }).click()
  await page.getByRole('heading', { name: 'Mappings', level: 1 }).waitFor()
  await page.getByRole('row').filter({ hasText: 'RF-1' }).waitFor()
})

test('which candidate is linked already, and with what; many of them in pages', async () => {
  const nhanh = Array.from({ length: 11 }, () => records.nhanh('PRODUCT')).toSorted()
  const [linked, other] = [nhanh[0]!, records.shopify('PRODUCT')]
  await mapped(server.http, 'PRODUCT', linked, other)
  const shopify = records.shopify('PRODUCT')
  const id = await insertReview(server, { key: 'pg-1', nhanh, shopify: [shopify] })
  await query('update nhanh_product set name = $2 where id = $1', [linked, 'Mũ len'])
  await query(
    `update shopify_product set title = 'Mũ khác' where id = (select product_id from shopify_variant where id = $1)`,
    [other],
  )
  await open('/matches')
  await heading('pg-1').waitFor()
  await page.getByText('Linked with Mũ khác').waitFor()
  const side = page.getByRole('radiogroup', { name: 'Nhanh: 11 candidates' })
  expect(await side.getByRole('radio').count()).toBe(9)
  await page.getByText('1 to 9 of 11').locator('..').getByRole('button', { name: 'Next' }).click()
  await page.getByText('10 to 11 of 11').waitFor()
  await page.keyboard.press('2')
  await side.getByRole('radio', { checked: true }).waitFor({ state: 'attached' })
  await link().click()
  await notice('Linked:').waitFor()
  expect(await stored(id)).toMatchObject({ decision: 'LINK', nhanh: nhanh[10] })
})

test('filtered by reason, searched, the decided ones too; all of it in the address', async () => {
  const [nhanh, shopify] = records.pair('CUSTOMER')
  for (let index = 0; index < 27; index++)
    await insertReview(server, {
      kind: 'CUSTOMER',
      key: `+84${900_000_000 + index}`,
      reason: index < 2 ? 'NOTE_ONLY' : 'NAME_DISAGREES',
      nhanh: [nhanh],
      shopify: [shopify],
    })
  await open('/matches')
  await page
    .getByRole('navigation', { name: 'Kinds of records' })
    .getByRole('link', { name: 'Customers 27' })
    .click()
  await heading('+84900000026').waitFor()
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await heading('+84900000001').waitFor()
  await page.getByRole('button', { name: 'Previous', exact: true }).click()
  await heading('+84900000026').waitFor()
  await page.getByRole('button', { name: 'Phone only in a note 2' }).click()
  await page.getByText('2 reviews').waitFor()
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Phone only in a note 1' }).waitFor()
  await page
    .getByRole('button', { name: 'Which' })
    .or(page.getByRole('button', { name: /^Open/ }))
    .first()
    .click()
  await page.getByRole('option', { name: 'Decided', exact: true }).click()
  await page.getByText(/^Ignored, /).waitFor()
  const address = page.url()
  expect(address).toContain('kind=customers')
  expect(address).toContain('reason=NOTE_ONLY')
  expect(address).toContain('shown=decided')
  await page.reload()
  await heading('+84900000001').waitFor()
  await page.getByRole('button', { name: 'Undo the decision' }).click()
  await page.getByRole('button', { name: 'Ignore', exact: true }).waitFor()
})

test('on a phone one after the other, and back', async () => {
  const { id } = await reviewOfProduct('ph-1')
  const phone = await visitor.visit({ path: '/matches', width: 360, scheme: 'dark', locale: 'vi-VN' })
  const entry = phone.getByRole('link', { name: /ph-1/ })
  await entry.waitFor()
  expect(await phone.getByRole('radio').count()).toBe(0)
  await expectFits(phone)
  await expectAccessible(phone)
  await entry.click()
  await phone.getByRole('heading', { level: 2, name: 'ph-1' }).waitFor()
  expect(await entry.isVisible()).toBe(false)
  await expectFits(phone)
  await expectAccessible(phone)
  await phone.getByRole('button', { name: 'Tất cả', exact: true }).click()
  await entry.waitFor()
  expect(await stored(id)).toMatchObject({ decision: null })
  await phone.close()
})

test.each([
  [768, 'light'],
  [1440, 'dark'],
  [1440, 'light'],
] as const)('it fits %i px and is accessible, %s', async (width, scheme) => {
  await reviewOfProduct(`ax-${width}${scheme}`)
  const other = await visitor.visit({ path: '/matches', width, scheme })
  await other.getByRole('link', { name: `ax-${width}${scheme}` }).waitFor()
  if (width === 768) await other.getByRole('link', { name: `ax-${width}${scheme}` }).click()
  await other.getByRole('radio').first().waitFor({ state: 'attached' })
  await expectFits(other)
  await expectAccessible(other)
  await other.close()
})

test('what a match has made clear leaves the list by itself', async () => {
  const { id } = await reviewOfProduct('lv-1')
  await query(`update match_review set key = 'nobody has this' where id = $1`, [id])
  await open('/matches')
  await heading('nobody has this').waitFor()
  await run(server, 'AUTO_MATCH_PRODUCTS')
  await page.getByRole('link', { name: /nobody has this/ }).waitFor({ state: 'detached' })
  await query('delete from match_review')
  await open('/matches')
  await page.getByText('Nothing to decide').waitFor()
  await expectAccessible(page)
})
