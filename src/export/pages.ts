import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { KeysetOrder } from '../schema/keyset.ts'

/** So many values of the key are looked through for a page. */
const PAGE_SPAN = 1_000

interface Source {
  table: string
  columns: RawBuilder<unknown>
  /** An integer that hardly leaves any out. */
  order: KeysetOrder
  /** Holds for all rows that could be meant. An index finds them in the order of the key. */
  scope: RawBuilder<unknown>
  /** Holds for those that are. */
  condition: RawBuilder<unknown>
}

/**
 * The rows in their order, those that were there when the first were asked for; the first page comes even if it is
 * empty. Between two pages nothing of the database is held, so whoever takes them slowly keeps neither a connection nor a
 * snapshot. When the signal fires, the statement that is under way is cancelled and this throws.
 */
export async function* readPages<Row>(
  db: Kysely<unknown>,
  { table, columns, order: { column, descending }, scope, condition }: Source,
  signal: AbortSignal,
): AsyncGenerator<Row[], void, void> {
  const rows = sql`from ${sql.table(table)} where ${scope}`
  const [ends] = await query<{ first: number; last: number }>(
    db,
    sql`select coalesce(min(${column}), 0) as first, coalesce(max(${column}), 0) as last ${rows}`,
    signal,
  )
  const { first, last } = ends!
  // Spans, not limits: with a limit a planner without fresh statistics reads and sorts all of the rest for each page.
  for (let done = 0; done <= last - first; done += PAGE_SPAN) {
    const from = descending ? last - done - PAGE_SPAN + 1 : first + done
    yield await query<Row>(
      db,
      sql`select ${columns} ${rows} and ${column} between ${from} and ${Math.min(last, from + PAGE_SPAN - 1)} and ${condition}
        order by ${column} ${descending ? sql`desc` : sql`asc`}`,
      signal,
    )
  }
}

/** The rows of a statement, which is cancelled in the database when the signal fires. */
export async function query<Row>(
  db: Kysely<unknown>,
  statement: RawBuilder<unknown>,
  signal: AbortSignal,
): Promise<Row[]> {
  const { rows } = await statement.execute(db, { signal, inflightQueryAbortStrategy: 'cancel query' })
  return rows as Row[]
}
