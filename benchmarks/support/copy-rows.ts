import type { Client, Connection, Submittable } from 'pg'

/** Half a megabyte a message: larger ones are not faster. */
const CHUNK_BYTES = 512 * 1024

/** The lines of a COPY in PostgreSQL's text format, cut into messages. A null is a NULL. */
export function copyText(rows: Iterable<readonly (string | null)[]>): Buffer[] {
  const chunks: Buffer[] = []
  let lines: string[] = []
  let length = 0
  const close = () => {
    chunks.push(Buffer.from(lines.join('')))
    lines = []
    length = 0
  }
  for (const row of rows) {
    const line = `${row.map((value) => (value === null ? '\\N' : escape(value))).join('\t')}\n`
    lines.push(line)
    length += line.length
    if (length >= CHUNK_BYTES) close()
  }
  if (lines.length > 0) close()
  return chunks
}

const ESCAPED: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escape(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPED[character]!)
}

/** The parts of pg's connection that COPY needs and its types leave out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Sends ready messages to `copy … from stdin`. */
export function copyIn(client: Client, statement: string, chunks: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const query: Submittable & Record<string, unknown> = {
      submit: (connection: Connection) => connection.query(statement),
      handleCopyInResponse(connection: CopyConnection) {
        for (const chunk of chunks) connection.sendCopyFromChunk(chunk)
        connection.endCopyFrom()
      },
      handleCommandComplete() {},
      handleReadyForQuery: () => resolve(),
      handleError: reject,
      // pg calls it when the connection ends.
      callback: (error: unknown) => error && reject(error),
    }
    client.query(query)
  })
}
