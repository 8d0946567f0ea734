import { gql, type GraphQLClient } from 'graphql-request'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startTestApp, type TestApp, type TestAppOptions } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'

interface ShownDepot {
  id: string
  code: string | null
  name: string
  granted: boolean
  excluded: boolean
  open: boolean
  location: { id: string } | null
}

interface ShownLocation {
  id: string
  name: string
  isActive: boolean
  isFulfillmentService: boolean
  reserve: number
  nhanhDepots: { id: string }[]
  effectiveDepots: { id: string }[]
}

interface ShownPlaces {
  depots: ShownDepot[]
  locations: ShownLocation[]
}

interface Answer extends Partial<ShownPlaces> {
  __typename: string
  message?: string
  issues?: { path: string; message: string }[]
  platform?: string
}

const FIELDS = gql`
  fragment DepotFields on NhanhDepot {
    id
    code
    name
    granted
    excluded
    open
    location {
      id
    }
  }
  fragment LocationFields on ShopifyLocation {
    id
    name
    isActive
    isFulfillmentService
    reserve
    nhanhDepots {
      id
    }
    effectiveDepots {
      id
    }
  }
`

const PLACES = gql`
  ${FIELDS}
  {
    depots: nhanhDepots {
      ...DepotFields
    }
    locations: shopifyLocations {
      ...LocationFields
    }
  }
`

const change = (field: string) => gql`
  ${FIELDS}
  mutation {
    answer: ${field} {
      __typename
      ... on SetLocationMappingSuccess {
        depots { ...DepotFields }
        locations { ...LocationFields }
      }
      ... on InvalidInput { message issues { path message } }
      ... on PlatformNotConfigured { message platform }
    }
  }
`

let server: TestApp
let http: GraphQLClient
let depotIds: string[]
let locationIds: string[]

async function startServer(options: TestAppOptions = {}): Promise<void> {
  server = await startTestApp({ sandbox: { products: 3 }, ...options })
  const { [Symbol.asyncDispose]: dispose } = server
  onTestFinished(() => dispose())
  http = server.http
  depotIds = server.sandbox.world.nhanh.depots.map(({ id }) => String(id))
  locationIds = server.sandbox.world.shopify.locations.records.map(({ id }) => gidOf(id))
}
beforeEach(() => startServer())

const gidOf = (id: number) => `gid://shopify/Location/${id}`
const ids = (list: readonly string[]) => JSON.stringify(list)
const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id)
const read = () => http.request<ShownPlaces>(PLACES)
const requests = () => ({
  nhanh: server.sandbox.world.counters.nhanh['/business/depot']?.requests ?? 0,
  shopify: server.sandbox.world.counters.shopify['LocationsPage']?.requests ?? 0,
})

async function map(locationId: string, depots: readonly string[], reserve?: number | null): Promise<Answer> {
  const more = reserve === undefined ? '' : `, reserve: ${reserve}`
  const field = `setLocationMapping(shopifyLocationId: ${JSON.stringify(locationId)}, nhanhDepotIds: ${ids(depots)}${more})`
  return (await http.request<{ answer: Answer }>(change(field))).answer
}

async function exclude(depots: readonly string[]): Promise<Answer> {
  const { answer } = await http.request<{ answer: Answer }>(
    change(`excludeDepots(nhanhDepotIds: ${ids(depots)})`),
  )
  return answer
}

/** By depot: its location, or that it is excluded or open. */
function placesOf({ depots = [] }: Partial<ShownPlaces>): (string | null)[] {
  return depots.map(({ excluded, open, location }) =>
    excluded ? 'excluded' : (location?.id ?? (open ? 'open' : null)),
  )
}

