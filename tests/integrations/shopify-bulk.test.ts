import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallOptions, Page } from '../../src/integrations/call.ts'
import { createShopifyClient, type ShopifyClient } from '../../src/integrations/shopify/client.ts'
import { silentLogger } from '../../src/logger.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { SteeredClock } from './steered-clock.ts'
import { collect, observedCall } from './stub-platform.ts'

let sandbox: Sandbox
let folder: string
let clock: SteeredClock
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulk-test-'))
})
afterEach(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true })
})

async function start(options: SandboxOptions = {}): Promise<ShopifyClient> {
  clock = new SteeredClock()
  sandbox = await startSandbox({ products: 40, customers: 30, now: () => clock.now(), ...options })
  return client()
}

function client(): ShopifyClient {
  const { clientId, clientSecret } = sandbox.shopify
  return createShopifyClient({
    ...sandbox.shopify,
    credentials: { kind: 'clientCredentials', clientId, clientSecret },
    log: silentLogger,
    tuning: { clock, attempts: 4, backoffMs: 2, maxBackoffMs: 20, timeoutMs: 5_000 },
  })
}

const operations = () => sandbox.world.shopify.bulkOperations.records
const slowly = { shopify: { bulk: { objectsPerSecond: 1 } } }
const byId = <R extends { id: string }>(pages: Page<R>[]) =>
  pages.flatMap(({ records }) => records).toSorted((a, b) => (a.id < b.id ? -1 : 1))

describe('a list in bulk', () => {
  test('has the records that its pages have', async () => {
    const shopify = await start()
    const call = observedCall()
    const read = async <L extends 'products' | 'variants' | 'customers'>(list: L) => {
      const id = await shopify.bulk.begin(list, {}, call)
      const result = await shopify.bulk.finished(id, call)
      return collect(shopify.bulk.pages(list, result, folder, undefined, call))
    }
    expect(byId(await read('products'))).toEqual(byId(await collect(shopify.productPages({}, call))))
    expect(byId(await read('customers'))).toEqual(byId(await collect(shopify.customerPages({}, call))))
    const variants = await read('variants')
    expect(byId(variants)).toEqual(byId(await collect(shopify.variantPages({ levels: 10 }, call))))
    expect(variants.flatMap(({ broken }) => broken)).toEqual([])
    expect(variants.at(-1)?.next).toBeUndefined()
    expect(variants.some(({ records }) => records.some(({ stock }) => stock.length > 1))).toBe(true)
  })

  test('has what its search matches; when nothing does, one empty page', async () => {
    const shopify = await start()
    const call = observedCall()
    for (const [search, matches] of [
      ['status:active', (status: string) => status === 'ACTIVE'],
      ['vendor:"Không có"', () => false],
    ] as const) {
      const id = await shopify.bulk.begin('products', { search }, call)
      const result = await shopify.bulk.finished(id, call)
      const pages = await collect(shopify.bulk.pages('products', result, folder, undefined, call))
      const expected = sandbox.world.shopify.products.records.filter(({ status }) => matches(status))
      expect(byId(pages)).toHaveLength(expected.length)
      expect(pages).toHaveLength(1)
      expect(pages[0]?.next).toBeUndefined()
    }
  })

  test('with a search that Shopify does not understand is not started', async () => {
    const shopify = await start()
    const started = shopify.bulk.begin('products', { search: 'vendr:Nike' }, observedCall())
    await expect(started).rejects.toMatchObject({ code: 'SEARCH_NOT_UNDERSTOOD' })
    expect(operations()).toEqual([])
  })

  test('what it left on disk can be removed', async () => {
    const shopify = await start()
    const call = observedCall()
    const result = await shopify.bulk.finished(await shopify.bulk.begin('products', {}, call), call)
    await collect(shopify.bulk.pages('products', result, folder, undefined, call))
    expect(await readdir(folder)).toHaveLength(1)
    await shopify.bulk.discard(result.id, folder)
    expect(await readdir(folder)).toEqual([])
    await shopify.bulk.discard(result.id, folder)
  })
})

