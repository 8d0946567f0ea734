import type { OverdueSchedule } from '../jobs/schedules/schedule-queries.ts'
import type { CauseSource } from './cause.ts'

/** A schedule is overdue. */
export function scheduleCauses(overdueSchedules: () => Promise<OverdueSchedule[]>): CauseSource {
  return {
    name: 'overdue schedules',
    owns: ({ cause }) => cause === 'SCHEDULE_OVERDUE',
    async look() {
      const overdue = await overdueSchedules()
      return overdue.map(({ id, name, accountIds, dueAt }) => ({
        cause: 'SCHEDULE_OVERDUE',
        key: String(id),
        accountIds: accountIds.toSorted((a, b) => a - b),
        detail: { name, dueAt: dueAt.toISOString() },
      }))
    },
  }
}
