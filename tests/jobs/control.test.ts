import { once } from 'node:events'
import { Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control, controlled } from '../support/control.ts'
import { rowsOf } from '../support/database.ts'
import { ask, finished, start } from '../support/jobs.ts'
import { open, steppedScript, type Steps } from '../support/job-types/stepped-job.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
  await rowsOf(server.databaseUrl, 'create table misstep (job_id int, step int, was jsonb, became jsonb)')
  // Every stored change that a reader can see raises seq by exactly one, and no other does.
  await rowsOf(
    server.databaseUrl,
    `create function note_misstep() returns trigger language plpgsql as $$
     declare
       was jsonb = to_jsonb(old) - '{seq,epoch,runner_id,crashes,checkpoint,checkpoint_at}'::text[];
       became jsonb = to_jsonb(new) - '{seq,epoch,runner_id,crashes,checkpoint,checkpoint_at}'::text[];
     begin
       if new.seq - old.seq not in (0, 1) or (new.seq = old.seq and was <> became) then
         insert into misstep values (new.id, new.seq - old.seq, was, became);
       end if;
       return new;
     end $$`,
  )
  await rowsOf(
    server.databaseUrl,
    'create trigger note_misstep before update on background_job for each row execute function note_misstep()',
  )
})
afterAll(async () => {
  try {
    expect(await rowsOf(server.databaseUrl, 'select * from misstep')).toEqual([])
  } finally {
    await server[Symbol.asyncDispose]()
  }
})

let names = 0
async function startStepped(count: number): Promise<{ jobId: string; steps: Steps; input: object }> {
  const input = { script: `steps ${++names}` }
  const steps = steppedScript(input.script, count)
  const jobId = await start(server.http, SCRIPTED, input)
  await steps.before[0]!.reached
  return { jobId, steps, input }
}

async function reaches(jobId: string, status: string): Promise<void> {
  await expect.poll(async () => (await controlled(server.http, jobId)).status).toBe(status)
}

const REFUSED = null
/** The status that a request answers with; the same status: nothing was changed. */
const ANSWERS = {
  QUEUED: { cancel: 'CANCELLED', pause: 'PAUSED', resume: 'QUEUED' },
  RUNNING: { cancel: 'CANCELLING', pause: 'PAUSING', resume: 'RUNNING' },
  PAUSING: { cancel: 'CANCELLING', pause: 'PAUSING', resume: 'RUNNING' },
  PAUSED: { cancel: 'CANCELLED', pause: 'PAUSED', resume: 'QUEUED' },
  CANCELLING: { cancel: 'CANCELLING', pause: REFUSED, resume: REFUSED },
  CANCELLED: { cancel: 'CANCELLED', pause: REFUSED, resume: 'QUEUED' },
  FAILED: { cancel: REFUSED, pause: REFUSED, resume: 'QUEUED' },
  COMPLETED: { cancel: REFUSED, pause: REFUSED, resume: REFUSED },
  COMPLETED_WITH_ERRORS: { cancel: REFUSED, pause: REFUSED, resume: REFUSED },
} as const
type Request = 'cancel' | 'pause' | 'resume'
const CASES = Object.entries(ANSWERS).flatMap(([status, answers]) =>
  Object.entries(answers).map(([request, becomes]) => ({ status, request: request as Request, becomes })),
)

describe('every request in every state', () => {
  test.each(CASES)('$request, $status: $becomes', async ({ status, request, becomes }) => {
    const input = { script: `table ${++names}` }
    script(input.script, async () => {})
    const [row] = await rowsOf<{ id: number }>(
      server.databaseUrl,
      `insert into background_job (type, status, input, input_key, account_ids, seq, error, completed_at)
       values ('SCRIPTED', $1, $2, $3, '{}', 5, case when $1 = 'FAILED' then '{"code":"INTERNAL"}'::jsonb end,
         case when $4 then now() end) returning id`,
      [status, input, JSON.stringify(input), /FAILED|COMPLETED|CANCELLED/.test(status)],
    )
    const answer = await control(server.http, request, String(row!.id))
    if (becomes === REFUSED) {
      expect(answer).toMatchObject({ __typename: 'JobNotInState', job: { status, seq: 5 } })
      expect(answer.message).toContain(`Job ${row!.id} is ${status};`)
      return
    }
    expect(answer).toMatchObject({
      __typename: 'JobControlSuccess',
      job: { status: becomes, seq: becomes === status ? 5 : 6, waitingOn: becomes === 'QUEUED' ? {} : null },
    })
    if (becomes === 'CANCELLED') expect(answer.job!.completedAt).not.toBeNull()
    if (status === 'FAILED' || (status === 'CANCELLED' && request === 'resume'))
      expect(answer.job).toMatchObject({ attempt: 2, error: null, completedAt: null })
    else expect(answer.job!.attempt).toBe(1)
    if (becomes === 'QUEUED' && status !== 'QUEUED') await finished(server.ws, String(row!.id))
  })

  test.each(['999999', 'no-id', '0'])('no such job: %s', async (id) => {
    for (const request of ['cancel', 'pause', 'resume'] as const) {
      expect(await control(server.http, request, id)).toEqual({
        __typename: 'JobNotFound',
        message: `there is no job "${id}"`,
      })
    }
  })
})

