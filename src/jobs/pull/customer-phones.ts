import { sql } from 'kysely'
import type { CustomerPhone, PhoneField } from '../../entities/customer-phone.ts'
import { emailKey, nameWords } from '../../matching/person.ts'
import { phonesIn, phonesInNote } from '../../matching/phone.ts'
import type { Dependants } from '../record-page.ts'
import { storableJson } from '../storable-json.ts'

/** A phone of a customer, with the most telling field that holds it. */
type FoundPhone = Pick<CustomerPhone, 'phone' | 'field'>

/** A phone of a customer who may be matched. */
export type MatchedPhone = FoundPhone & Pick<CustomerPhone, 'isKey' | 'isSole' | 'nameWords' | 'emailKey'>

/** The phones of a customer's fields, each once. `free` is text that people write anything into. */
export function findPhones(fields: {
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
  return [...found].map(([phone, field]) => ({ phone, field }))
}

/** What a customer with these phones is matched by. */
export function matchedBy(
  phones: readonly FoundPhone[],
  { names, email }: { names: readonly (string | null)[]; email: string | null },
): MatchedPhone[] {
  const identity = { nameWords: nameWords(...names), emailKey: emailKey(email) }
  const fieldOfKeys = phones.find(({ field }) => field !== 'NOTE')?.field
  const keys = phones.filter(({ field }) => field === fieldOfKeys).length
  return phones.map((found) => {
    const isKey = found.field === fieldOfKeys
    return { ...found, isKey, isSole: isKey && keys === 1, ...identity }
  })
}

/** What a person may type to find a phone: as it is compared, and with 0 in place of +84. */
export function searchFormsOf(phones: readonly FoundPhone[]): string[] {
  return phones.flatMap(({ phone }) => (phone.startsWith('+84') ? [phone, `0${phone.slice(3)}`] : [phone]))
}

/** The rows of CustomerPhone, written with their customer. */
export const customerPhones: Dependants<{ id: string; phones: MatchedPhone[] }> = {
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
      insert into customer_phone (account_id, customer_id, phone, field, is_key, is_sole, name_words, email_key)
      select ${accountId}::int, customer_id, phone, field, "isKey", "isSole", "nameWords", "emailKey"
      from json_to_recordset(${storableJson(rows)}::json) as r(
        customer_id text, phone text, field text, "isKey" boolean, "isSole" boolean, "nameWords" text[], "emailKey" text)
    `.execute(tx)
  },
  async remove(tx, accountId, recordIds) {
    await sql`
      delete from customer_phone
      where account_id = ${accountId} and customer_id = any(${[...recordIds]}::text[])
    `.execute(tx)
  },
}
