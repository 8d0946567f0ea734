import { sql, type RawBuilder } from 'kysely'
import type { Platform } from '../entities/account.ts'
import type { RecordKind } from '../entities/pair-columns.ts'
import { TABLES } from '../jobs/mappings/account-pair.ts'
import type { JobService } from '../jobs/job-service.ts'

type Accounts = Pick<JobService, 'accountId'>

/** The column of a mapping that holds the id of the record of one side. */
export const SIDE_COLUMNS: Record<Platform, RawBuilder<unknown>> = {
  NHANH: sql.ref('mapping.nhanh_id'),
  SHOPIFY: sql.ref('mapping.shopify_id'),
}

/** The tables after FROM of the mappings that can be shown: `mapping`, with its records `nhanh` and `shopify`. */
export function shownMappings(kind: RecordKind): RawBuilder<unknown> {
  const { mappings, NHANH, SHOPIFY } = TABLES[kind]
  return sql`${sql.table(mappings)} mapping
    join ${sql.table(NHANH)} nhanh on nhanh.account_id = mapping.nhanh_account_id and nhanh.id = mapping.nhanh_id
    join ${sql.table(SHOPIFY)} shopify on shopify.account_id = mapping.shopify_account_id and shopify.id = mapping.shopify_id`
}

/** Holds for the mappings between the connected accounts. */
export function ofConnectedAccounts(jobs: Accounts): RawBuilder<unknown> {
  return sql`mapping.nhanh_account_id = ${jobs.accountId('NHANH')} and mapping.shopify_account_id = ${jobs.accountId('SHOPIFY')}`
}

/** Whether the row `record` has a mapping, be the other side's record deleted or not. */
export function isMapped(platform: Platform, kind: RecordKind, jobs: Accounts): RawBuilder<unknown> {
  return sql`exists (select from ${sql.table(TABLES[kind].mappings)} mapping
    where ${ofConnectedAccounts(jobs)} and ${SIDE_COLUMNS[platform]} = record.id)`
}