describe('a start', () => {
  const isStart = {
    platform: 'shopify',
    match: (request: { operationName?: string }) => request.operationName === 'RunBulk',
  } as const

  test.each([
    ['a reset after it was carried out', { kind: 'reset', carryOut: true }],
    ['a reset before', { kind: 'reset' }],
    ['a 502', { kind: 'status', status: 502 }],
    ['a cut answer', { kind: 'truncatedJson' }],
    ['THROTTLED', { kind: 'throttled' }],
    ['an expired token', { kind: 'expireToken' }],
  ] as const)('that meets %s leaves one operation', async (_what, effect) => {
    const shopify = await start()
    const fault = sandbox.faults.add({ ...effect, ...isStart })
    const call = observedCall()
    const id = await shopify.bulk.begin('products', {}, call)
    expect(fault.hits).toBe(1)
    expect(operations()).toHaveLength(1)
    expect(await shopify.bulk.finished(id, call)).toMatchObject({ id, objectCount: 40 })
  })

  test('that is lost again and again ends, and does not start again and again', async () => {
    const shopify = await start()
    sandbox.faults.add({ kind: 'status', status: 503, times: Infinity, ...isStart })
    const call = observedCall()
    await expect(shopify.bulk.begin('products', {}, call)).rejects.toMatchObject({
      code: 'PLATFORM_UNREACHABLE',
    })
    expect(sandbox.world.counters.shopify['RunBulk']?.requests).toBe(4)
    expect(sandbox.world.counters.shopify['NewestBulks']?.requests).toBe(4)
  })

  test('finds the operation of the same query that began since, running or completed, and no other', async () => {
    const shopify = await start(slowly)
    const call = observedCall()
    // Shopify names whole seconds
    clock.advance(350)
    const notBefore = new Date(clock.now())
    const begin = (query: { search?: string; notBefore?: Date } = { notBefore }) =>
      client().bulk.begin('products', query, call)
    const id = await shopify.bulk.begin('products', {}, call)
    expect(await begin()).toBe(id)
    expect(await begin({ search: 'status:active', notBefore })).not.toBe(id)
    expect(await client().bulk.begin('customers', { notBefore }, call)).not.toBe(id)
    await shopify.bulk.finished(id, call)
    expect(await begin()).toBe(id)
    clock.advance(2_000)
    expect(await begin({ notBefore: new Date(clock.now()) })).not.toBe(id)
    expect(await begin({})).not.toBe(id)
  })

  test.each(['FAILED', 'CANCELED', 'EXPIRED'] as const)(
    'does not take up one that ended %s',
    async (status) => {
      const shopify = await start()
      const call = observedCall()
      const notBefore = new Date(clock.now())
      sandbox.world.shopify.nextBulkOutcomes.push(
        status === 'FAILED' ? { status, errorCode: 'TIMEOUT' } : { status },
      )
      const id = await shopify.bulk.begin('products', { notBefore }, call)
      await shopify.bulk.finished(id, call).catch(() => undefined)
      expect(await shopify.bulk.begin('products', { notBefore }, call)).not.toBe(id)
    },
  )

  test('waits while as many run as Shopify allows', async () => {
    const shopify = await start({ shopify: { bulk: { objectsPerSecond: 0.01 } } })
    const call = observedCall()
    const running: string[] = []
    for (let n = 0; n < 5; n++) running.push(await shopify.bulk.begin('products', {}, call))
    const waited = Promise.withResolvers<void>()
    const sixth = shopify.bulk.begin(
      'customers',
      {},
      {
        signal: call.signal,
        onWait: (wait) => {
          if (wait?.reason === 'BULK_OPERATION') waited.resolve()
        },
      },
    )
    await waited.promise
    await shopify.bulk.cancel(running[0]!, call)
    expect(running).not.toContain(await sixth)
    expect(operations()).toHaveLength(6)
  })
})

