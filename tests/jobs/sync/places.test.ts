import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, type Orm } from '../../../src/database.ts'
import {
  feedsOf,
  lockPlaces,
  readPlaces,
  rememberDepots,
  rememberLocations,
  rememberPlaces,
  type Depot,
  type ShopLocation,
} from '../../../src/jobs/sync/places.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'

const depot = (id: string, more: Partial<Depot> = {}): Depot => ({
  id,
  code: null,
  name: `Kho ${id}`,
  isGranted: true,
  isExcluded: false,
  locationId: null,
  ...more,
})

const location = (id: string, more: Partial<ShopLocation> = {}): ShopLocation => ({
  id,
  name: `Cửa hàng ${id}`,
  isActive: true,
  isFulfillmentService: false,
  reserve: 0,
  ...more,
})

/** In few words: which depots feed which location, and which are open or lost. */
function shortly(depots: Depot[], locations: ShopLocation[]) {
  const { feeds, open, lost } = feedsOf({ depots, locations })
  return {
    feeds: Object.fromEntries(feeds.map(({ locationId, depotIds }) => [locationId, depotIds])),
    open: open.map(({ id }) => id),
    lost: lost.map(({ id }) => id),
  }
}

const NOTHING: ReturnType<typeof shortly> = { feeds: {}, open: [], lost: [] }

describe('feedsOf', () => {
  test.each<[string, Depot[], ShopLocation[], ReturnType<typeof shortly>]>([
    ['one depot, one location', [depot('1')], [location('A')], { feeds: { A: ['1'] }, open: [], lost: [] }],
    [
      'two depots and nothing said',
      [depot('1'), depot('2')],
      [location('A')],
      { feeds: {}, open: ['1', '2'], lost: [] },
    ],
    [
      'one depot, two locations and nothing said',
      [depot('1')],
      [location('A'), location('B')],
      { feeds: {}, open: ['1'], lost: [] },
    ],
    [
      'two depots for one location',
      [depot('1', { locationId: 'A' }), depot('2', { locationId: 'A' })],
      [location('A'), location('B')],
      { feeds: { A: ['1', '2'] }, open: [], lost: [] },
    ],
    [
      'two depots, one of them assigned',
      [depot('1', { locationId: 'A' }), depot('2')],
      [location('A')],
      { feeds: { A: ['1'] }, open: ['2'], lost: [] },
    ],
    [
      'two depots, one of them excluded',
      [depot('1'), depot('2', { isExcluded: true })],
      [location('A')],
      { feeds: { A: ['1'] }, open: [], lost: [] },
    ],
    ['the only depot excluded', [depot('1', { isExcluded: true })], [location('A')], NOTHING],
    [
      'the only depot lost',
      [depot('1', { isGranted: false })],
      [location('A')],
      { feeds: {}, open: [], lost: ['1'] },
    ],
    [
      'one of two lost, both assigned',
      [depot('1', { locationId: 'A' }), depot('2', { locationId: 'A', isGranted: false })],
      [location('A')],
      { feeds: { A: ['1'] }, open: [], lost: ['2'] },
    ],
    [
      'one of two lost and nothing said: the other does not take its place',
      [depot('1'), depot('2', { isGranted: false })],
      [location('A')],
      { feeds: {}, open: ['1'], lost: ['2'] },
    ],
    [
      'one of two lost and excluded',
      [depot('1'), depot('2', { isGranted: false, isExcluded: true })],
      [location('A')],
      { feeds: { A: ['1'] }, open: [], lost: [] },
    ],
    [
      'assigned to an inactive location, beside an active one',
      [depot('1', { locationId: 'A' })],
      [location('A', { isActive: false }), location('B')],
      { feeds: {}, open: ['1'], lost: [] },
    ],
    [
      'assigned to a location of a fulfilment service',
      [depot('1', { locationId: 'A' })],
      [location('A', { isFulfillmentService: true }), location('B')],
      { feeds: {}, open: ['1'], lost: [] },
    ],
    [
      'assigned to a location that is not there',
      [depot('1', { locationId: 'C' })],
      [location('A')],
      { feeds: {}, open: ['1'], lost: [] },
    ],
    [
      'one depot and one location beside those that are not written',
      [depot('1')],
      [location('A', { isActive: false }), location('B'), location('C', { isFulfillmentService: true })],
      { feeds: { B: ['1'] }, open: [], lost: [] },
    ],
    ['one depot, no location', [depot('1')], [], { feeds: {}, open: ['1'], lost: [] }],
    [
      'one depot, only a location of a fulfilment service',
      [depot('1')],
      [location('A', { isFulfillmentService: true })],
      { feeds: {}, open: ['1'], lost: [] },
    ],
    ['no depot', [], [location('A')], NOTHING],
    ['nothing at all', [], [], NOTHING],
  ])('%s', (_name, depots, locations, expected) => {
    expect(shortly(depots, locations)).toEqual(expected)
  })

  test('tells what each location holds back', () => {
    const depots = [depot('1', { locationId: 'A' }), depot('2', { locationId: 'B' })]
    const locations = [location('A', { reserve: 3 }), location('B'), location('C', { reserve: 9 })]
    expect(feedsOf({ depots, locations }).feeds).toEqual([
      { locationId: 'A', depotIds: ['1'], reserve: 3 },
      { locationId: 'B', depotIds: ['2'], reserve: 0 },
    ])
  })
})

