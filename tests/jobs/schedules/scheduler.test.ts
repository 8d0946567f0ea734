import { Gate, script, SCRIPTED } from '../../support/job-types/scripted-job.ts'
import { expect, test } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { rowsOf } from '../../support/database.ts'
import { finished } from '../../support/jobs.ts'
import {
  askSchedule,
  ended,
  outcomesOf,
  runsOf,
  schedule,
  schedulesOf,
  setSchedule,
  startScheduledApp,
} from '../../support/schedules.ts'

const DAY = '2026-05-05'
const at = (time: string) => `${DAY}T${time}Z`
const scripted = (...names: string[]) => names.map((name) => ({ type: SCRIPTED, input: { script: name } }))
for (const name of ['one', 'two', 'three']) script(name, async () => {})

/** A script that waits at its gate. */
function gated(name: string): Gate {
  const gate = new Gate()
  script(name, ({ signal }) => gate.pass(signal))
  return gate
}

test('a chain runs its jobs one after the other at the due moment, and once', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const id = await schedule(server.http, { name: 'Chain', steps: scripted('one', 'two', 'three') })
  await server.at(at('08:59:59.999'))
  expect(await runsOf(server.http, id)).toEqual([])
  await server.at(at('09:00:00'))
  await server.at(at('09:00:01'))
  const [run, ...others] = await ended(server.http, id)
  expect(others).toEqual([])
  expect(run).toMatchObject({ dueAt: at('09:00:00.000'), outcome: 'COMPLETED', note: null })
  expect(run!.jobs.map(({ status, requestedBy }) => [status, requestedBy])).toEqual(
    Array.from({ length: 3 }, () => ['COMPLETED', 'schedule "Chain"']),
  )
  const inputs = await rowsOf(
    server.databaseUrl,
    `select input ->> 'script' as script, lead(created_at) over (order by id) >= completed_at as is_after
     from background_job order by id`,
  )
  expect(inputs).toEqual([
    { script: 'one', is_after: true },
    { script: 'two', is_after: true },
    { script: 'three', is_after: null },
  ])
})

test('the moments before a schedule was made, enabled or changed are nobody’s concern', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const fields = { name: 'Late', cron: '0 * * * *', timeZone: 'UTC', steps: scripted('one') }
  const id = await schedule(server.http, { ...fields, enabled: false })
  await server.at(at('10:30:00'))
  await setSchedule(server.http, { id, ...fields, enabled: true })
  await server.at(at('10:30:01'))
  expect(await outcomesOf(server.databaseUrl)).toEqual([])
  await setSchedule(server.http, { id, ...fields, cron: '20 * * * *' })
  await server.at(at('10:40:00'))
  expect(await outcomesOf(server.databaseUrl)).toEqual([])
  await server.at(at('11:20:00'))
  await ended(server.http, id)
  expect(await outcomesOf(server.databaseUrl)).toEqual(['11:20 COMPLETED'])
})

test('a change of other fields forgets no moment that was missed', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const id = await schedule(server.http, { name: 'Before', steps: scripted('one') })
  server.clock.set(at('09:20:00'))
  await setSchedule(server.http, { id, name: 'After', cron: '0 * * * *', steps: scripted('two') })
  await server.at(at('09:20:00'))
  expect((await ended(server.http, id))[0]).toMatchObject({
    dueAt: at('09:00:00.000'),
    jobs: [{ requestedBy: 'schedule "After"' }],
  })
})

test('a moment that comes while the last run is still going is skipped, and noted', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const gate = gated('long')
  const id = await schedule(server.http, { steps: scripted('long') })
  await server.at(at('09:00:00'))
  await gate.reached
  await server.at(at('10:00:00'))
  await server.at(at('12:00:30'))
  gate.open()
  const runs = await ended(server.http, id)
  expect(runs.map(({ dueAt, outcome, note }) => [dueAt, outcome, note])).toEqual([
    [
      at('12:00:00.000'),
      'SKIPPED',
      `the run of ${at('09:00:00.000')} was still going; 1 moment before it was missed`,
    ],
    [at('10:00:00.000'), 'SKIPPED', `the run of ${at('09:00:00.000')} was still going`],
    [at('09:00:00.000'), 'COMPLETED', null],
  ])
  expect(runs[0]).toMatchObject({ startedAt: null, completedAt: expect.any(String) as string, jobs: [] })
})

