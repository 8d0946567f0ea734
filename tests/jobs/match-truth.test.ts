import { PRODUCTS_IN_SMALL_BATCHES } from '../support/job-types/small-batches.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isValidPhoneNumber } from 'libphonenumber-js/max'
import { NhanhWorld } from '../../src/sandbox/nhanh/nhanh-world.ts'
import { ShopifyWorld } from '../../src/sandbox/shopify/shopify-world.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run, type JobState } from '../support/jobs.ts'
import { makeTruth, type MatchTruth } from '../support/match-truth.ts'
import {
  expectedOutcome,
  MATCHES,
  outcomeOf,
  plannedLinks,
  prepare,
  reviewsOf,
  writtenTables,
  type MatchedKind,
  type Outcome,
} from '../support/match/outcome.ts'
import { isReason, type Counts, type Truth } from '../support/match/truth.ts'

const PULLS = [
  'PULL_NHANH_PRODUCTS',
  'PULL_SHOPIFY_PRODUCTS',
  'PULL_NHANH_CUSTOMERS',
  'PULL_SHOPIFY_CUSTOMERS',
]
const PULLED = ['nhanh_product', 'shopify_variant', 'nhanh_customer', 'shopify_customer', 'customer_phone']
const KINDS = ['PRODUCT', 'CUSTOMER'] as const
const STRATEGIES = ['SQL', 'BATCH'] as const
type Strategy = (typeof STRATEGIES)[number]

let server: TestApp
let set: MatchTruth
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0, customers: 0 } })
  set = makeTruth(server.sandbox.world, 'first', 400)
  for (const type of PULLS) expect(await run(server, type)).toMatchObject({ status: 'COMPLETED', failed: 0 })
  set.deleteAtSource()
  for (const type of PULLS) expect(await run(server, type)).toMatchObject({ status: 'COMPLETED', failed: 0 })
  for (const table of PULLED) await sql(`create table pulled_${table} as table ${table}`)
}, 120_000)
afterAll(() => server[Symbol.asyncDispose]())

/** The tables as they were pulled, and what a person did before the match. */
beforeEach(async () => {
  for (const table of PULLED) {
    await sql(`truncate ${table}`)
    await sql(`insert into ${table} table pulled_${table}`)
  }
  for (const kind of KINDS) await prepare(server.databaseUrl, kind, truthOf(kind))
})

const sql = <Row extends object>(statement: string, values?: unknown[]) =>
  rowsOf<Row>(server.databaseUrl, statement, values)
const truthOf = (kind: MatchedKind): Truth => set[MATCHES[kind].truth]

async function match(kind: MatchedKind, strategy: Strategy, dryRun = false): Promise<JobState> {
  const job = await (strategy === 'SQL'
    ? run(server, MATCHES[kind].type, { strategy, dryRun })
    : run(server, kind === 'PRODUCT' ? PRODUCTS_IN_SMALL_BATCHES : MATCHES[kind].type, {
        strategy,
        dryRun,
        batchSize: 97,
      }))
  expect(job).toMatchObject({ status: 'COMPLETED', error: null, failed: 0, updated: 0 })
  return job
}

const outcome = (kind: MatchedKind, job: JobState): Promise<Outcome> =>
  outcomeOf(server.databaseUrl, kind, truthOf(kind), job.id)

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0)

/** What the job says of both sides, and what it counts, are what they should be. */
function expectNumbers(job: JobState, expected: { nhanh: Counts; shopify: Counts }): void {
  expect(job.metadata).toMatchObject(expected)
  for (const side of ['nhanh', 'shopify']) {
    const { lookedAt, review, ...parts } = job.metadata[side] as Counts
    expect(sum(parts) + sum(review)).toBe(lookedAt)
  }
  const { lookedAt: total, linked: created, alreadyLinked: unchanged } = expected.shopify
  const skipped = total - created - unchanged
  expect(job).toMatchObject({ total, processed: total, created, unchanged, skipped })
}

