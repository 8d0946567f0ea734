// First: the API is made from the list of job types, and this file adds one to it.
import { SCRIPTED } from '../../tests/support/job-types/scripted-job.ts'
import { Client } from 'pg'
import { startApp, type App, type AppOptions } from '../../src/app.ts'
import type { PlatformConfigs } from '../../src/connect-platforms.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../src/logger.ts'
import { temporaryDatabase } from './temporary-database.ts'

export { SCRIPTED }

export interface TemporaryApp extends AsyncDisposable {
  app: App
  databaseUrl: string
  /** Empties these tables. */
  empty(...tables: string[]): Promise<void>
}

const NO_PLATFORMS: PlatformConfigs = {
  nhanh: { ready: false, missing: [] },
  shopify: { ready: false, missing: [] },
}

/** A server on a free port with a database and a folder of its own; without platforms only the scripted job can run. */
export async function temporaryApp(
  platforms = NO_PLATFORMS,
  options: Pick<AppOptions, 'bulkFrom' | 'tuning'> = {},
): Promise<TemporaryApp> {
  const parts = new AsyncDisposableStack()
  try {
    const { url } = parts.use(await temporaryDatabase())
    const dataDir = await mkdtemp(join(tmpdir(), 'synctrack-bench-'))
    parts.defer(() => rm(dataDir, { recursive: true, force: true }))
    const app = await startApp(
      {
        host: '127.0.0.1',
        port: 0,
        allowedOrigins: [],
        databaseUrl: url,
        dataDir,
        ...platforms,
        sandbox: null,
        sync: {
          salePendingMs: 3_600_000,
          combos: 'SKIP',
          stoppedProducts: 'PUBLISH',
          customers: true,
          metafieldNamespace: 'synctrack',
        },
        alerts: { webhook: null, mail: null, language: 'en' },
        webhooks: null,
        keeping: { jobsDays: 0, failedJobsDays: 0, personalDays: 0 },
        logLevel: 'silent',
        secrets: [],
      },
      { log: silentLogger, ...options },
    )
    parts.defer(() => app.stop())
    const client = new Client(url)
    await client.connect()
    parts.defer(() => client.end())
    return {
      app,
      databaseUrl: url,
      empty: async (...tables) => void (await client.query(`truncate ${tables.join(', ')}`)),
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    }
  } catch (error) {
    await parts.disposeAsync()
    throw error
  }
}
