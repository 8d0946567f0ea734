import { factsOf } from '../error-codes.ts'
import type { ErrorPattern } from '../jobs/job-service.ts'
import { builder } from './builder.ts'
import { BackgroundJobRef, JobTypeEnum } from './job.ts'
import { windowStart } from './job-stats.ts'

/** What goes wrong again and again. */

const ErrorPatternRef = builder.objectRef<ErrorPattern>('ErrorPattern').implement({
  description: 'How often one code came up in the runs that ended in the window. Dry runs do not count.',
  fields: (t) => ({
    code: t.exposeString('code'),
    hint: t.string({
      nullable: true,
      description: 'What to do about it.',
      resolve: ({ code }, _args, { locale }) => factsOf(code)?.hint[locale],
    }),
    failed: t.exposeFloat('failed', { description: 'Items that failed with it, and runs that did.' }),
    skipped: t.exposeFloat('skipped', { description: 'Items that were left alone because of it.' }),
    jobs: t.exposeInt('jobs', { description: 'In so many jobs.' }),
    types: t.field({ type: [JobTypeEnum], resolve: ({ types }) => types }),
    lastAt: t.expose('lastAt', { type: 'DateTime', description: 'When the newest of these jobs ended.' }),
    lastJob: t.field({
      type: BackgroundJobRef,
      nullable: true,
      resolve: ({ lastJobId }, _args, { loaders }) => loaders.jobs.load(lastJobId),
    }),
  }),
})

builder.queryField('errorPatterns', (t) =>
  t.field({
    type: [ErrorPatternRef],
    description:
      'The codes of failed and skipped items and of failed runs since a moment, the last 30 days unless told: one row for each code, the one with the most failures first.',
    args: { since: t.arg({ type: 'DateTime' }) },
    resolve: async (_root, { since }, { jobs }) => jobs.errorPatterns(windowStart(since)),
  }),
)
