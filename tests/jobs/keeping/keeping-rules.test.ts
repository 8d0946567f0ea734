import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Orm } from '../../../src/database.ts'
import { keepingRules, type KeepingDays } from '../../../src/jobs/keeping/keeping-rules.ts'
import { createTestDatabase, rowsOf } from '../../support/database.ts'
import { insertLines, insertPastJob, jobIdsIn, remainsOf, type PastJob } from '../../support/past-jobs.ts'

const DAYS: KeepingDays = { jobsDays: 90, failedJobsDays: 365, personalDays: 90 }

let database: Awaited<ReturnType<typeof createTestDatabase>>
let orm: Orm
let url: string
/** What a job is never without: its type has a newer one. */
let newest: number
beforeEach(async () => {
  database = await createTestDatabase()
  url = database.url
  orm = await openDatabase(url)
  newest = 0
})
afterEach(async () => {
  await orm.close()
  await database[Symbol.asyncDispose]()
})

const db = (): Kysely<unknown> => orm.em.fork().getKysely<unknown>()

/** Follows every rule until it has nothing more to drop; returns the ids of the jobs that were deleted. */
async function keepHouse(
  days: Partial<KeepingDays> = {},
  limit = 1_000,
  now = new Date(),
): Promise<number[]> {
  const deleted: number[] = []
  const rules = keepingRules({ ...DAYS, ...days }, [1, 2], (jobs) =>
    deleted.push(...jobs.map(({ id }) => id)),
  )
  for (const rule of rules) while ((await rule.drop(db(), now, limit)) > 0);
  return deleted.toSorted((a, b) => a - b)
}

/** An old job whose type has a newer one that was settled just now. */
async function insertOld(job: PastJob = {}): Promise<number> {
  const id = await insertPastJob(url, { accountIds: `'{1,2}'`, ...job })
  const type = job.type ?? 'PULL_NHANH_PRODUCTS'
  newest = await insertPastJob(url, { type, endedAgo: '1 minute', accountIds: job.accountIds ?? `'{1,2}'` })
  return id
}

describe('a job is dropped by its age', () => {
  test.each<[string, PastJob, boolean]>([
    ['completed 89 days ago', { endedAgo: '89 days' }, false],
    ['completed 91 days ago', { endedAgo: '91 days' }, true],
    ['cancelled 91 days ago', { status: 'CANCELLED', endedAgo: '91 days' }, true],
    ['failed 91 days ago', { status: 'FAILED', endedAgo: '91 days' }, false],
    ['failed 364 days ago', { status: 'FAILED', endedAgo: '364 days' }, false],
    ['failed 366 days ago', { status: 'FAILED', endedAgo: '366 days' }, true],
    ['completed with errors 91 days ago', { status: 'COMPLETED_WITH_ERRORS', endedAgo: '91 days' }, false],
    ['completed with errors 366 days ago', { status: 'COMPLETED_WITH_ERRORS', endedAgo: '366 days' }, true],
    ['a dry run 91 days ago', { type: 'PRODUCT_SYNC', dryRun: true, endedAgo: '91 days' }, true],
    ['of a type that this version does not know', { type: 'OF_OLD' }, true],
    ['paused for a year', { status: 'PAUSED', endedAgo: null }, false],
    ['queued for a year', { status: 'QUEUED', endedAgo: null }, false],
    ['of accounts of another server', { accountIds: `'{3}'` }, false],
  ])('%s', async (_case, job, isDropped) => {
    const id = await insertOld(job)
    expect(await keepHouse()).toEqual(isDropped ? [id] : [])
    expect(await jobIdsIn(url)).toEqual(isDropped ? [newest] : [id, newest])
  })

  test('never, where that is said', async () => {
    await insertOld({ endedAgo: '10 years' })
    await insertOld({ status: 'FAILED', endedAgo: '10 years' })
    expect(await keepHouse({ jobsDays: 0, failedJobsDays: 0 })).toEqual([])
  })

  test('by the clock that it is given', async () => {
    const id = await insertOld({ endedAgo: '1 minute' })
    expect(await keepHouse()).toEqual([])
    expect(await keepHouse({}, 1_000, new Date(Date.now() + 91 * 86_400_000))).toEqual([id])
  })
})

