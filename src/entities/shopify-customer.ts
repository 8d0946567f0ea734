import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { money, recordColumns } from './record-columns.ts'

/** A customer of Shopify. What they are matched by is in rows of {@link CustomerPhone}; the note is not kept. */
export const ShopifyCustomer = defineEntity({
  name: 'ShopifyCustomer',
  properties: {
    ...recordColumns(),
    /** `gid://shopify/Customer/…` */
    id: p.string().columnType('text').primary(),
    firstName: p.string().columnType('text').nullable(),
    lastName: p.string().columnType('text').nullable(),
    /** The default e-mail address. */
    email: p.string().columnType('text').nullable(),
    /** The default phone number, in E.164. */
    phone: p.string().columnType('text').nullable(),
    /** Of the default address, as it was typed. */
    addressPhone: p.string().columnType('text').nullable(),
    tags: p.json<string[]>(),
    amountSpent: money().nullable(),
    currency: p.string().columnType('text').nullable(),
    numberOfOrders: p.integer().nullable(),
    state: p.string().columnType('text'),
  },
})
export type ShopifyCustomer = InferEntity<typeof ShopifyCustomer>
