/** How what a job was asked for, and what it reports, is put into words. */
export type FactKind =
  | 'number'
  | 'duration'
  | 'moment'
  | 'text'
  | 'boolean'
  | 'list'
  | 'job'
  | 'modes'
  | 'sources'
  | 'strategies'
  | 'kinds'

/** In the order in which they are shown. */
export const KINDS = {
  mode: 'modes',
  modeReason: 'text',
  changedSince: 'moment',
  updatedAfter: 'moment',
  lastBoughtFrom: 'text',
  lastBoughtTo: 'text',
  named: 'number',
  ids: 'list',
  deletedIds: 'list',
  mappingIds: 'list',
  query: 'text',
  status: 'text',
  type: 'text',
  dryRun: 'boolean',
  force: 'boolean',
  planOf: 'job',
  jobId: 'job',
  kind: 'kinds',
  codes: 'list',
  limit: 'number',
  onlyDue: 'boolean',
  source: 'sources',
  sourceReason: 'text',
  strategy: 'strategies',
  batchSize: 'number',
  batches: 'number',
  locations: 'number',
  pages: 'number',
  requests: 'number',
  rateLimitHits: 'number',
  waitedMs: 'duration',
  markedDeleted: 'number',
  levelsWritten: 'number',
  customersWritten: 'number',
  cannotSucceedYet: 'number',
  resumedFrom: 'text',
  checkpoint: 'text',
} as const satisfies Record<string, FactKind>

export type FactName = keyof typeof KINDS

/** What a match reports of one platform: the parts of what it looked at. */
export const MATCHED = [
  'lookedAt',
  'linked',
  'alreadyLinked',
  'review',
  'ignored',
  'noKey',
  'noCounterpart',
  'notACandidate',
] as const

export type Matched = Record<Exclude<(typeof MATCHED)[number], 'review'>, number> & {
  review: Record<string, number>
}

export function isMatched(value: unknown): value is Matched {
  return isRecord(value) && typeof value['lookedAt'] === 'number' && isRecord(value['review'])
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What there is to say, in the order of {@link KINDS}; what is not known there comes last, as it is. */
export function factsOf(values: unknown): { name: string; known: FactName | null; value: unknown }[] {
  if (!isRecord(values)) return []
  const order = Object.keys(KINDS)
  const place = (name: string) => (name in KINDS ? order.indexOf(name) : order.length)
  return Object.entries(values)
    .filter(([, value]) => value !== null && !(isRecord(value) && Object.keys(value).length === 0))
    .toSorted(([one], [other]) => place(one) - place(other))
    .map(([name, value]) => ({ name, known: name in KINDS ? (name as FactName) : null, value }))
}