test('missed while the server was down: the latest runs once when it is less than its interval late', async () => {
  await using server = await startScheduledApp(at('00:30:00'))
  const id = await schedule(server.http, { steps: scripted('one') })
  await server.at(at('05:40:00'))
  const runs = await ended(server.http, id)
  expect(runs.map(({ dueAt, outcome, note }) => [dueAt, outcome, note])).toEqual([
    [
      at('05:00:00.000'),
      'COMPLETED',
      'began 40 minutes late, because no server had been running; 4 moments before it were missed',
    ],
  ])
})

test('missed for longer than its interval: noted, with how many before it, and not run', async () => {
  await using server = await startScheduledApp('2026-05-04T00:30:00Z')
  const id = await schedule(server.http, { cron: '*/10 8-20 * * *', steps: scripted('one') })
  await server.at(at('03:30:00'))
  expect((await runsOf(server.http, id)).map(({ dueAt, outcome, note }) => [dueAt, outcome, note])).toEqual([
    [
      '2026-05-04T20:50:00.000Z',
      'MISSED',
      'seen 400 minutes late, when no server had been running; 77 moments before it were missed',
    ],
  ])
  // Of a year of them there is one row, too.
  await server.at('2027-05-05T03:30:00Z')
  const [latest, ...older] = await runsOf(server.http, id)
  expect(older).toHaveLength(1)
  expect(latest!.note).toContain('100 or more moments before it were missed')
})

test('a clock that is set back begins nothing twice, and goes on where it was', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const id = await schedule(server.http, { steps: scripted('one') })
  for (const time of ['09:00:00', '10:00:10', '08:59:00', '09:00:00', '10:00:00', '10:59:59']) {
    await server.at(at(time))
    await ended(server.http, id)
  }
  expect(await outcomesOf(server.databaseUrl)).toEqual(['09:00 COMPLETED', '10:00 COMPLETED'])
  await server.at(at('11:00:00'))
  await ended(server.http, id)
  expect(await outcomesOf(server.databaseUrl)).toHaveLength(3)
})

test('a clock that was days ahead for a while: each of their moments runs when it really comes', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const id = await schedule(server.http, { steps: scripted('one') })
  const runAt = async (iso: string) => {
    await server.at(iso)
    await ended(server.http, id)
  }
  const shown = async () =>
    (await runsOf(server.http, id)).map(({ dueAt, outcome, note }) => [dueAt, outcome, note])
  const late = 'due at 2026-05-08T10:00:00.000Z by a clock that was ahead'
  const begun = ['2026-05-08T09:00:00Z', '2026-05-08T10:00:00Z']
  for (const iso of begun) await runAt(iso)
  await runAt(at('08:50:00'))
  const before = [
    [at('08:49:59.999'), 'COMPLETED', late],
    [at('08:49:59.999'), 'COMPLETED', expect.stringMatching(/(^|; )due at 2026-05-08T09:00:00.000Z by/)],
  ]
  expect(await shown()).toEqual(before)
  await runAt(at('09:00:00'))
  await runAt('2026-05-08T08:59:00Z')
  for (const iso of begun) await runAt(iso)
  expect((await shown()).map(([dueAt]) => dueAt)).toEqual([
    '2026-05-08T10:00:00.000Z',
    '2026-05-08T09:00:00.000Z',
    '2026-05-08T08:00:00.000Z',
    at('09:00:00.000'),
    at('08:49:59.999'),
    at('08:49:59.999'),
  ])
  expect((await shown()).slice(4)).toEqual(before)
})

