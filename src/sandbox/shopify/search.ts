/** How one search field reads a record. */
interface SearchField<T> {
  kind: 'id' | 'number' | 'date' | 'keyword' | 'text'
  /** One value, or several: the record matches when any of them does. */
  read: (record: T) => SearchValue | readonly SearchValue[]
}

type SearchValue = string | number | null

export type SearchFields<T> = Readonly<Record<string, SearchField<T>>>

export interface SearchWarning {
  field: string
  message: string
  code: string
}

export interface Search<T> {
  matches: (record: T) => boolean
  /** No record whose id is below, or above, can match: where a scan by id may begin, and end. */
  minimumId: number
  maximumId: number
  parsed: unknown
  warnings: SearchWarning[]
}

interface Condition<T> {
  matches: (record: T) => boolean
  minimumId: number
  maximumId: number
  parsed: unknown
}

const EVERY_ID = { minimumId: 0, maximumId: Number.POSITIVE_INFINITY }

const OPERATORS = ['', '<', '<=', '>', '>='] as const
type Operator = (typeof OPERATORS)[number]

/**
 * Reads Shopify's search syntax: `field:value`, comparators, quotes, a trailing `*`, bare words, AND (or a blank),
 * OR, NOT (or `-`), brackets. A term whose field is unknown, or whose value its field cannot read, is left out, so
 * that it matches everything, and leaves a warning: that is what the real API does.
 */
export function readSearch<T>(query: string, fields: SearchFields<T>): Search<T> {
  const reader = new SearchReader(tokensOf(query), fields)
  const condition = reader.readAlternatives()
  return {
    matches: condition?.matches ?? (() => true),
    minimumId: condition?.minimumId ?? EVERY_ID.minimumId,
    maximumId: condition?.maximumId ?? EVERY_ID.maximumId,
    parsed: condition?.parsed ?? reader.ignored ?? {},
    warnings: reader.warnings,
  }
}

const TOKEN = /\(|\)|-?(?:[A-Za-z_][\w.]*:)?(?:[<>]=?)?(?:"[^"]*"|'[^']*'|[^\s()]+)/g

function tokensOf(query: string): string[] {
  return query.match(TOKEN) ?? []
}

class SearchReader<T> {
  readonly warnings: SearchWarning[] = []
  /** What the last ignored term would have meant, for `parsed`. */
  ignored: unknown
  readonly #tokens: string[]
  readonly #fields: SearchFields<T>
  #at = 0

  constructor(tokens: string[], fields: SearchFields<T>) {
    this.#tokens = tokens
    this.#fields = fields
  }

