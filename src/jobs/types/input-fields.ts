import { z } from 'zod'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { objection } from '../input-issues.ts'
import { readMappingId } from '../mappings/mapping-id.ts'

/** GraphQL types of input fields that JSON Schema cannot tell: register a zod schema here to name its type. */
export const graphqlTypes = z.registry<{ graphqlType: string }>()

/** A moment in ISO 8601 with its offset, kept in UTC. */
const moment = () =>
  z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text).toISOString())
    .register(graphqlTypes, { graphqlType: 'DateTime' })

/** A moment that has passed. */
const pastMoment = () =>
  moment().refine(
    (text) => Date.parse(text) <= Date.now(),
    objection('must lie in the past', 'phải là thời điểm đã qua'),
  )

/** A calendar day of the shop. */
export const calendarDay = () => z.iso.date().register(graphqlTypes, { graphqlType: 'Date' })

export const PULL_MODES = ['FULL', 'DELTA'] as const
export type PullMode = (typeof PULL_MODES)[number]

const MOST_NAMED = 10_000

const idLike = (example: string) => objection(`must be an id like ${example}`, `phải là mã như ${example}`)

const namedIds = (form: RegExp, example: string) =>
  z
    .array(
      z
        .string()
        .refine((text) => form.test(text), idLike(example))
        .register(graphqlTypes, { graphqlType: 'ID' }),
    )
    .min(1)
    .max(MOST_NAMED)
    .transform((ids) => [...new Set(ids)].toSorted())
    .optional()

/** How each platform writes its ids: what they look like, and one of them. */
export const NHANH_IDS = [/^[1-9]\d{0,17}$/, '38000001'] as const
export const shopifyIds = (type: string) =>
  [new RegExp(`^gid://shopify/${type}/[1-9]\\d{0,18}$`), `gid://shopify/${type}/1`] as const

/** What every pull may be asked. `ids`: how the records are named. */
export const pullFields = (ids: readonly [form: RegExp, example: string]) => ({
  ids: namedIds(...ids).describe(
    'Only these records, read again, whatever the time of their change. Nothing else may be asked with them but deletedIds.',
  ),
  deletedIds: namedIds(...ids).describe(
    'As ids, of records that are said to be deleted: one that the platform does not have any more is marked as deleted.',
  ),
  mode: z
    .enum(PULL_MODES)
    .optional()
    .register(graphqlTypes, { graphqlType: 'PullMode' })
    .describe('FULL unless told. DELTA reads what changed since the last complete coverage.'),
  updatedAfter: pastMoment()
    .optional()
    .describe('Only what changed since then, whatever the mode; it does not move what DELTA goes on from.'),
})

/** The records that a pull was named. */
export interface NamedRecords {
  ids?: string[]
  deletedIds?: string[]
}

/** Records that are named are read whole: a filter beside them would say something else. */
export function namesOrFilters({ value, issues }: z.core.ParsePayload<NamedRecords>): void {
  const { ids, deletedIds, ...filters } = value
  if (!ids && !deletedIds) return
  for (const [field, filter] of Object.entries(filters)) {
    if (filter === undefined) continue
    const other = ids ? 'ids' : 'deletedIds'
    const said = objection(`cannot be asked together with ${other}`, `không dùng chung với ${other} được`)
    issues.push({ code: 'custom', path: [field], input: value, ...said })
  }
  const named = (ids?.length ?? 0) + (deletedIds?.length ?? 0)
  if (named <= MOST_NAMED) return
  const said = objection(
    `makes ${named} records with those of ids; at most ${MOST_NAMED} are allowed`,
    `cùng với ids thành ${named} bản ghi; chỉ được tối đa ${MOST_NAMED}`,
  )
  issues.push({ code: 'custom', path: ['deletedIds'], input: value, ...said })
}

/** The id of a job. */
export const jobId = () =>
  z
    .string()
    .refine(
      (text) => /^[1-9]\d{0,8}$/.test(text),
      objection('must be the id of a job', 'phải là số của một tác vụ'),
    )
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
          ...objection(
            'must not be given beside planOf: exactly what that dry run showed is applied',
            'không dùng chung với planOf được: sẽ áp dụng đúng những gì lần chạy thử đã cho thấy',
          ),
        })
  })

const syncFields = (kind: RecordKind) => ({
  mappingIds: z
    .array(
      z
        .string()
        .refine((text) => readMappingId(text)?.kind === kind, idLike(`${kind.toLowerCase()}-12`))
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
