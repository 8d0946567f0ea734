import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Route, Verdict } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { NO_ACCOUNT, type WebhookCounts } from './webhook-counts.ts'

const LARGEST_BODY = 1_000_000
/** Of all requests together that are not answered yet. */
const MOST_BYTES_HELD = 64_000_000
const MOST_CONNECTIONS = 2_000
const LARGEST_HEADERS = 16_384
const KEEP_ALIVE_MS = 5_000
/** How long a request that is being answered may go on when the server stops. */
const GRACE_MS = 2_000

export interface WebhookServerOptions {
  host: string
  port: number
  /** By path. */
  routes: ReadonlyMap<string, Route>
  store: DeliveryStore
  counts: WebhookCounts
  log: Logger
  /** A request, its headers included, must be here by then. */
  requestMs: number
}

export interface WebhookServer {
  /** With the port that was really taken. */
  url: string
  close(): Promise<void>
}

/**
 * A server of its own that serves nothing but the webhooks, so that it may be reached from outside. A webhook is answered
 * with 200 when it is stored, or when sending it again would be of no use; with 503 when it should come again. Rejects
 * when the port is taken.
 */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { requestMs, counts, log } = options
  const reception = new Reception(options)
  const http = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.max(50, requestMs / 10),
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: LARGEST_HEADERS,
    },
    (request, response) => void reception.answer(request, response),
  )
  http.maxConnections = MOST_CONNECTIONS
  // Of sockets on which nothing moves, for instance because the answer is not taken.
  http.timeout = 2 * requestMs
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
    // A connection that only breaks says nothing.
    if (error.code !== 'ECONNRESET') counts.add(reception.accountOf(socket), isSlow ? 'SLOW' : 'MALFORMED')
    if (!socket.writable) return void socket.destroy()
    const status = isSlow ? '408 Request Timeout' : '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy())
  })
  http.on('drop', () => counts.add(NO_ACCOUNT, 'REFUSED'))
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port, options.host, () => {
      http.off('error', reject)
      resolve()
    })
  })
  http.on('error', (error) => log.warn({ error: messageOf(error) }, 'the port of the webhooks'))
  const { port } = http.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${host}:${port}`,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve))
      const impatient = setTimeout(() => http.closeAllConnections(), GRACE_MS)
      http.closeIdleConnections()
      await closed
      clearTimeout(impatient)
    },
  }
}

class Reception {
  readonly #options: WebhookServerOptions
  /** Whose webhook a connection is sending. */
  readonly #accounts = new WeakMap<Duplex, number>()
  #bytesHeld = 0

  constructor(options: WebhookServerOptions) {
    this.#options = options
  }

  accountOf(socket: Duplex): number {
    return this.#accounts.get(socket) ?? NO_ACCOUNT
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = this.#options.routes.get((request.url ?? '').replace(/\?.*$/, ''))
    if (!route) return send(request, response, 404, 'there is nothing here')
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST')
      return send(request, response, 405, 'only POST is served here')
    }
    this.#accounts.set(request.socket, route.accountId)
    const body = new Body()
    try {
      const { status, message } = await this.#take(request, route, body)
      send(request, response, status, message)
    } catch (error) {
      // Whoever sent it is gone; a slow one was told so.
      if (!request.complete) return
      const { log, counts } = this.#options
      counts.add(route.accountId, 'REFUSED')
      log.warn(
        { error: messageOf(error) },
        'a webhook could not be stored; its sender is asked to send it again',
      )
      response.setHeader('retry-after', '5')
      send(request, response, 503, 'it cannot be stored now; send it again')
    } finally {
      this.#bytesHeld -= body.size
    }
  }

  /** Says how to answer, when that may be said. */
  async #take(
    request: IncomingMessage,
    route: Route,
    body: Body,
  ): Promise<{ status: number; message: string }> {
    const { store, counts } = this.#options
    const headers = request.headersDistinct
    const verdict =
      route.refuseEarly(headers) ??
      (await this.#read(request, body)) ??
      route.judge(headers, Buffer.concat(body.chunks))
    if (verdict.kind === 'answer') {
      counts.add(route.accountId, verdict.outcome)
      return verdict
    }
    const outcome = await store.accept(verdict.delivery)
    counts.add(route.accountId, outcome)
    return { status: 200, message: 'ok' }
  }

  /** Null when it is read whole. */
  async #read(request: IncomingMessage, body: Body): Promise<Verdict | null> {
    const refuse = (status: number, outcome: 'OVERSIZED' | 'REFUSED', message: string): Verdict => {
      return { kind: 'answer', status, outcome, message }
    }
    const tooLarge = () => refuse(413, 'OVERSIZED', `at most ${LARGEST_BODY} bytes are allowed`)
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) return tooLarge()
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      body.add(chunk)
      this.#bytesHeld += chunk.length
      if (body.size > LARGEST_BODY) return tooLarge()
      if (this.#bytesHeld > MOST_BYTES_HELD) return refuse(503, 'REFUSED', 'too much at once; send it again')
    }
    return null
  }
}

class Body {
  readonly chunks: Buffer[] = []
  size = 0

  add(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.size += chunk.length
  }
}

/** What is still to come of a request that was not read to its end is not waited for. */
function send(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  if (response.destroyed || response.headersSent) return
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`)
}
