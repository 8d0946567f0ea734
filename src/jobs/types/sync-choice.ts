import { sql, type Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { CodedError } from '../../errors.ts'
import { words, type Words } from '../../locale.ts'
import type { Relation } from '../job-relations.ts'
import { formatMappingId, numbersOf } from '../mappings/mapping-id.ts'
import { unknownOf } from '../mappings/mapping-service.ts'
import type { PlatformConnections } from '../platforms.ts'
import type { Selection } from '../sync/selection.ts'

/** So long what a dry run showed may be applied. */
const PLAN_LIVES_MINUTES = 30

interface SyncInput {
  mappingIds?: string[]
  dryRun?: boolean
  force?: boolean
  planOf?: string
}

interface SyncChoice {
  selection: Selection
  dryRun: boolean
  force: boolean
}

/**
 * What an input asks of a sync. What a plan was made with holds when it is applied.
 * @throws CodedError EARLIER_JOB_GONE
 */
export async function chosenMappings(
  db: Kysely<unknown>,
  { mappingIds, dryRun = false, force = false, planOf }: SyncInput,
): Promise<SyncChoice> {
  if (planOf === undefined) return { selection: mappingIds ? numbersOf(mappingIds) : 'ALL', dryRun, force }
  const { rows } = await sql<{ force: boolean }>`
    select coalesce((input->>'force')::boolean, false) as force from background_job where id = ${Number(planOf)}
  `.execute(db)
  if (!rows[0]) throw new CodedError('EARLIER_JOB_GONE', `There is no dry run any more with the id ${planOf}`)
  return { selection: { planJobId: Number(planOf) }, dryRun: false, force: rows[0].force }
}

/** The dry run that an input applies. */
export function planRelations({ planOf }: SyncInput): Relation[] {
  return planOf === undefined ? [] : [{ relation: 'PLAN_OF', jobId: Number(planOf) }]
}

const TYPES: Record<RecordKind, string> = { PRODUCT: 'PRODUCT_SYNC', CUSTOMER: 'CUSTOMER_SYNC' }

/** What is wrong with an input, so far as the database knows. */
export async function syncObjections(
  db: Kysely<unknown>,
  platforms: PlatformConnections,
  kind: RecordKind,
  { mappingIds, planOf }: SyncInput,
): Promise<{ field: string; message: Words }[]> {
  if (planOf === undefined) return unknownMappings(db, platforms, kind, mappingIds ?? [])
  const accountIds = [platforms.NHANH.accountId, platforms.SHOPIFY.accountId]
  const { rows } = await sql<{ status: string; is_old: boolean; applied_by: number | null }>`
    select status, completed_at < now() - make_interval(mins => ${PLAN_LIVES_MINUTES}) as is_old,
      (select job_id from job_relation where relation = 'PLAN_OF' and related_job_id = id) as applied_by
    from background_job
    where id = ${Number(planOf)} and type = ${TYPES[kind]} and dry_run and account_ids <@ ${accountIds}::int[]
  `.execute(db)
  const message = objectionTo(rows[0], planOf, TYPES[kind])
  return message === null ? [] : [{ field: 'planOf', message }]
}

function objectionTo(
  plan: { status: string; is_old: boolean; applied_by: number | null } | undefined,
  id: string,
  type: string,
): Words | null {
  if (!plan) {
    return words(
      `there is no dry run of ${type} with the id ${id}`,
      `không có lần chạy thử ${type} nào mang số ${id}`,
    )
  }
  const { applied_by: appliedBy, status, is_old: isOld } = plan
  if (appliedBy !== null) {
    return words(
      `job ${appliedBy} has applied it already; make a new dry run`,
      `tác vụ ${appliedBy} đã áp dụng rồi; hãy chạy thử lại`,
    )
  }
  if (!status.startsWith('COMPLETED')) {
    return words(
      `job ${id} is ${status}: only a dry run that reached its end can be applied`,
      `tác vụ ${id} đang ở trạng thái ${status}: chỉ áp dụng được lần chạy thử đã chạy hết`,
    )
  }
  if (!isOld) return null
  return words(
    `it is older than ${PLAN_LIVES_MINUTES} minutes; make a new dry run`,
    `đã quá ${PLAN_LIVES_MINUTES} phút; hãy chạy thử lại`,
  )
}

async function unknownMappings(
  db: Kysely<unknown>,
  { NHANH, SHOPIFY }: PlatformConnections,
  kind: RecordKind,
  ids: readonly string[],
): Promise<{ field: string; message: Words }[]> {
  const pair = { nhanhAccountId: NHANH.accountId, shopifyAccountId: SHOPIFY.accountId }
  const unknown = (await unknownOf(db, pair, kind, numbersOf(ids))).map(formatMappingId)
  return unknown.map((id) => ({
    field: `mappingIds.${ids.indexOf(id)}`,
    message: words(`there is no mapping ${id}`, `không có liên kết ${id}`),
  }))
}
