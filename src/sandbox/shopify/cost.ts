import {
  getArgumentValues,
  getNamedType,
  type GraphQLCompositeType,
  isCompositeType,
  type SelectionSetNode,
} from 'graphql'
import { isObject } from '../json.ts'
import {
  type CollectedField,
  fieldOf,
  isConnection,
  type PreparedOperation,
  SelectionReader,
  selectionsOf,
} from './selections.ts'

/** Free though they are objects (fitted on recorded answers: the facts page, "Cost formula"). */
const FREE_TYPES = new Set(['PageInfo', 'MoneyV2', 'MailingAddress', 'LocationAddress'])
const COUNT_ROOT_COST = 10
const MUTATION_COST = 10
const CONNECTION_COST = 2

/** What a connection of n records multiplies the cost of one by. */
function multiplier(n: number): number {
  return n <= 0 ? 0 : Math.max(1, Math.floor(2 * Math.log(n)))
}

/** What of an operation costs points: the same tree counts what was asked for and what came. */
export interface OperationCost {
  /** By the sizes of the `first` and `last` arguments. */
  requested: number
  /** By the records that came: an average record for each connection. */
  actual: (data: unknown) => number
}

/** Reads a document's cost once; `actual` then counts any answer to it. */
export function costOf(prepared: PreparedOperation): OperationCost {
  const { schema, operation } = prepared
  const root = new CostReader(prepared).read(schema.getRootType(operation.operation)!, [
    operation.selectionSet,
  ])
  return {
    requested: requestedCost(root),
    actual: (data) => Math.ceil(actualCost(root, data)),
  }
}

/** One field that costs something, under its response key. */
type CostNode =
  | { kind: 'count'; key: string }
  | { kind: 'object'; key: string; children: CostNode[] }
  /** The resource that a mutation returns is free, what it holds is not. */
  | { kind: 'mutation'; key: string; resources: { key: string; children: CostNode[] }[] }
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
    if (node.kind === 'mutation') {
      return node.resources.reduce((all, { children }) => all + requestedCost(children), sum + MUTATION_COST)
    }
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
    if (node.kind === 'mutation') {
      return node.resources.reduce(
        (all, { key, children }) => all + actualCost(children, value[key]),
        sum + MUTATION_COST,
      )
    }
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

class CostReader {
  readonly #prepared: PreparedOperation
  readonly #selections: SelectionReader

  constructor(prepared: PreparedOperation) {
    this.#prepared = prepared
    this.#selections = new SelectionReader(prepared)
  }

  read(type: GraphQLCompositeType, selections: SelectionSetNode[]): CostNode[] {
    const nodes: CostNode[] = []
    for (const [key, collected] of this.#selections.collect(type, selections)) {
      const node = this.#readField(key, collected)
      if (node !== undefined) nodes.push(node)
    }
    return nodes
  }

  #readField(key: string, collected: CollectedField): CostNode | undefined {
    const definition = fieldOf(collected)
    const type = getNamedType(definition?.type)
    if (definition === undefined || !isCompositeType(type) || isFree(type)) return undefined
    const { owner, nodes } = collected
    if (type.name === 'Count' && owner.name === 'QueryRoot') return { kind: 'count', key }
    if (owner === this.#prepared.schema.getMutationType()) {
      return { kind: 'mutation', key, resources: this.#readPayload(type, collected) }
    }
    if (!isConnection(type))
      return { kind: 'object', key, children: this.read(type, selectionsOf(collected)) }
    const args = getArgumentValues(definition, nodes[0]!, this.#prepared.variables)
    const size = Number(args['first'] ?? args['last'] ?? 0)
    const lists = [...this.#selections.collect(type, selectionsOf(collected))].flatMap(([listKey, list]) => {
      const name = list.nodes[0]!.name.value
      const itemType = getNamedType(fieldOf(list)?.type)
      if ((name !== 'nodes' && name !== 'edges') || !isCompositeType(itemType)) return []
      // An edge costs what its node does, which is an object inside it.
      const base = name === 'nodes' ? 1 : 0
      return [{ key: listKey, base, item: this.read(itemType, selectionsOf(list)) }]
    })
    return { kind: 'connection', key, size, lists }
  }

  #readPayload(
    type: GraphQLCompositeType,
    collected: CollectedField,
  ): { key: string; children: CostNode[] }[] {
    return [...this.#selections.collect(type, selectionsOf(collected))].flatMap(([key, field]) => {
      const resource = getNamedType(fieldOf(field)?.type)
      if (!isCompositeType(resource) || isFree(resource)) return []
      return [{ key, children: this.read(resource, selectionsOf(field)) }]
    })
  }
}

function isFree({ name }: GraphQLCompositeType): boolean {
  return FREE_TYPES.has(name) || name.endsWith('UserError')
}
