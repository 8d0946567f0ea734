import { afterEach, describe, expect, test } from 'vitest'
import { createShopifyClient } from '../../src/integrations/shopify/client.ts'
import type { LevelChange } from '../../src/integrations/shopify/inventory.ts'
import { silentLogger } from '../../src/logger.ts'
import type { FaultEffect, FaultRequest } from '../../src/sandbox/faults.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { ShopifyLevel } from '../../src/sandbox/shopify/shopify-records.ts'
import { SteeredClock } from './steered-clock.ts'
import { observedCall, rejection } from './stub-platform.ts'

const REFERENCE = 'gid://synctrack/BackgroundJob/42'
const KEY = { key: 'first', reference: REFERENCE }

let sandbox: Sandbox
afterEach(() => sandbox.close())

/** The sandbox and a client on one steered clock, so that no wait takes time. */
async function start(tuning: object = {}, options: SandboxOptions = {}) {
  const clock = new SteeredClock()
  sandbox = await startSandbox({ products: 300, customers: 0, now: () => clock.now(), ...options })
  const { clientId, clientSecret } = sandbox.shopify
  return createShopifyClient({
    ...sandbox.shopify,
    credentials: { kind: 'clientCredentials', clientId, clientSecret },
    log: silentLogger,
    tuning: { attempts: 4, clock, ...tuning },
  })
}

function levelsOf(): { itemId: number; variantId: number; level: ShopifyLevel }[] {
  const { inventoryItems, variants } = sandbox.world.shopify
  return inventoryItems.records
    .filter(({ variantId }) => !variants.get(variantId)!.requiresComponents)
    .flatMap(({ id, variantId, levels: [level] }) => (level ? [{ itemId: id, variantId, level }] : []))
}

/** So many changes of five units each, from what is there. */
function changesOf(count: number): LevelChange[] {
  return levelsOf()
    .slice(0, count)
    .map(({ itemId, level }) => ({
      inventoryItemId: `gid://shopify/InventoryItem/${itemId}`,
      locationId: `gid://shopify/Location/${level.locationId}`,
      from: level.available,
      to: level.available + 5,
    }))
}

const availables = (count: number) =>
  levelsOf()
    .slice(0, count)
    .map(({ level }) => level.available)
const adjustments = () => sandbox.world.shopify.inventoryAdjustments.size
const isWrite = ({ operationName }: FaultRequest) => operationName === 'SetQuantities'

/** The bodies of all writes from now on, as text; faults see each request, and this one hits none. */
function watchWrites(): string[] {
  const bodies: string[] = []
  const match = (request: FaultRequest) => {
    if (isWrite(request)) bodies.push(JSON.stringify(request.body))
    return false
  }
  sandbox.faults.add({ platform: 'shopify', kind: 'html', match })
  return bodies
}

const fault = (effect: FaultEffect, times = 1) =>
  sandbox.faults.add({ platform: 'shopify', ...effect, match: isWrite, times })

