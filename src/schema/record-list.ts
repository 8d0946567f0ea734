import { sql } from 'kysely'
import { fold } from '../entities/search-text.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { readConnection, readPage, searchPattern, type ConnectionArgs } from './keyset.ts'
import { isMapped } from './mapping-source.ts'
import type { RecordSource } from './record-sources.ts'

interface RecordListArgs extends ConnectionArgs {
  search?: string | null
  mapped?: boolean | null
  deleted?: boolean | null
}

/** The arguments of every list of records, beside those of the page. */
export const recordListArgs = () =>
  builder.args((t) => ({
    search: t.string(),
    mapped: t.boolean({
      description:
        'true: only those that have a mapping, also one whose other side is deleted at its source; false: only the others.',
    }),
    deleted: t.boolean({ defaultValue: false }),
  }))

/** A page of the records of one platform's account, those that match the search and the other wishes. */
export async function listRecords<Node>(
  source: RecordSource<Node>,
  args: RecordListArgs,
  { em, jobs }: Context,
) {
  const page = readPage(args, source.order)
  const pattern = searchPattern(args.search, fold)
  const conditions = [sql`record.account_id = ${jobs.accountId(source.platform)}`]
  if (typeof args.deleted === 'boolean')
    conditions.push(sql`(record.deleted_at is not null) = ${args.deleted}`)
  if (typeof args.mapped === 'boolean') {
    const mapped = isMapped(source.platform, source.kind, jobs)
    conditions.push(args.mapped ? mapped : sql`not ${mapped}`)
  }
  if (pattern) {
    conditions.push(
      sql`(${sql.join(
        source.searched.map((text) => sql`${text} like ${pattern}`),
        sql` or `,
      )})`,
    )
  }
  return readConnection(em, source, conditions, page)
}
