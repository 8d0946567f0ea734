const EMAIL =
  /(?<![\p{L}\p{N}_%+-])([\p{L}\p{N}_%+-])[\p{L}\p{N}._%+-]{0,63}@((?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63})/gu

/** What stands between the digits of one number. */
const GAP = '[\\p{Zs}\\t\\p{Pd}.()]{0,3}'
/** A Vietnamese number without its 0: mobile, then landline and mobile of before 2018. */
const NATIONAL = `(?:[35789](?:${GAP}\\d){8}|[12](?:${GAP}\\d){9})`
/** Without a plus, 84 may as well begin an id in a path or query, an amount, or a decimal fraction. */
const BARE_84 = `(?<![/=])84(?!\\.\\d{4})${GAP}[35789](?:${GAP}\\d){8}(?!\\p{Zs}?(?:[₫đ%]|VN[DĐ]|bytes|[kKMG]B|m?s)(?!\\p{L}))`
/** An opening bracket belongs to the number when it is closed within it: `(+84) 912…`. */
const PHONE = `(?:\\((?=[+\\d]{2,6}\\)))?(?:(?:\\+|00)${GAP}84${GAP}0?${GAP}${NATIONAL}|${BARE_84}|0${NATIONAL}|\\+[1-9]\\d{7,14})`

/**
 * A code is what is called one, and what is tied to capitals or other digits: `SKU 0912345678`, `AO-0912345678-2`. With
 * a colon it goes on as a time: `03-05-2026 10:20`.
 */
const NO_CODE_BEFORE =
  '(?<![\\p{L}\\p{N}_]|[\\p{Lu}\\p{N}]\\p{Pd}|\\p{N}\\.|(?:\\b[Ii][Dd]|Id|\\b[Ss][Kk][Uu]|[Bb]arcode)["\'\\s:=#]{0,4})'
const NO_CODE_AFTER = '(?![\\p{L}\\p{N}_]|[\\p{Pd}.]\\p{N}|:\\d)'

const PHONES = new RegExp(`${NO_CODE_BEFORE}${PHONE}(?:[\\p{Pd}.]${PHONE})*${NO_CODE_AFTER}`, 'gu')
const ONE_PHONE = new RegExp(PHONE, 'gu')

/**
 * The text with every e-mail address and phone number masked: `l***@example.com`, `09*****678`. A Vietnamese number looks
 * the same however it was written; any other is found when it is written in E.164. Ids, SKUs, times and amounts stay as
 * they are, but a code that nothing sets apart from a phone number does not.
 */
export function maskPersonal(text: string): string {
  return text.replace(EMAIL, '$1***@$2').replace(PHONES, (phones) => phones.replace(ONE_PHONE, maskPhone))
}

function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  const national = /^(?:(?:00)?84)?0?([1-9]\d{8,9})$/.exec(digits)?.[1]
  const start = national === undefined ? `+${digits.slice(0, 2)}` : `0${national[0]}`
  return `${start}*****${digits.slice(-3)}`
}
