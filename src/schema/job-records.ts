import { sql } from 'kysely'
import { ITEM_OUTCOMES, type JobItem, type JobItemCount } from '../entities/job-item.ts'
import { JOB_LOG_LEVELS, type JobLogEntry } from '../entities/job-log-entry.ts'
import { factsOf } from '../error-codes.ts'
import { ledgerMessageIn } from '../ledger-texts.ts'
import { builder } from './builder.ts'
import { itemCondition, LISTED_FIRST } from './item-filter.ts'
import { BackgroundJobRef } from './job.ts'
import { readPage, toConnection, type KeysetOrder } from './keyset.ts'

/** What a job wrote down: its ledger, the ledger's codes and its log. */

const ItemOutcomeEnum = builder.enumType('ItemOutcome', { values: ITEM_OUTCOMES })
const LogLevelEnum = builder.enumType('LogLevel', { values: JOB_LOG_LEVELS })

export const JobItemRef = builder.objectRef<JobItem>('JobItem').implement({
  fields: (t) => ({
    id: t.id({ resolve: (item) => `${item.jobId}-${item.number}` }),
    key: t.exposeString('key', { description: 'The record, as the platform calls it.' }),
    title: t.string({ nullable: true, resolve: (item) => item.title }),
    outcome: t.field({ type: ItemOutcomeEnum, resolve: (item) => item.outcome }),
    code: t.string({ nullable: true, resolve: (item) => item.code }),
    message: t.string({
      nullable: true,
      description: "In the reader's language, but for what a platform said of it.",
      resolve: ({ message }, _args, { locale }) => message && ledgerMessageIn(locale, message),
    }),
    attempts: t.exposeInt('attempts'),
    job: t.field({
      type: BackgroundJobRef,
      nullable: true,
      resolve: ({ jobId }, _args, { loaders }) => loaders.jobs.load(jobId),
    }),
    before: t.field({ type: 'JSON', nullable: true, resolve: (item) => item.before }),
    after: t.field({ type: 'JSON', nullable: true, resolve: (item) => item.after }),
    at: t.expose('at', { type: 'DateTime' }),
  }),
})

const JobLogEntryRef = builder.objectRef<JobLogEntry>('JobLogEntry').implement({
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    level: t.field({ type: LogLevelEnum, resolve: (entry) => entry.level }),
    message: t.exposeString('message'),
  }),
})

const LOGGED_FIRST: KeysetOrder = { list: 'log', column: sql.ref('number'), type: 'int', descending: false }

const SAMPLE_SIZE = 3

const JobErrorGroup = builder.objectRef<JobItemCount>('JobErrorGroup').implement({
  fields: (t) => ({
    code: t.exposeString('code'),
    outcome: t.field({ type: ItemOutcomeEnum, resolve: (group) => group.outcome }),
    message: t.string({
      description: 'The case in words; of several, the first.',
      resolve: async (group, _args, { loaders, locale }) => {
        const [item] = await loaders.items.load(sampleOf(group, 1))
        return ledgerMessageIn(locale, item?.message ?? group.code)
      },
    }),
    hint: t.string({ nullable: true, resolve: ({ code }, _args, { locale }) => factsOf(code)?.hint[locale] }),
    count: t.exposeInt('count'),
    retryable: t.boolean({ resolve: ({ code }) => factsOf(code)?.retryable ?? false }),
    sample: t.field({
      type: [JobItemRef],
      resolve: async (group, _args, { loaders }) =>
        (await loaders.items.load(sampleOf(group, SAMPLE_SIZE))).slice(0, SAMPLE_SIZE),
    }),
  }),
})

function sampleOf(group: JobItemCount, size: number) {
  return {
    jobId: group.jobId,
    page: readPage({ first: size }, LISTED_FIRST),
    filter: sql`outcome = ${group.outcome} and code = ${group.code}`,
    filterKey: `${group.outcome} ${group.code}`,
  }
}

builder.objectFields(BackgroundJobRef, (t) => ({
  items: t.connection(
    {
      type: JobItemRef,
      description:
        "The item ledger: failed and skipped items of pulls; matches' decisions other than a plain link; what a sync wrote, would write, skipped or failed, with what was there before. Unchanged items are counted, not listed.",
      args: {
        outcomes: t.arg({ type: [ItemOutcomeEnum] }),
        codes: t.arg.stringList(),
        search: t.arg.string(),
      },
      resolve: async (job, { outcomes, codes, search, ...args }, { loaders }) => {
        const page = readPage(args, LISTED_FIRST)
        const { condition: filter, pattern } = itemCondition({ outcomes, codes, search })
        const filterKey = JSON.stringify([outcomes, codes, pattern])
        const rows = await loaders.items.load({ jobId: job.id, page, filter, filterKey })
        const totalCount = async () => {
          if (pattern) return loaders.itemTotals.load({ jobId: job.id, filter, filterKey })
          const counts = await loaders.itemCounts.load(job.id)
          return counts
            .filter(
              (count) =>
                (!outcomes || outcomes.includes(count.outcome)) && (!codes || codes.includes(count.code)),
            )
            .reduce((sum, { count }) => sum + count, 0)
        }
        return { ...toConnection(rows, page, (item) => item.number), totalCount }
      },
    },
    {
      name: 'JobItemConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'JobItemEdge' },
  ),
  errorGroups: t.field({
    type: [JobErrorGroup],
    description: 'Failed and skipped items grouped by code, in words a merchant understands.',
    resolve: async (job, _args, { loaders }) => {
      const counts = await loaders.itemCounts.load(job.id)
      return counts.filter(
        ({ outcome, code }) => (outcome === 'FAILED' || outcome === 'SKIPPED') && code !== '',
      )
    },
  }),
  log: t.connection(
    {
      type: JobLogEntryRef,
      resolve: async (job, args, { loaders }) => {
        const page = readPage(args, LOGGED_FIRST)
        const rows = await loaders.logEntries.load({ jobId: job.id, page, filter: sql`true`, filterKey: '' })
        const totalCount = () => loaders.logTotals.load({ jobId: job.id, filter: sql`true`, filterKey: '' })
        return { ...toConnection(rows, page, (entry) => entry.number), totalCount }
      },
    },
    {
      name: 'JobLogConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'JobLogEdge' },
  ),
}))
