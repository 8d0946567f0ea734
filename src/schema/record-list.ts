import { sql, type RawBuilder } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { fold } from '../entities/search-text.ts'
import type { Context } from './context.ts'
import {
  pageClauses,
  readPage,
  searchPattern,
  toConnection,
  type ConnectionArgs,
  type KeysetOrder,
} from './keyset.ts'

interface RecordListArgs extends ConnectionArgs {
  search?: string | null
  deleted?: boolean | null
}

/** One kind of records as a connection shows it. */
export interface RecordList<Node> {
  platform: Platform
  order: KeysetOrder
  /** The tables after FROM; the records are `record`. */
  from: RawBuilder<unknown>
  columns: RawBuilder<unknown>
  searched: RawBuilder<unknown>[]
  toNode: (row: Record<string, unknown>) => Node
  keyOf: (node: Node) => string
}

/** A page of the records of one platform's account, those that match the search and the wish for deleted ones. */
export async function listRecords<Node>(list: RecordList<Node>, args: RecordListArgs, { em, jobs }: Context) {
  const page = readPage(args, list.order)
  const pattern = searchPattern(args.search, fold)
  const conditions = [sql`record.account_id = ${jobs.accountId(list.platform)}`]
  if (typeof args.deleted === 'boolean')
    conditions.push(sql`(record.deleted_at is not null) = ${args.deleted}`)
  if (pattern) {
    conditions.push(
      sql`(${sql.join(
        list.searched.map((text) => sql`${text} like ${pattern}`),
        sql` or `,
      )})`,
    )
  }
  const condition = sql.join(conditions, sql` and `)
  const db = em.fork().getKysely<unknown>()
  const { where, orderAndLimit } = pageClauses(page)
  const { rows } = await sql<Record<string, unknown>>`
    select ${list.columns} from ${list.from} where ${where} and ${condition} ${orderAndLimit}
  `.execute(db)
  const totalCount = async () => {
    const counted = await sql<{
      count: number
    }>`select count(*)::int as count from ${list.from} where ${condition}`.execute(db)
    return counted.rows[0]!.count
  }
  return { ...toConnection(rows.map(list.toNode), page, list.keyOf), totalCount }
}
