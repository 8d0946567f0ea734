import type { Platform } from '../entities/account.ts'
import type { CustomerMapping, ProductMapping } from '../entities/mapping.ts'
import type { PlatformNotConfigured as NotConfigured } from '../jobs/mappings/account-pair.ts'
import type { AnyMapping, LinkResult } from '../jobs/mappings/link.ts'
import { formatMappingId } from '../jobs/mappings/mapping-id.ts'
import type { MappingsResult } from '../jobs/mappings/mapping-service.ts'
import { words } from '../locale.ts'
import { builder } from './builder.ts'
import { kindOf, readMappingIds, unknownMappings } from './mapping-id.ts'
import {
  CustomerMappingRef,
  MappingPolicyEnum,
  MappingRef,
  ProductMappingRef,
  RecordKindEnum,
} from './mappings.ts'
import {
  InvalidInput,
  invalidInput,
  PlatformNotConfigured,
  platformNotConfigured,
  ProblemRef,
  resolveType,
  type Told,
} from './problems.ts'

/** What a person changes about mappings. */

const AlreadyMapped = builder.objectRef<Told & { mapping: AnyMapping }>('AlreadyMapped').implement({
  description:
    'One of the two is linked with a record that still exists, or they are linked with each other.',
  interfaces: [ProblemRef],
  fields: (t) => ({
    mapping: t.field({
      type: MappingRef,
      description: 'The mapping that is in the way.',
      resolve: ({ mapping }) => mapping,
    }),
  }),
})

const RecordNotFound = builder.objectRef<Told>('RecordNotFound').implement({
  description: 'There is no such record of the connected account. It may not have been pulled yet.',
  interfaces: [ProblemRef],
})

const RecordDeleted = builder.objectRef<Told & { deletedAt: Date }>('RecordDeleted').implement({
  description: 'The record is deleted at its source.',
  interfaces: [ProblemRef],
  fields: (t) => ({ deletedAt: t.expose('deletedAt', { type: 'DateTime' }) }),
})

const MapProductSuccess = builder.objectRef<{ mapping: ProductMapping }>('MapProductSuccess').implement({
  fields: (t) => ({ mapping: t.field({ type: ProductMappingRef, resolve: ({ mapping }) => mapping }) }),
})

const MapCustomerSuccess = builder.objectRef<{ mapping: CustomerMapping }>('MapCustomerSuccess').implement({
  fields: (t) => ({ mapping: t.field({ type: CustomerMappingRef, resolve: ({ mapping }) => mapping }) }),
})

const UnmapSuccess = builder.objectRef<{ count: number }>('UnmapSuccess').implement({
  fields: (t) => ({ count: t.exposeInt('count', { description: 'So many mappings were removed.' }) }),
})

const SetMappingPolicySuccess = builder.objectRef<{ count: number }>('SetMappingPolicySuccess').implement({
  fields: (t) => ({ count: t.exposeInt('count', { description: 'So many mappings were set.' }) }),
})

/** Why two records cannot be linked. */
export const LINK_PROBLEMS = [
  InvalidInput,
  AlreadyMapped,
  RecordNotFound,
  RecordDeleted,
  PlatformNotConfigured,
] as const

const MapProductResult = builder.unionType('MapProductResult', {
  types: [MapProductSuccess, ...LINK_PROBLEMS],
  resolveType,
})
const MapCustomerResult = builder.unionType('MapCustomerResult', {
  types: [MapCustomerSuccess, ...LINK_PROBLEMS],
  resolveType,
})
const UnmapResult = builder.unionType('UnmapResult', {
  types: [UnmapSuccess, InvalidInput, PlatformNotConfigured],
  resolveType,
})
const SetMappingPolicyResult = builder.unionType('SetMappingPolicyResult', {
  types: [SetMappingPolicySuccess, InvalidInput, PlatformNotConfigured],
  resolveType,
})

