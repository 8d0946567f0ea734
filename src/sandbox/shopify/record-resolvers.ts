import type { ShopifyBulkOperation } from './bulk-operation.ts'
import { connect } from './connection.ts'
import { gid, levelGid, readGid } from './gid.ts'
import { identified, timeOf } from './identified.ts'
import { type ListArgs, searchOf } from './lists.ts'
import { CUSTOMER_METAFIELDS, METAFIELD_RECORDS } from './metafield-resolvers.ts'
import { isOfSingleProduct, levelAt } from './nodes.ts'
import { ORDER_RECORD_RESOLVERS } from './order-resolvers.ts'
import { requireScope, type Resolver } from './resolver.ts'
import { inventoryQuantityOf, LEVEL_FIELDS, type PlacedLevel } from './search-fields.ts'
import type {
  ShopifyCustomer,
  ShopifyInventoryItem,
  ShopifyLevel,
  ShopifyLocation,
  ShopifyProduct,
  ShopifyVariant,
} from './shopify-records.ts'

const MAX_VARIANTS_OF_ONE_PRODUCT = 2048

type LevelArgs = ListArgs & { includeInactive?: boolean }

/** Type → field → resolver; every other field is the property of its record. */
export const RECORD_RESOLVERS: Record<string, Record<string, Resolver>> = {
  Product: {
    ...identified('Product'),
    totalInventory: (product: ShopifyProduct) =>
      product.variants.reduce((sum, variant) => sum + inventoryQuantityOf(variant), 0),
    tracksInventory: (product: ShopifyProduct) =>
      product.variants.some((variant) => variant.inventoryItem.tracked),
    hasOnlyDefaultVariant: (product: ShopifyProduct) =>
      product.variants.length === 1 && product.variants[0]?.title === 'Default Title',
    hasVariantsThatRequiresComponents: (product: ShopifyProduct) =>
      product.variants.some((variant) => variant.requiresComponents),
    variantsCount: (product: ShopifyProduct) => ({ count: product.variants.length, precision: 'EXACT' }),
    variants: (product: ShopifyProduct, args: ListArgs, _context, info) =>
      connect(args, {
        records: product.variants,
        idOf: (variant) => variant.id,
        nodeOf: (variant) => variant,
        sortValueOf: args.sortKey === 'ID' ? undefined : (variant) => variant.position,
        ...(isOfSingleProduct(info) && { maxSize: MAX_VARIANTS_OF_ONE_PRODUCT }),
      }),
  },
  ProductVariant: {
    ...identified('ProductVariant'),
    displayName: (variant: ShopifyVariant, _args: unknown, { shopify }) =>
      `${shopify.products.get(variant.productId)?.title ?? ''} - ${variant.title}`,
    inventoryQuantity: inventoryQuantityOf,
    product: (variant: ShopifyVariant, _args: unknown, { shopify }) =>
      shopify.products.get(variant.productId),
  },
  InventoryItem: {
    ...identified('InventoryItem'),
    sku: (item: ShopifyInventoryItem, _args: unknown, { shopify }) =>
      shopify.variants.get(item.variantId)?.sku,
    duplicateSkuCount: (item: ShopifyInventoryItem, _args: unknown, { shopify }) => {
      const sku = shopify.variants.get(item.variantId)?.sku
      if (!sku) return 0
      return shopify.variants.records.filter((variant) => variant.sku === sku).length - 1
    },
    variant: (item: ShopifyInventoryItem, _args: unknown, { shopify }) =>
      shopify.variants.get(item.variantId),
    variants: (item: ShopifyInventoryItem, args: ListArgs, { shopify }) =>
      connect(args, {
        records: [shopify.variants.get(item.variantId)!],
        idOf: (variant) => variant.id,
        nodeOf: (variant) => variant,
      }),
    inventoryLevel: (
      item: ShopifyInventoryItem,
      args: { locationId: string; includeInactive: boolean },
      context,
      info,
    ) => {
      requireScope(context, 'read_inventory', info)
      return levelAt(item, readGid(args.locationId, 'Location').id, args.includeInactive)
    },
    inventoryLevels: (item: ShopifyInventoryItem, args: LevelArgs, context, info) => {
      requireScope(context, 'read_inventory', info)
      const search = searchOf(LEVEL_FIELDS, { args, context, info })
      const placed = item.levels
        .map((level) => ({ item, level }))
        .filter(({ level }) => args.includeInactive === true || level.isActive)
        .toSorted((a, b) => a.level.locationId - b.level.locationId)
      return connect(args, {
        records: placed,
        idOf: ({ level }) => level.locationId,
        nodeOf: (one) => one,
        matches: search?.matches,
      })
    },
  },
  InventoryLevel: {
    id: ({ item, level }: PlacedLevel) => levelGid(level.locationId, item.id),
    isActive: ({ level }: PlacedLevel) => level.isActive,
    createdAt: ({ item }: PlacedLevel) => timeOf(item.createdAt),
    updatedAt: ({ level }: PlacedLevel) => timeOf(level.updatedAt),
    location: ({ level }: PlacedLevel, _args: unknown, { shopify }) =>
      shopify.locations.get(level.locationId),
    quantities: ({ item, level }: PlacedLevel, { names }: { names: string[] }) =>
      names.map((name) => ({
        id: `gid://shopify/InventoryQuantity/${level.locationId}?inventory_item_id=${item.id}&name=${name}`,
        name,
        quantity: quantityOf(level, name),
        updatedAt: timeOf(level.updatedAt),
      })),
  },
  Location: {
    ...identified('Location'),
    fulfillsOnlineOrders: (location: ShopifyLocation) => location.isActive,
    address: (location: ShopifyLocation) => ({ city: location.city, country: 'Vietnam', countryCode: 'VN' }),
    inventoryLevel: (
      location: ShopifyLocation,
      args: { inventoryItemId: string; includeInactive: boolean },
      context,
      info,
    ) => {
      requireScope(context, 'read_inventory', info)
      const item = context.shopify.inventoryItems.get(readGid(args.inventoryItemId, 'InventoryItem').id)
      return item === undefined ? null : levelAt(item, location.id, args.includeInactive)
    },
    inventoryLevels: (location: ShopifyLocation, args: LevelArgs, context, info) => {
      requireScope(context, 'read_inventory', info)
      const search = searchOf(LEVEL_FIELDS, { args, context, info })
      const place = (item: ShopifyInventoryItem) => levelAt(item, location.id, args.includeInactive === true)
      // Paged by item: the levels of a location are the items that it stocks.
      return connect(args, {
        records: context.shopify.inventoryItems.records,
        idOf: (item) => item.id,
        nodeOf: (item) => place(item)!,
        matches: (item) => {
          const placed = place(item)
          return placed !== null && (search === undefined || search.matches(placed))
        },
      })
    },
  },
  Customer: {
    ...identified('Customer'),
    ...CUSTOMER_METAFIELDS,
    displayName: (customer: ShopifyCustomer) =>
      [customer.firstName, customer.lastName].filter(Boolean).join(' ') || customer.email || '',
    defaultEmailAddress: ({ email }: ShopifyCustomer) =>
      email === null ? null : { emailAddress: email, validFormat: email.includes('@') },
    defaultPhoneNumber: ({ phone }: ShopifyCustomer) => (phone === null ? null : { phoneNumber: phone }),
    amountSpent: (customer: ShopifyCustomer, _args: unknown, { shopify }) => ({
      amount: customer.amountSpent,
      currencyCode: shopify.currencyCode,
    }),
    numberOfOrders: (customer: ShopifyCustomer) => String(customer.numberOfOrders),
    defaultAddress: ({ defaultAddress, firstName, lastName }: ShopifyCustomer) =>
      defaultAddress === null
        ? null
        : {
            ...defaultAddress,
            id: `${gid('MailingAddress', defaultAddress.id)}?model_name=CustomerAddress`,
            firstName,
            lastName,
            country: 'Vietnam',
            countryCodeV2: 'VN',
          },
  },
  ...ORDER_RECORD_RESOLVERS,
  ...METAFIELD_RECORDS,
  BulkOperation: {
    ...identified('BulkOperation'),
    completedAt: (operation: { completedAt: number | null }) => timeOf(operation.completedAt),
    objectCount: (operation: { objectCount: number }) => String(operation.objectCount),
    rootObjectCount: (operation: { rootObjectCount: number }) => String(operation.rootObjectCount),
    url: ({ url }: ShopifyBulkOperation, _args: unknown, { origin }) => urlAt(origin, url),
    partialDataUrl: ({ partialDataUrl }: ShopifyBulkOperation, _args: unknown, { origin }) =>
      urlAt(origin, partialDataUrl),
    fileSize: ({ fileSize }: { fileSize: number | null }) => (fileSize === null ? null : String(fileSize)),
  },
}

/** The results of the sandbox's own operations are where the client finds the sandbox. */
function urlAt(origin: string, url: string | null): string | null {
  return url === null ? null : new URL(url, origin).href
}

/** States that nothing here moves stock into are 0. */
function quantityOf(level: ShopifyLevel, name: string): number {
  if (name === 'available') return level.available
  if (name === 'committed') return level.committed
  if (name === 'on_hand') return level.available + level.committed
  return 0
}
