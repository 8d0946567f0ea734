import { readFile } from 'node:fs/promises'
import type { Logger } from '../../logger.ts'
import type { BrokenRecord, Page } from '../call.ts'
import type { Failures } from '../failures.ts'
import { isObject } from '../json.ts'
import { textOf } from '../rows.ts'
import { endOfLine, familyLines, linesOf } from './bulk-file.ts'
import { idOf } from './gid.ts'

/** Where the reading of a result goes on: `line` counts the records of the partition that are done. */
export interface BulkPosition {
  partition: number
  line: number
}

type Parse<R> = (rows: readonly unknown[]) => { records: R[]; broken: BrokenRecord[] }
type BulkPage<R> = Omit<Page<R>, 'next'> & { next: BulkPosition }

const PAGE_SIZE = 500

/** The records of a result in which each line is one. */
export async function* flatPages<R>(
  file: string,
  start: BulkPosition,
  parse: Parse<R>,
  signal: AbortSignal,
): AsyncGenerator<BulkPage<R>, void> {
  let line = 0
  for await (const lines of linesOf(file, signal)) {
    const first = Math.max(0, start.line - line)
    for (let from = first; from < lines.length; from += PAGE_SIZE) {
      const rows = lines.slice(from, from + PAGE_SIZE).map(parsed)
      const next = { partition: 0, line: line + from + rows.length }
      yield { ...parse(rows), size: rows.length, next }
    }
    line += lines.length
  }
}

export interface Family {
  log: Logger
  failures: Failures
  /** What a line with a parent may belong to, as ProductVariant. */
  parentType: string
  /** Makes a row with children of one that has none. */
  adopt: (row: Record<PropertyKey, unknown>, children: readonly unknown[]) => unknown
}

/**
 * The records of a result that is parted by families, each with its children. One part is in memory at a time, as it
 * was read: what becomes of a line lives no longer than its page, which keeps the garbage young.
 */
export async function* familyPages<R>(
  parts: readonly string[],
  start: BulkPosition,
  parse: Parse<R>,
  family: Family,
  signal: AbortSignal,
): AsyncGenerator<BulkPage<R>, void> {
  for (let partition = start.partition; partition < parts.length; partition++) {
    const bytes = await readFile(parts[partition]!, { signal })
    const lineAt = (from: number) => bytes.toString('utf8', from, endOfLine(bytes, from))
    const { roots, children } = familiesIn(bytes, family)
    const orphans = new Set(children.keys())
    for (let line = partition === start.partition ? start.line : 0; line < roots.length; line += PAGE_SIZE) {
      signal.throwIfAborted()
      const rows = roots.slice(line, line + PAGE_SIZE).map((root) => {
        const row = parsed(lineAt(root))
        const id = isObject(row) ? idOf(textOf(row, 'id'))?.toString() : undefined
        if (!isObject(row) || id === undefined) return row
        orphans.delete(id)
        return family.adopt(
          row,
          (children.get(id) ?? []).map((child) => parsed(lineAt(child))),
        )
      })
      yield { ...parse(rows), size: rows.length, next: { partition, line: line + rows.length } }
    }
    if (orphans.size > 0 && (partition !== start.partition || start.line === 0))
      family.log.warn({ parents: orphans.size }, 'Ignored lines of a bulk result whose parent is not in it')
  }
}

/** A line that is no JSON. */
export class MalformedLine extends Error {}

interface Families {
  /** Where the line of each begins. */
  roots: number[]
  /** The same, by the number of their parent. */
  children: Map<string, number[]>
}

function familiesIn(bytes: Buffer, { failures, parentType }: Family): Families {
  const roots: number[] = []
  const children: Families['children'] = new Map()
  for (const { from, parent } of familyLines(bytes.toString('latin1'))) {
    if (parent === null) {
      roots.push(from)
    } else if (parent.type !== parentType) {
      const text = `Shopify's bulk result has a line that belongs to ${parent.type} ${parent.id}, expected a ${parentType}`
      throw failures.make('UNEXPECTED_ANSWER', text)
    } else {
      const siblings = children.get(parent.id)
      if (siblings) siblings.push(from)
      else children.set(parent.id, [from])
    }
  }
  return { roots, children }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new MalformedLine('no JSON', { cause: error })
  }
}
