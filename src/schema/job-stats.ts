import type { DriftStats, JobTypeStats } from '../jobs/job-service.ts'
import { builder } from './builder.ts'
import { JobTypeEnum } from './job.ts'

/** How the jobs of each type went. */

const DriftStatsRef = builder.objectRef<DriftStats>('DriftStats').implement({
  description:
    'What the comparisons found: dry runs of a sync that looked at everything that is linked (no mappingIds) and reached their end.',
  fields: (t) => ({
    comparisons: t.exposeInt('comparisons'),
    lastAt: t.expose('lastAt', { type: 'DateTime', nullable: true, description: 'When the last one ended.' }),
    lastItems: t.exposeInt('lastItems', {
      nullable: true,
      description: 'How many items a sync would have changed then.',
    }),
    lastProcessed: t.exposeInt('lastProcessed', {
      nullable: true,
      description: 'How many items it looked at.',
    }),
    averageItems: t.exposeFloat('averageItems', {
      nullable: true,
      description: 'How many items a sync would have changed, on average.',
    }),
    mostItems: t.exposeInt('mostItems', { nullable: true }),
  }),
})

const JobTypeStatsRef = builder.objectRef<JobTypeStats>('JobTypeStats').implement({
  description:
    'The jobs of one type that ended in the window. Dry runs count nowhere but in dryRuns and drift.',
  fields: (t) => ({
    type: t.field({ type: JobTypeEnum, resolve: ({ type }) => type }),
    runs: t.exposeInt('runs', { description: 'The sum of the next four.' }),
    completed: t.exposeInt('completed'),
    completedWithErrors: t.exposeInt('completedWithErrors'),
    failed: t.exposeInt('failed'),
    cancelled: t.exposeInt('cancelled'),
    averageDurationMs: t.exposeFloat('averageDurationMs', {
      nullable: true,
      description:
        'From the start to the end of runs that reached their end. Time spent paused, and time between a failure and the resuming, counts: the row does not know it. Time in the queue does not.',
    }),
    p50DurationMs: t.exposeFloat('p50DurationMs', {
      nullable: true,
      description: 'Half of these runs took no longer.',
    }),
    p95DurationMs: t.exposeFloat('p95DurationMs', {
      nullable: true,
      description: '95 % of these runs took no longer.',
    }),
    averageSpeed: t.exposeFloat('averageSpeed', {
      nullable: true,
      description: 'Items per second, each run over its whole length; of runs that reached their end.',
    }),
    lastCompletedAt: t.expose('lastCompletedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a run last reached its end.',
    }),
    topErrorCodes: t.exposeStringList('topErrorCodes', {
      description:
        'The five most frequent codes of failed and skipped items and of failed runs, the most frequent first.',
    }),
    dryRuns: t.exposeInt('dryRuns'),
    drift: t.expose('drift', {
      type: DriftStatsRef,
      nullable: true,
      description: 'Null for a type that compares nothing.',
    }),
  }),
})

const DEFAULT_WINDOW_MS = 30 * 86_400_000

export function windowStart(since: string | null | undefined): Date {
  return since ? new Date(since) : new Date(Date.now() - DEFAULT_WINDOW_MS)
}

builder.queryField('jobStats', (t) =>
  t.field({
    type: [JobTypeStatsRef],
    description:
      'How the jobs went that ended since a moment, the last 30 days unless told: one row for each type, zeros too. Jobs that were deleted do not count.',
    args: { since: t.arg({ type: 'DateTime' }) },
    resolve: async (_root, { since }, { jobs }) => jobs.stats(windowStart(since)),
  }),
)
