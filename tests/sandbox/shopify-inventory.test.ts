import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { ShopifyInventoryItem, ShopifyLevel } from '../../src/sandbox/shopify/shopify-records.ts'
import { type QuantityInput, setQuantities } from './inventory-calls.ts'
import { askShopify } from './platform-calls.ts'

const START = 1_700_000_000_000
const DAY = 86_400_000

let sandbox: Sandbox
let now: number
beforeEach(async () => {
  now = START
  sandbox = await startSandbox({
    products: 150,
    customers: 0,
    limits: { nhanh: 'off', shopify: 'off' },
    now: () => now,
  })
})
afterEach(() => sandbox.close())

/** Items with a level at the first location, and that level. */
function stocked(): { item: ShopifyInventoryItem; level: ShopifyLevel }[] {
  const { inventoryItems, variants } = sandbox.world.shopify
  return inventoryItems.records
    .filter((item) => item.levels.length > 0 && !variants.get(item.variantId)!.requiresComponents)
    .map((item) => ({ item, level: item.levels[0]! }))
}

function entry(n: number, more: Partial<QuantityInput> = {}): QuantityInput {
  const { item, level } = stocked()[n]!
  return {
    inventoryItemId: `gid://shopify/InventoryItem/${item.id}`,
    locationId: `gid://shopify/Location/${level.locationId}`,
    quantity: level.available + 5,
    changeFromQuantity: level.available,
    ...more,
  }
}

const availables = () => stocked().map(({ level }) => level.available)
const adjustments = () => sandbox.world.shopify.inventoryAdjustments.records

describe('inventorySetQuantities', () => {
  it('sets what is available, as one adjustment, and of all times moves only those of the levels', async () => {
    const [first, second] = stocked()
    const variant = sandbox.world.shopify.variants.get(first!.item.variantId)!
    const { updatedAt } = variant
    now += 60_000
    const entries = [entry(0, { quantity: -3 }), entry(1, { quantity: 70, changeFromQuantity: null })]
    const { payload } = await setQuantities(sandbox, 'a', entries)
    expect(payload).toEqual({
      inventoryAdjustmentGroup: {
        id: expect.stringMatching(/^gid:\/\/shopify\/InventoryAdjustmentGroup\/\d+$/),
        createdAt: new Date(now).toISOString(),
        reason: 'correction',
      },
      userErrors: [],
    })
    expect([first!.level.available, second!.level.available]).toEqual([-3, 70])
    expect(first!.level.updatedAt).toBe(now)
    expect(variant.updatedAt).toBe(updatedAt)
    expect(adjustments()).toMatchObject([{ reason: 'correction', changes: [{}, {}] }])
  })

  it('costs 10 points, however many entries there are', async () => {
    const input = { name: 'available', reason: 'correction', quantities: [entry(0), entry(1)] }
    const { body } = await askShopify(
      sandbox,
      `mutation Set($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input)
        @idempotent(key: "k") { inventoryAdjustmentGroup { id } userErrors { code field message } } }`,
      { input },
    )
    expect(body.extensions!.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 })
  })

  it('counts what is on hand with what is committed', async () => {
    const { item, level } = stocked()[0]!
    level.available = 10
    sandbox.world.shopify.placeOrder({
      variantId: item.variantId,
      quantity: 4,
      locationId: level.locationId,
    })
    const onHand = { name: 'on_hand' }
    const set = (quantity: number, changeFromQuantity: number) =>
      setQuantities(sandbox, `${quantity}`, [entry(0, { quantity, changeFromQuantity })], onHand)
    expect((await set(9, 6)).payload?.userErrors[0]?.code).toBe('CHANGE_FROM_QUANTITY_STALE')
    expect((await set(-1, 10)).payload?.userErrors[0]?.code).toBe('INVALID_QUANTITY_NEGATIVE')
    expect((await set(20, 10)).payload?.userErrors).toEqual([])
    expect(level).toMatchObject({ available: 16, committed: 4 })
  })

  it('makes a level where there was none, and activates none', async () => {
    const { item } = stocked()[0]!
    const location = sandbox.world.shopify.locations.add({
      ...sandbox.world.shopify.locations.records[0]!,
      id: 99_000_000_001,
    })
    const locationId = `gid://shopify/Location/${location.id}`
    const stale = await setQuantities(sandbox, 'a', [entry(0, { locationId, changeFromQuantity: 1 })])
    expect(stale.payload?.userErrors[0]?.code).toBe('CHANGE_FROM_QUANTITY_STALE')
    await setQuantities(sandbox, 'b', [entry(0, { locationId, quantity: 8, changeFromQuantity: 0 })])
    await setQuantities(sandbox, 'c', [entry(0, { locationId, quantity: 9, changeFromQuantity: 8 })])
    expect(item.levels.at(-1)).toMatchObject({ locationId: location.id, available: 9, isActive: false })
    item.levels[0]!.isActive = true
    await setQuantities(sandbox, 'd', [entry(0)])
    expect(item.levels[0]!.isActive).toBe(true)
  })
})

