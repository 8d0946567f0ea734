import type { Schedule } from '../entities/schedule.ts'
import type { ScheduleRun } from '../entities/schedule-run.ts'
import type { RunNowResult, SetResult } from '../jobs/schedules/schedule-service.ts'
import { words, type Words } from '../locale.ts'
import { builder } from './builder.ts'
import { JobTypeEnum } from './job.ts'
import {
  InvalidInput,
  invalidInput,
  PlatformNotConfigured,
  platformNotConfigured,
  ProblemRef,
  resolveType,
  type Told,
} from './problems.ts'
import { ScheduleRef, ScheduleRunRef } from './schedules.ts'

/** What people do with schedules. */

const ScheduleStepInput = builder.inputType('ScheduleStepInput', {
  fields: (t) => ({
    type: t.field({ type: JobTypeEnum, required: true }),
    input: t.field({
      type: 'JSON',
      description:
        'As the mutation of the job type takes it. What a person decides after having looked (planOf, force) is refused.',
    }),
  }),
})

const ScheduleInput = builder.inputType('ScheduleInput', {
  description: 'With an id, what is left out stays as it is.',
  fields: (t) => ({
    id: t.id({ description: 'Of the schedule to be changed.' }),
    name: t.string({ required: true, description: '1 to 100 characters.' }),
    cron: t.string({
      required: true,
      description: 'Five fields: minute, hour, day of the month, month, day of the week.',
    }),
    timeZone: t.string({ description: 'A name of the IANA database: Asia/Ho_Chi_Minh unless told.' }),
    enabled: t.boolean({ description: 'true unless told.' }),
    steps: t.field({ type: [ScheduleStepInput], required: true, description: '1 to 20.' }),
    continuesAfterErrors: t.boolean({
      description: 'Whether COMPLETED_WITH_ERRORS goes on to the next step too: false unless told.',
    }),
  }),
})

const SetScheduleSuccess = builder.objectRef<{ schedule: Schedule }>('SetScheduleSuccess').implement({
  fields: (t) => ({ schedule: t.field({ type: ScheduleRef, resolve: ({ schedule }) => schedule }) }),
})

const DeleteScheduleSuccess = builder.objectRef<{ id: string }>('DeleteScheduleSuccess').implement({
  fields: (t) => ({ id: t.exposeID('id') }),
})

const RunScheduleSuccess = builder.objectRef<{ run: ScheduleRun }>('RunScheduleSuccess').implement({
  description: 'The run that began. Where its first job could not be started, its outcome and note say why.',
  fields: (t) => ({ run: t.field({ type: ScheduleRunRef, resolve: ({ run }) => run }) }),
})

const ScheduleNotFound = builder.objectRef<Told>('ScheduleNotFound').implement({
  description: "There is no such schedule for this server's accounts.",
  interfaces: [ProblemRef],
})

const ScheduleAlreadyRunning = builder
  .objectRef<Told & { run: ScheduleRun }>('ScheduleAlreadyRunning')
  .implement({
    description: 'A run of the schedule is going on.',
    interfaces: [ProblemRef],
    fields: (t) => ({ run: t.field({ type: ScheduleRunRef, resolve: ({ run }) => run }) }),
  })

const SetScheduleResult = builder.unionType('SetScheduleResult', {
  types: [SetScheduleSuccess, ScheduleNotFound, InvalidInput, PlatformNotConfigured],
  resolveType,
})

const DeleteScheduleResult = builder.unionType('DeleteScheduleResult', {
  types: [DeleteScheduleSuccess, ScheduleNotFound],
  resolveType,
})

const RunScheduleResult = builder.unionType('RunScheduleResult', {
  types: [RunScheduleSuccess, ScheduleAlreadyRunning, ScheduleNotFound, InvalidInput, PlatformNotConfigured],
  resolveType,
})

function toGraphQL(result: SetResult | RunNowResult, id: string | null | undefined) {
  switch (result.kind) {
    case 'done':
      return { __typename: 'SetScheduleSuccess', schedule: result.schedule }
    case 'begun':
      return { __typename: 'RunScheduleSuccess', run: result.run }
    case 'alreadyRunning':
      return {
        __typename: 'ScheduleAlreadyRunning',
        message: stillGoingOn(result.run),
        run: result.run,
      }
    case 'notFound':
      return notFound(id ?? '')
    case 'invalidInput':
      return invalidInput(result.issues)
    case 'platformNotConfigured':
      return platformNotConfigured(result)
  }
}

function notFound(id: string) {
  const shown = JSON.stringify(id.slice(0, 40))
  const message = words(`there is no schedule ${shown}`, `không có lịch chạy ${shown}`)
  return { __typename: 'ScheduleNotFound', message }
}

function stillGoingOn({ dueAt }: ScheduleRun): Words {
  const at = dueAt.toISOString()
  return words(`The run of ${at} is still going on`, `Lần chạy lúc ${at} vẫn đang chạy`)
}

/** 0, which no schedule has, for a text that is no id. */
function scheduleNumber(id: string): number {
  return /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0
}

builder.mutationFields((t) => ({
  setSchedule: t.field({
    type: SetScheduleResult,
    description:
      'Makes a schedule, or with an id changes one; its runs stay. A run that is going on goes on with the steps that it began with.',
    args: { input: t.arg({ type: ScheduleInput, required: true }) },
    resolve: async (_root, { input }, { schedules }) => {
      const { id, name, cron, timeZone, enabled, steps, continuesAfterErrors } = input
      const wish = {
        id: typeof id === 'string' ? scheduleNumber(id) : null,
        name,
        cron,
        timeZone: timeZone ?? undefined,
        enabled: enabled ?? undefined,
        continuesAfterErrors: continuesAfterErrors ?? undefined,
        steps: steps.map((step) => ({ type: step.type, input: step.input })),
      }
      return toGraphQL(await schedules.set(wish), id) as never
    },
  }),
  setScheduleEnabled: t.field({
    type: SetScheduleResult,
    description:
      'Lets a schedule rest, or go on from now: what was due in between is not made up for. A run that is going on goes on.',
    args: { id: t.arg.id({ required: true }), enabled: t.arg.boolean({ required: true }) },
    resolve: async (_root, { id, enabled }, { schedules }) =>
      toGraphQL(await schedules.setEnabled(scheduleNumber(id), enabled), id) as never,
  }),
  deleteSchedule: t.field({
    type: DeleteScheduleResult,
    description: 'Deletes a schedule with its runs. A job of it that runs goes on; nothing follows on it.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { schedules }) =>
      ((await schedules.delete(scheduleNumber(id)))
        ? { __typename: 'DeleteScheduleSuccess', id }
        : notFound(id)) as never,
  }),
  runScheduleNow: t.field({
    type: RunScheduleResult,
    description:
      'Begins a run beside the due ones, of a disabled schedule too. One that comes due while this run is going on is skipped.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { schedules }) =>
      toGraphQL(await schedules.runNow(scheduleNumber(id)), id) as never,
  }),
}))
