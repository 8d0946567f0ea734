/**
 * A server in a process of its own, whose schedules and alerts go by the clock that its parent sets; it starts when the
 * clock is set first.
 */
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/logger.ts'

flushCompileCache()
const [first] = (await once(process, 'message')) as [string]
let now = new Date(first)
const config = loadConfig(process.env)
const app = await startApp(config, {
  log: createLogger(config.logLevel, config.secrets),
  now: () => now,
  schedulesEveryMs: 3_600_000,
  alertEveryMs: 3_600_000,
})
process.on('message', (iso: string) => {
  now = new Date(iso)
  void look().then(() => process.send!({ looked: iso }))
})

/** What is to be told is looked for first, so that it is about what has been done until now. */
async function look(): Promise<void> {
  await app.alertWatch.look()
  await app.scheduler.look()
}

await app.scheduler.look()
process.send!({ url: app.url })
