import { isRecord } from './facts.ts'

/** One thing that an item may change, before and after. */
export interface Change {
  /** A location's id, or the name of a field. */
  name: string
  before: string | number | null
  after: string | number | null
  isChanged: boolean
}

/** The stock of an item at one location, as its ledger line tells it. */
export interface LevelChange extends Change {
  before: number | null
  after: number | null
  inNhanh: string | null
  reserve: number
  pendingSales: number
}

/** The levels of a line of a product sync; null when it is no such line. */
export function levelsOf(before: unknown, after: unknown): LevelChange[] | null {
  const from = levelList(before)
  const to = levelList(after)
  if (!from && !to) return null
  const target = new Map((to ?? []).map((level) => [level['locationId'], numberOr(level['available'])]))
  return (from ?? to ?? []).map((level) => {
    const name = String(level['locationId'])
    const present = from ? numberOr(level['available']) : null
    const next = target.has(name) ? target.get(name)! : present
    return {
      name,
      before: present,
      after: next,
      isChanged: target.has(name) && next !== present,
      inNhanh: typeof level['inNhanh'] === 'string' ? level['inNhanh'] : null,
      reserve: numberOr(level['reserve']) ?? 0,
      pendingSales: numberOr(level['pendingSales']) ?? 0,
    }
  })
}

/** The fields of any other line; what only stands after is new, what only stands before was left as it was. */
export function fieldsOf(before: unknown, after: unknown): Change[] {
  const from = isRecord(before) ? before : {}
  const to = isRecord(after) ? after : null
  return [...new Set([...Object.keys(from), ...Object.keys(to ?? {})])].map((name) => {
    const was = valueOf(from[name])
    const is = to && name in to ? valueOf(to[name]) : was
    return { name, before: was, after: is, isChanged: to !== null && was !== is }
  })
}

function levelList(value: unknown): Record<string, unknown>[] | null {
  if (!isRecord(value) || !Array.isArray(value['levels'])) return null
  return value['levels'].filter(isRecord)
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function valueOf(value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)
}
