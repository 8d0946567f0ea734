import { CompiledQuery, type Kysely } from 'kysely'
import type { Connection, Submittable } from 'pg'
import { storableJson, storableText } from './storable-json.ts'

const COPY_SPECIAL = /[\\\t\n\r]/g
const COPY_ESCAPES: { [character: string]: string } = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}

/** A value in the text format of COPY. `isPlain`: none of its texts has a character that JSON escapes. */
export function copyValue(value: unknown, isJson: boolean, isPlain: boolean): string {
  if (value === null || value === undefined) return '\\N'
  if (isJson) return isPlain ? JSON.stringify(value) : escaped(storableJson(value))
  if (typeof value === 'string') return isPlain ? value : escaped(storableText(value))
  if (Array.isArray(value)) return escaped(arrayText(value))
  return value instanceof Date ? value.toISOString() : JSON.stringify(value)
}

/** An array of texts, each in quotes, as PostgreSQL reads it. */
function arrayText(items: readonly string[]): string {
  const quoted = items.map((item) => `"${storableText(item).replace(/["\\]/g, '\\$&')}"`)
  return `{${quoted.join(',')}}`
}

function escaped(text: string): string {
  return text.search(COPY_SPECIAL) === -1
    ? text
    : text.replace(COPY_SPECIAL, (character) => COPY_ESCAPES[character]!)
}

/** The parts of pg's connection that COPY needs and its types leave out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/**
 * `copy … from stdin` in the transaction. Kysely hands what it is given as the text of a query on to pg as it is, and
 * pg takes in place of a text an object that speaks the protocol itself (as pg-cursor does).
 */
export async function copyIn(tx: Kysely<unknown>, statement: string, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<object>()
  const query: Promise<object> & Submittable = Object.assign(promise, {
    submit: (connection: Connection) => connection.query(statement),
    handleCopyInResponse(connection: CopyConnection) {
      connection.sendCopyFromChunk(Buffer.from(text))
      connection.endCopyFrom()
    },
    handleCommandComplete: () => {},
    handleReadyForQuery: () => resolve({ command: 'COPY' }),
    handleError: reject,
  })
  await tx.executeQuery(CompiledQuery.raw(query as unknown as string))
}
