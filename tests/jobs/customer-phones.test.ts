import { beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'

interface PhoneRow {
  name_words: string[]
  email_key: string | null
}

let server: TestApp

beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 1, customers: 40 } })
  await run(server, 'PULL_NHANH_CUSTOMERS')
  await run(server, 'PULL_SHOPIFY_CUSTOMERS')
  return () => server[Symbol.asyncDispose]()
})

/** What the customer is matched by: each phone row of theirs. */
const matchedBy = (customerId: string) =>
  rowsOf<PhoneRow>(
    server.databaseUrl,
    'select name_words, email_key from customer_phone where customer_id = $1',
    [customerId],
  )

/** The first customer of a table who has a phone. */
async function anyCustomer(table: string): Promise<string> {
  const [row] = await rowsOf<{ id: string }>(
    server.databaseUrl,
    `select c.id::text as id from ${table} c
     where exists (select from customer_phone p where p.customer_id = c.id::text) order by 1 limit 1`,
  )
  return row!.id
}

const seconds = () => Math.floor(Date.now() / 1000)
const WORDS = ['hoang', 'thi', 'yen']

describe('a pull changes what a customer is matched by', () => {
  test('when only the name, or only the e-mail address changes at Nhanh', async () => {
    const id = await anyCustomer('nhanh_customer')
    const customer = server.sandbox.world.nhanh.customers.get(Number(id))!
    const before = await matchedBy(id)
    Object.assign(customer, { name: 'Hoàng Thị Yến', updatedAt: seconds() })
    await run(server, 'PULL_NHANH_CUSTOMERS', { mode: 'DELTA' })
    expect(await matchedBy(id)).toEqual(before.map((row) => ({ ...row, name_words: WORDS })))
    Object.assign(customer, { email: 'Yen.Moi@Example.com', updatedAt: seconds() })
    await run(server, 'PULL_NHANH_CUSTOMERS', { mode: 'DELTA' })
    expect(await matchedBy(id)).toEqual(
      before.map(() => ({ name_words: WORDS, email_key: 'yen.moi@example.com' })),
    )
  })

  test('when only the name, or only the e-mail address changes at Shopify', async () => {
    const id = await anyCustomer('shopify_customer')
    const customer = server.sandbox.world.shopify.customers.get(Number(id.split('/').at(-1)))!
    const before = await matchedBy(id)
    Object.assign(customer, { firstName: 'Thị Yến', lastName: 'Hoàng', updatedAt: Date.now() })
    await run(server, 'PULL_SHOPIFY_CUSTOMERS', { mode: 'DELTA' })
    expect(await matchedBy(id)).toEqual(before.map((row) => ({ ...row, name_words: WORDS })))
    Object.assign(customer, { email: 'Yen.Moi@Example.com', updatedAt: Date.now() })
    await run(server, 'PULL_SHOPIFY_CUSTOMERS', { mode: 'DELTA' })
    expect(await matchedBy(id)).toEqual(
      before.map(() => ({ name_words: WORDS, email_key: 'yen.moi@example.com' })),
    )
  })

  test('a customer of Nhanh who buys wholesale now is matched by nothing, and one who no longer does by all again', async () => {
    const id = await anyCustomer('nhanh_customer')
    const customer = server.sandbox.world.nhanh.customers.get(Number(id))!
    const before = await matchedBy(id)
    const { type } = customer
    Object.assign(customer, { type: 2, updatedAt: seconds() })
    await run(server, 'PULL_NHANH_CUSTOMERS', { mode: 'DELTA' })
    expect(await matchedBy(id)).toEqual([])
    Object.assign(customer, { type, updatedAt: seconds() })
    await run(server, 'PULL_NHANH_CUSTOMERS', { mode: 'DELTA' })
    expect(await matchedBy(id)).toEqual(before)
  })
})
