import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { expectAccessible, expectFitsEverywhere, startVisitor, type Visitor } from '../support/dashboard.ts'
import { run } from '../support/jobs.ts'

let server: TestApp
let visitor: Visitor
let page: Page

beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 3 } })
  visitor = await startVisitor(server.app.url)
  page = await visitor.visit({ path: '/places' })
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const HANOI = 'Cửa hàng Hà Nội'
const SAIGON = 'Cửa hàng TP. Hồ Chí Minh'
const fedBy = (location: string) =>
  page
    .getByRole('list', { name: `Depots that feed ${location}` })
    .getByRole('listitem')
    .allInnerTexts()
const dialog = () => page.getByRole('dialog')
const change = (location: string) =>
  page.getByRole('button', { name: `Change what feeds ${location}` }).click()
/** By what is pressed: the box itself is drawn. */
const tick = (depot: string) => dialog().getByText(depot, { exact: true }).click()
const save = () => dialog().getByRole('button', { name: 'Save' }).click()
const closed = () => dialog().waitFor({ state: 'detached' })

/** On a machine that has much to do, too. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 15_000 })

test('depots without a place are said first, and get one', async () => {
  await page.getByRole('heading', { name: '3 depots feed no location' }).waitFor()
  await page.getByText('The sync of stock waits for it').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Choose a location for Kho Hà Nội' }).click()
  await page.getByRole('menuitem', { name: HANOI }).click()
  await page.getByRole('heading', { name: '2 depots feed no location' }).waitFor()
  expect(await fedBy(HANOI)).toEqual(['Kho Hà Nội (K1)'])
  await page.getByRole('button', { name: 'Not sold online: Kho Đà Nẵng' }).click()
  await page.getByRole('heading', { name: '1 depot feeds no location' }).waitFor()
})

test('a location is changed, and where a depot moves from is said before', async () => {
  await change(SAIGON)
  await tick('Kho TP. Hồ Chí Minh (K3)')
  await tick('Kho Đà Nẵng (K2)')
  await dialog().getByText('Is not sold online now; will be.').waitFor()
  await tick('Kho Hà Nội (K1)')
  await dialog().getByText(`Moves here from ${HANOI}.`).waitFor()
  await expectAccessible(page)
  await dialog().getByRole('spinbutton', { name: 'Pieces held back' }).fill('2000000')
  await save()
  await dialog().getByText('2000000 is not allowed; it must be 0 to 1000000').waitFor()
  await tick('Kho Hà Nội (K1)')
  await dialog().getByRole('spinbutton', { name: 'Pieces held back' }).fill('2')
  await save()
  await closed()
  await page.getByText('2 pieces of each variant are held back').waitFor()
  expect(await fedBy(SAIGON)).toEqual(['Kho Đà Nẵng (K2)', 'Kho TP. Hồ Chí Minh (K3)'])
  expect(await fedBy(HANOI)).toEqual(['Kho Hà Nội (K1)'])
  await eventually(() => page.getByText('The sync of stock waits for it').count()).toBe(0)
})

test('what is not sold online is said, and what that takes from a location', async () => {
  const excluded = () => page.getByRole('region', { name: 'Not sold online' }).getByRole('listitem')
  await page.getByRole('button', { name: 'Change what is not sold online' }).click()
  await tick('Kho TP. Hồ Chí Minh (K3)')
  await dialog().getByText(`Feeds ${SAIGON} now; will not any more.`).waitFor()
  await save()
  await closed()
  await eventually(() => excluded().allInnerTexts()).toEqual(['Kho TP. Hồ Chí Minh (K3)'])
  expect(await fedBy(SAIGON)).toEqual(['Kho Đà Nẵng (K2)'])
})

test('what is no longer granted, and locations that are not written, are told', async () => {
  const { nhanh, shopify } = server.sandbox.world
  nhanh.grantedDepotIds = nhanh.depots.slice(1).map(({ id }) => id)
  const [first] = shopify.locations.records
  shopify.locations.add({ ...first!, id: first!.id + 10, name: 'Cửa hàng cũ', isActive: false })
  await run(server, 'PULL_NHANH_PRODUCTS')
  await run(server, 'PULL_SHOPIFY_PRODUCTS')
  await page.getByRole('heading', { name: '1 depot is no longer granted' }).waitFor()
  await page.getByText('Inactive in Shopify').waitFor()
  expect(await page.getByRole('button', { name: 'Change what feeds Cửa hàng cũ' }).count()).toBe(0)
  expect(await fedBy(HANOI)).toEqual([expect.stringContaining('not granted: not counted')])
})

test('it fits every width, in light and dark', { timeout: 90_000 }, async () => {
  await using visited = await visitor.visit({ path: '/places', locale: 'vi-VN' })
  await visited.getByRole('heading', { name: 'Kho nào cấp cho đâu' }).waitFor()
  await expectFitsEverywhere(visited)
})

test('a depot that is lost is left out', async () => {
  await page.getByRole('button', { name: 'Not sold online: Kho Hà Nội' }).click()
  await page.getByRole('heading', { name: '1 depot is no longer granted' }).waitFor({ state: 'detached' })
})
