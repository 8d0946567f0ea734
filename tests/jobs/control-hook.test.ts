import { hooked, HOOKED } from '../support/job-types/hooked-job.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control, controlled } from '../support/control.ts'
import { rowsOf } from '../support/database.ts'
import { finished, start } from '../support/jobs.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
})
afterAll(() => server[Symbol.asyncDispose]())

async function reaches(jobId: string, status: string): Promise<void> {
  await expect.poll(async () => (await controlled(server.http, jobId)).status).toBe(status)
}

test('a running job that is cancelled ends what it left at its platform, once, with a signal of its own', async () => {
  const calls: object[] = []
  const gate = hooked('running', async ({ jobId, checkpoint, signal, call }) => {
    const { status } = await controlled(server.http, String(jobId))
    calls.push({ checkpoint, aborted: signal.aborted, same: call.signal === signal, status })
  })
  const jobId = await start(server.http, HOOKED, { name: 'running' })
  await gate.reached
  await control(server.http, 'cancel', jobId)
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'CANCELLED', processed: 10 })
  expect(calls).toEqual([{ checkpoint: { batches: 1 }, aborted: false, same: true, status: 'CANCELLING' }])
})

test('a paused job is not told; cancelled then, it is', async () => {
  let calls = 0
  const gate = hooked('paused', async () => void (calls += 1))
  const jobId = await start(server.http, HOOKED, { name: 'paused' })
  await gate.reached
  await control(server.http, 'pause', jobId)
  await reaches(jobId, 'PAUSED')
  expect(calls).toBe(0)
  expect(await control(server.http, 'cancel', jobId)).toMatchObject({ job: { status: 'CANCELLING' } })
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'CANCELLED', attempt: 1 })
  expect(calls).toBe(1)
})

test('a job that has stored nothing is cancelled at once', async () => {
  const [row] = await rowsOf<{ id: number }>(
    server.databaseUrl,
    `insert into background_job (type, status, input, input_key, account_ids)
     values ('HOOKED', 'PAUSED', '{"name":"nothing"}', '', '{}') returning id`,
  )
  expect(await control(server.http, 'cancel', String(row!.id))).toMatchObject({
    job: { status: 'CANCELLED' },
  })
})

test('what goes wrong in it is logged, and the job is CANCELLED', async () => {
  const gate = hooked('fails', async () => {
    throw new Error('the platform refused')
  })
  const jobId = await start(server.http, HOOKED, { name: 'fails' })
  await gate.reached
  await control(server.http, 'cancel', jobId)
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'CANCELLED', error: null })
  const { log } = await controlled(server.http, jobId)
  expect(log.nodes.slice(-2)).toEqual([
    { level: 'WARN', message: 'What the job left at its platform was not ended: the platform refused' },
    { level: 'INFO', message: 'Cancelled' },
  ])
})

test('a job whose server died while it was being cancelled is told by the next server', async () => {
  let calls = 0
  const gate = hooked('orphan', async () => void (calls += 1))
  const jobId = await start(server.http, HOOKED, { name: 'orphan' })
  await gate.reached
  await control(server.http, 'pause', jobId)
  await reaches(jobId, 'PAUSED')
  const orphan = `update background_job set status = 'CANCELLING', runner_id = 12345, seq = seq + 1 where id = $1`
  await rowsOf(server.databaseUrl, orphan, [jobId])
  await using next = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  expect(await finished(next.ws, jobId)).toMatchObject({ status: 'CANCELLED', attempt: 1 })
  expect(calls).toBe(1)
})
