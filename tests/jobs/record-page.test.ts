import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Orm } from '../../src/database.ts'
import { NhanhProduct } from '../../src/entities/nhanh-product.ts'
import { RecordWriter, type RecordPage, type RecordRow } from '../../src/jobs/record-page.ts'
import { createTestDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let orm: Orm
beforeAll(async () => {
  database = await createTestDatabase()
  orm = await openDatabase(database.url)
})
afterAll(async () => {
  await orm.close()
  await database[Symbol.asyncDispose]()
})

function product(id: number, changes: Partial<NhanhProduct> = {}): RecordRow<NhanhProduct> {
  return {
    id: String(id),
    parentId: null,
    sku: `SKU-${id}`,
    skuKey: `sku-${id}`,
    barcode: null,
    barcodeKey: null,
    name: `Áo số ${id}`,
    kind: 'PRODUCT',
    status: 'ACTIVE',
    price: '125000.5',
    oldPrice: null,
    wholesalePrice: null,
    importPrice: null,
    averageCost: null,
    available: '3',
    remain: '4',
    holding: null,
    shipping: null,
    damaged: null,
    stock: [],
    options: [{ name: 'Màu', value: 'Đỏ' }],
    sourceCreatedAt: null,
    sourceUpdatedAt: new Date('2026-01-02T03:04:05Z'),
    searchText: `ao so ${id}`,
    ...changes,
  }
}

let nextJob = 1
async function write(
  rows: RecordRow<NhanhProduct>[],
  page: Partial<RecordPage<NhanhProduct>> = {},
  version = '1',
) {
  const writer = new RecordWriter<NhanhProduct>(orm.em.fork(), NhanhProduct, version)
  const written = { jobId: nextJob++, accountId: 1, rows, broken: [], pageName: '1', counted: true, ...page }
  const db = orm.em.fork().getKysely<unknown>()
  return db.transaction().execute((tx) => writer.write(tx, written))
}

async function stored(): Promise<
  { id: string; name: string; price: string; pulled_at: Date; version: string }[]
> {
  const { rows } = await sql<{ id: string; name: string; price: string; pulled_at: Date; version: string }>`
    select id::text, name, price::text, pulled_at, xmin::text as version from nhanh_product where account_id = 1 order by id
  `.execute(orm.em.fork().getKysely<unknown>())
  return rows
}

test('tells created, changed and unchanged rows apart, and does not touch unchanged ones', async () => {
  expect(await write([product(1), product(2)])).toMatchObject({ created: 2, updated: 0, unchanged: 0 })
  const before = await stored()
  expect(before[0]).toMatchObject({ name: 'Áo số 1', price: '125000.5000' })
  const again = await write([product(1), product(2, { available: '2' }), product(3)])
  expect(again).toMatchObject({ created: 1, updated: 1, unchanged: 1 })
  const after = await stored()
  expect(after[0]).toEqual(before[0])
  expect(after[1]!.version).not.toBe(before[1]!.version)
})

test('another version of the rules reaches unchanged rows too', async () => {
  await write([product(10)])
  expect(await write([product(10)])).toMatchObject({ unchanged: 1 })
  expect(await write([product(10)], {}, '2')).toMatchObject({ updated: 1 })
})

test('a record counts once in a job, however often it comes; the last state of it stays', async () => {
  const jobId = nextJob++
  const first = await write([product(20, { name: 'first' }), product(20, { name: 'second' })], { jobId })
  expect(first).toMatchObject({ created: 1, updated: 0, unchanged: 0 })
  const moved = await write([product(20, { name: 'third' }), product(21)], { jobId })
  expect(moved).toMatchObject({ created: 1, updated: 0, unchanged: 0 })
  expect((await stored()).find((row) => row.id === '20')!.name).toBe('third')
})

test('accounts do not see each other', async () => {
  await write([product(30, { name: 'mine' })])
  expect(await write([product(30, { name: 'theirs' })], { accountId: 2 })).toMatchObject({ created: 1 })
  expect((await stored()).find((row) => row.id === '30')!.name).toBe('mine')
})

test('what PostgreSQL cannot store is replaced, not fatal', async () => {
  const name = 'nul \0, half \ud83d, \\u0000 as text, whole 😀'
  await write([product(40, { name })])
  expect((await stored()).find((row) => row.id === '40')!.name).toBe(
    'nul \ufffd, half \ufffd, \\u0000 as text, whole 😀',
  )
})

test('every text arrives as it was sent', async () => {
  const texts = ['', '\\N', '\\', 'a\tb\nc\r\nd', '\\.', '{"a":"\\\\"}', "it's 100%", 'Đặng "Văn" \u2028 😀']
  await write(texts.map((name, index) => product(70 + index, { name, options: [{ name, value: name }] })))
  const { rows } = await sql<{ name: string; options: { name: string; value: string }[]; barcode: null }>`
    select name, options, barcode from nhanh_product where id >= 70 order by id
  `.execute(orm.em.fork().getKysely<unknown>())
  expect(rows).toEqual(texts.map((name) => ({ name, options: [{ name, value: name }], barcode: null })))
  expect(await write(texts.map((name, index) => product(70 + index, { name })))).toMatchObject({ updated: 8 })
})

test('a row that PostgreSQL refuses fails the page, and the connection goes on', async () => {
  await expect(write([product(80), product(81, { price: 'much' })])).rejects.toThrow('"much"')
  expect(await write([product(80)])).toMatchObject({ created: 1 })
})

test('a deleted row that comes again as it was is there again', async () => {
  await write([product(90)])
  const db = orm.em.fork().getKysely<unknown>()
  await sql`update nhanh_product set deleted_at = now() where id = 90`.execute(db)
  expect(await write([product(90)])).toMatchObject({ updated: 1 })
  const { rows } = await sql`select deleted_at from nhanh_product where id = 90`.execute(db)
  expect(rows).toEqual([{ deleted_at: null }])
})

test('broken rows become failed items, each record once a job', async () => {
  const jobId = nextJob++
  const broken = [
    { id: '50', title: 'No price', sku: 'A-50', message: 'prices.retail: "x" is not a number' },
    { id: null, title: null, sku: null, message: 'id: missing' },
  ]
  const first = await write([product(51)], { jobId, broken, pageName: '1' })
  expect(first).toMatchObject({ created: 1, failed: 2 })
  expect(first.entries).toEqual([
    expect.objectContaining({
      key: '50',
      title: 'No price',
      outcome: 'FAILED',
      code: 'INVALID_ITEM',
      searchable: ['A-50'],
    }),
    expect.objectContaining({ key: 'unreadable 1 2', message: 'id: missing' }),
  ])
  expect(await write([], { jobId, broken, pageName: '2' })).toMatchObject({ failed: 1 })
})

test('an id beyond 2^53 is kept exactly', async () => {
  await write([{ ...product(60), id: '9007199254740993' }])
  expect((await stored()).some((row) => row.id === '9007199254740993')).toBe(true)
})
