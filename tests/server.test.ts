import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startSandbox } from '../src/sandbox/sandbox.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { createTestDatabase } from './support/database.ts'
import { startServerProcess, variablesFor } from './support/server-process.ts'

const FRONTEND = 'https://frontend.example'

let server: TestApp
let port: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 }, config: { allowedOrigins: [FRONTEND] } })
  port = new URL(server.app.url).port
})
afterAll(() => server[Symbol.asyncDispose]())

/** A request whose headers are all the test's: `fetch` would not let it set Host and Origin. */
async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> {
  const sent = request({ host: '127.0.0.1', port, method, path, headers })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode!, headers: response.headers, body: await text(response) }
}

const QUERY = JSON.stringify({ query: '{ platforms { platform } }' })
const JSON_BODY = { 'content-type': 'application/json', 'content-length': `${QUERY.length}` }

test('/health tells of the process, /ready of the database', async () => {
  expect(await send('GET', '/health', {})).toMatchObject({ status: 200, body: 'ok\n' })
  expect(await send('GET', '/ready', {})).toMatchObject({ status: 200, body: 'ok\n' })
  expect(await send('GET', '/nothing', {})).toMatchObject({ status: 404 })
})

test('GraphiQL comes whole, with nothing to be fetched from elsewhere', async () => {
  const page = await send('GET', '/graphql', { accept: 'text/html' })
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } })
  expect(page.body).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
})

describe('a page that is open in the browser', () => {
  test.each(['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', '192.168.1.5'])(
    'cannot reach the server by the host %j',
    async (host) => {
      const answer = await send('POST', '/graphql', { ...JSON_BODY, host }, QUERY)
      expect([400, 421]).toContain(answer.status)
      expect(answer.body).not.toContain('platforms')
    },
  )

  test('cannot open a stream by a plain GET from another site', async () => {
    const path = `/graphql?query=${encodeURIComponent('subscription { jobProgress { seq } }')}`
    const headers = {
      accept: 'text/event-stream',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
    }
    expect(await send('GET', path, headers)).toMatchObject({ status: 403 })
    const visit = { accept: 'text/html', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect(await send('GET', '/graphql', visit)).toMatchObject({ status: 200 })
  })

  test.each(['https://evil.example', 'null', 'http://localhost:5173'])(
    'cannot call from the origin %s',
    async (origin) => {
      expect(await send('POST', '/graphql', { ...JSON_BODY, origin }, QUERY)).toMatchObject({ status: 403 })
      const form = 'query=mutation%7BstartPullNhanhProducts%7B__typename%7D%7D'
      const type = 'application/x-www-form-urlencoded'
      const headers = { 'content-type': type, 'content-length': `${form.length}`, origin }
      expect(await send('POST', '/graphql', headers, form)).toMatchObject({ status: 403 })
      expect(await send('OPTIONS', '/graphql', { origin })).toMatchObject({ status: 403 })
    },
  )

  test('can call from the server itself and from an allowed origin', async () => {
    const own = { ...JSON_BODY, origin: server.app.url, host: `127.0.0.1:${port}` }
    expect(await send('POST', '/graphql', own, QUERY)).toMatchObject({ status: 200 })
    const allowed = await send('POST', '/graphql', { ...JSON_BODY, origin: FRONTEND }, QUERY)
    expect(allowed).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': FRONTEND } })
    const preflight = await send('OPTIONS', '/graphql', {
      origin: FRONTEND,
      'access-control-request-method': 'POST',
    })
    expect(preflight).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-headers': expect.stringContaining('content-type') },
    })
  })

  test.each([
    { from: 'a strange origin', headers: { origin: 'https://evil.example' }, status: 403 },
    { from: 'a strange host', headers: { host: 'evil.example' }, status: 421 },
  ])('cannot open a WebSocket from $from', async ({ headers, status }) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { headers })
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    expect(response.statusCode).toBe(status)
    socket.on('error', () => {})
    socket.terminate()
  })

  test('can open a WebSocket from an allowed origin', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
      origin: FRONTEND,
    })
    await once(socket, 'open')
    socket.close()
  })
})

