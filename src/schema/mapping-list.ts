import { sql, type RawBuilder } from 'kysely'
import { CustomerMapping, ProductMapping } from '../entities/mapping.ts'
import type { RecordKind } from '../entities/pair-columns.ts'
import { fold } from '../entities/search-text.ts'
import { standingPolicySql } from '../jobs/mappings/standing-policy.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import {
  keyPattern,
  readConnection,
  readPage,
  searchPattern,
  type ConnectionArgs,
  type KeysetOrder,
  type ListSource,
} from './keyset.ts'
import { ofConnectedAccounts, shownMappings } from './mapping-source.ts'
import {
  CustomerMappingRef,
  MappingOriginEnum,
  MappingPolicyEnum,
  MappingStatusEnum,
  ProductMappingRef,
} from './mappings.ts'

const MappingFilter = builder.inputType('MappingFilter', {
  description:
    'policies: as they stand now. search: in what both records are found by, and in the key; case and Vietnamese accents do not matter. deletedAtSource: whether one of the two records is deleted at its source.',
  fields: (t) => ({
    statuses: t.field({ type: [MappingStatusEnum] }),
    origins: t.field({ type: [MappingOriginEnum] }),
    policies: t.field({ type: [MappingPolicyEnum] }),
    search: t.string(),
    deletedAtSource: t.boolean(),
  }),
})
type MappingFilter = typeof MappingFilter.$inferInput

const newestFirst = (list: string): KeysetOrder => ({
  list,
  column: sql.ref('mapping.id'),
  type: 'int',
  descending: true,
})

builder.queryFields((t) => ({
  productMappings: t.connection(
    {
      type: ProductMappingRef,
      description: 'Newest first.',
      args: { filter: t.arg({ type: MappingFilter }) },
      resolve: (_root, { filter, ...args }, context) =>
        listMappings('PRODUCT', filter ?? {}, args, context, (em, row) => em.map(ProductMapping, row)),
    },
    {
      name: 'ProductMappingConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'ProductMappingEdge' },
  ),
  customerMappings: t.connection(
    {
      type: CustomerMappingRef,
      description: 'Newest first.',
      args: { filter: t.arg({ type: MappingFilter }) },
      resolve: (_root, { filter, ...args }, context) =>
        listMappings('CUSTOMER', filter ?? {}, args, context, (em, row) => em.map(CustomerMapping, row)),
    },
    {
      name: 'CustomerMappingConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'CustomerMappingEdge' },
  ),
}))

function listMappings<Mapping extends { id: number }>(
  kind: RecordKind,
  filter: MappingFilter,
  args: ConnectionArgs,
  { em, jobs }: Context,
  toNode: ListSource<Mapping>['toNode'],
) {
  return readConnection(
    em,
    { from: shownMappings(kind), columns: sql`mapping.*`, toNode, keyOf: (mapping) => mapping.id },
    [ofConnectedAccounts(jobs), ...filterConditions(kind, filter)],
    readPage(args, newestFirst(`${kind.toLowerCase()}Mapping`)),
  )
}

function filterConditions(kind: RecordKind, filter: MappingFilter): RawBuilder<unknown>[] {
  const { statuses, origins, policies, search, deletedAtSource } = filter
  const conditions: RawBuilder<unknown>[] = []
  if (statuses) conditions.push(sql`mapping.status = any(${statuses}::text[])`)
  if (origins) conditions.push(sql`mapping.origin = any(${origins}::text[])`)
  if (policies) conditions.push(sql`${standingPolicySql()} = any(${policies}::text[])`)
  if (typeof deletedAtSource === 'boolean')
    conditions.push(sql`(num_nonnulls(nhanh.deleted_at, shopify.deleted_at) > 0) = ${deletedAtSource}`)
  const pattern = searchPattern(search, fold)
  if (pattern) {
    // The title of a variant's product is newest in the product's own row.
    const inTitle =
      kind === 'PRODUCT'
        ? sql` or exists (select from shopify_product product where product.account_id = shopify.account_id
            and product.id = shopify.product_id and product.search_text like ${pattern})`
        : sql``
    conditions.push(sql`(nhanh.search_text like ${pattern} or shopify.search_text like ${pattern}${inTitle}
      or mapping.key like ${keyPattern(search!)})`)
  }
  return conditions
}
