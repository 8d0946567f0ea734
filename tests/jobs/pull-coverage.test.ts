import { gql } from 'graphql-request'
import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'
import { NHANH_PRODUCTS, PULLED_KINDS, SHOPIFY_PRODUCTS, type PulledKind } from '../support/pulls.ts'

const startServer = () => startTestApp({ sandbox: { products: 320, customers: 420 } })

interface Stored {
  id: string
  deleted_at: Date | null
}

const storedRows = (server: TestApp, { table }: PulledKind) =>
  rowsOf<Stored>(server.databaseUrl, `select id::text as id, deleted_at from ${table} order by id`)

const marksOf = (server: TestApp) =>
  rowsOf<{ stream: string; covered_until: Date; open_ids: string[] }>(
    server.databaseUrl,
    'select stream, covered_until, open_ids from stream_mark order by stream',
  )

async function warningsOf({ http }: TestApp, id: string): Promise<{ code: string; message: string }[]> {
  const query = gql`
    query ($id: ID!) {
      job(id: $id) {
        warnings {
          code
          message
        }
      }
    }
  `
  const { job } = await http.request<{ job: { warnings: { code: string; message: string }[] } }>(query, {
    id,
  })
  return job.warnings
}

/** Breaks the first row of this id in each list that the platform sends; true once it was seen. */
function breakInLists(sandbox: Sandbox, kind: PulledKind, id: string) {
  return sandbox.faults.add({
    platform: kind.type.includes('NHANH') ? 'nhanh' : 'shopify',
    kind: 'transform',
    match: kind.isList,
    times: Infinity,
    change: (answer) => {
      for (const row of kind.rowsOf(answer as never))
        if (String(row.id) === id) Object.assign(row, kind.broken)
      return answer
    },
  })
}

