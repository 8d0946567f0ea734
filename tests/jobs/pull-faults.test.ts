import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FaultEffect } from '../../src/sandbox/faults.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control } from '../support/control.ts'
import { rowsOf } from '../support/database.ts'
import { finished, run, start, type JobState } from '../support/jobs.ts'
import { PULLED_KINDS, type PulledKind } from '../support/pulls.ts'

/**
 * Whatever a platform does in the middle of a pull: it ends with the rows and counts of an undisturbed run, or fails with
 * a name and goes on from there when it is resumed.
 */

const SANDBOX = { products: 320, customers: 720 }
const platformOf = ({ type }: PulledKind) => (type.includes('NHANH') ? 'nhanh' : 'shopify')

/** What the client gets over by itself. */
const MENDED: { name: string; fault: FaultEffect & { times?: number } }[] = [
  ...[500, 502, 503, 504].map((status) => ({
    name: `${status}`,
    fault: { kind: 'status', status } as const,
  })),
  {
    name: '429 with Retry-After in seconds',
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  },
  { name: 'HTML', fault: { kind: 'html' } },
  { name: 'truncated JSON', fault: { kind: 'truncatedJson' } },
  { name: 'a reset in the middle of an answer', fault: { kind: 'reset', afterBytes: 300 } },
  { name: 'a connection that hangs', fault: { kind: 'hang' } },
]

/** What ends a pull. */
const FATAL: { name: string; fault: FaultEffect; code: string | RegExp }[] = [
  { name: '503 without end', fault: { kind: 'status', status: 503 }, code: 'PLATFORM_UNREACHABLE' },
  { name: 'resets without end', fault: { kind: 'reset' }, code: 'PLATFORM_UNREACHABLE' },
  { name: 'HTML without end', fault: { kind: 'html' }, code: 'UNEXPECTED_ANSWER' },
  {
    name: 'an answer of another form',
    fault: { kind: 'transform', change: () => ({ code: 1, data: 'none', extensions: {} }) },
    code: 'UNEXPECTED_ANSWER',
  },
]

async function contentOf({ databaseUrl }: TestApp, { table }: PulledKind): Promise<unknown[]> {
  return rowsOf(
    databaseUrl,
    `select id::text as id, content_hash from ${table} order by id::text collate "C"`,
  )
}

describe.each(PULLED_KINDS)('$type', (kind) => {
  let server: TestApp
  let undisturbed: { end: JobState; content: unknown[] }
  beforeAll(async () => {
    server = await startTestApp({ sandbox: SANDBOX })
    undisturbed = { end: await run(server, kind.type), content: await contentOf(server, kind) }
  })
  afterAll(() => server[Symbol.asyncDispose]())
  beforeEach(async () => {
    server.sandbox.faults.clear()
    await rowsOf(
      server.databaseUrl,
      'truncate nhanh_product, nhanh_customer, shopify_product, shopify_variant, shopify_customer, customer_phone cascade',
    )
  })

  test.each(MENDED)('$name in mid-pull: nobody can tell afterwards', async ({ fault }) => {
    const rule = { ...fault, platform: platformOf(kind), match: kind.isList, afterRequests: 1 } as const
    const added = server.sandbox.faults.add(rule)
    const end = await run(server, kind.type)
    expect(added.hits).toBe(1)
    const { length } = kind.ids(server.sandbox)
    expect(end).toMatchObject({ status: 'COMPLETED', created: length, processed: length, failed: 0 })
    expect(await contentOf(server, kind)).toEqual(undisturbed.content)
  })

  test('a limit that refuses in mid-pull is waited for and counted', async () => {
    await using limited = await startTestApp({
      sandbox: { ...SANDBOX, limits: { nhanh: { requests: 150, windowMs: 30_000 }, shopify: 'off' } },
    })
    const platform = platformOf(kind)
    // Nhanh's lock lasts ten seconds of the platform's own.
    const refusal = platform === 'nhanh' ? ({ kind: 'lock' } as const) : ({ kind: 'throttled' } as const)
    limited.sandbox.faults.add({ ...refusal, platform, match: kind.isList, afterRequests: 1 })
    const end = await run(limited, kind.type)
    const { length } = kind.ids(limited.sandbox)
    expect(end).toMatchObject({ status: 'COMPLETED', created: length, metadata: { rateLimitHits: 1 } })
  })

  test.each(FATAL)(
    '$name: fails with a name, and goes on from there when it is resumed',
    async ({ fault, code }) => {
      const platform = platformOf(kind)
      server.sandbox.faults.add({ ...fault, platform, match: kind.isList, afterRequests: 1, times: Infinity })
      const jobId = await start(server.http, kind.type)
      expect(await finished(server.ws, jobId)).toMatchObject({ status: 'FAILED', error: { code } })
      server.sandbox.faults.clear()
      await control(server.http, 'resume', jobId)
      const { created, processed, failed } = undisturbed.end
      expect(await finished(server.ws, jobId)).toMatchObject({
        status: 'COMPLETED',
        attempt: 2,
        created,
        processed,
        failed,
      })
      expect(await contentOf(server, kind)).toEqual(undisturbed.content)
    },
  )

  test('a record on two pages is one item', async () => {
    let before: { id: string | number } | undefined
    server.sandbox.faults.add({
      platform: platformOf(kind),
      kind: 'transform',
      match: kind.isList,
      times: Infinity,
      change: (answer) => {
        const rows = kind.rowsOf(answer as never)
        const last = rows.at(-1)
        if (before && last) rows.unshift(before)
        before = last ?? before
        return answer
      },
    })
    const { length } = kind.ids(server.sandbox)
    expect(await run(server, kind.type)).toMatchObject({
      status: 'COMPLETED',
      created: length,
      processed: length,
    })
    expect(await contentOf(server, kind)).toHaveLength(length)
  })

  test('a token that expires in mid-pull fails the job by name; with a valid one it goes on', async () => {
    const { nhanh, shopify } = server.sandbox.world
    const [tokens, token] =
      platformOf(kind) === 'nhanh'
        ? [nhanh.tokens, server.sandbox.nhanh.accessToken]
        : [shopify.tokens, server.sandbox.shopify.accessToken]
    const validUntil = tokens.get(token)!
    server.sandbox.faults.add({
      platform: platformOf(kind),
      kind: 'expireToken',
      match: kind.isList,
      afterRequests: 1,
    })
    const jobId = await start(server.http, kind.type)
    expect(await finished(server.ws, jobId)).toMatchObject({
      status: 'FAILED',
      error: { code: `${platformOf(kind).toUpperCase()}_TOKEN` },
    })
    tokens.set(token, validUntil)
    await control(server.http, 'resume', jobId)
    const { length } = kind.ids(server.sandbox)
    expect(await finished(server.ws, jobId)).toMatchObject({
      status: 'COMPLETED',
      attempt: 2,
      created: length,
    })
  })
})
