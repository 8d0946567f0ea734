import { countingBatch, Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { gql } from 'graphql-request'
import { expect, test } from 'vitest'
import { startApp } from '../../src/app.ts'
import { ClaimLostError } from '../../src/jobs/job-progress.ts'
import { sight } from '../../src/jobs/sightings.ts'
import { silentLogger } from '../../src/logger.ts'
import { configFor, startTestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { finished, jobOf, run, start } from '../support/jobs.ts'

const NO_CHANGE = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }

test('batches are committed in order, and when one fails those after it are rolled back', async () => {
  await using server = await startTestApp()
  const slow = new Gate()
  script('second fails', async ({ jobId, signal, progress }) => {
    await progress.batch({
      ...countingBatch(jobId, 1, 5),
      write: async (tx) => {
        const outcome = await countingBatch(jobId, 1, 5).write(tx)
        await slow.pass(signal)
        return outcome
      },
    })
    const failing = progress.batch({
      ...countingBatch(jobId, 2, 5),
      write: async (tx) => {
        await countingBatch(jobId, 2, 5).write(tx)
        slow.open()
        throw new Error('on purpose')
      },
    })
    await failing
    await progress.batch(countingBatch(jobId, 3, 5))
    await progress.drain()
  })
  const end = await run(server, SCRIPTED, { script: 'second fails' })
  expect(end).toMatchObject({ status: 'FAILED', created: 5, metadata: { batches: 1 } })
  expect(await rowsOf(server.databaseUrl, 'select checkpoint from background_job')).toEqual([
    { checkpoint: { batches: 1 } },
  ])
})

test('a batch that is ready before its predecessor waits for it, and is rolled back with it', async () => {
  await using server = await startTestApp()
  const second = new Gate()
  script('first fails', async ({ jobId, signal, progress }) => {
    await progress.batch({
      ...countingBatch(jobId, 1, 5),
      write: async () => {
        await second.pass(signal)
        throw new Error('on purpose')
      },
    })
    await progress.batch({
      ...countingBatch(jobId, 2, 5),
      write: async (tx) => {
        const outcome = await countingBatch(jobId, 2, 5).write(tx)
        second.open()
        return outcome
      },
    })
    await progress.drain()
  })
  expect(await run(server, SCRIPTED, { script: 'first fails' })).toMatchObject({
    status: 'FAILED',
    created: 0,
  })
  expect(await rowsOf(server.databaseUrl, 'select checkpoint from background_job')).toEqual([
    { checkpoint: null },
  ])
})

test('batches that write the same record do not wait for each other for ever', async () => {
  await using server = await startTestApp()
  script('same record', async ({ jobId, progress }) => {
    for (let number = 1; number <= 20; number++) {
      await progress.batch({
        keys: ['the record'],
        write: async (tx) => {
          const first = await sight(tx, jobId, ['the record'])
          return { ...NO_CHANGE, created: first.length }
        },
        checkpoint: number,
        phase: `batch ${number}`,
      })
    }
  })
  expect(await run(server, SCRIPTED, { script: 'same record' })).toMatchObject({
    status: 'COMPLETED',
    created: 1,
  })
})

test('counts that do not agree with the records sighted end the job FAILED', async () => {
  await using server = await startTestApp()
  script('miscounts', async ({ jobId, progress }) => {
    const batch = countingBatch(jobId, 1, 5)
    await progress.batch({ ...batch, write: async (tx) => ({ ...(await batch.write(tx)), created: 6 }) })
  })
  expect(await run(server, SCRIPTED, { script: 'miscounts' })).toMatchObject({
    status: 'FAILED',
    error: { code: 'COUNTS_DO_NOT_RECONCILE', message: '5 records were sighted, 6 were counted' },
  })
})

test('a warning ends the job COMPLETED_WITH_ERRORS and is shown', async () => {
  await using server = await startTestApp()
  const warning = { code: 'INTERNAL', message: 'look at this', retryable: false }
  script('warns', ({ progress }) => progress.warn(warning))
  const { id, status } = await run(server, SCRIPTED, { script: 'warns' })
  expect(status).toBe('COMPLETED_WITH_ERRORS')
  const answer = await server.http.request(
    gql`
      query ($id: ID!) {
        job(id: $id) {
          warnings {
            code
            message
            retryable
          }
        }
      }
    `,
    { id },
  )
  expect(answer).toEqual({ job: { warnings: [warning] } })
})

test('a runner that lost its claim writes nothing more', async () => {
  await using server = await startTestApp()
  const gate = new Gate()
  const outcome = Promise.withResolvers<unknown>()
  script('loses its claim', async ({ jobId, signal, progress }) => {
    await gate.pass(signal)
    await progress.batch(countingBatch(jobId, 1, 5))
    await progress.drain().catch((error: unknown) => {
      outcome.resolve(error)
      throw error
    })
  })
  const jobId = await start(server.http, SCRIPTED, { script: 'loses its claim' })
  await gate.reached
  await rowsOf(server.databaseUrl, 'update background_job set epoch = epoch + 1')
  gate.open()
  expect(await outcome.promise).toBeInstanceOf(ClaimLostError)
  expect(await jobOf(server.http, jobId)).toMatchObject({ status: 'RUNNING', created: 0 })
  expect(await rowsOf(server.databaseUrl, 'select * from job_sighting')).toEqual([])
})

test('a starting server takes back the jobs of a dead runner, not those of a living neighbour', async () => {
  await using server = await startTestApp()
  const gate = new Gate()
  script('lives', async ({ signal }) => gate.pass(signal))
  script('orphan', async () => {})
  const living = await start(server.http, SCRIPTED, { script: 'lives' })
  await gate.reached
  const orphan = await start(server.http, SCRIPTED, { script: 'orphan' })
  await finished(server.ws, orphan)
  await rowsOf(
    server.databaseUrl,
    `update background_job set status = 'RUNNING', runner_id = 12345, completed_at = null where id = $1`,
    [orphan],
  )
  const neighbour = await startApp(configFor(server.sandbox, server.databaseUrl), { log: silentLogger })
  try {
    await expect.poll(() => jobOf(server.http, orphan)).toMatchObject({ status: 'COMPLETED', attempt: 2 })
    expect(await jobOf(server.http, living)).toMatchObject({ status: 'RUNNING', attempt: 1 })
    gate.open()
    expect(await finished(server.ws, living)).toMatchObject({ status: 'COMPLETED' })
  } finally {
    await neighbour.stop()
  }
})

test('a job that dies five times at the same place fails with CRASHED_REPEATEDLY', async () => {
  await using server = await startTestApp()
  script('crashes', async () => {})
  const id = await start(server.http, SCRIPTED, { script: 'crashes' })
  await finished(server.ws, id)
  const crash = `update background_job
    set status = 'RUNNING', runner_id = 12345, completed_at = null, crashes = $1, error = null where id = ${id}`
  for (const [crashes, status] of [
    [3, 'COMPLETED'],
    [4, 'FAILED'],
  ] as const) {
    await rowsOf(server.databaseUrl, crash, [crashes])
    const next = await startApp(configFor(server.sandbox, server.databaseUrl), { log: silentLogger })
    await expect.poll(async () => (await jobOf(server.http, id))!.status).toBe(status)
    await next.stop()
  }
  expect((await jobOf(server.http, id))!.error).toMatchObject({ code: 'CRASHED_REPEATEDLY' })
})

test('a job of accounts that this server is not connected to waits for one that is', async () => {
  await using server = await startTestApp()
  await rowsOf(
    server.databaseUrl,
    `insert into background_job (type, status, input, input_key, account_ids, runner_id)
     values ('PULL_NHANH_PRODUCTS', 'RUNNING', '{}', '{}', '{99}', 12345)`,
  )
  const next = await startApp(configFor(server.sandbox, server.databaseUrl), { log: silentLogger })
  await next.stop()
  expect(await rowsOf(server.databaseUrl, 'select status from background_job')).toEqual([
    { status: 'QUEUED' },
  ])
  expect(
    await server.http.request(gql`
      {
        jobs {
          totalCount
        }
        latestJob(type: PULL_NHANH_PRODUCTS) {
          id
        }
      }
    `),
  ).toEqual({
    jobs: { totalCount: 0 },
    latestJob: null,
  })
})

test('every stored change raises seq by exactly one', async () => {
  await using server = await startTestApp()
  await rowsOf(server.databaseUrl, 'create table steps (step int)')
  await rowsOf(
    server.databaseUrl,
    `create function note_step() returns trigger language plpgsql as
      $$ begin insert into steps values (new.seq - old.seq); return new; end $$`,
  )
  await rowsOf(
    server.databaseUrl,
    'create trigger note_step before update on background_job for each row execute function note_step()',
  )
  script('changes', async ({ jobId, progress }) => {
    await progress.describe({ phase: 'one', total: 10 })
    await progress.log('INFO', 'two')
    await progress.batch(countingBatch(jobId, 1, 10))
    await progress.drain()
  })
  const end = await run(server, SCRIPTED, { script: 'changes' })
  // Queued 1, claimed 2, the runner's first line 3, described 4, logged 5, the batch 6, settled 7.
  expect(end).toMatchObject({ status: 'COMPLETED', seq: 7 })
  await run(server, 'PULL_NHANH_PRODUCTS')
  const steps = await rowsOf<{ step: number }>(server.databaseUrl, 'select distinct step from steps')
  expect(steps).toEqual([{ step: 1 }])
})
