import { definitionOf, isMetafieldType, lengthProblem, namespaceOf } from './metafields.ts'
import { requireScope, type Resolver } from './resolver.ts'
import { badRequest } from './shopify-error.ts'
import type { ShopifyMetafieldDefinition } from './shopify-records.ts'
import type { ShopifyWorld } from './shopify-world.ts'

const FIRST_DEFINITION_ID = 310_000_000_001
const MAX_PINNED = 20

interface DefinitionInput {
  namespace?: string | null
  key: string
  name: string
  description?: string | null
  type: string
  ownerType: string
  pin: boolean
  access?: {
    admin?: string | null
    customerAccount?: ShopifyMetafieldDefinition['customerAccountAccess'] | null
    storefront?: ShopifyMetafieldDefinition['storefrontAccess'] | null
  } | null
}

interface DefinitionProblem {
  at: string[]
  code: string
  message: string
}

/** Creates a definition of a customer's metafield. */
export const createMetafieldDefinition: Resolver = (
  _: unknown,
  { definition: input }: { definition: DefinitionInput },
  context,
  info,
) => {
  if (input.ownerType !== 'CUSTOMER') throw badRequest('The sandbox defines metafields of customers only')
  requireScope(context, 'write_customers', info)
  const { shopify } = context
  const problem = problemOf(shopify, input)
  if (problem !== undefined) {
    const { at, code, message } = problem
    const field = ['definition', ...at]
    return {
      createdDefinition: null,
      userErrors: [{ field, code, message, elementIndex: null, elementKey: null }],
    }
  }
  const { metafieldDefinitions: definitions } = shopify
  const createdDefinition = definitions.add({
    id: definitions.nextId(FIRST_DEFINITION_ID),
    namespace: namespaceOf(input),
    key: input.key,
    name: input.name,
    description: input.description ?? null,
    type: input.type,
    storefrontAccess: input.access?.storefront ?? 'NONE',
    customerAccountAccess: input.access?.customerAccount ?? 'NONE',
    pinnedPosition: input.pin ? pinnedIn(shopify) + 1 : null,
  })
  return { createdDefinition, userErrors: [] }
}

function problemOf(shopify: ShopifyWorld, input: DefinitionInput): DefinitionProblem | undefined {
  const { key, type } = input
  const namespace = namespaceOf(input)
  const length = lengthProblem('namespace', namespace, 3, 255) ?? lengthProblem('key', key, 2, 64)
  if (length !== undefined) return length
  if (input.name.trim() === '') return { at: ['name'], code: 'BLANK', message: "Name can't be blank" }
  if (!isMetafieldType(type)) {
    return { at: ['type'], code: 'INCLUSION', message: `Type name ${type} is not a valid type.` }
  }
  if (input.access?.admin != null && !namespace.startsWith('app--')) {
    const message = 'Admin access can only be specified for app-owned metafield definitions.'
    return { at: ['access', 'admin'], code: 'ADMIN_ACCESS_INPUT_NOT_ALLOWED', message }
  }
  if (definitionOf(shopify, namespace, key) !== undefined) {
    const message = `Key is in use for Customer metafields on the '${namespace}' namespace.`
    return { at: ['key'], code: 'TAKEN', message }
  }
  if (input.pin && pinnedIn(shopify) >= MAX_PINNED) {
    return { at: [], code: 'PINNED_LIMIT_REACHED', message: `Limit of ${MAX_PINNED} pinned definitions.` }
  }
  return undefined
}

function pinnedIn({ metafieldDefinitions }: ShopifyWorld): number {
  return metafieldDefinitions.records.filter(({ pinnedPosition }) => pinnedPosition !== null).length
}
