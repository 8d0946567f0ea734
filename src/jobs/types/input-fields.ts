import { z } from 'zod'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { readMappingId } from '../mappings/mapping-id.ts'

/** GraphQL types of input fields that JSON Schema cannot tell: register a zod schema here to name its type. */
export const graphqlTypes = z.registry<{ graphqlType: string }>()

/** A moment in ISO 8601 with its offset, kept in UTC. */
const moment = () =>
  z.iso
    .datetime({ offset: true, error: 'must be a moment in ISO 8601, for example 2026-11-21T08:00:00Z' })
    .transform((text) => new Date(text).toISOString())
    .register(graphqlTypes, { graphqlType: 'DateTime' })

/** A moment that has passed. */
const pastMoment = () => moment().refine((text) => Date.parse(text) <= Date.now(), 'must lie in the past')

/** A calendar day of the shop. */
export const calendarDay = () =>
  z.iso
    .date({ error: 'must be a calendar day, for example 2026-11-21' })
    .register(graphqlTypes, { graphqlType: 'Date' })

export const PULL_MODES = ['FULL', 'DELTA'] as const
export type PullMode = (typeof PULL_MODES)[number]

/** What every pull may be asked. */
export const pullFields = () => ({
  mode: z
    .enum(PULL_MODES)
    .optional()
    .register(graphqlTypes, { graphqlType: 'PullMode' })
    .describe('FULL unless told. DELTA reads what changed since the last complete coverage.'),
  updatedAfter: pastMoment()
    .optional()
    .describe('Only what changed since then, whatever the mode; it does not move what DELTA goes on from.'),
})

/** The id of a job. */
export const jobId = () =>
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the id of a job')
    .register(graphqlTypes, { graphqlType: 'ID' })

const MOST_MAPPINGS = 10_000

/** What a sync may be asked: which mappings and how, or to apply a plan and nothing else. */
export const syncInput = (kind: RecordKind) =>
  z.strictObject(syncFields(kind)).superRefine(({ planOf, ...others }, context) => {
    if (planOf === undefined) return
    for (const [field, value] of Object.entries(others))
      if (value !== undefined)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: 'must not be given beside planOf: exactly what that dry run showed is applied',
        })
  })

const syncFields = (kind: RecordKind) => ({
  mappingIds: z
    .array(
      z
        .string()
        .refine((text) => readMappingId(text)?.kind === kind, `must be an id like ${kind.toLowerCase()}-12`)
        .register(graphqlTypes, { graphqlType: 'ID' }),
    )
    .max(MOST_MAPPINGS)
    .transform((ids) => [...new Set(ids)].toSorted())
    .optional()
    .describe('Only these; without them, every mapping whose value differs.'),
  dryRun: z.boolean().optional().describe('Writes nothing, and lists in its ledger what it would write.'),
  force: z
    .boolean()
    .optional()
    .describe(
      'Writes also what would stop the job as IMPLAUSIBLE_CHANGE or be held as TOTAL_FELL: a person has seen the plan.',
    ),
  planOf: jobId()
    .optional()
    .describe(
      'Applies exactly what this dry run showed, once, within 30 minutes; nothing else in the input.',
    ),
})

export const MATCH_STRATEGIES = ['SQL', 'BATCH'] as const
export type MatchStrategy = (typeof MATCH_STRATEGIES)[number]

/** What every match may be asked. */
export const matchFields = () => ({
  strategy: z
    .enum(MATCH_STRATEGIES)
    .optional()
    .register(graphqlTypes, { graphqlType: 'MatchStrategy' })
    .describe(
      'SQL unless told. BATCH gives the same links and can be watched, paused and cancelled between batches.',
    ),
  dryRun: z
    .boolean()
    .optional()
    .describe('Links nothing, and lists in its ledger what it would link and what would go to review.'),
})
