import { Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { expect, test } from 'vitest'
import { sight } from '../../src/jobs/sightings.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control, controlled } from '../support/control.ts'
import { rowsOf } from '../support/database.ts'
import { finished, run, start } from '../support/jobs.ts'
import { open, steppedScript } from '../support/job-types/stepped-job.ts'

/** A script of three batches, each with an item that failed, whose second run is undisturbed. */
function brittleScript(name: string): void {
  let runs = 0
  script(name, async ({ jobId, checkpoint, progress }) => {
    runs += 1
    const done = (checkpoint as number | null) ?? 0
    for (let number = done + 1; number <= 3; number++) {
      if (runs === 1 && number === 3) {
        await progress.warn({ code: 'INTERNAL', message: 'a guard', hint: null, retryable: true })
        throw new Error('on purpose')
      }
      const keys = [`${number}-good`, `${number}-bad`]
      await progress.batch({
        keys,
        write: async (tx) => {
          await sight(tx, jobId, keys)
          const entry = { key: keys[1]!, title: null, outcome: 'FAILED' as const, message: null }
          const entries = [{ ...entry, code: 'INVALID_ITEM' }]
          return { created: 1, updated: 0, unchanged: 0, skipped: 0, failed: 1, entries }
        },
        checkpoint: number,
        phase: `batch ${number}`,
      })
      await progress.drain()
    }
  })
}

async function messages(server: TestApp, jobId: string): Promise<string[]> {
  return (await controlled(server.http, jobId)).log.nodes.map(({ message }) => message)
}

async function age(server: TestApp, jobId: string, interval: string): Promise<void> {
  const query = `update background_job set checkpoint_at = now() - $2::interval where id = $1`
  await rowsOf(server.databaseUrl, query, [jobId, interval])
}

const WHOLE = { status: 'COMPLETED_WITH_ERRORS', processed: 6, created: 3, failed: 3, attempt: 2 }

async function expectWhole(server: TestApp, jobId: string, expected: object): Promise<void> {
  expect(await finished(server.ws, jobId)).toMatchObject({ ...WHOLE, ...expected })
  const items = await rowsOf(
    server.databaseUrl,
    'select key from job_item where job_id = $1 order by number',
    [jobId],
  )
  expect(items).toEqual([{ key: '1-bad' }, { key: '2-bad' }, { key: '3-bad' }])
  const counts = await rowsOf(server.databaseUrl, 'select count from job_item_count where job_id = $1', [
    jobId,
  ])
  expect(counts).toEqual([{ count: 3 }])
  expect(await rowsOf(server.databaseUrl, 'select * from job_sighting')).toEqual([])
  expect(await rowsOf(server.databaseUrl, 'select * from job_resource')).toEqual([])
}

test('a failed job goes on from its checkpoint, with neither its error nor its warnings', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  brittleScript('fails')
  const failed = await run(server, SCRIPTED, { script: 'fails' })
  expect(failed).toMatchObject({ status: 'FAILED', processed: 4, error: { code: 'INTERNAL' } })
  expect(await rowsOf(server.databaseUrl, 'select 1 from job_sighting')).toHaveLength(2)
  await age(server, failed.id, '5 hours 59 minutes')
  const answer = await control(server.http, 'resume', failed.id)
  expect(answer.job).toMatchObject({
    status: 'QUEUED',
    attempt: 2,
    error: null,
    warnings: [],
    completedAt: null,
  })
  await expectWhole(server, failed.id, { metadata: { resumedFrom: 'batch 2' } })
  expect(await messages(server, failed.id)).toEqual(
    expect.arrayContaining([
      'Resumed; it had failed (INTERNAL)',
      'Runs again, attempt 2. Goes on after batch 2; nothing before that is done again',
    ]),
  )
})

test('a checkpoint older than six hours is not used: the job begins anew and says why', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  brittleScript('old')
  const { id } = await run(server, SCRIPTED, { script: 'old' })
  await age(server, id, '6 hours 1 second')
  await control(server.http, 'resume', id)
  await expectWhole(server, id, {})
  expect((await controlled(server.http, id)).metadata).not.toHaveProperty('resumedFrom')
  expect(await messages(server, id)).toContainEqual(
    expect.stringMatching(/^Begins anew, because its checkpoint is older than six hours \(/),
  )
})

