import type { z } from 'zod'
import type { BrokenRecord } from './call.ts'
import { isObject } from './json.ts'

/** Reads what it can of a row that did not parse. */
export type Identify = (row: unknown) => Omit<BrokenRecord, 'message'>

/** Parses rows one by one: one that cannot be right does not take its page with it. */
export function parseRows<S extends z.ZodType, R>(
  rows: readonly unknown[],
  schema: S,
  toRecord: (row: z.output<S>) => R,
  identify: Identify,
): { records: R[]; broken: BrokenRecord[] } {
  const records: R[] = []
  const broken: BrokenRecord[] = []
  for (const row of rows) {
    const parsed = schema.safeParse(row)
    if (parsed.success) records.push(toRecord(parsed.data))
    else broken.push({ ...identify(row), message: describeIssues(parsed.error, row) })
  }
  return { records, broken }
}

/** Each wrong field: its path, what was there and what is allowed. */
export function describeIssues(error: z.ZodError, input: unknown): string {
  const shown = error.issues.slice(0, 3).map((issue) => {
    const value = valueAt(input, issue.path)
    const was = value === undefined ? 'is missing' : `is ${excerpt(value)}`
    return `${issue.path.map(String).join('.') || 'it'} ${was}, expected ${expected(issue)}`
  })
  const more = error.issues.length - shown.length
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '')
}

const LONGEST_IDENTITY = 200

/** A text or a number of a row, for its identity, fit to be stored; null for anything else and for ''. */
export function textOf(row: unknown, key: string): string | null {
  const value = valueAt(row, [key])
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value === '') return null
  return value.slice(0, LONGEST_IDENTITY).replaceAll('\0', '\uFFFD').toWellFormed()
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ')
  return issue.message
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (!isObject(value)) return undefined
    value = value[key]
  }
  return value
}
