// First: the API is made from the list of job types, and this file adds one to it.
import { startCrowd } from '../support/job-types/crowded-jobs.ts'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { startTestApp } from '../support/app.ts'
import { createTestDatabase } from '../support/database.ts'
import { startVisitor } from '../support/dashboard.ts'
import { jobOf, start } from '../support/jobs.ts'
import { beginToLook, endLook, heapOf } from '../support/page-load.ts'
import { startServerProcess, variablesFor } from '../support/server-process.ts'

const COUNT = 100
const PER_SECOND = 50
/** `LOAD_MINUTES=5` looks longer for a heap that grows. */
const LOOK_MS = Math.max(20_000, Number(process.env['LOAD_MINUTES'] ?? 0) * 60_000)
/**
 * What a heap may seem to grow by though nothing stays: code that is compiled, caches that fill. A page that kept each of the
 * states that it is told would grow by tens of megabytes.
 */
const STRAY_BYTES = 4_000_000

const idsOf = (page: Page) =>
  page.locator('tr[data-job]').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['job']!))

test(
  'a hundred jobs that change fifty times a second: one paint a frame, rows in their place, no growing heap',
  async () => {
    await using server = await startTestApp({ sandbox: { products: 0 } })
    await using visitor = await startVisitor(server.app.url)
    const page = await visitor.visit({ path: '/jobs' })
    await page.getByText('No job has run yet').waitFor()
    const { databaseUrl, app } = server
    await using crowd = await startCrowd({
      databaseUrl,
      events: app.events,
      count: COUNT,
      perSecond: PER_SECOND,
    })
    const places = crowd.ids.toReversed()
    await expect.poll(() => idsOf(page), { timeout: 20_000 }).toEqual(places)
    const session = await page.context().newCDPSession(page)

    await delay(LOOK_MS / 4)
    const before = await heapOf(session)
    await beginToLook(page)
    const startedAt = performance.now()
    const updates = crowd.updates()
    await delay(LOOK_MS)
    const seen = await endLook(page)
    const seconds = (performance.now() - startedAt) / 1000
    expect(crowd.updates() - updates).toBeGreaterThan(COUNT)
    expect(seen.writes).toBeGreaterThan(seconds / 2)
    // Once a second the clock writes too: durations tick.
    expect(seen.writes).toBeLessThanOrEqual(seen.frames.length + seconds + 2)
    expect(seen.moves).toBe(0)
    expect(seen.said).toEqual([])
    expect(await idsOf(page)).toEqual(places)
    expect((await heapOf(session)) - before).toBeLessThan(STRAY_BYTES)

    await crowd.complete()
    await expect.poll(() => page.getByText('Completed').count(), { timeout: 20_000 }).toBeGreaterThan(COUNT)
    await page
      .getByRole('region', { name: 'Notices' })
      .getByText(/^\d+ jobs: \d+ Completed$/)
      .first()
      .waitFor()
    expect(await page.getByRole('alertdialog').count()).toBeLessThanOrEqual(4)
    expect(await idsOf(page)).toEqual(places)
  },
  120_000 + LOOK_MS * 2,
)

test('the server is killed and started again under the open page, which says so and catches up', async () => {
  await using database = await createTestDatabase()
  const sandbox = await startSandbox({
    products: 1_500,
    latencyMs: 30,
    limits: { nhanh: 'off', shopify: 'off' },
  })
  try {
    const variables = { ...variablesFor(sandbox), DATABASE_URL: database.url }
    const first = await startServerProcess(variables)
    await using visitor = await startVisitor(first.url)
    // What it loads when the server has just gone may be missing.
    const page = await visitor.visit({ path: '/jobs', mayComplain: true })
    await page.getByText('No job has run yet').waitFor()
    const id = await start(first.http, 'PULL_NHANH_PRODUCTS')
    const row = page.locator(`tr[data-job="${id}"]`)
    await row.getByText(/[1-9].* succeeded/).waitFor()
    await first[Symbol.asyncDispose]()
    const notice = page.getByText('The connection to synctrack is lost.')
    await notice.waitFor()
    await using second = await startServerProcess({ ...variables, PORT: new URL(first.url).port })
    await row.getByText('Completed').waitFor({ timeout: 60_000 })
    const { successful } = (await jobOf(second.http, id))!
    await row.getByText(`${successful.toLocaleString('en')} succeeded`).waitFor()
    await expect.poll(() => notice.count()).toBe(0)
    expect(second.url).toBe(first.url)
  } finally {
    await sandbox.close()
  }
}, 120_000)
