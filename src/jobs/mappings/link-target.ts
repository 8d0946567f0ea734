import { sql, type Kysely } from 'kysely'
import type { Platform } from '../../entities/account.ts'
import { NEVER_LINKED_KINDS } from '../../entities/nhanh-product.ts'
import type { RecordKind } from '../../entities/pair-columns.ts'
import type { AccountPair } from './account-pair.ts'

/** Why a record cannot be linked. The messages name the record. */
export type TargetProblem =
  | { kind: 'notFound'; message: string }
  | { kind: 'deletedAtSource'; message: string; deletedAt: Date }
  /** It is of a sort that is never kept in step, so that a link would have no effect. */
  | { kind: 'neverSynced'; message: string; side: Platform }

interface Target {
  deleted_at: Date | string | null
  /** What of it keeps it from ever being synced. */
  unfit: string | null
}

const NAMES = {
  PRODUCT: { NHANH: 'Nhanh product', SHOPIFY: 'Shopify variant' },
  CUSTOMER: { NHANH: 'Nhanh customer', SHOPIFY: 'Shopify customer' },
} as const satisfies Record<RecordKind, Record<Platform, string>>

/** Nhanh's integer; a longer one belongs to no record. */
const NHANH_ID = /^[1-9]\d{0,17}$/

/** What is wrong with the first of the two records that cannot be linked; null when both can. */
export async function problemOf(
  tx: Kysely<unknown>,
  pair: AccountPair,
  kind: RecordKind,
  ids: Record<Platform, string>,
): Promise<TargetProblem | null> {
  const nhanh = NHANH_ID.test(ids.NHANH) ? await READ[kind].NHANH(tx, pair.nhanhAccountId, ids.NHANH) : null
  const shopify = ids.SHOPIFY.includes('\0')
    ? null
    : await READ[kind].SHOPIFY(tx, pair.shopifyAccountId, ids.SHOPIFY)
  return judged(kind, 'NHANH', ids.NHANH, nhanh) ?? judged(kind, 'SHOPIFY', ids.SHOPIFY, shopify)
}

function judged(kind: RecordKind, side: Platform, id: string, target: Target | null): TargetProblem | null {
  const record = `${NAMES[kind][side]} ${JSON.stringify(id.slice(0, 60))}`
  if (!target) return { kind: 'notFound', message: `there is no ${record} here` }
  if (target.deleted_at !== null) {
    const deletedAt = new Date(target.deleted_at)
    const message = `${record} is deleted at its source; it was missing there at ${deletedAt.toISOString()}`
    return { kind: 'deletedAtSource', message, deletedAt }
  }
  if (target.unfit === null) return null
  return { kind: 'neverSynced', message: `${record} ${target.unfit}, which is never synced`, side }
}

type Read = (tx: Kysely<unknown>, accountId: number, id: string) => Promise<Target | null>

const READ: Record<RecordKind, Record<Platform, Read>> = {
  PRODUCT: {
    NHANH: (tx, accountId, id) =>
      first(
        tx,
        sql<Target>`select deleted_at, 
          case when kind = any(${NEVER_LINKED_KINDS}::text[]) then 'is of the kind ' || kind end as unfit
          from nhanh_product where account_id = ${accountId} and id = ${id}::bigint`,
      ),
    SHOPIFY: (tx, accountId, id) =>
      first(
        tx,
        sql<Target>`select variant.deleted_at, case when coalesce(product.status, variant.product_status) = 'ARCHIVED'
          then 'belongs to a product that is ARCHIVED' end as unfit
          from shopify_variant variant left join shopify_product product
            on product.account_id = variant.account_id and product.id = variant.product_id
          where variant.account_id = ${accountId} and variant.id = ${id}`,
      ),
  },
  CUSTOMER: {
    NHANH: (tx, accountId, id) =>
      first(
        tx,
        sql<Target>`select deleted_at, null as unfit
          from nhanh_customer where account_id = ${accountId} and id = ${id}::bigint`,
      ),
    SHOPIFY: (tx, accountId, id) =>
      first(
        tx,
        sql<Target>`select deleted_at, null as unfit
          from shopify_customer where account_id = ${accountId} and id = ${id}`,
      ),
  },
}

async function first(tx: Kysely<unknown>, query: ReturnType<typeof sql<Target>>): Promise<Target | null> {
  return (await query.execute(tx)).rows[0] ?? null
}
