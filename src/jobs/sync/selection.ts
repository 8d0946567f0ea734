import { sql, type RawBuilder } from 'kysely'

/** Which mappings: all of the pair, those with these numbers, or those that a dry run would have written. */
export type Selection = 'ALL' | readonly number[] | { planJobId: number }

/** Whether exactly what a dry run showed is to be written. */
export function isPlan(selection: Selection): selection is { planJobId: number } {
  return typeof selection === 'object' && 'planJobId' in selection
}

/** The condition on a row `mapping`. */
export function chosenBy(selection: Selection): RawBuilder<boolean> {
  if (selection === 'ALL') return sql`true`
  if (isPlan(selection))
    return sql`mapping.shopify_id in (select key from job_item where job_id = ${selection.planJobId} and outcome = 'UPDATED'
      and after is not null)`
  return sql`mapping.id = any(${[...selection]}::int[])`
}
