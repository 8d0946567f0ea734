import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

export const READ_KINDS = ['NHANH_PRODUCT', 'SHOPIFY_PRODUCT', 'SHOPIFY_CUSTOMER'] as const
export type ReadKind = (typeof READ_KINDS)[number]

/** A record that a webhook named, to be read again. However often it is named meanwhile, it is read once. */
export const RecordToRead = defineEntity({
  name: 'RecordToRead',
  properties: {
    accountId: p.integer().primary().autoincrement(false),
    kind: p.enum(READ_KINDS).primary(),
    /** As the platform calls it. */
    recordId: p.string().columnType('text').primary(),
    /** Its mappings are to be synced once it is read. */
    wantsSync: p.boolean(),
    /** It is said to be deleted: when the platform does not have it any more, it is marked so. */
    saidDeleted: p.boolean(),
    /** When it was named last. */
    askedAt: p.datetime().columnType('timestamptz'),
    /** The pull that reads it; null while none was started since it was named last. */
    jobId: p.integer().nullable(),
  },
  indexes: [{ properties: ['jobId'] }],
})
export type RecordToRead = InferEntity<typeof RecordToRead>
