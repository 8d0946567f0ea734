/**
 * How fast are 500,000 customers of each platform matched by phone, with duplicates on both sides, beside the bare statement
 * that finds the pairs, and beside the usual way: both sides loaded through the ORM into maps?
 *
 * Ours is a whole job, from the start mutation to the event of its end: it links, it stores reviews with their candidates, its
 * ledger and the numbers of both sides. The bare statement is one GROUP BY over the stored phones, whose pairs are counted and
 * nothing else; beside it the same with its pairs stored as mappings. The usual way reads entities, matches in maps and inserts the mappings by the thousand.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Client } from 'pg'
import { fillCustomers } from './support/match-rows.ts'
import { median, print, race, ratios, short, spread, table, verdict } from './support/rounds.ts'
import { runJob } from './support/run-job.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { temporaryApp } from './support/temporary-app.ts'

const CUSTOMERS = Number(process.argv[2] ?? 500_000)
const ROUNDS = Number(process.argv[3] ?? 5)
const BLOCKED_MS = 100

await using parts = new AsyncDisposableStack()
// No request is sent to it: a match works in the database.
const sandbox = parts.use(await startSandboxProcess({ products: 0, customers: 0 }))
const server = parts.use(await temporaryApp(sandbox.platforms))
const { app, databaseUrl } = server
const client = new Client(databaseUrl)
await client.connect()
parts.defer(() => client.end())
const { rows } = await client.query<{ id: number; platform: string }>('select id, platform from account')
const [nhanh, shopify] = ['NHANH', 'SHOPIFY'].map(
  (name) => rows.find(({ platform }) => platform === name)!.id,
)
await fillCustomers(client, { nhanh: nhanh!, shopify: shopify! }, CUSTOMERS)

const PAIRS = `
  select phone, min(customer_id) filter (where account_id = ${nhanh}) as nhanh_id,
    min(customer_id) filter (where account_id = ${shopify}) as shopify_id
  from customer_phone where is_key and account_id in (${nhanh}, ${shopify})
  group by phone
  having count(*) filter (where account_id = ${nhanh}) = 1 and count(*) filter (where account_id = ${shopify}) = 1`

const delays: number[] = []
const rises: number[] = []
const isWarm = true
const figures = await race(
  ROUNDS,
  {
    'the bare statement': bare,
    'the same, its pairs stored': bareStored,
    'ours, SQL': () => ours({ strategy: 'SQL' }),
    'ours, BATCH': () => ours({ strategy: 'BATCH', batchSize: 10_000 }),
    'the ORM and maps': usualWay,
  },
  isWarm,
)
print(`${short(CUSTOMERS)} customers of each platform, ${ROUNDS} rounds: median (least–most)`)
table(
  ['', 'seconds', '× the bare statement'],
  Object.keys(figures).map((name) => [
    name,
    spread(figures[name]!),
    spread(ratios(figures, name, 'the bare statement')),
  ]),
)
verdict('SQL, × the bare statement', median(ratios(figures, 'ours, SQL', 'the bare statement')), '≤', 2)
print(
  `         SQL, × the bare statement that stores: ${spread(ratios(figures, 'ours, SQL', 'the same, its pairs stored'))}`,
)
verdict('the ORM and maps, × SQL', median(ratios(figures, 'the ORM and maps', 'ours, SQL')), '≥', 8)
verdict('BATCH, × SQL', median(ratios(figures, 'ours, BATCH', 'ours, SQL')), '≤', 3)
verdict('longest wait of the event loop during ours, ms', Math.max(...delays), '<', BLOCKED_MS)
print(`         resident memory during ours, above before, MB: ${spread(rises)}`)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

function bare(): Promise<number> {
  return timed(() => client.query(`select count(*) from (${PAIRS}) pair`))
}

/** As mappings, with their indexes. */
async function bareStored(): Promise<number> {
  await server.empty('customer_mapping')
  return timed(() =>
    client.query(`
      insert into customer_mapping (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin, key_field, key)
      select ${nhanh}, ${shopify}, nhanh_id::bigint, shopify_id, 'MATCHED', 'PHONE', phone
      from (${PAIRS}) pair order by shopify_id`),
  )
}

async function ours(input: object): Promise<number> {
  await server.empty('customer_mapping', 'match_review', 'match_candidate', 'job_item')
  const before = process.memoryUsage.rss()
  let peak = before
  const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)
  const loop = monitorEventLoopDelay({ resolution: 10 })
  loop.enable()
  const { wallMs } = await runJob(app, 'AUTO_MATCH_CUSTOMERS', input)
  loop.disable()
  clearInterval(watching)
  delays.push(loop.max / 1e6)
  rises.push((peak - before) / 1024 / 1024)
  return wallMs / 1000
}

/** In a process of its own, because it needs more memory than Node.js gives by itself. */
async function usualWay(): Promise<number> {
  await server.empty('customer_mapping')
  const child = fork(`${import.meta.dirname}/support/match-orm-child.ts`, {
    execArgv: ['--max-old-space-size=12000'],
  })
  child.send({ databaseUrl, nhanh, shopify })
  const [seconds] = (await once(child, 'message')) as [number]
  await once(child, 'exit')
  return seconds
}
