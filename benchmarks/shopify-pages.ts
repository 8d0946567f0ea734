/**
 * How much faster than a serial page loop is a paged pull of Shopify, when the platform takes 50 ms to answer and its
 * limit is off?
 *
 * Ours is the whole job, with its rows written; "again" finds nothing changed. The rival asks for the same pages one after
 * the other and throws them away. The sandbox runs in a process of its own, on the same two cores: with more readers its
 * own work is what there is to wait for.
 */
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
  'ours, all new': async () => {
    await server.empty('shopify_customer', 'customer_phone', 'stream_mark')
    return ours()
  },
  'ours, again': ours,
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
for (const name of ['ours, all new', 'ours, again']) {
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
