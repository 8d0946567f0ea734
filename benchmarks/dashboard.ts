/**
 * Does the list of jobs stutter while a hundred jobs run that change fifty times a second each?
 *
 * A real Chromium shows /jobs of a real server while all of them change, and notes the time from each frame to the next.
 * The same page at rest is the floor: what the machine and this browser, which draws without a graphics card, cost by
 * themselves; so it is asked for reduced motion. Browser, server, database and load share the machine.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { startCrowd } from '../tests/support/job-types/crowded-jobs.ts'
import { openBrowser } from '../tests/support/browser.ts'
import { beginToLook, endLook } from '../tests/support/page-load.ts'
import { print, quantile, short, table, verdict } from './support/rounds.ts'
import { temporaryApp } from './support/temporary-app.ts'

const JOBS = 100
const PER_SECOND = 50
const LOOK_MS = 20_000

await using parts = new AsyncDisposableStack()
const { app, databaseUrl } = parts.use(await temporaryApp())
const browser = await openBrowser()
parts.defer(() => browser.close())
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
const page = await context.newPage()
// A page that is busy answers late.
page.setDefaultTimeout(120_000)

// Still ones: with rows of which none changes.
{
  await using still = await startCrowd({ databaseUrl, events: app.events, count: JOBS, perSecond: 0.01 })
  await page.goto(`${app.url}/jobs`)
  await page.locator('tr[data-job]').nth(49).waitFor()
  await delay(3_000)
  report('at rest', await look(), still.updates())
  await still.complete()
}

await using crowd = await startCrowd({ databaseUrl, events: app.events, count: JOBS, perSecond: PER_SECOND })
await page.locator(`tr[data-job="${crowd.ids.at(-1)}"]`).waitFor()
await delay(3_000)
const before = crowd.updates()
const frames = await look()
report('all change', frames, crowd.updates() - before)
const changing = await page.locator('tr[data-job]:has([data-status="RUNNING"])').count()
print(`${changing} of them on the page`)
verdict('99th percentile of the time of a frame, ms', quantile(frames, 0.99), '≤', 32)

async function look(): Promise<number[]> {
  await beginToLook(page)
  await delay(LOOK_MS)
  return (await endLook(page)).frames
}

function report(name: string, all: readonly number[], updates: number): void {
  print(`${name}: ${short((updates * 1000) / LOOK_MS)} changes a second`)
  table(
    ['ms from frame to frame', 'median', '95 %', '99 %', 'most', 'frames'],
    [['', ...[0.5, 0.95, 0.99, 1].map((share) => short(quantile(all, share))), String(all.length)]],
  )
}
