import { Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control } from '../support/control.ts'
import { start, watch, type JobState } from '../support/jobs.ts'
import { watchSse } from '../support/sse.ts'
import { open, steppedScript } from '../support/job-types/stepped-job.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
})
afterAll(() => server[Symbol.asyncDispose]())

async function until(states: AsyncGenerator<JobState>, status: string): Promise<JobState> {
  for (;;) {
    const { value, done } = await states.next()
    if (done) throw new Error(`the stream has ended before ${status}`)
    if (value.status === status) return value
  }
}

describe.each([
  { transport: 'WebSocket', watching: (jobId: string) => watch(server.ws, { jobId }) },
  { transport: 'SSE', watching: (jobId: string) => watchSse(`${server.app.url}/graphql`, { jobId }) },
])('a watcher over $transport', ({ transport, watching }) => {
  test('sees PAUSING, then PAUSED, then the job going on to its end', async () => {
    const input = { script: `watched over ${transport}` }
    const steps = steppedScript(input.script, 2)
    const jobId = await start(server.http, SCRIPTED, input)
    const states = watching(jobId)
    await until(states, 'RUNNING')
    open(steps.before[0])
    await steps.writing[0]!.reached
    const asked = await control(server.http, 'pause', jobId)
    const pausing = await until(states, 'PAUSING')
    expect(pausing).toMatchObject({ seq: asked.job!.seq, processed: 0 })
    open(steps.writing[0])
    // Between them lies what changed while the batch was being finished, and nothing else: each is one seq more.
    const paused = await until(states, 'PAUSED')
    expect(paused).toMatchObject({ seq: pausing.seq + 2, processed: 10 })
    open(...steps.before, ...steps.writing)
    const resumed = await control(server.http, 'resume', jobId)
    expect(resumed.job).toMatchObject({ status: 'QUEUED', seq: paused.seq + 1 })
    expect(await until(states, 'COMPLETED')).toMatchObject({ processed: 20 })
    expect((await states.next()).done).toBe(true)
  })

  test('sees CANCELLING, then CANCELLED, and the stream ends', async () => {
    const input = { script: `cancelled over ${transport}` }
    const steps = steppedScript(input.script, 2)
    const jobId = await start(server.http, SCRIPTED, input)
    const states = watching(jobId)
    open(steps.before[0])
    await steps.writing[0]!.reached
    await control(server.http, 'cancel', jobId)
    await until(states, 'CANCELLING')
    open(steps.writing[0])
    await until(states, 'CANCELLED')
    expect((await states.next()).done).toBe(true)
  })
})

test('a request that changes nothing answers with the job as it is, and no seq is spent', async () => {
  const gate = new Gate()
  script('asked twice', ({ signal }) => gate.pass(signal))
  const jobId = await start(server.http, SCRIPTED, { script: 'asked twice' })
  await gate.reached
  const [first, second] = await Promise.all([
    control(server.http, 'cancel', jobId),
    control(server.http, 'cancel', jobId),
  ])
  expect([first.__typename, second.__typename]).toEqual(['JobControlSuccess', 'JobControlSuccess'])
  await until(watch(server.ws, { jobId }), 'CANCELLED')
  const { job } = await control(server.http, 'cancel', jobId)
  expect(await control(server.http, 'cancel', jobId)).toMatchObject({ job: { seq: job!.seq } })
  expect(await control(server.http, 'pause', jobId)).toMatchObject({
    __typename: 'JobNotInState',
    message: `Job ${jobId} is CANCELLED; only a job that is queued or running can be paused`,
  })
})
