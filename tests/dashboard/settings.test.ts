import { gql } from 'graphql-request'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertJob, steeredWatch } from '../support/alerts.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { expectAccessible, expectFits, startVisitor, type Visitor } from '../support/dashboard.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'

let server: TestApp
let visitor: Visitor
beforeAll(async () => {
  // No schedule is due while one is looked at.
  server = await startTestApp({ sandbox: { products: 5 }, app: { schedulesEveryMs: 3_600_000 } })
  visitor = await startVisitor(server.app.url)
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const section = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, level: 2 }) })

interface ShownSchedule {
  name: string
  cron: string
  enabled: boolean
  steps: { type: string; input: unknown }[]
}

async function schedules(): Promise<ShownSchedule[]> {
  const answer = await server.http.request<{ schedules: ShownSchedule[] }>(gql`
    {
      schedules {
        name
        cron
        enabled
        steps {
          type
          input
        }
      }
    }
  `)
  return answer.schedules
}

test('writing is switched on after a dry run, and off with a reason and an end', async () => {
  const page = await visitor.visit({ path: '/settings' })
  await button(page, 'Switch writing on').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Switch writing on' }).click()
  await dialog.getByText(/no dry run of PRODUCT_SYNC or CUSTOMER_SYNC has reached its end/).waitFor()
  const toDryRun = dialog.getByRole('link', { name: 'Make a dry run first' })
  expect(await toDryRun.getAttribute('href')).toBe('/start/PRODUCT_SYNC')
  await expectAccessible(page)
  await run(server, 'PRODUCT_SYNC', { dryRun: true })
  await dialog.getByRole('button', { name: 'Switch writing on' }).click()
  await page.getByText('Jobs may write to the shop.').waitFor()

  await button(page, 'Switch writing off').click()
  await dialog.getByLabel('Reason').fill('Kiểm kho')
  await dialog.getByLabel('Switch on again at').fill('2020-01-01T08:00')
  await dialog.getByRole('button', { name: 'Switch writing off' }).click()
  await dialog.getByText('it must lie in the future').waitFor()
  await dialog.getByLabel('Switch on again at').fill('2099-01-01T08:00')
  await dialog.getByRole('button', { name: 'Switch writing off' }).click()
  await page.getByText('Reason: Kiểm kho').waitFor()
  await page.getByText('Off until 01/01/2099, 08:00, then on by itself.').waitFor()
  await page.close()
})

