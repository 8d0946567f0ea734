import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { CustomerMapping, ProductMapping, type MatchField } from '../../entities/mapping.ts'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { TABLES, type AccountPair } from './account-pair.ts'
import { forgetFailures, resetFailures } from './failures.ts'
import { problemOf, type TargetProblem } from './link-target.ts'

export type AnyMapping = ProductMapping | CustomerMapping

export interface Link {
  kind: RecordKind
  nhanhId: string
  shopifyId: string
  /** What both carry, when that is why they are linked. */
  key: string | null
  keyField: MatchField | null
}

export type LinkResult =
  | { kind: 'done'; mapping: AnyMapping }
  /** One of the two is linked with a record that still exists, or they are linked with each other. */
  | { kind: 'alreadyMapped'; mapping: AnyMapping }
  | TargetProblem

type Row = Record<string, unknown>
type StandingRow = Row & { id: number; shopify_id: string; lives: boolean }

/**
 * Links two records on a person's word, inside the caller's transaction, which holds the lock of the pair.
 *
 * A mapping that leads to a deleted record is in nobody's way: it is moved to the new pair with its policy and reserve,
 * and is PENDING again. A variant has one mapping, and so has a customer on either side; a Nhanh product may have several.
 * That a person once took the two apart is forgotten.
 */
export async function link(
  tx: Kysely<unknown>,
  em: EntityManager,
  pair: AccountPair,
  { kind, nhanhId, shopifyId, key, keyField }: Link,
): Promise<LinkResult> {
  const problem = await problemOf(tx, pair, kind, { NHANH: nhanhId, SHOPIFY: shopifyId })
  if (problem) return problem

  const mappings = sql.table(TABLES[kind].mappings)
  const standing = await mappingsOfEither(tx, pair, { kind, nhanhId, shopifyId })
  const ofShopify = standing.find((row) => row.shopify_id === shopifyId)
  const others = standing.filter((row) => row !== ofShopify)
  const living = others.find((row) => row.lives)
  const inTheWay = ofShopify?.lives ? ofShopify : kind === 'CUSTOMER' ? living : undefined
  if (inTheWay) {
    const { lives: _lives, ...row } = inTheWay
    return { kind: 'alreadyMapped', mapping: toMapping(em, kind, row) }
  }

  const moved = ofShopify ?? (living ? undefined : others[0])
  if (kind === 'CUSTOMER') {
    const removed = others.filter((row) => row !== moved).map((row) => row.id)
    await sql`delete from ${mappings} where id = any(${removed}::int[])`.execute(tx)
    await forgetFailures(tx, kind, removed)
  }
  if (moved) await resetFailures(tx, kind, moved.id)
  const { rows } = await (
    moved
      ? sql<Row>`
        update ${mappings} set nhanh_id = ${nhanhId}::bigint, shopify_id = ${shopifyId}, status = 'PENDING', origin = 'MANUAL',
          key = ${key}, key_field = ${keyField}, job_id = null, last_synced_at = null, last_error = null, created_at = now()
        where id = ${moved.id} returning *`
      : sql<Row>`
        insert into ${mappings} (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin, key, key_field)
        values (${pair.nhanhAccountId}, ${pair.shopifyAccountId}, ${nhanhId}::bigint, ${shopifyId}, 'MANUAL', ${key}, ${keyField})
        returning *`
  ).execute(tx)
  await sql`
    delete from unlinked_pair where nhanh_account_id = ${pair.nhanhAccountId}
      and shopify_account_id = ${pair.shopifyAccountId} and kind = ${kind}
      and shopify_id = ${shopifyId} and nhanh_id = ${nhanhId}::bigint
  `.execute(tx)
  return { kind: 'done', mapping: toMapping(em, kind, rows[0]!) }
}

/** The mappings of one record or the other, the newest first, and whether both of their records still exist. */
async function mappingsOfEither(
  tx: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  { kind, nhanhId, shopifyId }: Pick<Link, 'kind' | 'nhanhId' | 'shopifyId'>,
): Promise<StandingRow[]> {
  const { mappings, NHANH, SHOPIFY } = TABLES[kind]
  const { rows } = await sql<StandingRow>`
    select mapping.*,
      exists (select from ${sql.table(NHANH)} nhanh where nhanh.account_id = mapping.nhanh_account_id
        and nhanh.id = mapping.nhanh_id and nhanh.deleted_at is null)
      and exists (select from ${sql.table(SHOPIFY)} shopify where shopify.account_id = mapping.shopify_account_id
        and shopify.id = mapping.shopify_id and shopify.deleted_at is null) as lives
    from ${sql.table(mappings)} mapping
    where nhanh_account_id = ${nhanhAccountId} and shopify_account_id = ${shopifyAccountId}
      and (shopify_id = ${shopifyId} or nhanh_id = ${nhanhId}::bigint)
    order by id desc
  `.execute(tx)
  return rows
}

function toMapping(em: EntityManager, kind: RecordKind, row: Row): AnyMapping {
  const read = em.fork()
  return kind === 'PRODUCT' ? read.map(ProductMapping, row) : read.map(CustomerMapping, row)
}
