import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from '../../src/integrations/call.ts'
import { onDisk, partFile } from '../../src/integrations/shopify/bulk-file.ts'
import type { BulkList, BulkResult } from '../../src/integrations/shopify/bulk.ts'
import { createShopifyClient } from '../../src/integrations/shopify/client.ts'
import { asked, cost, TOKEN } from './shopify-stub.ts'
import {
  collect,
  observedCall,
  recordingLog,
  type Reply,
  type Stub,
  startStub,
  type StubRequest,
} from './stub-platform.ts'

const OPERATION = 'gid://shopify/BulkOperation/77'

let folder: string
let log: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulk-test-'))
  log = []
})
afterEach(() => rm(folder, { recursive: true }))

const moments = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' }
const escaped = (row: object) => JSON.stringify(row).replaceAll('/', String.raw`\/`)
const product = (id: number, more: object = {}) =>
  escaped({
    id: `gid://shopify/Product/${id}`,
    title: `Áo ${id}`,
    handle: `p-${id}`,
    status: 'ACTIVE',
    vendor: '',
    productType: '',
    tags: [],
    ...moments,
    ...more,
  })
const variant = (id: number, more: object = {}) =>
  escaped({
    id: `gid://shopify/ProductVariant/${id}`,
    title: `Áo "đỏ" "__parentId":"gid://shopify/ProductVariant/1"`,
    sku: `SKU-${id}`,
    barcode: '',
    price: '1',
    compareAtPrice: null,
    inventoryPolicy: 'DENY',
    inventoryQuantity: null,
    requiresComponents: false,
    position: 1,
    ...moments,
    product: { id: 'gid://shopify/Product/1', title: '__parentId', status: 'ACTIVE' },
    selectedOptions: [],
    inventoryItem: { id: `gid://shopify/InventoryItem/${id}`, tracked: true },
    ...more,
  })
const level = (variantId: number | string, locationId: number, quantity: unknown = variantId) =>
  escaped({
    isActive: true,
    location: { id: `gid://shopify/Location/${locationId}` },
    quantities: [{ name: 'available', quantity }],
    __parentId: typeof variantId === 'string' ? variantId : `gid://shopify/ProductVariant/${variantId}`,
  })

const fileOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''))

/** A storage that knows ranges, and whatever a test puts in its place for some requests. */
const storage =
  (file: Buffer, special?: (request: StubRequest) => Reply | null) =>
  (request: StubRequest): Reply => {
    const reply = special?.(request)
    if (reply) return reply
    return (response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
      const part = file.subarray(from)
      if (from === 0) return response.writeHead(200, { 'content-length': file.length }).end(file)
      const range = { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }
      return response.writeHead(206, { ...range, 'content-length': part.length }).end(part)
    }
  }

const partSize = () => {
  const part = join(folder, 'bulk-77', 'result.jsonl.part')
  return existsSync(part) ? statSync(part).size : 0
}

/** Sends what lies before `to`, and ends the connection when that has arrived on the disk. */
const brokenOffAt =
  (file: Buffer, to: number): Reply =>
  (response, request) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const range = { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': file.length - from,
      ...(from > 0 && range),
    })
    response.write(file.subarray(from, to))
    const looking = setInterval(() => {
      if (partSize() < to) return
      clearInterval(looking)
      response.socket?.destroy()
    }, 1)
    response.on('close', () => clearInterval(looking))
  }

interface Read<L extends BulkList> {
  list: L
  stub: Stub
  objectCount: number
  next?: unknown
  tuning?: object
  signal?: AbortSignal
  result?: Partial<BulkResult>
}
function pagesOf<L extends BulkList>({ list, stub, objectCount, next, tuning, signal, result }: Read<L>) {
  const client = createShopifyClient({
    baseUrl: stub.url,
    shop: 'demo.myshopify.com',
    apiVersion: '2026-10',
    credentials: TOKEN,
    log: recordingLog(log),
    tuning: { backoffMs: 1, maxBackoffMs: 5, attempts: 4, ...tuning },
  })
  const whole = { id: OPERATION, objectCount, fileSize: null, url: `${stub.url}/signed?secret=1`, ...result }
  return client.bulk.pages(list, whole, folder, next, observedCall(signal))
}
const read = async <L extends BulkList>(wanted: Read<L>) => collect(pagesOf(wanted))
const idsOf = (pages: Page<{ id: string }>[]) => pages.flatMap(({ records }) => records.map(({ id }) => id))
const ranges = ({ requests }: Stub) => requests.map(({ headers }) => headers.range)

