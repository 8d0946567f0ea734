import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

/**
 * A real Chromium out of an npm package: nothing is downloaded. Of the package's own arguments none is taken: they squeeze
 * the whole browser into one process and switch the web's security off, for machines that run one function at a time.
 */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // Chromium's own sandbox does not run as root, nor in most containers.
    args: ['--no-sandbox'],
    headless: true,
  })
}
