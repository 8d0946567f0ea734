import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Orm } from '../../src/database.ts'
import { countSightings, sight } from '../../src/jobs/sightings.ts'
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

test('a record is sighted once, in whatever order the batches come and however their ranges overlap', async () => {
  const db = orm.em.fork().getKysely<unknown>()
  const seen = new Set<string>()
  // Steps that are coprime with the number of records visit them in no order, and twice over.
  for (let batch = 0; batch < 40; batch++) {
    const ids = Array.from({ length: 50 }, (_, index) => `${((batch * 50 + index) * 389) % 1009}`)
    const fresh = ids.filter((id) => !seen.has(id))
    expect((await sight(db, 1, ids)).toSorted()).toEqual([...new Set(fresh)].toSorted())
    for (const id of ids) seen.add(id)
  }
  expect(seen.size).toBe(1009)
  expect(await countSightings(db, 1)).toBe(1009)
})

test('jobs do not share their sightings, and a record may be named twice or contain anything', async () => {
  const db = orm.em.fork().getKysely<unknown>()
  const ids = [
    'gid://shopify/Product/1',
    'không đọc được, "trang" {1}',
    'không đọc được, "trang" {1}',
    '',
    '\\',
  ]
  expect((await sight(db, 2, ids)).toSorted()).toEqual([...new Set(ids)].toSorted())
  expect(await sight(db, 2, ids)).toEqual([])
  expect(await sight(db, 3, ['gid://shopify/Product/1'])).toEqual(['gid://shopify/Product/1'])
  expect(await countSightings(db, 2)).toBe(4)
  expect(await sight(db, 2, [])).toEqual([])
})
