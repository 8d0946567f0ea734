import { z } from 'zod'
import { RECORD_KINDS, type RecordKind } from '../../entities/pair-columns.ts'
import { ERROR_CODES } from '../../errors.ts'
import { words } from '../../locale.ts'
import { defineJob } from '../define-job.ts'
import { objection } from '../input-issues.ts'
import { endRetry, runRetry } from '../sync/retry.ts'
import { isSync } from '../sync/retryable.ts'
import { whyNoCustomers, type SyncSettings } from '../sync/sync-settings.ts'
import { graphqlTypes, jobId } from './input-fields.ts'

/** Customers are left out while their sync is switched off. */
function kindsOf(kind: RecordKind | undefined, { customers }: SyncSettings): RecordKind[] {
  if (kind) return [kind]
  return RECORD_KINDS.filter((one) => one === 'PRODUCT' || customers)
}

export const retryFailedSync = defineJob({
  type: 'RETRY_FAILED_SYNC',
  label: 'Retry Failed Sync',
  description: 'Syncs again what failed before and can succeed now: of one job, of one kind, of given codes.',
  platforms: ['NHANH', 'SHOPIFY'],
  input: z.strictObject({
    jobId: jobId().optional().describe('Only what failed in this job.'),
    kind: z
      .enum(RECORD_KINDS)
      .optional()
      .register(graphqlTypes, { graphqlType: 'RecordKind' })
      .describe('Products and customers unless told.'),
    codes: z
      .array(
        z
          .string()
          .refine((code) => code in ERROR_CODES, objection('is no error code', 'không phải là mã lỗi')),
      )
      .min(1)
      .transform((codes) => [...new Set(codes)].toSorted())
      .optional()
      .describe('Only what failed with one of these.'),
    limit: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('At most so many items, the longest failed first.'),
    onlyDue: z
      .boolean()
      .optional()
      .describe('Only items whose time to be tried again by itself has come: what the server asks for.'),
  }),
  check: async ({ jobId: id }, _platforms, _call, db) => {
    if (id === undefined || (await isSync(db, Number(id)))) return []
    const message = words(`there is no sync with the id ${id}`, `không có lần đồng bộ nào mang số ${id}`)
    return [{ field: 'jobId', message }]
  },
  resources: ({ kind }, { SHOPIFY }) => [
    ...(kind === 'CUSTOMER' ? [] : [`${SHOPIFY}:stock`]),
    ...(kind === 'PRODUCT' ? [] : [`${SHOPIFY}:customer-fields`]),
  ],
  writes: (settings, { kind }) => (kind === 'CUSTOMER' ? whyNoCustomers(settings) : null),
  readsAfresh: true,
  run: (context) => {
    const { kind, jobId: id, limit, ...choice } = context.input
    return runRetry(context, {
      kinds: kindsOf(kind, context.platforms.SHOPIFY.sync),
      choice: { ...choice, jobId: id === undefined ? undefined : Number(id) },
      limit,
    })
  },
  cancelled: (context) => endRetry(context),
})