describe('the download', () => {
  const lines = Array.from({ length: 300 }, (_, id) => product(id + 1))
  const file = fileOf(lines)
  const wanted = { list: 'products', objectCount: 300 } as const

  test('goes without a token, and is not made again when the file is there', async () => {
    await using stub = await startStub(storage(file))
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    expect(stub.requests).toHaveLength(1)
    expect(stub.requests[0]).toMatchObject({ method: 'GET', url: '/signed?secret=1' })
    expect(stub.requests[0]?.headers).not.toHaveProperty('x-shopify-access-token')
    expect(stub.requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  test('goes on where it broke off: no byte is fetched twice', async () => {
    await using stub = await startStub(
      storage(file, ({ n }) => (n < 3 ? brokenOffAt(file, n * 9_000) : null)),
    )
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    expect(ranges(stub)).toEqual([undefined, 'bytes=9000-', 'bytes=18000-'])
  })

  test('goes on where another process left it', async () => {
    const abort = new AbortController()
    await using stub = await startStub(
      storage(file, ({ n }) => {
        if (n > 1) return null
        return (response) => {
          response.writeHead(200, { 'content-length': file.length })
          response.write(file.subarray(0, 9_000))
          const looking = setInterval(() => {
            if (partSize() === 9_000) abort.abort(new Error('killed'))
          }, 1)
          response.on('close', () => clearInterval(looking))
        }
      }),
    )
    await expect(read({ ...wanted, stub, signal: abort.signal })).rejects.toThrow('killed')
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    expect(ranges(stub)).toEqual([undefined, 'bytes=9000-'])
  })

  test('begins again where the storage does not know ranges', async () => {
    await using stub = await startStub(
      storage(file, ({ n }) => (n === 1 ? brokenOffAt(file, 9_000) : { body: file.toString() })),
    )
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    expect(ranges(stub)).toEqual([undefined, 'bytes=9000-'])
  })

  test.each([
    [
      'sends another part than asked for',
      { status: 206, headers: { 'content-range': 'bytes 5-9/10' }, body: 'x' },
    ],
    ['has less than is there', { status: 416, headers: { 'content-range': 'bytes */10' }, body: '' }],
  ])('begins again where the storage %s', async (_what, answer) => {
    await using stub = await startStub(
      storage(file, ({ n }) => (n === 1 ? brokenOffAt(file, 9_000) : n === 2 ? answer : null)),
    )
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    expect(ranges(stub)).toEqual([undefined, 'bytes=9000-', undefined])
  })

  test('is whole when all bytes were there but not yet known to be all', async () => {
    await using stub = await startStub(
      storage(file, ({ n }) => {
        if (n > 1) return { status: 416, headers: { 'content-range': `bytes */${file.length}` }, body: '' }
        return (response) => {
          // chunked, and never ended
          response.writeHead(200)
          response.write(file)
          const looking = setInterval(() => {
            if (partSize() < file.length) return
            response.socket?.destroy()
            clearInterval(looking)
          }, 1)
        }
      }),
    )
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    expect(ranges(stub)).toEqual([undefined, `bytes=${file.length}-`])
  })

  test('may take long, but not be silent', async () => {
    await using stub = await startStub(
      storage(file, () => (response) => {
        response.writeHead(200, { 'content-length': file.length })
        let sent = 0
        const sending = setInterval(() => {
          response.write(file.subarray(sent, (sent += 2_000)))
          if (sent >= file.length) clearInterval(sending)
        }, 20)
      }),
    )
    // longer than the limit over all, never so in between
    expect(idsOf(await read({ ...wanted, stub, tuning: { timeoutMs: 200 } }))).toHaveLength(300)
    expect(stub.requests).toHaveLength(1)
  })

  test('that falls silent is gone on with', async () => {
    await using stub = await startStub(
      storage(file, ({ n }) => {
        if (n > 1) return null
        return (response) => {
          response.writeHead(200, { 'content-length': file.length })
          response.write(file.subarray(0, 9_000))
        }
      }),
    )
    expect(idsOf(await read({ ...wanted, stub, tuning: { timeoutMs: 100 } }))).toHaveLength(300)
    expect(ranges(stub)).toEqual([undefined, 'bytes=9000-'])
  })

  test('breaks off more often than a request may fail, as long as it gets on', async () => {
    const large = fileOf([product(1, { title: 'x'.repeat(9 * 1_100_000) })])
    await using stub = await startStub(
      storage(large, ({ n }) => (n < 9 ? brokenOffAt(large, n * 1_100_000) : null)),
    )
    expect(idsOf(await read({ list: 'products', objectCount: 1, stub }))).toHaveLength(1)
    expect(stub.requests).toHaveLength(9)
  })

  test('gives up when it does not get on', async () => {
    await using stub = await startStub(() => (response) => void response.socket?.destroy())
    await expect(read({ ...wanted, stub })).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
    expect(stub.requests).toHaveLength(4)
  })

  test('follows no redirect', async () => {
    await using stub = await startStub(() => ({
      status: 302,
      headers: { location: 'http://127.0.0.1:1/' },
      body: '',
    }))
    await expect(read({ ...wanted, stub })).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' })
    expect(stub.requests).toHaveLength(1)
  })

  test('asks once for another address when its own has run out', async () => {
    const operation = (url: string): Reply => ({
      body: {
        data: {
          bulkOperation: {
            id: OPERATION,
            status: 'COMPLETED',
            errorCode: null,
            objectCount: '300',
            fileSize: null,
            url,
          },
        },
        extensions: { cost: cost() },
      },
    })
    await using stub = await startStub(
      storage(file, (request) => {
        if (request.method === 'POST') {
          expect(asked(request)).toMatchObject({ operationName: 'BulkById', variables: { id: OPERATION } })
          return operation(`http://${request.headers.host}/renewed`)
        }
        return request.url === '/renewed' ? null : { status: 403, body: '<Error/>' }
      }),
    )
    expect(idsOf(await read({ ...wanted, stub }))).toHaveLength(300)
    await rm(folder, { recursive: true })
    const other = { ...wanted, stub, result: { url: `${stub.url}/x` } }
    expect(idsOf(await read(other))).toHaveLength(300)
    await using refusing = await startStub(({ method }) =>
      method === 'POST' ? operation(`${refusing.url}/again`) : { status: 400, body: '<Error/>' },
    )
    await rm(folder, { recursive: true })
    await expect(read({ ...wanted, stub: refusing })).rejects.toMatchObject({ code: 'BULK_OPERATION_FAILED' })
    expect(refusing.requests).toHaveLength(3)
  })

  test('without room on the disk says so', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    await expect(onDisk(Promise.reject(full))).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: 'No space for a bulk result: ENOSPC: no space left on device, write',
    })
    await expect(onDisk(Promise.reject(new Error('another')))).rejects.toThrow('another')
  })
})

