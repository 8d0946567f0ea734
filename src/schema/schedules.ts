import { sql } from 'kysely'
import type { Schedule, ScheduleStep } from '../entities/schedule.ts'
import { ScheduleRun } from '../entities/schedule-run.ts'
import type { SuggestedSchedule } from '../jobs/schedules/suggested-schedules.ts'
import { builder } from './builder.ts'
import { BackgroundJobRef, JobTypeEnum } from './job.ts'
import { readConnection, readPage, type KeysetOrder, type ListSource } from './keyset.ts'

/** Schedules, and what became of their due moments. */

const ScheduleStepRef = builder.objectRef<ScheduleStep>('ScheduleStep').implement({
  description: 'A job that a schedule starts.',
  fields: (t) => ({
    type: t.field({ type: JobTypeEnum, resolve: ({ type }) => type }),
    input: t.expose('input', { type: 'JSON', description: 'As the mutation of the job type takes it.' }),
  }),
})

export const ScheduleRunRef = builder.objectRef<ScheduleRun>('ScheduleRun').implement({
  description: 'What became of one due moment of a schedule: each has one, however many servers look.',
  fields: (t) => ({
    id: t.exposeID('id'),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      description:
        'Of a run started by hand: when. Of one that was due by a clock that was ahead: when that was set right; the note tells the moment.',
    }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ startedAt }) => startedAt }),
    completedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ completedAt }) => completedAt }),
    outcome: t.exposeString('outcome', {
      description:
        'RUNNING; COMPLETED; COMPLETED_WITH_ERRORS: some of its jobs were; FAILED and CANCELLED: as the job that ended it, or it could not go on; SKIPPED: the run before was still going; MISSED: no server was running, and it was too late to make up for it.',
    }),
    note: t.string({
      nullable: true,
      description: 'Why it is so, for people.',
      resolve: ({ note }) => note,
    }),
    jobs: t.field({
      type: [BackgroundJobRef],
      description: 'In the order of its steps, so far.',
      resolve: ({ id }, _args, { loaders }) => loaders.runJobs.load(id),
    }),
  }),
})

builder.objectField(BackgroundJobRef, 'scheduleRun', (t) =>
  t.field({
    type: ScheduleRunRef,
    nullable: true,
    description: 'The run of a schedule that started it.',
    resolve: ({ id }, _args, { loaders }) => loaders.scheduleRuns.load(id),
  }),
)

const NEWEST_FIRST: KeysetOrder = {
  list: 'scheduleRun',
  column: sql.ref('id'),
  type: 'int',
  descending: true,
}

const RUNS: ListSource<ScheduleRun> = {
  from: sql`schedule_run`,
  columns: sql`*`,
  toNode: (em, row) => em.map(ScheduleRun, row),
  keyOf: ({ id }) => id,
}

const ScheduleRunConnection = builder.connectionObject<
  typeof ScheduleRunRef,
  { totalCount: () => Promise<number> }
>(
  {
    name: 'ScheduleRunConnection',
    type: ScheduleRunRef,
    fields: (t) => ({ totalCount: t.int({ resolve: (connection) => connection.totalCount() }) }),
  },
  { name: 'ScheduleRunEdge' },
)

export const ScheduleRef = builder.objectRef<Schedule>('Schedule').implement({
  description: 'One job, or a chain of them one after the other, on a cron expression in a time zone.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    cron: t.exposeString('cron'),
    timeZone: t.exposeString('timeZone'),
    enabled: t.exposeBoolean('enabled'),
    continuesAfterErrors: t.exposeBoolean('continuesAfterErrors', {
      description: 'Whether the next step follows on COMPLETED_WITH_ERRORS too, not on COMPLETED alone.',
    }),
    steps: t.field({ type: [ScheduleStepRef], resolve: ({ steps }) => steps }),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When it begins next by itself; null while it is disabled, or when its expression or time zone cannot be read any more.',
      resolve: (schedule, _args, { schedules }) => schedules.nextRunAt(schedule),
    }),
    runs: t.field({
      type: ScheduleRunConnection,
      description: 'Newest first; 50 unless told, 200 at most.',
      args: { first: t.arg.int(), after: t.arg.string() },
      resolve: ({ id }, args, { em }) =>
        readConnection(em, RUNS, [sql`schedule_id = ${id}`], readPage(args, NEWEST_FIRST)),
    }),
  }),
})

const SuggestedScheduleRef = builder.objectRef<SuggestedSchedule>('SuggestedSchedule').implement({
  description:
    'A schedule that a shop begins with: what its fields hold can be handed to setSchedule as it is.',
  fields: (t) => ({
    name: t.string({
      description: "In the reader's language.",
      resolve: ({ name }, _args, { locale }) => name[locale],
    }),
    cron: t.exposeString('cron'),
    timeZone: t.exposeString('timeZone'),
    steps: t.field({ type: [ScheduleStepRef], resolve: ({ steps }) => steps }),
    continuesAfterErrors: t.exposeBoolean('continuesAfterErrors'),
  }),
})

builder.queryFields((t) => ({
  schedules: t.field({
    type: [ScheduleRef],
    description: 'The oldest first.',
    resolve: (_root, _args, { schedules }) => schedules.list(),
  }),
  suggestedSchedules: t.field({
    type: [SuggestedScheduleRef],
    description:
      'The stock of the shop every 10 minutes; full pulls and a comparison at night. Those whose steps a schedule has already, or whose platforms are not connected, are left out.',
    resolve: (_root, _args, { schedules }) => schedules.suggested(),
  }),
}))
