import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

const JOB_STATUSES = [
  'QUEUED',
  'RUNNING',
  'PAUSING',
  'PAUSED',
  'CANCELLING',
  'CANCELLED',
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export const SETTLED_STATUSES: readonly JobStatus[] = [
  'CANCELLED',
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
]

/** From QUEUED until settled a job holds its resources; PAUSED included. */
export const ACTIVE_STATUSES: readonly JobStatus[] = JOB_STATUSES.filter((status) => !isSettled(status))

export function isSettled(status: JobStatus): boolean {
  return SETTLED_STATUSES.includes(status)
}

/** A failure or a warning as it is stored. `code` is one of error-codes.ts, where its hint stands too. */
export interface StoredError {
  code: string
  message: string
  /** Stored by earlier versions; shown when the code is not known any more. */
  hint?: string | null
  retryable: boolean
}

export const WAIT_REASONS = ['RATE_LIMIT', 'BULK_OPERATION', 'QUEUE', 'RETRY_BACKOFF'] as const
type WaitReason = (typeof WAIT_REASONS)[number]

/** Why a job is slow right now. `until` is ISO 8601. */
export interface StoredWait {
  reason: WaitReason
  until: string | null
  detail: string | null
}

/** What a job type reports: numbers, words and small lists that a page can show. */
export type JobMetadata = Record<string, unknown>

/**
 * The condition on a job's row that it is a run, no dry run, about all records and not about some that were named; as its
 * index has it, for a reader that finds the newest of a type. That one goes by creation: by id, the planner would rather look
 * at all jobs from the end.
 */
export const WHOLE_RUN = `not dry_run and not jsonb_exists_any(input, array['ids', 'deletedIds', 'mappingIds'])`

const moment = () => p.datetime().columnType('timestamptz')

/**
 * One run of one job type, with its progress. Its rows, counts and checkpoint are committed together, so what stands
 * here is true at every instant. Written by jobs/job-service (starts), jobs/job-control (requests), jobs/job-claims and
 * jobs/job-recovery (who runs it), jobs/job-settlement (its end) and jobs/job-progress (everything else).
 */
export const BackgroundJob = defineEntity({
  name: 'BackgroundJob',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** The stable name of a job type: a promise to the database. */
    type: p.string().columnType('text'),
    status: p.enum(JOB_STATUSES),
    /** Grows by exactly one with every stored change that a reader can see. */
    seq: p.integer().default(1),
    /** The parsed input. */
    input: p.json<Record<string, unknown>>(),
    /** The same type and the same key: the very same work. */
    inputKey: p.string().columnType('text'),
    dryRun: p.boolean().default(false),
    /** The accounts that it reads or writes. */
    accountIds: p.array<number>((text) => Number(text)).columnType('int[]'),
    total: p.integer().nullable(),
    created: p.integer().default(0),
    updated: p.integer().default(0),
    unchanged: p.integer().default(0),
    skipped: p.integer().default(0),
    failed: p.integer().default(0),
    phase: p.string().columnType('text').nullable(),
    /** Items per second over the recent window. */
    speed: p.float().columnType('real').nullable(),
    /** Seconds left, the least and the most. */
    etaLow: p.integer().nullable(),
    etaHigh: p.integer().nullable(),
    waitingOn: p.json<StoredWait>().nullable(),
    attempt: p.integer().default(1),
    error: p.json<StoredError>().nullable(),
    warnings: p.json<StoredError[]>().defaultRaw(`'[]'`),
    metadata: p.json<JobMetadata>().defaultRaw(`'{}'`),
    requestedBy: p.string().columnType('text').nullable(),
    /** Where a run goes on: opaque to all but the job type. */
    checkpoint: p.json<unknown>().nullable(),
    /** When it was stored: what it says about the platform grows old. */
    checkpointAt: moment().nullable(),
    /** Grows with each claim; a runner writes only where the epoch is still its own. */
    epoch: p.integer().default(0),
    /** The advisory lock of the runner that has claimed it. */
    runnerId: p.integer().nullable(),
    /** How often it died since its checkpoint last moved. */
    crashes: p.integer().default(0),
    createdAt: moment().defaultRaw('now()'),
    startedAt: moment().nullable(),
    completedAt: moment().nullable(),
    /** When the personal values were last removed from its ledger; null: never. */
    anonymizedAt: moment().nullable(),
  },
  indexes: [
    { properties: ['type', 'id'] },
    { properties: ['status', 'id'] },
    { properties: ['completedAt'] },
    {
      name: 'background_job_whole_run_index',
      expression: `create index "background_job_whole_run_index" on "background_job" ("type", "created_at") where ${WHOLE_RUN}`,
    },
  ],
})
export type BackgroundJob = InferEntity<typeof BackgroundJob>

/** From its start to its end, or until now; null while it has not begun. */
export function durationMsOf({
  startedAt,
  completedAt,
}: Pick<BackgroundJob, 'startedAt' | 'completedAt'>): number | null {
  return startedAt ? (completedAt ?? new Date()).getTime() - startedAt.getTime() : null
}

/** processed = successful + failed + skipped, at every seq. */
export function processedOf(
  job: Pick<BackgroundJob, 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed'>,
): number {
  return job.created + job.updated + job.unchanged + job.skipped + job.failed
}