describe('a result that is not whole', () => {
  const lines = Array.from({ length: 10 }, (_, id) => product(id + 1))
  test.each([
    ['has a line less', lines.slice(1), 'has 9 lines, expected 10'],
    ['has a line more', [...lines, product(11)], 'has 11 lines, expected 10'],
    ['has nothing', [], 'has 0 lines, expected 10'],
    ['is cut in its last line', [...lines.slice(1), product(10).slice(0, -5)], 'has no JSON in line 10'],
    ['has an empty line', [...lines.slice(0, 4), '', ...lines.slice(5)], 'has no JSON in line 5'],
    ['has a malformed line', [...lines.slice(0, 6), '{"id":', ...lines.slice(7)], 'has no JSON in line 7'],
  ])('%s: fails, and nothing of it is kept', async (_what, sent, said) => {
    await using stub = await startStub(storage(fileOf(sent)))
    for (const list of ['products', 'variants'] as const) {
      await expect(read({ list, stub, objectCount: 10 })).rejects.toMatchObject({
        code: 'BULK_RESULT_INCOMPLETE',
        message: `The result of ${OPERATION} ${said}`,
      })
      expect(await readdir(folder)).toEqual([])
    }
    // so the next attempt fetches it anew
    await using whole = await startStub(storage(fileOf(lines)))
    expect(idsOf(await read({ list: 'products', stub: whole, objectCount: 10 }))).toHaveLength(10)
  })

  test('without an address although there are objects fails; another size alone is but noted', async () => {
    await using stub = await startStub(storage(fileOf(lines)))
    const none = read({ list: 'products', stub, objectCount: 10, result: { url: null } })
    await expect(none).rejects.toMatchObject({ code: 'BULK_RESULT_INCOMPLETE' })
    expect(await read({ list: 'products', stub, objectCount: 10, result: { fileSize: 5 } })).toHaveLength(1)
    expect(log.join()).toContain('The size of a bulk result differs')
  })

  test('a last line without an end is a line', async () => {
    await using stub = await startStub(() => ({ body: lines.join('\n') }))
    expect(idsOf(await read({ list: 'products', stub, objectCount: 10 }))).toHaveLength(10)
  })
})

