// Before what builds the schema.
import { countingBatch, Gate, script } from '../support/job-types/scripted-job.ts'
import { gql } from 'graphql-request'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectFitsEverywhere, startVisitor, type Visitor } from '../support/dashboard.ts'
import { run, start } from '../support/jobs.ts'
import { schedule } from '../support/schedules.ts'
import { addPairs } from '../support/sync/pairs.ts'
import { linkedVariants, setInNhanh, startSyncedShop, type SyncedShop } from '../support/sync/shop.ts'

const NEVER = 1_000_000_000
// A browser beside a database on a busy machine takes its time.
const PATIENCE_MS = 30_000
const PRODUCTS = 12

let shop: SyncedShop
let visitor: Visitor
beforeAll(async () => {
  shop = await startSyncedShop({
    sandbox: { products: 0 },
    fill: (world) => addPairs(world, PRODUCTS),
    app: { followUpEveryMs: NEVER },
  })
  const [depot] = [...shop.feeds.values()][0]!
  for (const { nhanhId } of (await linkedVariants(shop)).slice(-4)) setInNhanh(shop, nhanhId, depot!, 7)
  visitor = await startVisitor(shop.app.url)
})
afterAll(async () => {
  await visitor[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

/** A window whose waits end early enough to say what they waited for. */
async function visit(path: string): Promise<Page> {
  const page = await visitor.visit({ path })
  page.setDefaultTimeout(PATIENCE_MS)
  return page
}

const until = <Value>(look: () => Value | Promise<Value>) => expect.poll(look, { timeout: PATIENCE_MS })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const status = (page: Page, name: string) =>
  page.getByRole('main').locator('[data-status]').filter({ hasText: name }).first().waitFor()
const jobOfPage = (page: Page) => /\/jobs\/(\d+)/.exec(page.url())![1]!

/** The page, in every width, light and dark, and as it was afterwards. */
async function expectGood(page: Page): Promise<void> {
  const before = page.viewportSize()!
  await expectFitsEverywhere(page)
  await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Nhanh names these products no more, until what is returned is called. */
function withhold(ids: readonly number[]): () => void {
  const hidden = new Set(ids)
  const fault = shop.sandbox.faults.add({
    platform: 'nhanh',
    kind: 'transform',
    times: Infinity,
    match: ({ path }) => ['/product/inventory', '/product/list'].includes(path),
    change: (answer) => {
      const { data, ...rest } = answer as { data: { id?: number; productId?: number }[] }
      return { ...rest, data: data.filter(({ id, productId }) => !hidden.has((productId ?? id)!)) }
    },
  })
  return () => fault.remove()
}

interface Watched {
  id: string
  gates: Gate[]
}

/** A job of four batches of ten, each behind a gate. */
async function startWatched(name: string): Promise<Watched> {
  const gates = Array.from({ length: 4 }, () => new Gate())
  script(name, async ({ jobId, checkpoint, signal, progress }) => {
    const done = (checkpoint as { batches: number } | null)?.batches ?? 0
    await progress.describe({ total: 40, phase: 'reading', metadata: { pages: 3, oddity: [1] } })
    if (done === 0)
      for (let line = 1; line <= 130; line++) await progress.log(line === 7 ? 'WARN' : 'INFO', `line ${line}`)
    for (let number = done + 1; number <= 4; number++) {
      await gates[number - 1]!.pass(signal)
      await progress.batch(countingBatch(jobId, number, 10))
      await progress.drain()
      await progress.log('INFO', `batch ${number} is done`)
    }
  })
  return { id: await start(shop.http, 'SCRIPTED', { script: name }), gates }
}

/** How many lines its log has. */
async function logged(id: string): Promise<number> {
  const { job } = await shop.http.request<{ job: { log: { totalCount: number } } }>(
    gql`
      query ($id: ID!) {
        job(id: $id) {
          log(first: 1) {
            totalCount
          }
        }
      }
    `,
    { id },
  )
  return job.log.totalCount
}

/** The subscriptions to one job that a page opens and ends. */
function subscriptionsOf(page: Page): { opened: Record<string, unknown>[]; ended: number } {
  const ids = new Set<string>()
  const counts = { opened: [] as Record<string, unknown>[], ended: 0 }
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const {
        id,
        type,
        payload: sent,
      } = JSON.parse(String(payload)) as {
        id: string
        type: string
        payload?: { query: string; variables: Record<string, unknown> }
      }
      if (type === 'subscribe' && sent!.query.includes('subscription WatchJob(')) {
        ids.add(id)
        counts.opened.push(sent!.variables)
      }
      if (type === 'complete' && ids.has(id)) counts.ended++
    }),
  )
  return counts
}

test('a job is shown live, over one subscription, and is paused, resumed, cancelled and resumed again', async () => {
  const page = await visit('/missing')
  const subscriptions = subscriptionsOf(page)
  const { id, gates } = await startWatched('shown')
  await page.goto(`${shop.app.url}/jobs/${id}`)
  await status(page, 'Running')
  await page.getByText('0 of 40').waitFor()
  await page.getByText('Now: reading').waitFor()
  await page.getByText('oddity').waitFor()
  gates[0]!.open()
  await page.getByText('10 of 40').waitFor()
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25')
  await until(() => page.title()).toContain('25%')
  // The head and the chart watch it, and share what comes.
  expect(subscriptions.opened).toEqual([{ jobId: id }])

  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await heading(page, 'Jobs')
  await until(() => subscriptions.ended).toBe(1)
  await page.goBack()
  await page.getByText('10 of 40').waitFor()
  expect(subscriptions.opened).toHaveLength(2)

  await button(page, 'Pause').click()
  await page.getByRole('alertdialog').getByText('no other job can start on that').waitFor()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Pause' }).click()
  await status(page, 'Paused')
  await button(page, 'Resume').click()
  await page.getByText('nothing that is done is done again').waitFor()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Resume' }).click()
  await status(page, 'Running')
  gates[1]!.open()
  await page.getByText('20 of 40').waitFor()

  await button(page, 'Cancel job').click()
  await page.getByRole('alertdialog').getByText('It can be resumed later').waitFor()
  await button(page, 'Leave it as it is').click()
  await page.getByText('It can be resumed later').waitFor({ state: 'detached' })
  await button(page, 'Cancel job').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel job' }).click()
  await status(page, 'Cancelled')
  await button(page, 'Resume').click()
  await page.getByText('more than six hours ago').waitFor()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Resume' }).click()
  for (const gate of gates) gate.open()
  await status(page, 'Completed')
  await page.getByText('40 of 40').waitFor()
  // The first, when it came back, and when it was resumed after its end.
  expect(subscriptions.opened).toHaveLength(3)
  expect(subscriptions.opened[2]).toMatchObject({ jobId: id, after: expect.any(Number) })
})

test('its log follows what comes, stays put while one reads above, and brings older lines', async () => {
  const { id, gates } = await startWatched('logged')
  await until(() => logged(id)).toBeGreaterThanOrEqual(130)
  const page = await visit(`/jobs/${id}`)
  const log = page.getByRole('log')
  const line = (text: string) => log.getByText(text, { exact: true })
  const fromEnd = () => log.evaluate((at) => at.scrollHeight - at.scrollTop - at.clientHeight)
  await line('line 130').waitFor()
  await until(fromEnd).toBeLessThan(2)
  gates[0]!.open()
  await line('batch 1 is done').waitFor()
  await until(fromEnd).toBeLessThan(2)

  await log.evaluate((at) => at.scrollTo({ top: 0 }))
  await button(page, 'Go to the newest line').waitFor()
  gates[1]!.open()
  await line('batch 2 is done').waitFor()
  expect(await log.evaluate((at) => at.scrollTop)).toBe(0)
  expect(await line('line 7').count()).toBe(0)
  await button(page, 'Load older lines').click()
  await line('line 7').waitFor()
  expect(await line('line 40').count()).toBe(1)
  await until(() => log.evaluate((at) => at.scrollTop)).toBeGreaterThan(200)
  await button(page, 'Go to the newest line').click()
  await until(fromEnd).toBeLessThan(2)

  await page.getByRole('button', { name: /All levels/ }).click()
  await page.getByRole('option', { name: 'Warnings and errors' }).click()
  await until(() => log.locator('time').count()).toBe(1)
  await until(() => page.url()).toContain('level=warn')
  await expectGood(page)
  for (const gate of gates) gate.open()
  await status(page, 'Completed')
})

test('a plan is looked at, applied just so, and undone, and the schedule that would write again rests', async () => {
  const plan = await run(shop, 'PRODUCT_SYNC', { dryRun: true })
  const scheduleId = await schedule(shop.http, {
    name: 'Nightly stock',
    cron: '0 3 1 1 *',
    steps: [{ type: 'PRODUCT_SYNC' }],
  })
  const [first] = await itemsOf(plan.id)
  const page = await visit(`/jobs/${plan.id}`)
  await heading(page, 'Sync stock to Shopify')
  await page.getByText(/It can be applied for (29|30)/).waitFor()
  const rows = page.getByRole('table').getByRole('row')
  const row = rows.filter({ has: page.getByText(first!.title, { exact: true }) })
  await row.getByText('Would write').waitFor()
  const changed = first!.after.levels[0]!
  const was = first!.before.levels.find(({ locationId }) => locationId === changed.locationId)!
  const place = row
    .getByRole('listitem')
    .filter({ has: page.locator('del') })
    .first()
  await place.locator('del').getByText(String(was.available), { exact: true }).waitFor()
  await place.locator('ins').getByText(String(changed.available), { exact: true }).waitFor()
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
  await expectGood(page)

  await button(page, 'Apply exactly this').click()
  await page.getByRole('alertdialog').getByText('A plan applies once').waitFor()
  await button(page, 'Write now').click()
  await until(() => jobOfPage(page)).not.toBe(plan.id)
  const applied = jobOfPage(page)
  await status(page, 'Completed')
  await row.getByText('Written').waitFor()
  await page.getByRole('link', { name: `Sync stock to Shopify, job ${plan.id}` }).click()
  await page.getByText('It has been applied.').waitFor()
  await page.getByRole('link', { name: 'Watch the job that applies it' }).click()

  await button(page, 'Undo').click()
  await page.getByRole('alertdialog').getByText('is put back to what stood there before').waitFor()
  await button(page, 'Undo the sync').click()
  await page.getByRole('dialog', { name: 'These schedules would write it again' }).waitFor()
  await page.getByRole('button', { name: 'Let it rest: Nightly stock' }).click()
  await page.getByText('Rests', { exact: true }).waitFor()
  const { schedules } = await shop.http.request<{ schedules: { id: string; enabled: boolean }[] }>(gql`
    {
      schedules {
        id
        enabled
      }
    }
  `)
  expect(schedules).toEqual([{ id: scheduleId, enabled: false }])
  await button(page, 'Watch the undo').click()
  await heading(page, 'Undo a sync')
  await status(page, 'Completed')
  await page.getByRole('link', { name: `Sync stock to Shopify, job ${applied}` }).waitFor()
})

test('items that failed are shown by reason, found, and tried again', async () => {
  const [one, other] = await linkedVariants(shop)
  const heal = withhold([one!.nhanhId, other!.nhanhId])
  const job = await run(shop, 'PRODUCT_SYNC')
  heal()
  expect(job).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: 2, updated: 4 })
  const page = await visit(`/jobs/${job.id}`)
  const count = (label: string) =>
    page.locator('dl > div').filter({ hasText: label }).locator('dd').first().textContent()
  await page.getByRole('heading', { name: 'Counts' }).waitFor()
  expect(await count('Failed')).toBe('2')
  expect(await count('Updated')).toBe(String(job.updated))

  await page.getByText(/Nhanh sent no stock/).waitFor()
  await button(page, 'Show: STOCK_UNKNOWN').click()
  const rows = page.getByRole('table').getByRole('row')
  await until(() => rows.count()).toBe(3)
  expect(new URL(page.url()).searchParams.getAll('code')).toEqual(['STOCK_UNKNOWN'])
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('items')
  await expectGood(page)
  const csv = page.getByRole('link', { name: 'Download these items as CSV' })
  expect(await csv.getAttribute('href')).toBe(
    `/export/jobs/${job.id}/items.csv?outcomes=FAILED&codes=STOCK_UNKNOWN`,
  )
  await page.goBack()
  await until(() => rows.count()).toBe(job.updated + 3)
  await page.getByRole('searchbox', { name: 'Search items' }).fill('there is no such thing')
  await page.getByText('No item fits').waitFor()
  expect(page.url()).toContain('search=there')
  await button(page, 'Show all items').click()
  await until(() => rows.count()).toBe(job.updated + 3)

  await button(page, 'Retry these: STOCK_UNKNOWN').click()
  await page.getByRole('link', { name: 'Watch', exact: true }).click()
  await heading(page, 'Retry what failed')
  await status(page, 'Completed')
  await page.getByText(`job ${job.id}`).first().waitFor()
  await page.goBack()
  await page.getByText('Tried again by').waitFor()
})

