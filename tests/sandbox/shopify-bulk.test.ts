import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import {
  type BulkObject,
  bulkObjects,
  cancelBulk,
  objectsOf,
  pollBulk,
  runBulk,
  settledBulk,
  startBulk,
} from './bulk-calls.ts'
import { askShopify, gidsOf } from './platform-calls.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())

const START = Date.UTC(2026, 10, 21)
const AT_ONCE = { bulk: { objectsPerSecond: Number.POSITIVE_INFINITY } }

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  sandbox = await startSandbox({
    products: 120,
    customers: 130,
    limits: { nhanh: 'off', shopify: 'off' },
    shopify: AT_ONCE,
    ...options,
  })
  return sandbox
}

const VARIANTS = '{ productVariants { edges { node { id sku product { id } } } } }'
const VARIANT_LEVELS = `{ productVariants { edges { node { id inventoryItem { id tracked
  inventoryLevels { edges { node { id item { id } location { id } } } } } } } } }`
const CATALOGUE = `{ products { edges { node { id variants { edges { node { id inventoryItem {
  inventoryLevels { edges { node { id } } } } } } } } } } }`

const idsOf = (objects: BulkObject[]): string[] => objects.map(({ id }) => id)
const kindOf = (id: string): string => /^gid:\/\/shopify\/(\w+)/.exec(id)?.[1] ?? ''
const rootsOf = (objects: BulkObject[]): BulkObject[] => objects.filter((one) => !('__parentId' in one))