/** What is answered when two records cannot be linked; `paths` are the arguments that named them. */
export function linkProblem(
  result: Exclude<LinkResult, { kind: 'done' }> | NotConfigured,
  paths: Record<Platform, string>,
) {
  switch (result.kind) {
    case 'alreadyMapped': {
      const { mapping } = result
      const id = formatMappingId({ kind: kindOf(mapping), number: mapping.id })
      const message = words(
        `${mapping.shopifyId} is linked with ${mapping.nhanhId} in Nhanh already, by the mapping ${id}`,
        `${mapping.shopifyId} đã ghép với ${mapping.nhanhId} bên Nhanh, bằng liên kết ${id}`,
      )
      return { __typename: 'AlreadyMapped', message, mapping }
    }
    case 'notFound':
      return { __typename: 'RecordNotFound', message: result.message }
    case 'deletedAtSource':
      return { __typename: 'RecordDeleted', message: result.message, deletedAt: result.deletedAt }
    case 'neverSynced':
      return invalidInput([{ path: paths[result.side], message: result.message }])
    case 'platformNotConfigured':
      return platformNotConfigured(result)
  }
}

function changed(success: string, texts: readonly string[], result: MappingsResult) {
  switch (result.kind) {
    case 'done':
      return { __typename: success, count: result.count }
    case 'unknownMappings':
      return invalidInput(unknownMappings(texts, result.unknown))
    case 'platformNotConfigured':
      return platformNotConfigured(result)
  }
}

builder.mutationFields((t) => ({
  mapProduct: t.field({
    type: MapProductResult,
    description:
      'Links a variant with a product. A Nhanh product may get several variants so. A mapping that leads to a deleted record is moved, with its policy and reserve.',
    args: {
      nhanhProductId: t.arg.id({ required: true }),
      shopifyVariantId: t.arg.id({ required: true }),
    },
    resolve: async (_root, { nhanhProductId, shopifyVariantId }, { mappings }) => {
      const result = await mappings.map('PRODUCT', nhanhProductId, shopifyVariantId)
      if (result.kind === 'done') return { __typename: 'MapProductSuccess', mapping: result.mapping } as never
      return linkProblem(result, { NHANH: 'nhanhProductId', SHOPIFY: 'shopifyVariantId' })
    },
  }),
  mapCustomer: t.field({
    type: MapCustomerResult,
    description:
      'Links two customers, one of each platform. A mapping that leads to a deleted record is moved, with its policy.',
    args: {
      nhanhCustomerId: t.arg.id({ required: true }),
      shopifyCustomerId: t.arg.id({ required: true }),
    },
    resolve: async (_root, { nhanhCustomerId, shopifyCustomerId }, { mappings }) => {
      const result = await mappings.map('CUSTOMER', nhanhCustomerId, shopifyCustomerId)
      if (result.kind === 'done')
        return { __typename: 'MapCustomerSuccess', mapping: result.mapping } as never
      return linkProblem(result, { NHANH: 'nhanhCustomerId', SHOPIFY: 'shopifyCustomerId' })
    },
  }),
  unmap: t.field({
    type: UnmapResult,
    description:
      'All of them or none; 1,000 at most. The pairs are remembered: auto-match does not link them again.',
    args: { kind: t.arg({ type: RecordKindEnum, required: true }), ids: t.arg.idList({ required: true }) },
    resolve: async (_root, { kind, ids }, { mappings }) => {
      const read = readMappingIds(ids, kind)
      if ('issues' in read) return invalidInput(read.issues)
      const numbers = read.ids.map(({ number }) => number)
      return changed('UnmapSuccess', ids, await mappings.unmap(kind, numbers))
    },
  }),
  setMappingPolicy: t.field({
    type: SetMappingPolicyResult,
    description:
      'For mappings of both kinds; all of them or none, 1,000 at most. ZERO and reserve are for product mappings only; until goes with HOLD or ZERO, and without it they hold until they are changed. Without reserve, the reserve stays as it is.',
    args: {
      ids: t.arg.idList({ required: true }),
      policy: t.arg({ type: MappingPolicyEnum, required: true }),
      reserve: t.arg.int(),
      until: t.arg({ type: 'DateTime' }),
    },
    resolve: async (_root, { ids, policy, reserve, until }, { mappings }) => {
      const read = readMappingIds(ids)
      if ('issues' in read) return invalidInput(read.issues)
      const result = await mappings.setPolicy(read.ids, {
        policy,
        reserve: reserve ?? null,
        until: until ? new Date(until) : null,
      })
      if (result.kind === 'invalidInput') return invalidInput(result.issues)
      return changed('SetMappingPolicySuccess', ids, result)
    },
  }),
}))