describe('nhanhDepots and shopifyLocations', () => {
  test('are asked for when none is stored, and then read from what is stored', async () => {
    const first = await read()
    expect(first.depots).toEqual(
      server.sandbox.world.nhanh.depots.map(({ id, code, name }) => ({
        id: String(id),
        code,
        name,
        granted: true,
        excluded: false,
        open: true,
        location: null,
      })),
    )
    expect(first.locations).toEqual(
      server.sandbox.world.shopify.locations.records.map(({ id, name }) => ({
        id: gidOf(id),
        name,
        isActive: true,
        isFulfillmentService: false,
        reserve: 0,
        nhanhDepots: [],
        effectiveDepots: [],
      })),
    )
    // Both fields wanted both platforms.
    expect(requests()).toEqual({ nhanh: 1, shopify: 1 })
    expect(await read()).toEqual(first)
    expect(requests()).toEqual({ nhanh: 1, shopify: 1 })
  })

  test('with one depot and one location nothing needs assigning', async () => {
    const { nhanh, shopify } = server.sandbox.world
    nhanh.depots.splice(1)
    shopify.locations.delete(shopify.locations.records[1]!.id)
    const { depots, locations } = await read()
    expect(depots).toMatchObject([{ id: depotIds[0], open: false, location: null }])
    expect(locations).toMatchObject([{ nhanhDepots: [], effectiveDepots: [{ id: depotIds[0] }] }])
  })

  test('a depot that the token lost is not granted; pulls tell', async () => {
    await run(server, 'PULL_NHANH_PRODUCTS')
    await run(server, 'PULL_SHOPIFY_PRODUCTS')
    const before = requests()
    expect((await read()).depots.map(({ granted }) => granted)).toEqual([true, true, true])
    expect(requests()).toEqual(before)
    const { nhanh, shopify } = server.sandbox.world
    nhanh.grantedDepotIds = [nhanh.depots[0]!.id]
    nhanh.depots[0]!.name = 'Kho mới'
    Object.assign(shopify.locations.records[1]!, { isActive: false })
    shopify.locations.delete(shopify.locations.records[0]!.id)
    await run(server, 'PULL_NHANH_PRODUCTS')
    await run(server, 'PULL_SHOPIFY_PRODUCTS')
    const after = await read()
    expect(after.depots.map(({ granted }) => granted)).toEqual([true, false, false])
    expect(after.depots[0]).toMatchObject({ name: 'Kho mới', open: true })
    expect(after.depots[1]).toMatchObject({ open: false })
    expect(after.locations.map(({ isActive }) => isActive)).toEqual([false, false])
  })

  test('a pull of products does not need the depots', async () => {
    const isDepots = {
      platform: 'nhanh',
      match: ({ path }: { path: string }) => path === '/business/depot',
    } as const
    server.sandbox.faults.add({ ...isDepots, kind: 'status', status: 500, times: Infinity })
    const { id, status } = await run(server, 'PULL_NHANH_PRODUCTS')
    expect(status).toBe('COMPLETED')
    const { job } = await http.request<{ job: { log: { nodes: { level: string; message: string }[] } } }>(
      `{ job(id: ${id}) { log { nodes { level message } } } }`,
    )
    expect(job.log.nodes).toContainEqual({
      level: 'WARN',
      message: expect.stringMatching(/^The depots were not read: /),
    })
  })

  test('a platform that cannot be reached leaves what is stored', async () => {
    server.sandbox.faults.add({ platform: 'nhanh', kind: 'reset', times: Infinity })
    const { depots, locations } = await read()
    expect(depots).toEqual([])
    expect(idsOf(locations)).toEqual(locationIds)
    server.sandbox.faults.clear()
    expect(idsOf((await read()).depots)).toEqual(depotIds)
    server.sandbox.faults.add({ platform: 'nhanh', kind: 'reset', times: Infinity })
    expect(await exclude(['999'])).toMatchObject({ __typename: 'InvalidInput' })
    expect(await exclude([depotIds[0]!])).toMatchObject({ __typename: 'SetLocationMappingSuccess' })
  })
})