describe('a request that is refused as a whole', () => {
  it('lacks the directive, or has a blank key', async () => {
    const input = { name: 'available', reason: 'correction', quantities: [entry(0)] }
    const { body } = await askShopify(
      sandbox,
      `mutation Set($input: InventorySetQuantitiesInput!) {
        inventorySetQuantities(input: $input) { userErrors { code } } }`,
      { input },
    )
    expect(body.errors![0]).toMatchObject({
      message: 'The @idempotent directive is required for this mutation but was not provided.',
      extensions: { code: 'BAD_REQUEST' },
    })
    expect((await setQuantities(sandbox, '  ', [entry(0)])).errors![0]!.extensions!['code']).toBe(
      'BAD_REQUEST',
    )
    expect(adjustments()).toEqual([])
  })

  it.each([
    ['no changeFromQuantity', { changeFromQuantity: undefined }, 'INVALID_FIELD_ARGUMENTS'],
    ['the ignoreCompareQuantity of before', { ignoreCompareQuantity: true }, 'INVALID_VARIABLE'],
  ])('has %s', async (_what, more, code) => {
    const { errors } = await setQuantities(sandbox, 'a', [entry(0), { ...entry(1), ...more }])
    expect(errors![0]!.extensions!['code']).toBe(code)
    if (code === 'INVALID_FIELD_ARGUMENTS') {
      expect(errors![0]!.message).toBe(
        'InventoryQuantityInput must include the following argument: changeFromQuantity.',
      )
    }
    expect(adjustments()).toEqual([])
  })

  it('has more than 250 entries', async () => {
    const entries = Array.from({ length: 251 }, () => entry(0))
    const { errors } = await setQuantities(sandbox, 'a', entries)
    expect(errors![0]).toMatchObject({
      message: 'The input array size of 251 is greater than the maximum allowed of 250.',
      extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    })
  })

  it('comes from an app without write_inventory', async () => {
    sandbox.world.shopify.scopes = ['read_inventory']
    const { errors } = await setQuantities(sandbox, 'a', [entry(0)])
    expect(errors![0]!.extensions!['code']).toBe('ACCESS_DENIED')
  })

  it.each([
    ['name', { name: 'committed' }, 'INVALID_NAME'],
    ['reason', { reason: 'because' }, 'INVALID_REASON'],
    ['referenceDocumentUri', { referenceDocumentUri: 'job 42' }, 'INVALID_REFERENCE_DOCUMENT'],
    ['referenceDocumentUri', { referenceDocumentUri: 'gid://synctrack/42' }, 'INVALID_REFERENCE_DOCUMENT'],
  ])('has a wrong %s: %j', async (field, more, code) => {
    const before = availables()
    const { payload } = await setQuantities(sandbox, 'a', [entry(0)], more)
    expect(payload).toMatchObject({
      inventoryAdjustmentGroup: null,
      userErrors: [{ code, field: ['input', field] }],
    })
    expect(availables()).toEqual(before)
  })
})

