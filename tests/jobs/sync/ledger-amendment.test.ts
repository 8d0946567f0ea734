import { expect, test } from 'vitest'
import type { TestApp } from '../../support/app.ts'
import { control, controlled } from '../../support/control.ts'
import { rowsOf } from '../../support/database.ts'
import { finished, run, start } from '../../support/jobs.ts'
import { startLinkedCustomers } from '../../support/sync/customers.ts'
import { addPairs } from '../../support/sync/pairs.ts'
import { setInNhanh, startSyncedShop } from '../../support/sync/shop.ts'

/** No call of the platform's clients ends before its run does. */
const PATIENT = { tuning: { backoffMs: 1, maxBackoffMs: 1, timeoutMs: 60_000, totalMs: 60_000, attempts: 2 } }

async function startProducts(): Promise<TestApp> {
  const shop = await startSyncedShop({
    sandbox: { products: 0 },
    fill: (world) => addPairs(world, 5),
    app: PATIENT,
  })
  const { nhanh } = shop.sandbox.world
  for (const { id } of nhanh.products.records) setInNhanh(shop, id, nhanh.depots[0]!.id, 3)
  return shop
}

const OLD = `update write_intent set payload = (
  select jsonb_agg(jsonb_set(one, '{stockReadAt}', '0')) from jsonb_array_elements(payload) one) where kind = 'LEVELS'`

/** What a job counts, and what its ledger lists. */
async function booksOf({ databaseUrl }: TestApp, jobId: string) {
  const [books] = await rowsOf<{ updated: number; written: number; listed: number; told: number }>(
    databaseUrl,
    `select updated, (metadata ->> coalesce(
        case type when 'PRODUCT_SYNC' then 'levelsWritten' end, 'customersWritten'))::int as written,
      (select count(*)::int from job_item where job_id = j.id and outcome = 'UPDATED') as listed,
      (select coalesce(sum(count), 0)::int from job_item_count where job_id = j.id and outcome = 'UPDATED') as told
     from background_job j where id = $1`,
    [jobId],
  )
  return books!
}

test.each([
  ['PRODUCT_SYNC', 'SetQuantities', 'VariantsByIds', startProducts],
  ['CUSTOMER_SYNC', 'MetafieldsSet', 'CustomerMetafields', () => startLinkedCustomers({ app: PATIENT })],
] as const)(
  'what a cancelled %s had written unheard is listed and counted in it, and it can be resumed',
  async (type, write, reading, startShop) => {
    await using shop = await startShop()
    const { faults } = shop.sandbox
    const met = Promise.withResolvers<void>()
    faults.add({
      platform: 'shopify',
      kind: 'hang',
      carryOut: true,
      times: Infinity,
      match: ({ operationName }) => {
        if (operationName === write) met.resolve()
        return operationName === write
      },
    })
    const jobId = await start(shop.http, type)
    await met.promise
    // What is too old to be sent again is looked up, and that fails.
    await rowsOf(shop.databaseUrl, OLD)
    faults.add({
      platform: 'shopify',
      kind: 'reset',
      times: Infinity,
      match: ({ operationName }) => operationName === reading,
    })
    await control(shop.http, 'cancel', jobId)
    await expect
      .poll(async () => (await controlled(shop.http, jobId)).status, { timeout: 20_000 })
      .toBe('CANCELLED')
    const before = await booksOf(shop, jobId)
    const { seq } = await controlled(shop.http, jobId)
    faults.clear()
    await run(shop, type)
    const books = await booksOf(shop, jobId)
    expect(books.listed).toBeGreaterThan(before.listed)
    expect(books.updated).toBe(books.listed)
    expect(books.told).toBe(books.listed)
    expect(books.written).toBe(books.listed)
    expect((await controlled(shop.http, jobId)).seq).toBeGreaterThan(seq)
    await control(shop.http, 'resume', jobId)
    const end = await finished(shop.ws, jobId)
    expect(end).toMatchObject({ status: 'COMPLETED', updated: books.listed })
    expect(end.processed).toBe(end.total)
    expect(await booksOf(shop, jobId)).toEqual(books)
  },
  60_000,
)
