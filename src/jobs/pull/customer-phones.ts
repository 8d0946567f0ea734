import { sql } from 'kysely'
import type { CustomerPhone, PhoneField } from '../../entities/customer-phone.ts'
import { phonesIn, phonesInNote } from '../../matching/phone.ts'
import type { Dependants } from '../record-page.ts'
import { storableJson } from '../storable-json.ts'

/** A phone of a customer, with the most telling field that holds it. */
export type FoundPhone = Pick<CustomerPhone, 'phone' | 'field' | 'isKey' | 'isSole'>

/**
 * The phones of a customer's fields, each once. `free` is text that people write anything into. `isMatched`: whether such
 * a customer is ever matched.
 */
export function findPhones(fields: {
  isMatched: boolean
  own: string | null
  address?: string | null
  free: readonly (string | null)[]
}): FoundPhone[] {
  const found = new Map<string, PhoneField>()
  const add = (field: PhoneField, phones: readonly string[]) => {
    for (const phone of phones) if (!found.has(phone)) found.set(phone, field)
  }
  add('OWN', phonesIn(fields.own))
  add('ADDRESS', phonesIn(fields.address ?? null))
  for (const text of fields.free) add('NOTE', phonesInNote(text))
  const fieldOfKeys = fields.isMatched ? [...found.values()].find((field) => field !== 'NOTE') : undefined
  const keys = [...found.values()].filter((field) => field === fieldOfKeys).length
  return [...found].map(([phone, field]) => {
    const isKey = field === fieldOfKeys
    return { phone, field, isKey, isSole: isKey && keys === 1 }
  })
}

/** What a person may type to find a phone: as it is compared, and with 0 in place of +84. */
export function searchFormsOf(phones: readonly FoundPhone[]): string[] {
  return phones.flatMap(({ phone }) => (phone.startsWith('+84') ? [phone, `0${phone.slice(3)}`] : [phone]))
}

/** The rows of CustomerPhone, written with their customer. */
export const customerPhones: Dependants<{ id: string; phones: FoundPhone[] }> = {
  contentOf: ({ phones }) => phones,

  async write(tx, accountId, { created, updated }) {
    if (updated.length > 0) {
      await this.remove(
        tx,
        accountId,
        updated.map(({ id }) => id),
      )
    }
    const rows = [...created, ...updated].flatMap(({ id, phones }) =>
      phones.map((phone) => ({ customer_id: id, ...phone })),
    )
    if (rows.length === 0) return
    await sql`
      insert into customer_phone (account_id, customer_id, phone, field, is_key, is_sole)
      select ${accountId}::int, customer_id, phone, field, "isKey", "isSole"
      from json_to_recordset(${storableJson(rows)}::json) as r(
        customer_id text, phone text, field text, "isKey" boolean, "isSole" boolean)
    `.execute(tx)
  },
  async remove(tx, accountId, recordIds) {
    await sql`
      delete from customer_phone
      where account_id = ${accountId} and customer_id = any(${[...recordIds]}::text[])
    `.execute(tx)
  },
}
