// First: the API is made from the list of job types, and this file adds one to it.
import { SCRIPTED } from '../../tests/support/scripted-job.ts'
import { startApp, type App } from '../../src/app.ts'
import { silentLogger } from '../../src/logger.ts'
import { temporaryDatabase } from './temporary-database.ts'

export { SCRIPTED }

/** A server on a free port with a database of its own and no platform; its only job that can run is the scripted one. */
export async function temporaryApp(): Promise<AsyncDisposable & { app: App; databaseUrl: string }> {
  const parts = new AsyncDisposableStack()
  try {
    const { url } = parts.use(await temporaryDatabase())
    const app = await startApp(
      {
        host: '127.0.0.1',
        port: 0,
        allowedOrigins: [],
        databaseUrl: url,
        dataDir: '/nonexistent',
        nhanh: { ready: false, missing: [] },
        shopify: { ready: false, missing: [] },
        sandbox: null,
        logLevel: 'silent',
        secrets: [],
      },
      { log: silentLogger },
    )
    parts.defer(() => app.stop())
    return { app, databaseUrl: url, [Symbol.asyncDispose]: () => parts.disposeAsync() }
  } catch (error) {
    await parts.disposeAsync()
    throw error
  }
}