describe('a job on which something rests stays', () => {
  test('the newest settled one of each type and accounts that was no dry run', async () => {
    const pull = await insertPastJob(url, { accountIds: `'{1}'` })
    const ofOtherAccounts = await insertPastJob(url, { accountIds: `'{2}'` })
    await insertPastJob(url, { accountIds: `'{1}'`, dryRun: true })
    await insertPastJob(url, { accountIds: `'{1}'`, status: 'RUNNING', endedAgo: null })
    const failed = await insertPastJob(url, { type: 'CUSTOMER_SYNC', status: 'FAILED', endedAgo: '2 years' })
    await keepHouse()
    expect(await jobIdsIn(url)).toEqual([pull, ofOtherAccounts, ofOtherAccounts + 2, failed])
  })

  test.each([
    ['FAILED', '5 hours', true],
    ['CANCELLED', '5 hours', true],
    ['FAILED', '7 hours', false],
    ['FAILED', null, false],
    ['COMPLETED', '5 hours', false],
  ])('%s, its checkpoint %s old: %s', async (status, checkpointAgo, stays) => {
    const id = await insertOld({ status, checkpointAgo, endedAgo: '366 days' })
    expect(await keepHouse()).toEqual(stays ? [] : [id])
  })

  test('one with a write of which nobody knows yet', async () => {
    const id = await insertOld()
    await rowsOf(
      url,
      `insert into write_intent (job_id, kind, idempotency_key, payload) values ($1, 'LEVELS', gen_random_uuid(), '{}')`,
      [id],
    )
    expect(await keepHouse()).toEqual([])
    await rowsOf(url, 'delete from write_intent')
    expect(await keepHouse()).toEqual([id])
  })

  test('one in which a mapping failed last', async () => {
    const id = await insertOld()
    await rowsOf(
      url,
      `insert into sync_failure (kind, mapping_id, job_id, code, attempts, failed_at)
       values ('PRODUCT', 1, $1, 'STOCK_UNKNOWN', 1, now())`,
      [id],
    )
    expect(await keepHouse()).toEqual([])
    await rowsOf(url, 'delete from sync_failure')
    expect(await keepHouse()).toEqual([id])
  })

  test.each(['jobId', 'planOf'])('one that an active job names as its %s', async (field) => {
    const id = await insertOld()
    const active = await insertPastJob(url, {
      status: 'PAUSED',
      endedAgo: null,
      input: { [field]: String(id) },
    })
    expect(await keepHouse()).toEqual([])
    await rowsOf(url, `update background_job set status = 'CANCELLED', completed_at = now() where id = $1`, [
      active,
    ])
    expect(await keepHouse()).toEqual([id])
  })

  test('one that an active job is related to', async () => {
    const id = await insertOld()
    const active = await insertPastJob(url, { status: 'QUEUED', endedAgo: null })
    await rowsOf(url, `insert into job_relation values ($1, 'RETRY_OF', $2)`, [active, id])
    expect(await keepHouse()).toEqual([])
  })

  test('but not one that is only named as the last to write a level or a customer, or to link a pair', async () => {
    const id = await insertOld()
    await rowsOf(
      url,
      `insert into published_level (shopify_account_id, variant_id, location_id, quantity, nhanh_available, in_step_at,
         written_quantity, written_at, job_id) values (2, 'v', 'l', 3, 3, now(), 3, now(), $1)`,
      [id],
    )
    await rowsOf(
      url,
      `insert into published_customer (shopify_account_id, customer_id, namespace, nhanh_customer_id, job_id)
       values (2, 'c', 'synctrack', 7, $1)`,
      [id],
    )
    await rowsOf(
      url,
      `insert into product_mapping (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin, job_id)
       values (1, 2, 7, 'v', 'MATCHED', $1)`,
      [id],
    )
    expect(await keepHouse()).toEqual([id])
    expect(await rowsOf(url, 'select written_quantity from published_level where job_id = $1', [id])).toEqual(
      [{ written_quantity: 3 }],
    )
    expect(await rowsOf(url, 'select 1 as one from published_customer, product_mapping')).toHaveLength(1)
  })
})

describe('what a job leaves behind', () => {
  async function insertScaffold(jobId: number): Promise<void> {
    await rowsOf(url, `insert into job_sighting values ($1, 'b', 'a', '{a,b}', 2)`, [jobId])
    await rowsOf(url, `insert into planned_link values ($1, 's', 1)`, [jobId])
    await rowsOf(url, `insert into job_relation values ($1, 'RETRY_OF', 99), (98, 'RETRY_OF', $1)`, [jobId])
    await rowsOf(url, `insert into job_resource values ($1, $2)`, [`resource of ${jobId}`, jobId])
  }

  test('goes with it, and nothing of another', async () => {
    const old = await insertOld()
    const kept = newest
    for (const id of [old, kept]) {
      await insertLines(url, id, { lines: 30 })
      await insertScaffold(id)
    }
    await rowsOf(url, `insert into stream_mark values (1, 'products', now(), '{}')`)
    expect(await keepHouse({}, 7)).toEqual([old])
    expect(await remainsOf(url)).toEqual({
      job_item: [kept],
      job_item_count: [kept],
      job_log_entry: [kept],
      job_relation: [kept, 98],
      job_sighting: [kept],
      planned_link: [kept],
      job_resource: [kept],
    })
    expect(await rowsOf(url, 'select from job_relation where related_job_id = $1', [old])).toEqual([])
    expect(await rowsOf(url, 'select stream from stream_mark')).toHaveLength(1)
  })

  test('is dropped by a batch of so many rows at most, each on its own', async () => {
    const old = await insertOld()
    await insertLines(url, old, { lines: 25 })
    const rules = keepingRules(DAYS, [1, 2], () => {})
    const [ofJobs, ofRemains] = [rules[0]!, rules.at(-1)!]
    const now = new Date()
    expect(await ofJobs.drop(db(), now, 10)).toBe(1)
    expect(await remainsOf(url)).toMatchObject({ dropped_job: [old], job_item: [old] })
    const batches: number[] = []
    do batches.push(await ofRemains.drop(db(), now, 10))
    while (batches.at(-1)! > 0)
    // 25 lines, their count and the line of the log; then the job's number itself.
    expect(batches).toEqual([10, 10, 7, 1, 0])
    expect(await remainsOf(url)).toEqual({})
  })
})