test('a server whose clock stays days ahead of another one begins each of its moments once', async () => {
  // Days ahead of the database's clock too.
  const ahead = (time: string) => `2097-05-05T${time}Z`
  const right = (time: string) => `2097-05-02T${time}Z`
  await using server = await startScheduledApp(right('08:30:00'))
  await using wrong = await startScheduledApp(ahead('08:30:00'), {
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  const id = await schedule(server.http, { steps: scripted('one') })
  for (const time of ['09:00:10', '09:00:20', '09:00:30', '10:00:10', '10:00:20']) {
    await wrong.at(ahead(time))
    await ended(server.http, id)
    await server.at(right(time))
    await ended(server.http, id)
  }
  const notes = (await runsOf(server.http, id)).flatMap(({ note }) => note ?? [])
  expect(notes).toEqual(
    ['10:00:00.000', '09:00:00.000'].map((time) =>
      expect.stringMatching(`(^|; )due at ${ahead(time)} by a clock that was ahead$`),
    ),
  )
  expect(await rowsOf(server.databaseUrl, 'select from background_job')).toHaveLength(2)
})

test.each([
  ['the night without 02:30', '2026-03-07T15:00:00Z', '2026-03-08T04:00:00Z', '30 2 * * *'],
  ['the night with 01:30 twice', '2026-10-31T15:00:00Z', '2026-11-01T04:00:00Z', '30 1 * * *'],
])('%s in New York has one run, looked at every ten minutes', async (_night, from, first, cron) => {
  await using server = await startScheduledApp(from)
  const id = await schedule(server.http, { cron, timeZone: 'America/New_York', steps: scripted('one') })
  for (let minutes = 0; minutes < 12 * 60; minutes += 10) {
    await server.at(new Date(Date.parse(first) + minutes * 60_000).toISOString())
    await ended(server.http, id)
  }
  expect(await outcomesOf(server.databaseUrl)).toHaveLength(1)
})

test('two servers that look at once begin each run once, and both go on with its chain', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  await using neighbour = await startScheduledApp(at('08:30:00'), {
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  const ids = [
    await schedule(server.http, { name: 'A', steps: scripted('one', 'two') }),
    await schedule(server.http, { name: 'B', cron: '*/30 * * * *', steps: scripted('three') }),
  ]
  for (const time of ['09:00:00', '09:30:00', '10:00:00', '10:30:00', '11:00:00']) {
    await Promise.all([
      server.at(at(time)),
      neighbour.at(at(time)),
      server.at(at(time)),
      neighbour.at(at(time)),
    ])
    for (const id of ids) await ended(neighbour.http, id)
  }
  expect(await outcomesOf(server.databaseUrl)).toHaveLength(3 + 5)
  expect(await rowsOf(server.databaseUrl, `select distinct outcome from schedule_run`)).toEqual([
    { outcome: 'COMPLETED' },
  ])
  expect(await rowsOf(server.databaseUrl, 'select from background_job')).toHaveLength(3 * 2 + 5)
})

test('a run that a person asks for stands beside the due ones, and keeps them from beginning meanwhile', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const gate = gated('by hand')
  const id = await schedule(server.http, { enabled: false, steps: scripted('by hand') })
  const begun = await askSchedule(server.http, 'runScheduleNow', id)
  expect(begun).toMatchObject({
    __typename: 'RunScheduleSuccess',
    run: {
      dueAt: at('08:30:00.000'),
      outcome: 'RUNNING',
      note: 'started by hand',
      jobs: [{ type: SCRIPTED }],
    },
  })
  expect(await askSchedule(server.http, 'runScheduleNow', id)).toEqual({
    __typename: 'ScheduleAlreadyRunning',
    message: `The run of ${at('08:30:00.000')} is still going on`,
    run: { ...begun.run!, jobs: [{ ...begun.run!.jobs[0], status: expect.any(String) as string }] },
  })
  gate.open()
  await ended(server.http, id)
  // At the very same moment of the clock.
  expect((await askSchedule(server.http, 'runScheduleNow', id)).run!.dueAt).toBe(at('08:30:00.001'))
  await ended(server.http, id)
  expect(await rowsOf(server.databaseUrl, 'select from background_job')).toHaveLength(2)
})

test('deleted while it runs: the job under way goes on, and nothing follows on it', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const gate = gated('deleted')
  const id = await schedule(server.http, { steps: scripted('deleted', 'two') })
  await server.at(at('09:00:00'))
  await gate.reached
  expect(await askSchedule(server.http, 'deleteSchedule', id)).toEqual({
    __typename: 'DeleteScheduleSuccess',
  })
  gate.open()
  expect(await finished(server.ws, '1')).toMatchObject({ status: 'COMPLETED' })
  await server.at(at('10:00:00'))
  expect(await rowsOf(server.databaseUrl, 'select from background_job')).toHaveLength(1)
  for (const table of ['schedule', 'schedule_run', 'schedule_run_job'])
    expect(await rowsOf(server.databaseUrl, `select from ${table}`)).toEqual([])
})

test('steps that are no longer allowed begin nothing, and the note says in English why', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const id = await schedule(server.http, { steps: scripted('one') })
  await rowsOf(server.databaseUrl, `update schedule set steps = '[{"type":"SCRIPTED","input":{"speed":1}}]'`)
  await server.at(at('09:00:00'))
  expect(await runsOf(server.http, id)).toMatchObject([
    {
      outcome: 'FAILED',
      note: 'steps.0.input.script: must be given; steps.0.input: there is no field "speed"',
      jobs: [],
    },
  ])
})

