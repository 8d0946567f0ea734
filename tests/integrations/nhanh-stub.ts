import type { CallOptions } from '../../src/integrations/call.ts'
import { createNhanhClient } from '../../src/integrations/nhanh/client.ts'
import { silentLogger } from '../../src/logger.ts'
import { collect, fixture, observedCall, type Reply, startStub, type StubRequest } from './stub-platform.ts'

export const FAST = { backoffMs: 1, maxBackoffMs: 5 }
export const SECRET = 'nhanh-access-token-0123456789'

export function clientFor(baseUrl: string, more: object = {}) {
  const account = { appId: '76', businessId: '110668', accessToken: SECRET }
  return createNhanhClient({ baseUrl, ...account, log: silentLogger, tuning: FAST, ...more })
}

/** Answers of a list, one after the other; the last again and again. */
export function inTurn(...bodies: Reply[]): (request: StubRequest) => Reply {
  return ({ n }) => bodies[Math.min(n, bodies.length) - 1]!
}
export const json = (name: string): Reply => ({ body: fixture(`nhanh/${name}`) })
export const page = (ids: number[], next?: unknown): Reply => ({
  body: {
    code: 1,
    data: ids.map((id) => ({ id, parentId: -1, name: `P${id}`, status: 2, type: 1 })),
    paginator: next === undefined ? {} : { next },
  },
})

export async function pagesOf(
  reply: (request: StubRequest) => Reply,
  query = {},
  call: CallOptions = observedCall(),
) {
  await using stub = await startStub(reply)
  const pages = await collect(clientFor(stub.url).productPages(query, call))
  return { pages, requests: stub.requests }
}
