import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { parsedOrUndefined } from '../integrations/json.ts'
import { storableJson } from '../jobs/storable-json.ts'
import type { Logger } from '../logger.ts'
import { customerDataOf } from './customer-data.ts'
import { redactCustomer } from './customer-redaction.ts'
import { privacyOrderOf, PRIVACY_TOPICS, type NamedCustomer } from './privacy-order.ts'
import { redactShop } from './shop-redaction.ts'

interface StoredOrder {
  id: number
  topic: string
  body: string | null
  received_at: Date
}

interface PrivacyOptions {
  em: EntityManager
  shop: { accountId: number; account: string }
  log: Logger
}

/**
 * Obeys the privacy webhooks that wait, the oldest first; what cannot be done while jobs run is done at a later look.
 * `em`: of whoever holds the lock for it.
 */
export async function obeyPrivacyOrders({ em, shop, log }: PrivacyOptions): Promise<void> {
  const db = em.getKysely<unknown>()
  const { rows: orders } = await sql<StoredOrder>`
    select id, topic, body, received_at from webhook_delivery
    where account_id = ${shop.accountId} and state = 'WAITING' and topic = any(${PRIVACY_TOPICS}::text[]) order by id
  `.execute(db)
  for (const order of orders) {
    const note = await obey(order)
    if (note === null) continue
    await sql`update webhook_delivery set state = 'DONE', body = null, note = ${note} where id = ${order.id}`.execute(
      db,
    )
    log.info({ delivery: order.id, topic: order.topic }, `a privacy webhook: ${note}`)
  }

  /** What was done; null when it has to wait. */
  async function obey({ id, topic, body, received_at }: StoredOrder): Promise<string | null> {
    const order = body === null ? null : privacyOrderOf(topic, parsedOrUndefined(body), shop.account)
    if (order === null) return 'its body is not there any more'
    switch (order.topic) {
      case 'customers/redact':
        return (await redactCustomer(db, shop.accountId, order.customer)) ? 'the customer was removed' : null
      case 'customers/data_request':
        await gather(db, { accountId: shop.accountId, customer: order.customer, at: received_at })
        return 'the data was gathered'
      case 'shop/redact':
        return (await redactShop(em, shop.accountId, id)) ? 'everything of the shop was removed' : null
    }
  }
}

/** Once, though it is gathered again after a kill. */
async function gather(
  db: Kysely<unknown>,
  { accountId, customer, at }: { accountId: number; customer: NamedCustomer; at: Date },
): Promise<void> {
  const data = await customerDataOf(db, accountId, customer.id)
  await sql`
    insert into data_request (account_id, customer_id, requested_at, data)
    select ${accountId}, ${customer.id}, ${at}, ${storableJson(data)}::jsonb
    where not exists (
      select from data_request
      where account_id = ${accountId} and customer_id = ${customer.id} and requested_at = ${at}
    )
  `.execute(db)
}
