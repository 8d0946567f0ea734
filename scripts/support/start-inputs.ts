import { Kind, type DocumentNode, type TypeNode } from 'graphql'

/**
 * The inputs of the start mutations as a module: from them the dashboard makes its forms, so that a new job type or
 * field has its form at once.
 */
export function readStartInputs(schema: DocumentNode): string {
  const mutation = schema.definitions.find(
    (one) => one.kind === Kind.OBJECT_TYPE_DEFINITION && one.name.value === 'Mutation',
  )
  const inputs = new Map(
    schema.definitions.flatMap((one) =>
      one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[one.name.value, one]] : [],
    ),
  )
  const enums = new Map(
    schema.definitions.flatMap((one) =>
      one.kind === Kind.ENUM_TYPE_DEFINITION
        ? [[one.name.value, one.values!.map(({ name }) => name.value)]]
        : [],
    ),
  )
  if (mutation?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error('the schema has no mutations')
  const starts = mutation.fields!.flatMap((field) => {
    const argument = field.arguments?.find(({ name }) => name.value === 'input')
    if (!argument || named(field.type).name !== 'StartJobResult') return []
    const { name: inputType } = named(argument.type)
    const fields = inputs.get(inputType)!.fields!.map((one) => {
      const { name: type, list, required } = named(one.type)
      const values = enums.get(type)
      return { name: one.name.value, type: values ? 'enum' : type, list, required, ...(values && { values }) }
    })
    const type = field.name.value
      .replace(/^start/, '')
      .replaceAll(/(?<!^)([A-Z])/g, '_$1')
      .toUpperCase()
    return [{ type, mutation: field.name.value, inputType, fields }]
  })
  return `import type { JobType } from './types.ts'

/** A field of what a job type is started with. */
export interface InputField {
  name: string
  type: 'Boolean' | 'Date' | 'DateTime' | 'ID' | 'Int' | 'String' | 'enum'
  list: boolean
  required: boolean
  values?: readonly string[]
}

export interface StartInput {
  type: JobType
  mutation: string
  inputType: string
  fields: readonly InputField[]
}

/** What each job type is started with, as the API describes it. */
export const START_INPUTS = ${JSON.stringify(starts)} as const satisfies readonly StartInput[]
`
}

function named(type: TypeNode): { name: string; list: boolean; required: boolean } {
  if (type.kind === Kind.NON_NULL_TYPE) return { ...named(type.type), required: true }
  if (type.kind === Kind.LIST_TYPE) return { ...named(type.type), list: true, required: false }
  return { name: type.name.value, list: false, required: false }
}