test('a checkpoint is not used after a newer complete run of the same work', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  brittleScript('newer')
  brittleScript('other')
  const failed = await run(server, SCRIPTED, { script: 'newer' })
  const other = await run(server, SCRIPTED, { script: 'other' })
  expect(await run(server, SCRIPTED, { script: 'newer' })).toMatchObject({ status: 'COMPLETED_WITH_ERRORS' })
  for (const { id } of [failed, other]) await control(server.http, 'resume', id)
  expect(await finished(server.ws, failed.id)).toMatchObject(WHOLE)
  expect(await finished(server.ws, other.id)).toMatchObject({
    ...WHOLE,
    metadata: { resumedFrom: 'batch 2' },
  })
  expect(await messages(server, failed.id)).toContain(
    'Begins anew, because job 3 has done the same work since its checkpoint',
  )
})

test('a job that was paused for too long begins anew, as the same attempt', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  const steps = steppedScript('long pause', 2)
  const jobId = await start(server.http, SCRIPTED, { script: 'long pause' })
  open(steps.before[0], ...steps.writing)
  await steps.before[1]!.reached
  await control(server.http, 'pause', jobId)
  await expect.poll(async () => (await controlled(server.http, jobId)).status).toBe('PAUSED')
  await age(server, jobId, '7 hours')
  open(steps.before[1])
  await control(server.http, 'resume', jobId)
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', created: 20, attempt: 1 })
  expect(await messages(server, jobId)).toContainEqual(expect.stringMatching(/^Begins anew/))
})

test('counts that do not reconcile are not gone on from', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  let sighted = 0
  script('miscounts once', async ({ jobId, progress }) => {
    await progress.batch({
      keys: ['one'],
      write: async (tx) => {
        if (sighted++ > 0) await sight(tx, jobId, ['one'])
        return { created: 1, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }
      },
      checkpoint: 1,
      phase: 'batch 1',
    })
  })
  const { id, error } = await run(server, SCRIPTED, { script: 'miscounts once' })
  expect(error).toMatchObject({ code: 'COUNTS_DO_NOT_RECONCILE' })
  await control(server.http, 'resume', id)
  expect(await finished(server.ws, id)).toMatchObject({ status: 'COMPLETED', created: 1, attempt: 2 })
})

test('the sightings of failed and cancelled jobs are dropped when their checkpoints are too old', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  const ids: Record<string, string> = {}
  for (const name of ['old', 'young', 'paused']) {
    brittleScript(name)
    ids[name] = (await run(server, SCRIPTED, { script: name })).id
  }
  for (const name of ['old', 'paused']) await age(server, ids[name]!, '7 hours')
  await rowsOf(server.databaseUrl, `update background_job set status = 'PAUSED' where id = $1`, [
    ids['paused'],
  ])
  await using next = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  const kept = await rowsOf(
    next.databaseUrl,
    'select distinct job_id::text as id from job_sighting order by id',
  )
  expect(kept).toEqual([{ id: ids['young'] }, { id: ids['paused'] }])
})

test('a job whose work another does by now answers that one; one that collides, the conflict', async () => {
  await using server = await startTestApp({ sandbox: { products: 100, latencyMs: 50 } })
  server.sandbox.faults.add({ platform: 'shopify', kind: 'expireToken' })
  const failed = await run(server, 'PULL_SHOPIFY_PRODUCTS')
  expect(failed.status).toBe('FAILED')
  server.sandbox.faults.add({ platform: 'shopify', kind: 'hang', times: Infinity })
  for (const [input, expected] of [
    [{}, 'JobAlreadyRunning'],
    [{ status: 'ACTIVE' }, 'JobConflict'],
  ] as const) {
    const holder = await start(server.http, 'PULL_SHOPIFY_PRODUCTS', input)
    expect(await control(server.http, 'resume', failed.id)).toMatchObject({
      __typename: expected,
      message: expect.stringContaining(`Job ${holder}`),
      job: { id: holder },
    })
    expect((await controlled(server.http, failed.id)).seq).toBe(failed.seq)
    await control(server.http, 'cancel', holder)
    await finished(server.ws, holder)
  }
})

test('a job that died too often is tried again when a person resumes it', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  const gate = new Gate()
  script('crashed', ({ signal }) => gate.pass(signal))
  const [row] = await rowsOf<{ id: number }>(
    server.databaseUrl,
    `insert into background_job (type, status, input, input_key, account_ids, crashes, error)
     values ('SCRIPTED', 'FAILED', '{"script":"crashed"}', '', '{}', 5, '{"code":"CRASHED_REPEATEDLY"}') returning id`,
  )
  gate.open()
  await control(server.http, 'resume', String(row!.id))
  expect(await finished(server.ws, String(row!.id))).toMatchObject({ status: 'COMPLETED', attempt: 2 })
})
