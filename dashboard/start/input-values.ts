import { isoMoment, localMoment } from '../formats/local-moment.ts'
import type { InputField, START_INPUTS } from '../graphql/start-inputs.ts'

/** The name of any field of any job type's input. */
export type FieldName = (typeof START_INPUTS)[number]['fields'][number]['name']

type ValuesOf<Field> = Field extends { values: readonly (infer Value)[] } ? Value : never
/** A value of any enum among them. */
export type FieldValue = ValuesOf<(typeof START_INPUTS)[number]['fields'][number]>

/** What stands in the fields of a form, as text; a box that is ticked has 'true'. */
export type FieldTexts = Readonly<Record<string, string>>

/** In a choice: as if it were not asked for. */
export const ANY = 'ANY'

interface Manner {
  /** The lower, the further up. */
  rank: number
  /** What the server takes where nothing is said. */
  byDefault?: FieldValue
  /** What a button decides, not a field. */
  decided?: true
}

const MANNERS: Record<FieldName, Manner> = {
  mode: { rank: 0, byDefault: 'FULL' },
  strategy: { rank: 0, byDefault: 'SQL' },
  kind: { rank: 0 },
  jobId: { rank: 1 },
  updatedAfter: { rank: 1 },
  batchSize: { rank: 1 },
  type: { rank: 2 },
  status: { rank: 2 },
  query: { rank: 2 },
  lastBoughtFrom: { rank: 3 },
  lastBoughtTo: { rank: 4 },
  codes: { rank: 5 },
  limit: { rank: 6 },
  ids: { rank: 7 },
  deletedIds: { rank: 8 },
  mappingIds: { rank: 8 },
  onlyDue: { rank: 9 },
  force: { rank: 9 },
  dryRun: { rank: 10, decided: true },
  planOf: { rank: 10, decided: true },
}

const mannerOf = (field: InputField) => MANNERS[field.name as FieldName]

/** The fields that a form shows, in its order. */
export function shownFields(fields: readonly InputField[]): InputField[] {
  return fields
    .filter((field) => !mannerOf(field).decided)
    .toSorted((a, b) => mannerOf(a).rank - mannerOf(b).rank)
}

/** Whether the server chooses a value by itself where none is said. */
export function hasDefault(field: InputField): boolean {
  return mannerOf(field).byDefault !== undefined
}

/** What the form begins with: what the address names, else what the server takes by itself. */
export function firstTexts(
  fields: readonly InputField[],
  address: { all(name: string): string[] },
): FieldTexts {
  return Object.fromEntries(
    fields.map((field) => {
      const named = address.all(field.name).join(' ')
      const text = field.type === 'DateTime' && named !== '' ? localMoment(named) : named
      return [field.name, text || mannerOf(field).byDefault || (field.type === 'enum' ? ANY : '')]
    }),
  )
}

/** The input that these texts mean. What is as the server has it anyway is not said. */
export function inputOf(fields: readonly InputField[], texts: FieldTexts): Record<string, unknown> {
  const entries = fields.flatMap((field) => {
    const text = texts[field.name]?.trim() ?? ''
    if (text === '' || text === ANY || text === mannerOf(field).byDefault) return []
    return [[field.name, valueOf(field, text)] as const]
  })
  return Object.fromEntries(entries)
}

/** The problems of an input by the name of the field; one of a list is named with its value. */
export function issuesByField(
  input: Record<string, unknown>,
  issues: readonly { path: string; message: string }[],
): Record<string, string> {
  const said: Record<string, string> = {}
  for (const { path, message } of issues) {
    const [, name = '', index] = path.split('.')
    const value = index === undefined ? undefined : (input[name] as string[] | undefined)?.[Number(index)]
    const one = value === undefined ? message : `${value}: ${message}`
    said[name] = said[name] === undefined ? one : `${said[name]}; ${one}`
  }
  return said
}

function valueOf(field: InputField, text: string): unknown {
  if (field.list) return text.split(/[\s,;]+/).filter(Boolean)
  if (field.type === 'Boolean') return text === 'true'
  if (field.type === 'Int') return Number(text)
  // What a field for a moment holds is in the reader's zone.
  if (field.type === 'DateTime') return isoMoment(text)
  return text
}