test('a paused job finishes its batch, keeps what it holds and goes on from there, as the same attempt', async () => {
  const { jobId, steps, input } = await startStepped(3)
  open(steps.before[0])
  await steps.writing[0]!.reached
  const asked = await control(server.http, 'pause', jobId)
  expect(asked).toMatchObject({ job: { status: 'PAUSING', processed: 0 } })
  open(steps.writing[0])
  await reaches(jobId, 'PAUSED')
  expect(await controlled(server.http, jobId)).toMatchObject({
    processed: 10,
    phase: 'batch 1',
    speed: null,
    waitingOn: null,
    completedAt: null,
    attempt: 1,
  })
  expect(await ask(server.http, SCRIPTED, input)).toMatchObject({
    __typename: 'JobAlreadyRunning',
    job: { id: jobId, status: 'PAUSED' },
  })
  const sightings = await rowsOf(server.databaseUrl, 'select 1 from job_sighting where job_id = $1', [jobId])
  expect(sightings).toHaveLength(1)

  open(...steps.before, ...steps.writing)
  expect(await control(server.http, 'resume', jobId)).toMatchObject({ job: { status: 'QUEUED', attempt: 1 } })
  expect(await finished(server.ws, jobId)).toMatchObject({
    status: 'COMPLETED',
    attempt: 1,
    created: 30,
    metadata: { resumedFrom: 'batch 1' },
  })
  const { log } = await controlled(server.http, jobId)
  expect(log.nodes.map(({ message }) => message)).toEqual([
    'Runs',
    'Paused',
    'Resumed',
    'Goes on after batch 1; nothing before that is done again',
    'Completed: 30 created, 0 updated, 0 unchanged, 0 skipped, 0 failed',
  ])
})

test('the time left stays frozen while a job is paused', async () => {
  const { jobId, steps } = await startStepped(2)
  await rowsOf(
    server.databaseUrl,
    `update background_job set eta_low = 3, eta_high = 9, speed = 5, seq = seq + 1,
       waiting_on = '{"reason":"RATE_LIMIT"}' where id = $1`,
    [jobId],
  )
  await control(server.http, 'pause', jobId)
  await reaches(jobId, 'PAUSED')
  const paused = await controlled(server.http, jobId)
  expect(paused).toMatchObject({ eta: { low: 3, high: 9 }, speed: null, waitingOn: null })
  open(...steps.before, ...steps.writing)
  await control(server.http, 'resume', jobId)
  await finished(server.ws, jobId)
})

test('a cancelled job finishes its batch, gives back what it holds, and can be resumed as another attempt', async () => {
  const { jobId, steps, input } = await startStepped(3)
  open(steps.before[0])
  await steps.writing[0]!.reached
  expect(await control(server.http, 'cancel', jobId)).toMatchObject({ job: { status: 'CANCELLING' } })
  expect(await ask(server.http, SCRIPTED, input)).toMatchObject({ __typename: 'JobAlreadyRunning' })
  open(steps.writing[0])
  expect(await finished(server.ws, jobId)).toMatchObject({
    status: 'CANCELLED',
    processed: 10,
    phase: 'batch 1',
    error: null,
  })
  expect(await rowsOf(server.databaseUrl, 'select * from job_resource where job_id = $1', [jobId])).toEqual(
    [],
  )
  open(...steps.before, ...steps.writing)
  expect(await control(server.http, 'resume', jobId)).toMatchObject({
    job: { status: 'QUEUED', attempt: 2, completedAt: null },
  })
  expect(await finished(server.ws, jobId)).toMatchObject({
    status: 'COMPLETED',
    created: 30,
    metadata: { resumedFrom: 'batch 1' },
  })
  const kept = await rowsOf(server.databaseUrl, 'select 1 from job_sighting where job_id = $1', [jobId])
  expect(kept).toEqual([])
})

