import { sql, type Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'

/** A line of a sync's ledger that tells of a write, done or never answered. */
export interface Overwritten {
  number: number
  key: string
  title: string | null
  before: unknown
  /** Null: what was there was removed. */
  after: unknown
}

const KEYS: Record<RecordKind, string> = {
  PRODUCT: 'gid://shopify/ProductVariant/%',
  CUSTOMER: 'gid://shopify/Customer/%',
}

/** Lines of writes, of each record the last. */
const LAST_WRITES = sql`(i.outcome = 'UPDATED' or i.code = 'WRITE_UNCONFIRMED') and not exists (
  select from job_item later where later.job_id = i.job_id and later.key = i.key and later.number > i.number
    and (later.outcome = 'UPDATED' or later.code = 'WRITE_UNCONFIRMED'))`

/** The next lines of a kind behind a number, in their order. */
export async function findOverwritten(
  db: Kysely<unknown>,
  jobId: number,
  { kind, after, limit }: { kind: RecordKind; after: number; limit: number },
): Promise<Overwritten[]> {
  const { rows } = await sql<Overwritten>`
    select number, key, title, before, after from job_item i
    where job_id = ${jobId} and number > ${after} and ${LAST_WRITES} and key like ${KEYS[kind]}
    order by number limit ${limit}
  `.execute(db)
  return rows
}

/** How many lines tell of a write. */
export async function countOverwritten(db: Kysely<unknown>, jobId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from job_item i where job_id = ${jobId} and ${LAST_WRITES}
  `.execute(db)
  return rows[0]!.count
}
