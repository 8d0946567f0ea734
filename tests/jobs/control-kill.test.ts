import { Client } from 'pg'
import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { control, controlled } from '../support/control.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { finished, start, watch } from '../support/jobs.ts'
import { startServerProcess, variablesFor } from '../support/server-process.ts'

test.each([
  ['pause', 'PAUSING', 'PAUSED'],
  ['cancel', 'CANCELLING', 'CANCELLED'],
] as const)(
  'a server that is killed after a %s: the job is %s, then %s, and goes on with nothing lost or counted twice',
  async (request, shown, settled) => {
    await using database = await createTestDatabase()
    const limits = { nhanh: 'off', shopify: 'off' } as const
    const sandbox = await startSandbox({ products: 800, customers: 0, latencyMs: 40, limits })
    const blocker = new Client(database.url)
    await blocker.connect()
    try {
      const variables = { ...variablesFor(sandbox), DATABASE_URL: database.url }
      await using killed = await startServerProcess(variables)
      const jobId = await start(killed.http, 'PULL_NHANH_PRODUCTS')
      for await (const state of watch(killed.ws, { jobId })) if (state.processed > 0) break
      // The page that is being written cannot be finished, so that the request stays on its way.
      await blocker.query('begin')
      await blocker.query('lock table nhanh_product in share row exclusive mode')
      expect(await control(killed.http, request, jobId)).toMatchObject({ job: { status: shown } })
      await killed.end('SIGKILL')
      await blocker.query('rollback')

      await using next = await startServerProcess(variables)
      await expect.poll(async () => (await controlled(next.http, jobId)).status).toBe(settled)
      await control(next.http, 'resume', jobId)
      const size = sandbox.world.nhanh.products.size
      expect(await finished(next.ws, jobId)).toMatchObject({
        status: 'COMPLETED',
        created: size,
        processed: size,
        attempt: request === 'pause' ? 1 : 2,
        metadata: { resumedFrom: expect.stringMatching(/page \d+/) },
      })
      expect(await rowsOf(database.url, 'select count(*)::int as count from nhanh_product')).toEqual([
        { count: size },
      ])
    } finally {
      await blocker.end()
      await sandbox.close()
    }
  },
  60_000,
)
