import type { Kysely } from 'kysely'
import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { closeDatabase, openDatabase } from '../../src/database.ts'
import type { Delivery } from '../../src/webhooks/delivery.ts'
import { DeliveryStore } from '../../src/webhooks/delivery-store.ts'
import { drainRecords } from '../../src/webhooks/record-drain.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { startTestApp } from '../support/app.ts'

const ACCOUNT = 1

const delivery = (key: string, ids: string[] = []): Delivery => ({
  accountId: ACCOUNT,
  key,
  eventKey: null,
  contentKey: null,
  mayRepeat: true,
  topic: 'productUpdate',
  body: '{}',
  records: ids.map((id) => ({ kind: 'NHANH_PRODUCT', id, wantsSync: true, saidDeleted: false })),
  isWaiting: true,
  note: null,
})

const keysIn = async (url: string) =>
  (await rowsOf<{ key: string }>(url, 'select delivery_key as key from webhook_delivery order by 1')).map(
    ({ key }) => key,
  )

async function withStore(
  act: (store: DeliveryStore, url: string, db: () => Kysely<unknown>) => Promise<void>,
): Promise<void> {
  await using database = await createTestDatabase()
  const orm = await openDatabase(database.url)
  try {
    const db = () => orm.em.fork().getKysely<unknown>()
    await act(new DeliveryStore({ db }), database.url, db)
  } finally {
    await closeDatabase(orm)
  }
}

test('one that the database refuses keeps no other out of its transaction', async () => {
  await withStore(async (store, url) => {
    await rowsOf(url, `alter table webhook_delivery add constraint bad check (delivery_key <> 'bad')`)
    const stored = await Promise.allSettled(['a', 'bad', 'c', 'a'].map((key) => store.accept(delivery(key))))
    expect(stored.map((one) => (one.status === 'fulfilled' ? one.value : one.status))).toEqual([
      'ACCEPTED',
      'rejected',
      'ACCEPTED',
      'DUPLICATE',
    ])
    expect(await keysIn(url)).toEqual(['a', 'c'])
  })
})

test('a deadlock with somebody else is tried again, and stored once', async () => {
  await withStore(async (store, url) => {
    await store.accept(delivery('first', ['1', '2']))
    const other = new Client(url)
    await other.connect()
    try {
      // The store is the one that PostgreSQL ends.
      await other.query(`set deadlock_timeout = '10min'`)
      await other.query('begin')
      await other.query(`select from record_to_read where record_id = '2' for update`)
      const stored = store.accept(delivery('second', ['1', '2']))
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      await vi.waitFor(async () => expect((await rowsOf(url, waiting)).length).toBe(1), { interval: 20 })
      await other.query(`select from record_to_read where record_id = '1' for update`)
      await other.query('commit')
      expect(await stored).toBe('ACCEPTED')
    } finally {
      await other.end()
    }
    expect(await keysIn(url)).toEqual(['first', 'second'])
  })
})

test.each(['a pull was started', 'a pull failed'])(
  'records are locked in their order when %s',
  async (what) => {
    await using app = await startTestApp({ app: { webhookTimes: { workEveryMs: 1_000_000_000 } } })
    const { platforms } = app.app
    const { accountId } = platforms.connections.NHANH!
    const failed = what === 'a pull failed'
    // Stored and named in the wrong order.
    await rowsOf(
      app.databaseUrl,
      `with job as (
       insert into background_job (type, status, input, input_key, account_ids, completed_at)
       values ('PULL_NHANH_PRODUCTS', 'FAILED', '{}', '', array[$1::int], now() - interval '1 hour') returning id
     ) insert into record_to_read (account_id, kind, record_id, wants_sync, said_deleted, asked_at, job_id)
     select $1::int, 'NHANH_PRODUCT', 4 - n, true, false, now() - interval '1 hour' + n * interval '1 second',
       case when $2 then id end from generate_series(1, 3) as n, job order by n`,
      [accountId, failed],
    )
    // No index gives them an order by chance.
    const name = new URL(app.databaseUrl).pathname.slice(1)
    for (const way of ['enable_indexscan', 'enable_bitmapscan'])
      await rowsOf(app.databaseUrl, `alter database ${name} set ${way} = off`)
    const orm = await openDatabase(app.databaseUrl)
    const other = new Client(app.databaseUrl)
    await other.connect()
    try {
      await other.query('begin')
      await other.query(`select from record_to_read where record_id = '1' for update`)
      const db = orm.em.fork().getKysely<unknown>()
      const started = { kind: 'started', job: { id: 1 } } as never
      const drained = drainRecords(db, { platforms, jobs: { start: () => Promise.resolve(started) } })
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      await vi.waitFor(async () => expect((await rowsOf(app.databaseUrl, waiting)).length).toBe(1), {
        interval: 20,
      })
      const free = 'select record_id from record_to_read order by record_id for update skip locked'
      expect(await rowsOf(app.databaseUrl, free)).toEqual([{ record_id: '2' }, { record_id: '3' }])
      await other.query('commit')
      await drained
      expect(await rowsOf(app.databaseUrl, 'select distinct job_id from record_to_read')).toEqual([
        { job_id: 1 },
      ])
    } finally {
      await other.end()
      await closeDatabase(orm)
    }
  },
)
