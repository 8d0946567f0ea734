import {
  executeSync,
  getNamedType,
  GraphQLError,
  type GraphQLSchema,
  isCompositeType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
  visitWithTypeInfo,
  TypeInfo,
} from 'graphql'
import { jsonObjectOf } from '../json.ts'
import { randomFrom } from '../random.ts'
import type { BulkLine } from './bulk-lines.ts'
import type { BulkUserError } from './bulk-operation.ts'
import type { ShopifyContext } from './resolver.ts'
import { isConnection, type PreparedOperation } from './selections.ts'
import { invalidVariable, toShopifyErrors } from './validation.ts'

const FORBIDDEN = new Set(['bulkOperationRunMutation', 'bulkOperationRunQuery'])
const [MIN_IDENTIFIER, MAX_IDENTIFIER] = [10, 255]

/**
 * Reads the mutation of a bulk operation, or tells why Shopify refuses it, in its words as they were recorded; that
 * about what is not in the schema is not on record.
 */
export function readBulkMutation(
  schema: GraphQLSchema,
  mutation: string,
  clientIdentifier: string | null | undefined,
): PreparedOperation | BulkUserError[] {
  let document
  try {
    document = parse(mutation)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return [invalid(`Failed to parse the mutation - ${error.message}`)]
  }
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operation?.operation !== OperationTypeNode.MUTATION) {
    return [invalid('Invalid operation type. Only `mutation` operations are supported.')]
  }
  const [root, ...others] = operation.selectionSet.selections
  if (others.length > 0) return [refused('You must specify a single top level mutation.')]
  if (root?.kind !== Kind.FIELD || FORBIDDEN.has(root.name.value)) {
    return [refused('You must use an allowed mutation name.')]
  }
  const errors = validate(schema, document)
  if (errors.length > 0) {
    return toShopifyErrors(schema, document, errors).map(({ message }) => invalid(message))
  }
  let connections = 0
  const types = new TypeInfo(schema)
  const count = () => {
    const type = getNamedType(types.getType())
    if (isCompositeType(type) && isConnection(type)) connections += 1
  }
  visit(document, visitWithTypeInfo(types, { Field: count }))
  if (connections > 1) return [refused('Bulk mutations cannot contain more than 1 connection.')]

  const length = clientIdentifier?.length ?? MIN_IDENTIFIER
  const field = ['clientIdentifier']
  if (length < MIN_IDENTIFIER) {
    return [{ ...invalid(`is too short (minimum is ${MIN_IDENTIFIER} characters)`), field }]
  }
  if (length > MAX_IDENTIFIER) {
    return [{ ...invalid(`is too long (maximum is ${MAX_IDENTIFIER} characters)`), field }]
  }
  return { schema, document, operation, variables: {} }
}

function invalid(message: string): BulkUserError {
  return { field: null, message, code: 'INVALID_MUTATION' }
}

function refused(message: string): BulkUserError {
  return { field: ['mutation'], message, code: null }
}

/**
 * Carries the mutation out for each row of variables when its line is asked for: in a mixed (but repeatable) order,
 * for Shopify promises none.
 */
export function* mutationLines(
  prepared: PreparedOperation,
  rows: string[],
  context: ShopifyContext,
): Generator<BulkLine> {
  const order = shuffled(rows.length, String(rows.length))
  for (const row of order) {
    const line = { ...answerTo(prepared, rows[row]!, context), __lineNumber: row }
    yield { text: JSON.stringify(line).replaceAll('/', String.raw`\/`), isRoot: true }
  }
}

function answerTo(
  { schema, document, operation }: PreparedOperation,
  row: string,
  contextValue: ShopifyContext,
): object {
  const variableValues = jsonObjectOf(row)
  if (variableValues === undefined) return { errors: [{ message: `Invalid JSON: ${row.slice(0, 100)}` }] }
  const { data, errors } = executeSync({ schema, document, contextValue, variableValues })
  // Without data nothing was executed: the variables are wrong.
  if (data === undefined) return { errors: errors?.map((error) => invalidVariable(error, operation)) }
  return { ...(errors !== undefined && { errors: errors.map((error) => error.toJSON()) }), data }
}

function shuffled(length: number, seed: string): number[] {
  const random = randomFrom(seed)
  const order = Array.from({ length }, (_, at) => at)
  for (let at = length - 1; at > 0; at -= 1) {
    const other = random.int(0, at)
    const held = order[at]!
    order[at] = order[other]!
    order[other] = held
  }
  return order
}