describe('what the platforms told', () => {
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

  const db = () => orm.em.fork().getKysely<unknown>()
  const pair = { nhanhAccountId: 1, shopifyAccountId: 2 }
  const tellDepots = (accountId: number, ...depots: [id: string, code: string | null, name: string][]) =>
    db()
      .transaction()
      .execute((tx) =>
        rememberDepots(
          tx,
          accountId,
          depots.map(([id, code, name]) => ({ id, code, name })),
        ),
      )
  const shop = (id: string, name = id, isActive = true) => ({
    id,
    name,
    isActive,
    isFulfillmentService: false,
  })
  const tellLocations = (accountId: number, ...locations: ReturnType<typeof shop>[]) =>
    db()
      .transaction()
      .execute((tx) => rememberLocations(tx, accountId, locations))

  test('a depot that is not told any more is lost, until it is told again; nobody else’s is', async () => {
    await tellDepots(1, ['10', 'K1', 'Kho 1'], ['9', null, 'Kho 2'])
    await tellDepots(7, ['10', null, 'Another’s'])
    const shown = async () =>
      (await readPlaces(db(), pair)).depots.map(({ id, code, name, isGranted }) => [
        id,
        code,
        name,
        isGranted,
      ])
    expect(await shown()).toEqual([
      ['9', null, 'Kho 2', true],
      ['10', 'K1', 'Kho 1', true],
    ])
    await tellDepots(1, ['9', 'K2', 'Kho hai'], ['9', 'K2', 'Kho hai'])
    expect(await shown()).toEqual([
      ['9', 'K2', 'Kho hai', true],
      ['10', 'K1', 'Kho 1', false],
    ])
    await tellDepots(1, ['10', 'K1', 'Kho\0 một'])
    expect(await shown()).toEqual([
      ['9', 'K2', 'Kho hai', false],
      ['10', 'K1', 'Kho\uFFFD một', true],
    ])
    await tellDepots(1)
    expect((await readPlaces(db(), pair)).depots.some(({ isGranted }) => isGranted)).toBe(false)
    const others = await readPlaces(db(), { nhanhAccountId: 7, shopifyAccountId: null })
    expect(others).toMatchObject({ depots: [{ name: 'Another’s', isGranted: true }], locations: [] })
  })

  test('a location that is not told any more is inactive, and keeps its reserve', async () => {
    await tellLocations(2, shop('A'), shop('B', 'B', false))
    await tellLocations(8, shop('A'))
    await rowsOf(database.url, 'update shopify_location set reserve = 4')
    const shown = async () =>
      (await readPlaces(db(), pair)).locations.map(({ id, name, isActive, reserve }) => [
        id,
        name,
        isActive,
        reserve,
      ])
    await tellLocations(2, shop('B', 'Bê'))
    expect(await shown()).toEqual([
      ['A', 'A', false, 4],
      ['B', 'Bê', true, 4],
    ])
    await tellLocations(2, shop('A'), shop('B', 'Bê'))
    expect(await shown()).toEqual([
      ['A', 'A', true, 4],
      ['B', 'Bê', true, 4],
    ])
    expect((await readPlaces(db(), { nhanhAccountId: 1, shopifyAccountId: 8 })).locations).toMatchObject([
      { id: 'A', isActive: true },
    ])
  })

  test('both at once, by many at a time', async () => {
    const other = { nhanhAccountId: 3, shopifyAccountId: 4 }
    const depots = Array.from({ length: 40 }, (_, index) => ({ id: `${index + 1}`, code: null, name: 'Kho' }))
    const locations = depots.map(({ id }) => shop(`L${id}`))
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        db()
          .transaction()
          .execute((tx) =>
            rememberPlaces(tx, other, {
              depots: index % 2 ? depots : depots.toReversed().slice(20),
              locations: index % 2 ? locations.slice(20) : locations.toReversed(),
            }),
          ),
      ),
    )
    const known = await readPlaces(db(), other)
    expect(known.depots).toHaveLength(40)
    expect(known.locations).toHaveLength(40)
  })

  test('waits for whoever holds the account’s places', async () => {
    const released = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    const holding = db()
      .transaction()
      .execute(async (tx) => {
        await lockPlaces(tx, 5)
        held.resolve()
        await released.promise
      })
    await held.promise
    const order: string[] = []
    const waiting = tellDepots(5, ['1', null, 'Kho']).then(() => order.push('told'))
    await tellDepots(6, ['1', null, 'Kho'])
    order.push('another account told')
    released.resolve()
    await Promise.all([holding, waiting])
    expect(order).toEqual(['another account told', 'told'])
  })
})
