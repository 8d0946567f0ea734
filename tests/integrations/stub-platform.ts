import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CallMeter, CallOptions, Wait } from '../../src/integrations/call.ts'
import type { Logger } from '../../src/logger.ts'

export interface StubRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
  /** Counted from 1. */
  n: number
}

export interface Answer {
  status?: number
  headers?: Record<string, string>
  body: string | object
}

/** What the stub does with a request: an answer, or anything with the bare response. */
export type Reply = Answer | ((response: ServerResponse, request: StubRequest) => void)

export interface Stub extends AsyncDisposable {
  url: string
  requests: StubRequest[]
}

/** A real HTTP server whose answers a test decides, one request after the other. */
export async function startStub(reply: (request: StubRequest) => Reply): Promise<Stub> {
  const requests: StubRequest[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request: StubRequest = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
        n: requests.length + 1,
      }
      requests.push(request)
      const answer = reply(request)
      if (typeof answer === 'function') return answer(response, request)
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
      response.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server on a port has such an address
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
}

/** A call whose waits and costs can be looked at afterwards. */
export function observedCall(signal: AbortSignal = new AbortController().signal): CallOptions & {
  meter: CallMeter
  waits: (Wait | null)[]
} {
  const waits: (Wait | null)[] = []
  return {
    signal,
    onWait: (wait) => void waits.push(wait),
    meter: { requests: 0, rateLimitHits: 0, waitedMs: 0 },
    waits,
  }
}

/** Keeps every line, fields included. */
export function recordingLog(lines: string[]): Logger {
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Logger = { debug: write, info: write, warn: write, error: write, child: () => log }
  return log
}

export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(pages)
}

/** The error that `promise` rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('Expected a rejection')
}
