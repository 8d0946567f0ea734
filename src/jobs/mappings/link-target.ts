import { sql, type Kysely } from 'kysely'
import type { Platform } from '../../entities/account.ts'
import { NEVER_LINKED_KINDS } from '../../entities/nhanh-product.ts'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { composed, words, type Words } from '../../locale.ts'
import type { AccountPair } from './account-pair.ts'

/** Why a record cannot be linked. The messages name the record. */
export type TargetProblem =
  | { kind: 'notFound'; message: Words }
  | { kind: 'deletedAtSource'; message: Words; deletedAt: Date }
  /** It is of a sort that is never kept in step, so that a link would have no effect. */
  | { kind: 'neverSynced'; message: Words; side: Platform }

interface Target {
  deleted_at: Date | string | null
  /** What of it keeps it from ever being synced: of which kind a product is, or its status in the shop. */
  unfit: string | null
}

const NAMES: Record<RecordKind, Record<Platform, Words>> = {
  PRODUCT: {
    NHANH: words('Nhanh product', 'sản phẩm Nhanh'),
    SHOPIFY: words('Shopify variant', 'biến thể Shopify'),
  },
  CUSTOMER: {
    NHANH: words('Nhanh customer', 'khách hàng Nhanh'),
    SHOPIFY: words('Shopify customer', 'khách hàng Shopify'),
  },
}

/** Only of products: every customer may be synced. */
const NEVER_SYNCED: Record<Platform, (record: Words, unfit: string) => Words> = {
  NHANH: (record, kind) =>
    words(
      `${record.en} is of the kind ${kind}, which is never synced`,
      `${record.vi} thuộc loại ${kind} nên không bao giờ được đồng bộ`,
    ),
  SHOPIFY: (record, status) =>
    words(
      `${record.en} belongs to a product that is ${status}, which is never synced`,
      `${record.vi} thuộc sản phẩm đang ở trạng thái ${status} nên không bao giờ được đồng bộ`,
    ),
}

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
  const shown = JSON.stringify(id.slice(0, 60))
  const record = composed((locale) => `${NAMES[kind][side][locale]} ${shown}`)
  if (!target) {
    const message = words(`there is no ${record.en} here`, `ở đây không có ${record.vi}`)
    return { kind: 'notFound', message }
  }
  if (target.deleted_at !== null) {
    const deletedAt = new Date(target.deleted_at)
    const at = deletedAt.toISOString()
    const message = words(
      `${record.en} is deleted at its source; it was missing there at ${at}`,
      `${record.vi} đã bị xóa ở nguồn; lúc ${at} không còn thấy ở đó`,
    )
    return { kind: 'deletedAtSource', message, deletedAt }
  }
  if (target.unfit === null) return null
  return { kind: 'neverSynced', message: NEVER_SYNCED[side](record, target.unfit), side }
}

type Read = (tx: Kysely<unknown>, accountId: number, id: string) => Promise<Target | null>

const READ: Record<RecordKind, Record<Platform, Read>> = {
  PRODUCT: {
    NHANH: (tx, accountId, id) =>
      first(
        tx,
        sql<Target>`select deleted_at, 
          case when kind = any(${NEVER_LINKED_KINDS}::text[]) then kind end as unfit
          from nhanh_product where account_id = ${accountId} and id = ${id}::bigint`,
      ),
    SHOPIFY: (tx, accountId, id) =>
      first(
        tx,
        sql<Target>`select variant.deleted_at, case when coalesce(product.status, variant.product_status) = 'ARCHIVED'
          then 'ARCHIVED' end as unfit
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
