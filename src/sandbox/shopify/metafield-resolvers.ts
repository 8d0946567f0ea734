import { connect } from './connection.ts'
import { gid, readGid } from './gid.ts'
import { identified } from './identified.ts'
import { type ListArgs, listOf } from './lists.ts'
import {
  digestOf,
  type GivenMetafield,
  metafieldOf,
  type MetafieldProblem,
  problemOf,
  setMetafield,
} from './metafields.ts'
import { createMetafieldDefinition } from './metafield-definitions.ts'
import { requireScope, type Resolver, type ShopifyContext } from './resolver.ts'
import { badRequest } from './shopify-error.ts'
import type { ShopifyCustomer, ShopifyMetafield, ShopifyMetafieldDefinition } from './shopify-records.ts'

const MAX_METAFIELDS_IN_CALL = 25

interface MetafieldId {
  ownerId: string
  namespace: string
  key: string
}

interface CustomerInput extends Partial<
  Pick<ShopifyCustomer, 'email' | 'firstName' | 'lastName' | 'note' | 'phone' | 'tags'>
> {
  id?: string | null
  metafields?: GivenMetafield[] | null
}

/** The fields of a customer that are no properties of the record. */
export const CUSTOMER_METAFIELDS: Record<string, Resolver> = {
  metafield: (customer: ShopifyCustomer, args: { namespace?: string | null; key: string }) =>
    metafieldOf(customer, args) ?? null,
  metafields: (
    { metafields }: ShopifyCustomer,
    args: ListArgs & { namespace?: string | null; keys?: string[] | null },
  ) =>
    connect(args, {
      records: metafields,
      idOf: ({ id }) => id,
      nodeOf: (one) => one,
      matches: ({ namespace, key }) =>
        (args.namespace == null || namespace === args.namespace) &&
        (args.keys == null || args.keys.includes(`${namespace}.${key}`)),
    }),
}

/** Metafields of customers, and their definitions. */
export const METAFIELD_RECORDS: Record<string, Record<string, Resolver>> = {
  Metafield: {
    ...identified('Metafield'),
    ownerType: () => 'CUSTOMER',
    compareDigest: (metafield: ShopifyMetafield) => digestOf(metafield),
  },
  MetafieldDefinition: {
    id: ({ id }: ShopifyMetafieldDefinition) => gid('MetafieldDefinition', id),
    ownerType: () => 'CUSTOMER',
    type: ({ type }: ShopifyMetafieldDefinition) => ({ name: type }),
    access: (definition: ShopifyMetafieldDefinition) => ({
      admin: 'PUBLIC_READ_WRITE',
      customerAccount: definition.customerAccountAccess,
      storefront: definition.storefrontAccess,
    }),
  },
}

export const METAFIELD_QUERIES: Record<string, Resolver> = {
  metafieldDefinitions: (
    _: unknown,
    args: ListArgs & {
      ownerType: string
      namespace?: string | null
      key?: string | null
      pinnedStatus: string
    },
    context,
    info,
  ) => {
    requireScope(context, 'read_customers', info)
    const { records } = context.shopify.metafieldDefinitions
    const shown = records.filter(
      ({ namespace, key, pinnedPosition }) =>
        args.ownerType === 'CUSTOMER' &&
        (args.namespace == null || namespace === args.namespace) &&
        (args.key == null || key === args.key) &&
        (args.pinnedStatus === 'ANY' || (args.pinnedStatus === 'PINNED') === (pinnedPosition !== null)),
    )
    return listOf(shown, {}, {}, { args, context, info })
  },
}

export const METAFIELD_MUTATIONS: Record<string, Resolver> = {
  metafieldDefinitionCreate: createMetafieldDefinition,

  metafieldsSet: (
    _: unknown,
    { metafields }: { metafields: (GivenMetafield & { ownerId: string })[] },
    context,
    info,
  ) => {
    requireScope(context, 'write_customers', info)
    const { shopify } = context
    if (metafields.length > MAX_METAFIELDS_IN_CALL) {
      const message = `Exceeded the maximum metafields input limit of ${MAX_METAFIELDS_IN_CALL}.`
      return {
        metafields: [],
        userErrors: [{ field: ['metafields'], code: 'LESS_THAN_OR_EQUAL_TO', message, elementIndex: null }],
      }
    }
    const owners = metafields.map(({ ownerId }) => customerOf(context, ownerId))
    const userErrors = metafields.flatMap((given, index) =>
      entryError(index, problemOf(shopify, owners[index], given)),
    )
    if (userErrors.length > 0) return { metafields: [], userErrors }
    return {
      metafields: metafields.map((given, index) => setMetafield(shopify, owners[index]!, given)),
      userErrors,
    }
  },

  metafieldsDelete: (_: unknown, { metafields }: { metafields: MetafieldId[] }, context, info) => {
    requireScope(context, 'write_customers', info)
    const owners = metafields.map(({ ownerId }) => customerOf(context, ownerId))
    const userErrors = owners.flatMap((owner, index) =>
      owner === undefined
        ? [{ field: ['metafields', String(index), 'ownerId'], message: 'Owner is invalid' }]
        : [],
    )
    if (userErrors.length > 0) return { deletedMetafields: [], userErrors }
    const deletedMetafields = metafields.map((id, index) => {
      const owner = owners[index]!
      const metafield = metafieldOf(owner, id)
      if (metafield === undefined) return null
      owner.metafields.splice(owner.metafields.indexOf(metafield), 1)
      return id
    })
    return { deletedMetafields, userErrors }
  },

  customerUpdate: (_: unknown, { input }: { input: CustomerInput }, context, info) => {
    requireScope(context, 'write_customers', info)
    const { id, metafields, ...changes } = input
    const unknown = Object.keys(changes).find((name) => !CHANGEABLE.has(name))
    if (unknown !== undefined) throw badRequest(`The sandbox does not change the ${unknown} of a customer`)
    const customer = id == null ? undefined : customerOf(context, id)
    if (customer === undefined) {
      return { customer: null, userErrors: [{ field: ['id'], message: 'Customer does not exist' }] }
    }
    const userErrors = (metafields ?? []).flatMap((given, index) =>
      entryError(index, problemOf(context.shopify, customer, given)),
    )
    if (userErrors.length > 0) return { customer: null, userErrors }
    context.shopify.updateCustomer(customer, changes)
    for (const given of metafields ?? []) setMetafield(context.shopify, customer, given)
    return { customer, userErrors }
  },
}

const CHANGEABLE = new Set(['email', 'firstName', 'lastName', 'note', 'phone', 'tags'])

/** Only customers own metafields here. */
function customerOf({ shopify }: ShopifyContext, ownerId: string): ShopifyCustomer | undefined {
  const { type, id } = readGid(ownerId)
  return type === 'Customer' ? shopify.customers.get(id) : undefined
}

/** As recorded: the index of the entry is in the path, `elementIndex` is null. */
function entryError(index: number, problem: MetafieldProblem | undefined) {
  if (problem === undefined) return []
  const { at, code, message } = problem
  return [{ field: ['metafields', String(index), ...at], code, message, elementIndex: null }]
}
