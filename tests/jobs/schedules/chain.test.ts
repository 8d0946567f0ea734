import { countingBatch, Gate, script, SCRIPTED } from '../../support/job-types/scripted-job.ts'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { control } from '../../support/control.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, run, start } from '../../support/jobs.ts'
import { ended, runsOf, schedule, startScheduledApp } from '../../support/schedules.ts'
import { setWritesEnabled } from '../../support/sync/shop.ts'

const DAY = '2026-05-05'
const at = (time: string) => `${DAY}T${time}Z`
const scripted = (...names: string[]) => names.map((name) => ({ type: SCRIPTED, input: { script: name } }))

for (const name of ['one', 'two']) script(name, async () => {})
script('fails', async () => {
  throw new Error('on purpose')
})
script('with errors', async ({ jobId, progress }) => {
  const batch = countingBatch(jobId, 1, 1)
  await progress.batch({
    ...batch,
    write: async (tx) => {
      await batch.write(tx)
      return { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 1, entries: [] }
    },
  })
})

/** A script that waits at its gate. */
function gated(name: string): Gate {
  const gate = new Gate()
  script(name, ({ signal }) => gate.pass(signal))
  return gate
}

test.each([
  [['one', 'with errors', 'two'], false, 'COMPLETED_WITH_ERRORS', 2],
  [['one', 'with errors', 'two'], true, 'COMPLETED_WITH_ERRORS', 3],
  [['one', 'with errors'], false, 'COMPLETED_WITH_ERRORS', 2],
  [['one', 'fails', 'two'], true, 'FAILED', 2],
  [['one', 'two', 'fails'], true, 'FAILED', 3],
  [['one'], false, 'COMPLETED', 1],
] as const)(
  'of %j, going on after errors: %s, the run is %s after %d jobs',
  async (names, continuesAfterErrors, outcome, jobs) => {
    await using server = await startScheduledApp(at('08:30:00'))
    const id = await schedule(server.http, { continuesAfterErrors, steps: scripted(...names) })
    await server.at(at('09:00:00'))
    const [first] = await ended(server.http, id)
    expect(first).toMatchObject({ outcome, completedAt: expect.any(String) as string })
    expect(first!.jobs).toHaveLength(jobs)
    const isCutShort = jobs < names.length
    expect(first!.note).toBe(
      isCutShort
        ? `step 2 (SCRIPTED, job 2) was ${outcome}; the last step was not started`
        : outcome === 'FAILED'
          ? 'step 3 (SCRIPTED, job 3) was FAILED'
          : null,
    )
  },
)

test.each(['QUEUED', 'RUNNING', 'PAUSED'])(
  'a job that is cancelled while %s ends the run',
  async (status) => {
    await using server = await startScheduledApp(at('08:30:00'))
    // Eight jobs run at a time; with eight others at their gates, the schedule's has to wait.
    const others = status === 'QUEUED' ? Array.from({ length: 8 }, (_, n) => `busy ${n}`) : []
    const gates = others.map(gated)
    const gate = gated('cancelled')
    for (const name of others) await start(server.http, SCRIPTED, { script: name })
    await Promise.all(gates.map(({ reached }) => reached))
    const id = await schedule(server.http, { steps: scripted('cancelled', 'one', 'two') })
    await server.at(at('09:00:00'))
    const jobId = (await runsOf(server.http, id))[0]!.jobs[0]!.id
    if (status !== 'QUEUED') await gate.reached
    if (status === 'PAUSED') {
      await control(server.http, 'pause', jobId)
      await expect.poll(async () => (await runsOf(server.http, id))[0]!.jobs[0]!.status).toBe('PAUSED')
    }
    await control(server.http, 'cancel', jobId)
    expect(await ended(server.http, id)).toMatchObject([
      {
        outcome: 'CANCELLED',
        note: `step 1 (SCRIPTED, job ${jobId}) was CANCELLED; the last 2 steps were not started`,
      },
    ])
    for (const other of gates) other.open()
  },
)

test('a job that a person resumes after it ended its run leaves the run as it was', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  let isBroken = true
  script('mended', async () => {
    if (isBroken) throw new Error('on purpose')
  })
  const id = await schedule(server.http, { steps: scripted('mended', 'one') })
  await server.at(at('09:00:00'))
  const before = await ended(server.http, id)
  isBroken = false
  const jobId = before[0]!.jobs[0]!.id
  await control(server.http, 'resume', jobId)
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED' })
  expect(await runsOf(server.http, id)).toEqual([
    { ...before[0], jobs: [{ ...before[0]!.jobs[0], status: 'COMPLETED' }] },
  ])
  expect(await rowsOf(server.databaseUrl, 'select from background_job')).toHaveLength(1)
})

