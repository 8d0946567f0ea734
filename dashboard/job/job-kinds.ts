import type { JobHeadFragment, JobType } from '../graphql/types.ts'

const SYNCS: ReadonlySet<JobType> = new Set([
  'PRODUCT_SYNC',
  'CUSTOMER_SYNC',
  'RETRY_FAILED_SYNC',
  'UNDO_SYNC',
])

/** Whether its ledger tells what it wrote to the shop. */
export function isSync(type: JobType): boolean {
  return SYNCS.has(type)
}

export function isPull(type: JobType): boolean {
  return type.startsWith('PULL_')
}

export function isMatch(type: JobType): boolean {
  return type.startsWith('AUTO_MATCH_')
}

/** Whether it is a dry run whose list can be written just as it is. */
export function isPlan({ type, dryRun, status }: JobHeadFragment): boolean {
  const plans = type === 'PRODUCT_SYNC' || type === 'CUSTOMER_SYNC'
  return plans && dryRun && (status === 'COMPLETED' || status === 'COMPLETED_WITH_ERRORS')
}

/** Whether what it wrote can be put back; asked of a job that has settled. */
export function canUndo({ type, dryRun, updated, created }: JobHeadFragment): boolean {
  return isSync(type) && !dryRun && updated + created > 0
}
