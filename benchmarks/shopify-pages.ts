/**
 * How much faster than a serial page loop is a paged pull of Shopify, when the platform takes 50 ms to answer and its
 * limit is off?
 *
 * The rival asks for the same pages one after the other and throws them away. Our client reads them in several ranges of ids,
 * validates each record and throws them away too. The whole job also compares and writes them; "again" finds nothing
 * changed. The sandbox runs in a process of its own, on the same two cores: the more readers there are, the more its own
 * work is what they wait for.
 */
import { silentLogger } from '../src/logger.ts'
import { createShopifyClient } from '../src/integrations/shopify/client.ts'
import { CUSTOMERS_PAGE } from '../src/integrations/shopify/documents.ts'
import { runJob } from './support/run-job.ts'
import { median, print, race, ratios, short, spread, table, verdict } from './support/rounds.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { temporaryApp } from './support/temporary-app.ts'

const ROUNDS = 5
const CUSTOMERS = 20_000
const LATENCY_MS = 50
const PAGE = 250

await using sandbox = await startSandboxProcess({
  products: 1,
  customers: CUSTOMERS,
  latencyMs: LATENCY_MS,
  limits: { nhanh: 'off', shopify: 'off' },
})
await using server = await temporaryApp(sandbox.platforms, { bulkFrom: Infinity })
const { shopify } = sandbox.platforms
if (!shopify.ready || shopify.config.credentials.kind !== 'token') throw new Error('the sandbox has no token')
const { baseUrl, apiVersion, credentials } = shopify.config
const url = `${baseUrl}/admin/api/${apiVersion}/graphql.json`
const headers = { 'content-type': 'application/json', 'x-shopify-access-token': credentials.accessToken }

const client = createShopifyClient({ ...shopify.config, log: silentLogger })

interface CustomersPage {
  data: { customers: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } }
}

const figures = await race(ROUNDS, {
  'a serial page loop': async () => {
    const from = performance.now()
    let count = 0
    for (let after: string | null = null; ;) {
      const variables = { first: PAGE, after, query: null }
      const body = JSON.stringify({ query: CUSTOMERS_PAGE.document, variables })
      const { data } = (await (await fetch(url, { method: 'POST', headers, body })).json()) as CustomersPage
      count += data.customers.nodes.length
      after = data.customers.pageInfo.endCursor
      if (!data.customers.pageInfo.hasNextPage) break
    }
    return rate(count, from)
  },
  'our client': async () => {
    const from = performance.now()
    const call = { signal: new AbortController().signal }
    let count = 0
    for await (const { records } of client.customerPages({}, call)) count += records.length
    return rate(count, from)
  },
  'the whole job, all new': async () => {
    await server.empty('shopify_customer', 'customer_phone', 'stream_mark')
    return ours()
  },
  'the whole job, again': ours,
})

print(
  `${short(CUSTOMERS)} customers of Shopify, pages of ${PAGE}, ${LATENCY_MS} ms latency, ${ROUNDS} rounds: median (least–most)`,
)
table(
  ['', 'customers a second', '× serial'],
  Object.keys(figures).map((name) => [
    name,
    spread(figures[name]!),
    spread(ratios(figures, name, 'a serial page loop')),
  ]),
)
for (const name of ['our client', 'the whole job, all new', 'the whole job, again']) {
  verdict(`${name}, × serial`, median(ratios(figures, name, 'a serial page loop')), '≥', 3)
}

async function ours(): Promise<number> {
  const from = performance.now()
  const { end } = await runJob(server.app, 'PULL_SHOPIFY_CUSTOMERS')
  return rate(end.processed, from)
}

function rate(count: number, from: number): number {
  return (count * 1000) / (performance.now() - from)
}
