import { START_INPUTS, type StartInput } from '../graphql/start-inputs.ts'
import type { JobType } from '../graphql/types.ts'

const GROUPS = ['pull', 'match', 'sync', 'repair'] as const
export type JobGroup = (typeof GROUPS)[number]

/** In the order of the chain: a type that is missing here does not compile. */
const GROUP_OF: Record<JobType, JobGroup> = {
  PULL_NHANH_PRODUCTS: 'pull',
  PULL_SHOPIFY_PRODUCTS: 'pull',
  PULL_NHANH_CUSTOMERS: 'pull',
  PULL_SHOPIFY_CUSTOMERS: 'pull',
  AUTO_MATCH_PRODUCTS: 'match',
  AUTO_MATCH_CUSTOMERS: 'match',
  PRODUCT_SYNC: 'sync',
  CUSTOMER_SYNC: 'sync',
  RETRY_FAILED_SYNC: 'repair',
  UNDO_SYNC: 'repair',
}

/** The job types in the order in which a shop needs them; what mends stands apart. */
export const JOB_GROUPS: readonly { group: JobGroup; types: readonly JobType[] }[] = GROUPS.map((group) => ({
  group,
  types: (Object.keys(GROUP_OF) as JobType[]).filter((type) => GROUP_OF[type] === group),
}))

/** What a job type is started with; undefined for a name that is no type. */
export function startInputOf(type: string): StartInput | undefined {
  return START_INPUTS.find((input) => input.type === type)
}
