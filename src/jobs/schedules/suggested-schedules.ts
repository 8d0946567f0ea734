import type { Schedule, ScheduleStep } from '../../entities/schedule.ts'
import { words, type Words } from '../../locale.ts'
import { canonicalJson } from '../job-preparation.ts'

/** A schedule that is not there yet; it can be set as it is. */
export interface SuggestedSchedule extends Pick<
  Schedule,
  'cron' | 'timeZone' | 'steps' | 'continuesAfterErrors'
> {
  name: Words
}

export const DEFAULT_TIME_ZONE = 'Asia/Ho_Chi_Minh'

const step = (type: string, input: Record<string, unknown> = {}): ScheduleStep => ({ type, input })

/**
 * What a shop begins with. They go on after errors, for one record that a platform sent wrong must not keep the stock of
 * all others from being synced.
 */
const SUGGESTED: readonly SuggestedSchedule[] = [
  {
    name: words('Stock', 'Tồn kho'),
    cron: '*/10 * * * *',
    timeZone: DEFAULT_TIME_ZONE,
    continuesAfterErrors: true,
    steps: [
      step('PULL_NHANH_PRODUCTS', { mode: 'DELTA' }),
      step('PULL_SHOPIFY_PRODUCTS', { mode: 'DELTA' }),
      step('AUTO_MATCH_PRODUCTS'),
      step('PRODUCT_SYNC'),
    ],
  },
  {
    name: words('Night', 'Ban đêm'),
    cron: '30 2 * * *',
    timeZone: DEFAULT_TIME_ZONE,
    continuesAfterErrors: true,
    // The comparison stands before the customers, whom an app may have no permission to read.
    steps: [
      step('PULL_NHANH_PRODUCTS', { mode: 'FULL' }),
      step('PULL_SHOPIFY_PRODUCTS', { mode: 'FULL' }),
      step('AUTO_MATCH_PRODUCTS'),
      step('PRODUCT_SYNC', { dryRun: true }),
      step('PULL_NHANH_CUSTOMERS', { mode: 'FULL' }),
      step('PULL_SHOPIFY_CUSTOMERS', { mode: 'FULL' }),
      step('AUTO_MATCH_CUSTOMERS'),
    ],
  },
]

/** Those of which no schedule has all the steps. */
export function suggestedSchedules(existing: readonly Pick<Schedule, 'steps'>[]): SuggestedSchedule[] {
  return SUGGESTED.filter((suggested) => !existing.some(({ steps }) => covers(steps, suggested.steps)))
}

function covers(steps: readonly ScheduleStep[], wanted: readonly ScheduleStep[]): boolean {
  const present = new Set(steps.map((one) => canonicalJson([one.type, one.input])))
  return wanted.every((one) => present.has(canonicalJson([one.type, one.input])))
}