function numbersOf(kind: MatchedKind, change: (counts: Counts) => Counts = (counts) => counts) {
  const of = (side: 'NHANH' | 'SHOPIFY') => change(truthOf(kind).metadataOf(side))
  return { nhanh: of('NHANH'), shopify: of('SHOPIFY') }
}

const linkedBefore = (counts: Counts): Counts => ({
  ...counts,
  linked: 0,
  alreadyLinked: counts.linked + counts.alreadyLinked,
})
const decidedBefore = (counts: Counts): Counts => ({
  ...linkedBefore(counts),
  ignored: counts.ignored + sum(counts.review),
  review: {},
})

test('the same seed makes the same set, another seed another one of the same scenarios', () => {
  const made = (seed: string) => {
    const now = () => Date.UTC(2026, 10, 20)
    const nhanh = new NhanhWorld({ appId: '1', businessId: '1', accessToken: 'a' }, now)
    const shopify = new ShopifyWorld({ shop: 's', accessToken: 'a', clientId: 'c', clientSecret: 'd' }, now)
    const { products, customers } = makeTruth(
      { nhanh, shopify, counters: { nhanh: {}, shopify: {} } },
      seed,
      300,
    )
    const records = [nhanh.products, nhanh.customers, shopify.variants, shopify.customers].map(
      (table) => table.records,
    )
    return { records, products: expectedOutcome(products), customers: expectedOutcome(customers) }
  }
  const first = made('first')
  expect(made('first')).toEqual(first)
  expect(made('second').records).not.toEqual(first.records)
  const keys = first.customers.links.map((line) => line.split(' by PHONE ')[1])
  for (const key of keys) expect(isValidPhoneNumber(key!)).toBe(true)
})