describe('one bad entry', () => {
  it.each<[string, () => Partial<QuantityInput>, string, string]>([
    [
      'a gone item',
      () => ({ inventoryItemId: 'gid://shopify/InventoryItem/1' }),
      'INVALID_INVENTORY_ITEM',
      'inventoryItemId',
    ],
    ['a gone location', () => ({ locationId: 'gid://shopify/Location/1' }), 'INVALID_LOCATION', 'locationId'],
    [
      'another level than was read',
      () => ({ changeFromQuantity: -77 }),
      'CHANGE_FROM_QUANTITY_STALE',
      'changeFromQuantity',
    ],
    ['too much', () => ({ quantity: 1_000_000_001 }), 'INVALID_QUANTITY_TOO_HIGH', 'quantity'],
    ['too little', () => ({ quantity: -1_000_000_001 }), 'INVALID_QUANTITY_TOO_LOW', 'quantity'],
    ["a bundle's parent", () => bundleItem(), 'NON_MUTABLE_INVENTORY_ITEM', 'inventoryItemId'],
  ])('among good ones applies none and is named: %s', async (_what, more, code, field) => {
    const before = availables()
    const entries = [entry(0), entry(1), entry(2), entry(3, more())]
    const { payload } = await setQuantities(sandbox, 'a', entries)
    expect(payload).toMatchObject({
      inventoryAdjustmentGroup: null,
      userErrors: [
        { code, field: ['input', 'quantities', '3', field], message: expect.stringMatching(/\.$/) },
      ],
    })
    expect(availables()).toEqual(before)
    expect(adjustments()).toEqual([])
  })

  it('is each of a pair that comes twice', async () => {
    const { payload } = await setQuantities(sandbox, 'a', [entry(0), entry(1), entry(0)])
    expect(payload!.userErrors.map(({ code, field }) => [code, field![2]])).toEqual([
      ['NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', '0'],
      ['NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', '2'],
    ])
  })

  function bundleItem(): Partial<QuantityInput> {
    const product = sandbox.world.shopify.addProduct({}, [{ requiresComponents: true }])
    return { inventoryItemId: `gid://shopify/InventoryItem/${product.variants[0]!.inventoryItem.id}` }
  }
})

describe('the key', () => {
  it('gives the stored answer to the same request, and carries it out once', async () => {
    const entries = [entry(0)]
    const { level } = stocked()[0]!
    const first = await setQuantities(sandbox, 'a', entries)
    level.available = 400
    now += DAY - 1
    expect(await setQuantities(sandbox, 'a', entries)).toEqual(first)
    expect(level.available).toBe(400)
    expect(adjustments()).toHaveLength(1)
  })

  it('is forgotten after 24 hours: the same request is carried out as a new one', async () => {
    const entries = [entry(0)]
    await setQuantities(sandbox, 'a', entries)
    now += DAY
    expect((await setQuantities(sandbox, 'a', entries)).payload?.userErrors[0]?.code).toBe(
      'CHANGE_FROM_QUANTITY_STALE',
    )
  })

  it('keeps a refusal too: only a new key gets another answer', async () => {
    const entries = [entry(0, { changeFromQuantity: -77 })]
    const first = await setQuantities(sandbox, 'a', entries)
    stocked()[0]!.level.available = -77
    expect(await setQuantities(sandbox, 'a', entries)).toEqual(first)
    expect((await setQuantities(sandbox, 'b', entries)).payload?.userErrors).toEqual([])
  })

  it('is not for other parameters, not even in another order', async () => {
    const entries = [entry(0), entry(1)]
    await setQuantities(sandbox, 'a', entries)
    for (const other of [entries.toReversed(), [entries[0]!]]) {
      expect((await setQuantities(sandbox, 'a', other)).payload).toEqual({
        inventoryAdjustmentGroup: null,
        userErrors: [
          {
            code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
            field: null,
            message: 'The same idempotency key cannot be used with different operation parameters.',
          },
        ],
      })
    }
    expect(adjustments()).toHaveLength(1)
  })

  it('is still in use once when told, and then answers', async () => {
    sandbox.world.shopify.idempotencyKeys.nextTroubles.push('CONCURRENT_REQUEST')
    const entries = [entry(0)]
    const codes = async () =>
      (await setQuantities(sandbox, 'a', entries)).payload!.userErrors.map((e) => e.code)
    expect(await codes()).toEqual(['IDEMPOTENCY_CONCURRENT_REQUEST'])
    expect(adjustments()).toEqual([])
    expect(await codes()).toEqual([])
  })

  it('is spoilt for good when told', async () => {
    sandbox.world.shopify.idempotencyKeys.nextTroubles.push('PREVIOUS_ATTEMPT_FAILED')
    const entries = [entry(0)]
    const codes = async (key: string) =>
      (await setQuantities(sandbox, key, entries)).payload!.userErrors.map((e) => e.code)
    expect(await codes('a')).toEqual(['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'])
    expect(await codes('a')).toEqual(['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'])
    expect(adjustments()).toEqual([])
    expect(await codes('b')).toEqual([])
  })

  it('that has been carried out is never spoilt', async () => {
    const entries = [entry(0)]
    const first = await setQuantities(sandbox, 'a', entries)
    sandbox.world.shopify.idempotencyKeys.nextTroubles.push('PREVIOUS_ATTEMPT_FAILED')
    expect(await setQuantities(sandbox, 'a', entries)).toEqual(first)
  })
})