describe('records', () => {
  test('a line that is no record is broken alone', async () => {
    const lines = [product(1), '5', 'null', '{}', product(2, { status: 'SOLD' }), product(3)]
    await using stub = await startStub(storage(fileOf(lines)))
    const [page] = await read({ list: 'products', stub, objectCount: 6 })
    expect(idsOf([page!])).toEqual(['gid://shopify/Product/1', 'gid://shopify/Product/3'])
    expect(page?.size).toBe(6)
    expect(page?.broken).toMatchObject([
      { id: null, message: 'it is 5, expected object' },
      { id: null },
      { id: null },
      {
        id: 'gid://shopify/Product/2',
        title: 'Áo 2',
        message: 'status is "SOLD", expected ACTIVE, DRAFT, ARCHIVED, UNLISTED',
      },
    ])
  })

  test('levels come before and after their variant; a broken one breaks it; one without a variant is noted', async () => {
    const lines = [
      level(2, 9),
      level(1, 7),
      variant(1),
      level(99, 7),
      variant(2),
      variant(3),
      level(1, 5, -3),
    ]
    lines.push(variant(4), level(4, 7, 'viele'))
    await using stub = await startStub(storage(fileOf(lines)))
    const [page, ...more] = await read({ list: 'variants', stub, objectCount: lines.length })
    expect(more).toEqual([])
    expect(page?.size).toBe(4)
    expect(page?.records.map(({ id, sku, barcode, stock }) => ({ id, sku, barcode, stock }))).toEqual([
      {
        id: 'gid://shopify/ProductVariant/1',
        sku: 'SKU-1',
        barcode: null,
        stock: [
          { locationId: 'gid://shopify/Location/5', available: -3, isActive: true },
          { locationId: 'gid://shopify/Location/7', available: 1, isActive: true },
        ],
      },
      {
        id: 'gid://shopify/ProductVariant/2',
        sku: 'SKU-2',
        barcode: null,
        stock: [{ locationId: 'gid://shopify/Location/9', available: 2, isActive: true }],
      },
      { id: 'gid://shopify/ProductVariant/3', sku: 'SKU-3', barcode: null, stock: [] },
    ])
    expect(page?.broken).toEqual([
      {
        id: 'gid://shopify/ProductVariant/4',
        title: expect.any(String),
        sku: 'SKU-4',
        message: expect.stringContaining(
          'inventoryItem.inventoryLevels.nodes.0.quantities.0.quantity is "viele"',
        ),
      },
    ])
    expect(log.join('\n')).toContain('Ignored lines of a bulk result whose parent is not in it {"parents":1}')
  })

  test('a line that belongs to something else than a variant is not guessed at', async () => {
    await using stub = await startStub(
      storage(fileOf([variant(1), level('gid://shopify/InventoryItem/1', 7)])),
    )
    await expect(read({ list: 'variants', stub, objectCount: 2 })).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      message: expect.stringContaining('belongs to InventoryItem 1, expected a ProductVariant'),
    })
  })

  test('a list without children goes on after any page', async () => {
    const lines = Array.from({ length: 2_600 }, (_, id) => product(id + 1))
    await using stub = await startStub(storage(fileOf(lines)))
    const wanted = { list: 'products', stub, objectCount: lines.length } as const
    const pages = await read(wanted)
    expect(pages.length).toBeGreaterThan(4)
    expect(Math.max(...pages.map(({ size }) => size))).toBeLessThanOrEqual(1_000)
    const all = idsOf(pages)
    expect(all).toEqual(lines.map((_, id) => `gid://shopify/Product/${id + 1}`))
    for (const [at, { next }] of pages.slice(0, -1).entries()) {
      const rest = idsOf(await read({ ...wanted, next: JSON.parse(JSON.stringify(next)) }))
      expect([...idsOf(pages.slice(0, at + 1)), ...rest]).toEqual(all)
    }
  })
})

