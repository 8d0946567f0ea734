import { sql, type Kysely } from 'kysely'
import type { NamedCustomer } from './privacy-order.ts'

/** What tells of a person. */
export interface Traces {
  customerId: string
  /** Phones as they are compared: some keys are nothing else. */
  phones: string[]
  /** Their phones and e-mail addresses, however they are written here. */
  texts: string[]
}

/** What the order names, and what is stored of the customer now. */
export async function tracesOf(
  db: Kysely<unknown>,
  shopAccountId: number,
  { id: customerId, email, phone }: NamedCustomer,
): Promise<Traces> {
  const { rows } = await sql<{ found: string[] | null; phones: string[] }>`
    select array_remove(array[email, phone, address_phone], null) as found, array(
      select phone from customer_phone where account_id = ${shopAccountId} and customer_id = ${customerId}
    ) as phones
    from (select) as one left join shopify_customer on account_id = ${shopAccountId} and id = ${customerId}
  `.execute(db)
  const phones = distinct([...rows[0]!.phones, ...(phone === null ? [] : [phone])])
  const national = phones.filter((one) => one.startsWith('+84')).map((one) => `0${one.slice(3)}`)
  const texts = [email, phone, ...(rows[0]!.found ?? []), ...phones, ...national]
  return {
    customerId,
    phones,
    texts: distinct(texts.filter((text): text is string => text !== null && text.length >= 6)),
  }
}

/** What either of two looks has found. */
export function together(before: Traces | undefined, now: Traces): Traces {
  return {
    customerId: now.customerId,
    phones: distinct([...(before?.phones ?? []), ...now.phones]),
    texts: distinct([...(before?.texts ?? []), ...now.texts]),
  }
}

/** Whether those before were all that there are now, when they are part of them. */
export function isAsMuch(before: Traces, now: Traces): boolean {
  return before.phones.length === now.phones.length && before.texts.length === now.texts.length
}

/** A regular expression of PostgreSQL that finds each of the texts; null when there is none. */
export function patternOf({ texts }: Traces): string | null {
  return texts.length === 0 ? null : texts.map(literally).join('|')
}

const distinct = (texts: string[]) => [...new Set(texts)].toSorted()

function literally(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ]/gu, String.raw`\$&`)
}
