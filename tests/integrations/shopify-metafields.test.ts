import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createShopifyClient, type ShopifyClient } from '../../src/integrations/shopify/client.ts'
import type { MetafieldDefinition, MetafieldEntry } from '../../src/integrations/shopify/metafields.ts'
import { silentLogger } from '../../src/logger.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { ShopifyCustomer } from '../../src/sandbox/shopify/shopify-records.ts'
import { SteeredClock } from './steered-clock.ts'
import { observedCall } from './stub-platform.ts'

let sandbox: Sandbox
let shopify: ShopifyClient
let customers: readonly ShopifyCustomer[]
let gids: string[]
const call = observedCall()
beforeEach(async () => {
  const clock = new SteeredClock()
  sandbox = await startSandbox({ products: 3, customers: 600, now: () => clock.now() })
  customers = sandbox.world.shopify.customers.records
  gids = customers.map(({ id }) => `gid://shopify/Customer/${id}`)
  const { clientId, clientSecret } = sandbox.shopify
  shopify = createShopifyClient({
    ...sandbox.shopify,
    credentials: { kind: 'clientCredentials', clientId, clientSecret },
    log: silentLogger,
    tuning: { clock, attempts: 4, backoffMs: 2, maxBackoffMs: 20, timeoutMs: 500 },
  })
})
afterEach(() => sandbox.close())

const GONE = 'gid://shopify/Customer/1'
const points = (ownerId: string, value = '7'): MetafieldEntry => ({
  ownerId,
  namespace: 'pos',
  key: 'points',
  type: 'number_integer',
  value,
})
const requests = (operation: string) => sandbox.world.counters.shopify[operation]?.requests ?? 0
const isCall = (operationName: string) =>
  ({
    platform: 'shopify',
    match: (request: { operationName?: string }) => request.operationName === operationName,
  }) as const
const values = () =>
  customers.flatMap(({ metafields }) => metafields.map(({ key, value }) => `${key} ${value}`))

describe('reading', () => {
  const fields = { namespace: 'pos', keys: ['points', 'level'] }

  test('gives the values of the asked keys, null for none, and leaves customers out that are gone', async () => {
    const [first, second] = customers
    const set = (key: string, value: string, namespace = 'pos') =>
      sandbox.world.shopify.setMetafield(first!, { namespace, key, type: 'single_line_text_field', value })
    set('points', '7')
    set('other', 'x')
    set('level', 'Vàng', 'elsewhere')
    const read = await shopify.metafields.read([gids[0]!, GONE, gids[1]!], fields, call)
    expect([...read]).toEqual([
      [`gid://shopify/Customer/${first!.id}`, { points: '7', level: null }],
      [`gid://shopify/Customer/${second!.id}`, { points: null, level: null }],
    ])
  })

  test('asks for 250 customers at once, for no more, and for none not at all', async () => {
    expect((await shopify.metafields.read(gids.slice(0, 250), fields, call)).size).toBe(250)
    expect(requests('CustomerMetafields')).toBe(1)
    await expect(shopify.metafields.read(gids.slice(0, 251), fields, call)).rejects.toThrow(
      '251 customers were given, at most 250 are allowed',
    )
    expect(await shopify.metafields.read([], fields, call)).toEqual(new Map())
    const none = { namespace: 'pos', keys: [] }
    await expect(shopify.metafields.read(gids.slice(0, 1), none, call)).rejects.toThrow('No keys')
    expect(requests('CustomerMetafields')).toBe(1)
  })

  test('asks in parts when all at once are too expensive', async () => {
    const tooExpensive = {
      errors: [{ message: 'Query cost is 1300', extensions: { code: 'MAX_COST_EXCEEDED' } }],
    }
    sandbox.faults.add({ kind: 'transform', change: () => tooExpensive, ...isCall('CustomerMetafields') })
    expect((await shopify.metafields.read(gids.slice(0, 100), fields, call)).size).toBe(100)
    expect(requests('CustomerMetafields')).toBe(3)
  })

  test('does not take an answer with holes for values', async () => {
    sandbox.world.shopify.scopes = ['read_products']
    await expect(shopify.metafields.read(gids.slice(0, 2), fields, call)).rejects.toMatchObject({
      code: 'SHOPIFY_ACCESS',
    })
  })
})