describe('setLocationMapping', () => {
  test('these depots and no others feed the location; the others of it are open', async () => {
    const [a, b, c] = depotIds as [string, string, string]
    const [north, south] = locationIds as [string, string]
    const first = await map(north, [a, b, a])
    expect(first.__typename).toBe('SetLocationMappingSuccess')
    expect(placesOf(first)).toEqual([north, north, 'open'])
    expect(first.locations!.map(({ nhanhDepots }) => idsOf(nhanhDepots))).toEqual([[a, b], []])
    expect(first.locations!.map(({ effectiveDepots }) => idsOf(effectiveDepots))).toEqual([[a, b], []])
    // b is moved, c comes to it.
    expect(placesOf(await map(south, [b, c]))).toEqual([north, south, south])
    expect(placesOf(await map(south, [c]))).toEqual([north, 'open', south])
    expect(placesOf(await exclude([b]))).toEqual([north, 'excluded', south])
    expect(placesOf(await map(south, [c, b]))).toEqual([north, south, south])
    expect(placesOf(await map(south, []))).toEqual([north, 'open', 'open'])
    expect(placesOf(await read())).toEqual([north, 'open', 'open'])
  })

  test('reserve stays unless it is given', async () => {
    const [north] = locationIds as [string]
    const reserves = ({ locations }: Partial<ShownPlaces>) => locations!.map(({ reserve }) => reserve)
    expect(reserves(await map(north, [], 1_000_000))).toEqual([1_000_000, 0])
    expect(reserves(await map(north, [], null))).toEqual([1_000_000, 0])
    expect(reserves(await map(north, []))).toEqual([1_000_000, 0])
    for (const reserve of [-1, 1_000_001]) {
      expect((await map(north, [depotIds[0]!], reserve)).issues).toEqual([
        { path: 'reserve', message: `${reserve} is not allowed; it must be 0 to 1000000` },
      ])
    }
    expect(placesOf(await read())).toEqual(['open', 'open', 'open'])
    expect(reserves(await map(north, [], 0))).toEqual([0, 0])
  })

  test('says what cannot be, and changes nothing', async () => {
    const [a, b] = depotIds as [string, string]
    const [north, south] = locationIds as [string, string]
    await map(north, [a])
    const { shopify } = server.sandbox.world
    const closed = shopify.locations.records[1]!
    closed.isActive = false
    const service = shopify.locations.add({
      ...closed,
      id: closed.id + 1,
      name: '3PL',
      isActive: true,
      isFulfillmentService: true,
    })
    await run(server, 'PULL_SHOPIFY_PRODUCTS')
    expect((await map(south, [b])).issues).toEqual([
      {
        path: 'shopifyLocationId',
        message: `the location ${JSON.stringify(closed.name)} is not active; activate it in Shopify first`,
      },
    ])
    const refused = await map(gidOf(service.id), [b, '12', 'x', '1\0', ''], -5)
    expect(refused.issues).toEqual([
      {
        path: 'shopifyLocationId',
        message:
          'the location "3PL" belongs to a fulfilment service. Locations of fulfilment services are refused: their stock is the service\'s own',
      },
      { path: 'nhanhDepotIds.1', message: 'there is no depot "12" here; nothing was changed' },
      { path: 'nhanhDepotIds.2', message: 'there is no depot "x" here; nothing was changed' },
      expect.objectContaining({ path: 'nhanhDepotIds.3' }),
      { path: 'nhanhDepotIds.4', message: 'there is no depot "" here; nothing was changed' },
      { path: 'reserve', message: '-5 is not allowed; it must be 0 to 1000000' },
    ])
    for (const id of ['gid://shopify/Location/1', 'nonsense', '', `a\0b`]) {
      expect(await map(id, [b])).toMatchObject({
        __typename: 'InvalidInput',
        issues: [{ path: 'shopifyLocationId', message: expect.stringContaining('there is no location') }],
      })
    }
    const many = Array.from({ length: 1_001 }, (_, index) => `${index}`)
    expect((await map(north, many)).issues).toEqual([
      { path: 'nhanhDepotIds', message: '1001 ids are too many; at most 1000 are allowed' },
    ])
    expect(placesOf(await read())).toEqual([north, 'open', 'open'])
  })

  test('a depot or location that is new, or active again, is asked for', async () => {
    await read()
    const { nhanh, shopify } = server.sandbox.world
    const depot = { ...nhanh.depots[0]!, id: 999_001, name: 'Kho mới' }
    nhanh.depots.push(depot)
    const first = shopify.locations.records[0]!
    const location = shopify.locations.add({ ...first, id: first.id + 10, name: 'Mới', isActive: false })
    expect((await map(gidOf(location.id), [])).issues).toMatchObject([
      { message: expect.stringContaining('active') },
    ])
    location.isActive = true
    const answer = await map(gidOf(location.id), ['999001'])
    expect(placesOf(answer)).toEqual(expect.arrayContaining([gidOf(location.id)]))
    expect(answer.locations!.find(({ name }) => name === 'Mới')).toMatchObject({
      nhanhDepots: [{ id: '999001' }],
    })
  })

  test('many at once: one after the other', async () => {
    await read()
    const [north] = locationIds as [string]
    const only = (place: string, at: number) => depotIds.map((_, index) => (index === at ? place : 'open'))
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => map(north, [depotIds[index % 3]!])),
      )
      expect(answers.map(placesOf)).toEqual(answers.map((_, index) => only(north, index % 3)))
      expect(placesOf(await read()).filter((place) => place === north)).toHaveLength(1)
      await map(north, [])
    }
  })
})

