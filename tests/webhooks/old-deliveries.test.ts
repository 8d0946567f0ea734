import { expect, test } from 'vitest'
import { openDatabase } from '../../src/database.ts'
import { OLD_WEBHOOKS } from '../../src/webhooks/old-deliveries.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'

test('bodies live seven days, what is left of deliveries thirty; what waits is kept', async () => {
  await using database = await createTestDatabase()
  const orm = await openDatabase(database.url)
  try {
    await rowsOf(
      database.url,
      `insert into webhook_delivery (account_id, topic, body, state, received_at)
        select 1, age || ' ' || state, '{}', state, now() - age * interval '1 day'
        from unnest(array[6, 8, 29, 31]) as age, unnest(array['WAITING', 'DONE']) as state, generate_series(1, 1500)`,
    )
    await rowsOf(
      database.url,
      `insert into webhook_count (account_id, day, outcome, count)
        select 1, current_date - age, 'ACCEPTED', age from unnest(array[10, 400]) as age`,
    )
    const db = orm.em.fork().getKysely<unknown>()
    for (const rule of OLD_WEBHOOKS) while ((await rule.drop(db, new Date(), 1_000)) > 0);
    const left = await rowsOf(
      database.url,
      'select topic, count(*)::int as count, count(body)::int as bodies from webhook_delivery group by 1 order by 1',
    )
    expect(left).toEqual([
      { topic: '29 DONE', count: 1500, bodies: 0 },
      { topic: '29 WAITING', count: 1500, bodies: 1500 },
      { topic: '31 WAITING', count: 1500, bodies: 1500 },
      { topic: '6 DONE', count: 1500, bodies: 1500 },
      { topic: '6 WAITING', count: 1500, bodies: 1500 },
      { topic: '8 DONE', count: 1500, bodies: 0 },
      { topic: '8 WAITING', count: 1500, bodies: 1500 },
    ])
    expect(await rowsOf(database.url, 'select count from webhook_count')).toEqual([{ count: 10 }])
  } finally {
    await orm.close()
  }
})
