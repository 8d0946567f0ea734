import { get, request as httpRequest, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { objectsOf, pollBulk, settledBulk, startBulk } from './bulk-calls.ts'
import { askShopify } from './platform-calls.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())

const WEEK = 7 * 86_400_000
const QUERY = '{ customers { edges { node { id firstName note } } } }'
let now = 0

/** A finished operation's address and the text behind it. */
async function result(): Promise<{ id: string; url: string; text: string; path: string }> {
  now = Date.UTC(2026, 10, 21)
  sandbox = await startSandbox({
    products: 5,
    customers: 300,
    now: () => now,
    shopify: { bulk: { objectsPerSecond: Number.POSITIVE_INFINITY } },
  })
  const { id, url } = await settledBulk(sandbox, await startBulk(sandbox, QUERY))
  const text = await (await fetch(url!)).text()
  return { id, url: url!, text, path: new URL(url!).pathname }
}

const download = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(url, { method, headers })

/** The part of a body that came before its connection ended, or stood still. */
async function received(response: IncomingMessage, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    if (length >= bytes) response.emit('enough')
  })
  if (length < bytes) await once(response, 'enough')
  return Buffer.concat(chunks)
}

describe('a download', () => {
  it('needs no token, says its type, length and ETag, and answers HEAD', async () => {
    const { url, text } = await result()
    const whole = await download(url)
    expect(whole.status).toBe(200)
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/jsonl',
      'content-length': String(Buffer.byteLength(text)),
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^".+"$/),
    })
    expect(objectsOf(await whole.text())).toHaveLength(sandbox.world.shopify.customers.size)
    const head = await download(url, {}, 'HEAD')
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
    expect(await head.text()).toBe('')
    expect(sandbox.world.counters.shopify['(download)']!.requests).toBe(3)
  })

  it('gives one range of bytes', async () => {
    const { url, text } = await result()
    const bytes = Buffer.from(text)
    const size = bytes.length
    for (const [range, from, to] of [
      ['bytes=0-99', 0, 99],
      ['bytes=100-', 100, size - 1],
      ['bytes=-50', size - 50, size - 1],
      [`bytes=10-${size + 1000}`, 10, size - 1],
    ] as const) {
      const part = await download(url, { range })
      expect(part.status).toBe(206)
      expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to}/${size}`)
      expect(part.headers.get('content-length')).toBe(String(to - from + 1))
      expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(from, to + 1))
    }
    const beyond = await download(url, { range: `bytes=${size}-` })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe(`bytes */${size}`)
    expect((await download(url, { range: 'bytes=5-2' })).status).toBe(200)
  })

  it('gives the whole when the file is not the one that the range is of', async () => {
    const { url } = await result()
    const etag = (await download(url, {}, 'HEAD')).headers.get('etag')!
    expect((await download(url, { range: 'bytes=9-', 'if-range': etag })).status).toBe(206)
    expect((await download(url, { range: 'bytes=9-', 'if-range': '"other"' })).status).toBe(200)
  })

  it('is refused as XML for a wrong signature, and after seven days, when the operation is EXPIRED', async () => {
    const { id, url } = await result()
    const forged = new URL(url)
    forged.searchParams.set('Expires', '99999999999')
    const refused = await download(forged.href)
    expect(refused.status).toBe(403)
    expect(refused.headers.get('content-type')).toContain('application/xml')
    expect(await refused.text()).toContain('<Code>SignatureDoesNotMatch</Code>')

    now += WEEK - 1000
    expect((await download(url)).status).toBe(200)
    now += 1000
    const late = await download(url)
    expect(late.status).toBe(403)
    expect(await late.text()).toContain('<Code>ExpiredToken</Code>')
    expect(await pollBulk(sandbox, id)).toMatchObject({ status: 'EXPIRED', url: null })
  })
})

describe('a fault meets a download:', () => {
  it('reset in the middle, which a range then mends', async () => {
    const { url, text, path } = await result()
    const fault = sandbox.faults.add({
      platform: 'shopify',
      kind: 'reset',
      afterBytes: 1000,
      match: (request) => request.path === path,
    })
    const [response] = (await once(get(url), 'response')) as [IncomingMessage]
    expect(response.headers['content-length']).toBe(String(Buffer.byteLength(text)))
    const ended = once(response, 'error')
    const start = await received(response, 1000)
    await ended
    expect(fault.hits).toBe(1)
    const rest = await download(url, { range: `bytes=${start.length}-` })
    expect(Buffer.concat([start, Buffer.from(await rest.arrayBuffer())]).toString()).toBe(text)
  })

  it('a part that never ends', async () => {
    const { url, text } = await result()
    sandbox.faults.add({ platform: 'shopify', kind: 'hang', afterBytes: 500 })
    const [response] = (await once(get(url), 'response')) as [IncomingMessage]
    expect(await received(response, 500)).toEqual(Buffer.from(text).subarray(0, 500))
    const ended = once(response, 'error')
    await sandbox.close()
    await ended
  })

  it('a status, a delay, and a part asked for by range', async () => {
    const { url, text } = await result()
    const seen: (string | undefined)[] = []
    sandbox.faults.add({ platform: 'shopify', kind: 'status', status: 503, body: 'busy' })
    sandbox.faults.add({
      platform: 'shopify',
      kind: 'slow',
      delayMs: 30,
      match: ({ range }) => {
        seen.push(range)
        return range !== undefined
      },
    })
    expect((await download(url)).status).toBe(503)
    expect(await (await download(url)).text()).toBe(text)
    expect(await (await download(url, { range: 'bytes=0-9' })).text()).toBe(text.slice(0, 10))
    expect(seen).toEqual([undefined, 'bytes=0-9'])
  })

  it('a changed line, one too few, one too many', async () => {
    const { url, text } = await result()
    const lines = text.split('\n')
    for (const changed of [
      lines.with(3, lines[3]!.slice(0, 20)),
      lines.toSpliced(5, 1),
      lines.toSpliced(5, 0, lines[7]!),
    ].map((all) => all.join('\n'))) {
      sandbox.faults.add({ platform: 'shopify', kind: 'transformText', change: () => changed })
      const response = await download(url)
      expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(changed)))
      expect(await response.text()).toBe(changed)
    }
    expect(await (await download(url)).text()).toBe(text)
  })
})

it('a token that ends while an operation runs ends its polling, not the operation', async () => {
  const { id } = await result()
  sandbox.faults.add({ platform: 'shopify', kind: 'expireToken' })
  expect((await askShopify(sandbox, `{ bulkOperation(id: "${id}") { status } }`)).status).toBe(401)
  sandbox.world.shopify.tokens.set(sandbox.shopify.accessToken, Number.POSITIVE_INFINITY)
  expect((await pollBulk(sandbox, id)).status).toBe('COMPLETED')
})

it('a result stays readable while it is being read, and another is asked for', async () => {
  const { url, text } = await result()
  const all = await Promise.all(Array.from({ length: 6 }, async () => (await download(url)).text()))
  expect(all).toEqual(Array.from({ length: 6 }, () => text))
})

it('every answer has the date of the sandbox', async () => {
  const { url } = await result()
  now = Date.UTC(2026, 10, 22, 3, 4, 5)
  const date = 'Sun, 22 Nov 2026 03:04:05 GMT'
  expect((await download(url)).headers.get('date')).toBe(date)
  expect((await askShopify(sandbox, '{ shop { name } }')).headers.get('date')).toBe(date)
  sandbox.faults.add({ platform: 'nhanh', kind: 'status', status: 500 })
  const nhanh = httpRequest(`${sandbox.nhanh.baseUrl}/v3.0/product/list`, { method: 'POST' }).end()
  const [response] = (await once(nhanh, 'response')) as [IncomingMessage]
  expect(response.headers.date).toBe(date)
  response.resume()
})