test('one that is not there says so, and so does one that is deleted while it is watched', async () => {
  const { id, gates } = await startWatched('deleted')
  const page = await visit('/jobs/999999')
  await heading(page, 'There is no such job')
  await expectGood(page)
  await page.goto(`${shop.app.url}/jobs/${id}`)
  await status(page, 'Running')
  for (const gate of gates) gate.open()
  await status(page, 'Completed')
  // The newest of its type is kept.
  const next = await startWatched('newer')
  for (const gate of next.gates) gate.open()
  await until(() => deleteSettled()).not.toContain(id)
  const last = await startWatched('newest')
  await page.getByText('This job has been deleted').waitFor()
  for (const gate of last.gates) gate.open()
})

interface Line {
  title: string
  before: { levels: { locationId: string; available: number }[] }
  after: { levels: { locationId: string; available: number }[] }
}

async function itemsOf(id: string): Promise<Line[]> {
  const { job } = await shop.http.request<{ job: { items: { nodes: Line[] } } }>(
    gql`
      query ($id: ID!) {
        job(id: $id) {
          items(outcomes: [UPDATED]) {
            nodes {
              title
              before
              after
            }
          }
        }
      }
    `,
    { id },
  )
  return job.items.nodes
}

/** Deletes what has ended; tells which jobs are left. */
async function deleteSettled(): Promise<string[]> {
  const { jobs } = await shop.http
    .request(
      gql`
        mutation ($before: DateTime!) {
          deleteJobs(before: $before) {
            __typename
          }
        }
      `,
      { before: new Date().toISOString() },
    )
    .then(() =>
      shop.http.request<{ jobs: { nodes: { id: string }[] } }>(gql`
        {
          jobs(first: 100) {
            nodes {
              id
            }
          }
        }
      `),
    )
  return jobs.nodes.map(({ id }) => id)
}