describe('bad requests get an answer that names what was wrong', () => {
  test.each([
    { what: 'JSON that is none', body: '{"query":', status: 400, says: 'JSON' },
    { what: 'no query', body: '{}', status: 400, says: 'query' },
    {
      what: 'an unknown field',
      body: '{"query":"{ nonsense }"}',
      status: 400,
      says: 'Cannot query field \\"nonsense\\"',
    },
    { what: 'a syntax error', body: '{"query":"{ jobs "}', status: 400, says: 'Syntax Error' },
    {
      what: 'a wrong enum',
      body: '{"query":"{ hasRunningJob(type: NONSENSE) }"}',
      status: 400,
      says: 'NONSENSE',
    },
    {
      what: 'a wrong moment',
      body: '{"query":"{ jobs(filter: { createdAfter: \\"yesterday\\" }) { totalCount } }"}',
      status: 400,
      says: 'is not a DateTime',
    },
  ])('$what', async ({ body, status, says }) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': `${Buffer.byteLength(body)}`,
      accept: 'application/graphql-response+json',
    }
    const answer = await send('POST', '/graphql', headers, body)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(says)
    expect(answer.body).not.toMatch(/node_modules|\.ts:\d|at async/)
  })

  test.each([
    '2026-02-31T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-23:59',
    '+275760-09-13T00:00:00Z',
  ])('a moment that is none: %s', async (moment) => {
    const body = JSON.stringify({ query: `{ jobs(filter: { createdAfter: "${moment}" }) { totalCount } }` })
    const headers = { 'content-type': 'application/json', 'content-length': `${body.length}` }
    expect((await send('POST', '/graphql', headers, body)).body).toContain('is not a DateTime')
  })

  test('ten thousand aliases', async () => {
    const aliases = Array.from({ length: 10_000 }, (_, index) => `a${index}: platforms { platform }`).join(
      ' ',
    )
    const body = JSON.stringify({ query: `{ ${aliases} }` })
    const headers = { 'content-type': 'application/json', 'content-length': `${body.length}` }
    expect((await send('POST', '/graphql', headers, body)).body).toContain('5000 tokens')
  })

  test('a syntax error over WebSocket is the answer to that operation alone', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws')
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'connection_init' }))
    await once(socket, 'message')
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ nonsense' } }))
    const [refused] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(refused.toString())).toMatchObject({ id: '1', type: 'error' })
    socket.send(
      JSON.stringify({ id: '2', type: 'subscribe', payload: { query: '{ platforms { platform } }' } }),
    )
    const [answer] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(answer.toString())).toMatchObject({ id: '2', type: 'next' })
    socket.close()
  })

  test('a body that is too large, or of unknown length', async () => {
    expect(
      await send('POST', '/graphql', { 'content-length': '2000000' }, ' '.repeat(2_000_000)),
    ).toMatchObject({ status: 413 })
    expect(await send('POST', '/graphql', { 'transfer-encoding': 'chunked' }, QUERY)).toMatchObject({
      status: 411,
    })
  })
})

test('a refused upgrade whose client resets the connection does not end the process', async () => {
  await using database = await createTestDatabase()
  const sandbox = await startSandbox({ products: 0, customers: 0 })
  await using child = await startServerProcess({ ...variablesFor(sandbox), DATABASE_URL: database.url })
  for (let attempt = 0; attempt < 30; attempt++) {
    const socket = connect(Number(new URL(child.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      'GET /graphql HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    socket.resetAndDestroy()
    expect((await fetch(`${child.url}/health`)).status).toBe(200)
  }
  await sandbox.close()
})

test('peers that read nothing do not hold up the stop', async () => {
  await using own = await startTestApp({ sandbox: { products: 0 } })
  const socket = new WebSocket(`${own.app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  socket.on('error', () => {})
  await once(socket, 'open')
  socket.pause()
  const query = encodeURIComponent('subscription { jobProgress { seq } }')
  const stream = await fetch(`${own.app.url}/graphql?query=${query}`, {
    headers: { accept: 'text/event-stream' },
  })
  const stopped = own.app.stop().then(() => 'stopped')
  const late = new Promise((resolve) => setTimeout(resolve, 10_000, 'too late').unref())
  expect(await Promise.race([stopped, late])).toBe('stopped')
  socket.terminate()
  await stream.body?.cancel().catch(() => {})
}, 40_000)
