/** Pulls a sandbox in bulk in a process of its own, and tells how far its resident memory rose above that when idle. */
import { once } from 'node:events'
import type { PlatformConfigs } from '../../src/connect-platforms.ts'
import { runJob } from './run-job.ts'
import { temporaryApp } from './temporary-app.ts'

const SAMPLE_MS = 50

const [platforms] = (await once(process, 'message')) as [PlatformConfigs]
await using server = await temporaryApp(platforms, { bulkFrom: 1 })
const idle = process.memoryUsage.rss()
let peak = idle
const sampling = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, SAMPLE_MS)
await runJob(server.app, 'PULL_SHOPIFY_PRODUCTS')
clearInterval(sampling)
process.send?.({ idle, peak })
process.disconnect()