describe('setting quantities', () => {
  test('sends 250 in one request, each with what was read', async () => {
    const { inventory } = await start()
    const bodies = watchWrites()
    const changes = changesOf(250)
    expect(changes).toHaveLength(250)
    expect(await inventory.setQuantities(changes, KEY, observedCall())).toMatchObject({ kind: 'applied' })
    expect(availables(250)).toEqual(changes.map(({ to }) => to))
    expect(bodies).toHaveLength(1)
    const { variables } = JSON.parse(bodies[0]!)
    expect(variables).toMatchObject({
      key: 'first',
      input: { name: 'available', reason: 'correction', referenceDocumentUri: REFERENCE },
    })
    expect(variables.input.quantities[0]).toEqual({
      inventoryItemId: changes[0]!.inventoryItemId,
      locationId: changes[0]!.locationId,
      quantity: changes[0]!.to,
      changeFromQuantity: changes[0]!.from,
    })
  })

  test.each<[string, FaultEffect]>([
    ['carried out, then the connection breaks', { kind: 'reset', carryOut: true }],
    ['carried out, then no answer in time', { kind: 'hang', carryOut: true }],
    ['carried out, then half of the answer', { kind: 'reset', afterBytes: 30 }],
    ['carried out, then an answer cut short', { kind: 'truncatedJson' }],
    ['not carried out, the connection breaks', { kind: 'reset' }],
    ['throttled', { kind: 'throttled' }],
    ['a page of a proxy', { kind: 'html' }],
    ['HTTP 503', { kind: 'status', status: 503 }],
    ['HTTP 429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '2.0' } }],
    ['the token expires', { kind: 'expireToken' }],
    [
      'INTERNAL_SERVER_ERROR in a 200',
      {
        kind: 'transform',
        change: () => ({ errors: [{ message: 'Oops', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }),
      },
    ],
  ])('%s: the same bytes go out again, and it is done once', async (_what, effect) => {
    const { inventory } = await start({ timeoutMs: 1_000 })
    const bodies = watchWrites()
    const changes = changesOf(20)
    const hit = fault(effect)
    expect(await inventory.setQuantities(changes, KEY, observedCall())).toMatchObject({ kind: 'applied' })
    expect(hit.hits).toBe(1)
    expect(bodies.length).toBeGreaterThanOrEqual(2)
    expect(new Set(bodies).size).toBe(1)
    expect(availables(20)).toEqual(changes.map(({ to }) => to))
    expect(adjustments()).toBe(1)
  })

  test('gives up after its attempts; given again it is found done', async () => {
    const { inventory } = await start()
    const changes = changesOf(3)
    fault({ kind: 'reset', carryOut: true }, 4)
    const error = await rejection(inventory.setQuantities(changes, KEY, observedCall()))
    expect(error).toMatchObject({
      code: 'PLATFORM_UNREACHABLE',
      message: expect.stringContaining('gave up after 4 attempts'),
    })
    expect(availables(3)).toEqual(changes.map(({ to }) => to))
    expect(await inventory.setQuantities(changes, KEY, observedCall())).toMatchObject({ kind: 'applied' })
    expect(adjustments()).toBe(1)
  })

  test('takes 1 to 250', async () => {
    const { inventory } = await start()
    const [one] = changesOf(1)
    const set = (changes: LevelChange[]) => inventory.setQuantities(changes, KEY, observedCall())
    await expect(set([])).rejects.toThrow('0 changes were given, 1 to 250 are allowed')
    await expect(set(Array.from({ length: 251 }, () => one!))).rejects.toThrow('251 changes were given')
    expect(sandbox.world.counters.shopify['SetQuantities']).toBeUndefined()
  })
})

describe('the key', () => {
  test('in use by an earlier request: waits, says so, and sends the same again', async () => {
    const { inventory } = await start({ backoffMs: 60_000, totalMs: 1e9 })
    const bodies = watchWrites()
    const changes = changesOf(2)
    fault({ kind: 'reset', carryOut: true })
    const { nextTroubles } = sandbox.world.shopify.idempotencyKeys
    const match = () => {
      // the answer of the first is lost, and the second comes while Shopify still holds its key
      if (bodies.length === 2) nextTroubles.push('CONCURRENT_REQUEST', 'CONCURRENT_REQUEST')
      return false
    }
    sandbox.faults.add({ platform: 'shopify', kind: 'html', match })
    const call = observedCall()
    const retries: string[] = []
    const observed = { ...call, onRetry: (failure: string) => void retries.push(failure) }
    expect(await inventory.setQuantities(changes, KEY, observed)).toMatchObject({ kind: 'applied' })
    expect(bodies).toHaveLength(4)
    expect(new Set(bodies).size).toBe(1)
    expect(adjustments()).toBe(1)
    expect(retries.at(-1)).toContain('still carrying out the same change')
    expect(call.meter.waitedMs).toBeGreaterThan(0)
    const waits = call.waits.filter((wait) => wait?.detail.includes('still carrying out'))
    expect(waits.map((wait) => wait!.reason)).toEqual(['RETRY_BACKOFF', 'RETRY_BACKOFF'])
  })

  test('in use for ever ends as PLATFORM_UNREACHABLE, with nothing applied', async () => {
    const { inventory } = await start()
    const changes = changesOf(2)
    const { nextTroubles } = sandbox.world.shopify.idempotencyKeys
    nextTroubles.push(...Array.from({ length: 50 }, () => 'CONCURRENT_REQUEST' as const))
    const error = await rejection(inventory.setQuantities(changes, KEY, observedCall()))
    expect(error).toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
    expect(nextTroubles).toHaveLength(46)
    expect(adjustments()).toBe(0)
  })

  test('in use: the time of slow requests counts towards the total time', async () => {
    const clock = new SteeredClock()
    const { inventory } = await start({ clock, totalMs: 60_000 })
    const { nextTroubles } = sandbox.world.shopify.idempotencyKeys
    nextTroubles.push(...Array.from({ length: 50 }, () => 'CONCURRENT_REQUEST' as const))
    const late = (answer: unknown) => {
      clock.advance(50_000)
      return answer
    }
    fault({ kind: 'transform', change: late }, 50)
    const error = await rejection(inventory.setQuantities(changesOf(2), KEY, observedCall()))
    expect(error).toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
    expect(nextTroubles).toHaveLength(48)
  })

  test('of an attempt that failed: a new one is needed', async () => {
    const { inventory } = await start()
    const changes = changesOf(2)
    sandbox.world.shopify.idempotencyKeys.nextTroubles.push('PREVIOUS_ATTEMPT_FAILED')
    const set = (key: string) => inventory.setQuantities(changes, { ...KEY, key }, observedCall())
    const failed = {
      kind: 'newKeyNeeded',
      message: expect.stringContaining('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'),
    }
    expect([await set('first'), await set('first')]).toEqual([failed, failed])
    expect(adjustments()).toBe(0)
    expect(await set('second')).toMatchObject({ kind: 'applied' })
  })

  test('of other changes is refused', async () => {
    const { inventory } = await start()
    const changes = changesOf(2)
    await inventory.setQuantities(changes, KEY, observedCall())
    const error = await rejection(inventory.setQuantities(changes.toReversed(), KEY, observedCall()))
    expect(error).toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message: expect.stringContaining('IDEMPOTENCY_KEY_PARAMETER_MISMATCH'),
    })
  })
})

describe('entries that Shopify refuses', () => {
  test('one among 250 is named and nothing is applied; without it the others are', async () => {
    const { inventory } = await start()
    const changes = changesOf(250)
    const before = availables(250)
    sandbox.world.shopify.removeVariant(levelsOf()[137]!.variantId)
    const result = await inventory.setQuantities(changes, KEY, observedCall())
    expect(result).toEqual({
      kind: 'rejected',
      changes: [
        {
          index: 137,
          reason: 'ITEM_GONE',
          message: 'INVALID_INVENTORY_ITEM, The specified inventory item could not be found.',
        },
      ],
    })
    const others = before.toSpliced(137, 1)
    expect(availables(249)).toEqual(others)
    const rest = changes.toSpliced(137, 1)
    const second = { ...KEY, key: 'second' }
    expect(await inventory.setQuantities(rest, second, observedCall())).toMatchObject({ kind: 'applied' })
    expect(availables(249)).toEqual(others.map((available) => available + 5))
  })

  test('each kind has its reason, in the order of the entries', async () => {
    const { inventory } = await start()
    const changes = changesOf(8)
    const { shopify } = sandbox.world
    const [sold, , gone] = levelsOf()
    shopify.placeOrder({ variantId: sold!.variantId, quantity: 1, locationId: sold!.level.locationId })
    shopify.removeVariant(gone!.variantId)
    changes[3]!.locationId = 'gid://shopify/Location/1'
    shopify.variants.get(levelsOf()[3]!.variantId)!.requiresComponents = true
    changes[5]!.to = 2_000_000_000
    changes[7] = changes[6]!
    const result = await inventory.setQuantities(changes, KEY, observedCall())
    expect(result.kind === 'rejected' && result.changes.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'STALE'],
      [2, 'ITEM_GONE'],
      [3, 'LOCATION_GONE'],
      [4, 'BUNDLE'],
      [5, 'REFUSED'],
      [6, 'REFUSED'],
      [7, 'REFUSED'],
    ])
    expect(adjustments()).toBe(0)
  })

  test('a sale between reading and writing makes it STALE, whether the answer is lost or not', async () => {
    const { inventory } = await start()
    const [change] = changesOf(1)
    const [{ variantId, level } = levelsOf()[0]!] = levelsOf()
    sandbox.world.shopify.placeOrder({ variantId, quantity: 2, locationId: level.locationId })
    fault({ kind: 'reset', carryOut: true })
    const result = await inventory.setQuantities([change!], KEY, observedCall())
    expect(result).toMatchObject({ kind: 'rejected', changes: [{ index: 0, reason: 'STALE' }] })
    expect(level).toMatchObject({ available: change!.from - 2, committed: 2 })
  })

  test('a refusal that blames no entry is an error', async () => {
    const { inventory } = await start()
    const options = { key: 'first', reference: 'job 42' }
    const error = await rejection(inventory.setQuantities(changesOf(2), options, observedCall()))
    expect(error).toMatchObject({
      code: 'SHOPIFY_REFUSED',
      message: expect.stringContaining('INVALID_REFERENCE_DOCUMENT'),
    })
  })

  test.each([
    ['without input before it', ['quantities', '1', 'inventoryItemId'], 1],
    ['beyond what was sent', ['input', 'quantities', '2', 'quantity'], null],
    ['no number', ['input', 'quantities'], null],
    ['null', null, null],
  ])('the path of an error: %s', async (_what, field, index) => {
    const { inventory } = await start()
    const userErrors = [{ code: 'INVALID_INVENTORY_ITEM', field, message: 'Gone.' }]
    const change = () => ({
      data: { inventorySetQuantities: { inventoryAdjustmentGroup: null, userErrors } },
    })
    fault({ kind: 'transform', change })
    const setting = inventory.setQuantities(changesOf(2), KEY, observedCall())
    if (index === null) await expect(setting).rejects.toMatchObject({ code: 'SHOPIFY_REFUSED' })
    else expect(await setting).toMatchObject({ kind: 'rejected', changes: [{ index, reason: 'ITEM_GONE' }] })
  })

  test('without write_inventory it is SHOPIFY_ACCESS', async () => {
    const { inventory } = await start()
    sandbox.world.shopify.scopes = ['read_inventory']
    await expect(inventory.setQuantities(changesOf(1), KEY, observedCall())).rejects.toMatchObject({
      code: 'SHOPIFY_ACCESS',
    })
  })

  test('an answer without the mutation is UNEXPECTED_ANSWER, never taken for applied', async () => {
    const { inventory } = await start()
    fault({ kind: 'transform', change: () => ({ data: { inventorySetQuantities: null } }) })
    await expect(inventory.setQuantities(changesOf(1), KEY, observedCall())).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
    })
  })
})

