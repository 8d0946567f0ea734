import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import { CodedError } from '../../errors.ts'
import { words, type Words } from '../../locale.ts'
import { defineJob } from '../define-job.ts'
import { endUndo, runUndo } from '../sync/undo.ts'
import { jobId } from './input-fields.ts'

const UNDOABLE = ['PRODUCT_SYNC', 'CUSTOMER_SYNC', 'RETRY_FAILED_SYNC', 'UNDO_SYNC']

export const undoSync = defineJob({
  type: 'UNDO_SYNC',
  label: 'Undo Sync',
  description:
    'Puts back what a sync overwrote, where it still is what that sync wrote; everything else stays and is listed.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: z.strictObject({ jobId: jobId().describe('The sync that is to be undone; it must have ended.') }),
  check: async ({ jobId: id }, { NHANH, SHOPIFY }, _call, db) => {
    const message = await objectionTo(db, id, [NHANH.accountId, SHOPIFY.accountId])
    return message === null ? [] : [{ field: 'jobId', message }]
  },
  resources: (_input, { SHOPIFY }) => [`${SHOPIFY}:stock`, `${SHOPIFY}:customer-fields`],
  relations: ({ jobId: id }) => [{ relation: 'UNDO_OF', jobId: Number(id) }],
  writes: () => null,
  readsAfresh: true,
  run: async (context) => {
    const { input, em, platforms } = context
    const accountIds = [platforms.NHANH.accountId, platforms.SHOPIFY.accountId]
    // It may have been deleted, or emptied, since this was started, or failed, long ago.
    const message = await objectionTo(em.getKysely<unknown>(), input.jobId, accountIds)
    if (message !== null) throw new CodedError('EARLIER_JOB_GONE', `Nothing is undone: ${message.en}`)
    await runUndo(context, { undoneJobId: Number(input.jobId) })
  },
  cancelled: (context) => endUndo(context),
})

async function objectionTo(db: Kysely<unknown>, id: string, accountIds: number[]): Promise<Words | null> {
  const { rows } = await sql<{ dry_run: boolean; status: string; is_settled: boolean; is_emptied: boolean }>`
    select dry_run, status, completed_at is not null as is_settled,
      anonymized_at is not null and type <> 'PRODUCT_SYNC' as is_emptied
    from background_job
    where id = ${Number(id)} and type = any(${UNDOABLE}::text[]) and account_ids <@ ${accountIds}::int[]
  `.execute(db)
  const job = rows[0]
  if (!job) return words(`there is no sync with the id ${id}`, `không có lần đồng bộ nào mang số ${id}`)
  if (job.dry_run) {
    return words(`job ${id} was a dry run: it wrote nothing`, `tác vụ ${id} là lần chạy thử, không ghi gì`)
  }
  if (job.is_emptied) {
    return words(
      `job ${id} is too old: what it had found of customers is not kept any more`,
      `tác vụ ${id} đã quá lâu: giá trị cũ của khách hàng không còn được giữ`,
    )
  }
  if (job.is_settled) return null
  return words(
    `job ${id} is ${job.status}: only a sync that has ended can be undone`,
    `tác vụ ${id} đang ở trạng thái ${job.status}: chỉ hoàn tác được lần đồng bộ đã kết thúc`,
  )
}
