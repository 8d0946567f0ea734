import Negotiator from 'negotiator'

/** The languages that readers are told things in; the first is for a reader who asks for none of them. */
export const LOCALES = ['en', 'vi'] as const
export type Locale = (typeof LOCALES)[number]

/** One message in every language. It is made as a whole; the reader's language is chosen where it is told. */
export type Words = Readonly<Record<Locale, string>>

export const words = (en: string, vi: string): Words => ({ en, vi })

/** A text that is the same in every language: a person's own, or a name. */
export const sameWords = (text: string): Words => words(text, text)

/** Words made of words, language by language. */
export function composed(compose: (locale: Locale) => string): Words {
  return words(compose('en'), compose('vi'))
}

/**
 * The language that suits a reader best. `accepted` is the value of an Accept-Language header (RFC 9110), of which a
 * single tag such as `vi-VN` is the simplest; whatever else comes gets English.
 */
export function localeOf(accepted: unknown): Locale {
  if (typeof accepted !== 'string') return LOCALES[0]
  const best = new Negotiator({ headers: { 'accept-language': accepted } }).language(LOCALES)
  return LOCALES.find((locale) => locale === best) ?? LOCALES[0]
}
