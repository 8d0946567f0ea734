import { gql } from 'graphql-request'
import { beforeEach, afterEach, describe, expect, test } from 'vitest'
import { randomFrom } from '../../src/sandbox/random.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { control, controlled } from '../support/control.ts'
import { createTestDatabase, rowsOf } from '../support/database.ts'
import { ask, finished, jobOf, run, start, watch, type JobState } from '../support/jobs.ts'
import { blockLinks, blockReviews, type Blocker } from '../support/match/blocker.ts'
import { customerGid, expectedOfPeople, fillWithPeople } from '../support/match/crowd.ts'
import { MATCHES } from '../support/match/outcome.ts'
import type { Counts } from '../support/match/truth.ts'
import { startServerProcess, variablesFor } from '../support/server-process.ts'

const CUSTOMERS = 'AUTO_MATCH_CUSTOMERS'
const NOTHING = { products: 0, customers: 0 }

let server: TestApp
beforeEach(async () => {
  server = await startTestApp({ sandbox: NOTHING })
})
afterEach(() => server[Symbol.asyncDispose]())

const sql = <Row extends object>(statement: string, values?: unknown[]) =>
  rowsOf<Row>(server.databaseUrl, statement, values)

/** All that a match of customers has written, without what differs from run to run. */
async function written(url: string) {
  return Promise.all(
    [
      'select nhanh_id, shopify_id, key, origin from customer_mapping order by 1, 2',
      'select key, reason, facts_hash, nhanh_count, shopify_count from match_review order by 1',
      `select key, side, record_id, matched_on from match_candidate join match_review on review_id = id order by 1, 2, 3`,
    ].map((query) => rowsOf(url, query)),
  )
}

const linesOf = (url: string, jobId: string) =>
  rowsOf(url, 'select key, title, outcome, code from job_item where job_id = $1 order by 1', [jobId])

const numbersOf = ({ status, total, processed, created, unchanged, skipped, failed, metadata }: JobState) => {
  const { nhanh, shopify } = metadata
  return { status, total, processed, created, unchanged, skipped, failed, nhanh, shopify }
}

/** What holds at the end of every match, whatever happened while it ran. */
async function expectTrueNumbers(jobId: string): Promise<void> {
  const job = (await jobOf(server.http, jobId))!
  expect(job).toMatchObject({ status: 'COMPLETED', failed: 0 })
  const sum = (counts: object) => Object.values(counts).reduce((a: number, b: number) => a + b, 0)
  for (const side of ['nhanh', 'shopify']) {
    const { lookedAt, review, ...parts } = job.metadata[side] as Counts
    expect(sum(parts) + sum(review)).toBe(lookedAt)
  }
  const { lookedAt, linked, alreadyLinked } = job.metadata['shopify'] as Counts
  const skipped = lookedAt - linked - alreadyLinked
  expect(job).toMatchObject({ created: linked, unchanged: alreadyLinked, skipped, processed: lookedAt })
  const [mine] = await sql('select count(*)::int as linked from customer_mapping where job_id = $1', [jobId])
  expect(mine).toEqual({ linked })
}

async function reaches(jobId: string, status: string): Promise<void> {
  await expect.poll(async () => (await controlled(server.http, jobId)).status).toBe(status)
}

/** Lets a job go on to where the blocker is, pauses it there, and takes the blocker away: it stops after that batch. */
async function pauseAt(blocker: Blocker, jobId: string): Promise<void> {
  await blocker.reached()
  expect(await control(server.http, 'pause', jobId)).toMatchObject({ job: { status: 'PAUSING' } })
  await blocker.release()
  await reaches(jobId, 'PAUSED')
}

/** A match in batches, paused after its first one. */
async function pausedAfterOneBatch(batchSize: number): Promise<string> {
  await using blocker = await blockLinks(server.databaseUrl)
  const jobId = await start(server.http, CUSTOMERS, { strategy: 'BATCH', batchSize })
  await pauseAt(blocker, jobId)
  return jobId
}

async function resume(jobId: string): Promise<JobState> {
  await control(server.http, 'resume', jobId)
  return finished(server.ws, jobId)
}

async function mapCustomer(nhanh: number | string, shopify: string): Promise<string> {
  const { answer } = await server.http.request<{ answer: { __typename: string } }>(
    gql`
      mutation ($nhanh: ID!, $shopify: ID!) {
        answer: mapCustomer(nhanhCustomerId: $nhanh, shopifyCustomerId: $shopify) {
          __typename
        }
      }
    `,
    { nhanh: String(nhanh), shopify },
  )
  return answer.__typename
}