test.each([false, true])('a pause can be taken back; its run has noticed it: %s', async (noticed) => {
  // One that has just started: it does not look for waiting jobs before the test has ended.
  await using fresh = await startTestApp({ sandbox: { products: 0 } })
  const input = { script: `taken back ${noticed}` }
  const steps = steppedScript(input.script, 2)
  const jobId = await start(fresh.http, SCRIPTED, input)
  open(steps.before[0])
  await steps.writing[0]!.reached
  await control(fresh.http, 'pause', jobId)
  if (noticed) expect(await steps.interrupted).toMatchObject({ name: 'Interruption', request: 'pause' })
  expect(await control(fresh.http, 'resume', jobId)).toMatchObject({ job: { status: 'RUNNING' } })
  open(...steps.before, ...steps.writing)
  await expect
    .poll(async () => (await controlled(fresh.http, jobId)).status, { timeout: 5_000 })
    .toBe('COMPLETED')
  expect(await controlled(fresh.http, jobId)).toMatchObject({ attempt: 1, processed: 20 })
  if (noticed) expect((await controlled(fresh.http, jobId)).metadata['resumedFrom']).toBe('batch 1')
})

test('a pause can become a cancel', async () => {
  const { jobId, steps } = await startStepped(2)
  open(steps.before[0])
  await steps.writing[0]!.reached
  await control(server.http, 'pause', jobId)
  expect(await control(server.http, 'cancel', jobId)).toMatchObject({ job: { status: 'CANCELLING' } })
  open(steps.writing[0])
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'CANCELLED', processed: 10 })
})

test.each(['pause', 'cancel'] as const)(
  'a %s that comes when all is done is too late: the job is COMPLETED',
  async (request) => {
    const input = { script: `too late ${request}` }
    const gate = new Gate()
    script(input.script, () => gate.pass(new AbortController().signal))
    const jobId = await start(server.http, SCRIPTED, input)
    await gate.reached
    expect(await control(server.http, request, jobId)).toMatchObject({ __typename: 'JobControlSuccess' })
    gate.open()
    expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED' })
  },
)

test.each([
  ['pause', 'PAUSED'],
  ['cancel', 'CANCELLED'],
] as const)('a run that fails after a %s is %s', async (request, status) => {
  const input = { script: `fails after ${request}` }
  const begun = Promise.withResolvers<void>()
  script(input.script, async ({ signal }) => {
    begun.resolve()
    // It hears of the request, and then fails for a reason of its own.
    await once(signal, 'abort')
    throw new Error('on purpose')
  })
  const jobId = await start(server.http, SCRIPTED, input)
  await begun.promise
  await control(server.http, request, jobId)
  await reaches(jobId, status)
})

test('a run that hears nothing of signals is still interrupted at its next batch', async () => {
  const input = { script: 'deaf' }
  const begun = Promise.withResolvers<void>()
  script(input.script, async ({ progress }) => {
    begun.resolve()
    for (let number = 1; ; number++) {
      const none = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }
      await progress.batch({ keys: [], write: async () => none, checkpoint: number, phase: `${number}` })
    }
  })
  const jobId = await start(server.http, SCRIPTED, input)
  await begun.promise
  await control(server.http, 'cancel', jobId)
  expect(await finished(server.ws, jobId)).toMatchObject({ status: 'CANCELLED' })
})

test.each([
  ['pause', 'PAUSED'],
  ['cancel', 'CANCELLED'],
] as const)('a server that is stopped after a %s leaves the job %s', async (request, status) => {
  await using other = await startTestApp({ sandbox: { products: 0 } })
  const input = { script: `stopped ${request}` }
  const steps = steppedScript(input.script, 2)
  const jobId = await start(other.http, SCRIPTED, input)
  open(steps.before[0])
  await steps.writing[0]!.reached
  await control(other.http, request, jobId)
  const stopped = other.app.stop()
  open(steps.writing[0])
  await stopped
  expect(
    await rowsOf(other.databaseUrl, 'select status, attempt, created, runner_id from background_job'),
  ).toEqual([{ status, attempt: 1, created: 10, runner_id: null }])
})
