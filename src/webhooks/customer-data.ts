import { sql, type Kysely } from 'kysely'

/**
 * All that is stored about a customer of Shopify, by what it is: their record, phones, mappings with the customer of
 * Nhanh, what they were shown, reviews, and lines of ledgers. Values are those of the database.
 */
export async function customerDataOf(
  db: Kysely<unknown>,
  shopAccountId: number,
  customerId: string,
): Promise<Record<string, unknown>> {
  const ofShop = sql`shopify_account_id = ${shopAccountId}`
  const parts = {
    shopifyCustomer: sql`select * from shopify_customer where account_id = ${shopAccountId} and id = ${customerId}`,
    phones: sql`select phone, field from customer_phone where account_id = ${shopAccountId} and customer_id = ${customerId}`,
    mappings: sql`select * from customer_mapping where ${ofShop} and shopify_id = ${customerId}`,
    nhanhCustomers: sql`
      select n.* from nhanh_customer n join customer_mapping m on m.nhanh_account_id = n.account_id and m.nhanh_id = n.id
      where ${ofShop} and m.shopify_id = ${customerId}`,
    shown: sql`select * from published_customer where ${ofShop} and customer_id = ${customerId}`,
    reviews: sql`
      select r.* from match_review r join match_candidate c on c.review_id = r.id
      where ${ofShop} and c.side = 'SHOPIFY' and c.record_id = ${customerId}`,
    ledger: sql`
      select i.* from job_item i join background_job j on j.id = i.job_id
      where i.key = ${customerId} and j.account_ids @> ${[shopAccountId]}::int[]`,
  }
  const found = await Promise.all(
    Object.entries(parts).map(async ([name, query]) => {
      const { rows } = await sql<{ row: unknown }>`select to_jsonb(p) as row from (${query}) as p`.execute(db)
      return [name, rows.map(({ row }) => row)] as const
    }),
  )
  return Object.fromEntries(found)
}
