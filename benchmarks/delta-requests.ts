/**
 * How many requests does a delta need after 1 % of the records changed, beside a full pull page by page?
 *
 * Requests are counted, not timed, so one round tells all. Shopify's full pull in bulk needs few requests whatever it
 * reads; it stands beside, because that is what a large shop's full pull is.
 */
import { runJob } from './support/run-job.ts'
import { print, short, table, verdict } from './support/rounds.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { temporaryApp } from './support/temporary-app.ts'

const PRODUCTS = 20_000
const CUSTOMERS = 50_000
const ONE_IN = 100
const TYPES = [
  'PULL_NHANH_PRODUCTS',
  'PULL_NHANH_CUSTOMERS',
  'PULL_SHOPIFY_PRODUCTS',
  'PULL_SHOPIFY_CUSTOMERS',
]

await using sandbox = await startSandboxProcess({
  products: PRODUCTS,
  customers: CUSTOMERS,
  limits: { nhanh: 'off', shopify: 'off' },
})
const pages = await requestsOf(Infinity)
const bulk = await requestsOf(1)

print(
  `${short(PRODUCTS)} products and ${short(CUSTOMERS)} customers on each side, 1 in ${ONE_IN} changed: requests`,
)
table(
  ['', 'full, by pages', 'full, in bulk', 'delta', '× full, by pages'],
  TYPES.map((type) => {
    const { full, delta } = pages[type]!
    const inBulk = type.includes('SHOPIFY') ? short(bulk[type]!.full) : '–'
    return [type, short(full), inBulk, short(delta), short(delta / full)]
  }),
)
for (const type of TYPES) verdict(`${type}, × full`, pages[type]!.delta / pages[type]!.full, '≤', 0.05)

async function requestsOf(bulkFrom: number): Promise<Record<string, { full: number; delta: number }>> {
  await using server = await temporaryApp(sandbox.platforms, { bulkFrom })
  const requests = async (type: string, mode: string) =>
    Number((await runJob(server.app, type, { mode })).end.metadata['requests'])
  const full: Record<string, number> = {}
  for (const type of TYPES) full[type] = await requests(type, 'FULL')
  await sandbox.change({ changeOneIn: ONE_IN })
  const both: Record<string, { full: number; delta: number }> = {}
  for (const type of TYPES) both[type] = { full: full[type]!, delta: await requests(type, 'DELTA') }
  return both
}
