import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { start, watch } from '../support/jobs.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

test.each(['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS'])(
  '%s goes on when the database comes back in mid-job',
  async (type) => {
    await using database = await createTestDatabase()
    const direct = new URL(database.url)
    await using proxy = await startTcpProxy({ host: direct.hostname, port: Number(direct.port) })
    const through = new URL(direct)
    through.port = String(proxy.port)
    const noticed = Promise.withResolvers<void>()
    const log = pino({}, { write: (line) => line.includes('"end":"databaseAway"') && noticed.resolve() })
    await using server = await startTestApp({
      app: { log },
      databaseUrl: through.href,
      sandbox: { products: 1_500, latencyMs: 150 },
    })
    const jobId = await start(server.http, type)
    let last = null
    let away = false
    for await (const state of watch(server.ws, { jobId })) {
      last = state
      if (state.created > 0 && !away) {
        away = true
        await proxy.cut()
        await noticed.promise
        expect((await fetch(`${server.app.url}/ready`)).status).toBe(503)
        expect((await fetch(`${server.app.url}/health`)).status).toBe(200)
        await expect(start(server.http, type)).rejects.toThrow('The database is away; try again in a moment')
        await proxy.mend()
      }
    }
    const { nhanh, shopify } = server.sandbox.world
    const expected = type === 'PULL_NHANH_PRODUCTS' ? nhanh.products.size : shopify.variants.size
    expect(last).toMatchObject({ status: 'COMPLETED', created: expected, processed: expected, attempt: 2 })
    expect(await rowsOf(database.url, 'select * from job_sighting')).toEqual([])
  },
)
