import { countingBatch, Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { open, steppedScript } from '../support/job-types/stepped-job.ts'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { expectAccessible, expectFits, startVisitor, type Visitor } from '../support/dashboard.ts'
import { finished, jobOf, start } from '../support/jobs.ts'
import { insertPastJob } from '../support/past-jobs.ts'

const poll = <Value>(read: () => Value) => expect.poll(read, { timeout: 15_000 })

const PAST = 60

let server: TestApp
let visitor: Visitor
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
  visitor = await startVisitor(server.app.url)
  const url = server.databaseUrl
  for (let number = 1; number <= PAST; number++)
    await insertPastJob(url, { endedAgo: `${200 - number} days` })
  await insertPastJob(url, {
    type: 'PRODUCT_SYNC',
    status: 'COMPLETED_WITH_ERRORS',
    dryRun: true,
    endedAgo: '50 hours',
    took: '90 seconds',
    counts: { updated: 1200, failed: 34 },
    speed: 13.7,
  })
  await insertPastJob(url, {
    type: 'CUSTOMER_SYNC',
    status: 'FAILED',
    endedAgo: '2 hours',
    error: 'SHOPIFY_TOKEN',
  })
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('cell') })
const rowOf = (page: Page, id: string) => page.locator(`tr[data-job="${id}"]`)
const idsOf = (page: Page) =>
  rows(page).evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['job']))

const gates: Gate[] = []
afterEach(() => open(...gates.splice(0)))

let names = 0
/** A job that waits behind a gate, with its total told, until it is opened. */
async function startGated(total: number | null = 100): Promise<{ id: string; gate: Gate }> {
  const name = `gated ${++names}`
  const gate = new Gate()
  gates.push(gate)
  script(name, async ({ jobId, signal, progress }) => {
    await progress.describe({ total })
    await progress.batch(countingBatch(jobId, 1, 40))
    await progress.drain()
    await gate.pass(signal)
    await progress.batch(countingBatch(jobId, 2, 60))
  })
  const id = await start(server.http, SCRIPTED, { script: name })
  await gate.reached
  return { id, gate }
}

test('it tells each job in words and numbers', async () => {
  const page = await visitor.visit({ path: '/jobs?q=62' })
  await poll(() => rows(page).count()).toBe(1)
  await rowOf(page, '62').getByText('Failed', { exact: true }).waitFor()
  await page.getByRole('searchbox').fill('')
  const sync = rowOf(page, '61')
  await sync.waitFor()
  const text = await sync.innerText()
  for (const part of [
    'Sync stock to Shopify',
    'Dry run',
    'With errors',
    '1,200 succeeded',
    '34 failed',
    '14/s',
    '1m 30s',
  ])
    expect(text).toContain(part)
  expect(await sync.getByRole('link').getAttribute('href')).toBe('/jobs/61')
  await page.close()
})

test('a job is followed from its beginning to its end, in its place', async () => {
  const page = await visitor.visit({ path: '/jobs' })
  await poll(() => rows(page).count()).toBe(50)
  await page.getByText('Nothing runs').waitFor()
  const { id, gate } = await startGated()
  const row = rowOf(page, id)
  await row.getByText('40 / 100').waitFor()
  expect((await idsOf(page))[0]).toBe(id)
  const bar = row.getByRole('progressbar')
  await poll(() => bar.getAttribute('aria-valuenow')).toBe('40')
  await row.getByText('batch 1').waitFor()
  await page.getByRole('region', { name: 'Running now' }).getByText('40%').first().waitFor()
  await poll(() => page.title()).toMatch(/^40% · Jobs/)
  const unknown = await startGated(null)
  const wanders = rowOf(page, unknown.id).getByRole('progressbar')
  await wanders.waitFor()
  expect(await wanders.getAttribute('aria-valuenow')).toBeNull()
  gate.open()
  unknown.gate.open()
  await row.getByText('Completed').waitFor()
  await row.getByText('100 succeeded').waitFor()
  await poll(() => page.title()).toBe('Jobs · synctrack')
  expect((await idsOf(page)).slice(0, 3)).toEqual([unknown.id, id, '62'])
  await page
    .getByText(/Scripted: Completed/)
    .first()
    .waitFor()
  await page.close()
})

