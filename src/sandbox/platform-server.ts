import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer as bytesOf, text as textOf } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyFault } from './fault-effects.ts'
import type { Faults } from './faults.ts'
import type { Platform, PlatformRequest } from './platform.ts'
import { send } from './sending.ts'

export interface PlatformServer {
  baseUrl: string
  /** Ends every connection, answered or not, and what the platform still does. */
  close(): Promise<void>
}

interface ServerOptions {
  port: number
  latencyMs: number
  faults: Faults
  /** What the header `Date` says, in ms. */
  now: () => number
}

/** Serves a platform on 127.0.0.1; port 0 takes a free one. */
export async function servePlatform(platform: Platform, options: ServerOptions): Promise<PlatformServer> {
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
    response.setHeader('date', new Date(options.now()).toUTCString())
    if (fault === undefined) await send(response, platform.answer(request))
    else await applyFault(platform, fault, { request, faultRequest, response })
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (closing.signal.aborted || incoming.destroyed || response.headersSent) {
        response.destroy()
        return
      }
      // A defect of the sandbox, or of a test's fault: it must be seen, not taken for a platform's answer.
      const text = `Sandbox defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
      response.writeHead(599, { 'content-type': 'text/plain' }).end(text)
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
    close: async () => {
      closing.abort()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await platform.close()
    },
  }
}

async function readRequest(incoming: IncomingMessage): Promise<PlatformRequest> {
  const isForm = incoming.headers['content-type']?.startsWith('multipart/form-data') === true
  const sent = isForm ? { body: '', form: await formOf(incoming) } : { body: await textOf(incoming) }
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  return {
    method: incoming.method ?? 'GET',
    pathname: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    ...sent,
  }
}

/** Empty for what is no form. */
async function formOf(incoming: IncomingMessage): Promise<[string, string][]> {
  const headers = { 'content-type': incoming.headers['content-type'] ?? '' }
  const whole = new Response(await bytesOf(incoming), { headers })
  const form = await whole.formData().catch(() => new FormData())
  return Promise.all(
    [...form].map(async ([name, value]): Promise<[string, string]> => [
      name,
      typeof value === 'string' ? value : await value.text(),
    ]),
  )
}
