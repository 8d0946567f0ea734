import { readFileSync } from 'node:fs'
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql'
import { MUTATION_RESOLVERS } from './mutation-resolvers.ts'
import { QUERY_RESOLVERS } from './query-resolvers.ts'
import { RECORD_RESOLVERS } from './record-resolvers.ts'
import type { Resolver } from './resolver.ts'

const SDL_FILE = new URL('./admin-2026-10.graphql', import.meta.url)

let schema: GraphQLSchema | undefined

/** The pruned Admin schema with its resolvers; built at the first use, shared by every sandbox of the process. */
export function adminSchema(): GraphQLSchema {
  if (schema !== undefined) return schema
  schema = buildSchema(readFileSync(SDL_FILE, 'utf8'))
  attach(schema, 'QueryRoot', QUERY_RESOLVERS)
  attach(schema, 'Mutation', MUTATION_RESOLVERS)
  for (const [type, resolvers] of Object.entries(RECORD_RESOLVERS)) attach(schema, type, resolvers)
  return schema
}

/** Resolvers of fields that the pruned schema does not have are left out; those of a missing type are a defect. */
function attach(target: GraphQLSchema, typeName: string, resolvers: Record<string, Resolver>): void {
  const type = target.getType(typeName)
  if (!isObjectType(type)) throw new Error(`The Admin schema has no type ${typeName}`)
  const fields = type.getFields()
  for (const [name, resolver] of Object.entries(resolvers)) {
    const field = fields[name]
    if (field !== undefined) Object.assign(field, { resolve: resolver })
  }
}
