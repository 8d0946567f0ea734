import { Buffer } from 'node:buffer'
import {
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  Kind,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql'
import {
  type CollectedField,
  fieldOf,
  isConnection,
  type PreparedOperation,
  SelectionReader,
  selectionsOf,
} from './selections.ts'
import { toShopifyErrors } from './validation.ts'

const MAX_BYTES = 65_535
const MAX_CONNECTIONS = 5
const MAX_DEPTH = 2

/**
 * Reads the query of a bulk operation, or tells every reason why Shopify refuses it, in its words as they were
 * recorded; those about variables, several operations and the length are not on record.
 */
export function readBulkDocument(schema: GraphQLSchema, query: string): PreparedOperation | string[] {
  const bytes = Buffer.byteLength(query)
  if (bytes > MAX_BYTES) return [`Query is too large: ${bytes} bytes, at most ${MAX_BYTES} are allowed.`]
  let document
  try {
    document = parse(query)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const reason = query.trim() === '' ? 'syntax error, unexpected end of file' : error.message
    return [`Invalid bulk query: ${reason}`]
  }
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  const [operation] = operations
  if (operation === undefined || operations.length > 1) {
    return [`Bulk queries must contain exactly one operation, not ${operations.length}.`]
  }
  if (operation.operation !== OperationTypeNode.QUERY) {
    return ['Invalid operation type. Only `query` operations are supported.']
  }
  if ((operation.variableDefinitions ?? []).length > 0) return ['Bulk queries cannot contain variables.']
  const errors = validate(schema, document)
  if (errors.length > 0) {
    return toShopifyErrors(schema, document, errors).map(({ message }) => `Invalid bulk query: ${message}`)
  }
  const prepared = { schema, document, operation, variables: {} }
  const refusals = refusalsOf(new Survey(prepared))
  return refusals.length > 0 ? refusals : prepared
}

function refusalsOf(survey: Survey): string[] {
  const refusals: string[] = []
  const [invalid] = survey.withoutEdges
  if (invalid !== undefined) {
    const names = survey.withoutEdges.map((name) => `'${name}'`).join(', ')
    refusals.push(
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${invalid} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: ${names}.`,
    )
  }
  if (survey.topLevelNode !== undefined) {
    refusals.push(`Bulk queries cannot contain a top level \`${survey.topLevelNode}\` field.`)
  }
  if (survey.depth > MAX_DEPTH) {
    refusals.push('Bulk queries cannot contain connections with a nesting depth greater than 2.')
  }
  if (survey.connections > MAX_CONNECTIONS) {
    refusals.push('Bulk queries cannot contain more than 5 connections.')
  }
  if (survey.withoutId.size > 0) {
    refusals.push(
      `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${[...survey.withoutId].join(', ')}.`,
    )
  }
  if (survey.isInList) {
    refusals.push('Queries that contain a connection field within a list field are not currently supported.')
  }
  if (survey.connections === 0) refusals.push('Bulk queries must contain at least one connection.')
  return refusals
}

interface Place {
  /** How many connections are around it. */
  depth: number
  isInList: boolean
  /** The connection around it. */
  parent?: { name: string; hasId: boolean }
}

/** What the rules ask about the connections of a query. */
class Survey {
  connections = 0
  /** Of the innermost connection; one at the top has 0. */
  depth = 0
  isInList = false
  topLevelNode: string | undefined
  readonly withoutEdges: string[] = []
  readonly withoutId = new Set<string>()
  readonly #selections: SelectionReader

  constructor(prepared: PreparedOperation) {
    this.#selections = new SelectionReader(prepared)
    const { schema, operation } = prepared
    this.#visit(schema.getQueryType()!, [operation.selectionSet], { depth: 0, isInList: false })
  }

  #visit(type: GraphQLCompositeType, sets: SelectionSetNode[], place: Place): void {
    for (const field of this.#selections.collect(type, sets).values()) {
      const definition = fieldOf(field)
      const inner = getNamedType(definition?.type)
      if (definition === undefined || !isCompositeType(inner)) continue
      const { name } = definition
      if (type.name === 'QueryRoot' && (name === 'node' || name === 'nodes')) this.topLevelNode = name
      if (isConnection(inner)) {
        this.#visitConnection(name, inner, field, place)
        continue
      }
      const isInList = place.isInList || isListType(getNullableType(definition.type))
      this.#visit(inner, selectionsOf(field), { ...place, isInList })
    }
  }

  #visitConnection(name: string, type: GraphQLCompositeType, field: CollectedField, place: Place): void {
    this.connections += 1
    this.depth = Math.max(this.depth, place.depth)
    this.isInList ||= place.isInList
    if (place.parent !== undefined && !place.parent.hasId) this.withoutId.add(place.parent.name)

    const contents = this.#selections.collect(type, selectionsOf(field))
    const { edges, nodes } = { edges: contents.get('edges'), nodes: contents.get('nodes') }
    const node = edges === undefined ? undefined : this.#nodeOf(edges)
    if (node === undefined || nodes !== undefined) this.withoutEdges.push(name)
    for (const records of [node, nodes]) {
      const record = records === undefined ? undefined : getNamedType(fieldOf(records)?.type)
      if (records === undefined || !isCompositeType(record)) continue
      const sets = selectionsOf(records)
      const hasId = this.#selections.collect(record, sets).get('id')?.nodes[0]?.name.value === 'id'
      this.#visit(record, sets, { depth: place.depth + 1, isInList: false, parent: { name, hasId } })
    }
  }

  #nodeOf(edges: CollectedField): CollectedField | undefined {
    const type = getNamedType(fieldOf(edges)?.type)
    return isCompositeType(type) ? this.#selections.collect(type, selectionsOf(edges)).get('node') : undefined
  }
}
