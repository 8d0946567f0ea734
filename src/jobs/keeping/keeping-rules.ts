import type { Kysely } from 'kysely'
import type { JobStatus } from '../../entities/background-job.ts'
import { deleteJobRows, dropRemains, type DeletedJob } from './job-deletion.ts'
import { createPersonalValueRemoval } from './personal-values.ts'

/** How many days something is kept; 0: for ever. */
export interface KeepingDays {
  /** Jobs that completed or were cancelled. */
  jobsDays: number
  /** Jobs that failed, or that completed with errors. */
  failedJobsDays: number
  /** Personal values in the ledgers of jobs. */
  personalDays: number
}

/** Something that is dropped when its time has come. */
export interface KeepingRule {
  /** For the server's log. */
  name: string
  /**
   * Drops at most about `limit` rows, in transactions so short that nobody waits for them, and safe while another server
   * does the same. Returns how many; 0 when there is nothing more to drop now.
   */
  drop(db: Kysely<unknown>, now: Date, limit: number): Promise<number>
}

const SUCCEEDED: readonly JobStatus[] = ['COMPLETED', 'CANCELLED']
const FAILED: readonly JobStatus[] = ['FAILED', 'COMPLETED_WITH_ERRORS']
const DAY_MS = 86_400_000

/** All that is dropped by age, in this order. `onDeleted` is told of each job whose row is gone. */
export function keepingRules(
  days: KeepingDays,
  accountIds: readonly number[],
  onDeleted: (jobs: DeletedJob[]) => void,
): KeepingRule[] {
  const removePersonalValues = createPersonalValueRemoval()
  return [
    { name: 'jobs', drop: jobs(days.jobsDays, SUCCEEDED) },
    { name: 'failed jobs', drop: jobs(days.failedJobsDays, FAILED) },
    {
      name: 'personal values in ledgers',
      drop: sinceDays(days.personalDays, (db, before, now, limit) =>
        removePersonalValues(db, { accountIds, before }, now, limit),
      ),
    },
    { name: 'ledgers and logs of deleted jobs', drop: (db, _now, limit) => dropRemains(db, limit) },
  ]

  function jobs(age: number, statuses: readonly JobStatus[]): KeepingRule['drop'] {
    return sinceDays(age, async (db, before, now, limit) => {
      const deleted = await deleteJobRows(db, { accountIds, statuses, before }, now, limit)
      onDeleted(deleted)
      return deleted.length
    })
  }
}

function sinceDays(
  days: number,
  drop: (db: Kysely<unknown>, before: Date, now: Date, limit: number) => Promise<number>,
): KeepingRule['drop'] {
  return async (db, now, limit) =>
    days === 0 ? 0 : drop(db, new Date(now.getTime() - days * DAY_MS), now, limit)
}
