import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql'

/** A valid document, one operation of it, and that operation's coerced variables. */
export interface PreparedOperation {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Record<string, unknown>
}

/** One response key of a selection: the nodes that ask for it, and the type whose field it is. */
export interface CollectedField {
  owner: GraphQLCompositeType
  nodes: FieldNode[]
}

/** Reads what an operation selects: fragments opened, the same key merged, `@skip` and `@include` obeyed. */
export class SelectionReader {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #prepared: PreparedOperation

  constructor(prepared: PreparedOperation) {
    this.#prepared = prepared
    const definitions = prepared.document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    this.fragments = new Map(definitions.map((fragment) => [fragment.name.value, fragment]))
  }

  /** The fields by response key, in the order in which they are asked for. */
  collect(
    type: GraphQLCompositeType,
    selectionSets: SelectionSetNode[],
    fields = new Map<string, CollectedField>(),
  ): Map<string, CollectedField> {
    for (const selection of selectionSets.flatMap((set) => set.selections)) {
      if (!this.#isIncluded(selection)) continue
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const known = fields.get(key)
        if (known === undefined) fields.set(key, { owner: type, nodes: [selection] })
        else known.nodes.push(selection)
        continue
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection
      const condition = fragment?.typeCondition
      const inner = condition === undefined ? type : typeFromAST(this.#prepared.schema, condition)
      if (fragment !== undefined && isCompositeType(inner))
        this.collect(inner, [fragment.selectionSet], fields)
    }
    return fields
  }

  #isIncluded(selection: SelectionNode): boolean {
    const { variables } = this.#prepared
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables)
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables)
    return skip?.['if'] !== true && include?.['if'] !== false
  }
}

/** The definition of a collected field; undefined for `__typename`. */
export function fieldOf({ owner, nodes }: CollectedField): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(owner) || isInterfaceType(owner) ? owner.getFields()[nodes[0]!.name.value] : undefined
}

export function selectionsOf({ nodes }: CollectedField): SelectionSetNode[] {
  return nodes.map((node) => node.selectionSet).filter((set) => set !== undefined)
}

export function isConnection(type: { name: string }): boolean {
  return type.name.endsWith('Connection')
}
