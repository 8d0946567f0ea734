/**
 * How fast are 100,000 variants loaded from the result of a bulk operation, beside a minimal script that parses the same
 * JSONL and COPYs it? And does memory stay flat, however long the result is?
 *
 * Ours is timed from when Shopify's part is over, at the download of the variants, to the end of the job: download, count of
 * the lines, levels joined to their variants, validation, rows, checkpoints, and the question what is gone. The floor reads
 * the file from the disk, parses each line and COPYs variants and levels into two tables. The sandbox answers after 50 ms and
 * runs in a process of its own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import packageJson from '../package.json' with { type: 'json' }
import type { PlatformConfigs } from '../src/connect-platforms.ts'
import { silentLogger } from '../src/logger.ts'
import { createShopifyClient } from '../src/integrations/shopify/client.ts'
import { copyIn, copyText } from './support/copy-rows.ts'
import { median, print, race, ratios, short, spread, table, verdict } from './support/rounds.ts'
import { runJob } from './support/run-job.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { temporaryApp } from './support/temporary-app.ts'

const ROUNDS = 5
const LATENCY_MS = 50
/** The demo catalogue has about 1.75 variants a product, and 2.7 lines a variant. */
const PRODUCTS_OF_100_000_VARIANTS = 57_200
const MEMORY_PRODUCTS = { '10,000 lines': 2_100, '500,000 lines': 104_000 }
const MEMORY_TARGET_MB = 200
const COPY_ROWS = 5_000

const VARIANT_COLUMNS = `account_id, id, source_created_at, source_updated_at, search_text, content_hash, pulled_at,
  product_id, product_title, product_status, title, sku, sku_key, barcode, price, compare_at_price, position,
  inventory_item_id, tracked, inventory_policy, inventory_quantity, is_bundle, stock, options`

await using parts = new AsyncDisposableStack()
const folder = await mkdtemp(join(tmpdir(), 'synctrack-bench-'))
parts.defer(() => rm(folder, { recursive: true, force: true }))

await compareSpeed()
await measureMemory()

async function compareSpeed(): Promise<void> {
  await using sandbox = await sandboxOf(PRODUCTS_OF_100_000_VARIANTS)
  await using server = await temporaryApp(sandbox.platforms, { bulkFrom: 1 })
  const client = new Client(server.databaseUrl)
  await client.connect()
  await client.query(
    'create table level (variant_id text, location_id text, available int, is_active boolean)',
  )
  try {
    const file = join(folder, 'variants.jsonl')
    const lines = await downloadVariants(sandbox.platforms, file)
    const figures = await race(ROUNDS, {
      'a minimal script': async () => {
        await server.empty('shopify_variant', 'level')
        return copyLines(client, file)
      },
      'ours, all new': async () => {
        await server.empty('shopify_variant', 'shopify_product')
        return ours(server.app)
      },
      'ours, again': () => ours(server.app),
    })
    print(
      `${short(lines)} lines of variants and levels, ${LATENCY_MS} ms latency, ${ROUNDS} rounds: median (least–most)`,
    )
    table(
      ['', 'variants a second', '× the script'],
      Object.keys(figures).map((name) => [
        name,
        spread(figures[name]!),
        spread(ratios(figures, name, 'a minimal script')),
      ]),
    )
    verdict('all new, × the script', median(ratios(figures, 'ours, all new', 'a minimal script')), '≥', 0.6)
  } finally {
    await client.end()
  }
}

async function ours(app: Parameters<typeof runJob>[0]): Promise<number> {
  let from = 0
  const { end } = await runJob(app, 'PULL_SHOPIFY_PRODUCTS', {}, ({ phase }) => {
    if (from === 0 && phase?.includes('variants') && !phase.startsWith('Shopify prepares'))
      from = performance.now()
  })
  return (end.processed * 1000) / (performance.now() - from)
}

interface Line {
  id: string
  /** Of a child: the variant of a level. */
  ['__parentId']?: string
  [field: string]: unknown
}

