import { expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control, controlled } from '../support/control.ts'
import { rowsOf } from '../support/database.ts'
import { finished, run, start, watch, type JobState } from '../support/jobs.ts'

const PULLS = [
  { type: 'PULL_NHANH_PRODUCTS', platform: 'nhanh', tables: ['nhanh_product'] },
  { type: 'PULL_SHOPIFY_PRODUCTS', platform: 'shopify', tables: ['shopify_product', 'shopify_variant'] },
] as const
type Pull = (typeof PULLS)[number]

/** Resolves when the platform is asked for the `nth` time from now on; that request is never answered. */
function stuckAt({ sandbox }: TestApp, platform: Pull['platform'], nth: number): Promise<void> {
  const stuck = Promise.withResolvers<void>()
  let requests = 0
  const match = () => {
    requests += 1
    if (requests === nth) stuck.resolve()
    return requests === nth
  }
  sandbox.faults.add({ platform, kind: 'hang', match })
  return stuck.promise
}

/** The counts, and the rows that lie in the database, of a run that nobody disturbs. */
async function outcomeOf(server: TestApp, end: JobState, { tables }: Pull) {
  const { status, created, updated, unchanged, skipped, failed, processed, total } = end
  const rows = await Promise.all(
    tables.map((table) => rowsOf(server.databaseUrl, `select id, content_hash from ${table} order by id`)),
  )
  return { status, created, updated, unchanged, skipped, failed, processed, total, rows }
}

async function undisturbed(server: TestApp, pull: Pull) {
  await using reference = await startTestApp({ existingSandbox: server.sandbox })
  return await outcomeOf(reference, await run(reference, pull.type), pull)
}

async function reaches(server: TestApp, jobId: string, status: string): Promise<void> {
  await expect.poll(async () => (await controlled(server.http, jobId)).status).toBe(status)
}

test.each(PULLS)('$type, paused and resumed twice, ends as an undisturbed run', async (pull) => {
  await using server = await startTestApp({ sandbox: { products: 800 } })
  const expected = await undisturbed(server, pull)
  const first = stuckAt(server, pull.platform, 6)
  const jobId = await start(server.http, pull.type)
  await first
  expect(await control(server.http, 'pause', jobId)).toMatchObject({ job: { status: 'PAUSING' } })
  await reaches(server, jobId, 'PAUSED')
  expect((await controlled(server.http, jobId)).processed).toBeLessThan(expected.processed)
  const second = stuckAt(server, pull.platform, 4)
  await control(server.http, 'resume', jobId)
  await second
  await control(server.http, 'pause', jobId)
  await reaches(server, jobId, 'PAUSED')
  await control(server.http, 'resume', jobId)
  const end = await finished(server.ws, jobId)
  expect(end).toMatchObject({ attempt: 1, metadata: { resumedFrom: expect.any(String) } })
  expect(await outcomeOf(server, end, pull)).toEqual(expected)
})

test.each(PULLS)(
  '$type, failed and resumed, then cancelled and resumed, ends as an undisturbed run',
  async (pull) => {
    await using server = await startTestApp({ sandbox: { products: 800 } })
    const expected = await undisturbed(server, pull)
    const { platform } = pull
    const outage = server.sandbox.faults.add({
      platform,
      kind: 'status',
      status: 503,
      afterRequests: 5,
      times: Infinity,
    })
    const failed = await run(server, pull.type)
    expect(failed).toMatchObject({ status: 'FAILED', error: { code: 'PLATFORM_UNREACHABLE' } })
    outage.remove()
    const stuck = stuckAt(server, platform, 4)
    expect(await control(server.http, 'resume', failed.id)).toMatchObject({
      job: { status: 'QUEUED', attempt: 2 },
    })
    await stuck
    await control(server.http, 'cancel', failed.id)
    expect(await finished(server.ws, failed.id)).toMatchObject({ status: 'CANCELLED' })
    await control(server.http, 'resume', failed.id)
    const end = await finished(server.ws, failed.id)
    expect(end).toMatchObject({ attempt: 3, metadata: { resumedFrom: expect.any(String) } })
    expect(await outcomeOf(server, end, pull)).toEqual(expected)
  },
)

test('a cancel cuts short the wait for a locked URL, and the lock is respected all the same', async () => {
  await using server = await startTestApp({ sandbox: { products: 300, limits: { shopify: 'off' } } })
  server.sandbox.faults.add({ platform: 'nhanh', kind: 'lock', afterRequests: 2 })
  const jobId = await start(server.http, 'PULL_NHANH_PRODUCTS')
  for await (const state of watch(server.ws, { jobId })) if (state.waitingOn?.reason === 'RATE_LIMIT') break
  const before = await controlled(server.http, jobId)
  const { requests } = server.sandbox.world.counters.nhanh['/product/list']!
  await control(server.http, 'cancel', jobId)
  const end = await finished(server.ws, jobId)
  expect(end).toMatchObject({ status: 'CANCELLED', processed: before.processed, waitingOn: null })

  const next = await start(server.http, 'PULL_NHANH_PRODUCTS')
  for await (const state of watch(server.ws, { jobId: next }))
    if (state.waitingOn?.reason === 'RATE_LIMIT') break
  await control(server.http, 'pause', next)
  await reaches(server, next, 'PAUSED')
  expect(server.sandbox.world.counters.nhanh['/product/list']).toMatchObject({ requests, whileLocked: 0 })
})

test('thirty requests at once, again and again: each is answered, and the rows end as those of an undisturbed run', async () => {
  const pull = PULLS[0]
  await using server = await startTestApp({ sandbox: { products: 600 } })
  await using neighbour = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
  })
  const expected = await undisturbed(server, pull)
  // Slow enough not to end before all requests are made.
  const slow = { platform: pull.platform, kind: 'slow', delayMs: 500, times: Infinity } as const
  const slowness = server.sandbox.faults.add(slow)
  const jobId = await start(server.http, pull.type)
  const requests = ['cancel', 'pause', 'resume', 'resume'] as const
  for (let round = 0; round < 4; round++) {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const request = requests[Math.floor(Math.random() * requests.length)]!
        return control(index % 2 === 0 ? server.http : neighbour.http, request, jobId)
      }),
    )
    for (const { __typename } of answers) expect(['JobControlSuccess', 'JobNotInState']).toContain(__typename)
    await expect
      .poll(async () => (await controlled(server.http, jobId)).status, { timeout: 20_000 })
      .not.toMatch(/PAUSING|CANCELLING/)
    await control(server.http, 'resume', jobId)
  }
  expect((await controlled(server.http, jobId)).status).toMatch(/QUEUED|RUNNING/)
  slowness.remove()
  await expect
    .poll(async () => (await controlled(server.http, jobId)).status, { timeout: 20_000 })
    .toBe('COMPLETED')
  const [job] = await rowsOf<JobState>(server.databaseUrl, 'select * from background_job')
  const { created, updated, unchanged, skipped, failed, status, total } = job!
  const end = { ...job!, status, processed: created + updated + unchanged + skipped + failed, total }
  expect(await outcomeOf(server, end, pull)).toEqual(expected)
  expect(await rowsOf(server.databaseUrl, 'select * from job_sighting')).toEqual([])
  expect(await rowsOf(server.databaseUrl, 'select * from job_resource')).toEqual([])
})
