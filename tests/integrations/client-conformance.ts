import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { CallOptions, Page, PlatformClientStatus, Tuning } from '../../src/integrations/call.ts'
import type { Logger } from '../../src/logger.ts'
import { messageOf } from '../../src/errors.ts'
import { SteeredClock } from './steered-clock.ts'
import {
  collect,
  observedCall,
  recordingLog,
  rejection,
  type Reply,
  type Stub,
  startStub,
  type StubRequest,
} from './stub-platform.ts'

/** What the suite needs to know of a platform's client. */
export interface ClientUnderTest {
  platform: string
  secrets: string[]
  /** A client, by what it does in any job: it reads pages and tells how it stands. */
  create(
    baseUrl: string,
    log: Logger,
    tuning: Tuning,
  ): { pages(call: CallOptions): AsyncIterable<Page<{ id: string }>>; status(): PlatformClientStatus }
  /** The answer with the only page of two records. */
  page: string
  /** The same with the second row broken. */
  pageWithBrokenRow: string
  /** What a 401 must become. */
  tokenError: string
  /** Requests that come before the first page, and how they are answered. */
  before?: (request: StubRequest) => Reply | null
}

/** Delays of hours: the clock is steered, and none is too short to be shown. */
const PATIENT: Tuning = { backoffMs: 1e7, maxBackoffMs: 1e8, totalMs: 1e9 }
/** A good answer comes within that time on a busy machine too. */
const FAST: Tuning = { attempts: 4, backoffMs: 2, maxBackoffMs: 400, timeoutMs: 600 }

const hang: Reply = () => undefined

const reset: Reply = (response) => void response.socket?.destroy()

const status = (code: number): Reply => ({ status: code, body: `<h1>${code}</h1>` })

