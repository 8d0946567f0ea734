import { sql, type RawBuilder } from 'kysely'
import type { ItemOutcome } from '../entities/job-item.ts'
import { fold } from '../entities/search-text.ts'
import { badInput } from './builder.ts'
import { searchPattern, type KeysetOrder } from './keyset.ts'

/** Which lines of a job's ledger a list holds, and in which order; the same for the API and for what is taken out as a file. */

export interface ItemFilter {
  outcomes?: readonly ItemOutcome[] | null
  codes?: readonly string[] | null
  search?: string | null
}

export const LISTED_FIRST: KeysetOrder = {
  list: 'item',
  column: sql.ref('number'),
  type: 'int',
  descending: false,
}

/**
 * Holds for the rows of `job_item` that the filter lets through, whichever job's. `pattern` is what is searched for;
 * null when nothing is.
 */
export function itemCondition({ outcomes, codes, search }: ItemFilter): {
  condition: RawBuilder<unknown>
  pattern: string | null
} {
  if (codes?.some((code) => code.includes('\0'))) throw badInput('codes: a code has no character NUL')
  const pattern = searchPattern(search, fold)
  const conditions = [sql`true`]
  if (outcomes) conditions.push(sql`outcome = any(${outcomes}::text[])`)
  if (codes) conditions.push(sql`code = any(${codes}::text[])`)
  if (pattern) conditions.push(sql`search_text like ${pattern}`)
  return { condition: sql.join(conditions, sql` and `), pattern }
}
