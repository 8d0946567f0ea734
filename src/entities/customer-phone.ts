import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

/** Where a phone was found, the most telling first: a lower rank never beats or ties with a higher one. */
const PHONE_FIELDS = ['OWN', 'ADDRESS', 'NOTE'] as const
export type PhoneField = (typeof PHONE_FIELDS)[number]

/**
 * A phone, as it is compared, of a customer who may be matched, with all else that matching knows of them, so that matching is
 * a set operation that reads no customers. Written with its customer, and removed when that is gone at its source.
 */
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
    /** The words of the customer's name as they are compared. */
    nameWords: p.array().columnType('text[]'),
    /** The customer's e-mail address as it is compared. */
    emailKey: p.string().columnType('text').nullable(),
  },
  // What finds nobody needs no index: an address beside a phone of one's own.
  indexes: [
    { name: 'customer_phone_key_index', properties: ['accountId', 'phone'], where: 'is_key' },
    { name: 'customer_phone_note_index', properties: ['accountId', 'phone'], where: "field = 'NOTE'" },
  ],
})
export type CustomerPhone = InferEntity<typeof CustomerPhone>