/** Every platform client keeps these promises, whatever its platform does. */
export function describeClient(client: ClientUnderTest): void {
  const good: Reply = { body: client.page }

  async function read(
    reply: (n: number) => Reply,
    more: { tuning?: Tuning; call?: CallOptions } = {},
  ): Promise<{
    result: Promise<Page<{ id: string }>[]>
    stub: Stub
    lines: string[]
    status: () => PlatformClientStatus
  }> {
    let n = 0
    const stub = await startStub((request) => client.before?.(request) ?? reply(++n))
    const lines: string[] = []
    const created = client.create(stub.url, recordingLog(lines), { ...FAST, ...more.tuning })
    const result = collect(created.pages(more.call ?? observedCall()))
    // a test may await something else first
    result.catch(() => undefined)
    return { result, stub, lines, status: () => created.status() }
  }

  /** One bad answer, then good ones. */
  const once =
    (bad: Reply) =>
    (n: number): Reply =>
      n === 1 ? bad : good
  const cutBody: Reply = (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': client.page.length })
    response.write(client.page.slice(0, 40), () => response.socket?.destroy())
  }
  const hangInBody: Reply = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(client.page.slice(0, 40))
  }
  const html: Reply = {
    headers: { 'content-type': 'text/html' },
    body: `<html>Maintenance ${client.secrets[0]}</html>`,
  }
  const truncated: Reply = { body: client.page.slice(0, -20) }

  describe(`${client.platform} client`, () => {
    test('reads a page', async () => {
      const call = observedCall()
      const { result, stub, status: stand } = await read(() => good, { call })
      await using _ = stub
      const [page, ...more] = await result
      expect(more).toEqual([])
      expect(page).toMatchObject({ size: 2, next: undefined, broken: [] })
      expect(page?.records).toHaveLength(2)
      expect(call.meter).toEqual({ requests: stub.requests.length, rateLimitHits: 0, waitedMs: 0 })
      expect(call.waits).toEqual([])
      expect(stand()).toMatchObject({ lastErrorAt: null, lastError: null, lockedUntil: null })
    })

    test.each([
      ['500', status(500), '500'],
      ['502', status(502), '502'],
      ['503', status(503), '503'],
      ['504', status(504), '504'],
      ['429', status(429), '429'],
      ['no answer', hang, 'did not answer within 0.6 s'],
      ['no end of the body', hangInBody, 'did not answer within 0.6 s'],
      ['a reset', reset, 'could not be reached'],
      ['a reset in mid-body', cutBody, 'could not be reached'],
      ['HTML', html, 'without valid JSON: text/html, “<html>Maintenance'],
      ['truncated JSON', truncated, 'without valid JSON: application/json'],
    ])('recovers from %s, says so, counts it', async (_what, bad, text) => {
      const call = observedCall()
      const clock = new SteeredClock()
      const {
        result,
        stub,
        lines,
        status: stand,
      } = await read(once(bad), {
        call,
        tuning: { ...PATIENT, clock },
      })
      await using _ = stub
      const [page] = await result
      expect(page?.records).toHaveLength(2)
      expect(call.meter.requests).toBe(stub.requests.length)
      expect(call.meter.rateLimitHits).toBe(text.includes('429') ? 1 : 0)
      expect(call.meter.waitedMs).toBeGreaterThan(0)
      expect(call.waits).toEqual([
        {
          reason: 'RETRY_BACKOFF',
          until: new Date(clock.now()),
          detail: expect.stringMatching(/; trying again \(2 of [34]\)$/),
        },
        null,
      ])
      expect(call.waits[0]?.detail).toContain(text)
      expect(stand().lastError).toContain(text)
      expect(stand().lastErrorAt).toBeInstanceOf(Date)
      expect(lines.some((line) => line.includes(text))).toBe(true)
      for (const secret of client.secrets) expect(lines.join('\n') + stand().lastError).not.toContain(secret)
    })

    test.each([
      ['500', status(500), 'PLATFORM_UNREACHABLE', '500'],
      ['429', status(429), 'RATE_LIMITED', '429'],
      ['a hanging connection', hang, 'PLATFORM_UNREACHABLE', 'did not answer'],
      ['a reset in mid-body', cutBody, 'PLATFORM_UNREACHABLE', 'could not be reached'],
      ['HTML', html, 'UNEXPECTED_ANSWER', 'text/html'],
      ['truncated JSON', truncated, 'UNEXPECTED_ANSWER', 'without valid JSON'],
    ])('gives up on %s in the end, with the right error and no secret', async (_what, bad, code, text) => {
      const { result, stub, lines, status: stand } = await read(() => bad)
      await using _ = stub
      const error = await rejection(result)
      expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
      expect(messageOf(error)).toMatch(/gave up after [34] attempts/)
      expect(stand().lastError).toBe(messageOf(error))
      expect(everything(error) + lines.join('\n')).not.toMatch(new RegExp(client.secrets.join('|')))
    })

    test('down: connection refused', async () => {
      const gone = createServer()
      const port = await new Promise<number>((resolve) =>
        gone.listen(0, '127.0.0.1', () => {
          const address = gone.address()
          resolve(typeof address === 'object' && address ? address.port : 0)
        }),
      )
      await new Promise((resolve) => gone.close(resolve))
      const created = client.create(`http://127.0.0.1:${port}`, recordingLog([]), FAST)
      const error = await rejection(collect(created.pages(observedCall())))
      expect(error).toMatchObject({
        code: 'PLATFORM_UNREACHABLE',
        message: expect.stringContaining(`${client.platform} could not be reached: ECONNREFUSED`),
      })
    })

    test('slow, but within the limit', async () => {
      const { result, stub } = await read(
        () => (response) => void setTimeout(() => response.end(client.page), 80),
      )
      await using _ = stub
      expect((await result)[0]?.records).toHaveLength(2)
      expect(stub.requests.filter((request) => !client.before?.(request))).toHaveLength(1)
    })

    test('429 with Retry-After in seconds: waits that long, and shows it', async () => {
      const call = observedCall()
      const limited: Reply = { status: 429, headers: { 'retry-after': '0.25' }, body: '' }
      const { result, stub } = await read(once(limited), { call })
      await using _ = stub
      await result
      expect(call.meter.rateLimitHits).toBe(1)
      expect(call.meter.waitedMs).toBeGreaterThanOrEqual(245)
      expect(call.meter.waitedMs).toBeLessThan(1_000)
      expect(call.waits).toEqual([
        {
          reason: 'RETRY_BACKOFF',
          until: expect.any(Date),
          detail: `${client.platform} answered 429; trying again (2 of 4)`,
        },
        null,
      ])
    })

    test('a Retry-After beyond reason is capped', async () => {
      const limited: Reply = { status: 503, headers: { 'retry-after': '86400' }, body: '' }
      const { result, stub } = await read(once(limited), { tuning: { maxBackoffMs: 60 } })
      await using _ = stub
      expect((await result)[0]?.records).toHaveLength(2)
    })

    test('401 is not retried for ever', async () => {
      const { result, stub, lines } = await read(() => ({
        status: 401,
        body: `{"errors":"no ${client.secrets[0]}"}`,
      }))
      await using _ = stub
      const error = await rejection(result)
      expect(error).toMatchObject({ code: client.tokenError })
      expect(everything(error) + lines.join('\n')).not.toMatch(new RegExp(client.secrets.join('|')))
      expect(stub.requests.length).toBeLessThanOrEqual(4)
    })

    test('400 is not retried', async () => {
      const { result, stub } = await read(() => ({ status: 400, body: '{"errors":"Bad"}' }))
      await using _ = stub
      await expect(result).rejects.toMatchObject({ code: expect.stringContaining('REFUSED') })
      expect(stub.requests.filter((request) => !client.before?.(request))).toHaveLength(1)
    })

    test('a redirect is not followed', async () => {
      await using elsewhere = await startStub(() => good)
      const { result, stub } = await read(() => ({
        status: 307,
        headers: { location: `${elsewhere.url}/x?y` },
        body: '',
      }))
      await using _ = stub
      await expect(result).rejects.toMatchObject({
        code: 'UNEXPECTED_ANSWER',
        message: expect.stringContaining('redirect'),
      })
      expect(elsewhere.requests).toEqual([])
    })

    test('an endless answer is cut', async () => {
      const { result, stub } = await read(() => ({ body: ' '.repeat(5_000) }), {
        tuning: { maxBodyBytes: 1_000 },
      })
      await using _ = stub
      await expect(result).rejects.toMatchObject({
        code: 'UNEXPECTED_ANSWER',
        message: `${client.platform} sent more than 1000 bytes in one answer`,
      })
    })

    test('one broken row does not take its page with it', async () => {
      const { result, stub } = await read(() => ({ body: client.pageWithBrokenRow }))
      await using _ = stub
      const [page] = await result
      expect(page?.records).toHaveLength(1)
      expect(page?.size).toBe(2)
      expect(page?.broken).toEqual([
        {
          id: expect.any(String),
          title: expect.any(String),
          sku: null,
          message: expect.stringMatching(/ is .*, expected /),
        },
      ])
    })

    test('aborted in mid-request: rejects at once with the reason', async () => {
      const abort = new AbortController()
      const { result, stub } = await read(() => hang, {
        call: observedCall(abort.signal),
        tuning: { timeoutMs: 10_000 },
      })
      await using _ = stub
      await until(() => stub.requests.some((request) => !client.before?.(request)))
      const from = performance.now()
      abort.abort(new Error('paused by a person'))
      await expect(result).rejects.toThrow('paused by a person')
      expect(performance.now() - from).toBeLessThan(100)
    })

    test('aborted in mid-wait: rejects at once with the reason, and the wait is over', async () => {
      const abort = new AbortController()
      const call = observedCall(abort.signal)
      const limited: Reply = { status: 503, headers: { 'retry-after': '30' }, body: '' }
      const {
        result,
        stub,
        status: stand,
      } = await read(() => limited, { call, tuning: { maxBackoffMs: 60_000 } })
      await using _ = stub
      await until(() => call.waits.length > 0)
      const from = performance.now()
      abort.abort(new Error('cancelled by a person'))
      await expect(result).rejects.toThrow('cancelled by a person')
      expect(performance.now() - from).toBeLessThan(100)
      expect(call.waits.at(-1)).toBeNull()
      // what a person did is no error of the platform
      expect(stand().lastError).toBe(`${client.platform} answered 503`)
    })

    test('aborted before it began: nothing is sent', async () => {
      const { result, stub } = await read(() => good, {
        call: observedCall(AbortSignal.abort(new Error('too late'))),
      })
      await using _ = stub
      await expect(result).rejects.toThrow('too late')
      expect(stub.requests).toEqual([])
    })
  })
}

/** An error with all that hangs on it. */
function everything(error: unknown): string {
  const parts: string[] = []
  for (let one: unknown = error; one instanceof Error; one = one.cause)
    parts.push(one.message, one.stack ?? '', JSON.stringify(one))
  return parts.join('\n')
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}