describe('started while another runs', () => {
  test('of two at once one is started and the other is told which', async () => {
    await fillWithPeople(server.databaseUrl, 20)
    await using blocker = await blockLinks(server.databaseUrl)
    const same = await Promise.all([1, 2, 3, 4].map(() => ask(server.http, CUSTOMERS, { strategy: 'SQL' })))
    const names = same.map((answer) => answer.__typename).toSorted()
    expect(names).toEqual(['JobAlreadyRunning', 'JobAlreadyRunning', 'JobAlreadyRunning', 'StartJobSuccess'])
    const ids = new Set(same.map((answer) => ('job' in answer ? answer.job.id : null)))
    expect(ids.size).toBe(1)
    const [jobId] = [...ids]
    const other = await ask(server.http, CUSTOMERS, { strategy: 'BATCH' })
    expect(other).toMatchObject({ __typename: 'JobConflict', job: { id: jobId } })
    await blocker.release()
    expect(await finished(server.ws, jobId!)).toMatchObject({ status: 'COMPLETED', created: 14 })
    expect(await sql('select count(*)::int as count from customer_mapping')).toEqual([{ count: 14 }])
  })

  test('products and customers are matched beside each other', async () => {
    await fillWithPeople(server.databaseUrl, 20)
    await using blocker = await blockLinks(server.databaseUrl)
    const jobId = await start(server.http, CUSTOMERS)
    await blocker.reached()
    expect(await run(server, MATCHES.PRODUCT.type)).toMatchObject({ status: 'COMPLETED' })
    await blocker.release()
    expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', created: 14 })
  })

  test.each(['SQL', 'BATCH'])(
    'a dry run by %s runs beside it, and keeps nobody waiting',
    async (strategy) => {
      await fillWithPeople(server.databaseUrl, 20)
      await using blocker = await blockLinks(server.databaseUrl)
      const jobId = await start(server.http, CUSTOMERS, { strategy })
      await blocker.reached()
      const dry = await Promise.all(
        [1, 2].map(() => start(server.http, CUSTOMERS, { strategy, dryRun: true })),
      )
      for (const id of dry) {
        expect(await finished(server.ws, id)).toMatchObject({ status: 'COMPLETED', created: 14 })
      }
      expect(await sql('select * from customer_mapping')).toEqual([])
      await blocker.release()
      expect(await finished(server.ws, jobId)).toMatchObject({ status: 'COMPLETED', created: 14 })
      expect(await sql('select * from planned_link')).toEqual([])
    },
  )
})

describe('paused, resumed and cancelled between batches', () => {
  test('paused while it links and while it judges, it ends as one that nobody disturbed', async () => {
    await using reference = await startTestApp({ sandbox: NOTHING })
    await fillWithPeople(reference.databaseUrl, 100)
    const input = { strategy: 'BATCH', batchSize: 15 }
    const undisturbed = await run(reference, CUSTOMERS, input)

    await fillWithPeople(server.databaseUrl, 100)
    const jobId = await pausedAfterOneBatch(15)
    expect((await controlled(server.http, jobId)).processed).toBe(10)
    for (const block of [blockLinks, blockReviews, blockReviews]) {
      await using blocker = await block(server.databaseUrl)
      await control(server.http, 'resume', jobId)
      await pauseAt(blocker, jobId)
    }
    const end = await resume(jobId)
    expect(numbersOf(end)).toEqual(numbersOf(undisturbed))
    expect(await written(server.databaseUrl)).toEqual(await written(reference.databaseUrl))
    expect(await linesOf(server.databaseUrl, jobId)).toEqual(
      await linesOf(reference.databaseUrl, undisturbed.id),
    )
    const { linked, families, names, alone } = expectedOfPeople(100)
    expect(end).toMatchObject({ created: linked, skipped: families + names + alone })
  })

  test('cancelled, it leaves its links and every earlier review, and the next one links the rest', async () => {
    await fillWithPeople(server.databaseUrl, 100)
    await run(server, CUSTOMERS)
    await sql('delete from customer_mapping')
    const reviews = 'select id, key, reason from match_review order by id'
    const before = await sql(reviews)
    expect(before.length).toBe(20)

    const jobId = await pausedAfterOneBatch(15)
    await control(server.http, 'cancel', jobId)
    await reaches(jobId, 'CANCELLED')
    const [{ count }] = (await sql<{ count: number }>(
      'select count(*)::int as count from customer_mapping where job_id = $1',
      [jobId],
    )) as [{ count: number }]
    expect(count).toBe(10)
    expect(await sql(reviews)).toEqual(before)

    const next = await run(server, CUSTOMERS, { strategy: 'BATCH', batchSize: 40 })
    expect(next).toMatchObject({ status: 'COMPLETED', created: 60, unchanged: 10, total: 100 })
    expect(await sql(reviews)).toEqual(before)
    await expectTrueNumbers(next.id)
  })

  test('cancelled and resumed, it goes on where it was', async () => {
    await fillWithPeople(server.databaseUrl, 100)
    const jobId = await pausedAfterOneBatch(15)
    await control(server.http, 'cancel', jobId)
    await reaches(jobId, 'CANCELLED')
    expect(await resume(jobId)).toMatchObject({ status: 'COMPLETED', created: 70, unchanged: 0, total: 100 })
    await expectTrueNumbers(jobId)
  })
})