  readAlternatives(): Condition<T> | undefined {
    const parts = [this.#readConjunction()]
    while (this.#take('OR')) parts.push(this.#readConjunction())
    const known = parts.filter((part) => part !== undefined)
    if (known.length < 2) return known[0]
    return {
      matches: (record) => known.some((part) => part.matches(record)),
      minimumId: Math.min(...known.map((part) => part.minimumId)),
      maximumId: Math.max(...known.map((part) => part.maximumId)),
      parsed: { or: known.map((part) => part.parsed) },
    }
  }

  #readConjunction(): Condition<T> | undefined {
    const parts: Condition<T>[] = []
    while (this.#at < this.#tokens.length && !['OR', ')'].includes(this.#tokens[this.#at]!)) {
      if (this.#take('AND')) continue
      const part = this.#readFactor()
      if (part !== undefined) parts.push(part)
    }
    if (parts.length < 2) return parts[0]
    return {
      matches: (record) => parts.every((part) => part.matches(record)),
      minimumId: Math.max(...parts.map((part) => part.minimumId)),
      maximumId: Math.min(...parts.map((part) => part.maximumId)),
      parsed: { and: parts.map((part) => part.parsed) },
    }
  }

  #readFactor(): Condition<T> | undefined {
    if (this.#take('NOT') || this.#take('-')) return negated(this.#readFactor())
    if (this.#take('(')) {
      const inner = this.readAlternatives()
      this.#take(')')
      return inner
    }
    const token = this.#tokens[this.#at]!
    this.#at += 1
    return token.startsWith('-') ? negated(this.#readTerm(token.slice(1))) : this.#readTerm(token)
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at += 1
    return true
  }

  #readTerm(token: string): Condition<T> | undefined {
    const match = /^(?:([A-Za-z_][\w.]*):)?([<>]=?)?(.*)$/s.exec(token)!
    const [, name = '', comparator = '', rest = ''] = match
    const operator = OPERATORS.find((one) => one === comparator) ?? ''
    const value = rest.replace(/^(["'])(.*)\1$/s, '$2')
    const field = this.#fields[name === '' ? 'default' : name]
    const parsed = parsedTerm(name, operator, value)
    if (field === undefined)
      return this.#ignore(name, parsed, 'Invalid search field for this query.', 'invalid_field')
    const condition = conditionOf(field, operator, value)
    if (condition === undefined) {
      return this.#ignore(
        name,
        parsed,
        `Input \`${value}\` is not an accepted ${field.kind}.`,
        'invalid_value',
      )
    }
    return { ...condition, parsed }
  }

  #ignore(field: string, parsed: unknown, message: string, code: string): undefined {
    this.warnings.push({ field, message, code })
    this.ignored = parsed
    return undefined
  }
}

function negated<T>(condition: Condition<T> | undefined): Condition<T> | undefined {
  if (condition === undefined) return undefined
  return {
    matches: (record) => !condition.matches(record),
    ...EVERY_ID,
    parsed: { not: condition.parsed },
  }
}

const RANGE_NAMES = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const

function parsedTerm(name: string, operator: Operator, value: string): unknown {
  const field = name === '' ? 'default' : name
  return operator === '' ? { field, match_all: value } : { field, range: { [RANGE_NAMES[operator]]: value } }
}

function conditionOf<T>(
  field: SearchField<T>,
  operator: Operator,
  value: string,
): Omit<Condition<T>, 'parsed'> | undefined {
  const any = (test: (candidate: SearchValue) => boolean) => (record: T) => {
    const read = field.read(record)
    return isList(read) ? read.some(test) : test(read)
  }
  if (field.kind === 'keyword' || field.kind === 'text') {
    const wanted = value.toLowerCase()
    const isPrefix = wanted.endsWith('*')
    const text = isPrefix ? wanted.slice(0, -1) : wanted
    return {
      matches: any((candidate) => {
        const own = String(candidate ?? '').toLowerCase()
        if (field.kind === 'text') return own.includes(text)
        return isPrefix ? own.startsWith(text) : own === text
      }),
      ...EVERY_ID,
    }
  }
  const wanted = field.kind === 'date' ? Date.parse(value) : Number(value)
  if (value.trim() === '' || Number.isNaN(wanted)) return undefined
  const ids = field.kind === 'id' ? idsOf(operator, wanted) : EVERY_ID
  return { matches: any((candidate) => compares(Number(candidate), operator, wanted)), ...ids }
}

function idsOf(operator: Operator, wanted: number): typeof EVERY_ID {
  if (operator === '<' || operator === '<=') return { ...EVERY_ID, maximumId: wanted }
  return { minimumId: wanted, maximumId: operator === '' ? wanted : EVERY_ID.maximumId }
}

/** Array.isArray does not tell a readonly array from its elements. */
function isList(read: SearchValue | readonly SearchValue[]): read is readonly SearchValue[] {
  return Array.isArray(read)
}

function compares(value: number, operator: Operator, wanted: number): boolean {
  if (operator === '<') return value < wanted
  if (operator === '<=') return value <= wanted
  if (operator === '>') return value > wanted
  if (operator === '>=') return value >= wanted
  return value === wanted
}
