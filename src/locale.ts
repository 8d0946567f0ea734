import Negotiator from 'negotiator'

/** The languages that hints are written in; the first is for a reader who asks for none of them. */
export const LOCALES = ['en', 'vi'] as const
export type Locale = (typeof LOCALES)[number]

/**
 * The language that suits a reader best. `accepted` is the value of an Accept-Language header (RFC 9110), of which a
 * single tag such as `vi-VN` is the simplest; whatever else comes gets English.
 */
export function localeOf(accepted: unknown): Locale {
  if (typeof accepted !== 'string') return LOCALES[0]
  const best = new Negotiator({ headers: { 'accept-language': accepted } }).language(LOCALES)
  return LOCALES.find((locale) => locale === best) ?? LOCALES[0]
}
