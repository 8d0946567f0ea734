import { gid, readGid } from './gid.ts'
import { countOf, type CountArgs, listOf, type ListArgs } from './lists.ts'
import { METAFIELD_QUERIES } from './metafield-resolvers.ts'
import { byGid, nodeOf } from './nodes.ts'
import { ORDER_QUERIES } from './order-resolvers.ts'
import { requireScope, type Resolver } from './resolver.ts'
import {
  BULK_OPERATION_FIELDS,
  CUSTOMER_COUNT_FIELDS,
  CUSTOMER_FIELDS,
  inventoryItemFields,
  LOCATION_FIELDS,
  PRODUCT_FIELDS,
  variantFields,
} from './search-fields.ts'
import { shopifyError } from './shopify-error.ts'
import {
  BULK_OPERATION_SORTS,
  CUSTOMER_SORTS,
  LOCATION_SORTS,
  PRODUCT_SORTS,
  VARIANT_SORTS,
} from './sort-keys.ts'

const MAX_INPUT_SIZE = 250

/** The fields of the query root. */
export const QUERY_RESOLVERS: Record<string, Resolver> = {
  products: (_: unknown, args: ListArgs, context, info) => {
    requireScope(context, 'read_products', info)
    return listOf(context.shopify.products.records, PRODUCT_FIELDS, PRODUCT_SORTS, { args, context, info })
  },
  productVariants: (_: unknown, args: ListArgs, context, info) => {
    requireScope(context, 'read_products', info)
    const { records } = context.shopify.variants
    return listOf(records, variantFields(context.shopify), VARIANT_SORTS, { args, context, info })
  },
  customers: (_: unknown, args: ListArgs, context, info) => {
    requireScope(context, 'read_customers', info)
    return listOf(context.shopify.customers.records, CUSTOMER_FIELDS, CUSTOMER_SORTS, {
      args,
      context,
      info,
    })
  },
  inventoryItems: (_: unknown, args: ListArgs, context, info) => {
    requireScope(context, 'read_inventory', info)
    const { records } = context.shopify.inventoryItems
    return listOf(records, inventoryItemFields(context.shopify), {}, { args, context, info })
  },
  locations: (
    _: unknown,
    args: ListArgs & { includeInactive: boolean; includeLegacy: boolean },
    context,
    info,
  ) => {
    requireScope(context, 'read_locations', info)
    const shown = context.shopify.locations.records.filter(
      (location) =>
        (args.includeInactive || location.isActive) && (args.includeLegacy || !location.isFulfillmentService),
    )
    return listOf(shown, LOCATION_FIELDS, LOCATION_SORTS, { args, context, info })
  },
  bulkOperations: (_: unknown, args: ListArgs, context, info) => {
    const { records } = context.shopify.bulkOperations
    return listOf(records, BULK_OPERATION_FIELDS, BULK_OPERATION_SORTS, { args, context, info })
  },
  productsCount: (_: unknown, args: CountArgs, context, info) => {
    requireScope(context, 'read_products', info)
    return countOf(context.shopify.products.records, PRODUCT_FIELDS, { args, context, info })
  },
  productVariantsCount: (_: unknown, args: CountArgs, context, info) => {
    requireScope(context, 'read_products', info)
    return countOf(context.shopify.variants.records, variantFields(context.shopify), {
      args,
      context,
      info,
    })
  },
  customersCount: (_: unknown, args: CountArgs, context, info) => {
    requireScope(context, 'read_customers', info)
    return countOf(context.shopify.customers.records, CUSTOMER_COUNT_FIELDS, { args, context, info })
  },
  ...ORDER_QUERIES,
  ...METAFIELD_QUERIES,
  product: byGid('Product'),
  productVariant: byGid('ProductVariant'),
  customer: byGid('Customer'),
  inventoryItem: byGid('InventoryItem'),
  inventoryLevel: byGid('InventoryLevel'),
  bulkOperation: byGid('BulkOperation'),
  location: (_: unknown, args: { id?: string | null }, context, info) => {
    requireScope(context, 'read_locations', info)
    if (args.id == null) return context.shopify.locations.records[0] ?? null
    return context.shopify.locations.get(readGid(args.id, 'Location').id) ?? null
  },
  node: byGid(),
  nodes: (_: unknown, { ids }: { ids: string[] }, context, info) => {
    if (ids.length > MAX_INPUT_SIZE) {
      const text = `The input array size of ${ids.length} is greater than the maximum allowed of ${MAX_INPUT_SIZE}.`
      throw shopifyError('MAX_INPUT_SIZE_EXCEEDED', text)
    }
    return ids.map((id) => nodeOf(id, undefined, context, info))
  },
  shop: (_: unknown, _args: unknown, { shopify }) => ({
    id: gid('Shop', 1),
    name: shopify.shopName,
    myshopifyDomain: shopify.identity.shop,
    currencyCode: shopify.currencyCode,
    ianaTimezone: 'Asia/Ho_Chi_Minh',
    plan: {
      displayName: 'Basic',
      publicDisplayName: 'Basic',
      partnerDevelopment: false,
      shopifyPlus: false,
    },
  }),
  currentAppInstallation: (_: unknown, _args: unknown, { shopify }) => ({
    id: gid('AppInstallation', 1),
    accessScopes: shopify.scopes.map((handle) => ({ handle, description: handle })),
  }),
}
