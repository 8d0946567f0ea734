import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { isDatabaseUnavailable, messageOf } from '../errors.ts'
import { parsedOrUndefined } from '../integrations/json.ts'
import { storableJson } from '../jobs/storable-json.ts'
import type { Logger } from '../logger.ts'
import { customerDataOf } from './customer-data.ts'
import { redactCustomer, type RedactionProgress } from './customer-redaction.ts'
import { privacyOrderOf, PRIVACY_TOPICS, type NamedCustomer } from './privacy-order.ts'
import { redactShop } from './shop-redaction.ts'

interface StoredOrder {
  id: number
  topic: string
  body: string | null
  received_at: Date
  progress: RedactionProgress | null
}

interface PrivacyOptions {
  em: EntityManager
  shop: { accountId: number; account: string }
  log: Logger
  /** Aborted when the server stops; what is not done then is gone on with at its next start. */
  signal: AbortSignal
}

/**
 * Takes a step with each of the privacy webhooks that wait, the oldest first; what cannot be done while jobs run is done at
 * a later look. True: one of them has more to be done at once. `em`: of whoever holds the lock for it.
 */
export async function obeyPrivacyOrders({ em, shop, log, signal }: PrivacyOptions): Promise<boolean> {
  const db = em.getKysely<unknown>()
  const { rows: orders } = await sql<StoredOrder>`
    select id, topic, body, received_at, progress from webhook_delivery
    where account_id = ${shop.accountId} and state = 'WAITING' and topic = any(${PRIVACY_TOPICS}::text[]) order by id
  `.execute(db)
  let hasMore = false
  for (const order of orders) {
    if (signal.aborted) break
    try {
      hasMore = (await takeStep(order)) || hasMore
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error
      // The others do not wait for it.
      log.error(
        { delivery: order.id, topic: order.topic, error: messageOf(error) },
        'a privacy webhook failed; it is tried again',
      )
    }
  }
  return hasMore

  async function takeStep(order: StoredOrder): Promise<boolean> {
    const step = await obey(order)
    if (typeof step === 'string') return step === 'MORE'
    await sql`
      update webhook_delivery set state = 'DONE', body = null, progress = null, note = ${step.note} where id = ${order.id}
    `.execute(db)
    log.info({ delivery: order.id, topic: order.topic }, `a privacy webhook: ${step.note}`)
    return false
  }

  async function obey({ id, topic, body, received_at, progress }: StoredOrder): Promise<Step> {
    const order = body === null ? null : privacyOrderOf(topic, parsedOrUndefined(body), shop.account)
    if (order === null) return { note: 'its body is not there any more' }
    switch (order.topic) {
      case 'customers/redact': {
        const step = await redactCustomer(db, {
          shopAccountId: shop.accountId,
          customer: order.customer,
          progress,
          keep: (reached) => keepProgress(db, id, reached),
          signal,
        })
        return step === 'DONE' ? { note: 'the customer was removed' } : step
      }
      case 'customers/data_request':
        await gather(db, { accountId: shop.accountId, customer: order.customer, at: received_at })
        return { note: 'the data was gathered' }
      case 'shop/redact': {
        const isRemoved = await redactShop(em, { shopAccountId: shop.accountId, deliveryId: id, signal })
        return isRemoved ? { note: 'everything of the shop was removed' } : 'WAIT'
      }
    }
  }
}

/** What was done; or it is not done yet. */
type Step = { note: string } | 'MORE' | 'WAIT'

async function keepProgress(db: Kysely<unknown>, id: number, progress: RedactionProgress): Promise<void> {
  await sql`update webhook_delivery set progress = ${storableJson(progress)}::jsonb where id = ${id}`.execute(
    db,
  )
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
