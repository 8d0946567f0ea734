import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateOperations } from '../../scripts/support/generate-operations.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { expectAccessible, expectFits, startVisitor, type Visitor } from '../support/dashboard.ts'
import { insertPastJob } from '../support/past-jobs.ts'

let server: TestApp
let visitor: Visitor
beforeAll(async () => {
  server = await startTestApp()
  visitor = await startVisitor(server.app.url)
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('the types and documents of its operations are those of the schema', async () => {
  for (const { path, text } of await generateOperations()) expect(readFileSync(path, 'utf8'), path).toBe(text)
})

test('an address within it leads to its page, any other to nothing', async () => {
  const page = await fetch(`${server.app.url}/jobs/1`, { headers: { accept: 'text/html' } })
  expect(await page.text()).toContain('<div id="root">')
  for (const path of ['/jobs/1', '/assets/nothing.js', '/index.html.map', '/../package.json'])
    expect((await fetch(server.app.url + path, { headers: { accept: '*/*' } })).status, path).toBe(404)
})

test('it comes compressed, once, and under a strict policy', async () => {
  const page = await fetch(server.app.url, { headers: { 'accept-encoding': 'br' } })
  expect(page.headers.get('content-encoding')).toBe('br')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
  const asset = /assets\/[^"]+\.js/.exec(await page.text())![0]
  const script = await fetch(`${server.app.url}/${asset}`, { headers: { 'accept-encoding': 'gzip' } })
  expect(script.headers.get('content-encoding')).toBe('gzip')
  expect(script.headers.get('cache-control')).toContain('immutable')
  const tag = page.headers.get('etag')!
  const again = await fetch(server.app.url, { headers: { 'accept-encoding': 'br', 'if-none-match': tag } })
  expect(again.status).toBe(304)
})

test('a part that cannot be loaded while the server is away comes when it is back', async () => {
  const page = await visitor.visit({ path: '/missing', mayComplain: true })
  await page.getByRole('heading', { level: 1 }).waitFor()
  let isAway = true
  await page.route(/records-page.*js|\/$/, (route) => (isAway ? route.abort() : route.continue()))
  const missed = page.waitForEvent('requestfailed', (request) => request.method() === 'HEAD')
  await page.getByRole('link', { name: 'Records' }).first().click()
  await missed
  isAway = false
  await page.getByRole('heading', { level: 1, name: 'Records' }).waitFor()
  await page.close()
})

test('a part that the server no longer has is said to be missing, and the rest of the page stays', async () => {
  const page = await visitor.visit({ path: '/missing', mayComplain: true })
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.route(/records-page.*js/, (route) => route.fulfill({ status: 404, contentType: 'text/plain' }))
  await page.getByRole('link', { name: 'Records' }).first().click()
  await page.getByRole('alert').getByText('This page cannot be shown').waitFor()
  await page.getByRole('link', { name: 'Overview' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.getByRole('link', { name: 'Records' }).first().click()
  await page.unroute(/records-page.*js/)
  await page.getByRole('button', { name: 'Load the page again' }).click()
  await page.getByRole('heading', { level: 1, name: 'Records' }).waitFor()
  await page.close()
})

test.each(['/', '/missing', '/more'])('%s fits a phone and a screen, in light and dark', async (path) => {
  for (const width of [360, 1440] as const)
    for (const scheme of ['light', 'dark'] as const) {
      const page = await visitor.visit({ path, width, scheme })
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expectFits(page)
      await expectAccessible(page)
      await page.close()
    }
})

test('it speaks the language of the browser, and the one that is chosen', async () => {
  const failed = await insertPastJob(server.databaseUrl, { status: 'FAILED', error: 'NHANH_TOKEN' })
  const page = await visitor.visit({ path: `/jobs/${failed}`, locale: 'vi-VN' })
  await page.getByRole('heading', { name: 'Tải sản phẩm từ Nhanh' }).waitFor()
  // Words of the server.
  await page.getByText('Nhanh từ chối token').first().waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('vi')
  await page.getByRole('button', { name: 'Ngôn ngữ và giao diện' }).click()
  await page.getByRole('button', { name: /Tiếng Việt/ }).click()
  await page.getByRole('option', { name: 'English' }).click()
  for (const look of [async () => {}, () => page.reload()]) {
    await look()
    await page.getByRole('heading', { name: 'Pull products from Nhanh' }).waitFor()
    await page.getByText('A director grants access again').first().waitFor()
  }
})

test('it looks as it is told, also after it is loaded again', async () => {
  const page = await visitor.visit({ path: '/missing' })
  await page.getByRole('button', { name: 'Language and look' }).click()
  await page.getByRole('button', { name: /As the system/ }).click()
  await page.getByRole('option', { name: 'Dark' }).click()
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await expect.poll(ground).toBe('rgb(19, 22, 23)')
  await page.reload()
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await ground()).toBe('rgb(19, 22, 23)')
})
