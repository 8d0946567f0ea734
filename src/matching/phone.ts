import { international, LONGEST_NUMBER, SHORTEST_NUMBER, vietnamese } from './numbering-plan.ts'

/** Counts up whenever {@link phonesIn} or {@link phonesInNote} gives another answer for the same text. */
export const PHONE_RULES_VERSION = 1

/**
 * Every phone number of a phone field: E.164, in the order found, each once. A number without a country code is
 * Vietnamese; one of before the renumbering of 2018 comes back as what it became. A field holds phone numbers and
 * little else, so a lost leading zero is put back (`912345678`), and commas and slashes may stand within a number.
 * Placeholders, service numbers and numbers outside the numbering plans give nothing.
 */
export function phonesIn(field: string | null): string[] {
  return phones(field, 'field')
}

/**
 * Every phone number of free text, as {@link phonesIn} gives them, but stricter, since a note is full of other digits:
 * a number begins with 0, 84 or +; it is not tied by a dot or dash to the rest of a code (`0312345678-001`); and what its label (`STK`, `MST`, `mã đơn`) or its own shape (citizen id, tax code, parcel number) tells to be something
 * else is left out.
 */
export function phonesInNote(note: string | null): string[] {
  return phones(note, 'note')
}

type Kind = 'field' | 'note'

/** A whole run of digits: no number ever takes only a part of one. */
interface Run {
  digits: string
  /** Where it begins in the text. */
  at: number
  /** It begins with a country code, after a plus sign. */
  plus: boolean
  /** What stands between it and the run before; null when that keeps the two apart. */
  gap: string | null
}

/** A phone number written as the runs from `from` up to, not including, `to`. */
interface Phone {
  key: string
  from: number
  to: number
}

