import { describe, expect, test } from 'vitest'
import { rowsOf } from '../../support/database.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { map, unmap } from '../../support/mappings.ts'
import { itemsOf, setWritesEnabled } from '../../support/sync/shop.ts'
import {
  booksOf,
  customerGid,
  expectInStep,
  linkedCustomers,
  shownBy,
  startLinkedCustomers,
  syncCustomers,
} from '../../support/sync/customers.ts'

/** A busy machine may take long; what never comes fails all the same. */
const SOON = { timeout: 20_000 }

describe('by itself, the server removes what is shown of a customer', () => {
  const QUICKLY = { followUpEveryMs: 50 }

  test('who is linked no more', async () => {
    await using app = await startLinkedCustomers({ app: QUICKLY })
    await syncCustomers(app)
    const [first, second] = await linkedCustomers(app)
    second!.shopify.metafields.push({ ...second!.shopify.metafields[0]!, namespace: 'other' })
    await unmap(app.http, 'CUSTOMER', [first!.id, second!.id])
    await expect.poll(() => shownBy(first!.shopify), SOON).toEqual({})
    await expect
      .poll(() => second!.shopify.metafields.map(({ namespace }) => namespace), SOON)
      .toEqual(['other'])
    await expectInStep(app)
    const [job] = await settledByItself(app)
    expect(job).toMatchObject({ status: 'COMPLETED', updated: 2, input: { mappingIds: [] } })
    expect((await itemsOf(app, String(job!.id))).map(({ key }) => key).toSorted()).toEqual(
      [first!, second!].map(({ shopify }) => customerGid(shopify.id)).toSorted(),
    )
  })

  test('from whom a mapping was moved to another', async () => {
    await using app = await startLinkedCustomers({ app: QUICKLY })
    await syncCustomers(app)
    const [moved, spare] = await linkedCustomers(app)
    await unmap(app.http, 'CUSTOMER', [spare!.id])
    await expect.poll(() => shownBy(spare!.shopify), SOON).toEqual({})
    // As a pull does that does not find the customer: what leads there is in nobody's way.
    const gone = customerGid(moved!.shopify.id)
    await rowsOf(app.databaseUrl, 'update shopify_customer set deleted_at = now() where id = $1', [gone])
    const answer = await map(app.http, 'CUSTOMER', String(moved!.nhanh.id), customerGid(spare!.shopify.id))
    expect(answer).toMatchObject({ __typename: 'MapCustomerSuccess', mapping: { id: moved!.id } })
    await expect.poll(() => shownBy(moved!.shopify), SOON).toEqual({})
    await settledByItself(app)
    await syncCustomers(app)
    expect(shownBy(spare!.shopify)).toEqual(booksOf(moved!.nhanh))
    await expectInStep(app)
  })

  test('under a namespace that is configured no more', async () => {
    await using former = await startLinkedCustomers()
    await syncCustomers(former)
    const linked = await linkedCustomers(former)
    await using app = await startTestApp({
      databaseUrl: former.databaseUrl,
      existingSandbox: former.sandbox,
      config: { sync: { ...former.config.sync, metafieldNamespace: 'loyalty' } },
      app: QUICKLY,
    })
    await expect
      .poll(() => linked.map(({ shopify }) => shownBy(shopify)), SOON)
      .toEqual(linked.map(() => ({})))
    await settledByItself(app)
    await syncCustomers(app)
    expect(linked.map(({ shopify }) => shownBy(shopify, 'loyalty'))).toEqual(
      linked.map(({ nhanh }) => booksOf(nhanh)),
    )
    expect(linked.map(({ shopify }) => shownBy(shopify))).toEqual(linked.map(() => ({})))
  })

  test('when writing is on again, and not before', async () => {
    await using app = await startLinkedCustomers({ app: QUICKLY })
    await syncCustomers(app)
    await setWritesEnabled(app, false, 'stock-take')
    const [first] = await linkedCustomers(app)
    const were = shownBy(first!.shopify)
    await unmap(app.http, 'CUSTOMER', [first!.id])
    await syncCustomers(app, { dryRun: true })
    expect(shownBy(first!.shopify)).toEqual(were)
    await setWritesEnabled(app, true)
    await expect.poll(() => shownBy(first!.shopify), SOON).toEqual({})
  })

  test('not again and again when it fails', async () => {
    await using app = await startLinkedCustomers({ app: QUICKLY })
    await syncCustomers(app)
    const refusal = app.sandbox.faults.add({
      platform: 'shopify',
      kind: 'transform',
      times: Infinity,
      match: ({ operationName }) => operationName === 'MetafieldsDelete',
      change: () => ({ data: { metafieldsDelete: { userErrors: [{ field: null, message: 'no' }] } } }),
    })
    const [first] = await linkedCustomers(app)
    await unmap(app.http, 'CUSTOMER', [first!.id])
    await settledByItself(app)
    expect(refusal.hits).toBe(1)
    refusal.remove()
    // What a person asks for is not kept waiting.
    await syncCustomers(app)
    expect(shownBy(first!.shopify)).toEqual({})
    expect(await settledByItself(app)).toMatchObject([{ status: 'FAILED' }])
  })
})

/** The jobs that the server began by itself, once each of them has ended. */
async function settledByItself({ databaseUrl }: TestApp) {
  const read = () =>
    rowsOf<{ id: number; status: string; updated: number; input: object }>(
      databaseUrl,
      `select id, status, updated, input from background_job where requested_by = 'synctrack' order by id`,
    )
  await expect
    .poll(async () => {
      const jobs = await read()
      return jobs.length > 0 && jobs.every(({ status }) => /COMPLETED|FAILED|CANCELLED/.test(status))
    }, SOON)
    .toBe(true)
  return read()
}
