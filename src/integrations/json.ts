/**
 * JSON without the loss of `JSON.parse`: integers beyond 2^53 become strings of their digits.
 * Texts without a long run of digits, nearly all, take the fast way.
 * @throws SyntaxError; its message quotes the text, so never show it
 */
export function parseJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return parseWithSource(text, (value, source) =>
    Number.isSafeInteger(value) || !/^-?\d+$/.test(source) ? value : source,
  )
}

/** As {@link parseJson}; undefined when the text is not JSON. */
export function parsedOrUndefined(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/**
 * The text that a part of a JSON text has, for values that must go back exactly as they came: every number keeps
 * its own spelling. Undefined when there is nothing at `path`.
 */
export function verbatimPart(text: string, path: readonly string[]): string | undefined {
  let part = parseWithSource(text, (value, source) => (String(value) === source ? value : rawJson(source)))
  for (const key of path) {
    if (!isObject(part)) return undefined
    part = part[key]
  }
  return JSON.stringify(part)
}

/** Stands in a value given to `JSON.stringify` for a JSON text to be written as it is. */
export function rawJson(text: string): unknown {
  // A raw value of V8 holds only a primitive; anything else is rebuilt around such primitives.
  if (/^[[{]/.test(text)) {
    return parseWithSource(text, (value, source) => (String(value) === source ? value : rawJson(source)))
  }
  return JSON.rawJSON(text)
}

export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}

function parseWithSource(text: string, number: (value: number, source: string) => unknown): unknown {
  return JSON.parse(text, (_key, value: unknown, { source }) =>
    typeof value === 'number' && source !== undefined ? number(value, source) : value,
  )
}

declare global {
  /** In V8 since Node 21; the type library does not know them yet. */
  interface JSON {
    /** The reviver is told the source text of primitives. */
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown
    /** A primitive that `stringify` writes as it is. */
    rawJSON(text: string): unknown
  }
}