describe('the tables change between batches', () => {
  test('records that vanish, change and come are judged as they are', async () => {
    await fillWithPeople(server.databaseUrl, 100)
    const jobId = await pausedAfterOneBatch(15)
    // Before its place: linked already (3), and in a review (10). Behind it: both sides of pairs (53, 54).
    const gone = { shopify: [3, 10, 53].map(customerGid), nhanh: ['54'] }
    await sql('update shopify_customer set deleted_at = now() where id = any($1)', [gone.shopify])
    await sql('update nhanh_customer set deleted_at = now() where id = any($1)', [gone.nhanh])
    await sql('delete from customer_phone where customer_id = any($1)', [[...gone.shopify, ...gone.nhanh]])
    // 61 of Shopify had no counterpart; the phone of 63 becomes hers, and 65 is called otherwise now.
    await sql(`update customer_phone set phone = '+84914000061' where customer_id = '63'`)
    await sql(`update customer_phone set name_words = '{mai}' where customer_id = $1`, [customerGid(65)])

    await resume(jobId)
    await expectTrueNumbers(jobId)
    const links = await sql<{ nhanh: number; shopify: string }>(
      'select nhanh_id::int as nhanh, shopify_id as shopify from customer_mapping order by 1',
    )
    const pairs = new Map(links.map(({ nhanh, shopify }) => [nhanh, shopify]))
    expect(pairs.get(3)).toBe(customerGid(3))
    expect(pairs.get(63)).toBe(customerGid(61))
    for (const unlinked of [53, 54, 65]) expect(pairs.has(unlinked)).toBe(false)
    expect(pairs.size).toBe(67)
    const keys = await sql<{ key: string; reason: string }>(
      `select key, reason from match_review where key in ('+84914000010', '+84914000065') order by key`,
    )
    expect(keys).toEqual([{ key: '+84914000065', reason: 'NAME_DISAGREES' }])
  })

  test('rows that change all the time never make a link of what does not belong together', async () => {
    await fillWithPeople(server.databaseUrl, 200)
    const random = randomFrom('rows that change')
    const jobId = await start(server.http, CUSTOMERS, { strategy: 'BATCH', batchSize: 5 })
    for await (const { status } of watch(server.ws, { jobId })) {
      if (status === 'COMPLETED') break
      const number = random.int(1, 200)
      const table = random.pick(['nhanh_customer', 'shopify_customer'])
      const id = table === 'nhanh_customer' ? String(number) : customerGid(number)
      await sql(`update ${table} set deleted_at = now() where id = $1`, [id])
      await sql('delete from customer_phone where customer_id = $1', [id])
    }
    await expectTrueNumbers(jobId)
    expect(
      await sql(
        `select * from customer_mapping where shopify_id <> 'gid://shopify/Customer/' || 1000000 + nhanh_id`,
      ),
    ).toEqual([])
  })
})

