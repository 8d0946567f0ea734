import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  type GraphQLCompositeType,
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
import { isObject } from '../json.ts'

/** Free though they are objects (fitted on recorded answers: the facts page, "Cost formula"). */
const FREE_TYPES = new Set(['PageInfo', 'MoneyV2', 'MailingAddress', 'LocationAddress', 'UserError'])
const COUNT_ROOT_COST = 10
const CONNECTION_COST = 2

/** What a connection of n records multiplies the cost of one by. */
function multiplier(n: number): number {
  return n <= 0 ? 0 : Math.max(1, Math.floor(2 * Math.log(n)))
}

/** A document whose cost is asked for, with its coerced variables. */
export interface CostedOperation {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Record<string, unknown>
}

/** What of an operation costs points: the same tree counts what was asked for and what came. */
export interface OperationCost {
  /** By the sizes of the `first` and `last` arguments. */
  requested: number
  /** By the records that came: an average record for each connection. */
  actual: (data: unknown) => number
}

/** Reads a document's cost once; `actual` then counts any answer to it. */
export function costOf(costed: CostedOperation): OperationCost {
  const { schema, operation } = costed
  const root = new CostReader(costed).read(schema.getQueryType()!, [operation.selectionSet])
  return {
    requested: requestedCost(root),
    actual: (data) => Math.ceil(actualCost(root, data)),
  }
}

/** One field that costs something, under its response key. */
type CostNode =
  | { kind: 'count'; key: string }
  | { kind: 'object'; key: string; children: CostNode[] }
  | {
      kind: 'connection'
      key: string
      size: number
      lists: { key: string; item: CostNode[]; base: number }[]
    }

function requestedCost(nodes: CostNode[]): number {
  return nodes.reduce((sum, node) => {
    if (node.kind === 'count') return sum + COUNT_ROOT_COST
    if (node.kind === 'object') return sum + 1 + requestedCost(node.children)
    const items = node.lists.map(({ item, base }) => base + requestedCost(item))
    return sum + CONNECTION_COST + multiplier(node.size) * items.reduce((total, cost) => total + cost, 0)
  }, 0)
}

/** What was asked for and did not come costs nothing. */
function actualCost(nodes: CostNode[], data: unknown): number {
  if (!isObject(data)) return 0
  return nodes.reduce((sum, node) => {
    const value = data[node.key]
    if (!isObject(value)) return sum
    if (node.kind === 'count') return sum + COUNT_ROOT_COST
    if (node.kind === 'connection') return sum + CONNECTION_COST + actualListsCost(node.lists, value)
    if (!Array.isArray(value)) return sum + 1 + actualCost(node.children, value)
    // A list of objects costs one object: the dearest of those that came.
    return sum + 1 + Math.max(0, ...value.map((item) => actualCost(node.children, item)))
  }, 0)
}

function actualListsCost(
  lists: { key: string; item: CostNode[]; base: number }[],
  value: Record<string, unknown>,
): number {
  return lists.reduce((sum, { key, item, base }) => {
    const records = value[key]
    if (!Array.isArray(records) || records.length === 0) return sum
    const total = records.reduce<number>((all, record) => all + base + actualCost(item, record), 0)
    return sum + (multiplier(records.length) * total) / records.length
  }, 0)
}

interface CollectedField {
  owner: GraphQLCompositeType
  nodes: FieldNode[]
}

class CostReader {
  readonly #costed: CostedOperation
  readonly #fragments: Map<string, FragmentDefinitionNode>

  constructor(costed: CostedOperation) {
    this.#costed = costed
    const definitions = costed.document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(definitions.map((fragment) => [fragment.name.value, fragment]))
  }

  read(type: GraphQLCompositeType, selections: SelectionSetNode[]): CostNode[] {
    const nodes: CostNode[] = []
    for (const [key, collected] of this.#collect(type, selections)) {
      const node = this.#readField(key, collected)
      if (node !== undefined) nodes.push(node)
    }
    return nodes
  }

  #readField(key: string, { owner, nodes }: CollectedField): CostNode | undefined {
    const field = nodes[0]!
    const definition = fieldOf(owner, field)
    const type = getNamedType(definition?.type)
    if (definition === undefined || !isCompositeType(type) || FREE_TYPES.has(type.name)) return undefined
    if (type.name === 'Count' && owner.name === 'QueryRoot') return { kind: 'count', key }
    if (!type.name.endsWith('Connection')) {
      return { kind: 'object', key, children: this.read(type, selectionsOf(nodes)) }
    }
    const args = getArgumentValues(definition, field, this.#costed.variables)
    const size = Number(args['first'] ?? args['last'] ?? 0)
    const lists = [...this.#collect(type, selectionsOf(nodes))].flatMap(([listKey, collected]) => {
      const name = collected.nodes[0]!.name.value
      const itemType = getNamedType(fieldOf(collected.owner, collected.nodes[0]!)?.type)
      if ((name !== 'nodes' && name !== 'edges') || !isCompositeType(itemType)) return []
      // An edge costs what its node does, which is an object inside it.
      const base = name === 'nodes' ? 1 : 0
      return [{ key: listKey, base, item: this.read(itemType, selectionsOf(collected.nodes)) }]
    })
    return { kind: 'connection', key, size, lists }
  }

  /** The fields of selection sets by response key, fragments opened, the same key merged. */
  #collect(
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
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection
      const condition = fragment?.typeCondition
      const inner = condition === undefined ? type : typeFromAST(this.#costed.schema, condition)
      if (fragment !== undefined && isCompositeType(inner))
        this.#collect(inner, [fragment.selectionSet], fields)
    }
    return fields
  }

  #isIncluded(selection: SelectionNode): boolean {
    const { variables } = this.#costed
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables)
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables)
    return skip?.['if'] !== true && include?.['if'] !== false
  }
}

function fieldOf(owner: GraphQLCompositeType, field: FieldNode) {
  return isObjectType(owner) || isInterfaceType(owner) ? owner.getFields()[field.name.value] : undefined
}

function selectionsOf(nodes: FieldNode[]): SelectionSetNode[] {
  return nodes.map((node) => node.selectionSet).filter((set) => set !== undefined)
}
