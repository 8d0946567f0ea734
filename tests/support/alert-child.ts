import { startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { silentLogger } from '../../src/logger.ts'

/**
 * A server that looks for alerts every 100 ms, so that tests can kill it for real. Its configuration comes from the
 * environment.
 */
await startApp(loadConfig(process.env), { log: silentLogger, alertEveryMs: 100 })