describe('an operation', () => {
  test('shows how far it is and that it is waited for', async () => {
    const shopify = await start(slowly)
    const call = observedCall()
    const counts: number[] = []
    const id = await shopify.bulk.begin('products', {}, call)
    const from = clock.now()
    const result = await shopify.bulk.finished(id, call, (count) => counts.push(count))
    expect(result).toMatchObject({ id, objectCount: 40, url: expect.stringContaining('/bulk/') })
    expect(counts.at(-1)).toBe(40)
    expect(counts.length).toBeGreaterThan(3)
    expect(counts).toEqual([...new Set(counts)].toSorted((a, b) => a - b))
    const details = call.waits.map((wait) => wait?.detail)
    expect(
      details
        .slice(0, -1)
        .every((text) => /^Shopify prepares the data in bulk: \d+ objects so far$/.test(text ?? '')),
    ).toBe(true)
    expect(call.waits[0]).toMatchObject({ reason: 'BULK_OPERATION', until: null })
    expect(call.waits.at(-1)).toBeNull()
    // 1 s, then half as much more each time
    expect(sandbox.world.counters.shopify['BulkById']?.requests).toBe(counts.length)
    expect(call.meter.waitedMs).toBe(clock.now() - from)
  })

  test('is waited for although the token expires and requests fail meanwhile', async () => {
    const shopify = await start(slowly)
    const isPoll = {
      platform: 'shopify',
      match: (request: { operationName?: string }) => request.operationName === 'BulkById',
    } as const
    const call = observedCall()
    const id = await shopify.bulk.begin('variants', {}, call)
    const faults = [
      sandbox.faults.add({ kind: 'expireToken', ...isPoll }),
      sandbox.faults.add({ kind: 'status', status: 502, afterRequests: 1, ...isPoll }),
      sandbox.faults.add({ kind: 'expireToken', afterRequests: 3, ...isPoll }),
    ]
    const result = await shopify.bulk.finished(id, call)
    expect(faults.map(({ hits }) => hits)).toEqual([1, 1, 1])
    expect(result.id).toBe(id)
    expect(operations()).toHaveLength(1)
  })

  test.each([
    [
      { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR' },
      'BULK_OPERATION_FAILED',
      'FAILED, INTERNAL_SERVER_ERROR',
    ],
    [
      { status: 'FAILED', errorCode: 'TIMEOUT', afterObjects: 7 },
      'BULK_OPERATION_FAILED',
      'after 7 objects: FAILED, TIMEOUT',
    ],
    [{ status: 'FAILED', errorCode: 'ACCESS_DENIED' }, 'SHOPIFY_ACCESS', 'FAILED, ACCESS_DENIED'],
    [{ status: 'CANCELED' }, 'BULK_OPERATION_FAILED', 'CANCELED'],
    [{ status: 'EXPIRED' }, 'BULK_OPERATION_FAILED', 'EXPIRED'],
  ] as const)('that ended as %j fails with the right error', async (outcome, code, said) => {
    const shopify = await start()
    sandbox.world.shopify.nextBulkOutcomes.push(outcome)
    const call = observedCall()
    const id = await shopify.bulk.begin('products', {}, call)
    await expect(shopify.bulk.finished(id, call)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said),
    })
  })

  test('that Shopify does not know any more fails', async () => {
    const shopify = await start()
    const finished = shopify.bulk.finished('gid://shopify/BulkOperation/77', observedCall())
    await expect(finished).rejects.toMatchObject({
      code: 'BULK_OPERATION_FAILED',
      message: 'Shopify does not know gid://shopify/BulkOperation/77 any more',
    })
  })

  test('is given up at once when it is aborted, and can be cancelled then', async () => {
    const shopify = await start({ shopify: { bulk: { objectsPerSecond: 0.01 } } })
    const abort = new AbortController()
    const waits: unknown[] = []
    const call: CallOptions = {
      signal: abort.signal,
      onWait: (wait) => {
        waits.push(wait)
        if (wait?.reason === 'BULK_OPERATION') abort.abort(new Error('cancelled by a person'))
      },
    }
    const id = await shopify.bulk.begin('products', {}, observedCall())
    await expect(shopify.bulk.finished(id, call)).rejects.toThrow('cancelled by a person')
    expect(waits.at(-1)).toBeNull()
    await shopify.bulk.cancel(id, observedCall())
    await expect(shopify.bulk.finished(id, observedCall())).rejects.toMatchObject({
      code: 'BULK_OPERATION_FAILED',
      message: expect.stringContaining('CANCELED'),
    })
  })

  test('that has ended can be cancelled without an error', async () => {
    const shopify = await start()
    const call = observedCall()
    const id = await shopify.bulk.begin('products', {}, call)
    await shopify.bulk.finished(id, call)
    await shopify.bulk.cancel(id, call)
    await shopify.bulk.cancel('gid://shopify/BulkOperation/77', call)
    expect(operations()[0]?.status).toBe('COMPLETED')
  })
})

describe('faults of the download', () => {
  test.each([
    { kind: 'reset', afterBytes: 3_000 },
    { kind: 'reset' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
  ] as const)('%j: in the end every record once', async (effect) => {
    const shopify = await start()
    const call = observedCall()
    const result = await shopify.bulk.finished(await shopify.bulk.begin('variants', {}, call), call)
    const isDownload = (request: { path: string }) => request.path.startsWith('/bulk/')
    const fault = sandbox.faults.add({ ...effect, platform: 'shopify', match: isDownload })
    const pages = await collect(shopify.bulk.pages('variants', result, folder, undefined, call))
    expect(fault.hits).toBe(1)
    expect(byId(pages)).toHaveLength([...sandbox.world.shopify.variants].length)
  })

  test('an address that has run out is asked for again, and the operation is failed when that is too late', async () => {
    const shopify = await start()
    const call = observedCall()
    const result = await shopify.bulk.finished(await shopify.bulk.begin('products', {}, call), call)
    const stale = { ...result, url: result.url!.replace(/Signature=.*/, 'Signature=stale') }
    const pages = await collect(shopify.bulk.pages('products', stale, folder, undefined, call))
    expect(byId(pages)).toHaveLength(40)
    await shopify.bulk.discard(result.id, folder)
    clock.advance(8 * 86_400_000)
    const late = collect(shopify.bulk.pages('products', result, folder, undefined, call))
    await expect(late).rejects.toMatchObject({
      code: 'BULK_OPERATION_FAILED',
      message: "The address of Shopify's bulk result has run out",
    })
  })
})
