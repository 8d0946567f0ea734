import { sql, type Kysely } from 'kysely'
import type { CodedError } from '../../errors.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { implausibility, NO_WEIGHT } from './breaker.ts'

/** Whose numbers a customer of Shopify shows, and where. */
export interface ShownPerson {
  customerId: string
  namespace: string
  nhanhId: string
}

/** In place of a customer of Nhanh: whose numbers these are is not known, so the next sync takes them for another's. */
export const NOBODY_KNOWN = '0'

interface Publication {
  shopifyAccountId: number
  jobId: number
}

/**
 * Notes, before anything is sent, that these may carry metafields from now on, so that they are found
 * when they are linked no more, whatever becomes of the write. Who shows somebody's numbers already keeps showing them.
 */
export async function noteMayShow(
  tx: Kysely<unknown>,
  publication: Publication,
  people: readonly ShownPerson[],
): Promise<void> {
  await insert(tx, publication, people, false)
}

/** Notes whose numbers these show now. */
export async function noteShown(
  tx: Kysely<unknown>,
  publication: Publication,
  people: readonly ShownPerson[],
): Promise<void> {
  await insert(tx, publication, people, true)
}

async function insert(
  tx: Kysely<unknown>,
  { shopifyAccountId, jobId }: Publication,
  people: readonly ShownPerson[],
  replaces: boolean,
): Promise<void> {
  if (people.length === 0) return
  const onConflict = replaces
    ? sql`do update set nhanh_customer_id = excluded.nhanh_customer_id, job_id = excluded.job_id, at = now()`
    : sql`do nothing`
  await sql`
    insert into published_customer (shopify_account_id, customer_id, namespace, nhanh_customer_id, job_id)
    select ${shopifyAccountId}::int, "customerId", namespace, "nhanhId", ${jobId}::int
    from json_to_recordset(${JSON.stringify(people)}::json) as s("customerId" text, namespace text, "nhanhId" bigint)
    order by 2, 3
    on conflict (shopify_account_id, customer_id, namespace) ${onConflict}
  `.execute(tx)
}

/** A customer who shows numbers that a sync wrote, and is linked with nobody any more, or shows them under a former namespace. */
export interface UnlinkedCustomer {
  customerId: string
  namespace: string
  title: string | null
}

/** What is to be removed: everything under another namespace than this, and of whoever is not linked. */
interface Clearing extends AccountPair {
  namespace: string
  /** Only of those of whom this dry run showed it. */
  planJobId?: number
}

/** Those whose metafields are to be removed, in the order of their ids, behind one. */
export async function findUnlinked(
  db: Kysely<unknown>,
  clearing: Clearing,
  { limit, after = '' }: { limit: number; after?: string },
): Promise<UnlinkedCustomer[]> {
  const { rows } = await sql<UnlinkedCustomer>`
    select p.customer_id as "customerId", p.namespace,
      nullif(concat_ws(' ', s.last_name, s.first_name), '') as title
    from published_customer p
    left join shopify_customer s on s.account_id = p.shopify_account_id and s.id = p.customer_id
    where ${isUnlinked(clearing)} and concat(p.customer_id, ' ', p.namespace) > ${after}
    order by concat(p.customer_id, ' ', p.namespace) limit ${limit}
  `.execute(db)
  return rows
}

/**
 * How many there are whose metafields are to be removed; and why that is not believed, null when it is: so many as never
 * lose their link in a day have lost it by a mistake.
 */
export async function weighUnlinked(
  db: Kysely<unknown>,
  clearing: Clearing,
): Promise<{ count: number; doubt: CodedError | null }> {
  const { rows } = await sql<{ count: number; shown: number }>`
    select (count(*) filter (where ${isUnlinked(clearing)}))::int as count, count(*)::int as shown
    from published_customer p where p.shopify_account_id = ${clearing.shopifyAccountId}
  `.execute(db)
  const { count, shown } = rows[0]!
  return { count, doubt: implausibility({ ...NO_WEIGHT, items: shown, toZero: count }, true) }
}

/** Those whose metafields a dry run showed as to be removed, and that are not to be removed any more. */
export async function findRelinked(db: Kysely<unknown>, clearing: Clearing): Promise<UnlinkedCustomer[]> {
  const { planJobId, ...now } = clearing
  if (planJobId === undefined) return []
  const { rows } = await sql<UnlinkedCustomer>`
    select i.key as "customerId", i.before ->> 'namespace' as namespace, i.title from job_item i
    where i.job_id = ${planJobId} and i.outcome = 'UPDATED' and i.after is null and not exists (
      select from published_customer p
      where p.customer_id = i.key and p.namespace = i.before ->> 'namespace' and ${isUnlinked(now)})
    order by i.number
  `.execute(db)
  return rows
}

function isUnlinked({ nhanhAccountId, shopifyAccountId, namespace, planJobId }: Clearing) {
  const isShown =
    planJobId === undefined
      ? sql`true`
      : sql`exists (select from job_item i where i.job_id = ${planJobId} and i.key = p.customer_id
          and i.before ->> 'namespace' = p.namespace and i.outcome = 'UPDATED' and i.after is null)`
  return sql`${isShown} and p.shopify_account_id = ${shopifyAccountId} and (p.namespace <> ${namespace} or not exists (
    select from customer_mapping m where m.nhanh_account_id = ${nhanhAccountId}
      and m.shopify_account_id = p.shopify_account_id and m.shopify_id = p.customer_id))`
}

/** Forgets those whose metafields were removed. */
export async function noteCleared(
  tx: Kysely<unknown>,
  shopifyAccountId: number,
  cleared: readonly Pick<UnlinkedCustomer, 'customerId' | 'namespace'>[],
): Promise<void> {
  if (cleared.length === 0) return
  await sql`
    delete from published_customer p
    using json_to_recordset(${JSON.stringify(cleared)}::json) as c("customerId" text, namespace text)
    where p.shopify_account_id = ${shopifyAccountId} and p.customer_id = c."customerId"
      and p.namespace = c.namespace
  `.execute(tx)
}
