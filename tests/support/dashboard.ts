import axe, { type AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openBrowser } from './browser.ts'

export interface Visit {
  path?: string
  width?: 360 | 768 | 1440
  scheme?: 'light' | 'dark'
  locale?: 'en-US' | 'vi-VN'
  /** Something will be missing on purpose. */
  mayComplain?: boolean
}

export interface Visitor extends AsyncDisposable {
  browser: Browser
  /** Opens a page of the dashboard in a window of its own. */
  visit(visit?: Visit): Promise<Page>
}

/**
 * A person before the dashboard of this server, in a real browser. When it is disposed, it fails if any page has thrown,
 * complained, or tried what the Content-Security-Policy forbids.
 */
export async function startVisitor(url: string): Promise<Visitor> {
  const browser = await openBrowser()
  const complaints: string[] = []
  return {
    browser,
    async visit({ path = '/', width = 1440, scheme = 'light', locale = 'en-US', mayComplain = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: width === 360 ? 780 : 900 },
        colorScheme: scheme,
        locale,
        timezoneId: 'Asia/Ho_Chi_Minh',
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => !mayComplain && complaints.push(String(error)))
      page.on('console', (message) => {
        if (mayComplain) return
        // A server that a test has ended on purpose.
        if (message.type() === 'error' && !/ERR_CONNECTION|WebSocket connection/.test(message.text()))
          complaints.push(message.text())
      })
      await page.goto(url + path)
      return page
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      expect(complaints).toEqual([])
    },
  }
}

/** WCAG 2.2 AA, as far as a program can tell. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as {
      axe: { run(context: object, options: object): Promise<AxeResults> }
    }
    // What React Aria says once to a screen reader names buttons that may be gone by now; it is cleared after seconds.
    const looked = { exclude: ['[data-live-announcer]'] }
    return run.run(looked, {
      // It would fetch the style sheets once more, and fail where a page is being left.
      preload: false,
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
  })
  expect(
    violations.map(({ id, nodes }) => [
      id,
      nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
    ]),
  ).toEqual([])
}

/** Nothing stands beyond the right edge of the window. */
export async function expectFits(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth: wanted, clientWidth: given } = document.documentElement
    return { scrollWidth: wanted, clientWidth: given }
  })
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
}

/** One page at every width, and accessible on a phone and a screen in light and dark, without loading it again. */
export async function expectFitsEverywhere(page: Page): Promise<void> {
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: width === 360 ? 780 : 900 })
    await expectFits(page)
    if (width === 768) continue
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await atRest(page)
      await expectAccessible(page)
    }
  }
}

/** When nothing is between two looks any more. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
}
