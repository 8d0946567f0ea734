import { stringify, type Options } from 'csv-stringify/sync'

/** A moment is written as ISO 8601 in UTC; null is an empty cell. */
export type Cell = string | number | boolean | Date | null | undefined

export interface Column<Row> {
  header: string
  value: (row: Row) => Cell
}

const FORMAT: Options = {
  record_delimiter: '\r\n',
  // A spreadsheet would execute a text that begins like a formula; it is written behind an apostrophe.
  escape_formulas: true,
  cast: {
    boolean: (value) => String(value),
    date: (value) => value.toISOString(),
  },
}

/**
 * The rows as CSV (RFC 4180) with a header, a piece for each page. It begins with a byte order mark, without which
 * spreadsheets do not read it as UTF-8.
 */
export async function* csvOf<Row>(
  columns: readonly Column<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string, void, void> {
  let head = stringify([columns.map(({ header }) => header)], { ...FORMAT, bom: true })
  for await (const rows of pages) {
    const text = stringify(
      rows.map((row) => columns.map(({ value }) => value(row))),
      FORMAT,
    )
    if (head + text !== '') yield head + text
    head = ''
  }
}

/** A value of any shape in one cell. */
export function jsonCell(value: unknown): Cell {
  return value === null || value === undefined ? null : JSON.stringify(value)
}
