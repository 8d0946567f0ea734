import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type RawBuilder } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { NhanhCustomer } from '../entities/nhanh-customer.ts'
import { NhanhProduct } from '../entities/nhanh-product.ts'
import type { RecordKind } from '../entities/pair-columns.ts'
import { ShopifyCustomer } from '../entities/shopify-customer.ts'
import type { ShopifyProductStatus } from '../entities/shopify-product.ts'
import { ShopifyVariant } from '../entities/shopify-variant.ts'
import type { KeysetOrder } from './keyset.ts'

/** How one kind of records of one platform is read. */
export interface RecordSource<Node> {
  platform: Platform
  kind: RecordKind
  order: KeysetOrder
  /** The tables after FROM; the records are `record`. */
  from: RawBuilder<unknown>
  columns: RawBuilder<unknown>
  searched: RawBuilder<unknown>[]
  /** `em` keeps what it makes, so it is to be let go with the answer. */
  toNode: (em: EntityManager, row: Record<string, unknown>) => Node
  keyOf: (node: Node) => string
}

/** A variant with what its product's own row, where there is one, says newer. */
export interface ListedVariant {
  variant: ShopifyVariant
  productTitle: string
  productStatus: ShopifyProductStatus
}

const order = (list: string, type: 'bigint' | 'text'): KeysetOrder => ({
  list,
  column: sql.ref('record.id'),
  type,
  descending: true,
})

export const NHANH_PRODUCTS: RecordSource<NhanhProduct> = {
  platform: 'NHANH',
  kind: 'PRODUCT',
  order: order('nhanh', 'bigint'),
  from: sql`nhanh_product record`,
  columns: sql`record.*`,
  searched: [sql.ref('record.search_text')],
  toNode: (em, row) => em.map(NhanhProduct, row),
  keyOf: (product) => product.id,
}

export const SHOPIFY_VARIANTS: RecordSource<ListedVariant> = {
  platform: 'SHOPIFY',
  kind: 'PRODUCT',
  order: order('variant', 'text'),
  from: sql`shopify_variant record
    left join shopify_product product on product.account_id = record.account_id and product.id = record.product_id`,
  columns: sql`record.*, coalesce(product.title, record.product_title) as newest_title,
    coalesce(product.status, record.product_status) as newest_status`,
  searched: [sql.ref('record.search_text'), sql.ref('product.search_text')],
  toNode: (em, { newest_title: productTitle, newest_status: productStatus, ...row }) => ({
    variant: em.map(ShopifyVariant, row),
    productTitle: productTitle as string,
    productStatus: productStatus as ShopifyProductStatus,
  }),
  keyOf: ({ variant }) => variant.id,
}

export const NHANH_CUSTOMERS: RecordSource<NhanhCustomer> = {
  platform: 'NHANH',
  kind: 'CUSTOMER',
  order: order('nhanhCustomer', 'bigint'),
  from: sql`nhanh_customer record`,
  columns: sql`record.*`,
  searched: [sql.ref('record.search_text')],
  toNode: (em, row) => em.map(NhanhCustomer, row),
  keyOf: (customer) => customer.id,
}

export const SHOPIFY_CUSTOMERS: RecordSource<ShopifyCustomer> = {
  platform: 'SHOPIFY',
  kind: 'CUSTOMER',
  order: order('shopifyCustomer', 'text'),
  from: sql`shopify_customer record`,
  columns: sql`record.*`,
  searched: [sql.ref('record.search_text')],
  toNode: (em, row) => em.map(ShopifyCustomer, row),
  keyOf: (customer) => customer.id,
}