describe('excludeDepots', () => {
  test('these are not sold online, and no others', async () => {
    const [a, b, c] = depotIds as [string, string, string]
    const [north] = locationIds as [string]
    await map(north, [a, b])
    const excluded = await exclude([b, c, c])
    expect(placesOf(excluded)).toEqual([north, 'excluded', 'excluded'])
    expect(excluded.locations![0]).toMatchObject({ nhanhDepots: [{ id: a }], effectiveDepots: [{ id: a }] })
    expect(placesOf(await exclude([c]))).toEqual([north, 'open', 'excluded'])
    expect(placesOf(await exclude([]))).toEqual([north, 'open', 'open'])
    expect(await exclude([a, '77'])).toEqual({
      __typename: 'InvalidInput',
      message: 'nhanhDepotIds.1: there is no depot "77" here; nothing was changed',
      issues: [{ path: 'nhanhDepotIds.1', message: 'there is no depot "77" here; nothing was changed' }],
    })
    expect(placesOf(await read())).toEqual([north, 'open', 'open'])
  })

  test('a lost depot can be excluded, so that the others can go on', async () => {
    await read()
    const { nhanh } = server.sandbox.world
    nhanh.grantedDepotIds = nhanh.depots.slice(1).map(({ id }) => id)
    await run(server, 'PULL_NHANH_PRODUCTS')
    expect((await exclude([depotIds[0]!])).depots![0]).toMatchObject({ granted: false, excluded: true })
  })

  test('leaves alone what was said for another shop', async () => {
    await read()
    const [nhanh] = await rowsOf<{ id: number }>(
      server.databaseUrl,
      `select id from account where platform = 'NHANH'`,
    )
    await rowsOf(server.databaseUrl, `insert into depot_assignment values ($1, $2, 4711, null)`, [
      nhanh!.id,
      depotIds[0],
    ])
    expect(placesOf(await exclude([]))).toEqual(['open', 'open', 'open'])
    await exclude([depotIds[1]!])
    expect(
      await rowsOf(
        server.databaseUrl,
        `select depot_id::int from depot_assignment where shopify_account_id = 4711`,
      ),
    ).toEqual([{ depot_id: Number(depotIds[0]) }])
  })
})

test('without one of the platforms the other’s places are shown, and nothing can be said of them', async () => {
  await startServer({ config: { shopify: { ready: false, missing: ['SHOPIFY_SHOP'] } } })
  const places = await read()
  expect(idsOf(places.depots)).toEqual(depotIds)
  expect(places.locations).toEqual([])
  const answer = { __typename: 'PlatformNotConfigured', platform: 'SHOPIFY' }
  expect(await exclude([])).toMatchObject(answer)
  expect(await map(locationIds[0]!, [])).toMatchObject(answer)
})
