/**
 * How fast is a page written, beside a plain COPY of the same rows and beside the usual way?
 *
 * Ours is what a pull does: whole batches through JobProgress, with sightings, ledger, counts and checkpoint, two in
 * flight. "Without the engine" is RecordWriter alone, each page in its own transaction, two in flight. The floor is one
 * COPY of text that was made before the clock started; "its text made too" is what a script with the same rows in hand
 * would need. The usual way finds the existing ids of 200 rows, inserts the new ones and updates each existing one. Those
 * that run on fewer rows are compared by their rate.
 */
import { hash } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { Client } from 'pg'
import { openDatabase, type Orm } from '../src/database.ts'
import { BackgroundJob } from '../src/entities/background-job.ts'
import { NhanhProduct } from '../src/entities/nhanh-product.ts'
import { JobEvents } from '../src/events.ts'
import { JobProgress } from '../src/jobs/job-progress.ts'
import { RecordWriter, type RecordRow } from '../src/jobs/record-page.ts'
import { copyIn, copyText } from './support/copy-rows.ts'
import { later, products } from './support/products.ts'
import { median, print, race, ratios, short, spread, table, verdict } from './support/rounds.ts'
import { temporaryDatabase } from './support/temporary-database.ts'

const ROUNDS = 5
const ROWS = 100_000
const PAGE = 250
const CHANGED_SHARE = 0.05
const ACCOUNT = 1
const WITHOUT_ENGINE_ROWS = 20_000
/** The usual way on 100,000 rows would take minutes. */
const USUAL_FRESH_ROWS = 4_000
const USUAL_AGAIN_ROWS = 2_000
const USUAL_TRANSACTION = 200

type Row = RecordRow<NhanhProduct>
type Database = Awaited<ReturnType<typeof open>>

await using parts = new AsyncDisposableStack()
const { url } = parts.use(await temporaryDatabase())
/** Emptied before each measurement. */
const fresh = await open('fresh')
/** Filled once; whoever pulls it again finds 5 % of the rows changed. */
const pulled = await open('pulled')

const rows = products(ROWS)
const copy = preparedCopy(fresh.orm, rows)
await warmUp()
await withoutEngine(pulled, rows)
await pulled.client.query('vacuum (analyze) nhanh_product')

const isWarm = true
const figures = await race(
  ROUNDS,
  {
    COPY: () => timed(emptied, ROWS, () => copyIn(fresh.client, copy.statement, copy.chunks)),
    'COPY, its text made too': () =>
      timed(emptied, ROWS, () => {
        const { statement, chunks } = preparedCopy(fresh.orm, rows)
        return copyIn(fresh.client, statement, chunks)
      }),
    'fresh: ours': () => timed(emptied, ROWS, () => ours(fresh, rows)),
    'fresh: without the engine': () =>
      timed(emptied, WITHOUT_ENGINE_ROWS, () => withoutEngine(fresh, rows.slice(0, WITHOUT_ENGINE_ROWS))),
    'fresh: the usual way': () =>
      timed(emptied, USUAL_FRESH_ROWS, () => usualWay(fresh, rows.slice(0, USUAL_FRESH_ROWS))),
    'again: ours': () => again(ROWS, ours),
    'again: without the engine': () => again(WITHOUT_ENGINE_ROWS, withoutEngine),
    'again: the usual way': () => again(USUAL_AGAIN_ROWS, usualWay),
  },
  isWarm,
)

print(`${short(ROWS)} rows of nhanh_product, pages of ${PAGE}, ${ROUNDS} rounds: median (least–most)`)
table(
  ['', 'rows a second', '× COPY', '× COPY, its text made too', '× the usual way'],
  Object.keys(figures).map((name) => [
    name,
    spread(figures[name]!),
    spread(ratios(figures, name, 'COPY')),
    spread(ratios(figures, name, 'COPY, its text made too')),
    spread(ratios(figures, name, name.startsWith('again') ? 'again: the usual way' : 'fresh: the usual way')),
  ]),
)
for (const floor of ['COPY', 'COPY, its text made too']) {
  verdict(`fresh, × ${floor}`, median(ratios(figures, 'fresh: ours', floor)), '≥', 0.6)
  verdict(`again, × ${floor}`, median(ratios(figures, 'again: ours', floor)), '≥', 1.5)
}
verdict('again, × the usual way', median(ratios(figures, 'again: ours', 'again: the usual way')), '≥', 20)

/** Rows a second. What comes before is not measured, nor is what it left to be written to disk. */
async function timed(
  prepare: () => Promise<unknown>,
  count: number,
  work: () => Promise<void>,
): Promise<number> {
  await prepare()
  await fresh.client.query('checkpoint')
  const start = performance.now()
  await work()
  return (count * 1000) / (performance.now() - start)
}

function emptied(): Promise<unknown> {
  return fresh.client.query('truncate nhanh_product, job_sighting, job_item, background_job')
}

/** Pulls so many of the stored rows, of which 5 % have changed since the last time. */
async function again(
  count: number,
  work: (database: Database, changed: Row[]) => Promise<void>,
): Promise<number> {
  const changed = later(rows.slice(0, count), CHANGED_SHARE)
  const prepare = () => pulled.client.query('truncate job_sighting')
  return timed(prepare, count, () => work(pulled, changed))
}

