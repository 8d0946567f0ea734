import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultEffect, FaultRequest, Faults } from './faults.ts'
import type { PlatformName } from './world.ts'

/** A request, read to its end. */
export interface PlatformRequest {
  method: string
  pathname: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

export interface PlatformAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** One platform's behaviour, without HTTP. */
export interface Platform {
  name: PlatformName
  /** What faults and counters call this request; called once for each request. */
  describe(request: PlatformRequest): Omit<FaultRequest, 'n'>
  /** Counts the request; called once for each, whatever then happens to it. */
  count(described: Omit<FaultRequest, 'n'>): void
  answer(request: PlatformRequest): PlatformAnswer
  /** The platform's own refusal, for the faults that it knows. */
  refuse(kind: 'throttled' | 'lock', request: PlatformRequest): PlatformAnswer
  /** Makes the token that this request carries invalid. */
  expireToken(request: PlatformRequest): void
}

export interface PlatformServer {
  baseUrl: string
  /** Ends every connection, answered or not. */
  close(): Promise<void>
}

const HTML_PAGE = '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>'

/** Serves a platform on 127.0.0.1; port 0 takes a free one. */
export async function servePlatform(
  platform: Platform,
  options: { port: number; latencyMs: number; faults: Faults },
): Promise<PlatformServer> {
  const closing = new AbortController()
  let n = 0

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming)
    n += 1
    const described = platform.describe(request)
    platform.count(described)
    const faultRequest = { ...described, n }
    const fault = options.faults.take(platform.name, faultRequest)
    const delayMs = options.latencyMs + (fault?.kind === 'slow' ? fault.delayMs : 0)
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: closing.signal })
    if (fault === undefined) send(response, platform.answer(request))
    else applyFault(platform, fault, { request, faultRequest, response })
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (closing.signal.aborted || incoming.destroyed || response.headersSent) {
        response.destroy()
        return
      }
      // A defect of the sandbox, or of a test's fault: it must be seen, not taken for a platform's answer.
      const text = `Sandbox defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
      send(response, { status: 599, headers: { 'content-type': 'text/plain' }, body: text })
    })
  })
  // Above the idle time of any client's pool: a reused connection must not close under the request.
  server.keepAliveTimeout = 120_000

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`No port, but ${String(address)}`)
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    close: () => {
      closing.abort()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function readRequest(incoming: IncomingMessage): Promise<PlatformRequest> {
  const body = await textOf(incoming)
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  return {
    method: incoming.method ?? 'GET',
    pathname: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body,
  }
}

function send(response: ServerResponse, answer: PlatformAnswer): void {
  response.writeHead(answer.status, answer.headers).end(answer.body)
}

interface Exchange {
  request: PlatformRequest
  faultRequest: FaultRequest
  response: ServerResponse
}

function applyFault(platform: Platform, fault: FaultEffect, exchange: Exchange): void {
  const { request, faultRequest, response } = exchange
  switch (fault.kind) {
    case 'status':
      send(response, statusAnswer(fault))
      return
    case 'html':
      send(response, {
        status: fault.status ?? 200,
        headers: { 'content-type': 'text/html' },
        body: HTML_PAGE,
      })
      return
    case 'truncatedJson': {
      const answer = platform.answer(request)
      send(response, { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) })
      return
    }
    case 'hang':
      if (fault.carryOut === true) platform.answer(request)
      return
    case 'reset':
      reset(platform, fault, exchange)
      return
    case 'slow':
      send(response, platform.answer(request))
      return
    case 'throttled':
    case 'lock':
      send(response, platform.refuse(fault.kind, request))
      return
    case 'expireToken':
      platform.expireToken(request)
      send(response, platform.answer(request))
      return
    case 'transform': {
      const answer = platform.answer(request)
      const changed = fault.change(JSON.parse(answer.body), faultRequest)
      send(response, { ...answer, body: JSON.stringify(changed) })
    }
  }
}

function statusAnswer(fault: Extract<FaultEffect, { kind: 'status' }>): PlatformAnswer {
  const { status, body = {}, headers } = fault
  return typeof body === 'string'
    ? { status, headers: { 'content-type': 'text/plain', ...headers }, body }
    : { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

function reset(platform: Platform, fault: Extract<FaultEffect, { kind: 'reset' }>, exchange: Exchange): void {
  const { request, response } = exchange
  const bytes = fault.afterBytes ?? 0
  const answer = bytes > 0 || fault.carryOut === true ? platform.answer(request) : undefined
  if (answer === undefined || bytes === 0) {
    response.destroy()
    return
  }
  const body = Buffer.from(answer.body)
  // The full length is announced, so that the reader knows that something is missing.
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) })
  response.write(body.subarray(0, bytes), () => response.destroy())
}