describe('setting', () => {
  test('sets every type, which can be read again', async () => {
    const entries: MetafieldEntry[] = [
      points(gids[0]!),
      { ownerId: gids[0]!, namespace: 'pos', key: 'spent', type: 'number_decimal', value: '1234500.5' },
      { ownerId: gids[0]!, namespace: 'pos', key: 'level', type: 'single_line_text_field', value: 'Vàng' },
      { ownerId: gids[0]!, namespace: 'pos', key: 'at', type: 'date_time', value: '2026-11-21T08:00:00Z' },
    ]
    expect(await shopify.metafields.set(entries, call)).toEqual({ kind: 'applied' })
    const keys = entries.map(({ key }) => key)
    const read = await shopify.metafields.read([gids[0]!], { namespace: 'pos', keys }, call)
    expect(read.get(gids[0]!)).toEqual({
      points: '7',
      spent: '1234500.5',
      level: 'Vàng',
      at: '2026-11-21T08:00:00+00:00',
    })
  })

  test('names each wrong one of 25, of which then none is set, and the customers that are gone', async () => {
    const entries = gids.slice(0, 25).map((gid) => points(gid))
    entries[3] = points(gids[3]!, 'seven')
    entries[20] = points(GONE)
    expect(await shopify.metafields.set(entries, call)).toEqual({
      kind: 'rejected',
      entries: [
        { index: 3, reason: 'REFUSED', message: 'INVALID_VALUE, Value must be an integer.' },
        { index: 20, reason: 'OWNER_GONE', message: 'INVALID, Owner does not exist.' },
      ],
      message: 'INVALID_VALUE, Value must be an integer.; INVALID, Owner does not exist.',
    })
    expect(values()).toEqual([])
    const others = entries.filter((_, index) => index !== 3 && index !== 20)
    expect(await shopify.metafields.set(others, call)).toEqual({ kind: 'applied' })
    expect(values()).toHaveLength(23)
  })

  test('sends no more than 25, and nothing for none', async () => {
    const many = gids.slice(0, 26).map((gid) => points(gid))
    await expect(shopify.metafields.set(many, call)).rejects.toThrow('26 metafields were given')
    expect(await shopify.metafields.set([], call)).toEqual({ kind: 'applied' })
    expect(requests('MetafieldsSet')).toBe(0)
  })

  test.each([
    ['a time-out after it was carried out', { kind: 'hang', carryOut: true }],
    ['a reset after it was carried out', { kind: 'reset', carryOut: true }],
    ['a reset before', { kind: 'reset' }],
    ['a 503', { kind: 'status', status: 503 }],
    ['THROTTLED', { kind: 'throttled' }],
    ['an expired token', { kind: 'expireToken' }],
  ] as const)('that meets %s is sent again', async (_what, effect) => {
    const fault = sandbox.faults.add({ ...effect, ...isCall('MetafieldsSet') })
    expect(await shopify.metafields.set([points(gids[0]!)], call)).toEqual({ kind: 'applied' })
    expect(fault.hits).toBe(1)
    expect(values()).toEqual(['points 7'])
  })

  test.each([
    ['INTERNAL_ERROR', ['metafields', '0'], 'PLATFORM_UNREACHABLE'],
    ['INVALID', ['metafields'], 'SHOPIFY_REFUSED'],
    ['INVALID', null, 'SHOPIFY_REFUSED'],
  ])('%s at %j is no entry to take out: %s', async (code, field, expected) => {
    const answer = { data: { metafieldsSet: { userErrors: [{ code, field, message: 'No.' }] } } }
    sandbox.faults.add({ kind: 'transform', change: () => answer, ...isCall('MetafieldsSet') })
    await expect(shopify.metafields.set([points(gids[0]!)], call)).rejects.toMatchObject({
      code: expected,
      message: expect.stringContaining('No.'),
    })
  })

  test('without the scope fails', async () => {
    sandbox.world.shopify.scopes = ['read_customers']
    await expect(shopify.metafields.set([points(gids[0]!)], call)).rejects.toMatchObject({
      code: 'SHOPIFY_ACCESS',
    })
  })
})

