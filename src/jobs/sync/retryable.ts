import { sql, type Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { ERROR_CODES } from '../../errors.ts'
import { TABLES, type AccountPair } from '../mappings/account-pair.ts'

/** Which failed items are to be tried again; all of them unless told. */
export interface RetryChoice {
  /** Those that failed in this job. */
  jobId?: number
  codes?: readonly string[]
  /** Only those whose time to be tried again by itself has come. */
  onlyDue?: boolean
}

/** A mapping whose last sync failed, in which job, and whether a further one can succeed. */
export interface FailedMapping {
  mappingId: number
  jobId: number
  canSucceed: boolean
}

const RETRYABLE = Object.entries(ERROR_CODES)
  .filter(([, { retryable }]) => retryable)
  .map(([code]) => code)

/**
 * The mappings of a kind whose last sync failed, the longest failed first. One can succeed when its code says so, or when one
 * of the two records, or the mapping itself, has changed since.
 */
export async function findFailed(
  db: Kysely<unknown>,
  pair: AccountPair,
  kind: RecordKind,
  { jobId, codes, onlyDue = false, limit }: RetryChoice & { limit?: number },
): Promise<FailedMapping[]> {
  const { mappings, NHANH, SHOPIFY } = TABLES[kind]
  const conditions = [sql`true`]
  if (jobId !== undefined)
    conditions.push(sql`(f.job_id = ${jobId} or exists (
      select from job_item i where i.key = m.shopify_id and i.job_id = ${jobId} and i.outcome = 'FAILED'))`)
  if (codes) conditions.push(sql`f.code = any(${[...codes]}::text[])`)
  if (onlyDue) conditions.push(sql`f.retry_at <= now()`)
  const canSucceed = sql`(f.code = any(${RETRYABLE}::text[]) or n.pulled_at > f.failed_at or s.pulled_at > f.failed_at
    or m.created_at > f.failed_at)`
  const { rows } = await sql<FailedMapping>`
    select m.id as "mappingId", f.job_id as "jobId", coalesce(${canSucceed}, false) as "canSucceed"
    from sync_failure f
    join ${sql.table(mappings)} m on m.id = f.mapping_id
    left join ${sql.table(NHANH)} n on n.account_id = m.nhanh_account_id and n.id = m.nhanh_id
    left join ${sql.table(SHOPIFY)} s on s.account_id = m.shopify_account_id and s.id = m.shopify_id
    where f.kind = ${kind} and m.nhanh_account_id = ${pair.nhanhAccountId}
      and m.shopify_account_id = ${pair.shopifyAccountId} and ${sql.join(conditions, sql` and `)}
    order by ${canSucceed} desc, f.failed_at, m.id
    limit ${limit ?? null}
  `.execute(db)
  return rows
}

/** Whether there is an item of a kind whose time to be tried again has come. */
export async function isDue(db: Kysely<unknown>, pair: AccountPair, kind: RecordKind): Promise<boolean> {
  const [found] = await findFailed(db, pair, kind, { onlyDue: true, limit: 1 })
  return found?.canSucceed ?? false
}

const SYNCS = ['PRODUCT_SYNC', 'CUSTOMER_SYNC', 'RETRY_FAILED_SYNC']

/** Whether there is a job of this number whose items can fail so. */
export async function isSync(db: Kysely<unknown>, jobId: number): Promise<boolean> {
  const { rows } =
    await sql`select from background_job where id = ${jobId} and type = any(${SYNCS}::text[])`.execute(db)
  return rows.length > 0
}