describe.each(PULLED_KINDS)('$type', (kind) => {
  test('a delta without a mark says so and reads everything; the next reads only what changed', async () => {
    await using server = await startServer()
    const first = await run(server, kind.type, { mode: 'DELTA' })
    expect(first).toMatchObject({
      status: 'COMPLETED',
      created: kind.ids(server.sandbox).length,
      metadata: { mode: 'FULL', modeReason: expect.stringContaining('no complete pull') },
    })
    const ids = kind.ids(server.sandbox)
    const changed = [ids[0]!, ids[7]!, ids.at(-1)!]
    for (const id of changed) kind.change(server.sandbox, id)
    const second = await run(server, kind.type, { mode: 'DELTA' })
    expect(second).toMatchObject({
      status: 'COMPLETED',
      created: 0,
      updated: changed.length,
      metadata: { mode: 'DELTA' },
    })
    expect(second.processed).toBe(second.updated + second.unchanged)
    const third = await run(server, kind.type, { mode: 'DELTA' })
    // The overlap reads them again and finds nothing new.
    expect(third).toMatchObject({ updated: 0, created: 0, processed: second.processed })
  })

  test('only complete and unfiltered coverage moves the mark', async () => {
    await using server = await startServer()
    await run(server, kind.type)
    const marks = await marksOf(server)
    expect(marks.length).toBeGreaterThan(0)
    const since = new Date(Date.now() - 3_600_000).toISOString()
    const asked = await run(server, kind.type, { mode: 'DELTA', updatedAfter: since })
    expect(asked).toMatchObject({ status: 'COMPLETED', metadata: { mode: 'SINCE' } })
    const filter = { NHANH_CUSTOMERS: { type: 'WHOLESALE' }, SHOPIFY_CUSTOMERS: { query: 'tag:vip' } }
    const own = filter[kind.type.slice(5) as keyof typeof filter] as object | undefined
    if (own) expect(await run(server, kind.type, own)).toMatchObject({ metadata: { filters: own } })
    expect(await marksOf(server)).toEqual(marks)
    await run(server, kind.type, { mode: 'DELTA' })
    const moved = await marksOf(server)
    for (const [index, mark] of moved.entries()) {
      expect(mark.covered_until.getTime()).toBeGreaterThanOrEqual(marks[index]!.covered_until.getTime())
    }
  })

  test('what is gone at the source is marked as deleted, and revived when it comes back', async () => {
    await using server = await startServer()
    const all = await run(server, kind.type)
    const ids = kind.ids(server.sandbox)
    const gone = [ids[1]!, ids[150]!]
    const bringBack = gone.map((id) => kind.remove(server.sandbox, id))
    // A filter, and a delta, prove nothing about what they leave out.
    await run(server, kind.type, { mode: 'DELTA' })
    await run(server, kind.type, { updatedAfter: new Date().toISOString() })
    expect((await storedRows(server, kind)).filter((row) => row.deleted_at)).toEqual([])
    const full = await run(server, kind.type)
    expect(full).toMatchObject({
      status: 'COMPLETED',
      processed: all.processed - gone.length,
      unchanged: all.processed - gone.length,
      metadata: { markedDeleted: gone.length },
    })
    const deleted = (await storedRows(server, kind)).filter((row) => row.deleted_at)
    expect(deleted.map(({ id }) => id).toSorted()).toEqual(gone.toSorted())
    for (const revive of bringBack) revive()
    expect(await run(server, kind.type)).toMatchObject({
      status: 'COMPLETED',
      updated: gone.length,
      unchanged: all.processed - gone.length,
      metadata: { markedDeleted: 0 },
    })
    expect((await storedRows(server, kind)).filter((row) => row.deleted_at)).toEqual([])
  })

  test('a record that the list leaves out is not gone while the platform still has it', async () => {
    await using server = await startServer()
    const all = await run(server, kind.type)
    const hidden = kind.ids(server.sandbox)[3]!
    server.sandbox.faults.add({
      platform: kind.type.includes('NHANH') ? 'nhanh' : 'shopify',
      kind: 'transform',
      match: kind.isList,
      times: Infinity,
      change: (answer) => {
        const rows = kind.rowsOf(answer as never)
        const index = rows.findIndex(({ id }) => String(id) === hidden)
        if (index >= 0) rows.splice(index, 1)
        return answer
      },
    })
    expect(await run(server, kind.type)).toMatchObject({
      status: 'COMPLETED',
      unchanged: all.processed,
      metadata: { markedDeleted: 0 },
    })
    expect((await storedRows(server, kind)).filter((row) => row.deleted_at)).toEqual([])
  })

  test('an implausible drop marks nothing, warns, and moves no mark', async () => {
    await using server = await startServer()
    const all = await run(server, kind.type)
    const marks = await marksOf(server)
    for (const id of kind.ids(server.sandbox).slice(0, 60)) kind.remove(server.sandbox, id)
    const end = await run(server, kind.type)
    expect(end).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', processed: all.processed - 60 })
    expect(await warningsOf(server, end.id)).toEqual([
      {
        code: 'IMPLAUSIBLE_DROP',
        message: expect.stringContaining(`${all.processed - 60} of the ${all.processed}`),
      },
    ])
    expect((await storedRows(server, kind)).filter((row) => row.deleted_at)).toEqual([])
    expect(await marksOf(server)).toEqual(marks)
  })

  test('a record that failed before the mark is asked for again by the next delta', async () => {
    await using server = await startServer()
    const ids = kind.ids(server.sandbox)
    const broken = ids[5]!
    const fault = breakInLists(server.sandbox, kind, broken)
    const first = await run(server, kind.type)
    expect(first).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', failed: 1, created: ids.length - 1 })
    expect((await marksOf(server)).flatMap((mark) => mark.open_ids)).toEqual([broken])
    expect(await storedRows(server, kind)).toHaveLength(ids.length - 1)
    fault.remove()
    expect(await run(server, kind.type, { mode: 'DELTA' })).toMatchObject({ status: 'COMPLETED', created: 1 })
    expect((await marksOf(server)).flatMap((mark) => mark.open_ids)).toEqual([])
    expect(await storedRows(server, kind)).toHaveLength(ids.length)
  })
})

