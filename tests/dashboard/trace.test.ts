import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, expectFitsEverywhere, startVisitor, type Visitor } from '../support/dashboard.ts'
import { addPairs, levelsOf, pairOf } from '../support/sync/pairs.ts'
import {
  assignDepots,
  setInNhanh,
  setWritesEnabled,
  startSyncedShop,
  sync,
  type SyncedShop,
} from '../support/sync/shop.ts'

let shop: SyncedShop
let visitor: Visitor
let page: Page
let depots: number[]
let locations: number[]

beforeAll(async () => {
  shop = await startSyncedShop({ sandbox: { products: 0 }, fill: (world) => addPairs(world, 6) })
  depots = shop.sandbox.world.nhanh.depots.map(({ id }) => id)
  locations = [...shop.feeds.keys()]
  await sync(shop)
  visitor = await startVisitor(shop.app.url)
  page = await visitor.visit({ path: '/trace' })
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

const pair = (number: number) => pairOf(shop.sandbox.world, number)
const shown = (number: number) => levelsOf(shop.sandbox.world, pair(number).variant)
const setStock = (number: number, at: number, pieces: number) =>
  setInNhanh(shop, pair(number).product.id, depots[at]!, pieces)
const dialog = () => page.getByRole('dialog')
/** What stands in the story of a location, in its order. */
const story = (at: number) => page.locator('main ol').nth(at).locator(':scope > li').allInnerTexts()
const numbersOf = async (at: number) => (await story(at)).map((text) => /\d+|–/.exec(text)?.[0])

async function ask(text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'SKU or name' }).fill(text)
  await page.keyboard.press('Enter')
}

/** On a machine that has much to do, too. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 15_000 })

test('a SKU tells from left to right how its number comes about', async () => {
  await page.getByText('Which product?').waitFor()
  await assignDepots(shop, locations[0]!, [depots[0]!], 2)
  setStock(1, 0, 5)
  await ask('sp-1')
  await page.getByText('Shopify shows another number than it should.').waitFor()
  expect(new URL(page.url()).searchParams.get('sku')).toBe('sp-1')
  // 5 in Nhanh, 2 held back, none sold online, so 3; Shopify shows 10.
  expect(await numbersOf(0)).toEqual(['5', '2', '0', '3', '10'])
  expect(await numbersOf(1)).toEqual(['23', '0', '0', '23', '23'])
  await page.getByRole('heading', { name: 'Cửa hàng Hà Nội' }).waitFor()
  expect(await page.getByText('Differs').count()).toBe(1)
  expect(await page.getByText('Agrees').count()).toBe(1)
})

test('it is synced alone: first what would be written, then just that', async () => {
  await page.getByRole('button', { name: 'Sync this one' }).click()
  await dialog().getByText('This would be written to Shopify:').waitFor()
  await eventually(() => dialog().getByRole('listitem').innerText()).toMatch(/Cửa hàng Hà Nội.*10 → .*3/s)
  expect(shown(1)).toEqual([10, 23])
  await expectAccessible(page)
  await dialog().getByRole('button', { name: 'Write exactly this' }).click()
  await dialog().getByText('Written to Shopify.').waitFor()
  expect(shown(1)).toEqual([3, 23])
  expect(shown(2)).toEqual([10, 23])
  await dialog().getByRole('button', { name: 'Close' }).last().click()
  await page.getByText('Shopify shows what it should.').waitFor()
  expect(await numbersOf(0)).toEqual(['5', '2', '0', '3', '3'])
  const writes = page
    .getByRole('list')
    .filter({ hasText: /from 10.*to 3/s })
    .first()
  await writes.getByRole('link', { name: /^Job \d+$/ }).waitFor()
  await page.getByRole('button', { name: 'Sync this one' }).click()
  await dialog().getByText('Both agree already: there is nothing to write.').waitFor()
  expect(await dialog().getByRole('button', { name: 'Write exactly this' }).count()).toBe(0)
  await page.keyboard.press('Escape')
})

test('a refusal is told in the words of the server', async () => {
  setStock(1, 0, 9)
  await page.getByRole('button', { name: 'Sync this one' }).click()
  const write = dialog().getByRole('button', { name: 'Write exactly this' })
  await write.waitFor()
  await setWritesEnabled(shop, false, 'Stock-take')
  await write.click()
  const alert = dialog().getByRole('alert')
  await alert.getByText('Writing to Shopify is switched off: Stock-take', { exact: true }).waitFor()
  await alert.getByRole('link', { name: 'To the switch for writing' }).waitFor()
  await page.keyboard.press('Escape')
  await setWritesEnabled(shop, true)
  expect(shown(1)).toEqual([3, 23])
})

test('its policy is changed, and what the server has against it stands at its field', async () => {
  await page.getByRole('button', { name: 'Policy' }).click()
  await dialog().getByRole('spinbutton', { name: 'Pieces held back' }).fill('-1')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await dialog()
    .getByText(/-1 is not allowed/)
    .waitFor()
  await dialog().getByRole('spinbutton', { name: 'Pieces held back' }).fill('4')
  await dialog()
    .getByRole('button', { name: /Keep in step/ })
    .click()
  await page.getByRole('option', { name: 'Hold' }).click()
  await dialog().getByRole('button', { name: 'Save' }).click()
  await page.getByText('A sync leaves this number alone.').waitFor()
  await page.getByText('On hold', { exact: true }).first().waitFor()
  expect((await numbersOf(0)).slice(1, 2)).toEqual(['4'])
})

test('a depot that counts for nothing says why, and a name finds its SKU', async () => {
  await assignDepots(shop, locations[1]!, [depots[1]!])
  await ask('san pham 2')
  await page.getByRole('link', { name: /Sản phẩm 2.*SP-2/ }).click()
  await page.getByText('Nothing is written while these depots').waitFor()
  expect(new URL(page.url()).searchParams.get('mapping')).toMatch(/^product-\d+$/)
  const [nhanh] = await story(0)
  expect(nhanh).toContain('Neither assigned to a location nor excluded.')
  await assignDepots(shop, locations[1]!, depots.slice(1))
  await ask('nothing like this')
  await page.getByText('No linked product for “nothing like this”').waitFor()
  await expectAccessible(page)
})

test('a platform that does not answer is said', async () => {
  shop.sandbox.faults.add({ platform: 'shopify', kind: 'status', status: 503, times: Infinity })
  await ask('SP-3')
  await page.getByText(/^Shopify could not be read now/).waitFor()
  shop.sandbox.faults.clear()
})

test('it fits every width, in light and dark', { timeout: 90_000 }, async () => {
  await using visited = await visitor.visit({ path: '/trace?sku=SP-1', locale: 'vi-VN' })
  await visited.getByRole('heading', { name: 'Cửa hàng Hà Nội' }).waitFor()
  await expectFitsEverywhere(visited)
})
