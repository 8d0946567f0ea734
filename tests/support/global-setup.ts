import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { buildDashboard, isDashboardStale } from '../../scripts/support/dashboard-build.ts'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/database.ts'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { silentLogger } from '../../src/logger.ts'
import { unpackBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    /** The database of it that has every migration; each test clones it. */
    templateDatabase: string
  }
}

/** One real PostgreSQL for the whole run: TEST_DATABASE_URL, or an embedded one in a folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (isDashboardStale()) await buildDashboard()
  // Before several files want it at once.
  await unpackBrowser()
  const dataDir = await mkdtemp(join(tmpdir(), 'synctrack-tests-'))
  // As root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(dataDir, 0o755)
  const given = process.env['TEST_DATABASE_URL']
  const postgres = given
    ? { url: given, stop: async () => {} }
    : await startEmbeddedPostgres({ dataDir, log: silentLogger })
  const admin = new Client(postgres.url)
  await admin.connect()
  const template = `template_${randomBytes(4).toString('hex')}`
  await admin.query(`create database ${template}`)
  await admin.end()
  const templateUrl = new URL(postgres.url)
  templateUrl.pathname = `/${template}`
  const orm = await openDatabase(templateUrl.href)
  await orm.close()
  project.provide('postgresUrl', postgres.url)
  project.provide('templateDatabase', template)
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
