import type { TFunction } from 'i18next'
import type { ItemOutcome, JobType } from '../graphql/types.ts'
import { isMatch, isSync } from './job-kinds.ts'

/** What became of an item, or would become of it: a sync writes, a match links. */
export function outcomeWords(
  outcome: ItemOutcome,
  type: JobType,
  dryRun: boolean,
  t: TFunction<'job'>,
): string {
  if (isSync(type) && outcome === 'UPDATED') return t(dryRun ? 'wouldWrite' : 'wrote')
  if (isMatch(type) && outcome === 'CREATED') return t(dryRun ? 'wouldLink' : 'linked')
  return t(dryRun ? `would.${outcome}` : `outcome.${outcome}`)
}