describe('a person links while it runs', () => {
  test('what a person linked between two batches stays, and counts as linked before', async () => {
    await fillWithPeople(server.databaseUrl, 100)
    const jobId = await pausedAfterOneBatch(15)
    // The match would have linked 55 with 55 and 66 with 66.
    expect(await mapCustomer(55, customerGid(66))).toBe('MapCustomerSuccess')
    expect(await mapCustomer(4, customerGid(61))).toBe('AlreadyMapped')
    expect(await resume(jobId)).toMatchObject({ created: 68, unchanged: 1, total: 100 })
    await expectTrueNumbers(jobId)
    expect(
      await sql(`select nhanh_id::int, shopify_id, origin from customer_mapping where nhanh_id in (55, 66)`),
    ).toEqual([{ nhanh_id: 55, shopify_id: customerGid(66), origin: 'MANUAL' }])
  })

  test('what a person links while the match waits to link the same is not linked twice', async () => {
    await fillWithPeople(server.databaseUrl, 20)
    await using blocker = await blockLinks(server.databaseUrl)
    const jobId = await start(server.http, CUSTOMERS)
    await blocker.reached()
    // As a person does, who holds the lock that the match waits for.
    await sql(
      `insert into customer_mapping (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin)
       select n.account_id, s.account_id, n.id, s.id, 'MANUAL' from nhanh_customer n, shopify_customer s
       where n.id = 5 and s.id = $1`,
      [customerGid(6)],
    )
    await blocker.release()
    expect(await finished(server.ws, jobId)).toMatchObject({ created: 12, unchanged: 1 })
    await expectTrueNumbers(jobId)
  })

  test('links that come all the time never give a record two mappings', async () => {
    await fillWithPeople(server.databaseUrl, 200)
    const random = randomFrom('a busy person')
    const jobId = await start(server.http, CUSTOMERS, { strategy: 'BATCH', batchSize: 5 })
    const answers: string[] = []
    for await (const { status } of watch(server.ws, { jobId })) {
      if (status === 'COMPLETED') break
      const pairs = [1, 2, 3].map(() => [random.int(1, 200), random.int(1, 200)] as const)
      answers.push(...(await Promise.all(pairs.map(([n, s]) => mapCustomer(n, customerGid(s))))))
    }
    expect(new Set(answers)).toContain('MapCustomerSuccess')
    await expectTrueNumbers(jobId)
    const [manual] = await sql(
      `select count(*)::int as count, count(distinct nhanh_id)::int as nhanh, count(distinct shopify_id)::int as shopify
       from customer_mapping`,
    )
    const { count } = manual as { count: number }
    expect(manual).toEqual({ count, nhanh: count, shopify: count })
  })
})

test('killed three times in mid-batch, it ends with the links and counts of an undisturbed match', async () => {
  await using disturbed = await createTestDatabase()
  await using undisturbed = await createTestDatabase()
  const sandbox = await startSandbox({ ...NOTHING, limits: { nhanh: 'off', shopify: 'off' } })
  try {
    const variables = variablesFor(sandbox)
    const input = { strategy: 'BATCH', batchSize: 20 }
    const reference = await startServerProcess({ ...variables, DATABASE_URL: undisturbed.url })
    await fillWithPeople(undisturbed.url, 1_000)
    const expected = await finished(reference.ws, await start(reference.http, CUSTOMERS, input))
    await reference.end('SIGTERM')

    let jobId: string | null = null
    for (const changes of [8, 45, 12]) {
      await using killed = await startServerProcess({ ...variables, DATABASE_URL: disturbed.url })
      if (jobId === null) await fillWithPeople(disturbed.url, 1_000)
      jobId ??= await start(killed.http, CUSTOMERS, input)
      const { seq } = (await jobOf(killed.http, jobId))!
      for await (const state of watch(killed.ws, { jobId })) {
        if (state.seq >= seq + changes) break
        if (state.status === 'COMPLETED') throw new Error('the match ended before it could be killed')
      }
      await killed.end('SIGKILL')
    }
    await using last = await startServerProcess({ ...variables, DATABASE_URL: disturbed.url })
    const end = await finished(last.ws, jobId!)
    expect(end.attempt).toBe(4)
    expect(numbersOf(end)).toEqual(numbersOf(expected))
    expect(await written(disturbed.url)).toEqual(await written(undisturbed.url))
    expect(await linesOf(disturbed.url, jobId!)).toEqual(await linesOf(undisturbed.url, expected.id))
    expect(await rowsOf(disturbed.url, 'select * from job_sighting')).toEqual([])
    expect(await rowsOf(disturbed.url, 'select * from job_resource')).toEqual([])
  } finally {
    await sandbox.close()
  }
}, 120_000)
