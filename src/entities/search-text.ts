/** Counts up whenever {@link fold} gives another answer for the same text, so that stored texts are made anew. */
export const SEARCH_TEXT_VERSION = 1

const PRINTABLE_ASCII = /^[ -~]*$/

/** Text as it is searched: lower case, without accents (Vietnamese đ included) and invisible characters, white space folded. */
export function fold(text: string): string {
  return (PRINTABLE_ASCII.test(text) ? text : unaccented(text)).replace(/\s+/gu, ' ').trim().toLowerCase()
}

function unaccented(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[đĐ]/gu, 'd')
}