describe('a result', () => {
  it('has every record as a paged read gives it, whatever page is asked for, slashes escaped', async () => {
    await start()
    const fields = `id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
      mainAddress: defaultAddress { id phone city zip countryCodeV2 } tags note amountSpent { amount currencyCode }
      numberOfOrders state createdAt updatedAt __typename`
    const { body } = await askShopify<{ customers: { nodes: BulkObject[] } }>(
      sandbox,
      `{ customers(first: 250) { nodes { ${fields} } } }`,
    )
    const bulk = `{ customers(first: 1) { edges { cursor node { ...Shown } } pageInfo { hasNextPage } } }
      fragment Shown on Customer { ${fields} }`
    expect(await bulkObjects(sandbox, bulk)).toEqual(body.data!.customers.nodes)

    const { url } = await settledBulk(sandbox, await startBulk(sandbox, VARIANTS))
    const text = await (await fetch(url!)).text()
    expect(text).toMatch(/^\{"id":"gid:\\\/\\\/shopify\\\/ProductVariant\\\/\d+"/)
    expect(text.replaceAll(String.raw`\/`, '')).not.toContain('/')
  })

  it('gives the children of a record lines of their own, with the id of the nearest record around them', async () => {
    const { shopify } = (await start()).world
    const objects = await bulkObjects(sandbox, VARIANT_LEVELS)
    const roots = rootsOf(objects)
    expect(idsOf(roots)).toEqual(gidsOf('ProductVariant', shopify.variants.records))
    expect(roots[0]!['inventoryItem']).toEqual({ id: expect.any(String), tracked: expect.any(Boolean) })
    const expected = shopify.variants.records.flatMap(({ id, inventoryItem }) =>
      inventoryItem.levels
        .filter((level) => level.isActive)
        .map((level) => ({
          parent: `gid://shopify/ProductVariant/${id}`,
          item: `gid://shopify/InventoryItem/${inventoryItem.id}`,
          location: `gid://shopify/Location/${level.locationId}`,
        })),
    )
    const levels = objects.filter((one) => '__parentId' in one)
    const found = levels.map((level) => ({
      parent: level['__parentId'],
      item: (level['item'] as BulkObject).id,
      location: (level['location'] as BulkObject).id,
    }))
    expect(found).toHaveLength(expected.length)
    expect(found).toEqual(expect.arrayContaining(expected))
  })

  it('scrambles children, the same each time, unless they are grouped or the world says otherwise', async () => {
    await start()
    const scrambled = await bulkObjects(sandbox, CATALOGUE)
    const grouped = await bulkObjects(sandbox, CATALOGUE, true)
    const isEarly = (objects: BulkObject[]) => (child: BulkObject, at: number) =>
      child['__parentId'] !== undefined && objects.findIndex(({ id }) => id === child['__parentId']) > at
    expect(scrambled.filter(isEarly(scrambled)).length).toBeGreaterThan(10)
    expect(grouped.filter(isEarly(grouped))).toEqual([])
    const kinds = grouped.map(({ id, __parentId: parent }) => `${kindOf(id)} of ${kindOf(String(parent))}`)
    expect(new Set(kinds)).toEqual(
      new Set(['Product of ', 'ProductVariant of Product', 'InventoryLevel of ProductVariant']),
    )
    expect(idsOf(scrambled).toSorted()).toEqual(idsOf(grouped).toSorted())
    expect(idsOf(rootsOf(scrambled))).toEqual(idsOf(rootsOf(grouped)))
    expect(await bulkObjects(sandbox, CATALOGUE)).toEqual(scrambled)
    sandbox.world.shopify.bulk.scramblesChildren = false
    expect(await bulkObjects(sandbox, CATALOGUE)).toEqual(grouped)
  })

  it('obeys the filters of every connection, and the arguments of what holds them', async () => {
    const { shopify } = (await start()).world
    const [first, second] = shopify.locations.records
    second!.isActive = false
    const item = shopify.inventoryItems.records.find(({ levels }) => levels.length === 2)!
    item.levels[0]!.updatedAt = START
    const changed = `{ locations(includeInactive: true) { edges { node { id
      inventoryLevels(query: "updated_at:>='2026-11-20T12:00:00Z'") { edges { node { id } } } } } } }`
    const objects = await bulkObjects(sandbox, changed)
    expect(idsOf(rootsOf(objects))).toEqual(gidsOf('Location', [first!, second!]))
    expect(objects.filter((one) => '__parentId' in one)).toEqual([
      {
        id: `gid://shopify/InventoryLevel/${first!.id}?inventory_item_id=${item.id}`,
        __parentId: `gid://shopify/Location/${first!.id}`,
      },
    ])
    const draft = shopify.products.records.filter(({ status }) => status === 'DRAFT')
    const drafts = '{ products(query: "status:draft") { edges { node { id } } } }'
    expect(idsOf(await bulkObjects(sandbox, drafts))).toEqual(gidsOf('Product', draft))
    const [customer] = shopify.customers.records
    const behind = `{ location(id: "gid://shopify/Location/${first!.id}") {
      inventoryLevels(query: "inventory_item_id:${item.id}") { edges { node { id } } } }
      customers(query: "id:${customer!.id}") { edges { node { id } } } }`
    expect(idsOf(await bulkObjects(sandbox, behind))).toEqual([
      `gid://shopify/InventoryLevel/${first!.id}?inventory_item_id=${item.id}`,
      `gid://shopify/Customer/${customer!.id}`,
    ])
  })

  it('is absent when nothing matches', async () => {
    await start()
    const none = '{ customers(query: "id:1") { edges { node { id } } } }'
    expect(await settledBulk(sandbox, await startBulk(sandbox, none))).toMatchObject({
      objectCount: '0',
      rootObjectCount: '0',
      fileSize: null,
      url: null,
      partialDataUrl: null,
      errorCode: null,
    })
  })

  it('is what the shop holds at the start, and of much what it holds when each slice is read', async () => {
    const { shopify } = (await start({ products: 1500, customers: 0 })).world
    const locations = '{ locations { edges { node { id name } } } }'
    const small = await startBulk(sandbox, locations)
    const gone = shopify.locations.delete(shopify.locations.records[0]!.id)!
    const { url } = await settledBulk(sandbox, small)
    expect(objectsOf(await (await fetch(url!)).text())).toHaveLength(2)
    shopify.locations.add(gone)

    const before = gidsOf('ProductVariant', shopify.variants.records)
    sandbox.faults.add({
      platform: 'shopify',
      kind: 'meanwhile',
      act: () => {
        // The first slice has been read: one record of it, one that is still to come, and a new one.
        shopify.removeVariant(shopify.variants.records[0]!.id)
        shopify.removeVariant(shopify.variants.records.at(-1)!.id)
        shopify.addProduct({ title: 'New' })
      },
    })
    const id = await startBulk(sandbox, VARIANTS)
    const large = await settledBulk(sandbox, id)
    const objects = objectsOf(await (await fetch(large.url!)).text())
    const added = shopify.variants.records.at(-1)!
    expect(idsOf(objects)).toEqual([...before.slice(0, -1), ...gidsOf('ProductVariant', [added])])
    expect(large.objectCount).toBe(String(objects.length))
  })
})

describe('a query is refused', () => {
  const edges = (name: string, inner = 'id') => `${name} { edges { node { ${inner} } } }`
  const nodesText = (name: string) =>
    `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${name} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: '${name}'.`
  const idText = (name: string) =>
    `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${name}.`
  const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((alias) => `${alias}: ${edges('products')}`).join(' ')
  const deep = edges(
    'locations',
    `id ${edges('inventoryLevels', `id item { ${edges('variants', `id product { id ${edges('variants')} }`)} }`)}`,
  )

  it.each([
    ['nodes in place of edges', '{ products { nodes { id } } }', [nodesText('products')]],
    [
      'nodes and a parent without id',
      `{ products { nodes { ${edges('variants')} } } }`,
      [nodesText('products'), idText('products')],
    ],
    [
      'an aliased id of a parent',
      `{ ${edges('products', `id: title ${edges('variants')}`)} }`,
      [idText('products')],
    ],
    [
      'a top level node',
      '{ node(id: "gid://shopify/Product/1") { id } }',
      [
        'Bulk queries cannot contain a top level `node` field.',
        'Bulk queries must contain at least one connection.',
      ],
    ],
    ['no connection', '{ shop { name } }', ['Bulk queries must contain at least one connection.']],
    ['six connections', `{ ${six} }`, ['Bulk queries cannot contain more than 5 connections.']],
    [
      'a fourth level',
      `{ ${deep} }`,
      ['Bulk queries cannot contain connections with a nesting depth greater than 2.'],
    ],
    ['nothing at all', '', ['Invalid bulk query: syntax error, unexpected end of file']],
    [
      'an unknown field',
      `{ ${edges('products', 'id colour')} }`,
      ["Invalid bulk query: Field 'colour' doesn't exist on type 'Product'"],
    ],
    [
      'a mutation',
      'mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { userErrors { message } } }',
      ['Invalid operation type. Only `query` operations are supported.'],
    ],
    [
      'two operations',
      `query A { ${edges('products')} } query B { ${edges('products')} }`,
      ['Bulk queries must contain exactly one operation, not 2.'],
    ],
    [
      'variables',
      'query A($q: String) { products(query: $q) { edges { node { id } } } }',
      ['Bulk queries cannot contain variables.'],
    ],
    [
      'a long document',
      `{ ${edges('products')} } #${' '.repeat(65_500)}`,
      ['Query is too large: 65540 bytes, at most 65535 are allowed.'],
    ],
  ])('for %s', async (_, query, messages) => {
    await start({ products: 1, customers: 0 })
    expect(await runBulk(sandbox, query)).toEqual({
      bulkOperation: null,
      userErrors: messages.map((message) => ({ field: ['query'], message, code: 'INVALID' })),
    })
    expect(sandbox.world.shopify.bulkOperations.size).toBe(0)
  })

  it('but not for five connections, nor for three levels', async () => {
    await start({ products: 1, customers: 0 })
    await startBulk(sandbox, `{ ${six.slice(0, six.indexOf('f:'))} }`)
    await startBulk(sandbox, CATALOGUE)
  })
})

describe('an operation', () => {
  it('costs 10 points to start and 1 to poll', async () => {
    await start()
    const run = `mutation { bulkOperationRunQuery(query: "${VARIANTS}") { bulkOperation { id } userErrors { field message code } } }`
    expect((await askShopify(sandbox, run)).body.extensions!.cost).toMatchObject({
      requestedQueryCost: 10,
      actualQueryCost: 10,
    })
    const id = gidsOf('BulkOperation', sandbox.world.shopify.bulkOperations.records)[0]
    const poll = `{ bulkOperation(id: "${id}") { id status objectCount url } }`
    expect((await askShopify(sandbox, poll)).body.extensions!.cost!.requestedQueryCost).toBe(1)
  })

  it('counts its objects by the clock, and completes when they are through', async () => {
    let now = START
    await start({ now: () => now, shopify: { bulk: { objectsPerSecond: 100 } } })
    const { shopify } = sandbox.world
    const levels = shopify.inventoryItems.records.flatMap((item) =>
      item.levels.filter(({ isActive }) => isActive),
    )
    const total = shopify.variants.size + levels.length
    const id = await startBulk(sandbox, VARIANT_LEVELS)
    expect(await pollBulk(sandbox, id)).toMatchObject({ status: 'RUNNING', objectCount: '0', url: null })
    now += 1500
    expect(await pollBulk(sandbox, id)).toMatchObject({
      status: 'RUNNING',
      objectCount: '150',
      rootObjectCount: expect.stringMatching(/^[3-9]\d$/),
      fileSize: null,
      completedAt: null,
    })
    now = START + total * 10 - 1
    expect(await pollBulk(sandbox, id)).toMatchObject({ status: 'RUNNING', objectCount: String(total - 1) })
    // Late to ask: it completed when it was through.
    now += 60_000
    const done = await settledBulk(sandbox, id)
    const text = await (await fetch(done.url!)).text()
    expect(done).toMatchObject({
      objectCount: String(total),
      rootObjectCount: String(shopify.variants.size),
      fileSize: String(Buffer.byteLength(text)),
      createdAt: '2026-11-21T00:00:00Z',
      completedAt: `${new Date(START + total * 10).toISOString().slice(0, 19)}Z`,
    })
    expect(objectsOf(text)).toHaveLength(total)
  })

  it('is one of five at the most; a canceled one leaves its place', async () => {
    await start({ shopify: { bulk: { objectsPerSecond: 1 } } })
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) ids.push(await startBulk(sandbox, VARIANTS))
    const sixth = {
      bulkOperation: null,
      userErrors: [
        {
          field: null,
          message: `A bulk query operation for this app and shop is already in progress: ${ids.join(', ')}.`,
          code: 'OPERATION_IN_PROGRESS',
        },
      ],
    }
    expect(await runBulk(sandbox, VARIANTS)).toEqual(sixth)
    expect(await cancelBulk(sandbox, ids[2]!)).toMatchObject({
      bulkOperation: { id: ids[2], status: 'CANCELING' },
      userErrors: [],
    })
    const document =
      '{ bulkOperations(first: 10, query: "status:running", sortKey: CREATED_AT) { nodes { id } } }'
    const { body } = await askShopify<{ bulkOperations: { nodes: BulkObject[] } }>(sandbox, document)
    expect(idsOf(body.data!.bulkOperations.nodes)).toEqual(ids.toSpliced(2, 1))
    expect(await pollBulk(sandbox, ids[2]!)).toMatchObject({
      status: 'CANCELED',
      url: null,
      completedAt: null,
    })
    await startBulk(sandbox, VARIANTS)
  })

  it('cannot be canceled when it is over, or was never there', async () => {
    await start()
    const { id } = await settledBulk(sandbox, await startBulk(sandbox, VARIANTS))
    expect(await cancelBulk(sandbox, id)).toMatchObject({
      bulkOperation: { id, status: 'COMPLETED' },
      userErrors: [{ field: null, message: 'A bulk operation cannot be canceled when it is completed' }],
    })
    expect(await cancelBulk(sandbox, 'gid://shopify/BulkOperation/7')).toEqual({
      bulkOperation: null,
      userErrors: [{ field: ['id'], message: 'Bulk operation does not exist' }],
    })
  })

  it('fails with ACCESS_DENIED for a missing scope', async () => {
    await start()
    sandbox.world.shopify.scopes = ['read_products']
    const id = await startBulk(sandbox, VARIANT_LEVELS)
    expect(await settledBulk(sandbox, id, 'FAILED')).toMatchObject({
      errorCode: 'ACCESS_DENIED',
      url: null,
      completedAt: null,
    })
  })

  it('ends as the world says: failed with what it had, canceled, expired, or never', async () => {
    await start()
    sandbox.world.shopify.nextBulkOutcomes.push(
      { status: 'FAILED', errorCode: 'TIMEOUT', afterObjects: 30 },
      { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR' },
      { status: 'CANCELED', afterObjects: 7 },
      { status: 'EXPIRED' },
      { status: 'RUNNING', afterObjects: 12 },
    )
    const failed = await settledBulk(sandbox, await startBulk(sandbox, VARIANTS), 'FAILED')
    expect(failed).toMatchObject({ errorCode: 'TIMEOUT', objectCount: '30', url: null, fileSize: null })
    expect(objectsOf(await (await fetch(failed.partialDataUrl!)).text())).toHaveLength(30)
    expect(await settledBulk(sandbox, await startBulk(sandbox, VARIANTS), 'FAILED')).toMatchObject({
      errorCode: 'INTERNAL_SERVER_ERROR',
      partialDataUrl: null,
    })
    expect(await settledBulk(sandbox, await startBulk(sandbox, VARIANTS), 'CANCELED')).toMatchObject({
      errorCode: null,
      objectCount: '7',
      url: null,
      partialDataUrl: null,
    })
    expect(await settledBulk(sandbox, await startBulk(sandbox, VARIANTS), 'EXPIRED')).toMatchObject({
      url: null,
      objectCount: String(sandbox.world.shopify.variants.size),
    })
    const stuck = await startBulk(sandbox, VARIANTS)
    await settledBulk(sandbox, await startBulk(sandbox, VARIANTS))
    expect(await pollBulk(sandbox, stuck)).toMatchObject({ status: 'RUNNING', objectCount: '12' })
    expect((await cancelBulk(sandbox, stuck)).userErrors).toEqual([])
    expect((await pollBulk(sandbox, stuck)).status).toBe('CANCELED')
  })
})
