import { sql, type Kysely } from 'kysely'
import type { CallOptions } from '../../integrations/call.ts'
import { NHANH_PAGE_SIZE } from '../../integrations/nhanh/client.ts'
import type { NhanhCustomerRecord } from '../../integrations/nhanh/records.ts'
import { sideBySide } from '../../integrations/waiting.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { standingPolicySql } from '../mappings/standing-policy.ts'
import type { PlatformConnections } from '../platforms.ts'
import { chunksOf } from './chunks.ts'
import {
  decideCustomer,
  type CustomerDecision,
  type CustomerValues,
  type MappedCustomer,
} from './customer-decision.ts'
import { CUSTOMER_KEYS, MOST_CUSTOMERS } from './customer-values.ts'
import { chosenBy, type Selection } from './selection.ts'
import { customerAsShown, type ShownCustomer } from './shown-plan.ts'

/** A mapping that a sync is about, with what its ledger line needs. */
export interface SyncedCustomer extends MappedCustomer {
  title: string | null
  /** Of the metafields. */
  namespace: string
  /** Phone and e-mail, for searching the ledger. */
  searchable: string[]
  /** Failed syncs in a row before this one. */
  failures: number
}

export interface ReadCustomer {
  customer: SyncedCustomer
  decision: CustomerDecision
}

export interface CustomerReadingOptions {
  call: CallOptions
  /** Also a total that fell by more than half is written. */
  force: boolean
  /** By customer, what a dry run showed: nothing else is written. */
  shown?: ReadonlyMap<string, ShownCustomer>
}

/** Reads these mappings from both platforms, afresh, and decides. */
export async function readCustomers(
  { NHANH, SHOPIFY }: PlatformConnections,
  customers: readonly SyncedCustomer[],
  { call, force, shown }: CustomerReadingOptions,
): Promise<ReadCustomer[]> {
  const beside = sideBySide(call)
  const wanted = customers.filter(({ policy }) => policy !== 'HOLD')
  const namespace = SHOPIFY.sync.metafieldNamespace
  const [ofNhanh, ofShopify] = await Promise.all([
    Promise.all(
      chunksOf([...new Set(wanted.map(({ nhanhId }) => nhanhId))], NHANH_PAGE_SIZE).map((ids) =>
        NHANH.client.customersByIds(ids, beside()),
      ),
    ),
    Promise.all(
      chunksOf([...new Set(wanted.map(({ customerId }) => customerId))], MOST_CUSTOMERS).map((ids) =>
        SHOPIFY.client.metafields.read(ids, { namespace, keys: CUSTOMER_KEYS }, beside()),
      ),
    ),
  ])
  const records = new Map<string, NhanhCustomerRecord | { broken: string }>()
  for (const page of ofNhanh) {
    for (const record of page.records) records.set(record.id, record)
    for (const { id, message } of page.broken) if (id) records.set(id, { broken: message })
  }
  const present = new Map(ofShopify.flatMap((page) => [...page]))
  const now = new Date()
  return customers.map((customer) => {
    const readings = {
      nhanh: records.get(customer.nhanhId) ?? null,
      present: (present.get(customer.customerId) as CustomerValues | undefined) ?? null,
    }
    const decided = decideCustomer(customer, readings, { force, now })
    return {
      customer,
      decision: shown ? customerAsShown(decided, namespace, shown.get(customer.customerId)) : decided,
    }
  })
}

/** The next mappings behind a number, in the order of their numbers. */
export async function findCustomers(
  db: Kysely<unknown>,
  pair: AccountPair,
  {
    selection,
    after,
    limit,
    namespace,
  }: { selection: Selection; after: number; limit: number; namespace: string },
): Promise<SyncedCustomer[]> {
  const { rows } = await sql<SyncedCustomer>`
    select mapping.id as "mappingId", mapping.nhanh_id::text as "nhanhId", mapping.shopify_id as "customerId",
      ${standingPolicySql()} as policy, mapping.key,
      mapping.key is null or (
        exists (select from customer_phone where account_id = mapping.nhanh_account_id
          and customer_id = mapping.nhanh_id::text and phone = mapping.key)
        and exists (select from customer_phone where account_id = mapping.shopify_account_id
          and customer_id = mapping.shopify_id and phone = mapping.key)) as "hasKey",
      p.nhanh_customer_id::text as "shownNhanhId", ${namespace}::text as namespace,
      coalesce(nullif(concat_ws(' ', s.last_name, s.first_name), ''), n.name) as title,
      array_remove(array[n.phone, s.phone, n.email, s.email], null) as searchable, coalesce(f.attempts, 0) as failures
    from customer_mapping mapping
    left join nhanh_customer n on n.account_id = mapping.nhanh_account_id and n.id = mapping.nhanh_id
    left join shopify_customer s on s.account_id = mapping.shopify_account_id and s.id = mapping.shopify_id
    left join published_customer p on p.shopify_account_id = mapping.shopify_account_id
      and p.customer_id = mapping.shopify_id and p.namespace = ${namespace}
    left join sync_failure f on f.kind = 'CUSTOMER' and f.mapping_id = mapping.id
    where mapping.nhanh_account_id = ${pair.nhanhAccountId} and mapping.shopify_account_id = ${pair.shopifyAccountId}
      and mapping.id > ${after} and ${chosenBy(selection)}
    order by mapping.id limit ${limit}
  `.execute(db)
  return rows
}