test('a schedule of other accounts is not this server’s', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const id = await schedule(server.http, { steps: scripted('one') })
  await rowsOf(server.databaseUrl, `update schedule set account_ids = '{987}'`)
  await server.at(at('09:00:00'))
  expect(await outcomesOf(server.databaseUrl)).toEqual([])
  expect(await askSchedule(server.http, 'runScheduleNow', id)).toMatchObject({
    __typename: 'ScheduleNotFound',
  })
  expect(await askSchedule(server.http, 'deleteSchedule', id)).toMatchObject({
    __typename: 'ScheduleNotFound',
  })
})

test('a schedule that cannot be read keeps nobody from the others', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  await schedule(server.http, { name: 'Broken', steps: scripted('one') })
  const id = await schedule(server.http, { name: 'Good', steps: scripted('two') })
  await rowsOf(server.databaseUrl, `update schedule set cron = 'broken' where name = 'Broken'`)
  await server.at(at('09:00:00'))
  expect(await rowsOf(server.databaseUrl, 'select schedule_id from schedule_run')).toEqual([
    { schedule_id: Number(id) },
  ])
  expect((await schedulesOf(server.http)).map(({ nextRunAt }) => nextRunAt)).toEqual([
    null,
    at('10:00:00.000'),
  ])
})

test('steps that are not right any more end the run with a note', async () => {
  await using server = await startScheduledApp(at('08:30:00'))
  const id = await schedule(server.http, { steps: scripted('one') })
  await rowsOf(server.databaseUrl, `update schedule set steps = '[{"type":"SCRIPTED","input":{}}]'`)
  await server.at(at('09:00:00'))
  expect(await runsOf(server.http, id)).toMatchObject([
    { outcome: 'FAILED', note: expect.stringMatching(/^steps\.0\.input\.script: /) as string, jobs: [] },
  ])
})

test('by itself, the server looks all the time', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 }, app: { schedulesEveryMs: 20 } })
  const id = await schedule(server.http, { cron: '* * * * *', steps: scripted('one') })
  await rowsOf(server.databaseUrl, `update schedule set handled_until = handled_until - interval '1 minute'`)
  await expect.poll(() => runsOf(server.http, id), { timeout: 5_000 }).not.toEqual([])
})