/** Variants a second. */
async function copyLines(client: Client, file: string): Promise<number> {
  const from = performance.now()
  let count = 0
  let variants: (string | null)[][] = []
  let levels: (string | null)[][] = []
  const flush = async () => {
    await copyIn(client, `copy shopify_variant (${VARIANT_COLUMNS}) from stdin`, copyText(variants))
    await copyIn(client, 'copy level from stdin', copyText(levels))
    count += variants.length
    variants = []
    levels = []
  }
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const line = JSON.parse(text) as Line
    if (line['__parentId'] === undefined) variants.push(variantValues(line))
    else levels.push(levelValues(line))
    if (variants.length >= COPY_ROWS) await flush()
  }
  await flush()
  return (count * 1000) / (performance.now() - from)
}

function variantValues(line: Line): (string | null)[] {
  const text = (field: string) => {
    const value = line[field]
    return typeof value === 'string' || value === null ? value : JSON.stringify(value)
  }
  const product = line['product'] as { id: string; title: string; status: string }
  const item = line['inventoryItem'] as { id: string; tracked: boolean }
  return [
    '1',
    line.id,
    text('createdAt'),
    text('updatedAt'),
    `${product.title} ${text('title')} ${text('sku')}`,
    '00000000-0000-0000-0000-000000000000',
    'now',
    product.id,
    product.title,
    product.status,
    text('title'),
    text('sku'),
    text('sku'),
    text('barcode'),
    text('price'),
    text('compareAtPrice'),
    text('position'),
    item.id,
    String(item.tracked),
    text('inventoryPolicy'),
    text('inventoryQuantity'),
    text('requiresComponents'),
    '[]',
    JSON.stringify(line['selectedOptions']),
  ]
}

function levelValues(line: Line): (string | null)[] {
  const { id } = line['location'] as { id: string }
  const [available] = line['quantities'] as { quantity: number }[]
  return [line['__parentId']!, id, available ? String(available.quantity) : null, String(line['isActive'])]
}

/** Writes the result of an operation of the benchmark's own to the file; answers its number of lines. */
async function downloadVariants({ shopify }: PlatformConfigs, file: string): Promise<number> {
  if (!shopify.ready) throw new Error('the sandbox has no Shopify')
  const client = createShopifyClient({ ...shopify.config, log: silentLogger })
  const call = { signal: new AbortController().signal }
  const { url, objectCount } = await client.bulk.finished(await client.bulk.begin('variants', {}, call), call)
  await writeFile(file, (await fetch(url!)).body!)
  return objectCount
}

async function measureMemory(): Promise<void> {
  const rows: string[][] = []
  const risesMb: number[] = []
  for (const [lines, products] of Object.entries(MEMORY_PRODUCTS)) {
    await using sandbox = await sandboxOf(products)
    const child = fork(`${import.meta.dirname}/support/bulk-memory-child.ts`, { execArgv: startFlags() })
    child.send(sandbox.platforms)
    const [{ idle, peak }] = (await once(child, 'message')) as [{ idle: number; peak: number }]
    await once(child, 'exit')
    const megabytes = (bytes: number) => bytes / 1024 / 1024
    risesMb.push(megabytes(peak - idle))
    rows.push([lines, short(megabytes(idle)), short(megabytes(peak)), short(megabytes(peak - idle))])
  }
  print('\nResident memory of the server, MB')
  table(['', 'idle', 'peak', 'rise'], rows)
  verdict('rise at 500,000 lines, MB', risesMb.at(-1)!, '<', MEMORY_TARGET_MB)
}

/** Those that `npm start` gives to node. */
function startFlags(): string[] {
  return packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

function sandboxOf(products: number) {
  return startSandboxProcess({
    products,
    customers: 0,
    latencyMs: LATENCY_MS,
    limits: { nhanh: 'off', shopify: 'off' },
    shopify: { bulk: { objectsPerSecond: Infinity } },
  })
}
