import { NHANH_CUSTOMER_TYPES, type NhanhCustomer } from '../entities/nhanh-customer.ts'
import type { ShopifyCustomer } from '../entities/shopify-customer.ts'
import { builder } from './builder.ts'
import { listRecords, recordListArgs } from './record-list.ts'
import { NHANH_CUSTOMERS, SHOPIFY_CUSTOMERS } from './record-sources.ts'

const NhanhCustomerTypeEnum = builder.enumType('NhanhCustomerType', { values: NHANH_CUSTOMER_TYPES })

export const NhanhCustomerRef = builder.objectRef<NhanhCustomer>('NhanhCustomer').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    phone: t.string({ nullable: true, resolve: (customer) => customer.phone }),
    email: t.string({ nullable: true, resolve: (customer) => customer.email }),
    type: t.field({ type: NhanhCustomerTypeEnum, nullable: true, resolve: (customer) => customer.type }),
    code: t.string({ nullable: true, resolve: (customer) => customer.code }),
    address: t.string({ nullable: true, resolve: (customer) => customer.address }),
    level: t.string({ nullable: true, resolve: (customer) => customer.level }),
    group: t.string({ nullable: true, resolve: (customer) => customer.group }),
    totalSpent: t.field({ type: 'Decimal', nullable: true, resolve: (customer) => customer.totalSpent }),
    points: t.int({ nullable: true, resolve: (customer) => customer.points }),
    sourceUpdatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: (customer) => customer.sourceUpdatedAt,
    }),
    pulledAt: t.expose('pulledAt', { type: 'DateTime', description: 'When its content last changed here.' }),
    deletedAt: t.field({ type: 'DateTime', nullable: true, resolve: (customer) => customer.deletedAt }),
  }),
})

export const ShopifyCustomerRef = builder.objectRef<ShopifyCustomer>('ShopifyCustomer').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    firstName: t.string({ nullable: true, resolve: (customer) => customer.firstName }),
    lastName: t.string({ nullable: true, resolve: (customer) => customer.lastName }),
    phone: t.string({ nullable: true, resolve: (customer) => customer.phone }),
    addressPhone: t.string({
      nullable: true,
      description: 'Of the default address, as it was typed.',
      resolve: (customer) => customer.addressPhone,
    }),
    email: t.string({ nullable: true, resolve: (customer) => customer.email }),
    tags: t.exposeStringList('tags'),
    amountSpent: t.field({ type: 'Decimal', nullable: true, resolve: (customer) => customer.amountSpent }),
    currency: t.string({ nullable: true, resolve: (customer) => customer.currency }),
    numberOfOrders: t.int({ nullable: true, resolve: (customer) => customer.numberOfOrders }),
    state: t.exposeString('state', {
      description: 'DISABLED, ENABLED, INVITED or DECLINED: of their account.',
    }),
    sourceUpdatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: (customer) => customer.sourceUpdatedAt,
    }),
    pulledAt: t.expose('pulledAt', { type: 'DateTime', description: 'When its content last changed here.' }),
    deletedAt: t.field({ type: 'DateTime', nullable: true, resolve: (customer) => customer.deletedAt }),
  }),
})

builder.queryFields((t) => ({
  nhanhCustomers: t.connection(
    {
      type: NhanhCustomerRef,
      description: 'Those that still exist in Nhanh, unless `deleted` says otherwise: null gives both.',
      args: recordListArgs(),
      resolve: (_root, args, context) => listRecords(NHANH_CUSTOMERS, args, context),
    },
    {
      name: 'NhanhCustomerConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'NhanhCustomerEdge' },
  ),
  shopifyCustomers: t.connection(
    {
      type: ShopifyCustomerRef,
      description: 'Those that still exist in Shopify, unless `deleted` says otherwise: null gives both.',
      args: recordListArgs(),
      resolve: (_root, args, context) => listRecords(SHOPIFY_CUSTOMERS, args, context),
    },
    {
      name: 'ShopifyCustomerConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'ShopifyCustomerEdge' },
  ),
}))
