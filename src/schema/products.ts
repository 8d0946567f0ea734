import type { NhanhDepotStock, NhanhProduct } from '../entities/nhanh-product.ts'
import { SHOPIFY_PRODUCT_STATUSES } from '../entities/shopify-product.ts'
import type { ShopifyLevel } from '../entities/shopify-variant.ts'
import { builder } from './builder.ts'
import { listRecords, recordListArgs } from './record-list.ts'
import { NHANH_PRODUCTS, SHOPIFY_VARIANTS, type ListedVariant } from './record-sources.ts'

const NhanhStockRef = builder.objectRef<NhanhDepotStock & { available: string }>('NhanhStock').implement({
  description: 'What a depot has of a product. A number that Nhanh did not send is null, never 0.',
  fields: (t) => ({
    depotId: t.exposeID('depotId'),
    available: t.expose('available', { type: 'Decimal' }),
    remain: t.expose('remain', { type: 'Decimal', nullable: true }),
    holding: t.expose('holding', { type: 'Decimal', nullable: true }),
    shipping: t.expose('shipping', { type: 'Decimal', nullable: true }),
    damaged: t.expose('damaged', { type: 'Decimal', nullable: true }),
  }),
})

export const NhanhProductRef = builder.objectRef<NhanhProduct>('NhanhProduct').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    parentId: t.id({ nullable: true, resolve: (product) => product.parentId }),
    sku: t.string({ nullable: true, resolve: (product) => product.sku }),
    barcode: t.string({ nullable: true, resolve: (product) => product.barcode }),
    name: t.exposeString('name'),
    kind: t.exposeString('kind', {
      description:
        'PARENT (it only groups its children), PRODUCT, VOUCHER, WEIGHED, IMEI, PACKAGE, SERVICE, TOOL, BATCH, COMBO or MULTI_UNIT.',
    }),
    status: t.exposeString('status', { description: 'NEW, ACTIVE, INACTIVE or OUT_OF_STOCK.' }),
    price: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.price }),
    oldPrice: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.oldPrice }),
    wholesalePrice: t.field({
      type: 'Decimal',
      nullable: true,
      resolve: (product) => product.wholesalePrice,
    }),
    importPrice: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.importPrice }),
    averageCost: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.averageCost }),
    available: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.available }),
    remain: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.remain }),
    holding: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.holding }),
    shipping: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.shipping }),
    damaged: t.field({ type: 'Decimal', nullable: true, resolve: (product) => product.damaged }),
    stock: t.field({
      type: [NhanhStockRef],
      description: 'A depot for which Nhanh sent no available quantity is left out: absent is not zero.',
      resolve: (product) =>
        product.stock.flatMap(({ available, ...depot }) =>
          available === null ? [] : [{ ...depot, available }],
        ),
    }),
    options: t.expose('options', { type: [OptionRef] }),
    sourceUpdatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: (product) => product.sourceUpdatedAt,
    }),
    pulledAt: t.expose('pulledAt', { type: 'DateTime', description: 'When its content last changed here.' }),
    deletedAt: t.field({ type: 'DateTime', nullable: true, resolve: (product) => product.deletedAt }),
  }),
})

const OptionRef = builder.objectRef<{ name: string; value: string }>('RecordOption').implement({
  description: 'A value that tells a variant apart, for instance its colour.',
  fields: (t) => ({ name: t.exposeString('name'), value: t.exposeString('value') }),
})

const ShopifyProductStatusEnum = builder.enumType('ShopifyProductStatus', {
  values: SHOPIFY_PRODUCT_STATUSES,
})

const ShopifyStockRef = builder.objectRef<ShopifyLevel & { available: number }>('ShopifyStock').implement({
  fields: (t) => ({
    locationId: t.exposeID('locationId'),
    available: t.exposeInt('available'),
    isActive: t.exposeBoolean('isActive'),
  }),
})

export const ShopifyVariantRef = builder.objectRef<ListedVariant>('ShopifyVariant').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ variant }) => variant.id }),
    productId: t.id({ resolve: ({ variant }) => variant.productId }),
    productTitle: t.exposeString('productTitle'),
    title: t.string({ resolve: ({ variant }) => variant.title }),
    status: t.field({ type: ShopifyProductStatusEnum, resolve: (listed) => listed.productStatus }),
    sku: t.string({ nullable: true, resolve: ({ variant }) => variant.sku }),
    barcode: t.string({ nullable: true, resolve: ({ variant }) => variant.barcode }),
    price: t.field({ type: 'Decimal', nullable: true, resolve: ({ variant }) => variant.price }),
    compareAtPrice: t.field({
      type: 'Decimal',
      nullable: true,
      resolve: ({ variant }) => variant.compareAtPrice,
    }),
    inventoryItemId: t.id({ resolve: ({ variant }) => variant.inventoryItemId }),
    tracked: t.boolean({ resolve: ({ variant }) => variant.tracked }),
    inventoryPolicy: t.string({
      description: 'DENY, or CONTINUE: it is sold below 0 too.',
      resolve: ({ variant }) => variant.inventoryPolicy,
    }),
    isBundle: t.boolean({
      description: 'It sells only with its components, whose stock is its own.',
      resolve: ({ variant }) => variant.isBundle,
    }),
    inventoryQuantity: t.int({ nullable: true, resolve: ({ variant }) => variant.inventoryQuantity }),
    stock: t.field({
      type: [ShopifyStockRef],
      description: 'A location that keeps no number for it is left out: absent is not zero.',
      resolve: ({ variant }) =>
        variant.stock.flatMap(({ available, ...level }) =>
          available === null ? [] : [{ ...level, available }],
        ),
    }),
    options: t.field({ type: [OptionRef], resolve: ({ variant }) => variant.options }),
    sourceUpdatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: ({ variant }) => variant.sourceUpdatedAt,
    }),
    pulledAt: t.field({
      type: 'DateTime',
      description: 'When its content last changed here.',
      resolve: ({ variant }) => variant.pulledAt,
    }),
    deletedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ variant }) => variant.deletedAt }),
  }),
})

builder.queryFields((t) => ({
  nhanhProducts: t.connection(
    {
      type: NhanhProductRef,
      description: 'Those that still exist in Nhanh, unless `deleted` says otherwise: null gives both.',
      args: recordListArgs(),
      resolve: (_root, args, context) => listRecords(NHANH_PRODUCTS, args, context),
    },
    {
      name: 'NhanhProductConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'NhanhProductEdge' },
  ),
  shopifyVariants: t.connection(
    {
      type: ShopifyVariantRef,
      description: 'Those that still exist in Shopify, unless `deleted` says otherwise: null gives both.',
      args: recordListArgs(),
      resolve: (_root, args, context) => listRecords(SHOPIFY_VARIANTS, args, context),
    },
    {
      name: 'ShopifyVariantConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'ShopifyVariantEdge' },
  ),
}))
