import { once } from 'node:events'
import { createClient } from 'graphql-ws'
import { expect, test } from 'vitest'
import { watchJob } from '../../dashboard/live/watch-job.ts'
import { watchJobs } from '../../dashboard/live/watch-jobs.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { createTestDatabase } from '../support/database.ts'
import { start } from '../support/jobs.ts'
import { startServerProcess, variablesFor } from '../support/server-process.ts'

// A client that gives up at once, and one that tries again by itself before it gives up.
test.each([{ retryAttempts: 0 }, { retryAttempts: 5 }])(
  'a server that is killed and started again under a watched job: it is watched on to its end ($retryAttempts)',
  async ({ retryAttempts }) => {
    await using database = await createTestDatabase()
    const sandbox = await startSandbox({
      products: 1_500,
      latencyMs: 30,
      limits: { nhanh: 'off', shopify: 'off' },
    })
    try {
      const variables = { ...variablesFor(sandbox), DATABASE_URL: database.url }
      const first = await startServerProcess(variables)
      const jobId = await start(first.http, 'PULL_NHANH_PRODUCTS')
      const client = createClient({ url: `${first.url.replace('http', 'ws')}/graphql`, retryAttempts })
      const connections: string[] = []
      using watch = watchJob(client, jobId)
      using list = watchJobs(client, { types: ['PULL_NHANH_PRODUCTS'] })
      list.subscribe(() => {})
      const killed = Promise.withResolvers<void>()
      watch.subscribe(() => {
        const { connection } = watch.current
        if (connections.at(-1) !== connection) connections.push(connection)
        if (connection === 'lost') killed.resolve()
      })
      const watching = (async () => {
        const seqs: number[] = []
        for await (const { seq, processed } of watch) {
          seqs.push(seq)
          if (processed > 0 && first.process.exitCode === null) first.process.kill('SIGKILL')
        }
        return seqs
      })()
      await once(first.process, 'exit')
      await first[Symbol.asyncDispose]()
      await killed.promise
      await using second = await startServerProcess({ ...variables, PORT: new URL(first.url).port })
      expect(second.url).toBe(first.url)
      const seqs = await watching
      expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
      expect(watch.current).toMatchObject({
        ended: true,
        error: null,
        job: { status: 'COMPLETED', attempt: 2, seq: seqs.at(-1) },
      })
      expect(connections).toEqual(['live', 'lost', 'live'])
      await expect.poll(() => list.current.jobs.get(jobId)?.status, { timeout: 20_000 }).toBe('COMPLETED')
      list.stop()
      await client.dispose()
    } finally {
      await sandbox.close()
    }
  },
  120_000,
)
