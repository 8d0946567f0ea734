import {
  MAPPING_ORIGINS,
  MAPPING_STATUSES,
  MATCH_FIELDS,
  type CustomerMapping,
  type MAPPING_POLICIES,
  type ProductMapping,
} from '../entities/mapping.ts'
import { RECORD_KINDS } from '../entities/pair-columns.ts'
import type { AnyMapping } from '../jobs/mappings/link.ts'
import { standingPolicy } from '../jobs/mappings/standing-policy.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { NhanhCustomerRef, ShopifyCustomerRef } from './customers.ts'
import { BackgroundJobRef, JobErrorRef } from './job.ts'
import { formatMappingId } from '../jobs/mappings/mapping-id.ts'
import { kindOf } from './mapping-id.ts'
import { NhanhProductRef, ShopifyVariantRef } from './products.ts'

/** Mappings and their records, from each to the other. */

export const RecordKindEnum = builder.enumType('RecordKind', { values: RECORD_KINDS })
export const MappingStatusEnum = builder.enumType('MappingStatus', { values: MAPPING_STATUSES })
export const MappingOriginEnum = builder.enumType('MappingOrigin', { values: MAPPING_ORIGINS })
export const MappingPolicyEnum = builder.enumType('MappingPolicy', {
  values: {
    SYNC: { description: 'keep in step' },
    HOLD: { description: 'leave alone' },
    ZERO: { description: 'publish 0' },
  } satisfies Record<(typeof MAPPING_POLICIES)[number], object>,
})
export const MatchFieldEnum = builder.enumType('MatchField', {
  description: 'What a record is found by at the other platform.',
  values: MATCH_FIELDS,
})

export const MappingRef = builder.interfaceRef<AnyMapping>('Mapping').implement({
  description: 'Two records that are one thing.',
  resolveType: (mapping) => (kindOf(mapping) === 'PRODUCT' ? 'ProductMapping' : 'CustomerMapping'),
  fields: (t) => ({
    id: t.id({ resolve: (mapping) => formatMappingId({ kind: kindOf(mapping), number: mapping.id }) }),
    status: t.field({
      type: MappingStatusEnum,
      description: 'PENDING until a sync has written it for the first time.',
      resolve: (mapping) => mapping.status,
    }),
    origin: t.field({
      type: MappingOriginEnum,
      description: 'MATCHED by a job, or MANUAL: by a person.',
      resolve: (mapping) => mapping.origin,
    }),
    key: t.string({
      nullable: true,
      description: 'What both sides carry, as it is compared, when they were linked by a key.',
      resolve: (mapping) => mapping.key,
    }),
    keyField: t.field({
      type: MatchFieldEnum,
      nullable: true,
      resolve: (mapping) => mapping.keyField,
    }),
    policy: t.field({
      type: MappingPolicyEnum,
      description: 'As it stands now: SYNC again once its end has come.',
      resolve: (mapping) => standingPolicy(mapping).policy,
    }),
    policyUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the policy ends and SYNC holds again; null: not by itself.',
      resolve: (mapping) => standingPolicy(mapping).policyUntil,
    }),
    job: t.field({
      type: BackgroundJobRef,
      nullable: true,
      description: 'The job that linked them; null when it was a person, or when the job has been deleted.',
      resolve: ({ jobId }, _args, { loaders }) =>
        typeof jobId === 'number' ? loaders.jobs.load(jobId) : null,
    }),
    deletedAtSource: t.boolean({
      description: 'One of the two records is deleted at its source.',
      resolve: (mapping, _args, { loaders }) => isDeletedAtSource(mapping, loaders),
    }),
    lastSyncedAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: (mapping) => mapping.lastSyncedAt,
    }),
    lastError: t.field({ type: JobErrorRef, nullable: true, resolve: (mapping) => mapping.lastError }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the two were linked.',
      resolve: (mapping) => mapping.createdAt,
    }),
  }),
})

export const ProductMappingRef = builder.objectRef<ProductMapping>('ProductMapping').implement({
  description:
    'A Shopify variant has one mapping; a Nhanh product may have several, each after the first made by a person.',
  interfaces: [MappingRef],
  fields: (t) => ({
    reserve: t.exposeInt('reserve', { description: 'Pieces that are held back from Shopify.' }),
    nhanhProduct: t.field({
      type: NhanhProductRef,
      resolve: async ({ nhanhId }, _args, { loaders }) => (await loaders.nhanhProducts.load(nhanhId))!,
    }),
    shopifyVariant: t.field({
      type: ShopifyVariantRef,
      resolve: async ({ shopifyId }, _args, { loaders }) => (await loaders.shopifyVariants.load(shopifyId))!,
    }),
  }),
})

export const CustomerMappingRef = builder.objectRef<CustomerMapping>('CustomerMapping').implement({
  description: 'A person as both platforms know them: one customer of each.',
  interfaces: [MappingRef],
  fields: (t) => ({
    nhanhCustomer: t.field({
      type: NhanhCustomerRef,
      resolve: async ({ nhanhId }, _args, { loaders }) => (await loaders.nhanhCustomers.load(nhanhId))!,
    }),
    shopifyCustomer: t.field({
      type: ShopifyCustomerRef,
      resolve: async ({ shopifyId }, _args, { loaders }) => (await loaders.shopifyCustomers.load(shopifyId))!,
    }),
  }),
})

async function isDeletedAtSource(mapping: AnyMapping, loaders: Context['loaders']): Promise<boolean> {
  const { nhanhId, shopifyId } = mapping
  const [nhanh, shopify] =
    kindOf(mapping) === 'PRODUCT'
      ? await Promise.all([
          loaders.nhanhProducts.load(nhanhId),
          loaders.shopifyVariants.load(shopifyId).then((listed) => listed?.variant),
        ])
      : await Promise.all([loaders.nhanhCustomers.load(nhanhId), loaders.shopifyCustomers.load(shopifyId)])
  return !nhanh || !shopify || Boolean(nhanh.deletedAt) || Boolean(shopify.deletedAt)
}

builder.objectField(NhanhProductRef, 'mappings', (t) =>
  t.field({
    type: [ProductMappingRef],
    resolve: ({ id }, _args, { loaders }) => loaders.productMappings.NHANH.load(id),
  }),
)

builder.objectField(ShopifyVariantRef, 'mapping', (t) =>
  t.field({
    type: ProductMappingRef,
    nullable: true,
    resolve: async ({ variant }, _args, { loaders }) =>
      (await loaders.productMappings.SHOPIFY.load(variant.id))[0],
  }),
)

builder.objectField(NhanhCustomerRef, 'mapping', (t) =>
  t.field({
    type: CustomerMappingRef,
    nullable: true,
    resolve: async ({ id }, _args, { loaders }) => (await loaders.customerMappings.NHANH.load(id))[0],
  }),
)

builder.objectField(ShopifyCustomerRef, 'mapping', (t) =>
  t.field({
    type: CustomerMappingRef,
    nullable: true,
    resolve: async ({ id }, _args, { loaders }) => (await loaders.customerMappings.SHOPIFY.load(id))[0],
  }),
)
