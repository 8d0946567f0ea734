import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

const MODULES = join(import.meta.dirname, '../../node_modules')

/**
 * A real Chromium out of an npm package: nothing is downloaded. Of the package's own arguments none is taken: they squeeze
 * the whole browser into one process and switch the web's security off, for machines that run one function at a time.
 */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await unpackBrowser(),
    // Chromium's own sandbox does not run as root, nor in most containers.
    args: ['--no-sandbox'],
    headless: true,
  })
}

/**
 * The browser's path, where it lies unpacked for this clone. The package by itself unpacks to one place for all users of
 * the machine, and takes what another process has just begun to unpack there for the whole of it.
 */
export async function unpackBrowser(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(MODULES, '@sparticuz/chromium/package.json'), 'utf8')) as {
    version: string
  }
  const folder = join(MODULES, '.cache', `chromium-${version}`)
  if (!existsSync(folder)) {
    const unpacked = `${folder}.${process.pid}`
    await mkdir(unpacked, { recursive: true })
    await unpackTo(unpacked)
    await rename(unpacked, folder).catch(async (error: unknown) => {
      await rm(unpacked, { recursive: true })
      // Another process was faster.
      if (!existsSync(folder)) throw error
    })
  }
  return join(folder, 'chromium')
}

/** The package has no other way to be told where. */
async function unpackTo(folder: string): Promise<void> {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