/** Everything once on a few rows, so that nobody pays for being the first. */
async function warmUp(): Promise<void> {
  const few = rows.slice(0, USUAL_AGAIN_ROWS)
  await ours(fresh, few)
  await ours(fresh, later(few, CHANGED_SHARE))
  await usualWay(fresh, few)
  await emptied()
  await usualWay(fresh, few)
  await emptied()
  await copyIn(fresh.client, copy.statement, copy.chunks)
}

/** A pull without its platform: the pages are already there. */
async function ours({ orm }: Database, all: readonly Row[]): Promise<void> {
  const em = orm.em.fork()
  const job = em.create(
    BackgroundJob,
    { type: 'PULL', status: 'RUNNING', input: {}, inputKey: '{}', accountIds: [ACCOUNT], epoch: 1 },
    { partial: true },
  )
  await em.flush()
  await em.refreshOrFail(job)
  using events = new JobEvents()
  const { signal } = new AbortController()
  const db = orm.em.fork().getKysely<unknown>()
  const progress = new JobProgress({ db, events, job, signal, lastItem: 0, lastLogLine: 0 })
  const writer = new RecordWriter<NhanhProduct>(em, NhanhProduct, '1')
  let number = 0
  for (const page of pagesOf(all, PAGE)) {
    number += 1
    const write = {
      jobId: job.id,
      accountId: ACCOUNT,
      rows: page,
      broken: [],
      pageName: `${number}`,
      counted: true,
    }
    await progress.batch({
      keys: page.map((row) => row.id),
      write: (tx) => writer.write(tx, write),
      checkpoint: { next: `{"id":${page.at(-1)!.id}}`, pages: number },
      phase: `page ${number}`,
      metadata: { pages: number },
    })
  }
  await progress.drain()
  if (progress.processed !== all.length)
    throw new Error(`${progress.processed} of ${all.length} were counted`)
}

async function withoutEngine({ orm }: Database, all: readonly Row[]): Promise<void> {
  const writer = new RecordWriter<NhanhProduct>(orm.em, NhanhProduct, '1')
  const db = orm.em.fork().getKysely<unknown>()
  const pages = pagesOf(all, PAGE)
  const lane = async () => {
    for (const page of pages) {
      const write = { jobId: 0, accountId: ACCOUNT, rows: page, broken: [], pageName: '', counted: false }
      await db.transaction().execute((tx) => writer.write(tx, write))
    }
  }
  await Promise.all([lane(), lane()])
}

async function usualWay({ orm }: Database, all: readonly Row[]): Promise<void> {
  for (const page of pagesOf(all, USUAL_TRANSACTION)) {
    await orm.em.fork().transactional((em) => usualPage(em, page))
  }
}

async function usualPage(em: EntityManager, page: readonly Row[]): Promise<void> {
  const ids = page.map((row) => row.id)
  const found = await em.find(NhanhProduct, { accountId: ACCOUNT, id: ids }, { fields: ['id'] })
  const existing = new Set(found.map((product) => product.id))
  const pulledAt = new Date()
  await em.insertMany(
    NhanhProduct,
    page
      .filter((row) => !existing.has(row.id))
      .map((row) => ({
        ...row,
        accountId: ACCOUNT,
        contentHash: crypto.randomUUID(),
        pulledAt,
        deletedAt: null,
      })),
  )
  for (const row of page) {
    // It knows no hash: that stays as ours wrote it, so that the next to pull finds 5 % changed again.
    if (existing.has(row.id)) {
      await em.nativeUpdate(NhanhProduct, { accountId: ACCOUNT, id: row.id }, { ...row, pulledAt })
    }
  }
}

function* pagesOf(all: readonly Row[], size: number): Generator<Row[]> {
  for (let index = 0; index < all.length; index += size) yield all.slice(index, index + size)
}

/** COPY of every column that ours fills. */
function preparedCopy({ em }: Orm, all: readonly Row[]): { statement: string; chunks: Buffer[] } {
  const { props } = em.getMetadata().get(NhanhProduct)
  const own: Record<string, string | null> = {
    accountId: String(ACCOUNT),
    pulledAt: new Date().toISOString(),
    deletedAt: null,
  }
  const text = (row: Row, name: string): string | null => {
    if (name === 'contentHash') return hash('md5', row.id, 'hex')
    const value = name in own ? own[name] : row[name as keyof Row]
    if (value === null || value === undefined || typeof value === 'string') return value ?? null
    return value instanceof Date ? value.toISOString() : JSON.stringify(value)
  }
  return {
    statement: `copy nhanh_product (${props.map((prop) => prop.fieldNames[0]!).join(', ')}) from stdin`,
    chunks: copyText(all.map((row) => props.map((prop) => text(row, prop.name)))),
  }
}

/** A database of the product's, in the PostgreSQL of this benchmark. */
async function open(name: string): Promise<{ orm: Orm; client: Client }> {
  const admin = new Client(url)
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  const own = new URL(url)
  own.pathname = name
  const orm = await openDatabase(own.href)
  parts.defer(() => orm.close())
  const client = new Client(own.href)
  await client.connect()
  parts.defer(() => client.end())
  return { orm, client }
}
