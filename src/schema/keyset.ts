import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type RawBuilder } from 'kysely'
import { skuKey } from '../matching/sku.ts'
import { badInput } from './builder.ts'

const DEFAULT_SIZE = 50
const LARGEST_SIZE = 200

export interface ConnectionArgs {
  first?: number | null
  after?: string | null
  last?: number | null
  before?: string | null
}

/** A list ordered by one unique column, so that a page begins right behind a known value and costs the same anywhere. */
export interface KeysetOrder {
  /** What a cursor of this list is marked with, so that one list's cursor is not taken for another's. */
  list: string
  column: RawBuilder<unknown>
  /** The SQL type of the column. */
  type: 'int' | 'bigint' | 'text'
  descending: boolean
}

export interface KeysetPage {
  size: number
  order: KeysetOrder
  after: string | null
  before: string | null
  fromTheEnd: boolean
}

/** Checks the arguments of a connection. Throws an error that names the argument that is wrong. */
export function readPage(args: ConnectionArgs, order: KeysetOrder): KeysetPage {
  const { first, last, after, before } = args
  if (typeof first === 'number' && typeof last === 'number') throw badInput('give first or last, not both')
  for (const [name, value] of Object.entries({ first, last })) {
    if (typeof value === 'number' && (value < 0 || value > LARGEST_SIZE)) {
      throw badInput(`${name}: ${value} is not allowed; it must be from 0 to ${LARGEST_SIZE}`)
    }
  }
  return {
    size: first ?? last ?? DEFAULT_SIZE,
    order,
    after: readCursor('after', after, order),
    before: readCursor('before', before, order),
    fromTheEnd: typeof last === 'number',
  }
}

function readCursor(argument: string, cursor: string | null | undefined, order: KeysetOrder): string | null {
  if (cursor === null || cursor === undefined) return null
  const text = cursor.length <= 500 ? Buffer.from(cursor, 'base64url').toString() : ''
  const value = text.startsWith(`${order.list}:`) ? text.slice(order.list.length + 1) : null
  const fits =
    value !== null && (order.type === 'text' ? !value.includes('\0') : /^\d{1,9}$|^\d{1,18}$/.test(value))
  if (!fits || (order.type === 'int' && value.length > 9)) {
    throw badInput(`${argument}: ${JSON.stringify(cursor.slice(0, 60))} is not a cursor of this list`)
  }
  return value
}

/** Conditions that hold the rows of the page, and the order and limit that pick them: one row more than the size. */
export function pageClauses(page: KeysetPage): {
  where: RawBuilder<unknown>
  orderAndLimit: RawBuilder<unknown>
} {
  const { column, type, descending } = page.order
  const value = (text: string) => sql`${text}::${sql.raw(type)}`
  const [behind, ahead] = descending ? [sql`<`, sql`>`] : [sql`>`, sql`<`]
  const conditions = [sql`true`]
  if (page.after !== null) conditions.push(sql`${column} ${behind} ${value(page.after)}`)
  if (page.before !== null) conditions.push(sql`${column} ${ahead} ${value(page.before)}`)
  const direction = descending === page.fromTheEnd ? sql`asc` : sql`desc`
  return {
    where: sql.join(conditions, sql` and `),
    orderAndLimit: sql`order by ${column} ${direction} limit ${page.size + 1}`,
  }
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[]
  pageInfo: {
    startCursor: string | null
    endCursor: string | null
    hasNextPage: boolean
    hasPreviousPage: boolean
  }
}

/** Makes the connection of the rows that {@link pageClauses} picked. */
export function toConnection<Node>(
  rows: readonly Node[],
  page: KeysetPage,
  keyOf: (node: Node) => string | number,
): Connection<Node> {
  const more = rows.length > page.size
  const kept = rows.slice(0, page.size)
  if (page.fromTheEnd) kept.reverse()
  const edges = kept.map((node) => ({
    cursor: Buffer.from(`${page.order.list}:${keyOf(node)}`).toString('base64url'),
    node,
  }))
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: page.fromTheEnd ? page.before !== null : more,
      hasPreviousPage: page.fromTheEnd ? more : page.after !== null,
    },
  }
}

/** What a list is read from, and what its rows become. */
export interface ListSource<Node> {
  /** The tables after FROM. */
  from: RawBuilder<unknown>
  columns: RawBuilder<unknown>
  /** `em` keeps what it makes, so it is to be let go with the answer. */
  toNode: (em: EntityManager, row: Record<string, unknown>) => Node
  keyOf: (node: Node) => string | number
}

/** The page of the rows that the conditions hold for; `totalCount` counts all of them, when it is asked for. */
export async function readConnection<Node>(
  em: EntityManager,
  { from, columns, toNode, keyOf }: ListSource<Node>,
  conditions: readonly RawBuilder<unknown>[],
  page: KeysetPage,
) {
  const condition = sql.join(conditions, sql` and `)
  const { where, orderAndLimit } = pageClauses(page)
  const read = em.fork()
  const db = read.getKysely<unknown>()
  const { rows } = await sql<Record<string, unknown>>`
    select ${columns} from ${from} where ${where} and ${condition} ${orderAndLimit}
  `.execute(db)
  const nodes = rows.map((row) => toNode(read, row))
  const totalCount = async () => {
    const counted = await sql<{ count: number }>`
      select count(*)::int as count from ${from} where ${condition}
    `.execute(db)
    return counted.rows[0]!.count
  }
  return { ...toConnection(nodes, page, keyOf), totalCount }
}

const LONGEST_SEARCH = 200

/** A search text as it is compared (folded by `fold`), as a LIKE pattern; null when there is nothing to search for. */
export function searchPattern(
  search: string | null | undefined,
  fold: (text: string) => string,
): string | null {
  if (search === null || search === undefined) return null
  if (search.length > LONGEST_SEARCH) {
    throw badInput(`search: ${search.length} characters are too many; at most ${LONGEST_SEARCH} are allowed`)
  }
  const folded = fold(search.replaceAll('\0', ''))
  return folded === '' ? null : `%${folded.replace(/[\\%_]/g, '\\$&')}%`
}

/** The same for the keys that records are matched by, which keep their accents. */
export function keyPattern(search: string): string | null {
  return searchPattern(search, (text) => skuKey(text) ?? '')
}
