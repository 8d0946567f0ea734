import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { money, recordColumns } from './record-columns.ts'

export const NHANH_CUSTOMER_TYPES = ['RETAIL', 'WHOLESALE', 'AGENT'] as const

/** A customer of Nhanh. What they are matched by is in rows of {@link CustomerPhone}. */
export const NhanhCustomer = defineEntity({
  name: 'NhanhCustomer',
  properties: {
    ...recordColumns(),
    id: p.bigint('string').primary().autoincrement(false),
    name: p.string().columnType('text'),
    /** Null when Nhanh sent none, or one that it does not document. */
    type: p.enum(NHANH_CUSTOMER_TYPES).nullable(),
    /** As Nhanh has it. */
    phone: p.string().columnType('text').nullable(),
    email: p.string().columnType('text').nullable(),
    code: p.string().columnType('text').nullable(),
    address: p.string().columnType('text').nullable(),
    level: p.string().columnType('text').nullable(),
    group: p.string().columnType('text').nullable(),
    /** What they have spent; null when Nhanh did not say: absent is not zero. */
    totalSpent: money().nullable(),
    points: p.integer().nullable(),
  },
})
export type NhanhCustomer = InferEntity<typeof NhanhCustomer>
