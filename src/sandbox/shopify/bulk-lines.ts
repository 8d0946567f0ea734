import {
  getArgumentValues,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql'
import { randomFrom } from '../random.ts'
import type { Connection } from './connection.ts'
import type { Resolver, ShopifyContext } from './resolver.ts'
import {
  type CollectedField,
  fieldOf,
  isConnection,
  type PreparedOperation,
  SelectionReader,
  selectionsOf,
} from './selections.ts'
import { shopifyError } from './shopify-error.ts'

/** One object of a bulk result. */
export interface BulkLine {
  /** JSON, slashes escaped, without the line's end. */
  text: string
  isRoot: boolean
}

/**
 * Every object of a bulk query, read when it is asked for: a record with its children after it, each with the
 * `__parentId` of the record whose connection it is in.
 *
 * @throws GraphQLError from a resolver (ACCESS_DENIED), or INTERNAL_SERVER_ERROR for a null where none may be.
 */
export function* bulkLines(prepared: PreparedOperation, context: ShopifyContext): Generator<BulkLine> {
  const root = new LineCompiler(prepared, context)
  const { schema, operation } = prepared
  const read = root.compile(schema.getQueryType()!, [operation.selectionSet], undefined)
  const connections: ReadConnection[] = []
  read({}, connections)
  for (const connection of connections) yield* linesOf(connection, undefined)
}

function* linesOf(connection: ReadConnection, parentId: unknown): Generator<BulkLine> {
  for (const node of connection.nodes) {
    const children: ReadConnection[] = []
    const object = connection.readNode(node, children)
    if (parentId !== undefined) object['__parentId'] = parentId
    yield { text: JSON.stringify(object).replaceAll('/', String.raw`\/`), isRoot: parentId === undefined }
    for (const child of children) yield* linesOf(child, object['id'])
  }
}

/** How far from its place a scrambled line can come. */
const SCRAMBLED_LINES = 1000

/**
 * The same lines, the children out of order (the same order for the same seed): some come before their parents, some
 * long after them. Roots keep their order.
 */
export function* scrambled(lines: Iterable<BulkLine>, seed: string): Generator<BulkLine> {
  const random = randomFrom(seed)
  const roots: BulkLine[] = []
  const children: BulkLine[] = []
  function takeAny(): BulkLine {
    const at = random.int(0, roots.length + children.length - 1)
    if (at >= children.length) return roots.shift()!
    const child = children[at]!
    children[at] = children.at(-1)!
    children.pop()
    return child
  }
  for (const line of lines) {
    if (line.isRoot) roots.push(line)
    else children.push(line)
    if (roots.length + children.length > SCRAMBLED_LINES) yield takeAny()
  }
  while (roots.length + children.length > 0) yield takeAny()
}

/** A connection that a record has: its nodes make lines of their own. */
interface ReadConnection {
  nodes: Iterable<unknown>
  readNode: ReadObject
}

type ReadObject = (source: unknown, connections: ReadConnection[]) => Record<string, unknown>
/** The value of a field; undefined for a connection, which is left behind. */
type Read = (source: unknown, connections: ReadConnection[]) => unknown

/**
 * Makes the functions that read a selection. Arguments are coerced and resolvers looked up once, not for each
 * record: graphql-js's own execution is ten times as slow, and gives nothing before it has everything.
 */
class LineCompiler {
  readonly #prepared: PreparedOperation
  readonly #context: ShopifyContext
  readonly #selections: SelectionReader

  constructor(prepared: PreparedOperation, context: ShopifyContext) {
    this.#prepared = prepared
    this.#context = context
    this.#selections = new SelectionReader(prepared)
  }

  compile(
    type: GraphQLObjectType,
    sets: SelectionSetNode[],
    path: GraphQLResolveInfo['path'] | undefined,
  ): ReadObject {
    const fields = [...this.#selections.collect(type, sets)].map(
      ([key, field]) =>
        [key, this.#compileField(type, field, { key, prev: path, typename: type.name })] as const,
    )
    return (source, connections) => {
      const object: Record<string, unknown> = {}
      for (const [key, read] of fields) {
        const value = read(source, connections)
        if (value !== undefined) object[key] = value
      }
      return object
    }
  }

  #compileField(type: GraphQLObjectType, field: CollectedField, path: GraphQLResolveInfo['path']): Read {
    const definition = fieldOf(field)
    if (definition === undefined) return () => type.name
    const inner = getNamedType(definition.type)
    if (isObjectType(inner) && isConnection(inner)) {
      const resolve = this.#resolverOf(type, definition, field, path, { isWhole: true })
      const readNode = this.#compileNode(inner, field, path)
      return (source, connections) => {
        const connection = resolve(source) as Connection<unknown> | null
        if (connection !== null) connections.push({ nodes: connection.whole(), readNode })
        return undefined
      }
    }
    const resolve = this.#resolverOf(type, definition, field, path, {})
    const complete = this.#compileValue(definition.type, field, path)
    return (source, connections) => complete(resolve(source), connections)
  }

  #compileNode(
    connection: GraphQLObjectType,
    field: CollectedField,
    path: GraphQLResolveInfo['path'],
  ): ReadObject {
    const edges = this.#selections.collect(connection, selectionsOf(field)).get('edges')!
    const edge = getNamedType(fieldOf(edges)!.type) as GraphQLObjectType
    const node = this.#selections.collect(edge, selectionsOf(edges)).get('node')!
    return this.compile(getNamedType(fieldOf(node)!.type) as GraphQLObjectType, selectionsOf(node), path)
  }

  #compileValue(type: GraphQLOutputType, field: CollectedField, path: GraphQLResolveInfo['path']): Read {
    if (isNonNullType(type)) {
      const complete = this.#compileValue(type.ofType, field, path)
      return (value, connections) => {
        if (value == null) throw shopifyError('INTERNAL_SERVER_ERROR', `${path.typename}.${path.key} is null`)
        return complete(value, connections)
      }
    }
    if (isListType(type)) {
      const complete = this.#compileValue(type.ofType, field, path)
      return (value, connections) =>
        value == null ? null : Array.from(value as Iterable<unknown>, (item) => complete(item, connections))
    }
    if (isLeafType(type)) return (value) => (value == null ? null : type.serialize(value))
    if (!isObjectType(type))
      throw new Error(`${path.typename}.${path.key}: no bulk query reads the type ${type.name}`)
    const read = this.compile(type, selectionsOf(field), path)
    return (value, connections) => (value == null ? null : read(value, connections))
  }

  #resolverOf(
    type: GraphQLObjectType,
    definition: GraphQLField<unknown, unknown>,
    field: CollectedField,
    path: GraphQLResolveInfo['path'],
    more: object,
  ): (source: unknown) => unknown {
    const { schema, operation, variables } = this.#prepared
    const args = { ...getArgumentValues(definition, field.nodes[0]!, variables), ...more }
    const info: GraphQLResolveInfo = {
      fieldName: definition.name,
      fieldNodes: field.nodes,
      returnType: definition.type,
      parentType: type,
      path,
      schema,
      fragments: Object.fromEntries(this.#selections.fragments),
      rootValue: {},
      operation,
      variableValues: variables,
    }
    const { name } = definition
    const resolve = definition.resolve as Resolver | undefined
    if (resolve !== undefined) return (source) => resolve(source as never, args as never, this.#context, info)
    return (source) => (source as Record<string, unknown>)[name]
  }
}