test('a suggested schedule is added with one press, changed, run, rested and deleted', async () => {
  const page = await visitor.visit({ path: '/settings#schedules' })
  await page.getByText('Nothing runs by itself yet').waitFor()
  await button(page, 'Add the suggested schedule Stock').click()
  await page.getByText(/next \d\d\/\d\d\/\d{4}, \d\d:\d\d, in/).waitFor()
  expect(await schedules()).toMatchObject([{ name: 'Stock', cron: '*/10 * * * *', enabled: true }])

  await button(page, 'More about Stock').click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('When (cron)').fill('never')
  await dialog.getByLabel('Name').fill('Tồn kho')
  await dialog.getByRole('button', { name: 'Remove job 4' }).click()
  await dialog.getByRole('button', { name: 'Move job 2 up' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText(/"never" is not a cron expression/).waitFor()
  expect(await dialog.getByLabel('When (cron)').getAttribute('aria-invalid')).toBe('true')
  await expectAccessible(page)
  await dialog.getByLabel('When (cron)').fill('15 3 * * *')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Tồn kho' }).waitFor()
  expect(await schedules()).toMatchObject([
    {
      name: 'Tồn kho',
      cron: '15 3 * * *',
      steps: [
        { type: 'PULL_SHOPIFY_PRODUCTS', input: { mode: 'DELTA' } },
        { type: 'PULL_NHANH_PRODUCTS', input: { mode: 'DELTA' } },
        { type: 'AUTO_MATCH_PRODUCTS' },
      ],
    },
  ])

  await button(page, 'Run now: Tồn kho').click()
  const runs = page.getByRole('list', { name: 'Last runs of Tồn kho' })
  await runs.getByText('Completed', { exact: true }).waitFor({ timeout: 20_000 })
  await expect.poll(() => runs.getByRole('link').count()).toBe(3)

  await page.getByRole('switch', { name: /Tồn kho/ }).press('Space')
  await expect.poll(async () => (await schedules())[0]?.enabled).toBe(false)

  await button(page, 'More about Tồn kho').click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page
    .getByRole('alertdialog', { name: 'Delete Tồn kho?' })
    .getByRole('button', { name: 'Delete' })
    .click()
  await page.getByText('Nothing runs by itself yet').waitFor()
  expect(await schedules()).toEqual([])
  await page.close()
})

test('alerts are shown while they hold and after, with what became of their messages', async () => {
  await using watch = await steeredWatch(server)
  const failed = await insertJob(server, { type: 'PULL_NHANH_CUSTOMERS', status: 'FAILED', code: 'INTERNAL' })
  await watch.look()
  const page = await visitor.visit({ path: '/settings#alerts' })
  const alerts = section(page, 'Alerts')
  const title = alerts.getByRole('heading', { level: 3 })
  await title.waitFor()
  expect(await title.textContent()).toMatch(/Pull Nhanh Customers/i)
  await button(page, 'Send a test').click()
  await alerts.getByText('Nobody is told yet').waitFor()
  await alerts.getByText('ALERT_WEBHOOK_URL').waitFor()

  await rowsOf(
    server.databaseUrl,
    `update background_job set status = 'COMPLETED', error = null where id = $1`,
    [failed],
  )
  await watch.lookFor(90_000)
  await button(page, /Which alerts/).click()
  await page.getByRole('option', { name: 'Past' }).click()
  await alerts.getByText('Over', { exact: true }).waitFor()
  expect(new URL(page.url()).searchParams.get('alerts')).toBe('past')
  await page.close()
})

test('what a customer asked for is shown, and closed when it was passed on', async () => {
  await rowsOf(
    server.databaseUrl,
    `insert into data_request (account_id, customer_id, requested_at, data)
     select id, 'gid://shopify/Customer/7', now(), '{"phones":["0912345678"]}' from account where platform = 'SHOPIFY'`,
  )
  const page = await visitor.visit({ path: '/settings#requests' })
  await button(page, 'Show what is stored about gid://shopify/Customer/7').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('0912345678').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Close the request' }).click()
  await dialog.getByRole('button', { name: 'Passed on, close it' }).click()
  await page.getByText('No customer has asked').waitFor()
  await page.close()
})

test('it fits every screen, in light and dark', async () => {
  const page = await visitor.visit({ path: '/settings', locale: 'vi-VN' })
  await page.getByText('Chưa có khách hàng nào yêu cầu').waitFor()
  await button(page, 'Thêm lịch gợi ý Tồn kho').waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: 800 })
    await expectFits(page)
  }
  await page.close()
})

test('a platform that is not connected says which variables are missing', async () => {
  await using other = await startTestApp({
    existingSandbox: server.sandbox,
    config: { nhanh: { ready: false, missing: ['NHANH_ACCESS_TOKEN'] } },
  })
  await using otherVisitor = await startVisitor(other.app.url)
  const page = await otherVisitor.visit({ path: '/settings' })
  const nhanh = page.getByRole('region', { name: 'Nhanh' })
  await nhanh.getByText('Not connected').waitFor()
  await nhanh.getByText('NHANH_ACCESS_TOKEN').waitFor()
  await page.goto(`${other.app.url}/start/PULL_NHANH_PRODUCTS`)
  await button(page, 'Start').click()
  await page.getByText('Nhanh is not connected').waitFor()
  await page.getByText('NHANH_ACCESS_TOKEN').waitFor()
  expect(await page.getByRole('link', { name: 'Show the connections' }).getAttribute('href')).toBe(
    '/settings#platforms',
  )
})
