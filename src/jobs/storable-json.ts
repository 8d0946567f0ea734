/** How JSON.stringify writes the character NUL and the lone halves of surrogate pairs. */
const UNSTORABLE = /\\u(0000|d[89a-f])/

/**
 * A text that PostgreSQL can store: it refuses the character NUL and lone halves of surrogate pairs, and a platform can
 * send both. Each such character becomes U+FFFD.
 */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}

/** JSON that PostgreSQL can store, with {@link storableText} in place of each text. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!UNSTORABLE.test(json)) return json
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? storableText(item) : item,
  )
}
