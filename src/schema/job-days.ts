import type { JobDay } from '../jobs/job-service.ts'
import { DEFAULT_TIME_ZONE } from '../jobs/schedules/suggested-schedules.ts'
import { badInput, builder } from './builder.ts'
import { checkedTimeZone } from './time-zone.ts'

/** How many jobs each day had, and how fast they were. */

const MOST_DAYS = 366

const JobDayRef = builder.objectRef<JobDay>('JobDay').implement({
  description: 'The runs that ended on one day. Dry runs do not count.',
  fields: (t) => ({
    day: t.expose('day', { type: 'Date', description: 'In the zone that was asked for.' }),
    completed: t.exposeInt('completed'),
    completedWithErrors: t.exposeInt('completedWithErrors'),
    failed: t.exposeInt('failed'),
    cancelled: t.exposeInt('cancelled'),
    items: t.exposeFloat('items', { description: 'What the runs processed that reached their end.' }),
    speed: t.exposeFloat('speed', {
      nullable: true,
      description:
        'Items per second over the whole length of the runs that reached their end and had any. Null when there were none.',
    }),
  }),
})

builder.queryField('jobDays', (t) =>
  t.field({
    type: [JobDayRef],
    description:
      'How the jobs went on each of the last days (1 to 366), zeros too; today is the last. timeZone: where a day begins, a name of the IANA database. Jobs that were deleted do not count.',
    args: {
      days: t.arg.int({ required: true, defaultValue: 30 }),
      timeZone: t.arg.string({ required: true, defaultValue: DEFAULT_TIME_ZONE }),
    },
    resolve: async (_root, { days, timeZone }, { jobs }) => {
      if (days < 1 || days > MOST_DAYS) throw badInput(`days: ${days} is not one of 1 to ${MOST_DAYS}`)
      return jobs.days(days, checkedTimeZone(timeZone))
    },
  }),
)
