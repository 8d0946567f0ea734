import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** Where a phone was found, the most telling first: a lower rank never beats or ties with a higher one. */
const PHONE_FIELDS = ['OWN', 'ADDRESS', 'NOTE'] as const
export type PhoneField = (typeof PHONE_FIELDS)[number]

/** A phone of a customer as it is compared, so that matching is a set operation. Written with its customer. */
export const CustomerPhone = defineEntity({
  name: 'CustomerPhone',
  properties: {
    accountId: p.integer().primary(),
    /** Of NhanhCustomer or ShopifyCustomer, as the account tells. */
    customerId: p.string().columnType('text').primary(),
    /** E.164. */
    phone: p.string().columnType('text').primary(),
    /** The most telling field that holds it. */
    field: p.enum(PHONE_FIELDS),
    /** Customers are matched by it: their own phones, or where there is none those of the default address. */
    isKey: p.boolean(),
    /** It is the only one that its customer is matched by. */
    isSole: p.boolean(),
  },
  indexes: [{ properties: ['accountId', 'phone'] }],
})
export type CustomerPhone = InferEntity<typeof CustomerPhone>