test('a step waits for who holds what it needs, and goes on when that is free', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const gate = gated('held')
  const last = gated('two')
  const holder = await start(server.http, SCRIPTED, { script: 'held' })
  await gate.reached
  const id = await schedule(server.http, { steps: scripted('one', 'held', 'two') })
  await server.at(at('09:00:00'))
  await expect
    .poll(async () => (await runsOf(server.http, id))[0]!.note)
    .toBe(`step 2 (SCRIPTED) had to wait for job ${holder} (SCRIPTED, RUNNING)`)
  await server.at(at('09:30:00'))
  await server.at(at('09:59:59'))
  expect((await runsOf(server.http, id))[0]).toMatchObject({ outcome: 'RUNNING', jobs: [{}] })
  gate.open()
  await finished(server.ws, holder)
  await server.at(at('10:00:00'))
  last.open()
  const runs = await ended(server.http, id)
  expect(runs.map(({ dueAt, outcome, jobs }) => [dueAt, outcome, jobs.length])).toEqual([
    [at('10:00:00.000'), 'SKIPPED', 0],
    [at('09:00:00.000'), 'COMPLETED', 3],
  ])
})

test('a step that waits is taken once, though two servers try it at once', async () => {
  await using server = await startScheduledApp(at('08:30:00'), { sandbox: { products: 3 } })
  const options = { databaseUrl: server.databaseUrl, existingSandbox: server.sandbox }
  await using neighbour = await startScheduledApp(at('08:30:00'), options)
  const id = await schedule(server.http, {
    steps: [...scripted('one'), { type: 'PRODUCT_SYNC', input: { dryRun: true } }],
  })
  for (let hour = 9; hour < 15; hour++) {
    const held = `insert into job_resource (resource, job_id) values ('test:one', 4711)`
    await rowsOf(server.databaseUrl, held)
    const time = at(`${String(hour).padStart(2, '0')}:00:00`)
    await server.at(time)
    await rowsOf(server.databaseUrl, `delete from job_resource where job_id = 4711`)
    const looks = Array.from({ length: 4 }, () => [server.at(time), neighbour.at(time)])
    await Promise.all(looks.flat())
    await ended(server.http, id)
  }
  expect(await rowsOf(server.databaseUrl, 'select from background_job')).toHaveLength(6 * 2)
  expect(
    await rowsOf(server.databaseUrl, `select from schedule_run where note like '%not started%'`),
  ).toEqual([])
})

test('a step that began to wait by a clock that was ahead waits until the next run is due, not for years', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const gate = gated('kept')
  const holder = await start(server.http, SCRIPTED, { script: 'kept' })
  await gate.reached
  const id = await schedule(server.http, { steps: scripted('kept') })
  for (const iso of ['2097-05-05T09:00:00Z', '2097-05-05T09:00:01Z', at('08:40:00'), at('08:40:01')])
    await server.at(iso)
  expect(await runsOf(server.http, id)).toMatchObject([{ outcome: 'RUNNING' }])
  await server.at(at('09:00:00'))
  expect((await runsOf(server.http, id)).at(-1)).toMatchObject({
    outcome: 'FAILED',
    note: expect.stringContaining('held what it needs until the next run was due'),
  })
  gate.open()
  await finished(server.ws, holder)
})

test('a step that still waits when the next run is due fails, and the next run begins', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const gate = gated('kept')
  const holder = await start(server.http, SCRIPTED, { script: 'kept' })
  await gate.reached
  const id = await schedule(server.http, { steps: scripted('kept', 'one') })
  await server.at(at('09:00:00'))
  await server.at(at('09:00:01'))
  gate.open()
  await finished(server.ws, holder)
  const second = gated('kept')
  const next = await start(server.http, SCRIPTED, { script: 'kept' })
  await second.reached
  await server.at(at('10:00:00'))
  const [running, failed] = await runsOf(server.http, id)
  expect(failed).toMatchObject({
    dueAt: at('09:00:00.000'),
    outcome: 'FAILED',
    note: `step 1 (SCRIPTED) had to wait for job ${holder} (SCRIPTED, RUNNING); step 1 (SCRIPTED) was not started: job ${next} (SCRIPTED, RUNNING) held what it needs until the next run was due`,
    jobs: [],
  })
  expect(running).toMatchObject({ dueAt: at('10:00:00.000'), outcome: 'RUNNING', jobs: [] })
  second.open()
  await finished(server.ws, next)
  await server.at(at('10:00:01'))
  expect((await ended(server.http, id))[0]).toMatchObject({ outcome: 'COMPLETED' })
})