describe('a large result with children', () => {
  // every level far from its variant, before it or after; ids in steps of a power of two, one beyond 2^53
  const VARIANTS = 15_000
  const idAt = (at: number) => (at === 0 ? 9_007_199_254_740_993n : BigInt(at) * 32_768n)
  const lines = Array.from({ length: 3 * VARIANTS }, (_, at) => {
    const id = idAt(at % VARIANTS).toString()
    if (at >= VARIANTS && at < 2 * VARIANTS) return variant(0, { id: `gid://shopify/ProductVariant/${id}` })
    return level(`gid://shopify/ProductVariant/${id}`, at < VARIANTS ? 1 : 2, at % VARIANTS)
  })
  const file = fileOf(lines)
  const wanted = { list: 'variants', objectCount: lines.length } as const
  const isWhole = (pages: Page<{ id: string; stock: { available: number | null }[] }>[]) => {
    const records = pages.flatMap((page) => page.records)
    expect(records).toHaveLength(VARIANTS)
    const quantities = new Map(records.map(({ id, stock }) => [id, stock.map(({ available }) => available)]))
    for (let at = 0; at < VARIANTS; at++)
      expect(quantities.get(`gid://shopify/ProductVariant/${idAt(at)}`)).toEqual([at, at])
  }

  test('is whole, and goes on after a restart between parting and loading and after any page', async () => {
    await using stub = await startStub(storage(file))
    const pages = await read({ ...wanted, stub })
    isWhole(pages)
    expect(await readdir(join(folder, 'bulk-77', 'parts-3'))).toEqual(['0', '1', '2'])
    const reading = stub.requests.length
    for (const at of [0, 7, 12, pages.length - 2]) {
      const rest = await read({ ...wanted, stub, next: JSON.parse(JSON.stringify(pages[at]!.next)) })
      isWhole([...pages.slice(0, at + 1), ...rest])
    }
    expect(stub.requests).toHaveLength(reading)
  })

  test('is parted anew when it was killed in the middle of that', async () => {
    await using stub = await startStub(storage(file))
    const abort = new AbortController()
    const reading = read({ ...wanted, stub, signal: abort.signal })
    const parting = setInterval(() => {
      if (existsSync(join(folder, 'bulk-77', 'parts-3.new'))) abort.abort(new Error('killed'))
    })
    await expect(reading).rejects.toThrow('killed')
    clearInterval(parting)
    expect(await readdir(join(folder, 'bulk-77'))).not.toContain('parts-3')
    isWhole(await read({ ...wanted, stub }))
    expect(stub.requests).toHaveLength(1)
  })

  test('names the malformed line of the file', async () => {
    const broken = lines.with(33_332, lines[33_332]!.slice(0, -1))
    await using stub = await startStub(storage(fileOf(broken)))
    await expect(read({ ...wanted, stub })).rejects.toMatchObject({
      code: 'BULK_RESULT_INCOMPLETE',
      message: `The result of ${OPERATION} has no JSON in line 33333`,
    })
  })

  test('fails before its first page when a line is missing', async () => {
    await using stub = await startStub(storage(fileOf(lines.slice(1))))
    const pages = pagesOf({ ...wanted, stub })[Symbol.asyncIterator]()
    await expect(pages.next()).rejects.toMatchObject({
      code: 'BULK_RESULT_INCOMPLETE',
      message: `The result of ${OPERATION} has 44999 lines, expected 45000`,
    })
  })

  test('is not taken for parted when its lines were not all there', async () => {
    const [path, parts] = [join(folder, 'some.jsonl'), join(folder, 'parts')]
    await writeFile(path, fileOf(lines.slice(0, 5)))
    const { signal } = new AbortController()
    expect(await partFile(path, parts, 2, 6, signal)).toBe(5)
    expect(existsSync(parts)).toBe(false)
    expect(await partFile(path, parts, 2, 5, signal)).toBe(5)
    expect(existsSync(parts)).toBe(true)
  })

  test('may be a single family, which leaves the other parts empty', async () => {
    const family = [variant(7), ...Array.from({ length: 20_000 }, (_, at) => level(7, at + 1))]
    await using stub = await startStub(storage(fileOf(family)))
    const pages = await read({ list: 'variants', stub, objectCount: family.length })
    expect(pages).toHaveLength(1)
    expect(pages[0]?.records[0]?.stock).toHaveLength(20_000)
  })
})