test('what it is narrowed to stands in the address, and stays true live', async () => {
  const page = await visitor.visit({ path: '/jobs' })
  await poll(() => rows(page).count()).toBe(50)
  await page.getByRole('button', { name: 'Statuses' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await page.getByRole('option', { name: 'Running' }).click()
  await page.keyboard.press('Escape')
  await poll(() => idsOf(page)).toEqual(['62'])
  const { id, gate } = await startGated()
  await poll(() => idsOf(page)).toEqual([id, '62'])
  gate.open()
  await rowOf(page, id).getByText('Completed').waitFor()
  expect(await idsOf(page)).toEqual([id, '62'])
  expect(new URL(page.url()).searchParams.getAll('status').toSorted()).toEqual(['FAILED', 'RUNNING'])
  await page.reload()
  await poll(() => idsOf(page)).toEqual(['62'])
  const file = () => page.getByRole('link', { name: 'Export CSV' }).getAttribute('href')
  expect(await file()).toBe('/export/jobs.csv?statuses=FAILED&statuses=RUNNING')

  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await page.getByRole('button', { name: 'Dry runs' }).click()
  await page.getByRole('option', { name: 'Only dry runs' }).click()
  await poll(() => idsOf(page)).toEqual(['61'])
  await page.getByRole('button', { name: 'Types' }).click()
  await page.getByRole('option', { name: 'Undo a sync' }).click()
  await page.keyboard.press('Escape')
  await page.getByText('No job fits these filters').waitFor()
  expect(await file()).toBe('/export/jobs.csv?types=UNDO_SYNC&dryRun=true')
  await page.goBack()
  await poll(() => idsOf(page)).toEqual(['61'])
  await page.close()
})

test('a time is a stretch or a day from and to, both within', async () => {
  const page = await visitor.visit({ path: '/jobs' })
  await page.getByRole('button', { name: 'Time' }).click()
  await page.getByRole('option', { name: 'From … to …' }).click()
  await page.getByLabel('From', { exact: true }).fill('2020-01-01')
  await page.getByLabel('To (this day too)').fill('2020-01-02')
  await page.getByText('No job fits these filters').waitFor()
  const filter = new URLSearchParams(
    (await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href'))!.split('?')[1],
  )
  // Days of the reader in Vietnam; the bounds of the API lie outside.
  expect(Object.fromEntries(filter)).toEqual({
    createdAfter: '2019-12-31T16:59:59.999Z',
    createdBefore: '2020-01-02T17:00:00.000Z',
  })
  await page.getByRole('button', { name: 'Time' }).click()
  await page.getByRole('option', { name: 'Today' }).click()
  await rowOf(page, '62').waitFor()
  expect(new URL(page.url()).search).toBe('?when=today')
  await page.close()
})

test('pages lead on and back, and a later one tells of new jobs', async () => {
  const page = await visitor.visit({ path: '/jobs?type=PULL_NHANH_PRODUCTS&type=SCRIPTED' })
  await poll(() => rows(page).count()).toBe(50)
  const first = await idsOf(page)
  await page.getByRole('button', { name: 'Next' }).click()
  await poll(async () => (await idsOf(page)).at(-1)).toBe('1')
  await page.getByRole('button', { name: 'Previous' }).click()
  await poll(() => idsOf(page)).toEqual(first)
  await poll(() => new URL(page.url()).searchParams.has('before')).toBe(false)
  await page.getByRole('button', { name: 'Next' }).click()
  await poll(async () => (await idsOf(page)).at(-1)).toBe('1')
  const { id } = await startGated()
  await page.getByRole('button', { name: '1 new job' }).click()
  await poll(async () => (await idsOf(page)).slice(0, 2)).toEqual([id, first[0]])
  await page.close()
})

test('a job is paused, resumed and cancelled by the keyboard, and what follows is said first', async () => {
  const steps = steppedScript('steered', 3)
  const id = await start(server.http, SCRIPTED, { script: 'steered' })
  const page = await visitor.visit({ path: '/jobs' })
  const row = rowOf(page, id)
  await row.getByRole('button', { name: 'Pause Scripted' }).focus()
  await page.keyboard.press('Enter')
  await row.getByText('Paused').waitFor()
  await page.getByText('1 paused').waitFor()
  const focused = () => page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.id)
  expect(await focused()).toBe(`Resume Scripted #${id}`)
  await page.keyboard.press('Enter')
  await row.getByText('Running').waitFor()
  open(steps.before[0], steps.writing[0])
  await row.getByRole('button', { name: 'Cancel Scripted' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText('What it has done so far stays.').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Let it go on' }).click()
  await poll(() => dialog.count()).toBe(0)
  expect(await focused()).toBe(`Cancel Scripted #${id}`)
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Cancel the job' }).click()
  await row.getByText('Cancelled').waitFor()
  await poll(focused).toMatch(new RegExp(`Resume Scripted #${id}|job-${id}`))
  expect(await jobOf(server.http, id)).toMatchObject({ status: 'CANCELLED', processed: 10 })
  await page.close()
})

test('what the server refuses is told in its words', async () => {
  const page = await visitor.visit({ path: '/jobs?status=CANCELLED&status=FAILED' })
  const other = await startGated()
  const row = rowOf(page, '62')
  await row.waitFor()
  await server.http.request('mutation { cancelJob(id: 62) { __typename } }')
  await page.route('**/graphql', async (route) => {
    const body = route.request().postData() ?? ''
    await route.continue({ postData: body.replaceAll('"id":"62"', `"id":"${PAST}"`) })
  })
  await row.getByRole('button', { name: 'Resume' }).click()
  await page.getByText(/only a job that is paused, failed or cancelled can be resumed/).waitFor()
  other.gate.open()
  await finished(server.ws, other.id)
  await page.close()
})

test('a hidden page pauses its rows, and still tells in its title what runs and how it ended', async () => {
  const page = await visitor.visit({ path: '/jobs' })
  const sent: { type: string; query?: string; id: string }[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const {
        type,
        id,
        payload: body,
      } = JSON.parse(String(payload)) as {
        type: string
        id: string
        payload?: { query: string }
      }
      sent.push({ type, id, query: body?.query })
    }),
  )
  await page.reload()
  const { id, gate } = await startGated()
  await rowOf(page, id).getByText('40 / 100').waitFor()
  const hide = (state: 'hidden' | 'visible') =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await hide('hidden')
  const rowsOf = ({ query }: { query?: string }) => query?.includes('fragment JobRow') ?? false
  await poll(() => sent.filter(({ query }) => query?.includes('fragment RunningJob')).length).toBe(1)
  const watched = sent.findLast(rowsOf)!
  expect(sent.some((one) => one.type === 'complete' && one.id === watched.id)).toBe(true)
  gate.open()
  await poll(() => page.title()).toBe('Completed · Jobs · synctrack')
  expect(await rowOf(page, id).innerText()).toContain('40 / 100')
  await hide('visible')
  await rowOf(page, id).getByText('Completed').waitFor()
  await page.getByRole('region', { name: 'Notices' }).getByText('Scripted: Completed').waitFor()
  await poll(() => page.title()).toBe('Jobs · synctrack')
  await page.close()
})

test('it fits a phone, a tablet and a screen, in light and dark, full and empty', async () => {
  const running = await startGated()
  for (const [width, scheme, locale] of [
    [360, 'light', 'vi-VN'],
    [768, 'dark', 'en-US'],
    [1440, 'light', 'en-US'],
    [1440, 'dark', 'vi-VN'],
  ] as const) {
    const page = await visitor.visit({ path: '/jobs', width, scheme, locale })
    await rowOf(page, running.id).waitFor()
    await expectFits(page)
    // As high as all of it, so that nothing lies half behind the bars that stay.
    await page.setViewportSize({ width, height: 12_000 })
    await expectAccessible(page)
    await page.close()
  }
  running.gate.open()
  const page = await visitor.visit({ path: '/jobs?q=nothing-of-that-name', width: 360 })
  await page.getByText('No job fits these filters').waitFor()
  await expectFits(page)
  await expectAccessible(page)
  await page.close()
})

test('old jobs are deleted after a question that says how many, and what was kept is told', async () => {
  const page = await visitor.visit({ path: '/jobs' })
  await page.getByRole('button', { name: 'Clear up' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete old jobs' })
  await dialog.getByLabel('Ended before').fill('2999-01-01')
  await dialog.getByRole('alert').or(dialog.getByText('future')).first().waitFor()
  await dialog
    .getByLabel('Ended before')
    .fill(new Date(Date.now() - 86_400_000 * 160).toISOString().slice(0, 10))
  await dialog.getByText(/^\d+ jobs would be deleted\.$/).waitFor()
  await expectAccessible(page)
  const count = Number(/\d+/.exec(await dialog.getByText('would be deleted').innerText())![0])
  expect(count).toBeGreaterThan(30)
  await dialog.getByText('Completed', { exact: true }).click()
  await dialog.getByText('0 jobs would be deleted.').waitFor()
  expect(await dialog.getByRole('button', { name: 'Delete 0 jobs' }).isDisabled()).toBe(true)
  await dialog.getByText('Completed', { exact: true }).click()
  await dialog.getByLabel('Ended before').fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10))
  await dialog.getByRole('button', { name: /Delete \d+ jobs/ }).click()
  await dialog.getByText(/\d+ jobs were deleted/).waitFor()
  await dialog.getByText('the newest of its type').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await poll(async () => (await idsOf(page)).includes('1')).toBe(false)
  await rowOf(page, '62').waitFor()
  await page.close()
})
