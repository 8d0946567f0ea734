import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { gql, type GraphQLClient } from 'graphql-request'
import type { Config } from '../../src/config.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startSandboxFor, startTestApp, type TestApp, type TestAppOptions } from './app.ts'

/** The configuration of a server that receives the sandbox's webhooks. */
export const webhooksFor = (sandbox: Sandbox): NonNullable<Config['webhooks']> => ({
  host: '127.0.0.1',
  port: 0,
  nhanhToken: sandbox.webhooks.nhanhToken,
  shopifySecrets: [sandbox.shopify.clientSecret],
})

export interface WebhookApp extends TestApp {
  /** Where webhooks are received. */
  webhookUrl: string
}

/** Longer than any test: the work is left alone. */
export const NEVER_WORKS = 1_000_000_000

/** A server that receives webhooks, and works on them every 50 ms unless told. */
export async function startWebhookApp(options: TestAppOptions = {}): Promise<WebhookApp> {
  const sandbox = options.existingSandbox ?? (await startSandboxFor(options))
  const app = await startTestApp({
    ...options,
    existingSandbox: sandbox,
    config: { webhooks: webhooksFor(sandbox), ...options.config },
    app: {
      ...options.app,
      webhookTimes: { workEveryMs: 50, countEveryMs: 100, ...options.app?.webhookTimes },
    },
  })
  const webhookUrl = app.app.webhookUrl!
  return {
    ...app,
    webhookUrl,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      if (!options.existingSandbox) await sandbox.close()
    },
  }
}

/** A webhook as it would be sent, to be sent or spoilt. */
export interface Post {
  path: string
  body: string
  headers: Record<string, string>
}

export function nhanhPost({ sandbox }: Pick<TestApp, 'sandbox'>, event: string, data?: unknown): Post {
  return {
    path: '/webhooks/nhanh',
    body: JSON.stringify({ event, businessId: Number(sandbox.nhanh.businessId), data }),
    headers: { authorization: sandbox.webhooks.nhanhToken },
  }
}

export function shopifyPost({ sandbox }: Pick<TestApp, 'sandbox'>, topic: string, payload: unknown): Post {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const { shop, clientSecret } = sandbox.shopify
  return {
    path: '/webhooks/shopify',
    body,
    headers: {
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': shop,
      'x-shopify-hmac-sha256': createHmac('sha256', clientSecret).update(body).digest('base64'),
      'x-shopify-webhook-id': randomUUID(),
    },
  }
}

export async function send(
  url: string,
  { path, body, headers }: Post,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}${path}`, { method: 'POST', body, headers })
  return { status: response.status, text: await response.text() }
}

/** Sends bytes over a socket of their own, in parts, and resolves with what is answered until the end. */
export async function sendRaw(url: string, ...parts: (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const closed = once(socket, 'close')
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  // A server that has refused what is still being sent resets the connection.
  socket.on('error', () => {})
  for (const part of parts) if (!socket.destroyed) socket.write(part)
  await closed
  return answer
}

/** Sends all at once over so many connections, without waiting for an answer before the next; resolves with all statuses. */
export async function storm(url: string, posts: readonly Post[], connections: number): Promise<number[]> {
  const { hostname, port, host } = new URL(url)
  const requestOf = ({ path, body, headers }: Post) => {
    const lines = Object.entries({ host, ...headers, 'content-length': String(Buffer.byteLength(body)) })
    return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
  }
  const sent = Array.from({ length: connections }, async (_, lane) => {
    const mine = posts.filter((_post, index) => index % connections === lane)
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.write(mine.map(requestOf).join(''))
    const statuses = () => [...answer.matchAll(/^HTTP\/1.1 (\d+)/gm)].map(([, status]) => Number(status))
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      answer += chunk.toString()
      if (statuses().length === mine.length) break
    }
    return statuses()
  })
  return (await Promise.all(sent)).flat()
}

export interface WebhooksNow {
  enabled: boolean
  url: string | null
  lastReceivedAt: string | null
  waiting: number
  uninstalled: { platform: string; at: string }[]
  counts: { platform: string | null; outcome: string; count: number }[]
}

export async function webhooksNow(http: GraphQLClient): Promise<WebhooksNow> {
  const { webhooks } = await http.request<{ webhooks: WebhooksNow }>(gql`
    query {
      webhooks {
        enabled
        url
        lastReceivedAt
        waiting
        uninstalled {
          platform
          at
        }
        counts {
          platform
          outcome
          count
        }
      }
    }
  `)
  return webhooks
}
