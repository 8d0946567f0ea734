import { sql, type Kysely, type RawBuilder } from 'kysely'
import { pageClauses, type KeysetOrder } from '../schema/keyset.ts'

const PAGE_SIZE = 500

/**
 * All rows that the condition holds for, page by page; the first page comes even if it is empty. Between two pages
 * nothing of the database is held, so whoever takes them slowly keeps neither a connection nor a snapshot. When the
 * signal fires, the statement that is under way is cancelled and this throws.
 */
export async function* readPages<Row extends Record<string, unknown>>(
  db: Kysely<unknown>,
  table: string,
  { condition, order, key }: { condition: RawBuilder<unknown>; order: KeysetOrder; key: keyof Row & string },
  signal: AbortSignal,
): AsyncGenerator<Row[], void, void> {
  let after: string | null = null
  do {
    const { where, orderAndLimit } = pageClauses({
      size: PAGE_SIZE,
      order,
      after,
      before: null,
      fromTheEnd: false,
    })
    const rows: Row[] = await query<Row>(
      db,
      sql`select * from ${sql.table(table)} where ${where} and ${condition} ${orderAndLimit}`,
      signal,
    )
    const page = rows.slice(0, PAGE_SIZE)
    after = rows.length > PAGE_SIZE ? String(page.at(-1)![key]) : null
    yield page
  } while (after !== null)
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
