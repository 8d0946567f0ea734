import { script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { expect, test } from 'vitest'
import { startApp } from '../../src/app.ts'
import { silentLogger } from '../../src/logger.ts'
import { configFor, startTestApp, type TestApp } from '../support/app.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { finished, jobOf, start, watch } from '../support/jobs.ts'
import { startTcpProxy, type ProxiedConnection } from '../support/tcp-proxy.ts'

/** A server whose connections to its database can be spied on and cut. */
async function startProxied(
  spy: (text: string, connection: ProxiedConnection) => boolean,
): Promise<AsyncDisposable & { server: TestApp; databaseUrl: string }> {
  const parts = new AsyncDisposableStack()
  const database = parts.use(await createTestDatabase())
  const url = new URL(database.url)
  const proxy = parts.use(await startTcpProxy({ host: url.hostname, port: Number(url.port) }, spy))
  url.port = String(proxy.port)
  const server = parts.use(await startTestApp({ databaseUrl: url.href }))
  return { server, databaseUrl: database.url, [Symbol.asyncDispose]: () => parts.disposeAsync() }
}

/** Cuts the first connection that sends this. */
function cutOnce(marker: string): (text: string, connection: ProxiedConnection) => boolean {
  let cut = false
  return (text, connection) => {
    if (cut || !text.includes(marker)) return true
    cut = true
    connection.cut()
    return false
  }
}

/** Lets the commit of the transaction with this statement through and loses the answer to it. */
function loseCommitOnce(marker: string): (text: string, connection: ProxiedConnection) => boolean {
  let inIt: ProxiedConnection | null = null
  let lost = false
  return (text, connection) => {
    if (!lost && text.includes(marker)) inIt = connection
    if (inIt === connection && !lost && /commit/i.test(text)) {
      lost = true
      connection.deafen()
      setTimeout(() => connection.cut(), 200)
    }
    return true
  }
}

test('a connection lost in the claim does not strand the job', async () => {
  await using proxied = await startProxied(cutOnce("set status = 'RUNNING'"))
  const { server } = proxied
  const jobId = await start(server.http, 'PULL_NHANH_PRODUCTS')
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED' })
})

test('a start that the database dropped leaks no connection: the server still stops', async () => {
  await using proxied = await startProxied(cutOnce('insert into job_resource'))
  const { server } = proxied
  await expect(start(server.http, 'PULL_NHANH_PRODUCTS')).rejects.toThrow('The database is away')
  await server.app.stop()
  expect(await rowsOf(proxied.databaseUrl, 'select * from background_job')).toEqual([])
})

test('a start whose commit was stored but not answered is run all the same', async () => {
  await using proxied = await startProxied(loseCommitOnce('insert into job_resource'))
  const { server } = proxied
  await expect(start(server.http, 'PULL_NHANH_PRODUCTS')).rejects.toThrow('The database is away')
  await expect(start(server.http, 'PULL_NHANH_PRODUCTS')).rejects.toThrow('JobAlreadyRunning')
  expect(await finished(server.ws, '1')).toMatchObject({ status: 'COMPLETED' })
})

test('a settlement that was stored but not answered ends the stream of those who watch', async () => {
  await using proxied = await startProxied(loseCommitOnce('delete from job_resource'))
  const { server } = proxied
  const jobId = await start(server.http, 'PULL_NHANH_PRODUCTS')
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 1 })
})

test('a page whose commit was stored but not answered is not counted twice', async () => {
  await using proxied = await startProxied(loseCommitOnce('insert into job_sighting'))
  const { server } = proxied
  const jobId = await start(server.http, 'PULL_NHANH_PRODUCTS')
  const expected = server.sandbox.world.nhanh.products.size
  const end = await finished(server.ws, jobId)
  expect(end).toMatchObject({ status: 'COMPLETED', processed: expected, created: expected })
})

test('two servers that start at once take a job back once, and both start', async () => {
  await using server = await startTestApp()
  script('orphan', async () => {})
  const id = await start(server.http, SCRIPTED, { script: 'orphan' })
  await finished(server.ws, id)
  await rowsOf(
    server.databaseUrl,
    `update background_job set status = 'RUNNING', runner_id = 12345, completed_at = null where id = $1`,
    [id],
  )
  const config = configFor(server.sandbox, server.databaseUrl)
  const neighbours = await Promise.all([1, 2, 3].map(() => startApp(config, { log: silentLogger })))
  await expect.poll(async () => (await jobOf(server.http, id))!.status).toBe('COMPLETED')
  expect(await jobOf(server.http, id)).toMatchObject({ attempt: 2 })
  await Promise.all(neighbours.map((neighbour) => neighbour.stop()))
})

test('a job that a stopped neighbour put back is picked up by the server that goes on', async () => {
  await using server = await startTestApp({ sandbox: { latencyMs: 50, products: 300 } })
  const neighbour = await startTestApp({ databaseUrl: server.databaseUrl, existingSandbox: server.sandbox })
  const jobId = await start(neighbour.http, 'PULL_NHANH_PRODUCTS')
  for await (const state of watch(neighbour.ws, { jobId })) if (state.status === 'RUNNING') break
  await neighbour[Symbol.asyncDispose]()
  expect((await jobOf(server.http, jobId))!.status).toBe('QUEUED')
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', attempt: 1 })
})