describe('stock moves no update time of its product', () => {
  test('a delta of Nhanh finds it by the time of the stock', async () => {
    await using server = await startServer()
    await run(server, NHANH_PRODUCTS.type)
    const product = server.sandbox.world.nhanh.products.records.find(({ stock }) => stock.length > 0)!
    const { depotId } = product.stock[0]!
    server.sandbox.world.nhanh.setRemain(product.id, depotId, 4_711)
    expect(await run(server, NHANH_PRODUCTS.type, { mode: 'DELTA' })).toMatchObject({
      updated: 1,
      created: 0,
    })
    const [row] = await rowsOf<{ stock: { depotId: string; remain: string }[] }>(
      server.databaseUrl,
      `select stock from nhanh_product where id = ${product.id}`,
    )
    expect(row!.stock.find((depot) => depot.depotId === String(depotId))?.remain).toBe('4711')
    // What it says is what a full pull says too: nothing is left to change.
    expect(await run(server, NHANH_PRODUCTS.type)).toMatchObject({ updated: 0, created: 0 })
  })

  test('a delta of Shopify finds it by the time of the level', async () => {
    await using server = await startServer()
    await run(server, SHOPIFY_PRODUCTS.type)
    const { world } = server.sandbox
    const item = world.shopify.inventoryItems.records.find(({ levels }) => levels.length > 0)!
    const { locationId } = item.levels[0]!
    world.shopify.setAvailable(item.id, locationId, 4_711)
    expect(await run(server, SHOPIFY_PRODUCTS.type, { mode: 'DELTA' })).toMatchObject({
      updated: 1,
      created: 0,
    })
    const [row] = await rowsOf<{ stock: { locationId: string; available: number }[] }>(
      server.databaseUrl,
      `select stock from shopify_variant where inventory_item_id = 'gid://shopify/InventoryItem/${item.id}'`,
    )
    const level = row!.stock.find((one) => one.locationId === `gid://shopify/Location/${locationId}`)
    expect(level?.available).toBe(4_711)
    expect(await run(server, SHOPIFY_PRODUCTS.type)).toMatchObject({ updated: 0, created: 0 })
  })
})

test('a pull with a filter that suddenly finds nothing warns', async () => {
  await using server = await startTestApp({ sandbox: { products: 10, customers: 2_500 } })
  const input = { type: 'RETAIL' }
  const first = await run(server, 'PULL_NHANH_CUSTOMERS', input)
  expect(first.processed).toBeGreaterThan(1_000)
  server.sandbox.faults.add({
    platform: 'nhanh',
    kind: 'transform',
    times: Infinity,
    change: () => ({ code: 1, data: [], paginator: { next: null } }),
  })
  const end = await run(server, 'PULL_NHANH_CUSTOMERS', input)
  expect(end).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', processed: 0 })
  expect(await warningsOf(server, end.id)).toEqual([
    { code: 'SUDDENLY_EMPTY', message: expect.stringContaining(`${first.processed} records`) },
  ])
})

test('records come in, go and move while a full pull reads: nothing is lost and nothing is marked wrongly', async () => {
  for (const kind of PULLED_KINDS) {
    await using server = await startServer()
    await run(server, kind.type)
    const ids = kind.ids(server.sandbox)
    const moving = ids.slice(10, 16)
    let pages = 0
    // After each page a record vanishes from the list and one that had vanished is back.
    let back: (() => void) | null = null
    server.sandbox.faults.add({
      platform: kind.type.includes('NHANH') ? 'nhanh' : 'shopify',
      kind: 'transform',
      match: kind.isList,
      times: Infinity,
      change: (answer) => {
        back?.()
        back = kind.remove(server.sandbox, moving[pages++ % moving.length]!)
        return answer
      },
    })
    const reading = run(server, kind.type)
    const end = await reading
    server.sandbox.faults.clear()
    back!()
    expect(end.status).toBe('COMPLETED')
    expect(end.processed).toBeGreaterThanOrEqual(ids.length - 1)
    // At most the one that was away at the end, when it was asked for by id.
    const deleted = (await storedRows(server, kind)).filter((row) => row.deleted_at)
    expect(deleted.length).toBeLessThanOrEqual(1)
    expect(await run(server, kind.type)).toMatchObject({ processed: ids.length })
    expect((await storedRows(server, kind)).filter((row) => row.deleted_at)).toEqual([])
  }
})
