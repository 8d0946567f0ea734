import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/** An error as Shopify words it; nothing was executed. */
export interface ShopifyDocumentError {
  message: string
  locations?: { line: number; column: number }[]
  path?: string[]
  extensions?: Record<string, unknown>
}

/** Translates graphql-js's validation errors to Shopify's codes; what has no known counterpart keeps its message. */
export function toShopifyErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  errors: readonly GraphQLError[],
): ShopifyDocumentError[] {
  const paths = pathsOf(schema, document)
  return errors.map((error) => {
    const node = error.nodes?.[0]
    const path = node === undefined ? undefined : paths.get(`${node.loc?.start ?? -1}`)
    return {
      ...translated(error),
      ...(error.locations !== undefined && {
        locations: error.locations.map(({ line, column }) => ({ line, column })),
      }),
      ...(path !== undefined && { path }),
    }
  })
}

function translated({ message }: GraphQLError): { message: string; extensions: Record<string, unknown> } {
  const field = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message)
  if (field !== null) {
    const [, fieldName, typeName] = field
    return {
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      extensions: { code: 'undefinedField', typeName, fieldName },
    }
  }
  const argument = /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/.exec(message)
  if (argument !== null) {
    const [, argumentName, name] = argument
    return {
      message: `Field '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: 'argumentNotAccepted', name, typeName: 'Field', argumentName },
    }
  }
  const missing = /^Field "(\w+)" argument "(\w+)" of type/.exec(message)
  if (missing !== null) {
    const [, name, argumentName] = missing
    return {
      message: `Field '${name}' is missing required arguments: ${argumentName}`,
      extensions: { code: 'missingRequiredArguments', className: 'Field', name, arguments: argumentName },
    }
  }
  const variable = /^Variable "\$(\w+)" is not defined/.exec(message)
  if (variable !== null) {
    return {
      message: `Variable $${variable[1]} is used by but not declared`,
      extensions: { code: 'variableNotDefined', variableName: variable[1] },
    }
  }
  return { message, extensions: { code: 'BAD_REQUEST' } }
}

/** Start of a node in the text → where it stands: `["query Name", "products", "nodes"]`. */
function pathsOf(schema: GraphQLSchema, document: DocumentNode): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  const path: string[] = []
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      enter(node) {
        if (node.kind === Kind.OPERATION_DEFINITION) path.push(operationTitle(node))
        else if (node.kind === Kind.FRAGMENT_DEFINITION) path.push(`fragment ${node.name.value}`)
        else if (node.kind === Kind.FIELD) path.push(node.alias?.value ?? node.name.value)
        else if (node.kind === Kind.ARGUMENT) path.push(node.name.value)
        else return
        paths.set(`${node.loc?.start ?? -1}`, [...path])
      },
      leave(node) {
        const named: string[] = [
          Kind.OPERATION_DEFINITION,
          Kind.FRAGMENT_DEFINITION,
          Kind.FIELD,
          Kind.ARGUMENT,
        ]
        if (named.includes(node.kind)) path.pop()
      },
    }),
  )
  return paths
}

function operationTitle(node: OperationDefinitionNode): string {
  return node.name === undefined ? node.operation : `${node.operation} ${node.name.value}`
}

/** Translates graphql-js's words on a variable: `Variable "$first" got invalid value "x"; …`, or `Variable "$id" of required type "ID!" was not …`. */
export function invalidVariable(
  error: GraphQLError,
  operation: OperationDefinitionNode,
): ShopifyDocumentError {
  const name = /^Variable "\$(\w+)"/.exec(error.message)?.[1] ?? ''
  const definition = operation.variableDefinitions?.find((one) => one.variable.name.value === name)
  const type = definition?.type.loc === undefined ? '' : textOf(definition.type.loc)
  const message = `Variable $${name} of type ${type} was provided invalid value`
  return {
    message,
    locations: (error.locations ?? []).map(({ line, column }) => ({ line, column })),
    extensions: { code: 'INVALID_VARIABLE', problems: [{ path: [], explanation: error.message }] },
  }
}

function textOf({ source, start, end }: { source: { body: string }; start: number; end: number }): string {
  return source.body.slice(start, end)
}