describe.each(KINDS)('%s', (kind) => {
  describe.each(STRATEGIES)('%s', (strategy) => {
    test('finds the truth and nothing else', async () => {
      const job = await match(kind, strategy)
      expect(await outcome(kind, job)).toEqual(expectedOutcome(truthOf(kind)))
      expect(job.metadata['strategy']).toBe(strategy)
      expectNumbers(job, numbersOf(kind))
    })

    test('as a dry run tells the same and writes nothing', async () => {
      const before = await writtenTables(server.databaseUrl)
      const dry = await match(kind, strategy, true)
      expect(await writtenTables(server.databaseUrl)).toEqual(before)
      expectNumbers(dry, numbersOf(kind))
      const { links, ledger } = expectedOutcome(truthOf(kind))
      expect(await plannedLinks(server.databaseUrl, truthOf(kind), dry.id)).toEqual(links)
      expect(await outcome(kind, dry)).toEqual({ links: [], reviews: [], ledger })

      const wet = await match(kind, strategy)
      const lines = (job: JobState) =>
        sql(
          `select key, title, outcome, code, message, search_text from job_item
           where job_id = $1 and code is not null order by key`,
          [job.id],
        )
      expect(await lines(wet)).toEqual(await lines(dry))
    })

    test('a second time links nothing and asks nothing new', async () => {
      await match(kind, strategy)
      const stored = () =>
        sql(`select id, key_field, key, reason, facts_hash, nhanh_count, shopify_count, created_at
             from match_review order by id`)
      const links = () => sql(`select * from ${MATCHES[kind].mappings} order by id`)
      const before = [await stored(), await links()]
      const job = await match(kind, strategy)
      expect([await stored(), await links()]).toEqual(before)
      const { reviews, ledger } = expectedOutcome(truthOf(kind))
      expect(await outcome(kind, job)).toEqual({ links: [], reviews, ledger })
      expectNumbers(job, numbersOf(kind, linkedBefore))
    })

    test('does not ask again what was decided, until its facts change', async () => {
      await match(kind, strategy)
      await sql(`update match_review set decision = 'IGNORE', decided_by = 'lan', decided_at = now()`)
      const decided = await match(kind, strategy)
      expect((await outcome(kind, decided)).ledger).toEqual([])
      expect(await sql('select count(*)::int as open from match_review where decision is null')).toEqual([
        { open: 0 },
      ])
      expectNumbers(decided, numbersOf(kind, decidedBefore))

      const [review] = await sql<{ id: number; record: string }>(
        `select id, record_id as record from match_review join match_candidate on review_id = id
         where reason = 'SEVERAL_IN_NHANH' and side = 'NHANH' and matched_on in ('SKU', 'OWN') and nhanh_count = 3
         order by 1, 2 limit 1`,
      )
      await copyOfNhanh(kind, review!.record, '999')
      await match(kind, strategy)
      const open = await sql('select * from match_review where decision is null')
      expect(open).toMatchObject([{ id: review!.id, nhanh_count: 4, decided_by: null, decided_at: null }])
      expect(
        await sql(`select matched_on from match_candidate where review_id = $1 and record_id = '999'`, [
          review!.id,
        ]),
      ).toHaveLength(1)
    })

    test('remembers what a person linked out of a review', async () => {
      await match(kind, strategy)
      const [review] = await sql<{ id: number; nhanh: string; shopify: string }>(
        `select id, n.record_id as nhanh, s.record_id as shopify from match_review
         join match_candidate n on n.review_id = id and n.side = 'NHANH'
         join match_candidate s on s.review_id = id and s.side = 'SHOPIFY'
         where reason = 'SEVERAL_IN_SHOPIFY' and shopify_count = 3 and nhanh_count = 1 order by 1, 2, 3 limit 1`,
      )
      const { nhanh, shopify } = review!
      await sql(
        `update match_review set decision = 'LINK', linked_nhanh_id = $2, linked_shopify_id = $3 where id = $1`,
        [review!.id, nhanh, shopify],
      )
      await sql(
        `insert into ${MATCHES[kind].mappings} (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin)
         select nhanh_account_id, shopify_account_id, $2, $3, 'MANUAL' from match_review where id = $1`,
        [review!.id, nhanh, shopify],
      )
      const job = await match(kind, strategy)
      expect(await sql('select id, decision from match_review where decision is not null')).toEqual([
        { id: review!.id, decision: 'LINK' },
      ])
      const { ignored } = job.metadata['shopify'] as Counts
      expect(ignored).toBe(numbersOf(kind).shopify.ignored + 2)
    })

    test('does not link what a person ignored when the link that stood in its way is gone', async () => {
      await match(kind, strategy)
      const pairs = await sql<{ review: number; nhanh: string; shopify: string }>(
        `select r.id as review, n.record_id as nhanh, s.record_id as shopify from match_review r
         join match_candidate n on n.review_id = id and n.side = 'NHANH'
         join match_candidate s on s.review_id = id and s.side = 'SHOPIFY'
         where reason = 'REPLACED' and nhanh_count = 1 and shopify_count = 1 order by id`,
      )
      const reviews = pairs.map(({ review }) => review)
      await sql(`update match_review set decision = 'IGNORE' where id = any($1)`, [reviews])
      for (const { nhanh, shopify } of pairs)
        await sql(`delete from ${MATCHES[kind].mappings} where nhanh_id = $1 or shopify_id = $2`, [
          nhanh,
          shopify,
        ])
      const decided = await match(kind, strategy)
      expect(decided.created).toBe(0)
      const { ignored } = decided.metadata['shopify'] as Counts
      expect(ignored).toBe(numbersOf(kind, linkedBefore).shopify.ignored + pairs.length)

      await sql(`update match_review set decision = null where id = any($1)`, [reviews])
      expect((await match(kind, strategy)).created).toBeGreaterThan(0)
    })

    test('removes what is no longer so, unless it was decided', async () => {
      await match(kind, strategy)
      const reviews = await sql<{ id: number; records: string[] }>(
        `select id, array_agg(record_id) as records from match_review join match_candidate on review_id = id
         where reason = 'SEVERAL_IN_NHANH' and side = 'NHANH' and nhanh_count = 3 and matched_on in ('SKU', 'OWN')
         group by id order by id limit 2`,
      )
      const [undecided, decided] = reviews
      await sql(`update match_review set decision = 'IGNORE' where id = $1`, [decided!.id])
      await vanish(kind, [...undecided!.records, ...decided!.records])
      const before = await reviewsOf(server.databaseUrl, kind, truthOf(kind))
      const job = await match(kind, strategy)
      expect(await reviewsOf(server.databaseUrl, kind, truthOf(kind))).toHaveLength(before.length - 1)
      expect(
        await sql('select id from match_review where id = any($1)', [reviews.map(({ id }) => id)]),
      ).toEqual([{ id: decided!.id }])
      expect(
        await sql('select count(*)::int as rows from match_candidate where review_id = $1', [undecided!.id]),
      ).toEqual([{ rows: 0 }])
      const { noCounterpart } = job.metadata['shopify'] as Counts
      expect(noCounterpart).toBe(numbersOf(kind).shopify.noCounterpart + 2)
    })
  })

  test('ledger lines are found by what a person knows of the record', async () => {
    const job = await match(kind, 'SQL')
    const review = truthOf(kind).reviews.find(({ keyField }) => keyField !== 'BARCODE')!
    const [shopify] = review.candidates.filter(
      (candidate) =>
        candidate.side === 'SHOPIFY' &&
        [...truthOf(kind).states].some(([{ id }, state]) => id === candidate.id && isReason(state)),
    )
    const { job: found } = await server.http.request<{ job: { items: { nodes: { key: string }[] } } }>(
      'query ($id: ID!, $search: String!) { job(id: $id) { items(search: $search, first: 50) { nodes { key } } } }',
      { id: job.id, search: review.key },
    )
    expect(found.items.nodes.map(({ key }) => key)).toContain(shopify!.id)
  })
})

