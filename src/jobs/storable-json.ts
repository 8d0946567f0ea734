/** How JSON.stringify writes the character NUL and the lone halves of surrogate pairs. */
const UNSTORABLE = /\\u(0000|d[89a-f])/

/**
 * JSON that PostgreSQL can store: it refuses the character NUL and lone halves of surrogate pairs in a text, and a
 * platform can send both. Each such character becomes U+FFFD.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  if (!UNSTORABLE.test(json)) return json
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? item.replaceAll('\0', '\uFFFD').toWellFormed() : item,
  )
}
