import type { OverdueSchedule } from '../jobs/schedules/schedule-queries.ts'
import type { CauseSource } from './cause.ts'

/** A schedule is overdue. */
export function scheduleCauses(options: {
  overdueSchedules: () => Promise<OverdueSchedule[]>
  accountIds: readonly number[]
}): CauseSource {
  const accountIds = options.accountIds.toSorted((a, b) => a - b)
  return async () => {
    const overdue = await options.overdueSchedules()
    return overdue.map(({ id, name, dueAt }) => ({
      cause: 'SCHEDULE_OVERDUE',
      key: String(id),
      accountIds,
      detail: { name, dueAt: dueAt.toISOString() },
    }))
  }
}