test('while writing is off, a step that would write ends the run, and a dry run does not', async () => {
  await using server = await startScheduledApp(at('08:30:00'), { sandbox: { products: 3 } })
  await setWritesEnabled(server, false, 'stocktaking')
  const writing = await schedule(server.http, {
    steps: [...scripted('one'), { type: 'PRODUCT_SYNC' }, ...scripted('two')],
  })
  const dry = await schedule(server.http, { steps: [{ type: 'PRODUCT_SYNC', input: { dryRun: true } }] })
  await server.at(at('09:00:00'))
  expect(await ended(server.http, writing)).toMatchObject([
    {
      outcome: 'FAILED',
      note: 'step 2 (PRODUCT_SYNC) was not started, because writing to Shopify is switched off: stocktaking',
      jobs: [{ type: SCRIPTED, status: 'COMPLETED' }],
    },
  ])
  expect((await ended(server.http, dry))[0]!.jobs).toMatchObject([{ type: 'PRODUCT_SYNC' }])
})

test('a writing step that waits ends the run when writing is switched off meanwhile', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  await run(server, 'PRODUCT_SYNC', { dryRun: true })
  await setWritesEnabled(server, true)
  await rowsOf(
    server.databaseUrl,
    `insert into job_resource (resource, job_id) select id || ':stock', 4711 from account where platform = 'SHOPIFY'`,
  )
  const id = await schedule(server.http, { steps: [{ type: 'PRODUCT_SYNC' }] })
  await server.at(at('09:00:00'))
  expect((await runsOf(server.http, id))[0]).toMatchObject({ outcome: 'RUNNING', jobs: [] })
  await setWritesEnabled(server, false)
  await server.at(at('09:00:01'))
  expect((await runsOf(server.http, id))[0]).toMatchObject({
    outcome: 'FAILED',
    note: expect.stringContaining('writing to Shopify is switched off') as string,
  })
})

test('the next job stands in the database with the end of the one before, or neither does', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  // A sequence keeps what it gave also when the transaction is rolled back.
  await rowsOf(server.databaseUrl, 'create sequence refusals')
  await rowsOf(
    server.databaseUrl,
    `create function refuse() returns trigger language plpgsql as
      $$ begin perform nextval('refusals'); raise exception 'on purpose'; end $$`,
  )
  await rowsOf(
    server.databaseUrl,
    `create trigger refuse before insert on schedule_run_job for each row when (new.step = 1) execute function refuse()`,
  )
  const gate = gated('first')
  const id = await schedule(server.http, { steps: scripted('first', 'two') })
  await server.at(at('09:00:00'))
  await gate.reached
  gate.open()
  await expect
    .poll(() => rowsOf(server.databaseUrl, 'select from refusals where is_called'), { interval: 5 })
    .toHaveLength(1)
  // The runner could not store the end, so the job is what it was, and nothing follows.
  expect(await rowsOf(server.databaseUrl, 'select resource from job_resource')).toEqual([
    { resource: 'test:first' },
  ])
  expect(await rowsOf(server.databaseUrl, 'select status from background_job')).toEqual([
    { status: 'RUNNING' },
  ])
  await rowsOf(server.databaseUrl, 'drop trigger refuse on schedule_run_job')
  await expect
    .poll(async () => (await runsOf(server.http, id))[0]!.outcome, { timeout: 25_000 })
    .toBe('COMPLETED')
  expect(await rowsOf(server.databaseUrl, 'select status, attempt from background_job order by id')).toEqual([
    { status: 'COMPLETED', attempt: 2 },
    { status: 'COMPLETED', attempt: 1 },
  ])
})

test('whoever is just taking what the next step needs, and wants what the last one held, is not kept waiting', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const gate = gated('given back')
  const id = await schedule(server.http, { steps: scripted('given back', 'two') })
  await server.at(at('09:00:00'))
  await gate.reached
  const other = new Client(server.databaseUrl)
  await other.connect()
  try {
    await other.query('begin')
    await other.query(`insert into job_resource (resource, job_id) values ('test:two', 4711)`)
    gate.open()
    // From when the first job is being settled on, this waits for that transaction, which waits for this one.
    const take = `insert into job_resource (resource, job_id) values ('test:given back', 4711) on conflict do nothing`
    while ((await other.query(take)).rowCount === 0);
    await other.query('rollback')
  } finally {
    await other.end()
  }
  expect((await runsOf(server.http, id))[0]).toMatchObject({
    outcome: 'RUNNING',
    note: 'step 2 (SCRIPTED) had to wait for a job that was just starting',
    jobs: [{ status: 'COMPLETED' }],
  })
  await server.at(at('09:00:01'))
  expect((await ended(server.http, id))[0]).toMatchObject({ outcome: 'COMPLETED', jobs: [{}, {}] })
})