/** List marks such as ① are no digits, though NFKC makes them some. */
const LIST_MARK = /\p{No}/gu
/** Characters without a shape, and the key cap drawn around an emoji digit. */
const INVISIBLE = /[\p{Cf}\uFE0F\u20E3]/gu
/** A date with its year, whose digits would make a phone number with the hour that follows. */
const DATE =
  /(?<!\d|\d[./-])(?:(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d|(?:19|20)\d\d([./-])\d\d?\2\d\d?)(?![./-]?\d)/g
/** A number that a spreadsheet has rounded. */
const ROUNDED = /\d[.,]\d+E\+\d+/gi

/** Most texts have none, and the rest of the work is worth saving. */
const ANY_DIGIT = /\p{N}/u

const GAP = {
  field: /^[\p{Zs}\p{Pd}\u2212.·•_'’()[\],/]*$/u,
  note: /^[\p{Zs}\p{Pd}\u2212.·•_'’()[\]]*$/u,
}
const TIE = /^[\p{Pd}\u2212.·•_]+$/u
/** A quantity, the number of a list entry, a price in thousands. */
const COUNT = /^[1-9]\d{0,2}$/
const PLUS = /\+[\p{Zs}(]*$/u

/** `+84 912 345 678` written digit by digit. */
const MOST_RUNS = 11

function phones(text: string | null, kind: Kind): string[] {
  if (text === null || !ANY_DIGIT.test(text)) return []
  const plain = text
    .replace(LIST_MARK, ' ')
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(DATE, '\n')
    .replace(ROUNDED, '\n')
  const runs = runsOf(plain, kind)
  const found = bestReading(runs, plain, kind)
  return [
    ...new Set(found.filter((_, index) => standsAlone(found, index, runs, kind)).map((phone) => phone.key)),
  ]
}

function runsOf(plain: string, kind: Kind): Run[] {
  const runs: Run[] = []
  let end = 0
  for (const { 0: digits, index: at } of plain.matchAll(/\d+/g)) {
    const between = plain.slice(end, at)
    runs.push({
      digits,
      at,
      // No country code begins with 0: +0912345678 has a plus too many.
      plus: !digits.startsWith('0') && PLUS.test(between.slice(-8)),
      gap: end > 0 && GAP[kind].test(between) ? between : null,
    })
    end = at + digits.length
  }
  return runs
}

/**
 * Joins neighbouring runs into phone numbers so that as many runs as possible belong to one; of two such readings the
 * one whose first number is shorter. That is what tells the two of `0912 345 678 0987 654 321` apart.
 */
function bestReading(runs: Run[], plain: string, kind: Kind): Phone[] {
  const covered = Array.from<number>({ length: runs.length + 1 }).fill(0)
  const chosen: (Phone | undefined)[] = []
  for (let from = runs.length - 1; from >= 0; from--) {
    covered[from] = covered[afterUnread(runs, from)]!
    for (const phone of phonesFrom(runs, from, plain, kind)) {
      const reached = phone.to - from + covered[phone.to]!
      if (reached < covered[from]!) continue
      covered[from] = reached
      chosen[from] = phone
    }
  }
  const reading: Phone[] = []
  for (let from = 0; from < runs.length; from = chosen[from]?.to ?? afterUnread(runs, from)) {
    if (chosen[from]) reading.push(chosen[from]!)
  }
  return reading
}

/** Every phone number that begins with the run `from`, the longest first. */
function phonesFrom(runs: Run[], from: number, plain: string, kind: Kind): Phone[] {
  const { plus, at } = runs[from]!
  const found: Phone[] = []
  let digits = ''
  for (let to = from; to < Math.min(runs.length, from + MOST_RUNS); to++) {
    if (to > from && runs[to]!.gap === null) break
    digits += runs[to]!.digits
    if (digits.length > LONGEST_NUMBER + 2) break
    const bare = to === from
    if (kind === 'note' && bare && !plus && CODE_SHAPE.test(digits)) continue
    const key = plus ? international(digits) : keyOf(digits, kind, bare)
    if (key !== null) found.unshift({ key, from, to: to + 1 })
  }
  return found.length > 0 && kind === 'note' && isLabelledCode(plain, at) ? [] : found
}

/** Digits without a plus; `bare` when nothing stands between them. */
function keyOf(digits: string, kind: Kind, bare: boolean): string | null {
  if (digits.startsWith('00')) return international(digits.slice(2))
  // 0084 that lost one of its zeros.
  if (/^084\d{9}$/.test(digits)) return vietnamese(digits.slice(3))
  if (digits.startsWith('0')) return vietnamese(digits.slice(1))
  if (/^84\d{9}/.test(digits)) return vietnamese(digits.slice(2))
  if (kind === 'note') return null
  // Ten digits from 2 are a landline only as a spreadsheet leaves it: (206) 555-1234 is a North American number.
  const withoutZero = bare ? /^(?:[35789]\d{8}|[12]\d{9})$/ : /^(?:[35789]\d{8}|1\d{9})$/
  return withoutZero.test(digits) ? vietnamese(digits) : null
}

/**
 * The run to go on with when none begins a phone number at `from`. Behind a country code that leads to nothing, that is
 * the first run after its number: a foreign number is never read as a Vietnamese one by leaving out its country code.
 */
function afterUnread(runs: Run[], from: number): number {
  let digits = runs[from]!.digits
  let to = from + 1
  if (digits === '00' && runs[to] && runs[to]!.gap !== null) digits += runs[to++]!.digits
  if (!runs[from]!.plus) {
    if (!/^00[1-9]/.test(digits)) return from + 1
    digits = digits.slice(2)
  }
  while (digits.length < SHORTEST_NUMBER && runs[to] && runs[to]!.gap !== null) digits += runs[to++]!.digits
  return to
}

/**
 * Whether the digits next to a phone number leave no doubt about where it begins and ends. In a field they are no part
 * of it when they are set off in another way than its own digits are (`0912.345.678 - 2`).
 */
function standsAlone(found: Phone[], index: number, runs: Run[], kind: Kind): boolean {
  const { from, to } = found[index]!
  const own = runs.slice(from + 1, to).map((run) => run.gap)
  const isApart = (gap: string | null | undefined, digits: string | undefined) => {
    if (gap === null || gap === undefined || digits === undefined) return true
    if (kind === 'field') return !own.includes(gap)
    return !TIE.test(gap) || (COUNT.test(digits) && !own.includes(gap))
  }
  const follows = found[index - 1]?.to === from
  const precedes = found[index + 1]?.from === to
  // Digits before a number without its 0 may be a country code that lost its plus.
  if (!follows && runs[from]!.gap !== null && !runs[from]!.digits.startsWith('0')) return false
  return (
    (follows || isApart(runs[from]!.gap, runs[from - 1]?.digits)) &&
    (precedes || isApart(runs[to]?.gap, runs[to]?.digits))
  )
}

/**
 * Digits without any separator that in a note are a citizen id (twelve from 0), a parcel number (twelve from 84; only
 * 841 can be a mobile number of before 2018) or a tax code of Ho Chi Minh City (030, 031: no mobile operator's prefix).
 */
const CODE_SHAPE = /^(?:0\d{11}|84[^1]\d{9}|03[01]\d{7})$/

const PHONE_LABEL =
  /(?<!\p{L})(?:s?dt|dien thoai|phone|mobile|tel|zalo|viber|whatsapp|hotline|lien he|lh|call|goi|alo) ?$/u
/** Up to two words may follow, most often the bank's name. */
const ID_LABEL =
  /(?<!\p{L})(?:mst|ma so thue|stk|(?:so )?(?:tk|tai khoan)|cmnd|cccd|can cuoc|imei|serial|barcode|sku)(?: \p{L}+){0,2} ?$/u
const DOCUMENT_LABEL =
  /(?:#|(?<!\p{L})(?:ma (?:don|don hang|van don|dh|vd|hd|kh|khach|khach hang|sp|san pham|vach|gd|giao dich|so)|so (?:don|don hang|van don|hd|hoa don|hop dong|phieu)|mvd|dh|hd|hoa don|hop dong|invoice|tracking|id)(?: (?:so|la))?) ?$/u

/** Whether the words before the digits at `at` call them something else, or the capital letters of a code touch them. */
function isLabelledCode(plain: string, at: number): boolean {
  const clause = plain
    .slice(Math.max(0, at - 40), at)
    .split(/[\n\r,;]/)
    .at(-1)!
  const words = clause
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replace(/[^\p{L}\d#]+/gu, ' ')
  if (PHONE_LABEL.test(words)) return false
  return /[A-Z]$/.test(clause) || ID_LABEL.test(words) || DOCUMENT_LABEL.test(words)
}
