import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { ServeDashboard } from './dashboard-files.ts'
import { EXPORT_PATH, type ExportServer } from './export/export-server.ts'
import { GRAPHQL_PATH, serveWebSockets, type GraphQLServer } from './graphql-server.ts'

const LARGEST_BODY = 1_000_000
/** How long a request that is being answered may go on when the server stops. */
const GRACE_MS = 2_000

export interface ServerOptions {
  host: string
  port: number
  /** Origins of frontends that are served elsewhere. */
  allowedOrigins: readonly string[]
  graphql: GraphQLServer
  dashboard: ServeDashboard
  exports: ExportServer
  /** Whether the database answers. */
  isReady(): Promise<boolean>
}

export interface Server {
  /** `http://127.0.0.1:4000`, with the port that was really taken. */
  url: string
  close(): Promise<void>
}

/** Listens for HTTP and WebSocket. Rejects when the port is taken. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const http = createHttpServer((request, response) => void answer(request, response, options))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_BODY })
  const graphqlSockets = serveWebSockets(options.graphql, sockets)
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener a client that resets the connection would end the process.
    socket.on('error', () => socket.destroy())
    const refusal = refusalOf(request, options) ?? (pathOf(request) === GRAPHQL_PATH ? null : NOT_FOUND)
    if (refusal) {
      socket.end(
        `HTTP/1.1 ${refusal.status} ${refusal.reason}\r\nconnection: close\r\n\r\n${refusal.message}\n`,
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      sockets.emit('connection', webSocket, request),
    )
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port, options.host, () => {
      http.off('error', reject)
      resolve()
    })
  })
  const { port } = http.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${host}:${port}`,
    async close() {
      options.exports.close()
      const closed = new Promise((resolve) => http.close(resolve))
      const impatient = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
        http.closeAllConnections()
      }, GRACE_MS)
      await graphqlSockets.dispose()
      http.closeIdleConnections()
      await closed
      clearTimeout(impatient)
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const refusal = refusalOf(request, options)
  if (refusal) return send(response, refusal.status, refusal.message)
  allowOrigin(request, response)
  if (request.method === 'OPTIONS') return send(response, 204, '')
  const path = pathOf(request)
  if (path.startsWith(EXPORT_PATH)) return options.exports.handle(request, response)
  switch (path) {
    case GRAPHQL_PATH:
      await options.graphql.handle(request, response)
      return
    case '/health':
      return send(response, 200, 'ok')
    case '/ready':
      return (await options.isReady())
        ? send(response, 200, 'ok')
        : send(response, 503, 'the database does not answer')
    default:
      if (options.dashboard(pathOf(request), request, response)) return
      return send(response, NOT_FOUND.status, NOT_FOUND.message)
  }
}

interface Refusal {
  status: number
  reason: string
  message: string
}

const NOT_FOUND: Refusal = {
  status: 404,
  reason: 'Not Found',
  message: 'there is nothing here; try / or /graphql',
}

/**
 * Any page that is open in a browser can reach loopback: by a name that it lets point there (so the Host is checked),
 * and by plain requests and WebSockets to 127.0.0.1 (so the Origin is).
 */
function refusalOf(request: IncomingMessage, { allowedOrigins }: ServerOptions): Refusal | null {
  const { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
  if (!host || !isLoopbackHost(host)) {
    const message = `the host ${JSON.stringify(host ?? '')} is not this server's; use 127.0.0.1 or localhost`
    return { status: 421, reason: 'Misdirected Request', message }
  }
  if (origin !== undefined && origin !== `http://${host}` && !allowedOrigins.includes(origin)) {
    const message = `the origin ${JSON.stringify(origin)} may not call this server; add it to ALLOWED_ORIGINS`
    return { status: 403, reason: 'Forbidden', message }
  }
  if (origin === undefined && site === 'cross-site' && mode !== 'navigate') {
    return { status: 403, reason: 'Forbidden', message: 'another site’s page may not call this server' }
  }
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) {
    return { status: 413, reason: 'Content Too Large', message: `at most ${LARGEST_BODY} bytes are allowed` }
  }
  if (request.headers['transfer-encoding'] !== undefined) {
    return { status: 411, reason: 'Length Required', message: 'send the body with a content-length' }
  }
  return null
}

function isLoopbackHost(host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false
  const { hostname } = new URL(`http://${host}`)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/** Only origins that {@link refusalOf} let pass come here. */
function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'origin, accept-language')
  if (request.headers.origin === undefined) return
  response.setHeader('access-control-allow-origin', request.headers.origin)
  response.setHeader('access-control-allow-methods', 'GET, POST')
  response.setHeader('access-control-allow-headers', 'content-type, accept-language')
  response.setHeader('access-control-max-age', '600')
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/, '')
}

function send(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end(text === '' ? '' : `${text}\n`)
}