describe('removing', () => {
  test('removes what is there, whatever is not and whoever is gone, in calls of 250', async () => {
    for (const customer of customers) {
      for (const key of ['points', 'kept'])
        sandbox.world.shopify.setMetafield(customer, {
          namespace: 'pos',
          key,
          type: 'number_integer',
          value: '1',
        })
    }
    const removed = [...gids.slice(0, 300), GONE].map((gid) => points(gid))
    await shopify.metafields.remove([{ ...points(gids[0]!), key: 'nothing' }, ...removed], call)
    expect(values().filter((text) => text.startsWith('points'))).toHaveLength(customers.length - 300)
    expect(values().filter((text) => text.startsWith('kept'))).toHaveLength(customers.length)
    // the second call has the customer that is gone, and is sent again without it
    expect(requests('MetafieldsDelete')).toBe(3)
    await shopify.metafields.remove(removed, call)
    await shopify.metafields.remove([points(GONE)], call)
  })

  test('fails when Shopify refuses it for another reason', async () => {
    const userErrors = [{ field: ['metafields', '0', 'key'], message: 'Not yours.' }]
    const answer = { data: { metafieldsDelete: { userErrors } } }
    sandbox.faults.add({ kind: 'transform', change: () => answer, ...isCall('MetafieldsDelete') })
    await expect(shopify.metafields.remove([points(gids[0]!)], call)).rejects.toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message: expect.stringContaining('Not yours.'),
    })
  })
})

describe('definitions', () => {
  const definition = (key: string, more: Partial<MetafieldDefinition> = {}): MetafieldDefinition => ({
    namespace: 'pos',
    key,
    name: 'Điểm',
    type: 'number_integer',
    description: 'Points in the shop',
    ...more,
  })
  const defined = () => sandbox.world.shopify.metafieldDefinitions.records

  test('are created once, closed to the storefront and pinned', async () => {
    const wanted = [definition('points'), definition('level'), definition('points', { namespace: 'other' })]
    await shopify.metafields.define(wanted, call)
    expect(defined().map(({ namespace, key }) => `${namespace}.${key}`)).toEqual([
      'pos.points',
      'pos.level',
      'other.points',
    ])
    expect(defined()[0]).toMatchObject({
      name: 'Điểm',
      description: 'Points in the shop',
      type: 'number_integer',
      storefrontAccess: 'NONE',
      customerAccountAccess: 'NONE',
      pinnedPosition: 1,
    })
    await shopify.metafields.define([...wanted, definition('more')], call)
    expect(defined()).toHaveLength(4)
    expect(requests('MetafieldDefine')).toBe(4)
  })

  test('ask for no access, so that no default of Shopify opens them', async () => {
    let sent: unknown = null
    sandbox.faults.add({
      kind: 'meanwhile',
      act: ({ body }) => {
        sent = body
      },
      ...isCall('MetafieldDefine'),
    })
    await shopify.metafields.define([definition('points')], call)
    const access = { storefront: 'NONE', customerAccount: 'NONE' }
    expect(sent).toMatchObject({ variables: { definition: { ownerType: 'CUSTOMER', access } } })
  })

  test('that came to be meanwhile, or whose answer was lost, are no error', async () => {
    sandbox.faults.add({ kind: 'reset', carryOut: true, ...isCall('MetafieldDefine') })
    await shopify.metafields.define([definition('points')], call)
    expect(defined()).toHaveLength(1)
    expect(requests('MetafieldDefine')).toBe(2)
  })

  test('are not pinned when there is no room', async () => {
    const many = Array.from({ length: 21 }, (_, n) => definition(`key_${n}`))
    await shopify.metafields.define(many, call)
    expect(defined().at(-1)).toMatchObject({ key: 'key_20', pinnedPosition: null })
  })

  test('that are there with another type, or that Shopify refuses, are an error', async () => {
    await shopify.metafields.define([definition('points', { type: 'number_decimal' })], call)
    await expect(shopify.metafields.define([definition('points')], call)).rejects.toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message:
        'The metafield definition pos.points of the shop has the type number_decimal, expected number_integer',
    })
    await expect(shopify.metafields.define([definition('x')], call)).rejects.toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message: expect.stringContaining('Shopify refused to define pos.x: TOO_SHORT, Key is too short'),
    })
  })
})
