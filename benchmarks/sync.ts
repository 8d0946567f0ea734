/**
 * What does it cost to write 10,000 levels that all differ, and to find that none does; and how fast are 20,000 customers
 * written in bulk?
 *
 * The sandbox keeps the platforms' own limits. The least for the levels is one question for each 100 ids of Nhanh, one for
 * each 250 levels of Shopify, and one write for each 250. What the limits impose on the time is reckoned from when they
 * would have let the last of these questions through, after those that had really been sent before. The usual way writes one level, or
 * one customer, a call; its rate is measured over some hundred calls.
 */
import { parseArgs } from 'node:util'
import { GraphQLClient } from 'graphql-request'
import { print, median, short, spread, table, verdict } from './support/rounds.ts'
import { runJob } from './support/run-job.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { earliestEnd } from './support/window-floor.ts'
import { customersOneByOne, levelsOneByOne } from './support/one-by-one.ts'
import { temporaryApp } from './support/temporary-app.ts'
import { Client } from 'pg'

const { values } = parseArgs({
  options: {
    levels: { type: 'string', default: '10000' },
    customers: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '5' },
  },
})
const LEVELS = Number(values.levels)
const CUSTOMERS = Number(values.customers)
const ROUNDS = Number(values.rounds)
const LEAST = { read: Math.ceil(LEVELS / 100) + Math.ceil(LEVELS / 250), write: Math.ceil(LEVELS / 250) }

await using parts = new AsyncDisposableStack()
const sandbox = parts.use(await startSandboxProcess({ products: 0, customers: 0 }))
await sandbox.change({ products: LEVELS, customers: CUSTOMERS })
const server = parts.use(await temporaryApp(sandbox.platforms))
const { app } = server
for (const type of [
  'PULL_NHANH_PRODUCTS',
  'PULL_SHOPIFY_PRODUCTS',
  'PULL_NHANH_CUSTOMERS',
  'PULL_SHOPIFY_CUSTOMERS',
  'AUTO_MATCH_PRODUCTS',
  'AUTO_MATCH_CUSTOMERS',
])
  await runJob(app, type)
await runJob(app, 'PRODUCT_SYNC', { dryRun: true })
await new GraphQLClient(`${app.url}/graphql`).request(
  'mutation { setWritesEnabled(enabled: true) { __typename } }',
)

const database = new Client(server.databaseUrl)
await database.connect()
parts.defer(() => database.end())
/** When Nhanh was asked for stock, as the rate limit of the client has noted it (ms, ascending). */
const asked = new Set<number>()
async function noteAsked(): Promise<void> {
  const { rows } = await database.query<{ at: string }>(
    `select jsonb_array_elements_text(calls) as at from rate_limit where bucket like '%/product/inventory%'`,
  )
  for (const { at } of rows) asked.add(Date.parse(at))
}
// The budgets are used up by now: what a round may send is what the windows of the rounds before it leave.
await noteAsked()
const figures: Record<string, number[]> = {
  'all differ: requests': [],
  'nothing changed: requests': [],
  'all differ: seconds': [],
  'nothing changed: seconds': [],
}
const wall: number[] = []
const floor: number[] = []
for (let round = 0; round <= ROUNDS; round++) {
  for (const kind of ['all differ', 'nothing changed']) {
    if (kind === 'all differ') await sandbox.change({ changeNumbers: true })
    const from = Date.now()
    const { end, wallMs } = await runJob(app, 'PRODUCT_SYNC')
    const expected = kind === 'all differ' ? end.updated : end.unchanged
    if (expected !== LEVELS) throw new Error(`${kind}: ${expected} of ${LEVELS} items`)
    const before = [...asked].filter((at) => at < from).toSorted((a, b) => a - b)
    const limit = { limit: 150, windowMs: 30_000 }
    const ends = earliestEnd(before, from, Math.ceil(LEVELS / 100), limit)
    await noteAsked()
    if (round === 0) continue
    figures[`${kind}: requests`]!.push(Number(end.metadata['requests']))
    figures[`${kind}: seconds`]!.push(wallMs / 1_000)
    wall.push(wallMs)
    floor.push(ends - from)
  }
}
print(`${short(LEVELS)} levels, ${ROUNDS} rounds of each: median (least–most)`)
table(
  ['', 'figure'],
  Object.entries(figures).map(([name, list]) => [name, spread(list)]),
)
const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
verdict(
  `all differ: requests, × the least (${LEAST.read + LEAST.write})`,
  median(figures['all differ: requests']!) / (LEAST.read + LEAST.write),
  '≤',
  1.02,
)
verdict(
  `nothing changed: requests, × the least reads (${LEAST.read})`,
  median(figures['nothing changed: requests']!) / LEAST.read,
  '≤',
  1.1,
)
verdict('all rounds: time, × what the limits impose', sum(wall) / sum(floor), '≤', 1.1)
print(`         one level a call, levels a second: ${short(await levelsOneByOne(sandbox.platforms))}`)

const oneByOne = await customersOneByOne(sandbox.platforms)
const rates: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  await sandbox.change({ changeNumbers: true })
  const { end, wallMs } = await runJob(app, 'CUSTOMER_SYNC')
  if (end.updated !== CUSTOMERS) throw new Error(`${end.updated} of ${CUSTOMERS} customers`)
  rates.push((end.updated * 1_000) / wallMs)
}
print(
  `\n${short(CUSTOMERS)} customers in bulk, ${ROUNDS} rounds: customers a second ${spread(rates)}; one a call ${short(oneByOne)}`,
)
verdict('customers in bulk, × one customerUpdate at a time', median(rates) / oneByOne, '≥', 10)