describe('the signal', () => {
  test('of the call alone ends a write: one that was begun outlives the job beside it', async () => {
    const client = await start()
    const stop = new AbortController()
    const asked = Promise.withResolvers<void>()
    // both want the token that is on its way
    const match = ({ path }: FaultRequest) => {
      if (path === '/oauth/access_token') asked.resolve()
      return path === '/oauth/access_token'
    }
    sandbox.faults.add({ platform: 'shopify', kind: 'slow', delayMs: 50, match })
    const reading = rejection(client.locations(observedCall(stop.signal)))
    const writing = client.inventory.setQuantities(changesOf(2), KEY, observedCall())
    await asked.promise
    stop.abort(new Error('the job was paused'))
    expect(await reading).toMatchObject({ message: 'the job was paused' })
    expect(await writing).toMatchObject({ kind: 'applied' })
  })

  test('ends it at once, in the middle of a request', async () => {
    const { inventory } = await start({ timeoutMs: 60_000 })
    const stop = new AbortController()
    const match = (request: FaultRequest) => {
      if (isWrite(request)) stop.abort(new Error('at once'))
      return isWrite(request)
    }
    sandbox.faults.add({ platform: 'shopify', kind: 'hang', match })
    const error = await rejection(inventory.setQuantities(changesOf(2), KEY, observedCall(stop.signal)))
    expect(error).toMatchObject({ message: 'at once' })
  })
})
