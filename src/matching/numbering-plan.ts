import { parsePhoneNumberFromString, type PhoneNumberType } from 'libphonenumber-js/max'

/** The fewest and the most digits of a number with its country code. */
export const SHORTEST_NUMBER = 7
export const LONGEST_NUMBER = 15

/** Mobile prefixes of eleven-digit numbers, without their 0, and what they became in 2018; the last seven digits stay. */
const RENUMBERED: Record<string, string> = {
  // Viettel
  162: '32',
  163: '33',
  164: '34',
  165: '35',
  166: '36',
  167: '37',
  168: '38',
  169: '39',
  // MobiFone
  120: '70',
  121: '79',
  122: '77',
  126: '76',
  128: '78',
  // VinaPhone
  123: '83',
  124: '84',
  125: '85',
  127: '81',
  129: '82',
  // Vietnamobile
  186: '56',
  188: '58',
  // Gmobile
  199: '59',
}

/** A counted-up number, or one digit over and over behind two that make it look valid. */
const PLACEHOLDER = /^(?:12345678\d*|\d\d(\d)\1+)$/

/** Numbers a customer can have: toll-free, premium rate, shared cost and the like belong to a service. */
const PERSONAL = new Set<PhoneNumberType | undefined>([
  'MOBILE',
  'FIXED_LINE',
  'FIXED_LINE_OR_MOBILE',
  'PERSONAL_NUMBER',
  'VOIP',
])

/** The E.164 form of digits that begin with a country code; null when they are no number a customer can have. */
export function international(digits: string): string | null {
  return digits.startsWith('84') ? vietnamese(digits.slice(2)) : personalNumber(digits)
}

/** The E.164 form, in today's numbering, of a Vietnamese number with or without its 0; null when it is none. */
export function vietnamese(digits: string): string | null {
  const national = digits.startsWith('0') ? digits.slice(1) : digits
  if ((national.length !== 9 && national.length !== 10) || PLACEHOLDER.test(national)) return null
  const prefix = national.length === 10 ? RENUMBERED[national.slice(0, 3)] : undefined
  return personalNumber(`84${prefix === undefined ? national : prefix + national.slice(3)}`)
}

function personalNumber(digits: string): string | null {
  // No country code begins with 0, which the library takes long to find out.
  if (digits.length < SHORTEST_NUMBER || digits.length > LONGEST_NUMBER || digits.startsWith('0')) return null
  const phone = parsePhoneNumberFromString(`+${digits}`)
  if (phone === undefined || !PERSONAL.has(phone.getType()) || PLACEHOLDER.test(phone.nationalNumber))
    return null
  return phone.number
}
