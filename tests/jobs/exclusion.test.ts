import { Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { expect, test } from 'vitest'
import { configFor, startTestApp } from '../support/app.ts'
import { startApp } from '../../src/app.ts'
import { silentLogger } from '../../src/logger.ts'
import { rowsOf } from '../support/database.ts'
import { GraphQLClient } from 'graphql-request'
import { ask, finished, run } from '../support/jobs.ts'

test('of many starts at once, at two servers on one database, one gets the job and the others are told which', async () => {
  await using server = await startTestApp({ sandbox: { latencyMs: 100 } })
  const neighbour = await startApp(configFor(server.sandbox, server.databaseUrl), { log: silentLogger })
  try {
    const clients = [server.http, new GraphQLClient(`${neighbour.url}/graphql`)]
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) => ask(clients[index % 2]!, 'PULL_NHANH_PRODUCTS')),
    )
    const started = answers.filter(({ __typename }) => __typename === 'StartJobSuccess')
    expect(started).toHaveLength(1)
    const ids = answers.map((answer) => ('job' in answer ? answer.job.id : null))
    expect(new Set(ids).size).toBe(1)
    expect(answers.filter(({ __typename }) => __typename === 'JobAlreadyRunning')).toHaveLength(23)
    // The queue of the server that took the start runs it; its progress stands in the database for both.
    await expect
      .poll(() => rowsOf(server.databaseUrl, 'select status from background_job'), { timeout: 20_000 })
      .toEqual([{ status: 'COMPLETED' }])
    expect(await rowsOf(server.databaseUrl, 'select * from job_resource')).toEqual([])
  } finally {
    await neighbour.stop()
  }
})

test('another input collides while the first runs, and may start when it has ended', async () => {
  await using server = await startTestApp({ sandbox: { latencyMs: 50 } })
  const first = await ask(server.http, 'PULL_SHOPIFY_PRODUCTS')
  const second = await ask(server.http, 'PULL_SHOPIFY_PRODUCTS', { status: 'ACTIVE' })
  expect(second).toMatchObject({ __typename: 'JobConflict', job: 'job' in first ? { id: first.job.id } : {} })
  const other = await ask(server.http, 'PULL_NHANH_PRODUCTS')
  expect(other.__typename).toBe('StartJobSuccess')
  await finished(server.ws, 'job' in first ? first.job.id : '')
  expect(await run(server, 'PULL_SHOPIFY_PRODUCTS', { status: 'ACTIVE' })).toMatchObject({
    status: 'COMPLETED',
  })
})

test('a failed job gives back what it held', async () => {
  await using server = await startTestApp()
  const gate = new Gate()
  script('fails', async ({ signal }) => {
    await gate.pass(signal)
    throw new Error('on purpose')
  })
  const started = await ask(server.http, SCRIPTED, { script: 'fails' })
  gate.open()
  expect(await finished(server.ws, 'job' in started ? started.job.id : '')).toMatchObject({
    status: 'FAILED',
    error: { code: 'INTERNAL', message: 'SCRIPTED ended because of a defect' },
  })
  expect((await ask(server.http, SCRIPTED, { script: 'fails' })).__typename).toBe('StartJobSuccess')
})
