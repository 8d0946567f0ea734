import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../src/database.ts'
import { createTestDatabase } from './support/database.ts'

test('it closes though a query has just asked for a connection, and that query gets its answer', async () => {
  await using database = await createTestDatabase()
  const orm = await openDatabase(database.url)
  const db = orm.em.fork().getKysely<unknown>()
  // Two at a time: one of them has to make a connection.
  const first = sql<{ one: number }>`select 1 as one`.execute(db)
  const second = sql<{ two: number }>`select 2 as two`.execute(db)
  await closeDatabase(orm)
  expect([(await first).rows, (await second).rows]).toEqual([[{ one: 1 }], [{ two: 2 }]])
})
