import type { InputFieldBuilder, InputFieldRef, InputRef, SchemaTypes } from '@pothos/core'
import { z } from 'zod'
import { graphqlTypes } from '../jobs/types/input-fields.ts'
import { builder } from './builder.ts'

interface JsonSchema {
  type?: string
  description?: string
  properties?: Record<string, JsonSchema & { graphqlType?: string }>
  required?: string[]
  items?: JsonSchema & { graphqlType?: string }
}

const SCALARS: Record<string, string> = {
  string: 'String',
  integer: 'Int',
  number: 'Float',
  boolean: 'Boolean',
}

/**
 * The GraphQL input type of a job's zod schema; null when it has no fields. Field types that JSON Schema cannot tell
 * are named in `graphqlTypes`. Throws at start-up for a field that has no GraphQL type.
 */
export function inputTypeOf(name: string, schema: z.ZodType): InputRef<Record<string, unknown>> | null {
  const described = z.toJSONSchema(schema, { io: 'input', metadata: graphqlTypes }) as JsonSchema
  const properties = Object.entries(described.properties ?? {})
  if (properties.length === 0) return null
  return builder.inputType(name, {
    description: described.description,
    fields: (t) =>
      Object.fromEntries(
        properties.map(([field, property]) => [
          field,
          inputField(t, `${name}.${field}`, property, described.required?.includes(field) ?? false),
        ]),
      ),
  })
}

type Property = JsonSchema & { graphqlType?: string }

function inputField<Types extends SchemaTypes>(
  t: InputFieldBuilder<Types, 'InputObject'>,
  path: string,
  property: Property,
  required: boolean,
): InputFieldRef<Types, unknown> {
  const type = property.items ? [typeName(path, property.items)] : typeName(path, property)
  return t.field({ type: type as never, required: required as never, description: property.description })
}

function typeName(path: string, property: Property): string {
  const name = property.graphqlType ?? SCALARS[property.type ?? '']
  if (!name) throw new Error(`${path}: name its GraphQL type in graphqlTypes`)
  return name
}