test('a customer whose name changes is asked about again', async () => {
  await match('CUSTOMER', 'SQL')
  await sql(`update match_review set decision = 'IGNORE'`)
  const [review] = await sql<{ id: number; record: string }>(
    `select id, record_id as record from match_review join match_candidate on review_id = id
     where reason = 'NAME_DISAGREES' and side = 'NHANH' order by 1 limit 1`,
  )
  await sql(`update customer_phone set name_words = '{khac}' where customer_id = $1`, [review!.record])
  await match('CUSTOMER', 'SQL')
  expect(await sql('select id, reason from match_review where decision is null')).toEqual([
    { id: review!.id, reason: 'NAME_DISAGREES' },
  ])
})

/** Another record of Nhanh that differs in its id only. */
async function copyOfNhanh(kind: MatchedKind, id: string, copy: string): Promise<void> {
  const table = kind === 'PRODUCT' ? 'nhanh_product' : 'nhanh_customer'
  await sql(
    `insert into ${table} select (json_populate_record(row, json_build_object('id', $2::text))).*
     from ${table} row where id = $1`,
    [id, copy],
  )
  if (kind === 'PRODUCT') return
  await sql(
    `insert into customer_phone select (json_populate_record(row, json_build_object('customer_id', $2::text))).*
     from customer_phone row where customer_id = $1`,
    [id, copy],
  )
}

/** Records of Nhanh are gone at their source, as a pull finds it. */
async function vanish(kind: MatchedKind, ids: string[]): Promise<void> {
  await sql(
    `update ${kind === 'PRODUCT' ? 'nhanh_product' : 'nhanh_customer'} set deleted_at = now() where id = any($1::bigint[])`,
    [ids],
  )
  if (kind === 'CUSTOMER') await sql('delete from customer_phone where customer_id = any($1)', [ids])
}
