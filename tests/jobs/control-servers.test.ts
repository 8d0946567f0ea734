import { Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { expect, test } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { control, controlled } from '../support/control.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { finished, start, watch } from '../support/jobs.ts'
import { open, steppedScript } from '../support/job-types/stepped-job.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

test('a job is steered from another server on the same database', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  await using neighbour = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  const reaches = (status: string) =>
    expect.poll(async () => (await controlled(neighbour.http, jobId)).status, { timeout: 5_000 }).toBe(status)
  const steps = steppedScript('neighbour', 3)
  const jobId = await start(server.http, SCRIPTED, { script: 'neighbour' })
  open(steps.before[0], ...steps.writing)
  await steps.before[1]!.reached
  expect(await control(neighbour.http, 'pause', jobId)).toMatchObject({ job: { status: 'PAUSING' } })
  await reaches('PAUSED')
  expect(await control(neighbour.http, 'resume', jobId)).toMatchObject({ job: { status: 'QUEUED' } })
  await reaches('RUNNING')
  await control(server.http, 'cancel', jobId)
  await reaches('CANCELLED')
  open(...steps.before)
  await control(server.http, 'resume', jobId)
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', created: 30, attempt: 2 })
})

test('a job whose server died is paused, when that was asked for, and cancelled, when that was', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  const insert = `insert into background_job (type, status, input, input_key, account_ids, runner_id)
    values ('SCRIPTED', $1, '{"script":"dead"}', '', '{}', 12345)`
  for (const status of ['PAUSING', 'CANCELLING']) await rowsOf(server.databaseUrl, insert, [status])
  await using next = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  expect(await controlled(next.http, '1')).toMatchObject({ status: 'PAUSED', attempt: 1 })
  expect(await finished(next.ws, '2')).toMatchObject({ status: 'CANCELLED', attempt: 1 })
})

/** A server whose database can be cut off, with a job that waits in the middle of writing its first batch. */
async function startCuttable(name: string) {
  const parts = new AsyncDisposableStack()
  const database = parts.use(await createTestDatabase())
  const url = new URL(database.url)
  const proxy = parts.use(await startTcpProxy({ host: url.hostname, port: Number(url.port) }))
  url.port = String(proxy.port)
  const server = parts.use(await startTestApp({ databaseUrl: url.href, sandbox: { products: 0 } }))
  const steps = steppedScript(name, 2)
  const jobId = await start(server.http, SCRIPTED, { script: name })
  open(steps.before[0])
  await steps.writing[0]!.reached
  return { server, proxy, steps, jobId, [Symbol.asyncDispose]: () => parts.disposeAsync() }
}

test('a request that cannot be stored is an error of its caller, and nothing has changed', async () => {
  await using cuttable = await startCuttable('away')
  const { server, proxy, steps, jobId } = cuttable
  open(...steps.before, ...steps.writing)
  await proxy.cut()
  for (const request of ['pause', 'cancel', 'resume'] as const)
    await expect(control(server.http, request, jobId)).rejects.toThrow(
      'The database is away; try again in a moment',
    )
  await proxy.mend()
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', created: 20 })
})

test.each([
  ['pause', 'PAUSED'],
  ['cancel', 'CANCELLED'],
] as const)(
  'a database that goes away after a %s leaves the job %s when it is back',
  async (request, status) => {
    await using cuttable = await startCuttable(`away after ${request}`)
    const { server, proxy, steps, jobId } = cuttable
    await control(server.http, request, jobId)
    await steps.interrupted
    await proxy.cut()
    open(steps.writing[0])
    await proxy.mend()
    await expect
      .poll(async () => (await controlled(server.http, jobId)).status, { timeout: 10_000 })
      .toBe(status)
    // The batch that was being written was rolled back with its connection.
    open(...steps.before, ...steps.writing)
    await control(server.http, 'resume', jobId)
    expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', created: 20 })
  },
)

test('a watcher on the server that runs the job sees what the other server asked for', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  await using neighbour = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  const gate = new Gate()
  script('watched', ({ signal }) => gate.pass(signal))
  const jobId = await start(server.http, SCRIPTED, { script: 'watched' })
  await gate.reached
  const states = watch(server.ws, { jobId })
  await states.next()
  await control(neighbour.http, 'cancel', jobId)
  const seen: string[] = []
  for await (const { status } of states) seen.push(status)
  expect(seen.at(-1)).toBe('CANCELLED')
})
