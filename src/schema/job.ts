import {
  durationMsOf,
  processedOf,
  WAIT_REASONS,
  type BackgroundJob,
  type JobStatus,
  type StoredError,
  type StoredWait,
} from '../entities/background-job.ts'
import { factsOf } from '../error-codes.ts'
import { JOB_TYPES } from '../jobs/types/job-types.ts'
import { ledgerMessageIn } from '../ledger-texts.ts'
import { words, type Words } from '../locale.ts'
import { builder } from './builder.ts'

export const JobTypeEnum = builder.enumType('JobType', {
  values: Object.fromEntries(JOB_TYPES.map(({ type, description }) => [type, { value: type, description }])),
})

export const JobStatusEnum = builder.enumType('JobStatus', {
  values: {
    QUEUED: {},
    RUNNING: {},
    PAUSING: { description: 'asked to pause, the current batch is being finished' },
    PAUSED: { description: 'still holds what it works on, until resumed or cancelled' },
    CANCELLING: { description: 'asked to cancel, the current batch is being finished' },
    CANCELLED: {},
    COMPLETED: { description: 'every item succeeded or was skipped on purpose' },
    COMPLETED_WITH_ERRORS: {
      description: 'ran to its end; some items failed, or a guard warned (see warnings)',
    },
    FAILED: { description: 'did not reach its end' },
  } satisfies Record<JobStatus, object>,
})

const SecondsRange = builder.objectRef<{ low: number; high: number }>('SecondsRange').implement({
  fields: (t) => ({ low: t.exposeInt('low'), high: t.exposeInt('high') }),
})

const WaitReasonEnum = builder.enumType('WaitReason', { values: WAIT_REASONS })

const JobWait = builder.objectRef<StoredWait>('JobWait').implement({
  fields: (t) => ({
    reason: t.field({ type: WaitReasonEnum, resolve: (wait) => wait.reason }),
    until: t.expose('until', { type: 'DateTime', nullable: true }),
    detail: t.exposeString('detail', { nullable: true }),
  }),
})

export const JobErrorRef = builder.objectRef<StoredError>('JobError').implement({
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.string({ resolve: ({ message }, _args, { locale }) => ledgerMessageIn(locale, message) }),
    hint: t.string({
      nullable: true,
      resolve: ({ code, hint }, _args, { locale }) => factsOf(code)?.hint[locale] ?? hint,
    }),
    retryable: t.exposeBoolean('retryable'),
  }),
})

export const BackgroundJobRef = builder.objectRef<BackgroundJob>('BackgroundJob').implement({
  description: 'One run of one job type, with its progress.',
  fields: (t) => ({
    id: t.exposeID('id'),
    type: t.field({ type: JobTypeEnum, resolve: (job) => job.type }),
    label: t.string({
      description: '"Pull Nhanh Products"',
      resolve: (job, _args, { jobs }) => jobs.label(job.type),
    }),
    status: t.field({ type: JobStatusEnum, resolve: (job) => job.status }),
    seq: t.exposeInt('seq', {
      description:
        'Grows by exactly one with every stored change that a reader can see: a reader can prove that it missed nothing. Heartbeats do not count.',
    }),
    input: t.expose('input', { type: 'JSON' }),
    dryRun: t.exposeBoolean('dryRun'),
    total: t.int({
      nullable: true,
      description:
        'Null while the platform does not tell how many items there are. An item is one record (one variant, one customer), however many streams or pages touch it.',
      resolve: (job) => job.total,
    }),
    processed: t.int({
      description:
        'processed = successful + failed + skipped; successful = created + updated + unchanged. Always true, at every seq.',
      resolve: processedOf,
    }),
    successful: t.int({ resolve: (job) => job.created + job.updated + job.unchanged }),
    created: t.exposeInt('created'),
    updated: t.exposeInt('updated'),
    unchanged: t.exposeInt('unchanged'),
    skipped: t.exposeInt('skipped'),
    failed: t.exposeInt('failed'),
    progress: t.float({
      nullable: true,
      description: '0 to 1; null while total is unknown.',
      resolve: (job) => progressOf(job),
    }),
    phase: t.string({
      nullable: true,
      description: "What the job is doing now, e.g. 'downloading', 'page 37'.",
      resolve: (job) => job.phase,
    }),
    speed: t.float({
      nullable: true,
      description: 'Items per second over the recent window; of a settled job, over its whole run.',
      resolve: (job) => job.speed,
    }),
    eta: t.field({
      type: SecondsRange,
      nullable: true,
      description: 'Seconds left, as a range; null while it cannot be told, frozen while paused.',
      resolve: ({ etaLow, etaHigh }) =>
        typeof etaLow === 'number' && typeof etaHigh === 'number' ? { low: etaLow, high: etaHigh } : null,
    }),
    waitingOn: t.field({
      type: JobWait,
      nullable: true,
      description:
        "Why it is slow right now: the platform's rate limit, a running bulk operation, its turn in the queue.",
      resolve: (job) => (job.status === 'QUEUED' ? ITS_TURN : job.waitingOn),
    }),
    durationMs: t.int({
      nullable: true,
      resolve: (job) => {
        const durationMs = durationMsOf(job)
        return durationMs === null ? null : Math.min(LARGEST_INT, durationMs)
      },
    }),
    attempt: t.exposeInt('attempt', {
      description:
        'Starts at 1; grows when a run is taken up again after a crash or a failure, not after a clean shutdown.',
    }),
    error: t.field({ type: JobErrorRef, nullable: true, resolve: (job) => job.error }),
    warnings: t.field({
      type: [JobErrorRef],
      description: 'What a guard found though the run reached its end.',
      resolve: (job) => job.warnings,
    }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description:
        'What this job type reports: pages, filters, requests, rateLimitHits, waitedMs, resumedFrom …',
    }),
    requestedBy: t.string({ nullable: true, resolve: (job) => job.requestedBy }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: (job) => job.startedAt }),
    completedAt: t.field({ type: 'DateTime', nullable: true, resolve: (job) => job.completedAt }),
  }),
})

const LARGEST_INT = 2 ** 31 - 1

const ITS_TURN: StoredWait = { reason: 'QUEUE', until: null, detail: null }

function progressOf(job: BackgroundJob): number | null {
  if (typeof job.total !== 'number') return null
  // Records that appear while they are counted would make more than everything.
  return job.total === 0 ? 1 : Math.min(1, processedOf(job) / job.total)
}

export function noSuchJob(id: string): Words {
  const shown = JSON.stringify(id.slice(0, 40))
  return words(`there is no job ${shown}`, `không có tác vụ ${shown}`)
}

/** The number of a job's id; null for a text that is no id of any job. */
export function jobNumber(id: string): number | null {
  return /^[1-9]\d{0,8}$/.test(id) ? Number(id) : null
}
