import type { EntityManager } from '@mikro-orm/postgresql'
import { SETTLED_STATUSES, isSettled, type JobStatus } from '../../entities/background-job.ts'
import { inputIssue, type InputIssue } from '../input-issues.ts'
import type { JobService } from '../job-service.ts'
import { ROWS_AT_ONCE, type Housekeeping } from './housekeeping.ts'
import {
  countDeletion,
  deleteJobRows,
  type DeletedJob,
  type DeletionChoice,
  type DeletionCount,
} from './job-deletion.ts'

export type DeletionResult =
  | { kind: 'done'; deletedCount: number; kept: DeletionCount['kept'] }
  /** Nothing was deleted. */
  | { kind: 'invalidInput'; issues: InputIssue[] }

/** Settled jobs that ended before a moment; of all settled statuses unless told. */
export interface DeletionRequest {
  before: Date
  statuses: readonly JobStatus[] | null
}

/** What a person says of the jobs that are to go, before their time. */
export class JobDeletionService {
  readonly #em: EntityManager
  readonly #jobs: JobService
  readonly #housekeeping: Housekeeping
  readonly #onDeleted: (jobs: DeletedJob[]) => void
  readonly #now: () => Date

  constructor(options: {
    em: EntityManager
    jobs: JobService
    housekeeping: Housekeeping
    onDeleted: (jobs: DeletedJob[]) => void
    now: () => Date
  }) {
    this.#em = options.em
    this.#jobs = options.jobs
    this.#housekeeping = options.housekeeping
    this.#onDeleted = options.onDeleted
    this.#now = options.now
  }

  /** How many {@link delete} would delete now, or what is wrong with the request. */
  async count(request: DeletionRequest): Promise<DeletionCount | { issues: InputIssue[] }> {
    const issues = this.#issuesOf(request)
    if (issues.length > 0) return { issues }
    return countDeletion(this.#db, this.#choice(request), this.#now())
  }

  /** Deletes the jobs; their ledgers and logs, which nobody sees any more, are dropped behind it. */
  async delete(request: DeletionRequest): Promise<DeletionResult> {
    const issues = this.#issuesOf(request)
    if (issues.length > 0) return { kind: 'invalidInput', issues }
    const choice = this.#choice(request)
    let deletedCount = 0
    while (!this.#housekeeping.stopping.aborted) {
      const deleted = await deleteJobRows(this.#db, choice, this.#now(), ROWS_AT_ONCE)
      if (deleted.length === 0) break
      deletedCount += deleted.length
      this.#onDeleted(deleted)
    }
    this.#housekeeping.wake()
    const { kept } = await countDeletion(this.#db, choice, this.#now())
    return { kind: 'done', deletedCount, kept }
  }

  get #db() {
    return this.#em.fork().getKysely<unknown>()
  }

  #choice({ before, statuses }: DeletionRequest): DeletionChoice {
    const { accountIds, typeNames: types } = this.#jobs
    return { accountIds, types, before, statuses: statuses ?? SETTLED_STATUSES }
  }

  #issuesOf({ before, statuses }: DeletionRequest): InputIssue[] {
    const issues: InputIssue[] = []
    if (before > this.#now()) {
      const at = before.toISOString()
      const issue = inputIssue(
        'before',
        `${at} lies in the future; give a moment that is over`,
        `${at} chưa đến; phải là thời điểm đã qua`,
      )
      issues.push(issue)
    }
    for (const [index, status] of (statuses ?? []).entries()) {
      if (isSettled(status)) continue
      const settled = SETTLED_STATUSES.join(', ')
      const issue = inputIssue(
        `statuses.${index}`,
        `${status} is not settled; only ${settled} can be deleted`,
        `${status} là trạng thái chưa kết thúc; chỉ xóa được ${settled}`,
      )
      issues.push(issue)
    }
    return issues
  }
}
