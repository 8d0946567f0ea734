import { fold } from '../entities/search-text.ts'

/** Counts up whenever {@link nameWords} or {@link emailKey} gives another answer for the same text. */
export const PERSON_RULES_VERSION = 1

/** How a shop calls its customers, before their name or in place of one it does not know. */
const TITLES = spellings(
  ['anh', 'chị', 'em', 'bé', 'cô', 'dì', 'chú', 'cậu', 'bác', 'ông', 'bà', 'bạn', 'thầy'],
  ['mr', 'mrs', 'ms', 'miss'],
)
const GUEST = spellings(['khách'])
/** What follows `khách` and is no name either: of the shop, retail, wholesale, regular, new, old. */
const KINDS_OF_GUEST = spellings(['hàng', 'lẻ', 'sỉ', 'quen', 'vip', 'mới', 'cũ'])

/** Characters without a shape, and what follows an emoji. */
const INVISIBLE = /[\p{Cf}\uFE00-\uFE0F\u20E3]/gu
/** Between words. Marks belong to the letter before them: many scripts write vowels so. */
const SEPARATORS = /[^\p{L}\p{M}]+/u
const LETTER = /\p{L}/u
/** As in `a Nam`, `c. Lan`, `Nguyễn V. Nam`: a title, or too little to tell people apart by. */
const INITIAL = /^[a-z]$/

/**
 * The words that tell people apart in a name: folded, each once, sorted; without titles at the beginning of a text,
 * numbers and initials. Empty when the name says nothing (`Khách lẻ`). With accents that no title has, a word is a
 * name: `Ánh`, `Chí` and the `Lê` of `khách Lê Nam` stay; one without accents (`chi Lan`) is taken for the title.
 */
export function nameWords(...names: readonly (string | null)[]): string[] {
  const words = names.flatMap((name) => wordsOf(name ?? ''))
  return [...new Set(words.filter((word) => !INITIAL.test(word)).map(fold))].toSorted()
}

/** An e-mail address as it is compared; null for what is none. */
export function emailKey(email: string | null): string | null {
  const key =
    email
      ?.normalize('NFKC')
      .replace(/[\s\p{Cf}]/gu, '')
      .toLowerCase() ?? ''
  return /^[^@]+@[^@]+$/.test(key) ? key : null
}

/** Lower case, composed, without the titles that a name begins with. */
function wordsOf(name: string): string[] {
  const words = name
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .toLowerCase()
    .split(SEPARATORS)
    .filter((word) => LETTER.test(word))
  let from = 0
  while (from < words.length) {
    const word = words[from]!
    if (GUEST.has(word)) from += KINDS_OF_GUEST.has(words[from + 1] ?? '') ? 2 : 1
    else if (TITLES.has(word) || INITIAL.test(word)) from += 1
    else break
  }
  return words.slice(from)
}

/** Each word as it is written with its accents and without any. */
function spellings(...words: string[][]): ReadonlySet<string> {
  return new Set(words.flat().flatMap((word) => [word, fold(word)]))
}
